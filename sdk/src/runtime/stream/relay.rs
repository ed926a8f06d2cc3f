//! Streams that are passed on as they came.

use std::{
    collections::BTreeMap,
    convert::Infallible,
    fmt,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_core::Stream;
use http::{
    HeaderValue, Response,
    header::{CACHE_CONTROL, CONTENT_TYPE},
};
use http_body::{Body, Frame};

use self::{format::Format, plain::Plain};
use super::source::{Source, Step};
use crate::runtime::{
    error::{Error, ErrorKind},
    fault::Fault,
    raw_union::{Envelope, RawUnion},
    shown::Shown,
    union::{Event, Union, write_variant},
};

pub(super) mod format;
mod plain;

/// A stream on its way to somebody else: what [`EventStream::relay_sse`](super::EventStream::relay_sse)
/// and [`EventStream::relay_jsonl`](super::EventStream::relay_jsonl) give.
///
/// It is the body of an HTTP response: [`response`](Self::response) makes one of it with the headers
/// that belong to it. It is a [`Stream`] of bytes, too, for whoever wants a body of one's own. Either way
/// it reads from the service when it is asked for more, keeps nothing, and closes the connection to the
/// service when it is dropped, as servers do when the browser goes away.
///
/// Lines come as the service sent them, those included that this version knows nothing about. They are
/// not decoded, so that a malformed one is passed on like any other. Empty lines are left out.
///
/// # How it ends
///
/// The body itself never fails, for a browser would not be told why. The last line says how it ended:
/// it is the terminal event, where there is one, or else an error event as the service writes them, such
/// as `{"type":"error","data":{"code":"TIMEOUT","message":"no event of the stream for 300s"}}`.
/// Its code is that of the service, or the name of an [`ErrorKind`] in capitals. It names neither the
/// operation nor the request; [`on_error`](Self::on_error) gets the whole error.
#[must_use = "nothing is relayed before it is polled"]
pub struct Relay {
    source: Box<Source>,
    format: Format,
    plain: Plain,
    terminal: Option<&'static str>,
    /// Reads the lines that decide something, as events of the type that the stream had.
    read: fn(&mut Source, Bytes) -> Option<Result<(), Error>>,
    /// Whether the line that came last reports an error.
    reported: bool,
    over: bool,
    on_error: Option<OnError>,
}

/// An event that is read as what it is, so that it is known whether it is one, and not kept. Its text is
/// not kept either: those of most others are not even read.
struct Passed<E>(PhantomData<fn() -> E>);

impl<E: Event> Union for Passed<E> {
    const ENVELOPE: Envelope = E::ENVELOPE;

    fn decode(raw: &RawUnion<'_>) -> Result<Self, Fault> {
        E::decode(raw).map(|_| Self(PhantomData))
    }
}

impl<E: Event> Event for Passed<E> {
    const TERMINAL: Option<&'static str> = E::TERMINAL;
}

type OnError = Box<dyn FnOnce(&Error) + Send>;

impl Relay {
    pub(super) fn new<E: Event>(source: Box<Source>, format: Format) -> Self {
        let plain = Plain::new(&source.answer, E::TERMINAL);
        let read = |source: &mut Source, line: Bytes| {
            let event = source.event::<Passed<E>>(line)?;
            Some(event.map(drop))
        };
        Self {
            source,
            format,
            plain,
            terminal: E::TERMINAL,
            read,
            reported: false,
            over: false,
            on_error: None,
        }
    }

    /// Calls this with the error that ends the stream, if one does, when it does. Its
    /// [`text_so_far`](Error::text_so_far) ends where the relay began.
    pub fn on_error(mut self, report: impl FnOnce(&Error) + Send + 'static) -> Self {
        self.on_error = Some(Box::new(report));
        self
    }

    /// The media type of what is relayed: `text/event-stream`, or that of the service's own streams.
    pub fn media_type(&self) -> &'static str {
        match self.format {
            Format::Sse => "text/event-stream",
            Format::Jsonl => self.source.answer.service.streams.media_type,
        }
    }

    /// A response with this body: its media type, and headers that keep caches and proxies from
    /// collecting it first (`cache-control: no-cache`, `x-accel-buffering: no`).
    pub fn response(self) -> Response<Self> {
        let media_type = HeaderValue::from_static(self.media_type());
        let mut response = Response::new(self);
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, media_type);
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
        response
    }

    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Bytes>> {
        while !self.over {
            let chunk = if self.source.over {
                self.last()
            } else {
                let plain = self.format.plain(&mut self.source.lines, &mut self.plain);
                if plain.is_empty() {
                    let arrived = self.source.arrived();
                    let step = match arrived {
                        Some(step) => Some(step),
                        None => ready!(self.source.poll_more(context)),
                    };
                    step.map_or_else(Bytes::new, |step| self.pass(step))
                } else {
                    self.source.clocks.event();
                    self.reported = false;
                    plain
                }
            };
            if !chunk.is_empty() {
                return Poll::Ready(Some(chunk));
            }
        }
        Poll::Ready(None)
    }

    /// Passes on what may decide something, and what is plain but did not arrive in one piece.
    fn pass(&mut self, step: Step) -> Bytes {
        let mut passed = None;
        let event = self.source.take(step, self.terminal, |source, line| {
            passed = Some(line.clone());
            if self.plain.accepts(&line) {
                source.clocks.event();
                return Some(Ok(()));
            }
            (self.read)(source, line)
        });
        let Some(line) = passed else {
            return Bytes::new();
        };
        match event {
            Some(event) => {
                self.reported = event.is_err_and(|error| error.kind() == ErrorKind::Api);
                self.format.line(&line)
            }
            None => self.format.keep_alive(&line),
        }
    }

    /// What is left to say at the end.
    fn last(&mut self) -> Bytes {
        self.over = true;
        if self.source.complete {
            return Bytes::new();
        }
        let error = self.source.give_up(self.terminal);
        if let Some(report) = self.on_error.take() {
            report(&error);
        }
        if self.reported && error.kind() == ErrorKind::Api {
            return Bytes::new();
        }
        self.format.line(&self.report(&error))
    }

    /// An error as the service writes it.
    fn report(&self, error: &Error) -> Vec<u8> {
        let service = self.source.answer.service;
        let message = error
            .message()
            .map_or_else(|| error.what().to_owned(), |message| Shown(message).to_string());
        let code = error.code().map_or_else(
            || format!("{:?}", error.kind()).to_ascii_uppercase(),
            |code| Shown(code).to_string(),
        );
        let mut content = BTreeMap::new();
        if let Some(shape) = service.errors.shapes.first() {
            content.extend([(shape.code, code), (shape.message, message)]);
        }
        let (keys, mut line) = (&service.streams, Vec::new());
        let envelope = Envelope::Adjacent { tag: keys.tag, content: keys.content };
        let written = write_variant(
            &mut serde_json::Serializer::new(&mut line),
            envelope,
            keys.error,
            &content,
        );
        debug_assert!(written.is_ok(), "strings can be written to memory");
        line
    }
}

impl Stream for Relay {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_chunk(context).map(|chunk| chunk.map(Ok))
    }
}

impl Body for Relay {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.poll_chunk(context).map(|chunk| chunk.map(|chunk| Ok(Frame::data(chunk))))
    }

    fn is_end_stream(&self) -> bool {
        self.over
    }
}

impl fmt::Debug for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Relay")
            .field("operation", &self.source.answer.operation.name)
            .field("media_type", &self.media_type())
            .field("over", &self.over)
            .finish_non_exhaustive()
    }
}
