//! Nothing that a peer sends takes memory or time without limit.

use std::{sync::Arc, time::Duration};

use chatbotkit_sdk::{Error, ErrorKind, http::Method};
use serde_json::{Value, json as value};

use crate::runtime_server::*;

#[tokio::test]
async fn a_reply_has_a_limit() {
    // Said at once where the length is known, and nothing is read.
    let server = Server::start(|_, mut connection| async move {
        connection.request().await;
        let head =
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 67108865\r\n\r\n";
        connection.send(head).await;
        connection.closed().await;
    })
    .await;
    let error = read(&server.client()).await.expect_err("it is too long");
    let text = "readThing: the reply is longer than 67108864 bytes, which is its limit: `reply_limit` sets \
                another";
    assert_eq!((error.to_string().as_str(), error.attempts()), (text, 1));
    assert_eq!(error.kind(), ErrorKind::Protocol);

    // Where it is not, no more than the limit is kept.
    let server = Server::start(|_, mut connection| async move {
        connection.request().await;
        connection.send(CHUNKED.replace("application/jsonl", "application/json")).await;
        let blank = chunk(&" ".repeat(1 << 16));
        while connection.try_send(&blank).await {}
    })
    .await;
    let call = read(&server.client()).reply_limit(1 << 20);
    let error = call.await.expect_err("it does not end");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Protocol, 1));

    // A limit that a reply just keeps is none that it breaks, on the client as on the call.
    let server = Server::answering(vec![json("200 OK", "{\"id\":\"m1\"}"); 2]).await;
    read(&server.client()).reply_limit(11).await.expect("a reply");
    let client = server.client().with().reply_limit(10).build().expect("a client");
    read(&client).await.expect_err("it is too long");
}

#[tokio::test]
async fn malformed_lines_do_not_copy_the_text_so_far() {
    let lines = [token(&"x".repeat(1 << 20)), "nonsense\n".repeat(500)].concat();
    let server = Server::answering([format!("{UNTIL_CLOSE}{lines}")]).await;
    let mut events = create(&server.client()).stream().await.expect("a stream");
    assert!(events.try_next().await.expect("an event").is_some());
    let mut errors = Vec::new();
    while errors.len() < 500 {
        errors.push(events.try_next().await.expect_err("a malformed line"));
    }
    let text = |error: &Error| error.text_so_far().map(|text| (text.as_ptr(), text.len()));
    let shared = text(&errors[0]);
    assert_eq!(shared.map(|(_, length)| length), Some(1 << 20));
    assert!(errors.iter().all(|error| text(error) == shared), "each has a copy of its own");
}

/// Lines without an event, as fast as they go.
#[tokio::test]
async fn a_flood_without_an_event_does_not_keep_a_poll_from_returning() {
    for line in ["\n", "  \r\n", "{\"type\":\"ping\",\"data\":{}}\n"] {
        let flood: Arc<str> = chunk(&line.repeat((1 << 16) / line.len())).into();
        let server = Server::start(move |_, mut connection| {
            let flood = Arc::clone(&flood);
            async move {
                connection.request().await;
                connection.send(CHUNKED).await;
                while connection.try_send(&*flood).await {}
            }
        })
        .await;
        let limit = Duration::from_millis(300);
        let mut events = create(&server.client()).stream().await.expect("a stream");
        // Whoever waits for something else gets its turn.
        let waited = tokio::time::timeout(limit, events.try_next()).await;
        assert!(waited.is_err(), "nothing came but {line:?}");
        // And the wait has its limit.
        let mut events = create(&server.client()).idle(limit).stream().await.expect("a stream");
        let error = events.try_next().await.expect_err("nothing comes");
        assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    }
}

/// Events without an end, as fast as they go, for a caller who takes them all.
#[tokio::test]
async fn a_flood_of_events_does_not_keep_others_from_their_turn() {
    for line in [token("a"), "nonsense\n".to_owned()] {
        let flood: Arc<str> = chunk(&line.repeat((1 << 16) / line.len())).into();
        let server = Server::start(move |_, mut connection| {
            let flood = Arc::clone(&flood);
            async move {
                connection.request().await;
                connection.send(CHUNKED).await;
                while connection.try_send(&*flood).await {}
            }
        })
        .await;
        let events = create(&server.client()).stream().await.expect("a stream");
        let finished = tokio::time::timeout(Duration::from_millis(300), events.finish()).await;
        assert!(finished.is_err(), "there is no answer");
    }
}

/// Text of the server in places where an error shows some.
#[tokio::test]
async fn text_of_the_server_is_bounded_wherever_it_shows() {
    let long = "k".repeat(1 << 20);
    let odd = format!("\u{202e}\u{2028}\u{1b}[31m{long}");
    let map = value!({ "items": [{ "id": "1" }], "more": { odd.as_str(): [{}] } }).to_string();
    let object = value!({ "message": odd, "code": odd }).to_string();
    let event = format!("{UNTIL_CLOSE}{{\"type\":\"error\",\"data\":{object}}}\n");
    let header = "h".repeat(8000);
    for (answer, has_shown) in [
        (json("200 OK", &map), "more. "),
        (json("400 Bad Request", &object), "[31mkkk"),
        (json(&format!("302 Found\r\nlocation: /{header}"), ""), "/hhh"),
        (answer("200 OK", &header, "x"), "`hhh"),
        (json(&format!("400 Bad Request\r\nx-request-id: {header}"), ""), "request hhh"),
        (json(&format!("200 OK\r\ncontent-encoding: {header}"), "{}"), "`hhh"),
        (event, "[31mkkk"),
    ] {
        let server = Server::answering([answer.clone(), answer]).await;
        let client = server.client();
        let call = client.raw(Method::POST, "/x").reply::<Strict>();
        let failed = call.await.err();
        let streamed = match create(&client).stream().await {
            Ok(events) => events.finish().await.expect_err("no answer"),
            Err(error) => error,
        };
        let errors: Vec<Error> = failed.into_iter().chain([streamed]).collect();
        let shown = |error: &Error| format!("{error}|{error:?}");
        assert!(errors.iter().any(|error| shown(error).contains(has_shown)), "{errors:?}");
        for error in &errors {
            let shown = shown(error);
            assert!(shown.len() < 4000, "{} bytes", shown.len());
            assert!(!shown.contains(['\u{202e}', '\u{2028}', '\u{1b}']), "{shown}");
        }
    }
}

/// A reply with a map in it whose values are numbers.
#[derive(Debug, serde::Deserialize)]
struct Strict {
    #[expect(dead_code, reason = "it does not decode")]
    more: std::collections::BTreeMap<String, Vec<u8>>,
}

#[tokio::test]
async fn the_error_of_an_array_in_the_place_of_an_object_names_no_rust_type() {
    let server = Server::answering([
        json("200 OK", "{\"items\":[7],\"cursor\":null}"),
        json("200 OK", "{\"items\":{\"a\":1}}"),
    ])
    .await;
    for text in [
        "at `items[0]`: expected an object, found an integer",
        "at `items`: expected an array, found an object",
    ] {
        let error = list(&server.client()).await.expect_err(text).to_string();
        let expected = format!("listThings: the reply does not decode: {text} (status 200)");
        assert_eq!(error, expected);
    }
    let server = Server::answering([json("200 OK", "[1]")]).await;
    let any = server.client().raw(Method::GET, "/x").reply::<Value>().await;
    assert_eq!(any.expect("an array"), value!([1]));
}
