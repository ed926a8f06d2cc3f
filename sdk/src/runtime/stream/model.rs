//! Every short stream against a model of what a stream is.
//!
//! The model is written from the contract of [`EventStream`] and not from its code: it does not know
//! lines, buffers or polls.

mod contract;

use std::{
    collections::VecDeque,
    error::Error as _,
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http_body::Frame;
use serde::Deserialize;
use tokio::time::Instant;

use self::contract::expected;
use super::EventStream;
use crate::runtime::{
    Envelope, Error, ErrorKind, Event, Fault, RawUnion, Terminal, Union, UnknownVariant,
    limits::Limits, transport::Answer,
};

/// What a server sends.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Sent {
    Token,
    Unknown,
    KeepAlive,
    Malformed,
    Error,
    Terminal,
}

const ALL_SENT: [Sent; 6] =
    [Sent::Token, Sent::Unknown, Sent::KeepAlive, Sent::Malformed, Sent::Error, Sent::Terminal];

impl Sent {
    fn line(self, index: usize) -> String {
        match self {
            Self::Token => format!(r#"{{"type":"token","data":{{"token":"{index}"}}}}"#),
            Self::Unknown => format!(r#"{{"type":"new","data":{index}}}"#),
            Self::KeepAlive => r#"{"type":"ping","data":{}}"#.to_owned(),
            Self::Malformed => r#"{"type":"token","data":{"token":null}}"#.to_owned(),
            Self::Error => {
                format!(r#"{{"type":"error","data":{{"message":"m","code":"C{index}"}}}}"#)
            }
            Self::Terminal => format!(r#"{{"type":"result","data":{{"used":{index}}}}}"#),
        }
    }
}

/// How the connection ends.
#[derive(Debug, Clone, Copy, PartialEq)]
enum End {
    Clean,
    Reset,
    HalfALine,
    Silence,
}

const ALL_ENDS: [End; 4] = [End::Clean, End::Reset, End::HalfALine, End::Silence];

/// What the caller does.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Caller {
    /// Takes all events, and asks for the reply then.
    ToTheEnd,
    /// Asks for the reply at once.
    Finish,
    /// Takes events up to the first error, and asks for the reply then.
    FinishAfterAnError,
    /// Takes one event and goes away.
    Drop,
}

const ALL_CALLERS: [Caller; 4] =
    [Caller::ToTheEnd, Caller::Finish, Caller::FinishAfterAnError, Caller::Drop];

/// What the caller sees.
#[derive(Debug, Default, PartialEq)]
struct Seen {
    events: Vec<Item>,
    reply: Option<Result<usize, Failure>>,
    /// The text of the stream, as far as it was taken.
    text: String,
    /// How long the caller waited.
    waited: Duration,
}

#[derive(Debug, Clone, PartialEq)]
enum Item {
    Event(&'static str),
    Failure(Failure),
    End,
}

#[derive(Debug, Clone, PartialEq)]
struct Failure {
    kind: ErrorKind,
    code: Option<String>,
    text: String,
    /// What is said to be the reason.
    source: Option<Reason>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Reason {
    Connection,
    Error(ErrorKind),
}

const IDLE: Duration = Duration::from_secs(7);

/// The real thing.
async fn seen(sent: &[Sent], end: End, caller: Caller, in_pieces: bool) -> Seen {
    let gone = Arc::new(());
    let body = Body::new(sent, end, in_pieces, &gone);
    let limits = Limits { idle: Some(Some(IDLE)), ..Limits::default() };
    let answer = Answer::scripted();
    let mut stream = EventStream::<Reported>::new(answer, reqwest::Body::wrap(body), &limits);
    let mut seen = Seen::default();
    let begin = Instant::now();
    if caller != Caller::Finish {
        seen.events = take(&mut stream, caller).await;
    }
    seen.text = stream.text().to_owned();
    if caller == Caller::Drop {
        drop(stream);
        let is_last = matches!(seen.events[0], Item::Event("result"));
        assert!(is_last || Arc::strong_count(&gone) == 1, "the connection is kept open");
    } else {
        seen.reply = Some(match stream.finish().await {
            Ok(reply) => Ok(reply.used),
            Err(error) => Err(failure(&error)),
        });
    }
    seen.waited = begin.elapsed();
    seen
}

/// What comes out of the stream, as long as the caller takes it.
async fn take(stream: &mut EventStream<Reported>, caller: Caller) -> Vec<Item> {
    let mut items = Vec::new();
    loop {
        let item = match stream.try_next().await {
            Ok(Some(event)) => Item::Event(event.name()),
            Ok(None) => Item::End,
            Err(error) => Item::Failure(failure(&error)),
        };
        let failed = matches!(item, Item::Failure(_)) && caller == Caller::FinishAfterAnError;
        let over = failed || item == Item::End || caller == Caller::Drop;
        items.push(item);
        if over {
            return items;
        }
    }
}

fn failure(error: &Error) -> Failure {
    let source = error.source().map(|source| match source.downcast_ref::<Error>() {
        Some(error) => Reason::Error(error.kind()),
        None => Reason::Connection,
    });
    Failure {
        kind: error.kind(),
        code: error.code().map(str::to_owned),
        text: error.text_so_far().expect("a stream").to_owned(),
        source,
    }
}

/// All sequences of up to this many.
fn sequences(longest: usize) -> Vec<Vec<Sent>> {
    let mut all = vec![Vec::new()];
    let mut from = 0;
    for _ in 0..longest {
        let to = all.len();
        for index in from..to {
            for sent in ALL_SENT {
                all.push([&all[index][..], &[sent]].concat());
            }
        }
        from = to;
    }
    all
}

/// All streams of up to 5 lines: 149,296 runs. `STREAM_MODEL=6` makes it 895,792.
#[tokio::test(start_paused = true)]
async fn a_stream_is_what_its_contract_says() {
    let longest = std::env::var("STREAM_MODEL").ok().and_then(|longest| longest.parse().ok());
    let mut runs = 0;
    for sent in sequences(longest.unwrap_or(5)) {
        for end in ALL_ENDS {
            for caller in ALL_CALLERS {
                runs += 1;
                let seen = seen(&sent, end, caller, runs % 3 == 0).await;
                let expected = expected(&sent, end, caller);
                assert_eq!(seen, expected, "{sent:?} and {end:?}, for {caller:?}");
            }
        }
    }
    assert!(runs >= 100_000, "{runs} runs");
}

/// A body that arrives as the script says.
struct Body {
    pieces: VecDeque<Bytes>,
    end: End,
    _gone: Arc<()>,
}

impl Body {
    fn new(sent: &[Sent], end: End, in_pieces: bool, gone: &Arc<()>) -> Self {
        let lines = sent.iter().enumerate().map(|(index, sent)| sent.line(index) + "\n");
        let mut text: String = lines.collect();
        if end == End::HalfALine {
            text += r#"{"type":"token","da"#;
        }
        let size = if in_pieces { 11 } else { text.len().max(1) };
        let pieces = text.as_bytes().chunks(size).map(Bytes::copy_from_slice).collect();
        Self { pieces, end, _gone: gone.clone() }
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        match (self.pieces.pop_front(), self.end) {
            (Some(piece), _) => Poll::Ready(Some(Ok(Frame::data(piece)))),
            (None, End::Clean | End::HalfALine) => Poll::Ready(None),
            (None, End::Reset) => Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into()))),
            (None, End::Silence) => Poll::Pending,
        }
    }
}

#[derive(Debug, Deserialize)]
struct Token {
    token: String,
}

#[derive(Debug, Deserialize)]
struct Reply {
    used: usize,
}

crate::__plain_field!(read Token);
crate::__plain_field!(read Reply);

#[derive(Debug)]
enum Reported {
    Token(Token),
    Result(Reply),
    Unknown(UnknownVariant),
}

impl Reported {
    fn name(&self) -> &'static str {
        match self {
            Self::Token(_) => "token",
            Self::Result(_) => "result",
            Self::Unknown(event) if event.tag() == "new" => "new",
            Self::Unknown(_) => "something else",
        }
    }
}

impl Union for Reported {
    const ENVELOPE: Envelope = Envelope::Adjacent { tag: "type", content: "data" };

    fn decode(raw: &RawUnion<'_>) -> Result<Self, Fault> {
        Ok(match raw.tag() {
            "token" => Self::Token(raw.content()?),
            "result" => Self::Result(raw.content()?),
            _ => Self::Unknown(raw.to_unknown()),
        })
    }
}

impl Event for Reported {
    const TERMINAL: Option<&'static str> = Some("result");

    fn text(&self) -> Option<&str> {
        match self {
            Self::Token(token) => Some(&token.token),
            _ => None,
        }
    }
}

impl Terminal for Reported {
    type Reply = Reply;

    fn into_reply(self) -> Option<Reply> {
        match self {
            Self::Result(reply) => Some(reply),
            _ => None,
        }
    }
}
