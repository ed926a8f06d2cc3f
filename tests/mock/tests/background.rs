//! Answers in the background, compaction, export and usage.

use chatbotkit_mock::{Builder, MockServer};
use serde_json::{Value, json};

use crate::ask::{JSONL, Reply, begin, get, post, request, send, start};

const CHANNEL: &str = "channel-012345678901234567";

async fn server(builder: Builder) -> MockServer {
    start(
        builder
            .seed("conversation", json!({ "id": "c1", "name": "a \"b\", c", "meta": { "k": 1 } })),
    )
    .await
}

fn hello(channel: &str) -> Value {
    json!({ "messages": [{ "type": "user", "text": "Hi" }], "channelId": channel })
}

/// What was published on a channel, once the last event is there.
async fn published(server: &MockServer, channel: &str) -> Vec<Value> {
    loop {
        let request = request(server, &format!("POST /channel/{channel}/subscribe"));
        let request = request.header("accept", JSONL).body(r#"{"historyLength":10000}"#);
        let reply = begin(request).await;
        let events: Vec<Value> = reply.events().into_iter().skip(1).collect();
        if events.iter().any(|event| event["data"]["type"] == "result") {
            return events;
        }
    }
}

async fn exported(server: &MockServer, accept: &str) -> Reply {
    send(request(server, "GET /conversation/export").header("accept", accept)).await
}

#[tokio::test]
async fn the_events_of_a_dispatched_answer_are_published() {
    let server = server(MockServer::builder()).await;
    let dispatched = post(&server, "/conversation/dispatch", hello(CHANNEL)).await;
    assert_eq!(dispatched.json(), json!({ "channelId": CHANNEL }));
    let streamed = crate::ask::stream(
        &server,
        "/conversation/complete",
        json!({
            "messages": [{ "type": "user", "text": "Hi" }],
        }),
    );
    let wrap = |event: Value| json!({ "type": "message", "data": event });
    let expected: Vec<Value> = streamed.await.events().into_iter().map(wrap).collect();
    assert_eq!(published(&server, CHANNEL).await, expected);
}

#[tokio::test]
async fn a_channel_is_dispatched_to_once() {
    let server = server(MockServer::builder()).await;
    let said = json!({ "text": "Hi", "channelId": CHANNEL });
    for _ in 0..3 {
        let dispatched = post(&server, "/conversation/c1/dispatch", said.clone()).await;
        assert_eq!((dispatched.status, dispatched.json()), (200, json!({ "channelId": CHANNEL })));
    }
    let events = published(&server, CHANNEL).await;
    assert_eq!(events.len(), 5);
    assert_eq!(events[4]["data"]["data"]["id"], "message-2");
    let usage = get(&server, "/conversation/c1/usage/fetch").await;
    assert_eq!(usage.json(), json!({ "tokens": 3, "messages": 2 }));
}

#[tokio::test]
async fn a_channel_is_made_where_none_is_named() {
    let server = server(MockServer::builder()).await;
    let mut made = Vec::new();
    for _ in 0..2 {
        let body = json!({ "messages": [{ "type": "user", "text": "Hi" }] });
        let channel = post(&server, "/conversation/dispatch", body).await.json();
        let channel = channel["channelId"].as_str().expect("an id").to_owned();
        assert!(channel.len() >= 24);
        assert_eq!(published(&server, &channel).await.len(), 5);
        made.push(channel);
    }
    assert_ne!(made[0], made[1]);
}

#[tokio::test]
async fn what_cannot_be_dispatched_is_refused() {
    let server = server(MockServer::builder()).await;
    let short = "12345678901234567890123";
    let refused = post(&server, "/conversation/dispatch", hello(short)).await;
    let message = "\"channelId\" must have at least 24 characters";
    assert_eq!((refused.status, &refused.json()["message"]), (400, &json!(message)));
    let said = json!({ "text": "Hi", "channelId": CHANNEL });
    let unknown = post(&server, "/conversation/c2/dispatch", said.clone()).await;
    assert_eq!(unknown.status, 404);
    let known = post(&server, "/conversation/c1/dispatch", said).await;
    assert_eq!(known.status, 200);
    assert_eq!(published(&server, CHANNEL).await.len(), 5, "what was refused used nothing up");
}

#[tokio::test]
async fn a_dispatched_answer_can_fail_and_be_lost() {
    let server = server(MockServer::builder()).await;
    let dispatch = async |channel: &str, fault: &str| {
        let request = request(&server, "POST /conversation/dispatch");
        let request = request.header("x-mock-fault", fault);
        send(request.body(hello(channel).to_string())).await.status
    };
    assert_eq!(dispatch(CHANNEL, "failed-answer=1").await, 200);
    let events = published(&server, CHANNEL).await;
    let tags: Vec<&Value> = events.iter().map(|event| &event["data"]["type"]).collect();
    assert_eq!(tags, ["token", "error", "result"]);
    let lost = "channel-of-an-answer-that-is-lost";
    assert_eq!(dispatch(lost, "cut-events=0").await, 200);
    let request = request(&server, &format!("POST /channel/{lost}/subscribe"));
    let nothing = begin(request.header("accept", JSONL).body(r#"{"historyLength":9}"#)).await;
    assert_eq!(nothing.tags(), ["nop"]);
}

#[tokio::test]
async fn a_compaction_is_a_checkpoint() {
    let server = server(MockServer::builder()).await;
    post(&server, "/conversation/c1/complete", json!({ "text": "Hi" })).await;
    let compacted = post(&server, "/conversation/c1/compact", json!({})).await.json();
    let expected =
        json!({ "id": "message-3", "text": "Compacted: 2 messages.", "usage": { "token": 3 } });
    assert_eq!(compacted, expected);
    let checkpoint = get(&server, "/conversation/c1/message/message-3/fetch").await.json();
    assert_eq!(
        (&checkpoint["type"], &checkpoint["text"]),
        (&json!("checkpoint"), &expected["text"])
    );
    let messages = json!({ "messages": [{ "type": "user", "text": "Hi" }] });
    let stateless = post(&server, "/conversation/compact", messages).await.json();
    assert_eq!(stateless, json!({ "text": "Compacted: 1 messages.", "usage": { "token": 3 } }));
    assert_eq!(post(&server, "/conversation/c2/compact", json!({})).await.status, 404);
}

#[tokio::test]
async fn conversations_are_exported_in_three_ways() {
    let server = server(MockServer::builder()).await;
    for _ in 0..100 {
        post(&server, "/conversation/create", json!({})).await;
    }
    let page = exported(&server, "application/json").await.json();
    assert_eq!(page["items"].as_array().map(Vec::len), Some(100));
    assert_eq!(exported(&server, JSONL).await.tags().len(), 101);
    let table = exported(&server, "text/csv").await;
    assert_eq!(table.header("content-type"), "text/csv");
    let lines: Vec<&str> = table.text().split("\r\n").collect();
    assert_eq!((lines.len(), lines[102]), (103, ""));
    assert_eq!(lines[0], "id,name,description,contactId,taskId,meta,createdAt,updatedAt");
    let row = r#"c1,"a ""b"", c",,,,"{""k"":1}",1700000000000,1700000000000"#;
    assert_eq!(lines[101], row);
}

#[tokio::test]
async fn usage_is_that_of_the_conversation() {
    let server = server(MockServer::builder()).await;
    let usage = async || get(&server, "/conversation/c1/usage/fetch").await.json();
    assert_eq!(usage().await, json!({ "tokens": 0, "messages": 0 }));
    post(&server, "/conversation/c1/send", json!({ "text": "one two" })).await;
    post(&server, "/conversation/c1/receive", json!({})).await;
    assert_eq!(usage().await, json!({ "tokens": 4, "messages": 2 }));
    assert_eq!(get(&server, "/conversation/c2/usage/fetch").await.status, 404);
}

#[tokio::test]
async fn a_long_answer_is_published_too() {
    let server = server(MockServer::builder()).await;
    // A request of this size is worked on beside the connections.
    let said = json!({ "text": "x".repeat(1 << 17), "channelId": CHANNEL });
    let dispatched = post(&server, "/conversation/c1/dispatch", said).await;
    assert_eq!(dispatched.status, 200, "{}", dispatched.text());
    assert_eq!(published(&server, CHANNEL).await.len(), 5);
}

#[tokio::test]
async fn an_answer_is_published_at_its_pace_and_ends_with_the_server() {
    let server = server(MockServer::builder().pace(0.001)).await;
    assert_eq!(post(&server, "/conversation/dispatch", hello(CHANNEL)).await.status, 200);
    let request = request(&server, &format!("POST /channel/{CHANNEL}/subscribe"));
    let request = request.header("accept", JSONL).header("x-mock-fault", "pace=1000");
    let nothing = begin(request.body(r#"{"historyLength":9}"#)).await;
    assert_eq!(nothing.tags(), ["nop"]);
}
