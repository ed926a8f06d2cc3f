//! Functions that the model may ask for, described by Rust types.
//!
//! `cargo run -p chatbotkit-sdk --features schemars --example tools`

mod support;

use chatbotkit_sdk::conversation::v1::*;
use schemars::JsonSchema;
use serde::Deserialize;

/// What the model has to say to learn about the weather.
#[derive(Debug, Deserialize, JsonSchema)]
struct Weather {
    /// The town, in English.
    town: String,
    /// How many days ahead, today being 0.
    #[serde(default)]
    days: u8,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let service = support::Service::from_env().await?;

    let function = Function::from_type::<Weather>("getWeather", "Tells the weather in a town.")?;
    println!("{}", serde_json::to_string_pretty(&function)?);

    let request =
        ConversationCompleteRequest::from_messages([Message::user("Is it raining in Bath?")])
            .functions([function]);
    let reply = service.client.conversation().complete(request).await?;
    println!("{}", reply.text);

    // What the model sends for a call is read by the very type that described it.
    let asked: Weather = serde_json::from_str(r#"{"town": "Bath"}"#)?;
    println!("{} in {} days", asked.town, asked.days);
    Ok(())
}
