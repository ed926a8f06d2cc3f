//! Functions that an answer calls: what travels, over raw sockets.

use std::time::Duration;

use chatbotkit_mock::{MockServer, Scripted, Step};
use serde_json::{Value, json};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

use crate::ask::{post, raw, read_until, request, send, start};

const WEATHER: &str = "channel-of-weather-1";
const TIME: &str = "channel-of-the-time-1";

/// A stream of the answer to what a user says, where two functions may be called.
async fn ask(server: &MockServer, said: &str, headers: &str) -> TcpStream {
    let function = |name, channel| {
        json!({
            "name": name, "description": "", "parameters": {},
            "result": { "channel": channel },
        })
    };
    let functions = [function("getWeather", WEATHER), function("getTime", TIME)];
    let body = json!({ "messages": [{ "type": "user", "text": said }], "functions": functions });
    let body = body.to_string();
    let head = format!(
        "POST /v1/conversation/complete HTTP/1.1\r\nhost: mock\r\nauthorization: Bearer any\r\n\
         {headers}content-length: {}\r\n\r\n",
        body.len()
    );
    raw(server, &(head + &body)).await
}

const STREAM: &str = "accept: application/jsonl\r\nconnection: close\r\n";

/// What came until the service waits for so many functions.
async fn begun(stream: &mut TcpStream, count: usize) -> String {
    let mut text = String::new();
    while text.matches("waitForChannelMessageBegin").count() < count || !text.ends_with('\n') {
        text += &read_until(stream, "\n").await;
    }
    text
}

async fn publish(server: &MockServer, channel: &str, message: Value) {
    let body = json!({ "message": message });
    let reply = post(server, &format!("/channel/{channel}/publish"), body).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
}

/// The lines that are events.
fn events(text: &str) -> Vec<Value> {
    let lines = text.lines().filter(|line| line.starts_with('{'));
    lines.map(|line| serde_json::from_str(line).expect("a line is JSON")).collect()
}

fn tags(text: &str) -> Vec<String> {
    events(text).iter().map(|event| event["type"].as_str().unwrap_or_default().to_owned()).collect()
}

async fn rest(mut connection: TcpStream) -> String {
    let mut text = String::new();
    connection.read_to_string(&mut text).await.expect("the server closes it");
    text
}

