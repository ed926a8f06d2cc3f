//! Every fault, asked for by its header as any client can.

use chatbotkit_mock::{Fault, MockServer};
use serde_json::{Value, json};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

use crate::ask::{HELLO, JSONL, Reply, hello, raw, read_until, request, send, start, try_send};
use crate::description::copy;

async fn server() -> MockServer {
    start(MockServer::builder().seed("conversation", json!({ "id": "c1", "name": "n" }))).await
}

/// The stream of an answer, with faults.
async fn stream(faults: &str) -> Reply {
    let server = server().await;
    let request = request(&server, "POST /conversation/complete").header("accept", JSONL);
    send(request.header("x-mock-fault", faults).body(HELLO)).await
}

/// A list, with faults.
async fn list(faults: &str) -> Reply {
    let server = server().await;
    send(request(&server, "GET /conversation/list").header("x-mock-fault", faults)).await
}

/// The text of a stream without faults.
async fn whole() -> String {
    stream("").await.text().to_owned()
}

/// All that comes over a connection until it ends.
async fn rest(connection: &mut TcpStream) -> (String, Option<std::io::ErrorKind>) {
    let mut bytes = Vec::new();
    let error = connection.read_to_end(&mut bytes).await.err();
    (String::from_utf8(bytes).expect("text"), error.map(|error| error.kind()))
}

#[tokio::test]
async fn a_body_is_cut_at_any_byte() {
    let whole = whole().await;
    for end in [0, 1, 50, whole.len() - 1, whole.len(), whole.len() + 1] {
        let cut = stream(&format!("cut-bytes={end}")).await;
        assert_eq!((cut.text(), cut.broken), (&whole[..end.min(whole.len())], false));
    }
    let cut = list("cut-bytes=5").await;
    assert_eq!((cut.status, cut.text(), cut.broken), (200, "{\"cur", false));
}

#[tokio::test]
async fn a_stream_is_cut_after_any_event() {
    for count in 0..7 {
        let cut = stream(&format!("cut-events={count}")).await;
        assert_eq!((cut.tags().len(), cut.broken), (count.min(5), false));
    }
}

#[tokio::test]
async fn the_last_chunk_is_missing() {
    let broken = stream("no-last-chunk").await;
    assert_eq!((broken.text(), broken.broken), (whole().await.as_str(), true));
    let cut = stream("cut-events=2; no-last-chunk").await;
    assert_eq!((cut.tags().len(), cut.broken), (2, true));
    assert!(list("no-last-chunk").await.broken);
    let server = server().await;
    let (text, error) = rest(&mut raw(&server, &hello(JSONL, "no-last-chunk")).await).await;
    assert!(text.ends_with("}\n\r\n") && error.is_none(), "{text} {error:?}");
}

#[tokio::test]
async fn what_was_written_arrives_before_the_connection_breaks() {
    let server = start(MockServer::builder().answer("word ".repeat(20_000))).await;
    let mut bodies = Vec::new();
    for faults in ["", "no-last-chunk"] {
        let request = request(&server, "POST /conversation/complete").header("accept", JSONL);
        bodies.push(send(request.header("x-mock-fault", faults).body(HELLO)).await);
    }
    assert!(bodies[1].broken && bodies[0].body == bodies[1].body);
}

#[tokio::test]
async fn connections_are_reset() {
    let server = server().await;
    for (faults, events) in [("reset", 0), ("reset=0", 0), ("reset=2", 2), ("reset=9", 5)] {
        let (text, error) = rest(&mut raw(&server, &hello(JSONL, faults)).await).await;
        assert_eq!(text.matches("\"data\"").count(), events, "{text}");
        assert_eq!(error, Some(std::io::ErrorKind::ConnectionReset));
    }
    let (text, error) = rest(&mut raw(&server, &hello("application/json", "reset=1")).await).await;
    assert!(text.contains("You said: Hello!"), "{text}");
    assert_eq!(error, Some(std::io::ErrorKind::ConnectionReset));
    assert_eq!(server.requests().len(), 5, "each was read");
}

