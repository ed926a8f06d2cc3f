//! Streams that are passed on to somebody else.

use std::{
    future::poll_fn,
    pin::Pin,
    sync::{Arc, Mutex},
    time::Duration,
};

use chatbotkit_sdk::{ErrorKind, EventStream, Relay};
use futures_core::Stream;
use http_body_util::BodyExt as _;
use tokio::sync::oneshot;

use crate::runtime_server::*;

const PING: &str = "{\"type\":\"ping\",\"data\":{}}\n";
const FAILED: &str =
    "{\"type\":\"error\",\"data\":{\"message\":\"no credit\",\"code\":\"LIMITS_REACHED\"}}\n";
const CUT: &str = "{\"type\":\"error\",\"data\":{\"code\":\"TRUNCATED\",\"message\":\"the stream ended before its \
                   last event, `result`\"}}\n";

/// Lines of every kind: usual ones, one that is new, and those that are written as no server writes
/// them.
fn everything() -> String {
    let unusual = "{\"type\":\"t\\u006fken\",\"data\":{\"token\":\"lo\"}}\n\
                   { \"data\" : { \"token\" : \" \" } , \"type\" : \"token\" }\n\
                   {\"type\":\"new\",\"data\":[1,{\"a\":null}],\"createdAt\":17}\n";
    [&token("hé"), &token("l"), PING, unusual, &token("\u{1f600}"), FAILED, &token("!"), RESULT]
        .concat()
}

fn as_events(lines: &str) -> String {
    let event = |line: &str| match line {
        line if line == PING.trim_end() => ":\n\n".to_owned(),
        line => format!("data: {line}\n\n"),
    };
    lines.lines().map(event).collect()
}

async fn stream(server: &Server) -> EventStream<Answering> {
    create(&server.client()).stream().await.expect("a stream")
}

async fn answering(body: impl AsRef<[u8]>) -> Server {
    let answer = [UNTIL_CLOSE.as_bytes(), body.as_ref()].concat();
    Server::start(move |_, mut connection| {
        let answer = answer.clone();
        async move {
            connection.request().await;
            connection.send(answer).await;
        }
    })
    .await
}

async fn next(relay: &mut Relay) -> Option<String> {
    let chunk = poll_fn(|context| Pin::new(&mut *relay).poll_next(context)).await?;
    let Ok(chunk) = chunk;
    assert!(!chunk.is_empty(), "an empty chunk ends some bodies");
    Some(String::from_utf8(chunk.into()).expect("UTF-8"))
}

async fn all(mut relay: Relay) -> String {
    let mut text = String::new();
    while let Some(chunk) = next(&mut relay).await {
        text += &chunk;
    }
    text
}

/// What comes of these bytes, as lines and as server-sent events.
async fn relayed(body: impl AsRef<[u8]>) -> [String; 2] {
    let server = answering(&body).await;
    [all(stream(&server).await.relay_jsonl()).await, all(stream(&server).await.relay_sse()).await]
}

#[tokio::test]
async fn lines_are_passed_on_as_they_came() {
    let lines = everything();
    assert_eq!(relayed(&lines).await, [lines.clone(), as_events(&lines)]);
    // Other ends of lines, a mark at the beginning, and nothing at the end.
    let odd = format!("\u{feff}{}", lines.trim_end().replace('\n', "\r\n\r\n"));
    assert_eq!(relayed(&odd).await, [lines.clone(), as_events(&lines)]);
    // Nothing that follows the terminal event is of interest.
    assert_eq!(relayed(lines.clone() + &token("x")).await[0], lines);
}

#[tokio::test]
async fn pieces_do_not_matter() {
    let lines = everything();
    for size in [1, 7, 40] {
        let text = lines.clone();
        let server = Server::start(move |_, mut connection| {
            let text = text.clone();
            async move {
                connection.request().await;
                connection.send(CHUNKED).await;
                for piece in text.as_bytes().chunks(size) {
                    connection.send(format!("{:x}\r\n", piece.len())).await;
                    connection.send(piece).await;
                    connection.send("\r\n").await;
                }
                connection.closed().await;
            }
        })
        .await;
        assert_eq!(all(stream(&server).await.relay_jsonl()).await, lines, "{size}");
        assert_eq!(all(stream(&server).await.relay_sse()).await, as_events(&lines), "{size}");
    }
}

