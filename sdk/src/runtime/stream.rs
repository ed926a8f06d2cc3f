//! Streams of events.
//!
//! How a stream ends is the whole difficulty: a connection that closes looks the same whether the
//! answer is complete or not. So only the terminal event counts, and every end before it is an
//! error.

use std::{
    fmt,
    future::poll_fn,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, StatusCode};
use http_body::Body as _;
use serde_json::{Value, error::Category};

use super::{
    api_error::ApiError,
    body,
    error::{Error, ErrorKind},
    fault::{self, Fault},
    idle::Idle,
    limits::Limits,
    lines::{LineDecoder, LineTooLong},
    raw_union::{Envelope, RawUnion},
    transport::Answer,
    union::{Event, Terminal},
};

/// The events of a call, as they arrive.
///
/// It is a [`Stream`] and has [`try_next`](Self::try_next) of its own. Dropping it closes the
/// connection, and a server that notices may stop working on the answer.
///
/// A line that is no event, or not the event that it claims to be, is an error after which the
/// stream goes on: the answer may still come. Every other error is the end of it. So is the
/// terminal event, where there is one; before it, the end of the connection means that the answer
/// was cut, and is an error.
///
/// After the terminal event nothing more is read, but for the end of the answer: that is awaited
/// in the background, for a second at most, so that the connection can be used again.
#[must_use = "a stream does nothing until it is polled"]
pub struct EventStream<E> {
    source: Box<Source>,
    events: PhantomData<fn() -> E>,
}

/// All of a stream that does not depend on the type of its events.
struct Source {
    answer: Answer,
    /// Gone when the connection has nothing more to give.
    body: Option<reqwest::Body>,
    /// Why it is gone, if it did not just end.
    failure: Option<reqwest::Error>,
    lines: LineDecoder,
    idle: Idle,
    /// The line that was decoded last.
    line: Bytes,
    /// The line of the terminal event.
    terminal: Option<Bytes>,
    text: String,
    /// Whether a line was cut.
    half: bool,
    over: bool,
}

/// What comes next.
enum Step {
    Line(Bytes),
    /// What was left when the connection ended: a line that lacks nothing but its end, or half a
    /// line.
    Rest(Bytes),
    End,
    TooLong,
    Idle,
}

impl<E: Event> EventStream<E> {
    pub(super) fn new(answer: Answer, body: reqwest::Body, limits: &Limits) -> Self {
        let source = Source {
            answer,
            body: Some(body),
            failure: None,
            lines: LineDecoder::new(limits.line),
            idle: Idle::new(limits.idle),
            line: Bytes::new(),
            terminal: None,
            text: String::new(),
            half: false,
            over: false,
        };
        Self {
            source: Box::new(source),
            events: PhantomData,
        }
    }

    /// The next event, or `None` when the stream is complete.
    ///
    /// # Errors
    ///
    /// The stream was cut ([`is_truncated`](Error::is_truncated)), the server reports an error, a
    /// line is malformed ([`is_decode`](Error::is_decode)), or no event came for too long
    /// ([`is_timeout`](Error::is_timeout)).
    pub async fn try_next(&mut self) -> Result<Option<E>, Error> {
        // Waiting ends when this future is dropped, even if the stream is not.
        struct Waiting<'a, E>(&'a mut EventStream<E>);

        impl<E> Drop for Waiting<'_, E> {
            fn drop(&mut self) {
                self.0.source.idle.pause();
            }
        }

        let waiting = Waiting(self);
        let next = poll_fn(|context| waiting.0.source.poll_event(context)).await;
        next.transpose()
    }

    /// The line of the event that came last, byte for byte, without the end of the line. Empty
    /// before the first.
    pub fn raw(&self) -> &[u8] {
        &self.source.line
    }

    /// The text that was streamed so far.
    pub fn text(&self) -> &str {
        &self.source.text
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        self.source.answer.head.status
    }

    /// The headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.source.answer.head.headers
    }

    /// The id under which the server, or a proxy before it, knows the request.
    pub fn request_id(&self) -> Option<&str> {
        self.source.answer.head.request_id()
    }
}

impl<E: Terminal> EventStream<E> {
    /// Reads to the terminal event, and gives the reply that it carries. At once, if it has been
    /// read already.
    ///
    /// Malformed lines on the way are passed over, for the answer is what counts.
    ///
    /// # Errors
    ///
    /// The same as those of [`try_next`](Self::try_next), but for lines that do not matter.
    pub async fn finish(mut self) -> Result<E::Reply, Error> {
        if let Some(line) = self.source.terminal.take() {
            self.source.over = false;
            let event = self
                .source
                .event(line)
                .ok_or_else(|| self.source.truncated(E::TERMINAL))??;
            return E::into_reply(event).ok_or_else(|| self.source.truncated(E::TERMINAL));
        }
        loop {
            match self.try_next().await {
                Ok(Some(event)) => {
                    if let Some(reply) = event.into_reply() {
                        return Ok(reply);
                    }
                }
                Ok(None) => return Err(self.source.truncated(E::TERMINAL)),
                Err(error) if error.is_decode() && !self.source.over => {}
                Err(error) => return Err(error),
            }
        }
    }
}

impl<E: Event> Stream for EventStream<E> {
    type Item = Result<E, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.source.poll_event(context)
    }
}

impl<E> fmt::Debug for EventStream<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream")
            .field("operation", &self.source.answer.operation.name)
            .field("status", &self.source.answer.head.status)
            .field("over", &self.source.over)
            .finish_non_exhaustive()
    }
}

