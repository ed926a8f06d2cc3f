//! What is true of an answer has to come through, and what is not one has to be told.

use std::error::Error as _;

use chatbotkit_sdk::{
    Error, ErrorKind, RawEvent,
    http::Method,
    runtime::{Envelope, RawUnion},
};
use serde_json::{Value, json as value};

use crate::runtime_server::*;

/// Error objects with something in them that JSON, or its readers, do not take.
fn odd_error_objects() -> Vec<Vec<u8>> {
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    let object = |message: &str, more: &str| {
        format!("{{\"message\":{message},{more}\"code\":\"LIMITS_REACHED\"}}").into_bytes()
    };
    let mut broken = object("\"xy\"", "");
    broken.insert(13, 0xff);
    vec![
        object("\"x \\ud83d\"", ""),
        object("\"x\"", "\"n\":1e999,"),
        object("\"x\"", &format!("\"deep\":{deep},")),
        [b"\xef\xbb\xbf".to_vec(), object("\"x\"", "")].concat(),
        [object("\"x\"", ""), b" }} trailing".to_vec()].concat(),
        broken,
    ]
}

#[track_caller]
fn is_rate_limited(error: &Error) {
    assert_eq!(error.kind(), ErrorKind::Api, "{error}");
    assert_eq!(error.code(), Some("LIMITS_REACHED"), "{error}");
    assert!(error.message().is_some_and(|message| message.starts_with('x')), "{error}");
    assert!(error.is_rate_limited());
}

#[tokio::test]
async fn an_error_object_is_not_all_or_nothing() {
    for object in odd_error_objects() {
        let answer = |head: &str, body: &[u8]| {
            let head = format!("HTTP/1.1 {head}\r\ncontent-type: application/json\r\n");
            let head = format!("{head}content-length: {}\r\nconnection: close\r\n\r\n", body.len());
            [head.as_bytes(), body].concat()
        };
        let event = [b"{\"type\":\"error\",\"data\":", &object[..], b"}\n"].concat();
        let answers = [
            answer("400 Bad Request", &object),
            answer("200 OK", &object),
            answer("503 Service Unavailable", &object),
            answer("200 OK", b"{\"id\":\"m1\"}"),
            [UNTIL_CLOSE.as_bytes(), &event].concat(),
            // Not an event, but what would be the body otherwise.
            [UNTIL_CLOSE.as_bytes(), &object, b"\n"].concat(),
        ];
        let server = Server::start(move |count, mut connection| {
            let answer = answers[count].clone();
            async move {
                connection.request().await;
                connection.send(answer).await;
            }
        })
        .await;
        let client = server.client();
        is_rate_limited(&read(&client).await.expect_err("a failure"));
        is_rate_limited(&read(&client).await.expect_err("the late 200"));
        // A 503 with the service's own error object did nothing.
        let again = create(&client).with_response().await.expect("it is sent again");
        assert_eq!(again.attempts(), 2);
        for _ in 0..2 {
            let mut events = create(&client).stream().await.expect("a stream");
            is_rate_limited(&events.try_next().await.expect_err("an error event"));
            is_rate_limited(&events.finish().await.expect_err("no answer"));
        }
    }
}

#[tokio::test]
async fn half_a_surrogate_pair_does_not_lose_the_reply() {
    let half = r#"{"id":"cut \ud83d"}"#;
    let items = r#"{"items":[{"id":"\ude00"},{"id":"\ud83d\ude00"}]}"#;
    let result = format!("{{\"type\":\"result\",\"data\":{half}}}\n");
    let server = Server::answering([
        json("200 OK", half),
        json("200 OK", items),
        format!("{UNTIL_CLOSE}{result}"),
        json("200 OK", half),
    ])
    .await;
    let client = server.client();
    assert_eq!(read(&client).await.expect("a reply").id, "cut \u{fffd}");
    let page = list(&client).await.expect("a page");
    assert_eq!([&page.items[0].id, &page.items[1].id], ["\u{fffd}", "\u{1f600}"]);
    let mut events = create(&client).stream().await.expect("a stream");
    assert!(matches!(events.try_next().await, Ok(Some(Answering::Result(_)))));
    // What came is there as it came.
    assert_eq!(events.raw(), result.trim_end().as_bytes());
    assert_eq!(events.finish().await.expect("the answer").id, "cut \u{fffd}");
    let any = client.raw(Method::GET, "/any").reply::<Value>().await.expect("a reply");
    assert_eq!(any, value!({ "id": "cut \u{fffd}" }));
}

#[tokio::test]
async fn the_second_shape_of_error_has_a_code_and_an_address() {
    let object =
        r#"{"error":"authorization_required","message":"grant it","url":"https://a.example/x"}"#;
    let server = Server::answering([json("409 Conflict", object)]).await;
    let error = create(&server.client()).await.expect_err("a conflict");
    let text =
        "createThing: the server answered 409 Conflict: grant it (code authorization_required)";
    assert_eq!(error.to_string(), text);
    let details = error.details().expect("an error object");
    assert_eq!(details["url"], "https://a.example/x");
}