#[tokio::test]
async fn a_call_waits_on_its_channel_and_takes_the_first_message() {
    let server = start(MockServer::builder()).await;
    // What comes before the service listens is lost.
    publish(&server, WEATHER, json!({ "result": "too early" })).await;
    let mut stream = ask(&server, r#"/call getWeather {"town":"Bath"}"#, STREAM).await;
    let text = begun(&mut stream, 1).await;
    let begun = events(&text);
    assert_eq!(tags(&text), ["operationBegin", "waitForChannelMessageBegin"]);
    assert_eq!(begun[0]["data"]["action"]["kind"], "function");
    assert_eq!(begun[0]["data"]["action"]["name"], "getWeather");
    assert_eq!(begun[0]["data"]["action"]["input"], json!({ "town": "Bath" }));
    let function = json!({ "name": "getWeather", "args": { "town": "Bath" } });
    assert_eq!(begun[1]["data"], json!({ "channel": WEATHER, "function": function }));
    publish(&server, WEATHER, json!({ "result": { "rain": true } })).await;
    publish(&server, WEATHER, json!({ "result": "too late" })).await;
    let text = rest(stream).await;
    assert_eq!(tags(&text)[..2], ["waitForChannelMessageEnd", "operationEnd"]);
    let message = json!({ "result": { "rain": true } });
    assert_eq!(
        events(&text)[0]["data"],
        json!({ "channel": WEATHER, "function": function, "message": message })
    );
    let result = events(&text).pop().expect("there are events");
    assert_eq!(result["type"], "result");
    assert_eq!(result["data"]["text"], r#"getWeather: {"rain":true}"#);
}

#[tokio::test]
async fn calls_in_a_line_run_side_by_side() {
    let server = start(MockServer::builder()).await;
    let said = r#"/call getWeather {"town":"Bath"} /call getTime /call getWeather {"town":"Rome"}"#;
    let mut stream = ask(&server, said, STREAM).await;
    begun(&mut stream, 3).await;
    publish(&server, TIME, json!({ "error": "the clock stands still" })).await;
    // One message answers all that wait on its channel.
    publish(&server, WEATHER, json!({ "result": 1 })).await;
    let text = rest(stream).await;
    let result = events(&text).pop().expect("there are events");
    let outcomes = result["data"]["text"].as_str().expect("a string");
    let mut outcomes: Vec<&str> = outcomes.lines().collect();
    outcomes.sort_unstable();
    assert_eq!(
        outcomes,
        ["getTime failed: the clock stands still", "getWeather: 1", "getWeather: 1"]
    );
}

#[tokio::test]
async fn a_message_without_a_known_key_is_taken_whole() {
    let server = start(MockServer::builder()).await;
    let mut stream = ask(&server, "/call getTime", STREAM).await;
    begun(&mut stream, 1).await;
    publish(&server, TIME, json!({ "data": 5 })).await;
    let result = events(&rest(stream).await).pop().expect("there are events");
    assert_eq!(result["data"]["text"], r#"getTime: {"data":5}"#);
}

#[tokio::test]
async fn an_answer_can_be_aborted() {
    let server = start(MockServer::builder()).await;
    let mut stream = ask(&server, "/call getTime /call getWeather", STREAM).await;
    begun(&mut stream, 2).await;
    publish(&server, TIME, json!({ "abort": true })).await;
    let text = rest(stream).await;
    assert!(tags(&text).contains(&"abort".to_owned()), "{text}");
    let result = events(&text).pop().expect("there are events");
    assert_eq!(result["data"]["end"]["reason"], "abort");
}

#[tokio::test]
async fn nobody_else_can_answer() {
    let server = start(MockServer::builder()).await;
    let headers = format!("{STREAM}x-runas-user-id: u1\r\n");
    let mut stream = ask(&server, "/call getTime", &headers).await;
    begun(&mut stream, 1).await;
    publish(&server, TIME, json!({ "result": "of somebody else" })).await;
    let route = format!("POST /channel/{TIME}/publish");
    let ours = request(&server, &route).header("x-runas-user-id", "u1");
    send(ours.body(json!({ "message": { "result": "ours" } }).to_string())).await;
    let result = events(&rest(stream).await).pop().expect("there are events");
    assert_eq!(result["data"]["text"], r#"getTime: "ours""#);
}

#[tokio::test]
async fn after_five_minutes_the_function_has_failed() {
    let server = start(MockServer::builder()).await;
    let mut stream = ask(&server, "/call getTime", STREAM).await;
    begun(&mut stream, 1).await;
    server.advance_clock(Duration::from_secs(299));
    assert_eq!(server.open_streams(), 1);
    server.advance_clock(Duration::from_secs(1));
    let result = events(&rest(stream).await).pop().expect("there are events");
    assert_eq!(result["data"]["text"], "getTime failed: nothing came within five minutes");
}

#[tokio::test]
async fn a_reply_in_json_waits_too() {
    let server = start(MockServer::builder()).await;
    let stream = ask(&server, "/call getTime", "connection: close\r\n").await;
    while server.requests().is_empty() {
        tokio::task::yield_now().await;
    }
    publish(&server, TIME, json!({ "result": 12 })).await;
    let reply = rest(stream).await;
    assert!(reply.contains("getTime: 12"), "{reply}");
}

#[tokio::test]
async fn scripted_calls_begin_and_end_in_any_order() {
    let steps = [
        Step::begin("getTime", json!({ "n": 1 })),
        Step::event("token", json!({ "token": "Hm. " })),
        Step::begin("getWeather", json!({ "n": 2 })),
        Step::end("getWeather"),
        Step::end("getTime"),
    ];
    let script = [Scripted::steps(steps)];
    let server = start(MockServer::builder().on("completeConversation", script)).await;
    let mut stream = ask(&server, "anything", STREAM).await;
    let text = begun(&mut stream, 2).await;
    publish(&server, TIME, json!({ "result": 1 })).await;
    publish(&server, WEATHER, json!({ "result": 2 })).await;
    let text = text + &rest(stream).await;
    let names = events(&text).into_iter().filter(|it| it["type"] == "waitForChannelMessageEnd");
    let names: Vec<Value> = names.map(|it| it["data"]["function"]["name"].clone()).collect();
    assert_eq!(names, ["getWeather", "getTime"]);
    let token = tags(&text).iter().position(|tag| tag == "token");
    assert_eq!(token, Some(2));
}
