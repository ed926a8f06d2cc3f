//! Channels: what is published reaches whoever listens, over raw sockets.

use std::time::Duration;

use chatbotkit_mock::{Builder, MockServer};
use serde_json::{Value, json};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

use crate::ask::{begin, post, raw, read_until, request, send, start};

const CHANNEL: &str = "channel-0123456789";

async fn publish(server: &MockServer, channel: &str, message: Value) -> Value {
    let body = json!({ "message": message });
    let reply = post(server, &format!("/channel/{channel}/publish"), body).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

/// A request to listen, as bytes.
fn listening(body: &str, headers: &str) -> String {
    format!(
        "POST /v1/channel/{CHANNEL}/subscribe HTTP/1.1\r\nhost: mock\r\nauthorization: Bearer any\r\n\
         accept: application/jsonl\r\n{headers}content-length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// A connection that listens, once it does.
async fn listen(server: &MockServer, body: &str, headers: &str) -> TcpStream {
    let mut connection = raw(server, &listening(body, headers)).await;
    let head = read_until(&mut connection, "\"nop\",\"data\":{}}\n").await;
    assert!(head.contains("content-type: application/jsonl"), "{head}");
    connection
}

/// The messages of the history that are there.
async fn history(server: &MockServer, length: u32) -> Vec<Value> {
    let request = request(server, &format!("POST /channel/{CHANNEL}/subscribe"));
    let request = request.header("accept", "application/jsonl");
    let reply = begin(request.body(json!({ "historyLength": length }).to_string())).await;
    let events = reply.events();
    assert_eq!(events[0], json!({ "type": "nop", "data": {} }));
    events[1..].iter().map(|event| event["data"].clone()).collect()
}

async fn server(builder: Builder) -> MockServer {
    start(builder).await
}

#[tokio::test]
async fn everybody_who_listens_gets_each_message_as_it_is() {
    let server = server(MockServer::builder()).await;
    publish(&server, CHANNEL, json!({ "lost": true })).await;
    let mut listeners = [listen(&server, "{}", "").await, listen(&server, "{}", "").await];
    assert_eq!(server.open_streams(), 2);
    let first = publish(&server, CHANNEL, json!({ "result": { "a": [1, null] }, "z": "é" })).await;
    let second = publish(&server, CHANNEL, json!({ "abort": true })).await;
    assert!(first["id"].is_string() && first["id"] != second["id"]);
    publish(&server, "channel-of-somebody-else", json!({ "abort": false })).await;
    for listener in &mut listeners {
        let text = read_until(listener, "\"abort\":true").await;
        let lines: Vec<&str> = text.lines().filter(|line| line.starts_with('{')).collect();
        let expected = r#"{"type":"message","data":{"result":{"a":[1,null]},"z":"é"}}"#;
        assert_eq!(lines[0], expected, "{text}");
        assert!(lines.len() <= 2 && !text.contains("lost"), "{text}");
    }
    drop(listeners);
    while server.open_streams() > 0 {
        publish(&server, CHANNEL, json!({})).await;
    }
}

#[tokio::test]
async fn nobody_has_to_listen_and_history_tells_later_ones() {
    let server = server(MockServer::builder().clock(0, 0)).await;
    for number in 1..=3 {
        publish(&server, CHANNEL, json!({ "n": number })).await;
    }
    let n = |number: i32| json!({ "n": number });
    assert_eq!(history(&server, 0).await, Vec::<Value>::new());
    assert_eq!(history(&server, 2).await, [n(2), n(3)]);
    assert_eq!(history(&server, 10_000).await, [n(1), n(2), n(3)]);
    server.advance_clock(Duration::from_secs(3_600));
    publish(&server, CHANNEL, n(4)).await;
    assert_eq!(history(&server, 10).await.len(), 4);
    server.advance_clock(Duration::from_millis(1));
    assert_eq!(history(&server, 10).await, [n(4)], "an hour is over");
}

#[tokio::test]
async fn history_has_a_thousand_messages() {
    let server = server(MockServer::builder()).await;
    for number in 0..1_010 {
        publish(&server, CHANNEL, json!({ "n": number })).await;
    }
    let all = history(&server, 10_000).await;
    assert_eq!((all.len(), &all[0]), (1_000, &json!({ "n": 10 })));
}

#[tokio::test]
async fn history_comes_first_and_then_what_is_new() {
    let server = server(MockServer::builder()).await;
    publish(&server, CHANNEL, json!({ "n": "old" })).await;
    let mut listener = raw(&server, &listening(r#"{"historyLength":1}"#, "")).await;
    read_until(&mut listener, "\"old\"").await;
    publish(&server, CHANNEL, json!({ "n": "new" })).await;
    read_until(&mut listener, "\"new\"").await;
}

#[tokio::test]
async fn a_channel_belongs_to_its_secret_and_its_user() {
    let server = server(MockServer::builder()).await;
    let mut listener = listen(&server, "{}", "x-runas-user-id: u1\r\n").await;
    let path = format!("POST /channel/{CHANNEL}/publish");
    let body = |text: &str| json!({ "message": { "from": text } }).to_string();
    for (secret, user, text) in
        [("any", "u2", "other user"), ("other", "u1", "other secret"), ("any", "u1", "the same")]
    {
        let request = crate::ask::bare(&server, &path).header("x-runas-user-id", user);
        let request = request.header("authorization", format!("Bearer {secret}"));
        assert_eq!(send(request.body(body(text))).await.status, 200);
    }
    publish(&server, CHANNEL, json!({ "from": "no user" })).await;
    let text = read_until(&mut listener, "}}\n").await;
    assert!(text.contains("the same") && !text.contains("other"), "{text}");
}

#[tokio::test]
async fn ids_that_could_be_guessed_are_refused() {
    let server = server(MockServer::builder()).await;
    let refused = "\"channelId\" must have at least 16 characters";
    for (id, status) in [("123456789012345", 400), ("1234567890123456", 200)] {
        let path = format!("/channel/{id}/publish");
        let reply = post(&server, &path, json!({ "message": {} })).await;
        assert_eq!((reply.status, reply.text().contains(&refused[11..])), (status, status == 400));
    }
    let request = request(&server, "POST /channel/short/subscribe");
    let reply = send(request.header("accept", "application/jsonl").body("{}")).await;
    assert_eq!((reply.status, &reply.json()["message"]), (400, &json!(refused)));
}

#[tokio::test]
async fn a_subscription_is_a_stream_and_has_bounds() {
    let server = server(MockServer::builder()).await;
    let path = format!("/channel/{CHANNEL}/subscribe");
    let json = request(&server, &format!("POST {path}")).header("accept", "application/json");
    assert_eq!(send(json.body("{}")).await.status, 400, "there is no other reply");
    for length in [-1, 10_001] {
        let request =
            request(&server, &format!("POST {path}")).header("accept", "application/jsonl");
        let reply = send(request.body(json!({ "historyLength": length }).to_string())).await;
        assert_eq!(reply.json()["message"], "\"historyLength\" must be from 0 to 10000");
    }
}

#[tokio::test]
async fn a_subscription_can_be_cut() {
    let server = server(MockServer::builder()).await;
    for number in 1..=3 {
        publish(&server, CHANNEL, json!({ "n": number })).await;
    }
    let headers = "x-mock-fault: cut-events=3; no-last-chunk\r\n";
    let mut listener = raw(&server, &listening(r#"{"historyLength":10}"#, headers)).await;
    let mut text = String::new();
    listener.read_to_string(&mut text).await.expect("it ends");
    assert!(text.contains("\"n\":2") && !text.contains("\"n\":3"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn a_subscription_has_signs_of_life_where_they_are_asked_for() {
    let server = server(MockServer::builder()).await;
    let mut listener = listen(&server, "{}", "x-mock-fault: keep-alive=1000\r\n").await;
    let text = read_until(&mut listener, "\"ping\"").await;
    assert!(text.contains("\"nop\""), "they take turns: {text}");
}
