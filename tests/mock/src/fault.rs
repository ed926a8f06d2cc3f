//! What can be asked to go wrong, and how it is asked for. How it is done is in `player` and `reply`.

use std::fmt;
use std::mem::discriminant;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use crate::aim::{Aimed, Target};

/// The header that asks for faults: several are divided by `;`.
pub(crate) const HEADER: &str = "x-mock-fault";

/// How long something lasts that does not end.
pub(crate) const FOREVER: Duration = Duration::MAX;

/// Something that goes wrong on purpose, or otherwise than usual.
///
/// A client asks for it with the header `x-mock-fault`, a test with [`Builder::fault`](crate::Builder::fault)
/// for every request. Several go together, as in `x-mock-fault: chunk-size=1; crlf`; a fault of the header
/// stands in front of the same fault of the builder. An `N` that counts events says how many of them come
/// before it; a stream that is shorter has it at its end.
///
/// A fault can be for one operation, or for one id that stands in a path: `status=500@completeConversation`,
/// `stall=2@conversation-1`. It goes before the same fault for all requests.
///
/// The lines below need these:
/// ```sh
/// MOCK=http://127.0.0.1:4010/v1
/// KEY='authorization: Bearer any'
/// LINES='accept: application/jsonl'
/// HELLO='{"messages":[{"type":"user","text":"Hello!"}]}'
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Fault {
    /// `cut-bytes=N`: the body ends after N bytes, as if it were whole.
    /// ```sh
    /// curl -sN $MOCK/conversation/complete -H "$KEY" -H "$LINES" -d "$HELLO" -H 'x-mock-fault: cut-bytes=50'
    /// ```
    CutBytes(usize),
    /// `cut-events=N`: the stream ends after N events, as if it were whole.
    /// ```sh
    /// curl -sN $MOCK/conversation/complete -H "$KEY" -H "$LINES" -d "$HELLO" -H 'x-mock-fault: cut-events=2'
    /// ```
    CutEvents(usize),
    /// `no-last-chunk`: the connection closes where the body ends, without the chunk that says so. Together
    /// with a cut, the stream breaks in the middle.
    /// ```sh
    /// curl -SsN $MOCK/conversation/complete -H "$KEY" -H "$LINES" -d "$HELLO" -H 'x-mock-fault: cut-events=2; no-last-chunk'
    /// ```
    NoLastChunk,
    /// `reset`: the connection is reset once the request was read. `reset=N`: after N events, or after a
    /// reply that is not a stream.
    /// ```sh
    /// curl -SsN $MOCK/conversation/complete -H "$KEY" -H "$LINES" -d "$HELLO" -H 'x-mock-fault: reset'
    /// ```
    Reset(usize),
    /// `stall` or `stall=N`: after N events no more come, and the connection stays open. Keep-alives that are asked
    /// for go on: pings without events. A reply that is not a stream stalls after N of its bytes, before the last
    /// one at the latest, and its head gives the length of all of it; so does an error, as in
    /// `status=401; stall=1`.
    /// ```sh
    /// curl -sN -m 2 $MOCK/conversation/complete -H "$KEY" -H "$LINES" -d "$HELLO" -H 'x-mock-fault: stall=2; keep-alive=500'
    /// ```
    Stall(usize),
    /// `stall-for=MILLISECONDS`: a stall ends after this time, and the rest follows.
    /// ```sh
    /// curl -sN $MOCK/conversation/complete -H "$KEY" -H "$LINES" -d "$HELLO" -H 'x-mock-fault: stall=2; keep-alive=100; stall-for=1000'
    /// ```
    StallFor(u64),
    /// `silent` or `silent=N`: like a stall, but keep-alives stop as well, as if the peer were dead.
    /// ```sh
    /// curl -sN -m 4 $MOCK/conversation/complete -H "$KEY" -H "$LINES" -d "$HELLO" -H 'x-mock-fault: silent=2; keep-alive=200; pace=2'
    /// ```
    Silent(usize),
    /// `hang`: nothing comes at all, not even the head.
    /// ```sh
    /// curl -sSN -m 2 $MOCK/conversation/complete -H "$KEY" -H "$LINES" -d "$HELLO" -H 'x-mock-fault: hang'
    /// ```
    Hang,
    /// `blank-lines`: there is an empty line before each line.
    /// ```sh
    /// curl -sN $MOCK/conversation/complete -H "$KEY" -H "$LINES" -d "$HELLO" -H 'x-mock-fault: blank-lines'
    /// ```
    BlankLines,
    /// `crlf`: lines end as on Windows.
    /// ```sh
    /// curl -sN $MOCK/conversation/complete -H "$KEY" -H "$LINES" -d "$HELLO" -H 'x-mock-fault: crlf' | od -c
    /// ```
    Crlf,
    /// `chunk-size=N`: the body comes in chunks of N bytes, cut wherever that is.
    /// ```sh
    /// curl -sN --raw $MOCK/conversation/complete -H "$KEY" -H "$LINES" -d "$HELLO" -H 'x-mock-fault: chunk-size=7'
    /// ```
    ChunkSize(usize),
    /// `long-line=N`: the first line is an unknown event with N MiB.
    /// ```sh
    /// curl -sN $MOCK/conversation/complete -H "$KEY" -H "$LINES" -d "$HELLO" -H 'x-mock-fault: long-line=8' | wc -c
    /// ```
    LongLine(usize),
    /// `unknown-event` or `unknown-event=N`: after N events comes one that is not described.
    /// ```sh
    /// curl -sN $MOCK/conversation/complete -H "$KEY" -H "$LINES" -d "$HELLO" -H 'x-mock-fault: unknown-event=1'
    /// ```
    UnknownEvent(usize),
    /// `malformed-event` or `malformed-event=N`: after N events comes a known one with the wrong content.
    /// ```sh
    /// curl -sN $MOCK/conversation/complete -H "$KEY" -H "$LINES" -d "$HELLO" -H 'x-mock-fault: malformed-event=1'
    /// ```
    MalformedEvent(usize),
    /// `malformed-line` or `malformed-line=N`: after N events comes a line that is not JSON.
    /// ```sh
    /// curl -sN $MOCK/conversation/complete -H "$KEY" -H "$LINES" -d "$HELLO" -H 'x-mock-fault: malformed-line=1'
    /// ```
    MalformedLine(usize),
    /// `error-event` or `error-event=N`: after N events comes an error event, and then the rest of the events, as
    /// after an error in one step of an answer.
    /// ```sh
    /// curl -sN $MOCK/conversation/complete -H "$KEY" -H "$LINES" -d "$HELLO" -H 'x-mock-fault: error-event=2'
    /// ```
    ErrorEvent(usize),
    /// `failed-answer` or `failed-answer=N`: after N events comes an error event, and then the last event with what
    /// there is so far, as after an answer that failed.
    /// ```sh
    /// curl -sN $MOCK/conversation/complete -H "$KEY" -H "$LINES" -d "$HELLO" -H 'x-mock-fault: failed-answer=2'
    /// ```
    FailedAnswer(usize),
    /// `fatal-error-event` or `fatal-error-event=N`: after N events comes an error event, and then the end of the
    /// stream, as after an error outside of the answer.
    /// ```sh
    /// curl -sN $MOCK/conversation/complete -H "$KEY" -H "$LINES" -d "$HELLO" -H 'x-mock-fault: fatal-error-event=2'
    /// ```
    FatalErrorEvent(usize),
    /// `content-type` or `content-type=TYPE`: the reply claims to be of that type, `text/html` unless said.
    /// ```sh
    /// curl -si $MOCK/conversation/list -H "$KEY" -H 'x-mock-fault: content-type=text/plain'
    /// ```
    ContentType(String),
    /// `html-error` or `html-error=STATUS`: a page as a proxy makes it, with status 502 unless said.
    /// ```sh
    /// curl -si $MOCK/conversation/list -H "$KEY" -H 'x-mock-fault: html-error=504'
    /// ```
    HtmlError(u16),
    /// `status=N` or `status=NxK`: an error with status N; with a K, for the first K tries only.
    ///
    /// The tries are counted for each address with its faults, and remembered for the latest 1,000 of them. After
    /// the one that went well the count starts anew.
    /// ```sh
    /// curl -si $MOCK/conversation/list -H "$KEY" -H 'x-mock-fault: status=503x2' --retry 2
    /// ```
    Status {
        /// The status.
        status: u16,
        /// How many tries fail; without it, all of them.
        tries: Option<u32>,
    },
    /// `error-code=CODE`: errors and error events have this code instead of the one that goes with their status.
    /// ```sh
    /// curl -si $MOCK/conversation/list -H "$KEY" -H 'x-mock-fault: status=429; error-code=LIMITS_REACHED'
    /// ```
    ErrorCode(String),
    /// `error-shape=N`: errors and error events have the Nth shape that is described, the first unless said.
    /// ```sh
    /// curl -si $MOCK/conversation/list -H "$KEY" -H 'x-mock-fault: status=409; error-shape=2; error-code=authorization_required'
    /// ```
    ErrorShape(usize),
    /// `retry-after=VALUE`: errors have this header, in seconds or as a date.
    /// ```sh
    /// curl -si $MOCK/conversation/list -H "$KEY" -H 'x-mock-fault: status=429x1; retry-after=3'
    /// ```
    RetryAfter(String),
    /// `late-error` or `late-error=MILLISECONDS`: status 200 at once, and then the body is an error object.
    /// ```sh
    /// curl -si $MOCK/conversation/list -H "$KEY" -H 'x-mock-fault: late-error=500'
    /// ```
    LateError(u64),
    /// `nulls`: every optional field is null.
    /// ```sh
    /// curl -sN $MOCK/conversation/complete -H "$KEY" -H "$LINES" -d "$HELLO" -H 'x-mock-fault: nulls'
    /// ```
    Nulls,
    /// `floats`: whole numbers are written as `12.0`.
    /// ```sh
    /// curl -s $MOCK/conversation/complete -H "$KEY" -d "$HELLO" -H 'x-mock-fault: floats'
    /// ```
    Floats,
    /// `extra-fields`: every object has a field that is not described.
    /// ```sh
    /// curl -s $MOCK/conversation/complete -H "$KEY" -d "$HELLO" -H 'x-mock-fault: extra-fields'
    /// ```
    ExtraFields,
    /// `pace=N`: N events a second. Not a fault, but asked for in the same way.
    /// ```sh
    /// curl -sN $MOCK/conversation/complete -H "$KEY" -H "$LINES" -d "$HELLO" -H 'x-mock-fault: pace=2'
    /// ```
    Pace(f64),
    /// `keep-alive=MILLISECONDS`: keep-alives while a stream waits. `keep-alive`: one of each kind before every
    /// event.
    /// ```sh
    /// curl -sN -m 3 $MOCK/conversation/complete -H "$KEY" -H "$LINES" -d "$HELLO" -H 'x-mock-fault: stall=1; keep-alive=500'
    /// ```
    KeepAlive(Option<u64>),
    /// `every-tag`: the events that today's service sends beside those of an answer come first, each with an example
    /// of what is described of it.
    /// ```sh
    /// curl -sN $MOCK/conversation/complete -H "$KEY" -H "$LINES" -d "$HELLO" -H 'x-mock-fault: every-tag'
    /// ```
    EveryTag,
}

