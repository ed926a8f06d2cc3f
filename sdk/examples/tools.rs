//! A function of this program that the model calls while it answers.
//!
//! `cargo run -p chatbotkit-sdk --features tools --example tools`

mod support;

use chatbotkit_sdk::{
    conversation::v1::*,
    tools::{Tool, ToolEvent},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the model has to say to learn about the weather.
#[derive(Debug, Deserialize, JsonSchema)]
struct Weather {
    /// The town, in English.
    town: String,
    /// How many days ahead, today being 0.
    #[serde(default)]
    days: u8,
}

#[derive(Debug, Serialize)]
struct Forecast {
    sky: &'static str,
    degrees: i8,
}

/// What stands for a call to a service of one's own.
async fn forecast(asked: Weather) -> Result<Forecast, String> {
    match (asked.town.as_str(), asked.days) {
        ("Bath", 0) => Ok(Forecast { sky: "rain", degrees: 9 }),
        ("Rome", 0) => Ok(Forecast { sky: "sun", degrees: 21 }),
        (town, days) => Err(format!("nothing is known about {town} in {days} days")),
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let service = support::Service::from_env().await?;
    let weather = Tool::new("getWeather", "Tells the weather in a town.", forecast);

    let question = match service.is_played() {
        // The mock calls what a message asks for.
        true => r#"/call getWeather {"town":"Bath"} /call getWeather {"town":"Atlantis"}"#,
        false => "Is it raining in Bath? And in Atlantis?",
    };
    let request = ConversationCompleteRequest::from_messages([Message::user(question)]);
    let mut run = service.client.conversation().complete(request).tools([weather]).stream().await?;
    while let Some(event) = run.try_next().await? {
        match event {
            ToolEvent::Called(call) => {
                println!("{} is called with {}", call.name(), call.arguments())
            }
            ToolEvent::Answered(answer) => match answer.result() {
                Ok(result) => println!("{} gave {result}", answer.name()),
                Err(why) => println!("{} failed: {why}", answer.name()),
            },
            _ => {}
        }
    }
    println!("{}", run.finish().await?.text);
    Ok(())
}