/// Streams that end without an answer for a reason, and where it is found.
#[tokio::test]
async fn finish_does_not_hide_why_there_is_no_answer() {
    let why = async |lines: &str| {
        let server = Server::answering([format!("{UNTIL_CLOSE}{lines}")]).await;
        let client = server.client().with().line_limit(100).build().expect("a client");
        let events = create(&client).stream().await.expect("a stream");
        events.finish().await.expect_err("there is no answer")
    };
    let error = why("{\"message\":\"m\",\"code\":\"C\"}\n").await;
    assert_eq!((error.kind(), error.code()), (ErrorKind::Api, Some("C")));
    for lines in ["event: token\ndata: {\"token\":\"a\"}\n\n", "[\"token\",{\"token\":\"a\"}]\n"] {
        let error = why(lines).await;
        assert_eq!(error.kind(), ErrorKind::Truncated, "{lines}");
        let cause = error.source().and_then(|cause| cause.downcast_ref::<Error>());
        let cause = cause.expect("the last malformed line");
        assert_eq!(cause.kind(), ErrorKind::Decode, "{lines}");
        assert_eq!(cause.body(), lines.trim_end().lines().last().map(str::as_bytes));
    }

    // What ended the stream is the error once more for whoever asks afterwards.
    let server = Server::answering([format!("{UNTIL_CLOSE}{}", "x".repeat(200))]).await;
    let client = server.client().with().line_limit(100).build().expect("a client");
    let mut events = create(&client).stream().await.expect("a stream");
    let first = events.try_next().await.expect_err("a line that is too long");
    let again = events.finish().await.expect_err("there is no answer");
    assert_eq!((again.kind(), again.to_string()), (ErrorKind::Protocol, first.to_string()));
}

#[tokio::test]
async fn an_answer_in_another_form_is_told_as_such() {
    let coded = |media_type: &str| {
        let head = format!("200 OK\r\ncontent-encoding: gzip\r\ncontent-type: {media_type}");
        format!("HTTP/1.1 {head}\r\ncontent-length: 3\r\n\r\n\u{1f}xx")
    };
    let gzip = "the server answered 200 OK in the coding `gzip`, which was not asked for";
    let html = "the server answered 200 OK with `text/html` instead of JSON";
    for (answer, what) in [
        (coded("application/json"), gzip),
        (answer("200 OK", "text/html; charset=utf-8", "<html>"), html),
        (json("200 OK", ""), "the server answered 200 OK without a reply"),
        (json("200 OK", " \n"), "the server answered 200 OK without a reply"),
        (
            "HTTP/1.1 204 No Content\r\n\r\n".to_owned(),
            "the server answered 204 No Content without a reply",
        ),
    ] {
        let server = Server::answering([answer]).await;
        let error = read(&server.client()).await.expect_err(what);
        assert_eq!(error.to_string(), format!("readThing: {what}"));
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Protocol, 1));
    }

    // The same where nothing is to be read of the reply: a page of a proxy is no success.
    for (answer, what) in [
        (coded("application/json"), Some(gzip)),
        (answer("200 OK", "text/html", "<html>"), Some(html)),
        (answer("200 OK", "text/html", ""), None),
        ("HTTP/1.1 204 No Content\r\n\r\n".to_owned(), None),
        (json("200 OK", "{}"), None),
    ] {
        let server = Server::answering([answer]).await;
        let call = server.client().raw(Method::POST, "/x").reply::<()>();
        let failed = call.await.err().map(|error| error.to_string());
        assert_eq!(failed, what.map(|what| format!("POST /x: {what}")));
    }
    let server = Server::answering([coded("application/jsonl")]).await;
    let error = create(&server.client()).stream().await.expect_err(gzip);
    assert_eq!(error.to_string(), format!("createThing: {gzip}"));
    assert!(server.requests()[0].contains("accept-encoding: identity\r\n"));
}

#[test]
fn unknown_values_that_cannot_be_read_are_not_equal() {
    let event = |number: &str| {
        let json = format!(r#"{{"type":"new","data":{number}}}"#);
        let envelope = Envelope::Adjacent { tag: "type", content: "data" };
        let read = RawUnion::decode::<RawEvent>(&json, envelope);
        read.expect("JSON").value.expect("an event")
    };
    let deep = |inner: &str| format!("{}{inner}{}", "[".repeat(500), "]".repeat(500));
    assert_ne!(event("1e999"), event("2e999"));
    assert_ne!(event(&deep("1")), event(&deep("2")));
    assert_eq!(event("1e999"), event("1e999"));
    assert_eq!(event("[1, 2]"), event("[1,2]"));
    assert_eq!(event("\"\\ud83d\"").to_json().expect("JSON")["data"], "\u{fffd}");
    // What has no value says so.
    let error = event("[1e999]").to_json().expect_err("a number that is too large");
    assert_eq!((error.kind(), error.path()), (ErrorKind::Decode, Some("data[0]")));
    let error = event(&deep("1")).to_json().expect_err("it is too deep");
    let text = "the value does not decode: it is nested deeper than 128 levels";
    assert_eq!(error.to_string(), text);
}

#[tokio::test]
async fn pages_end_whatever_the_cursors_are() {
    let page = |id: &str, cursor: &str| {
        let page = value!({ "items": [{ "id": id }], "cursor": cursor });
        json("200 OK", &page.to_string())
    };
    // An empty cursor is none, and the page in hand is not lost.
    let server = Server::answering([page("1", ""), page("2", "")]).await;
    let mut items = list(&server.client()).items();
    assert_eq!(items.try_next().await.expect("a page").map(|item| item.id), Some("1".into()));
    assert_eq!(items.try_next().await.expect("the end"), None);
    assert_eq!(server.requests().len(), 1);
    assert!(list(&server.client()).query("cursor", "").pages().cursor().is_none());

    // Any cursor that was seen before leads in a circle.
    let circle = ["a", "b", "c", "b", "c", "b"];
    let server = Server::answering(circle.map(|cursor| page(cursor, cursor))).await;
    let mut pages = list(&server.client()).pages();
    for _ in 0..3 {
        assert!(pages.try_next().await.expect("a page").is_some());
    }
    let error = pages.try_next().await.expect_err("a circle");
    let text = "listThings: the pages do not end: the server sent a cursor for the second time (status 200)";
    assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Paging, text));
    assert_eq!(server.requests().len(), 4);
    assert!(pages.try_next().await.expect("the end").is_none());
}
