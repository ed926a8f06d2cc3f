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

/// What today's service sends beside the documented events of an answer.
const BESIDE: &str = "reasoningToken abort completeBegin completeEnd waitForChannelMessageBegin \
    waitForChannelMessageEnd usage sendResult receiveResult operationBegin operationEnd \
    intentDetectionBegin intentDetectionEnd compactionBegin compactionEnd progressReport audio";

#[tokio::test]
async fn every_tag_comes_with_an_example_of_what_is_described() {
    let server = start(MockServer::builder()).await;
    let reply = stream(&server, "every-tag").await;
    let events = reply.events();
    for tag in BESIDE.split_whitespace() {
        let event = events.iter().find(|event| event["type"] == tag);
        let event = event.unwrap_or_else(|| panic!("no `{tag}` among {:?}", reply.tags()));
        assert!(event["data"].is_object(), "{event}");
    }
    let begin = events.iter().find(|event| event["type"] == "waitForChannelMessageBegin");
    assert!(begin.is_some_and(|event| event["data"]["channel"].is_string()), "{begin:?}");
    assert_eq!(reply.tags().last().map(String::as_str), Some("result"));
}
