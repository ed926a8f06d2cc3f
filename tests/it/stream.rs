//! A stream gives the same events however its bytes are cut.
//!
//! The streams in `fixtures/` have every kind of event that the service sends, known and unknown,
//! keep-alives, keys nobody described and text that is more than ASCII. Streams that end too early are
//! tested elsewhere.

mod cuts;
mod read;

use std::collections::BTreeSet;

use chatbotkit_sdk::{ErrorKind, bytes::Bytes, conversation::v1::*, runtime::LineDecoder};
use serde_json::{Value, json};

use self::read::{Kind, Outcome, Reader, event_lines};
use crate::support::{Reply, Server};

const COMPLETE: &str = include_str!("../fixtures/complete-stream.jsonl");
const LIST: &str = include_str!("../fixtures/list-stream.jsonl");
const FAILED: &str = include_str!("../fixtures/failed-stream.jsonl");

const STREAMS: [(&str, Kind); 3] =
    [(COMPLETE, Kind::Complete), (LIST, Kind::List), (FAILED, Kind::Complete)];

/// The tags that the service sends on streams.
const TAGS: [&str; 24] = [
    // Documented.
    "item",
    "message",
    "result",
    "token",
    // Described as what keeps a stream alive, or ends it.
    "error",
    "nop",
    "ping",
    // Described, and not documented.
    "abort",
    "audio",
    "compactionBegin",
    "compactionEnd",
    "completeBegin",
    "completeEnd",
    "intentDetectionBegin",
    "intentDetectionEnd",
    "operationBegin",
    "operationEnd",
    "progressReport",
    "reasoningToken",
    "receiveResult",
    "sendResult",
    "usage",
    "waitForChannelMessageBegin",
    "waitForChannelMessageEnd",
];

#[test]
fn the_fixtures_have_every_tag() {
    let tag = |line: &str| {
        serde_json::from_str::<Value>(line).expect("JSON")["type"].as_str().map(str::to_owned)
    };
    let tags: BTreeSet<_> =
        [COMPLETE, LIST, FAILED].iter().flat_map(|stream| stream.lines()).filter_map(tag).collect();
    for expected in TAGS {
        assert!(tags.contains(expected), "no event is a `{expected}`");
    }
    assert!(!COMPLETE.is_ascii() && COMPLETE.contains("createdAt"));
}

