//! What a stream consists of: bytes that become lines, lines that become events, and how it ends.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http_body::Body as _;
use serde_json::error::Category;

use crate::runtime::{
    api_error::ApiError,
    body::{self, Incoming},
    clocks::{Clocks, Silent},
    error::{Error, ErrorKind},
    fault::Fault,
    limits::Limits,
    lines::{LineDecoder, LineTooLong},
    raw_union::{Envelope, RawUnion},
    scan::{members, unescape},
    transport::Answer,
    union::Event,
};

/// All of a stream that does not depend on the type of its events.
pub(super) struct Source {
    pub(super) answer: Answer,
    limits: Limits,
    /// Gone when the connection has nothing more to give.
    body: Option<Incoming>,
    /// Why it is gone, if it did not just end.
    failure: Option<reqwest::Error>,
    pub(super) lines: LineDecoder,
    pub(super) clocks: Clocks,
    /// The line that was decoded last.
    pub(super) line: Bytes,
    /// The line of the terminal event.
    pub(super) terminal: Option<Bytes>,
    /// Shared with the errors that were handed out.
    pub(super) text: Arc<String>,
    /// What is to blame if the answer does not come: the error that ended the stream, or else what
    /// the server reported last, or else the last malformed line.
    cause: Option<Error>,
    /// Whether a line was cut.
    half: bool,
    pub(super) over: bool,
    /// Whether it is over because it was complete.
    pub(super) complete: bool,
}

/// What comes next.
pub(super) enum Step {
    Line(Bytes),
    /// What was left when the connection ended: a line that lacks nothing but its end, or half a
    /// line.
    Rest(Bytes),
    End,
    TooLong,
    Silent(Silent),
}

impl Source {
    pub(super) fn new(answer: Answer, body: Incoming, limits: &Limits) -> Self {
        let silence = answer.silence();
        let clocks = Clocks::new(limits.idle(silence), limits.liveness(silence.signs_of_life));
        Self {
            answer,
            limits: *limits,
            body: Some(body),
            failure: None,
            lines: LineDecoder::new(limits.line),
            clocks,
            line: Bytes::new(),
            terminal: None,
            text: Arc::default(),
            cause: None,
            half: false,
            over: false,
            complete: false,
        }
    }

    /// Nobody waits for an event any more, for now.
    pub(super) fn pause(&mut self) {
        self.clocks.pause();
    }

    /// Has the time limits stand still, or go on.
    #[cfg(feature = "tools")]
    pub(super) fn hold_clocks(&mut self, hold: bool) {
        self.clocks.hold(hold);
    }