/// An unknown fault that a header asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownFault(String);

impl UnknownFault {
    pub(crate) fn new(text: &str) -> Self {
        Self(text.trim().to_owned())
    }
}

impl fmt::Display for UnknownFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a fault that {HEADER} knows", self.0)
    }
}

impl std::error::Error for UnknownFault {}

impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(text: &str) -> Result<Self, UnknownFault> {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name.trim(), Some(value.trim())),
            None => (text.trim(), None),
        };
        let fault = match name {
            "cut-bytes" => number(value, None).map(Self::CutBytes),
            "cut-events" => number(value, None).map(Self::CutEvents),
            "reset" => number(value, Some(0)).map(Self::Reset),
            "stall" => number(value, Some(0)).map(Self::Stall),
            "stall-for" => number(value, None).map(Self::StallFor),
            "silent" => number(value, Some(0)).map(Self::Silent),
            "chunk-size" => number(value, None).map(Self::ChunkSize),
            "long-line" => number(value, None).map(Self::LongLine),
            "unknown-event" => number(value, Some(0)).map(Self::UnknownEvent),
            "malformed-event" => number(value, Some(0)).map(Self::MalformedEvent),
            "malformed-line" => number(value, Some(0)).map(Self::MalformedLine),
            "error-event" => number(value, Some(0)).map(Self::ErrorEvent),
            "failed-answer" => number(value, Some(0)).map(Self::FailedAnswer),
            "fatal-error-event" => number(value, Some(0)).map(Self::FatalErrorEvent),
            "content-type" => Some(Self::ContentType(value.unwrap_or("text/html").to_owned())),
            "html-error" => status(value.unwrap_or("502")).map(Self::HtmlError),
            "status" => value.and_then(failing),
            "error-code" => value.map(|value| Self::ErrorCode(value.to_owned())),
            "error-shape" => number(value, None).map(Self::ErrorShape),
            "retry-after" => value.map(|value| Self::RetryAfter(value.to_owned())),
            "late-error" => number(value, Some(0)).map(Self::LateError),
            "pace" => number(value, None).map(Self::Pace),
            "keep-alive" if value.is_none() => Some(Self::KeepAlive(None)),
            "keep-alive" => number(value, None).map(|every| Self::KeepAlive(Some(every))),
            _ if value.is_some() => None,
            "no-last-chunk" => Some(Self::NoLastChunk),
            "hang" => Some(Self::Hang),
            "blank-lines" => Some(Self::BlankLines),
            "crlf" => Some(Self::Crlf),
            "nulls" => Some(Self::Nulls),
            "floats" => Some(Self::Floats),
            "extra-fields" => Some(Self::ExtraFields),
            "every-tag" => Some(Self::EveryTag),
            _ => None,
        };
        fault.ok_or_else(|| UnknownFault::new(text))
    }
}

