//! An answer as it is written, and the proof that it is complete.
//!
//! `cargo run -p chatbotkit-sdk --example streaming`

mod support;

use std::io::Write as _;

use chatbotkit_sdk::conversation::v1::*;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let service = support::Service::from_env().await?;
    let messages = [Message::user("Tell me about streams.")];
    let request = ConversationCompleteRequest::from_messages(messages)
        .model(Model::new("gpt-4o").temperature(0.0));

    let mut events = service.client.conversation().complete(request).stream().await?;
    while let Some(event) = events.try_next().await? {
        match event {
            ConversationCompleteStreamType::Token(token) => {
                print!("{}", token.token);
                std::io::stdout().flush()?;
            }
            // Messages, the result, and what tomorrow's service sends and this version has no name for.
            other => eprintln!("({})", other.tag()),
        }
    }
    let reply = events.finish().await?;
    println!("\n{} tokens", reply.usage.token);
    Ok(())
}
