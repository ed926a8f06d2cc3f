//! Streams: their pace, their signs of life, and many of them at once.

use std::time::Duration;

use chatbotkit_mock::MockServer;
use serde_json::json;
use tokio::time::Instant;

use crate::ask::{self, JSONL, hello, raw, read_until, request, send, start};

async fn stream(server: &MockServer, faults: &str) -> ask::Reply {
    let body = json!({ "messages": [{ "type": "user", "text": "Hello!" }] });
    let request = request(server, "POST /conversation/complete").header("accept", JSONL);
    send(request.header("x-mock-fault", faults).body(body.to_string())).await
}

/// The end of a stream.
const END: &str = "\r\n0\r\n\r\n";

/// How long it takes until all of an answer is there, on a clock that goes on when nothing else does.
async fn duration(server: &MockServer, faults: &str) -> Duration {
    let begin = Instant::now();
    read_until(&mut raw(server, &hello(JSONL, faults)).await, END).await;
    begin.elapsed()
}

#[tokio::test(start_paused = true)]
async fn events_come_at_the_pace_that_is_asked_for() {
    let slow = start(MockServer::builder().pace(0.5)).await;
    assert_eq!(duration(&slow, "").await.as_secs(), 10);
    assert_eq!(duration(&slow, "pace=10").await.as_millis() / 100, 5);
    for nonsense in ["pace=0", "pace=-1", "pace=NaN", "pace=inf"] {
        assert_eq!(duration(&slow, nonsense).await.as_secs(), 0, "{nonsense}");
    }
}

#[tokio::test(start_paused = true)]
async fn there_are_signs_of_life_while_a_stream_waits() {
    let server =
        start(MockServer::builder().pace(1.0).keep_alive(Duration::from_millis(400))).await;
    let text = read_until(&mut raw(&server, &hello(JSONL, "")).await, END).await;
    let tags = text.matches("nop").count() + text.matches("ping").count();
    assert_eq!((text.matches("nop").count(), tags), (5, 10), "{text}");
}

#[tokio::test]
async fn signs_of_life_come_without_time_too() {
    let server = start(MockServer::builder()).await;
    let tags = stream(&server, "keep-alive; cut-events=1").await.tags();
    assert_eq!(tags, ["nop", "ping", "token", "nop", "ping"]);
}

#[tokio::test]
async fn there_are_tags_that_nobody_described() {
    let server = start(MockServer::builder()).await;
    let reply = stream(&server, "every-tag").await;
    let tags = reply.tags();
    assert_eq!(tags.len(), 17 + 1 + 5);
    for tag in [
        "reasoningToken",
        "completeBegin",
        "sendResult",
        "intentDetectionEnd",
        "progressReport",
        "audio",
    ] {
        assert!(tags.contains(&tag.to_owned()), "{tag}");
    }
    assert_eq!(
        reply.events()[17],
        json!({ "type": "message", "data": { "type": "checkpoint", "text": "" } })
    );
    assert_eq!(tags.last().map(String::as_str), Some("result"));
}