#[tokio::test]
async fn wherever_it_is_cut_the_last_line_says_so() {
    let lines = token("hé") + "{\"type\":\"new\"}\n" + &token("\u{1f600}") + RESULT;
    let parts = Mutex::new(0..lines.len() - 1);
    let text = lines.clone();
    let server = Server::start(move |_, mut connection| {
        let position = parts.lock().expect("no panic").next().expect("as many as are asked for");
        let part = text.as_bytes()[..position].to_vec();
        async move {
            connection.request().await;
            connection.send(UNTIL_CLOSE).await;
            connection.send(part).await;
        }
    })
    .await;
    for position in 0..lines.len() - 1 {
        let kept = String::from_utf8_lossy(&lines.as_bytes()[..position]).into_owned();
        let mut whole = kept.rfind('\n').map_or("", |end| &kept[..=end]).to_owned();
        // A line may lack nothing but its end.
        if lines.as_bytes()[position] == b'\n' {
            whole = format!("{kept}\n");
        }
        let found = all(stream(&server).await.relay_jsonl()).await;
        assert_eq!(found, whole + CUT, "cut at {position}");
    }
}

#[tokio::test]
async fn an_error_of_the_service_is_the_last_word_once() {
    // It is passed on, and said again only where something came after it.
    for (body, said) in [
        (token("a") + FAILED, 1),
        (token("a") + FAILED + PING, 1),
        (token("a") + FAILED + &token("b"), 2),
    ] {
        let text = relayed(&body).await[0].clone();
        assert!(text.starts_with(&body), "{text}");
        assert_eq!(text.matches("LIMITS_REACHED").count(), said, "{text}");
        assert_eq!(text.matches("no credit").count(), said, "{text}");
    }
    // A terminal event that cannot be read is one no reader can rely on.
    let malformed = "{\"type\":\"result\",\"data\":{\"id\":null}}\n";
    let text = relayed(malformed).await[0].clone();
    assert!(text.starts_with(malformed) && text.contains("\"code\":\"DECODE\""), "{text}");
    assert_eq!(text.lines().count(), 2, "{text}");
}

#[tokio::test]
async fn a_malformed_line_is_one_line() {
    let hostile = b"{\"type\":\"token\",\"x\":\r\rid: 1\revent: error\rdata: x\0\xff\"}\n\
                    data: y\rretry: 1\n: \"\r\n";
    let body = [&hostile[..], RESULT.as_bytes()].concat();
    let server = answering(&body).await;
    let collect = |relay: Relay| async { relay.collect().await.map(|body| body.to_bytes()) };
    let Ok(lines) = collect(stream(&server).await.relay_jsonl()).await;
    let without_return = body.len() - "\r".len();
    assert_eq!(lines.len(), without_return, "all but the end of a line is as it was");
    assert!(lines.starts_with(&hostile[..60]));
    let Ok(events) = collect(stream(&server).await.relay_sse()).await;
    let text = String::from_utf8_lossy(&events);
    let expected = "data: {\"type\":\"token\",\"x\":  id: 1 event: error data: x\0\u{fffd}\"}\n\n\
                    data: data: y retry: 1\n\ndata: : \"\n\n";
    assert_eq!(text, format!("{expected}data: {RESULT}\n"));
}

#[tokio::test]
async fn what_ends_a_stream_is_said_plainly() {
    let silent = |line: String| {
        Server::start(move |_, mut connection| {
            let line = line.clone();
            async move {
                connection.request().await;
                connection.send("HTTP/1.1 200 OK\r\ncontent-type: application/jsonl\r\nx-request-id: r-17\r\n\r\n").await;
                connection.send(line).await;
                connection.closed().await;
            }
        })
    };
    for (line, code) in [(token("a"), "TIMEOUT"), ("x".repeat(300), "PROTOCOL")] {
        let server = silent(line).await;
        let idle = Duration::from_millis(100);
        let call = create(&server.client()).idle(idle).line_limit(200);
        let seen = Arc::new(Mutex::new(None));
        let report = seen.clone();
        let relay = call.stream().await.expect("a stream").relay_sse();
        let relay = relay.on_error(move |error| {
            *report.lock().expect("no panic") = Some((error.kind(), error.to_string()));
        });
        let text = all(relay).await;
        let last = text.lines().rfind(|line| !line.is_empty()).expect("a line");
        assert!(last.starts_with("data: {\"type\":\"error\""), "{last}");
        assert!(last.contains(&format!("\"code\":\"{code}\"")), "{last}");
        let (kind, whole) = seen.lock().expect("no panic").take().expect("it was called");
        assert_eq!(format!("{kind:?}").to_uppercase(), code);
        // The one who runs the program is told more than its users.
        for detail in ["createThing", "r-17"] {
            assert!(whole.contains(detail) && !text.contains(detail), "{detail}: {whole}");
        }
        assert!(!text.contains(SECRET));
    }
}