#[tokio::test]
async fn connections_are_reset_before_anything_is_read() {
    let server = start(MockServer::builder().reset_connections(2)).await;
    for expected in [false, false, true] {
        let reply = try_send(request(&server, "GET /conversation/list")).await;
        assert_eq!(reply.is_ok_and(|reply| reply.status == 200), expected);
    }
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn lines_look_otherwise() {
    let whole = whole().await;
    assert_eq!(stream("crlf").await.text(), whole.replace('\n', "\r\n"));
    assert_eq!(stream("blank-lines").await.text(), whole.replace('{', "\n{").replace(":\n{", ":{"));
    assert_eq!(stream("blank-lines; crlf; cut-events=1").await.text().matches("\r\n").count(), 2);
}

#[tokio::test]
async fn a_body_comes_in_small_chunks() {
    let whole = whole().await;
    assert_eq!(stream("chunk-size=1").await.text(), whole);
    let server = server().await;
    let text =
        read_until(&mut raw(&server, &hello(JSONL, "chunk-size=7")).await, "\r\n0\r\n\r\n").await;
    let (_, body) = text.split_once("\r\n\r\n").expect("a head");
    let sizes: Vec<&str> = body.split("\r\n").step_by(2).collect();
    assert!(sizes.contains(&"7") && sizes.iter().all(|size| size.len() <= 1), "{sizes:?}");
}

#[tokio::test]
async fn a_line_is_long() {
    for faults in ["long-line=2", "long-line=2; crlf; blank-lines"] {
        let long = stream(faults).await;
        let padding = long.events()[0]["data"]["padding"].as_str().expect("text").len();
        assert_eq!((padding, long.tags().len()), (2 << 20, 6));
    }
}

#[tokio::test]
async fn events_are_put_in_between() {
    assert_eq!(stream("unknown-event").await.tags()[0], "mockUnknown");
    assert_eq!(stream("unknown-event=99").await.tags()[5], "mockUnknown");
    let malformed = stream("malformed-event=3").await.events();
    assert_eq!(malformed[3], json!({ "type": "message", "data": "this is not an object" }));
    assert_eq!(malformed.len(), 6);
    let malformed = stream("malformed-line=4").await;
    assert_eq!(malformed.events()[4], json!(r#"{"type":"result","data":{"#));
}

/// The error event that is asked for.
fn error_event() -> Value {
    let data = json!({ "message": "this went wrong on purpose", "code": "INTERNAL_SERVER_ERROR" });
    json!({ "type": "error", "data": data })
}

#[tokio::test]
async fn an_error_event_is_followed_by_the_rest() {
    let whole = stream("").await.events();
    for (faults, place) in [("error-event", 0), ("error-event=2", 2), ("error-event=9", 5)] {
        let failed = stream(faults).await;
        let mut expected = whole.clone();
        expected.insert(place, error_event());
        assert_eq!((failed.events(), failed.broken), (expected, false));
    }
}

#[tokio::test]
async fn a_failed_answer_ends_with_what_there_is() {
    let result = |text: &str, token: usize| {
        let (usage, end) = (json!({ "token": token }), json!({ "reason": "error" }));
        json!({ "type": "result", "data": { "text": text, "usage": usage, "end": end } })
    };
    let whole = stream("").await.events();
    for (faults, events, last) in [
        ("failed-answer", 0, result("", 0)),
        ("failed-answer=2", 2, result("You said: ", 2)),
        ("failed-answer=9", 4, result("You said: Hello!", 3)),
    ] {
        let failed = stream(faults).await;
        let mut expected = whole[..events].to_vec();
        expected.extend([error_event(), last]);
        assert_eq!((failed.events(), failed.broken), (expected, false));
    }
}

#[tokio::test]
async fn a_failed_answer_says_why_it_ended_only_where_that_is_described() {
    let end = "      end?: { type: AnswerEnd, doc: How it came to its end., undocumented: true }\n";
    let folder = copy("without_end", "conversation.yaml", |text| {
        assert!(text.contains(end));
        text.replace(end, "")
    });
    let server = start(MockServer::builder().schema(folder)).await;
    let request = request(&server, "POST /conversation/complete").header("accept", JSONL);
    let failed = send(request.header("x-mock-fault", "failed-answer").body(HELLO)).await;
    assert_eq!(failed.events()[1]["data"], json!({ "text": "", "usage": { "token": 0 } }));
}

#[tokio::test]
async fn a_fatal_error_event_is_the_last() {
    let whole = stream("").await.events();
    for (faults, events) in
        [("fatal-error-event", 0), ("fatal-error-event=2", 2), ("fatal-error-event=9", 5)]
    {
        let failed = stream(faults).await;
        let mut expected = whole[..events].to_vec();
        expected.push(error_event());
        assert_eq!((failed.events(), failed.broken), (expected, false));
    }
}

#[tokio::test]
async fn error_events_have_the_code_that_is_asked_for() {
    for fault in ["error-event", "failed-answer", "fatal-error-event"] {
        let failed = stream(&format!("{fault}; error-code=LIMITS_REACHED")).await;
        assert_eq!(failed.events()[0]["data"]["code"], "LIMITS_REACHED");
    }
}

#[tokio::test]
async fn unknown_faults_are_refused() {
    for faults in [
        "cut-evnts=2",
        "cut-events",
        "cut-events=x",
        "crlf=1",
        "status",
        "status=99",
        "status=503x",
        "retry-after",
        "pace=fast",
        "keep-alive=soon",
        "stall-for",
        "error-code",
        "error-shape=second",
        "crlf; =",
    ] {
        let reply = list(faults).await;
        let unknown = faults.trim_start_matches("crlf; ");
        let message = format!("`{unknown}` is not a fault that x-mock-fault knows");
        assert_eq!((reply.status, &reply.json()["message"]), (400, &Value::from(message)));
    }
    assert_eq!(list(" ; crlf ;").await.status, 200);
}

#[tokio::test]
async fn the_builder_asks_for_every_request_and_the_header_goes_first() {
    let builder = MockServer::builder().fault(Fault::CutEvents(1)).fault(Fault::Crlf);
    let server = start(builder).await;
    let complete =
        || request(&server, "POST /conversation/complete").header("accept", JSONL).body(HELLO);
    assert_eq!(send(complete()).await.text().matches("\r\n").count(), 1);
    let more = send(complete().header("x-mock-fault", "cut-events=2")).await;
    assert_eq!(more.text().matches("\r\n").count(), 2);
}
