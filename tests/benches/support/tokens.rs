//! A stream of tokens, read by hand and through the SDK.
//!
//! The loop by hand does what such loops do: it collects bytes, cuts them at the ends of lines and
//! decodes each line with serde's closed derive. It does not notice a stream that was cut, and
//! knows nothing of events that are new.

use std::hint::black_box;

use bytes::Bytes;
use chatbotkit_sdk::{
    Client, EventStream,
    conversation::v1::{ConversationCompleteRequest, ConversationCompleteStreamType},
};
use reqwest::{Method, Response, header::CONTENT_TYPE};

use super::{clients::ByHand, closed::CompleteEvent, server::Reply};

/// A stream of so many tokens, in pieces that are at least so large and end with a line.
pub fn stream_of(tokens: u32, size: usize) -> Reply {
    let mut pieces: Vec<Bytes> = Vec::new();
    let mut piece = Vec::new();
    for number in 0..tokens {
        let line = format!("{{\"type\":\"token\",\"data\":{{\"token\":\" word{number}\"}}}}\n");
        piece.extend_from_slice(line.as_bytes());
        if piece.len() >= size {
            pieces.push(std::mem::take(&mut piece).into());
        }
    }
    piece.extend_from_slice(
        b"{\"type\":\"result\",\"data\":{\"text\":\"\",\"usage\":{\"token\":1}}}\n",
    );
    pieces.push(piece.into());
    Reply { media_type: "application/jsonl", pieces: pieces.into(), stays_open: false }
}

/// Opens a stream by hand.
pub async fn open_by_hand(hand: &ByHand) -> Response {
    let request = hand
        .request(Method::POST, "/conversation/complete", "application/jsonl")
        .header(CONTENT_TYPE, "application/json")
        .body(r#"{"text":"Hello"}"#);
    let response = request.send().await.expect("an answer");
    response.error_for_status().expect("a stream")
}

/// Opens a stream through the SDK.
pub async fn open(client: &Client) -> EventStream<ConversationCompleteStreamType> {
    let request = ConversationCompleteRequest::from_text("Hello");
    let events = client.conversation().complete(request).stream().await;
    events.expect("a stream")
}

/// Reads a stream by hand and counts its tokens.
pub async fn read_by_hand(mut response: Response) -> u32 {
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

/// Reads a stream through the SDK and counts its tokens.
pub async fn read(mut events: EventStream<ConversationCompleteStreamType>) -> u32 {
    let mut tokens = 0;
    while let Some(event) = events.try_next().await.expect("a whole stream") {
        if let ConversationCompleteStreamType::Token(token) = event {
            black_box(&token);
            tokens += 1;
        }
    }
    tokens
}
