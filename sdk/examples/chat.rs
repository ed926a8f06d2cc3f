//! A chat in the terminal. Answers appear as they are written; Ctrl-C stops one and the prompt comes back.
//!
//! `cargo run -p chatbotkit-sdk --example chat`

#[path = "support/paint.rs"]
mod paint;
mod support;

use std::io::Write as _;
use std::process::ExitCode;

use chatbotkit_sdk::Error;
use chatbotkit_sdk::conversation::v1::*;
use paint::Paint;
use support::{Service, advice};
use tokio::sync::mpsc;

#[tokio::main]
async fn main() -> ExitCode {
    let service = match Service::from_env().await {
        Ok(service) => service,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    match chat(&service.client.conversation()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", advice(&error));
            ExitCode::FAILURE
        }
    }
}

async fn chat(conversations: &Conversations) -> Result<(), Error> {
    let paint = Paint::new();
    let created = conversations.create(ConversationCreateRequest::new().name("Chat")).await?;
    println!(
        "{}",
        paint.dim("Say something. Ctrl-C stops an answer, an empty line ends the chat.")
    );
    let mut lines = lines();
    loop {
        print!("{} ", paint.bold("you>"));
        flush();
        let line = tokio::select! {
            line = lines.recv() => line,
            _ = tokio::signal::ctrl_c() => None,
        };
        let Some(line) = line.filter(|line| !line.trim().is_empty()) else {
            println!();
            return Ok(());
        };
        print!("{} ", paint.bold("bot>"));
        flush();
        let message = ConversationCompleteMessageRequest::new(line);
        // Dropping the stream closes the connection, and the service stops writing.
        tokio::select! {
            answered = answer(conversations, &created.id, message) => match answered {
                Ok(()) => println!(),
                Err(error) => println!("\n{}", paint.dim(&advice(&error))),
            },
            _ = tokio::signal::ctrl_c() => println!(" {}", paint.dim("(stopped)")),
        }
    }
}

async fn answer(
    conversations: &Conversations,
    id: &str,
    message: ConversationCompleteMessageRequest,
) -> Result<(), Error> {
    let mut events = conversations.complete_message(id, message).stream().await?;
    while let Some(event) = events.try_next().await? {
        if let ConversationCompleteMessageStreamType::Token(token) = event {
            print!("{}", token.token);
            flush();
        }
    }
    Ok(())
}

/// The lines of the standard input. They are read by a thread, which nothing can interrupt and nobody waits
/// for.
fn lines() -> mpsc::Receiver<String> {
    let (sender, receiver) = mpsc::channel(1);
    std::thread::spawn(move || {
        for line in std::io::stdin().lines().map_while(Result::ok) {
            if sender.blocking_send(line).is_err() {
                return;
            }
        }
    });
    receiver
}

fn flush() {
    // Nobody is left to see what cannot be shown.
    let _ = std::io::stdout().flush();
}
