//! Streams: what they bring, how they end, and what is left of them.

use std::time::Duration;

use chatbotkit_sdk::{Call, Error, ErrorKind, EventStream, conversation::v1::*, runtime::Event};
use serde_json::json;
use tokio::{
    runtime::Handle,
    task,
    time::{Instant, pause, timeout},
};

use super::{line, result, token};
use crate::support::{Reply, Server};

type Events = EventStream<ConversationCompleteStreamType>;

const TEXT: &str = "Grüße, 世界 🚀";

fn call(server: &Server) -> Call<ConversationCompleteResponse, ConversationCompleteStreamType> {
    let request = ConversationCompleteRequest::from_messages([Message::user("Hi")]);
    server.client().conversation().complete(request)
}

async fn open(server: &Server) -> Events {
    call(server).stream().await.expect("it streams")
}

/// All events, and what the stream ended with.
async fn read<E: Event>(events: &mut EventStream<E>) -> (Vec<E>, Result<(), Error>) {
    let mut read = Vec::new();
    loop {
        match events.try_next().await {
            Ok(Some(event)) => read.push(event),
            Ok(None) => return (read, Ok(())),
            Err(error) => return (read, Err(error)),
        }
    }
}

/// The next event, if it comes within a day.
async fn patient(events: &mut Events) -> Result<Option<ConversationCompleteStreamType>, Error> {
    let day = Duration::from_secs(86_400);
    timeout(day, events.try_next()).await.expect("it hangs")
}

#[tokio::test]
async fn text_split_across_chunks_is_not_corrupted() {
    let body = token(TEXT) + &result(TEXT);
    let server = Server::always(Reply::stream(body.as_bytes().chunks(1))).await;
    let mut events = open(&server).await;
    let (read, end) = read(&mut events).await;
    end.expect("it is complete");
    assert_eq!(read.len(), 2);
    assert_eq!(events.text(), TEXT);
    assert_eq!(events.finish().await.expect("it is complete").text, TEXT);
}

#[tokio::test]
async fn a_blank_line_is_no_error() {
    let body = format!("\n\r\n{}\n \t\n{}\r\n\n", token("a").trim_end(), result("a"));
    for body in [body.as_str(), body.trim_end()] {
        let server = Server::always(Reply::stream([body])).await;
        let (read, end) = read(&mut open(&server).await).await;
        end.expect("it is complete");
        assert_eq!(read.len(), 2);
    }
}

#[tokio::test]
async fn a_cut_stream_is_no_success() {
    let aborted = line("abort", json!({}));
    let last = result(TEXT);
    let half = &last[..last.len() / 2];
    for (name, rest) in
        [("between lines", ""), ("in a line", half), ("after it was aborted", &aborted)]
    {
        let reply = Reply::stream(
            [token(TEXT).as_str(), rest].into_iter().filter(|piece| !piece.is_empty()),
        );
        for reply in [reply.clone(), reply.clone().cut()] {
            let server = Server::always(reply).await;
            let mut events = open(&server).await;
            let error = read(&mut events).await.1.expect_err("it is not complete");
            assert!(error.is_truncated(), "{name}: {error}");
            assert_eq!(error.text_so_far(), Some(TEXT), "{name}");
            assert!(events.try_next().await.expect("the end").is_none());

            let finished = open(&server).await.finish().await;
            let error = finished.expect_err("it is not complete");
            assert!(error.is_truncated(), "{name}: {error}");
        }

        let server = Server::always(reply.reset()).await;
        let error = match call(&server).stream().await {
            Ok(events) => events.finish().await.expect_err("it is not complete"),
            // A reset may overtake what was sent before it, even the head.
            Err(error) => error,
        };
        let is_cut = error.is_truncated() || error.kind() == ErrorKind::Transport;
        assert!(is_cut, "{name}: {error}");
    }
}

#[tokio::test]
async fn a_silent_stream_does_not_hang() {
    let server = Server::always(Reply::stream([token("a")]).silent()).await;
    let mut events = open(&server).await;
    assert!(events.try_next().await.expect("an event").is_some());
    // Nothing is under way any more, so time may run ahead.
    pause();
    let start = Instant::now();
    let error = patient(&mut events).await.expect_err("nothing comes");
    // Three signs of life are missing.
    assert_eq!(start.elapsed().as_secs(), 30);
    assert!(error.is_timeout() && error.kind() == ErrorKind::Timeout);
    assert_eq!(error.text_so_far(), Some("a"));
    assert!(events.try_next().await.expect("the end").is_none());
}