impl Source {
    fn poll_event<E: Event>(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<E, Error>>> {
        while !self.over {
            let event = match ready!(self.poll_step(context)) {
                Step::Line(line) => self.event(line),
                Step::Rest(rest) if is_cut(&rest) => {
                    self.half = true;
                    None
                }
                Step::Rest(rest) => self.event(rest),
                Step::End => {
                    self.over = true;
                    let complete = E::TERMINAL.is_none() && self.failure.is_none() && !self.half;
                    (!complete).then(|| Err(self.truncated(E::TERMINAL)))
                }
                Step::TooLong => Some(Err(self.end(Error::new(
                    ErrorKind::Protocol,
                    "a line of the stream is too long",
                )))),
                Step::Idle => {
                    let what = format!("no event of the stream for {:?}", self.idle.limit());
                    Some(Err(self.end(Error::new(ErrorKind::Timeout, what))))
                }
            };
            if event.is_some() {
                return Poll::Ready(event);
            }
        }
        Poll::Ready(None)
    }

    fn poll_step(&mut self, context: &mut Context<'_>) -> Poll<Step> {
        loop {
            // What has arrived comes before any look at the connection or the clock.
            match self.lines.next_line() {
                Some(Ok(line)) if line.trim_ascii().is_empty() => continue,
                Some(Ok(line)) => return Poll::Ready(Step::Line(line)),
                Some(Err(LineTooLong)) => return Poll::Ready(Step::TooLong),
                None => {}
            }
            let Some(body) = &mut self.body else {
                return Poll::Ready(Step::End);
            };
            match Pin::new(body).poll_frame(context) {
                Poll::Ready(Some(Ok(frame))) => {
                    if let Ok(data) = frame.into_data() {
                        self.lines.push(data);
                    }
                    continue;
                }
                Poll::Ready(Some(Err(error))) => self.failure = Some(error),
                Poll::Ready(None) => {}
                Poll::Pending => return self.idle.poll(context).map(|()| Step::Idle),
            }
            self.body = None;
            let rest = self.lines.rest();
            if !rest.trim_ascii().is_empty() {
                return Poll::Ready(Step::Rest(rest));
            }
        }
    }

    /// Decodes a line. Keep-alives are no events.
    fn event<E: Event>(&mut self, line: Bytes) -> Option<Result<E, Error>> {
        let keys = &self.answer.service.streams;
        let envelope = Envelope::Adjacent {
            tag: keys.tag,
            content: keys.content,
        };
        let Ok(json) = std::str::from_utf8(&line) else {
            let fault = Fault {
                path: String::new(),
                what: "no UTF-8".to_owned(),
            };
            return Some(Err(self.malformed("a line of the stream", fault, &line)));
        };
        let (raw, decoded) = match RawUnion::decode::<E>(json, envelope) {
            Ok(decoded) => decoded,
            Err(error) => {
                return Some(Err(self.malformed(
                    "a line of the stream",
                    fault::of(&error),
                    &line,
                )));
            }
        };
        if keys.keep_alive.contains(&raw.tag()) {
            return None;
        }
        if raw.tag() == keys.error {
            let api = ApiError::of_value(
                raw.content().unwrap_or(Value::Null),
                &self.answer.service.errors,
            );
            let error = api
                .into_error("the server ended the stream with an error")
                .with_body(line);
            return Some(Err(self.end(error)));
        }
        self.idle.reset();
        if E::TERMINAL == Some(raw.tag()) {
            // Malformed or not: there is nothing more to wait for.
            self.over = true;
            if let Some(body) = self.body.take() {
                body::drain(body);
            }
        }
        Some(match decoded {
            Ok(event) => {
                self.text.push_str(event.text().unwrap_or_default());
                self.terminal = self.over.then(|| line.clone());
                self.line = line;
                Ok(event)
            }
            // Only tags of the description get here, for an unknown event does not fail to decode.
            Err(error) => Err(self.malformed(
                &format!("the event `{}`", raw.tag()),
                fault::of(&error),
                &line,
            )),
        })
    }

    /// An error after which the stream goes on.
    fn malformed(&mut self, subject: &str, fault: Fault, line: &Bytes) -> Error {
        self.idle.reset();
        self.line = line.clone();
        let error = Error::decode(subject, fault)
            .with_body(line.clone())
            .with_text(&self.text);
        self.answer.error(error)
    }

    /// An error that is the end.
    fn end(&mut self, error: Error) -> Error {
        self.over = true;
        self.body = None;
        self.answer.error(error.with_text(&self.text))
    }

    fn truncated(&mut self, terminal: Option<&str>) -> Error {
        let what = match (terminal, &self.failure) {
            (Some(tag), None) => format!("the stream ended before its last event, `{tag}`"),
            (Some(tag), Some(_)) => {
                format!("the connection failed before the last event of the stream, `{tag}`")
            }
            (None, None) => "the stream ended in the middle of a line".to_owned(),
            (None, Some(_)) => "the connection failed before the stream ended".to_owned(),
        };
        let mut error = Error::new(ErrorKind::Truncated, what);
        if let Some(failure) = self.failure.take() {
            error = error.with_source(failure);
        }
        self.end(error)
    }
}

/// Whether this is only the beginning of a line: no prefix of an object is one.
fn is_cut(rest: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(rest)
        .is_err_and(|error| matches!(error.classify(), Category::Eof | Category::Syntax))
}
