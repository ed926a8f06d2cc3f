//! Decoding each kind of event, against serde's closed derive.
//!
//! Both read the same line. The SDK does what its event streams do: checks that the line is UTF-8,
//! opens the envelope, decodes the variant. No connection is involved.

#[path = "support/closed.rs"]
mod closed;
#[path = "support/paired.rs"]
mod paired;

use std::{hint::black_box, time::Instant};

use chatbotkit_sdk::{
    conversation::v1::{ConversationCompleteStreamType, ConversationListStreamType},
    runtime::{RawUnion, Union},
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use self::{
    closed::{CompleteEvent, ListEvent},
    paired::Contest,
};

/// How much slower than the derive the SDK may be at short events, and at long ones.
const BUDGETS: [f64; 2] = [1.1, 1.2];
/// How many bytes the text of a long event has.
const LONG: usize = 16 << 10;

fn main() {
    if !paired::is_asked_for() {
        return;
    }
    paired::print_heading("derive", "SDK", "event");
    for (size, text, budget) in [
        ("short", " Hello there".to_owned(), BUDGETS[0]),
        ("long", plain(LONG), BUDGETS[1]),
        ("long, escapes", prose(LONG), BUDGETS[1]),
    ] {
        let result = json!({"text": text, "usage": {"token": 42}});
        for (name, tag, data) in [
            ("token", "token", json!({"token": text})),
            ("result", "result", result),
            ("message", "message", json!({"type": "bot", "text": text})),
            ("unknown", "somethingNew", json!({"name": text, "depth": 1})),
        ] {
            let line = line(tag, &data);
            compare::<ConversationCompleteStreamType, CompleteEvent>(name, size, &line, budget);
        }
        let line = line("item", &conversation(&text));
        compare::<ConversationListStreamType, ListEvent>("item", size, &line, budget);
    }
    // An event may say more beside its content, and say it afterwards.
    let line = line("token", &json!({"token": " Hello there"}));
    let line = line.replace("}}", "},\"createdAt\":1760000000200}");
    compare::<ConversationCompleteStreamType, CompleteEvent>("token", "dated", &line, BUDGETS[0]);
}

fn compare<E: Union, C: DeserializeOwned>(name: &str, size: &str, line: &str, budget: f64) {
    let line = line.as_bytes();
    let derive = || {
        let event: C = serde_json::from_slice(black_box(line)).expect("an event");
        black_box(&event);
    };
    let sdk = || {
        black_box(&decode::<E>(black_box(line)));
    };
    let per_turn = repetitions(derive);
    let contest =
        Contest { name: format!("{name}, {size}"), rounds: 301, per_turn, budget: Some(budget) };
    contest.run(
        || (0..per_turn).for_each(|_| derive()),
        || (0..per_turn).for_each(|_| sdk()),
        || (0..per_turn).for_each(|_| derive()),
    );
}

/// What an event stream does with a line.
fn decode<E: Union>(line: &[u8]) -> E {
    let json = std::str::from_utf8(line).expect("UTF-8");
    let decoded = RawUnion::decode(json, E::ENVELOPE).expect("an envelope");
    decoded.value.expect("an event")
}

/// How often to do something for a turn of about a millisecond.
fn repetitions(once: impl Fn()) -> u32 {
    const TRIES: u32 = 1_000;

    let start = Instant::now();
    (0..TRIES).for_each(|_| once());
    ((TRIES as f64 / 1e3 / start.elapsed().as_secs_f64()) as u32).max(1)
}

fn line(tag: &str, data: &Value) -> String {
    format!(r#"{{"type":"{tag}","data":{data}}}"#)
}

/// A conversation as lists have it.
fn conversation(description: &str) -> Value {
    json!({
        "id": "clx3k2v9a0001mq0f7h2d5e8c",
        "name": "Support",
        "description": description,
        "botId": "clx3k2v9a0002mq0f7h2d5e8c",
        "datasetId": "clx3k2v9a0003mq0f7h2d5e8c",
        "meta": {"source": "web", "priority": 2},
        "createdAt": 1_760_000_000_000_u64,
        "updatedAt": 1_760_000_100_000_u64,
    })
}

/// A text without anything that JSON escapes.
fn plain(length: usize) -> String {
    repeat("The quick brown fox jumps over the lazy dog. ", length)
}

/// A text as models write them: with lines, quotes and letters beyond ASCII.
fn prose(length: usize) -> String {
    repeat(
        "Die Öffnungszeiten sind \"9–17 Uhr\".\nAm Wochenende bleibt das Geschäft geschlossen. ",
        length,
    )
}

fn repeat(text: &str, length: usize) -> String {
    text.repeat(length.div_ceil(text.len()))
}