/// A server that says nothing but that it is there may say so for ever.
#[tokio::test]
async fn keep_alives_do_not_make_a_stream_hang() {
    let keep_alives = vec![line("ping", json!({})); 120];
    let reply = Reply::stream(keep_alives).each_after(Duration::from_secs(10));
    let server = Server::always(reply.silent()).await;
    let mut events = open(&server).await;
    pause();
    let start = Instant::now();
    let error = patient(&mut events).await.expect_err("no event comes");
    assert_eq!(start.elapsed().as_secs(), 900);
    assert!(error.is_timeout());
}

#[tokio::test]
async fn an_error_in_a_stream_is_no_event() {
    let failed = line("error", json!({"message": "no such bot", "code": "NOT_FOUND"}));
    for before in [String::new(), token("a")] {
        let count = before.lines().count();
        let server = Server::always(Reply::stream([before + &failed])).await;
        let mut events = open(&server).await;
        let (read, end) = read(&mut events).await;
        let error = end.expect_err("the server says so");
        assert_eq!(read.len(), count);
        assert_eq!(error.kind(), ErrorKind::Api);
        assert_eq!(error.code(), Some("NOT_FOUND"));
        assert_eq!(error.message(), Some("no such bot"));
        assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
        assert!(error.is_not_found());
        assert!(events.try_next().await.expect("the end").is_none());
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_line_of_more_than_a_mebibyte_is_an_event() {
    let long = "ü".repeat(1 << 20);
    let body = token(&long) + &result(&long);
    let server = Server::always(Reply::stream(body.as_bytes().chunks(60_001))).await;
    let mut events = open(&server).await;
    let (read, end) = read(&mut events).await;
    end.expect("it is complete");
    assert_eq!(read.len(), 2);
    assert!(events.text() == long, "it is another text");

    // Where there is a limit, it is an error and not the end.
    let client = server.client().with().line_limit(1 << 20).build();
    let request = ConversationCompleteRequest::from_text("Hi");
    let call = client.expect("a client").conversation().complete(request);
    let error = call.stream().await.expect("it streams").finish().await;
    assert_eq!(error.expect_err("it is too long").kind(), ErrorKind::Protocol);
}

#[tokio::test]
async fn every_documented_event_is_typed() {
    let message = line("message", json!({"type": "bot", "text": "b"}));
    let server = Server::always(Reply::stream([token("a"), message, result("ab")])).await;
    let (events, end) = read(&mut open(&server).await).await;
    end.expect("it is complete");
    let [
        ConversationCompleteStreamType::Token(token),
        ConversationCompleteStreamType::Message(message),
        ConversationCompleteStreamType::Result(result),
    ] = events.as_slice()
    else {
        panic!("these are others: {events:?}");
    };
    assert_eq!(token.token, "a");
    assert_eq!((&message.r#type, message.text.as_str()), (&MessageType::Bot, "b"));
    assert_eq!((result.text.as_str(), result.usage.token), ("ab", 7));

    let item = line("item", json!({"id": "c1", "createdAt": 1, "updatedAt": 2}));
    let server = Server::always(Reply::stream([item])).await;
    let call = server.client().conversation().list(ConversationListRequest::new());
    let (events, end) = read(&mut call.stream().await.expect("it streams")).await;
    end.expect("it is complete");
    let [ConversationListStreamType::Item(item)] = events.as_slice() else {
        panic!("these are others: {events:?}");
    };
    assert_eq!((item.id.as_str(), item.updated_at.as_millis()), ("c1", 2));
}

#[tokio::test]
async fn a_reader_who_stops_leaves_nothing_behind() {
    const STREAMS: usize = 50;

    let server = Server::always(Reply::stream(vec![token("a"); 10]).silent()).await;
    let client = server.client();
    let before = Handle::current().metrics().num_alive_tasks();
    for index in 0..STREAMS {
        let request = ConversationCompleteRequest::from_text("Hi");
        let call = client.conversation().complete(request);
        let mut events = call.stream().await.expect("it streams");
        assert!(events.try_next().await.expect("an event").is_some());
        // Some stop between two events, and some while they wait for one.
        if index % 2 == 0 {
            let all = timeout(Duration::from_millis(1), read(&mut events)).await;
            assert!(all.is_err(), "it does not end");
        }
    }
    // A leak shows as a wait that does not end.
    timeout(Duration::from_secs(60), async {
        server.closed(STREAMS).await;
        while Handle::current().metrics().num_alive_tasks() > before {
            task::yield_now().await;
        }
    })
    .await
    .expect("connections and tasks end with their streams");
}
