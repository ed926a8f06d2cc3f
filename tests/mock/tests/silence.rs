//! Peers that stop talking while the connection stays open, over a socket and in real time.

use std::time::Duration;

use chatbotkit_mock::MockServer;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::ask::{JSONL, hello, raw, read_until, start};

/// How long to listen to a peer that is expected to say nothing.
const A_WHILE: Duration = Duration::from_millis(50);

/// The end of a body in chunks.
const END: &str = "\r\n0\r\n\r\n";

async fn server() -> MockServer {
    start(MockServer::builder()).await
}

/// Asserts that nothing comes for a while, and that the connection stays open.
async fn says_nothing(connection: &mut TcpStream) {
    let mut bytes = Vec::new();
    let read = timeout(A_WHILE, connection.read_buf(&mut bytes)).await;
    assert!(read.is_err(), "{read:?} {}", String::from_utf8_lossy(&bytes));
}

#[tokio::test]
async fn pings_go_on_while_a_stream_stalls() {
    let server = server().await;
    let mut connection = raw(&server, &hello(JSONL, "stall=2; keep-alive=1")).await;
    let text = read_until(&mut connection, "token").await;
    let mut rest = String::new();
    for _ in 0..10 {
        rest += &read_until(&mut connection, "ping").await;
    }
    let tokens = (text + &rest).matches("\"token\":").count();
    assert_eq!((tokens, rest.contains("result")), (2, false), "{rest}");
    assert_eq!(server.open_streams(), 1);
    drop(connection);
    while server.open_streams() > 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_stall_may_end() {
    let server = server().await;
    let whole = read_until(&mut raw(&server, &hello(JSONL, "")).await, END).await;
    let faults = "stall=2; stall-for=40; keep-alive=2";
    let stalled = read_until(&mut raw(&server, &hello(JSONL, faults)).await, END).await;
    let is_ping = |line: &&str| line.contains("\"ping\"") || line.contains("\"nop\"");
    let events = |text: &str| -> Vec<String> {
        let lines = text.lines().filter(|line| line.starts_with('{'));
        lines.filter(|line| !is_ping(line)).map(str::to_owned).collect()
    };
    assert_eq!(events(&stalled), events(&whole));
    let (before, after) = stalled.split_once("ping").expect("it pings");
    assert_eq!(before.matches("\"token\":").count(), 2, "{before}");
    assert!(after.matches("\"nop\"").count() > 2, "{after}");
}

#[tokio::test]
async fn a_silent_peer_does_not_even_ping() {
    for (faults, events) in [("silent", 0), ("silent=2", 2), ("silent=9", 5)] {
        let server = server().await;
        let faults = format!("{faults}; keep-alive=1; pace=200");
        let mut connection = raw(&server, &hello(JSONL, &faults)).await;
        let mut text = read_until(&mut connection, "\r\n\r\n").await;
        let is_there = |text: &str| {
            let pings = text.matches("\"data\":{}").count();
            text.matches("\"data\":").count() - pings == events && text.ends_with("\r\n")
        };
        while !is_there(&text) {
            text += &read_until(&mut connection, "\n\r\n").await;
        }
        assert_eq!(text.contains("ping"), events > 0, "{text}");
        says_nothing(&mut connection).await;
        assert_eq!(server.open_streams(), 1);
    }
}

/// The status, the media type, and what there is of the body.
fn parts(text: &str) -> (&str, &str, &str) {
    let (head, body) = text.split_once("\r\n\r\n").expect("a head");
    let (_, head) = head.split_once(' ').expect("a status");
    let header = |name| head.lines().find_map(|line| line.strip_prefix(name));
    let media_type = header("content-type: ").expect("a media type");
    let length = header("content-length: ").expect("a length");
    assert!(length.parse::<usize>().expect("a number") > body.len());
    (&head[..3], media_type, body)
}

#[tokio::test]
async fn a_body_of_any_status_stalls_after_any_byte() {
    let server = server().await;
    let json = "application/json";
    for (accept, fault, status, media_type, begin) in [
        (json, "", "200", json, "{"),
        // In the place of a stream there is a reply.
        (JSONL, "status=200", "200", json, "{"),
        (JSONL, "status=401", "401", json, "{"),
        (json, "status=404", "404", json, "{"),
        (JSONL, "status=429; retry-after=1", "429", json, "{"),
        (JSONL, "status=503", "503", json, "{"),
        (JSONL, "html-error", "502", "text/html", "<"),
    ] {
        for (stall, begin) in [("stall", ""), ("stall=1", begin), ("silent=1", begin)] {
            let faults = format!("{fault}; {stall}; keep-alive=1");
            let mut connection = raw(&server, &hello(accept, &faults)).await;
            let end = format!("\r\n\r\n{begin}");
            let text = read_until(&mut connection, &end).await;
            assert_eq!(parts(&text), (status, media_type, begin), "{faults}");
            says_nothing(&mut connection).await;
        }
    }
}

#[tokio::test]
async fn a_reply_never_stalls_after_its_last_byte() {
    let server = server().await;
    let json = "application/json";
    let mut connection = raw(&server, &hello(json, "stall=9999")).await;
    let text = read_until(&mut connection, "\"token\":3}").await;
    let (_, _, body) = parts(&text);
    assert_eq!(body, r#"{"text":"You said: Hello!","usage":{"token":3}"#);
    says_nothing(&mut connection).await;
    let mut connection = raw(&server, &hello(json, "stall=1; stall-for=20")).await;
    let text = read_until(&mut connection, "}}").await;
    assert!(text.contains("content-length: "), "{text}");
}

#[tokio::test]
async fn an_error_that_comes_late_stalls_too() {
    let server = server().await;
    let mut connection = raw(&server, &hello(JSONL, "late-error=1; stall=1")).await;
    let text = read_until(&mut connection, "\r\n\r\n1\r\n{\r\n").await;
    assert!(text.starts_with("HTTP/1.1 200 OK"), "{text}");
    assert!(text.contains("content-type: application/json"), "{text}");
    says_nothing(&mut connection).await;
}

#[tokio::test]
async fn a_request_hangs() {
    let server = server().await;
    let mut hanging = raw(&server, &hello("application/json", "hang")).await;
    says_nothing(&mut hanging).await;
    assert_eq!(server.requests().len(), 1);
}