fn number<T: FromStr>(value: Option<&str>, default: Option<T>) -> Option<T> {
    value.map_or(default, |value| value.parse().ok())
}

fn status(text: &str) -> Option<u16> {
    text.parse().ok().filter(|status| (200..600).contains(status))
}

fn failing(value: &str) -> Option<Fault> {
    let (code, tries) = match value.split_once('x') {
        Some((code, tries)) => (code, Some(tries.parse().ok()?)),
        None => (value, None),
    };
    let status = status(code)?;
    Some(Fault::Status { status, tries })
}

/// The faults of a header, divided by `;`.
pub(crate) fn parse_all(header: &str) -> Result<Vec<Aimed>, UnknownFault> {
    header.split(';').filter(|text| !text.trim().is_empty()).map(str::parse).collect()
}

/// Everything that is asked for at once; what is asked for first wins.
#[derive(Debug, Clone, Default)]
pub(crate) struct Faults(pub Arc<[Fault]>);

/// The value of the first fault of a kind.
macro_rules! asked {
    ($faults:expr, $kind:ident) => {
        $faults.0.iter().find_map(|fault| match fault {
            $crate::fault::Fault::$kind(value) => Some(value.clone()),
            _ => None,
        })
    };
}
pub(crate) use asked;

impl Faults {
    /// What `headers` ask for, in front of `others`, of a request for `target`.
    pub fn new<'a>(
        headers: impl Iterator<Item = &'a str>,
        others: &[Aimed],
        target: &Target,
    ) -> Result<Self, UnknownFault> {
        let asked = headers.map(parse_all).collect::<Result<Vec<_>, _>>()?.concat();
        // Only the first of a kind counts, so a header can ask for no more than there are kinds.
        let mut faults: Vec<Fault> = Vec::new();
        for group in [&asked, others] {
            let hits = || group.iter().filter(|aimed| aimed.hits(target));
            let (aimed, general) =
                (hits().filter(|it| it.at.is_some()), hits().filter(|it| it.at.is_none()));
            for Aimed { fault, .. } in aimed.chain(general) {
                let is_another = |other| discriminant(other) != discriminant(fault);
                if faults.iter().all(is_another) {
                    faults.push(fault.clone());
                }
            }
        }
        Ok(Self(faults.into()))
    }

    /// Whether a fault without a value is asked for.
    pub fn has(&self, fault: &Fault) -> bool {
        self.0.contains(fault)
    }

    /// The status to fail with, and for how many tries.
    pub fn failing(&self) -> Option<(u16, Option<u32>)> {
        self.0.iter().find_map(|fault| match fault {
            Fault::Status { status, tries } => Some((*status, *tries)),
            _ => None,
        })
    }

    /// The time between two events. A pace that makes no sense is none.
    pub fn pause(&self) -> Duration {
        let seconds = asked!(self, Pace).map_or(0.0, |pace: f64| 1.0 / pace);
        Duration::try_from_secs_f64(seconds).unwrap_or_default()
    }

    /// After how much a stall begins, and how long it lasts.
    pub fn stall(&self) -> Option<(usize, Duration)> {
        let time = asked!(self, StallFor).map_or(FOREVER, Duration::from_millis);
        asked!(self, Stall).map(|after| (after, time))
    }

    /// Whether the head of a reply does not give the length of the body.
    pub fn hide_the_length(&self) -> bool {
        asked!(self, CutBytes).is_some()
            || asked!(self, ChunkSize).is_some()
            || asked!(self, Reset).is_some()
            || self.has(&Fault::NoLastChunk)
    }

    /// Whether a body stops in the middle while the connection stays open.
    pub fn stops(&self) -> bool {
        asked!(self, Stall).is_some() || asked!(self, Silent).is_some()
    }
}
