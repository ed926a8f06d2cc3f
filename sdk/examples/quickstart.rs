//! The first call: start a conversation, say something, print the answer.
//!
//! `cargo run -p chatbotkit-sdk --example quickstart`

mod support;

use chatbotkit_sdk::conversation::v1::*;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let service = support::Service::from_env().await?;
    let conversations = service.client.conversation();

    let request = ConversationCreateRequest::new().name("Quickstart").model("gpt-4o");
    let created = conversations.create(request).await?;

    let message = ConversationCompleteMessageRequest::new("Hello!");
    let reply = conversations.complete_message(&created.id, message).await?;
    println!("{}", reply.text);

    conversations.delete(&created.id).await?;
    Ok(())
}
