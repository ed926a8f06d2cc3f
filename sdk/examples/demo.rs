//! What `cargo xtask demo` shows: a conversation over HTTP with a server in this process.
//!
//! It never talks to the service itself, so that it costs nothing and shows the same each time.

#[path = "support/paint.rs"]
mod paint;

use std::io::Write as _;

use chatbotkit_mock::MockServer;
use chatbotkit_sdk::conversation::v1::*;
use chatbotkit_sdk::{Client, Error};
use paint::Paint;

const SAID: [&str; 2] = ["Hello!", "And this comes back token by token?"];

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let paint = Paint::new();
    let mock = MockServer::builder().pace(12.0).start().await?;
    let client = Client::builder().secret("any").base_url(mock.base_url()).build()?;
    let conversations = client.conversation();
    println!("{}", paint.dim(&format!("a server plays the described API at {}", mock.base_url())));

    let request = ConversationCreateRequest::new().name("Demo").model("gpt-4o");
    let created = conversations.create(request).await?;
    let mut tokens = 0;
    for text in SAID {
        println!("{} {text}", paint.bold("you>"));
        print!("{} ", paint.bold("bot>"));
        tokens += answer(&conversations, &created.id, text).await?;
        println!();
    }
    conversations.upvote(&created.id, ConversationUpvoteRequest::new()).await?;

    println!(
        "{}",
        paint.dim(&format!("{tokens} tokens came, each stream to its last event. What was sent:"))
    );
    for request in mock.requests() {
        println!("{}", paint.dim(&format!("  {} {}", request.method(), request.path())));
    }
    Ok(())
}

/// Streams an answer to the terminal and counts its tokens.
async fn answer(conversations: &Conversations, id: &str, text: &str) -> Result<usize, Error> {
    let message = ConversationCompleteMessageRequest::new(text);
    let mut events = conversations.complete_message(id, message).stream().await?;
    let mut tokens = 0;
    while let Some(event) = events.try_next().await? {
        if let ConversationCompleteMessageStreamType::Token(token) = event {
            tokens += 1;
            print!("{}", token.token);
            // Nobody is left to see what cannot be shown.
            let _ = std::io::stdout().flush();
        }
    }
    Ok(tokens)
}
