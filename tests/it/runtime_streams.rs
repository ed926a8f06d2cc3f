//! How streams end, and how long they may be silent.

use std::{future::poll_fn, pin::Pin, time::Duration};

use chatbotkit_sdk::{Call, Client, Error, ErrorKind, EventStream};
use futures_core::Stream;
use tokio::{sync::oneshot, time::Instant};

use crate::runtime_server::*;

/// A stream with every kind of line there is, and characters of every length.
fn everything() -> String {
    let unknown = [
        "reasoningToken",
        "abort",
        "completeBegin",
        "completeEnd",
        "waitForChannelMessageBegin",
        "waitForChannelMessageEnd",
        "usage",
        "sendResult",
        "receiveResult",
        "operationBegin",
        "operationEnd",
        "intentDetectionBegin",
        "intentDetectionEnd",
        "compactionBegin",
        "compactionEnd",
        "progressReport",
        "audio",
    ];
    let unknown = unknown
        .map(|tag| format!("{{\"type\":\"{tag}\",\"data\":{{\"x\":[1]}},\"createdAt\":17}}\r\n"));
    let keep_alive = "{\"type\":\"nop\",\"data\":{}}\n\n{\"type\":\"ping\",\"data\":{}}\n";
    [&token("héł"), keep_alive, &unknown.concat(), &token("lo \u{1f600}"), RESULT].concat()
}

/// All events, or what came instead. Malformed lines count as events here.
async fn drain(stream: &mut EventStream<Answering>) -> (usize, Option<Error>) {
    let mut count = 0;
    loop {
        match stream.try_next().await {
            Ok(Some(_)) => count += 1,
            Ok(None) => return (count, None),
            Err(error) => return (count, Some(error)),
        }
    }
}

