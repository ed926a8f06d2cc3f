//! A stream of 100,000 tokens from end to end, against reqwest with a hand-written loop over lines.
//!
//! The loop does what such loops do: it collects bytes, cuts them at the ends of lines and decodes
//! each line with serde's closed derive. It does not notice a stream that was cut, a server that
//! says nothing, or an event that it does not know.

#[path = "support/by_hand.rs"]
mod by_hand;
#[path = "support/closed.rs"]
mod closed;
#[path = "support/paired.rs"]
mod paired;
#[path = "support/server.rs"]
mod server;

use std::hint::black_box;

use bytes::Bytes;
use chatbotkit_sdk::{
    Client,
    conversation::v1::{ConversationCompleteRequest, ConversationCompleteStreamType},
};

use reqwest::{Method, header::CONTENT_TYPE};

use self::{
    by_hand::ByHand,
    closed::CompleteEvent,
    paired::Contest,
    server::{Reply, start},
};

const TOKENS: u32 = 100_000;
/// No budget speaks of whole streams. Decoding has this one, and reading a line adds little to it.
const BUDGET: f64 = 1.1;
const ROUNDS: usize = 61;

fn main() {
    if !paired::is_asked_for() {
        return;
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    paired::print_heading("by hand", "SDK", "token");
    // As a busy proxy sends them, and as a model does.
    for (name, size) in [("in pieces of 16 KiB", 16 << 10), ("one by one", 1)] {
        let url = start(Reply {
            media_type: "application/jsonl",
            pieces: pieces(size).into(),
            stays_open: false,
        });
        let hand = ByHand::new(&url);
        let client = Client::builder().secret("secret").base_url(url).build();
        let client = client.expect("the settings are right");
        Contest {
            name: format!("tokens, {name}"),
            rounds: ROUNDS,
            per_turn: TOKENS,
            budget: BUDGET,
        }
        .run(
            || assert_eq!(runtime.block_on(read_by_hand(&hand)), TOKENS),
            || assert_eq!(runtime.block_on(read(&client)), TOKENS),
            || assert_eq!(runtime.block_on(read_by_hand(&hand)), TOKENS),
        );
    }
}

async fn read_by_hand(hand: &ByHand) -> u32 {
    let request = hand
        .request(Method::POST, "/conversation/complete", "application/jsonl")
        .header(CONTENT_TYPE, "application/json")
        .body(r#"{"text":"Hello"}"#);
    let response = request.send().await.expect("an answer");
    let mut response = response.error_for_status().expect("a stream");
    let (mut tokens, mut buffer) = (0, Vec::new());
    while let Some(piece) = response.chunk().await.expect("a whole stream") {
        buffer.extend_from_slice(&piece);
        let mut start = 0;
        while let Some(length) = memchr::memchr(b'\n', &buffer[start..]) {
            let event = serde_json::from_slice(&buffer[start..start + length]);
            if let CompleteEvent::Token(token) = event.expect("an event") {
                black_box(&token);
                tokens += 1;
            }
            start += length + 1;
        }
        buffer.drain(..start);
    }
    tokens
}

async fn read(client: &Client) -> u32 {
    let request = ConversationCompleteRequest::from_text("Hello");
    let events = client.conversation().complete(request).stream().await;
    let (mut tokens, mut events) = (0, events.expect("a stream"));
    while let Some(event) = events.try_next().await.expect("a whole stream") {
        if let ConversationCompleteStreamType::Token(token) = event {
            black_box(&token);
            tokens += 1;
        }
    }
    tokens
}

/// The stream, in pieces that are at least this large and end with a line.
fn pieces(size: usize) -> Vec<Bytes> {
    let mut pieces = Vec::new();
    let mut piece = Vec::new();
    for number in 0..=TOKENS {
        let line = if number < TOKENS {
            format!("{{\"type\":\"token\",\"data\":{{\"token\":\" word{number}\"}}}}\n")
        } else {
            "{\"type\":\"result\",\"data\":{\"text\":\"\",\"usage\":{\"token\":1}}}\n".to_owned()
        };
        piece.extend_from_slice(line.as_bytes());
        if piece.len() >= size || number == TOKENS {
            pieces.push(std::mem::take(&mut piece).into());
        }
    }
    pieces
}
