//! What can go wrong, how it looks, and what is tried again.
//!
//! `cargo run -p chatbotkit-sdk --example errors_and_retries`

mod support;

use std::time::Duration;

use chatbotkit_sdk::conversation::v1::*;
use chatbotkit_sdk::{Client, ErrorKind, Retry};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let service = support::Service::from_env().await?;
    let conversations = service.client.conversation();

    match conversations.fetch("nobody-has-this-id").await {
        Ok(conversation) => println!("found {}", conversation.id),
        Err(error) if error.is_not_found() => println!("not found: {error}"),
        Err(error) => return Err(error.into()),
    }

    // An id that would lead elsewhere is refused before anything is sent.
    let error = conversations.delete("..").await.expect_err("it leads out of the path");
    println!("{:?} after {} attempts: {error}", error.kind(), error.attempts());

    // Nothing listens there. Whatever never reached the server can be sent again, at any price.
    let nowhere = Client::builder()
        .secret("any")
        .base_url("http://127.0.0.1:9")
        .retry(Retry::default().attempts(2))
        .timeout(Duration::from_secs(10))
        .build()?;
    let request = ConversationCompleteRequest::from_messages([Message::user("Hello?")]);
    let error = nowhere.conversation().complete(request).await.expect_err("nobody is there");
    assert_eq!(error.kind(), ErrorKind::Connect);
    println!("{}", support::advice(&error));
    println!("it was tried {} times", error.attempts());
    Ok(())
}