    pub(super) fn poll_event<E: Event>(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<E, Error>>> {
        while !self.over {
            let step = ready!(self.poll_step(context));
            let event = self.take(step, E::TERMINAL, Self::event::<E>);
            if event.is_some() {
                return Poll::Ready(event);
            }
        }
        Poll::Ready(None)
    }

    /// Does a step. What is in a line is for `read` to say.
    pub(super) fn take<T>(
        &mut self,
        step: Step,
        terminal: Option<&str>,
        read: impl FnOnce(&mut Self, Bytes) -> Option<Result<T, Error>>,
    ) -> Option<Result<T, Error>> {
        match step {
            Step::Line(line) => read(self, line),
            Step::Rest(rest) if is_cut(&rest) => {
                self.half = true;
                None
            }
            Step::Rest(rest) => read(self, rest),
            Step::End => self.ended(terminal).map(Err),
            Step::TooLong => Some(Err(self.too_long())),
            Step::Silent(silent) => Some(Err(self.silent(silent))),
        }
    }

    fn poll_step(&mut self, context: &mut Context<'_>) -> Poll<Step> {
        loop {
            // What has arrived comes before any look at the connection or the clock.
            let step = match self.arrived() {
                Some(step) => Some(step),
                None => ready!(self.poll_more(context)),
            };
            if let Some(step) = step {
                return Poll::Ready(step);
            }
        }
    }

    /// The step that needs nothing but what has arrived.
    pub(super) fn arrived(&mut self) -> Option<Step> {
        loop {
            match self.lines.next_line()? {
                Ok(line) if line.trim_ascii().is_empty() => {}
                Ok(line) => return Some(Step::Line(line)),
                Err(LineTooLong) => return Some(Step::TooLong),
            }
        }
    }

    /// Waits for more to arrive. A step, if something else happens.
    pub(super) fn poll_more(&mut self, context: &mut Context<'_>) -> Poll<Option<Step>> {
        let Some(body) = &mut self.body else {
            return Poll::Ready(Some(Step::End));
        };
        match Pin::new(body).poll_frame(context) {
            Poll::Ready(Some(Ok(frame))) => {
                self.clocks.heard();
                if let Ok(data) = frame.into_data() {
                    self.lines.push(data);
                }
                return Poll::Ready(None);
            }
            Poll::Ready(Some(Err(error))) => self.failure = Some(error),
            Poll::Ready(None) => {}
            Poll::Pending => {
                return self.clocks.poll(context).map(|silent| Some(Step::Silent(silent)));
            }
        }
        self.body = None;
        let rest = self.lines.rest();
        Poll::Ready((!rest.trim_ascii().is_empty()).then_some(Step::Rest(rest)))
    }

    /// Decodes a line. Keep-alives are not events.
    pub(super) fn event<E: Event>(&mut self, line: Bytes) -> Option<Result<E, Error>> {
        let keys = &self.answer.service.streams;
        let envelope = Envelope::Adjacent { tag: keys.tag, content: keys.content };
        let Ok(json) = std::str::from_utf8(&line) else {
            return Some(Err(self.not_an_event(Fault::new("not UTF-8"), &line)));
        };
        let decoded = match RawUnion::decode::<E>(json, envelope) {
            Ok(decoded) if decoded.tag == keys.error => return Some(Err(self.reported(&line))),
            Ok(decoded) => decoded,
            Err(fault) => return Some(Err(self.not_an_event(fault, &line))),
        };
        if keys.keep_alive.contains(&&*decoded.tag) {
            return None;
        }
        self.clocks.event();
        let later = self.answer.silence().signs_of_life_after;
        if let Some((_, promised)) = later.iter().find(|(tag, _)| *tag == decoded.tag) {
            self.clocks.set_server(self.limits.liveness(Some(*promised)));
        }
        if E::TERMINAL == Some(&*decoded.tag) {
            // Malformed or not: there is nothing more to wait for.
            self.over = true;
            if decoded.value.is_ok() {
                self.complete = true;
                self.answer.close();
            }
            if let Some(body) = self.body.take() {
                body::drain(body);
            }
        }
        Some(match decoded.value {
            Ok(event) => {
                if let Some(text) = event.text() {
                    Arc::make_mut(&mut self.text).push_str(text);
                }
                self.terminal = self.over.then(|| line.clone());
                self.line = line;
                Ok(event)
            }
            // Only tags of the description get here, for an unknown event does not fail to decode.
            Err(fault) => {
                let subject = format!("the event `{}`", decoded.tag);
                Err(self.malformed(&subject, fault, &line))
            }
        })
    }

    /// The connection has ended. That is an error, unless the stream is complete or it is known
    /// already why it will not be.
    fn ended(&mut self, terminal: Option<&str>) -> Option<Error> {
        self.over = true;
        self.complete = terminal.is_none() && self.failure.is_none() && !self.half;
        let explained = self.cause.as_ref().is_some_and(|it| it.kind() == ErrorKind::Api);
        if self.complete || explained {
            self.answer.close();
            return None;
        }
        Some(self.truncated(terminal))
    }

    fn too_long(&mut self) -> Error {
        let limit = self.limits.line;
        let what = format!(
            "a line of the stream is longer than {limit} bytes, which is its limit: `line_limit` sets \
             another"
        );
        self.end(Error::new(ErrorKind::Protocol, what))
    }

    fn silent(&mut self, silent: Silent) -> Error {
        let limit = self.clocks.limit(silent);
        let what = match silent {
            Silent::Event => format!("no event of the stream for {limit:?}"),
            Silent::Server => format!("no sign of life from the server for {limit:?}"),
        };
        self.end(Error::new(ErrorKind::Timeout, what))
    }

    /// A line that is not an event. It may be an error of the server all the same, for that is read
    /// tolerantly.
    fn not_an_event(&mut self, fault: Fault, line: &Bytes) -> Error {
        let keys = &self.answer.service.streams;
        let text = String::from_utf8_lossy(line);
        let tag = members(&text).and_then(|mut members| members.find(|(key, _)| key == keys.tag));
        let is_error = match tag {
            Some((_, tag)) => unescape(tag) == keys.error,
            None => ApiError::of_text(&text, &self.answer.service.errors).is_complete(),
        };
        if is_error {
            self.reported(line)
        } else {
            self.malformed("a line of the stream", fault, line)
        }
    }

    /// What the server reports: in an error event, or in a line that is an error object. It is read
    /// tolerantly.
    fn reported(&mut self, line: &Bytes) -> Error {
        let (keys, errors) = (&self.answer.service.streams, &self.answer.service.errors);
        let text = String::from_utf8_lossy(line);
        let content = members(&text).and_then(|mut it| it.find(|(key, _)| key == keys.content));
        let api = ApiError::of_text(content.map_or(&*text, |(_, content)| content), errors);
        let error = Error::api("the server reports an error in the stream", api);
        self.passing(error, line)
    }

    fn malformed(&mut self, subject: &str, fault: Fault, line: &Bytes) -> Error {
        self.passing(Error::decode(subject, fault), line)
    }

    /// An error after which the stream goes on.
    fn passing(&mut self, error: Error, line: &Bytes) -> Error {
        self.clocks.event();
        self.line = line.clone();
        let error = error.with_body(line.clone());
        if self.over {
            // It was the terminal event.
            return self.end(error);
        }
        let error = self.answer.passing_error(error);
        let reported = self.cause.as_ref().is_some_and(|it| it.kind() == ErrorKind::Api);
        if !reported || error.kind() == ErrorKind::Api {
            self.cause = Some(error.again());
        }
        error.with_text(&self.text)
    }

    /// An error that is the end. What went wrong before may be why.
    fn end(&mut self, mut error: Error) -> Error {
        self.over = true;
        self.body = None;
        if let Some(failure) = self.failure.take() {
            error = error.with_source(failure);
        } else if let Some(cause) = self.cause.take() {
            error = error.with_cause(cause);
        }
        let error = self.answer.error(error);
        self.answer.close();
        self.cause = Some(error.again());
        error.with_text(&self.text)
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
        self.end(Error::new(ErrorKind::Truncated, what))
    }

    /// Why there is no answer, for whoever waited for it.
    pub(super) fn give_up(&mut self, terminal: Option<&str>) -> Error {
        match &self.cause {
            Some(cause) => cause.again().with_text(&self.text),
            None => self.truncated(terminal),
        }
    }
}

/// Whether this is only the beginning of a line: no prefix of an object is one.
fn is_cut(rest: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(rest)
        .is_err_and(|error| matches!(error.classify(), Category::Eof | Category::Syntax))
}