async fn stream(server: &Server) -> EventStream<Answering> {
    create(&server.client()).stream().await.expect("a stream")
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum End {
    Close,
    Reset,
    NoLastChunk,
}

/// Sends a part of the stream and ends it. `None` sends nothing but waits.
async fn cut(connection: Connection, part: &[u8], end: End) {
    let mut connection = connection;
    connection.request().await;
    match end {
        End::Close => {
            connection.send(UNTIL_CLOSE).await;
            connection.send(part).await;
        }
        End::Reset => {
            connection.send(UNTIL_CLOSE).await;
            connection.send(part).await;
            connection.reset();
        }
        End::NoLastChunk => {
            connection.send(CHUNKED).await;
            if !part.is_empty() {
                connection.send(format!("{:x}\r\n", part.len())).await;
                connection.send(part).await;
                connection.send("\r\n").await;
            }
        }
    }
}

#[tokio::test]
async fn whole_or_truncated_wherever_it_is_cut() {
    let whole = everything();
    let terminal = whole.len() - RESULT.len();
    for end in [End::Close, End::NoLastChunk, End::Reset] {
        let text = whole.clone();
        let server = Server::start(move |count, connection| {
            let part = text.as_bytes()[..count].to_vec();
            async move { cut(connection, &part, end).await }
        })
        .await;
        let client = server.client();
        for position in 0..=whole.len() {
            let call = create(&client).stream().await;
            let mut events = match call {
                Ok(events) => events,
                // A reset may overtake the head of the answer.
                Err(error) if end == End::Reset && error.kind() == ErrorKind::Transport => continue,
                Err(error) => panic!("cut at {position} by {end:?}: {error}"),
            };
            let (count, error) = drain(&mut events).await;
            // All but the end of the last line is needed.
            let complete = position + 1 >= whole.len();
            match error {
                None => {
                    assert!(complete, "a quiet success, cut at {position} by {end:?}");
                    assert_eq!(count, 20);
                    assert_eq!(events.text(), "héłlo \u{1f600}");
                    assert_eq!(events.finish().await.expect("the reply").id, "m1");
                }
                // What a reset overtakes is lost, and nobody knows how much that is.
                Some(error) => {
                    assert!(
                        !complete || end == End::Reset,
                        "an error, cut at {position} by {end:?}: {error}"
                    );
                    assert_eq!(
                        error.kind(),
                        ErrorKind::Truncated,
                        "cut at {position} by {end:?}: {error}"
                    );
                    assert!(error.is_truncated());
                    let text = error.text_so_far().expect("a stream");
                    if position > terminal && end != End::Reset {
                        assert_eq!(text, "héłlo \u{1f600}");
                    } else {
                        assert!("héłlo \u{1f600}".starts_with(text));
                    }
                    assert_eq!(std::error::Error::source(&error).is_some(), end != End::Close);
                    assert!(events.try_next().await.expect("the end").is_none());
                }
            }
        }
    }
}

#[tokio::test]
async fn nothing_is_an_error_after_the_terminal_event() {
    let rest = format!(
        "not json\n{{\"type\":\"error\",\"data\":{{\"message\":\"too late\"}}}}\n{}",
        token("x")
    );
    let (read, reset) = (oneshot::channel(), oneshot::channel::<()>());
    let waiting = std::sync::Mutex::new(Some(read.1));
    let server = Server::start(move |_, mut connection| {
        let (rest, read) = (rest.clone(), waiting.lock().expect("no panic").take());
        async move {
            connection.request().await;
            connection.send(CHUNKED).await;
            connection.send(chunk(&format!("{}{RESULT}{rest}", token("a")))).await;
            let _ = read.expect("one connection").await;
            connection.reset();
        }
    })
    .await;
    let mut events = stream(&server).await;
    assert!(matches!(events.try_next().await, Ok(Some(Answering::Token(_)))));
    assert!(matches!(events.try_next().await, Ok(Some(Answering::Result(_)))));
    let _ = read.0.send(());
    a_moment().await;
    assert!(matches!(events.try_next().await, Ok(None)));
    assert_eq!(events.raw(), RESULT.trim_end().as_bytes());
    assert_eq!(events.finish().await.expect("the reply").id, "m1");
    drop(reset);
}

#[tokio::test]
async fn finish_does_not_wait_for_the_end() {
    let server = Server::start(|_, mut connection| async move {
        connection.request().await;
        connection.send(CHUNKED).await;
        connection.send(chunk(&format!("{}nonsense\n{RESULT}", token("a")))).await;
        connection.closed().await;
    })
    .await;
    // A malformed line on the way does not cost the reply.
    let finished =
        tokio::time::timeout(Duration::from_secs(5), stream(&server).await.finish()).await;
    assert_eq!(finished.expect("at once").expect("the reply").id, "m1");
}

#[tokio::test]
async fn a_malformed_line_in_the_middle() {
    let malformed = "{\"type\":\"token\",\"data\":{\"token\":17}}\n";
    let body = format!("{}{malformed}\u{fe}\n{}{RESULT}", token("a"), token("b"));
    // A byte that is no UTF-8.
    let mut bytes = body.into_bytes();
    let at = bytes.windows(2).position(|pair| pair == "\u{fe}".as_bytes()).expect("there it is");
    bytes[at] = 0xff;
    bytes[at + 1] = 0xff;
    let server = Server::start(move |_, mut connection| {
        let bytes = bytes.clone();
        async move {
            connection.request().await;
            connection.send(UNTIL_CLOSE).await;
            connection.send(bytes).await;
        }
    })
    .await;
    let mut events = stream(&server).await;
    assert!(events.try_next().await.expect("an event").is_some());
    let error = events.try_next().await.expect_err("a malformed line");
    assert_eq!((error.kind(), error.path()), (ErrorKind::Decode, Some("data.token")));
    assert_eq!(error.text_so_far(), Some("a"));
    assert_eq!(error.body(), Some(malformed.trim_end().as_bytes()));
    assert_eq!(events.raw(), malformed.trim_end().as_bytes());
    let error = events.try_next().await.expect_err("no UTF-8");
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(drain(&mut events).await.0, 2);
    assert_eq!(events.text(), "ab");
}

#[tokio::test]
async fn a_malformed_terminal_event() {
    let body = format!("{}{{\"type\":\"result\",\"data\":{{\"id\":null}}}}\n", token("a"));
    for finish in [false, true] {
        let server = Server::answering([format!("{UNTIL_CLOSE}{body}")]).await;
        let mut events = stream(&server).await;
        let error = if finish {
            events.finish().await.expect_err("no reply")
        } else {
            let error = drain(&mut events).await.1.expect("no reply");
            assert!(events.try_next().await.expect("the end").is_none());
            error
        };
        assert_eq!((error.kind(), error.path()), (ErrorKind::Decode, Some("data.id")));
    }
}

#[tokio::test]
async fn the_server_reports_an_error() {
    let failed =
        "{\"type\":\"error\",\"data\":{\"message\":\"no such thing\",\"code\":\"NOT_FOUND\"}}\n";
    for (before, text) in [(String::new(), ""), (token("a"), "a")] {
        let server =
            Server::answering([format!("{UNTIL_CLOSE}{before}{failed}{}", token("b"))]).await;
        let mut events = stream(&server).await;
        let error = drain(&mut events).await.1.expect("an error");
        assert_eq!(error.kind(), ErrorKind::Api);
        assert!(error.is_not_found());
        assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
        assert_eq!((error.message(), error.code()), (Some("no such thing"), Some("NOT_FOUND")));
        assert_eq!(error.text_so_far(), Some(text));
        // What was sent afterwards is there, too.
        assert!(events.try_next().await.expect("an event").is_some());
        assert!(events.try_next().await.expect("the end").is_none());
        assert_eq!(events.finish().await.expect_err("no reply").code(), Some("NOT_FOUND"));
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn what_is_no_stream() {
    let error = "{\"message\":\"no\",\"code\":\"CONFLICT\"}";
    for (answer, kind, status, text) in [
        (
            json("409 Conflict", error),
            ErrorKind::Api,
            409,
            "the server answered 409 Conflict: no (code CONFLICT)",
        ),
        (
            json("200 OK", error),
            ErrorKind::Api,
            200,
            "the server answered 200 OK with an error: no (code CONFLICT)",
        ),
        (
            answer("500 Internal Server Error", "text/html; charset=utf-8", "<html>"),
            ErrorKind::Api,
            500,
            "the server answered 500 Internal Server Error with `text/html`",
        ),
        (
            answer("200 OK", "text/html; charset=utf-8", "<html>"),
            ErrorKind::Protocol,
            200,
            "the server answered 200 OK with `text/html` instead of a stream",
        ),
        (
            json("200 OK", "{\"id\":\"m1\"}"),
            ErrorKind::Protocol,
            200,
            "the server answered 200 OK with `application/json` instead of a stream",
        ),
    ] {
        let server = Server::answering([answer]).await;
        let error = create(&server.client()).stream().await.expect_err(text);
        assert_eq!(error.to_string(), format!("createThing: {text}"));
        assert_eq!(
            (error.kind(), error.status().map(|status| status.as_u16())),
            (kind, Some(status))
        );
        assert!(error.body().is_some());
    }
}

#[tokio::test]
async fn a_list_may_just_end() {
    let item = "{\"type\":\"item\",\"data\":{\"id\":\"1\"}}";
    for (body, items, cut) in [
        (String::new(), 0, false),
        (format!("{item}\n{item}"), 2, false),
        (format!("{item}\n{}", &item[..20]), 1, true),
    ] {
        let server = Server::answering([format!("{UNTIL_CLOSE}{body}")]).await;
        let mut events = list(&server.client()).stream().await.expect("a stream");
        for _ in 0..items {
            assert!(matches!(events.try_next().await, Ok(Some(Listing::Item(_)))));
        }
        let end = events.try_next().await;
        assert_eq!(end.is_err_and(|error| error.is_truncated()), cut, "{body}");
    }
    // An end without the last chunk is none.
    let server = Server::answering([format!("{CHUNKED}{}", chunk(&format!("{item}\n")))]).await;
    let mut events = list(&server.client()).stream().await.expect("a stream");
    assert!(events.try_next().await.expect("an item").is_some());
    assert!(events.try_next().await.expect_err("no last chunk").is_truncated());
}

#[tokio::test]
async fn a_line_that_does_not_end() {
    let server =
        Server::answering([format!("{UNTIL_CLOSE}{}{}", token("a"), "x".repeat(70_000))]).await;
    let client = server.client().with().line_limit(50_000).build().expect("a client");
    let mut events = create(&client).stream().await.expect("a stream");
    let (count, error) = drain(&mut events).await;
    let error = error.expect("a line that is too long");
    assert_eq!((count, error.kind(), error.text_so_far()), (1, ErrorKind::Protocol, Some("a")));
}

const IDLE: Duration = Duration::from_millis(400);

/// Sends lines with pauses between them, and is silent afterwards.
async fn slow_server(lines: Vec<String>, pause: Duration) -> Server {
    Server::start(move |_, mut connection| {
        let lines = lines.clone();
        async move {
            connection.request().await;
            connection.send(CHUNKED).await;
            for line in lines {
                connection.send(chunk(&line)).await;
                tokio::time::sleep(pause).await;
            }
            connection.closed().await;
        }
    })
    .await
}

async fn idle_stream(server: &Server) -> EventStream<Answering> {
    create(&server.client()).idle(IDLE).stream().await.expect("a stream")
}

#[tokio::test]
async fn a_silent_server() {
    let server = slow_server(vec![token("a")], Duration::ZERO).await;
    let mut events = idle_stream(&server).await;
    assert!(events.try_next().await.expect("an event").is_some());
    let begin = Instant::now();
    let error = events.try_next().await.expect_err("silence");
    assert!((IDLE..IDLE * 2).contains(&begin.elapsed()), "{:?}", begin.elapsed());
    assert!(error.is_timeout());
    assert_eq!((error.kind(), error.text_so_far()), (ErrorKind::Timeout, Some("a")));
    assert_eq!(error.to_string(), "createThing: no event of the stream for 400ms (status 200)");
    assert!(events.try_next().await.expect("the end").is_none());
}

#[tokio::test]
async fn keep_alives_are_no_events() {
    let ping = "{\"type\":\"ping\",\"data\":{}}\n".to_owned();
    let server = slow_server(vec![ping; 20], IDLE / 4).await;
    let mut events = idle_stream(&server).await;
    let begin = Instant::now();
    assert!(events.try_next().await.expect_err("nothing but keep-alives").is_timeout());
    assert!((IDLE..IDLE * 2).contains(&begin.elapsed()), "{:?}", begin.elapsed());
}

#[tokio::test]
async fn unknown_events_are_events() {
    let unknown = "{\"type\":\"progress\",\"data\":{}}\n".to_owned();
    let mut lines = vec![unknown; 6];
    lines.push(RESULT.to_owned());
    let server = slow_server(lines, IDLE / 2).await;
    let mut events = idle_stream(&server).await;
    assert_eq!(drain(&mut events).await.0, 7);
}

#[tokio::test]
async fn a_busy_caller_is_not_too_late() {
    // The first pause is spent elsewhere; then an event is in the socket, and no task has looked at
    // it.
    let server = slow_server(vec![token("a"), token("b"), RESULT.to_owned()], IDLE / 4).await;
    let mut events = idle_stream(&server).await;
    for _ in 0..2 {
        assert!(events.try_next().await.expect("an event").is_some());
        std::thread::sleep(IDLE * 2);
    }
    assert!(events.try_next().await.expect("the terminal event").is_some());
}

#[tokio::test]
async fn a_caller_who_looks_in_and_goes_away_is_not_too_late() {
    let server = slow_server(vec![token("a"), RESULT.to_owned()], IDLE * 2).await;
    let mut events = idle_stream(&server).await;
    assert!(events.try_next().await.expect("an event").is_some());
    // Polls once by hand, so that the stream cannot know that nobody waits any more.
    let looked =
        poll_fn(|context| std::task::Poll::Ready(Pin::new(&mut events).poll_next(context))).await;
    assert!(looked.is_pending());
    tokio::time::sleep(IDLE * 3).await;
    assert!(events.try_next().await.expect("the terminal event").is_some());

    // Gives up waiting again and again, and is away in between: only the waiting counts.
    let server = slow_server(vec![token("a"), RESULT.to_owned()], IDLE * 3).await;
    let mut events = idle_stream(&server).await;
    assert!(events.try_next().await.expect("an event").is_some());
    for _ in 0..2 {
        assert!(tokio::time::timeout(IDLE / 8, events.try_next()).await.is_err(), "nothing yet");
        tokio::time::sleep(IDLE).await;
    }
    assert!(tokio::time::timeout(IDLE / 8, events.try_next()).await.is_err(), "nothing yet");
    tokio::time::sleep(IDLE * 2).await;
    assert!(events.try_next().await.expect("the terminal event").is_some());
}

#[tokio::test]
async fn giving_up_again_and_again_is_waiting_too() {
    let server = slow_server(vec![token("a")], Duration::ZERO).await;
    let mut events = idle_stream(&server).await;
    assert!(events.try_next().await.expect("an event").is_some());
    let begin = Instant::now();
    let error = loop {
        if let Ok(next) = tokio::time::timeout(IDLE / 10, events.try_next()).await {
            break next.expect_err("silence");
        }
    };
    assert!(error.is_timeout());
    assert!((IDLE..IDLE * 2).contains(&begin.elapsed()), "{:?}", begin.elapsed());
}

#[tokio::test]
async fn dropping_a_stream_closes_the_connection() {
    let beginning = CHUNKED.to_owned() + &chunk(&token("a"));
    let (server, heard) = Server::left_open(beginning).await;
    let mut events = stream(&server).await;
    assert!(events.try_next().await.expect("an event").is_some());
    drop(events);
    tokio::time::timeout(Duration::from_secs(5), heard).await.expect("soon").expect("closed");
}

#[tokio::test]
async fn a_complete_stream_gives_its_connection_back() {
    let server = Server::start(|count, mut connection| async move {
        assert_eq!(count, 0, "another connection");
        while connection.request().await {
            connection.send(CHUNKED).await;
            connection.send(chunk(RESULT)).await;
            tokio::time::sleep(Duration::from_millis(20)).await;
            connection.send(chunk("")).await;
        }
    })
    .await;
    let client = server.client();
    for _ in 0..3 {
        let stream = create(&client).stream().await.expect("a stream");
        assert_eq!(stream.finish().await.expect("a reply").id, "m1");
        tokio::time::sleep(Duration::from_millis(400)).await;
    }
    assert_eq!(server.requests().len(), 3);
}

#[test]
fn what_can_be_sent_to_other_threads() {
    fn anywhere<T: Send + Sync + Unpin + 'static>() {}
    fn sent<T: Send + 'static>(_: T) {}

    anywhere::<Client>();
    anywhere::<Error>();
    anywhere::<Call<Reply, Answering>>();
    anywhere::<EventStream<Answering>>();
    if false {
        let client = Client::from_env().expect("a client");
        sent(create(&client).send());
        sent(create(&client).stream());
        sent(create(&client).with_response());
        sent(list(&client).pages());
        sent(async move { list(&client).items().try_next().await });
    }
    assert_eq!(size_of::<Error>(), size_of::<usize>());
}