#[tokio::test]
async fn it_goes_on_where_the_reader_stopped() {
    let server = answering(token("a") + &token("b") + RESULT).await;
    let mut events = stream(&server).await;
    assert!(events.try_next().await.expect("an event").is_some());
    assert_eq!(all(events.relay_jsonl()).await, token("b") + RESULT);
    // There is nothing left of a stream that is complete.
    let mut events = stream(&server).await;
    while events.try_next().await.expect("an event").is_some() {}
    assert_eq!(all(events.relay_sse()).await, "");
    // One that was cut is so for the next reader, too.
    let server = answering(token("a")).await;
    let mut events = stream(&server).await;
    assert!(events.try_next().await.expect("an event").is_some());
    assert!(events.try_next().await.expect_err("it is cut").is_truncated());
    assert_eq!(all(events.relay_jsonl()).await, CUT);
    // What is relayed does not count as read, however it is written.
    let unusual = "{ \"type\" : \"token\" , \"data\" : { \"token\" : \"c\" } }\n";
    let server = answering(token("a") + &token("b") + unusual).await;
    let mut events = stream(&server).await;
    assert!(events.try_next().await.expect("an event").is_some());
    let (texts, report) = std::sync::mpsc::channel();
    let relay = events.relay_jsonl().on_error(move |error| {
        let _ = texts.send(error.text_so_far().map(str::to_owned));
    });
    assert_eq!(all(relay).await, token("b") + unusual + CUT);
    assert_eq!(report.try_recv(), Ok(Some("a".to_owned())));
}

#[tokio::test]
async fn a_stream_without_a_terminal_event_may_just_end() {
    let item = "{\"type\":\"item\",\"data\":{\"id\":\"1\"}}\n";
    for (body, cut) in [(item.to_owned(), false), (format!("{item}{}", &item[..20]), true)] {
        let server = answering(&body).await;
        let events = list(&server.client()).stream().await.expect("a stream");
        let (kinds, report) = std::sync::mpsc::channel();
        let relay = events.relay_jsonl().on_error(move |error| {
            let _ = kinds.send(error.kind());
        });
        let text = all(relay).await;
        assert!(text.starts_with(item), "{text}");
        assert_eq!(text.contains("\"code\":\"TRUNCATED\""), cut, "{text}");
        assert_eq!(report.try_recv().ok(), cut.then_some(ErrorKind::Truncated));
    }
}

#[tokio::test]
async fn what_arrived_is_passed_on_at_once() {
    let (more, asked) = oneshot::channel::<()>();
    let asked = Mutex::new(Some(asked));
    let server = Server::start(move |_, mut connection| {
        let asked = asked.lock().expect("no panic").take();
        async move {
            connection.request().await;
            connection.send(CHUNKED).await;
            connection.send(chunk(&(token("a") + &token("b")))).await;
            let _ = asked.expect("one connection").await;
            connection.send(chunk(RESULT)).await;
            connection.closed().await;
        }
    })
    .await;
    let mut relay = stream(&server).await.relay_jsonl();
    // All of what arrived is one chunk, and none of it waits for what has not.
    assert_eq!(next(&mut relay).await, Some(token("a") + &token("b")));
    more.send(()).expect("the server waits");
    assert_eq!(next(&mut relay).await.as_deref(), Some(RESULT));
    assert_eq!(next(&mut relay).await, None);
    assert!(http_body::Body::is_end_stream(&relay));
}

#[tokio::test]
async fn dropping_it_closes_the_connection() {
    let beginning = CHUNKED.to_owned() + &chunk(&token("a"));
    let (server, heard) = Server::left_open(beginning).await;
    let mut relay = stream(&server).await.relay_sse();
    assert_eq!(next(&mut relay).await, Some(as_events(&token("a"))));
    drop(relay);
    tokio::time::timeout(Duration::from_secs(5), heard).await.expect("soon").expect("closed");
}

#[tokio::test]
async fn the_response_says_what_it_is() {
    let server = answering(RESULT).await;
    let lines = stream(&server).await.relay_jsonl();
    assert_eq!(lines.media_type(), "application/jsonl");
    let response = stream(&server).await.relay_sse().response();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    assert_eq!(response.headers()["cache-control"], "no-cache");
    let Ok(body) = response.into_body().collect().await;
    assert_eq!(body.to_bytes(), as_events(RESULT));
}

#[test]
fn it_is_a_body_for_any_server() {
    fn body<T: Stream<Item = Result<bytes::Bytes, E>> + Send + 'static, E: Into<BoxError>>() {}
    fn frames<T: http_body::Body<Data = bytes::Bytes, Error = E> + Send + Unpin + 'static, E>() {}
    type BoxError = Box<dyn std::error::Error + Send + Sync>;

    body::<Relay, _>();
    frames::<Relay, _>();
}