#[tokio::test]
async fn known_events_are_typed_and_unknown_ones_are_kept() {
    let server = Server::always(Reply::stream([COMPLETE])).await;
    let request = ConversationCompleteRequest::from_messages([Message::user("Hi")]);
    let mut stream =
        server.client().conversation().complete(request).stream().await.expect("it streams");
    let (mut tokens, mut messages, mut result) = (String::new(), Vec::new(), None);
    let (mut typed, mut unknown) = (0, 0);
    while let Some(event) = stream.try_next().await.expect("every line is an event") {
        match event {
            ConversationCompleteStreamType::Token(token) => tokens += &token.token,
            ConversationCompleteStreamType::Message(message) => messages.push(message),
            ConversationCompleteStreamType::Result(reply) => result = Some(reply),
            other => {
                let raw: Value = serde_json::from_slice(stream.raw()).expect("JSON");
                assert_eq!(raw["type"], other.tag());
                let written = serde_json::to_vec(&other).expect("it is JSON");
                if ["item", "somethingNew"].contains(&other.tag()) {
                    unknown += 1;
                    assert_eq!(raw, other.to_json().expect("JSON"));
                    assert_eq!(written, stream.raw());
                } else {
                    typed += 1;
                    let again: ConversationCompleteStreamType =
                        serde_json::from_slice(&written).expect("it can be read");
                    assert_eq!(again, other);
                }
            }
        }
    }
    let reply = result.expect("the last event is the result");
    assert_eq!((reply.text.as_str(), reply.usage.token), ("Grüße, 世界 🚀🚀\n\"ja\"", 42));
    assert_eq!((tokens.as_str(), stream.text()), (reply.text.as_str(), reply.text.as_str()));
    assert_eq!(messages[0].r#type, MessageType::Context);
    assert_eq!(messages[0].meta.as_ref().expect("it has metadata")["tags"], json!(["α", "β"]));
    assert_eq!(messages[1].r#type.as_str(), "checkpoint");
    assert_eq!((typed, unknown), (17, 2));
    assert_eq!(stream.finish().await.expect("it is complete"), reply);
}

#[tokio::test]
async fn an_error_event_ends_the_stream_with_what_the_server_says() {
    let outcome = whole(FAILED, Kind::Complete).await;
    let (kind, code, message) = outcome.error.expect("the last line is an error");
    assert_eq!(kind, ErrorKind::Api);
    assert_eq!(code.as_deref(), Some("GENERIC_ERROR"));
    assert_eq!(message.as_deref(), Some("das Modell schläft"));
    assert_eq!(outcome.text, "Fast fertig…");
}

#[tokio::test]
async fn a_stream_cut_at_every_byte_is_the_same() {
    for (stream, kind) in STREAMS {
        let cuts: Vec<Vec<&[u8]>> = cuts::in_two(stream.as_bytes()).collect();
        assert_eq!(cuts.len(), stream.len() - 1);
        same_over_http(kind, &cuts, &whole(stream, kind).await).await;
    }
}

#[tokio::test]
async fn a_stream_in_chunks_of_every_size_is_the_same() {
    for (stream, kind) in STREAMS {
        let cuts: Vec<Vec<&[u8]>> = cuts::in_chunks(stream.as_bytes()).collect();
        assert_eq!((cuts.len(), cuts[0].len()), (64, stream.len()));
        same_over_http(kind, &cuts, &whole(stream, kind).await).await;
    }
}

#[tokio::test]
async fn other_line_ends_blank_lines_and_a_mark_change_nothing() {
    for (stream, kind) in STREAMS {
        let expected = whole(stream, kind).await;
        for (_, form) in cuts::forms(stream) {
            let cuts: Vec<Vec<&[u8]>> = cuts::in_chunks(&form).collect();
            same_over_http(kind, &cuts, &expected).await;
        }
    }
}

/// The decoder alone, which is fast enough for all forms cut at every byte.
#[test]
fn lines_are_the_same_wherever_bytes_are_cut() {
    for (stream, _) in STREAMS {
        let expected: Vec<&str> = stream.lines().collect();
        for (form, bytes) in cuts::forms(stream) {
            for pieces in cuts::in_two(&bytes).chain(cuts::in_chunks(&bytes)) {
                assert_eq!(decoded_lines(&pieces), expected, "{form}, {pieces:?}");
            }
        }
    }
}

/// Only at the end of a line it belongs to that end; JSON allows it between any two words.
#[test]
fn a_carriage_return_inside_of_a_line_stays() {
    let bytes = b"{\r\"type\":\r\r\"x\"}\r\n{}";
    for pieces in cuts::in_two(bytes).chain(cuts::in_chunks(bytes)) {
        assert_eq!(decoded_lines(&pieces), ["{\r\"type\":\r\r\"x\"}", "{}"], "{pieces:?}");
    }
}

fn decoded_lines(pieces: &[&[u8]]) -> Vec<String> {
    let mut decoder = LineDecoder::new(usize::MAX);
    let mut lines = Vec::new();
    for piece in pieces {
        decoder.push(Bytes::copy_from_slice(piece));
        while let Some(line) = decoder.next_line() {
            lines.push(line.expect("no line is too long"));
        }
    }
    lines.push(decoder.rest());
    let lines = lines.iter().map(|line| std::str::from_utf8(line).expect("a line is text"));
    lines.filter(|line| !line.trim().is_empty()).map(str::to_owned).collect()
}

/// What comes out of a stream in one piece, after a look at whether each event came from its line.
async fn whole(stream: &str, kind: Kind) -> Outcome {
    let server = Server::always(Reply::stream([stream])).await;
    let outcome = Reader::new(&server).outcome(kind).await;
    let lines: Vec<&str> = outcome.events.iter().map(|event| event.raw.as_str()).collect();
    assert_eq!(lines, event_lines(stream));
    outcome
}

/// Plays each cut as one HTTP chunk for each piece. First it makes sure that the pieces do arrive one by
/// one at the HTTP client that the SDK is built on, for otherwise nothing would be tested; then the SDK
/// reads the same reply.
async fn same_over_http(kind: Kind, cuts: &[Vec<&[u8]>], expected: &Outcome) {
    let replies: Vec<Reply> =
        cuts.iter().map(|pieces| Reply::stream(pieces.iter().copied())).collect();
    let server = Server::answering(move |index, _| replies[index / 2].clone()).await;
    let reader = Reader::new(&server);
    for pieces in cuts {
        assert_eq!(reader.pieces().await, *pieces, "the pieces arrive as they were written");
        let sizes = || pieces.iter().map(|piece| piece.len()).collect::<Vec<_>>();
        assert_eq!(reader.outcome(kind).await, *expected, "in pieces of {:?} bytes", sizes());
    }
    assert_eq!(server.requests().len(), 2 * cuts.len());
}
