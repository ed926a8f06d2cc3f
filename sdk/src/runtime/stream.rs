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
    task::{Context, Poll},
};

use futures_core::Stream;
use http::{HeaderMap, StatusCode};

pub use self::relay::Relay;
use self::{relay::format::Format, source::Source};
use super::{
    body::Incoming,
    error::Error,
    limits::Limits,
    transport::Answer,
    union::{Event, Terminal},
};

#[cfg(test)]
mod model;
mod relay;
mod source;

/// The events of a call, as they arrive.
///
/// It is a [`Stream`] and has [`try_next`](Self::try_next) of its own. Dropping it closes the
/// connection, and a server that notices may stop working on the answer.
///
/// Two errors are not the end of it, for the answer may still come: the server reports that
/// something failed ([`ErrorKind::Api`](crate::ErrorKind::Api)), or a line is not an event, or not the event that it claims
/// to be ([`ErrorKind::Decode`](crate::ErrorKind::Decode)). Every other error is the end. So is the terminal event, where
/// there is one; before it, the end of the connection means that the answer was cut, and is an
/// error. Where the server has reported an error before, that says why: then the end is `None`, and
/// [`finish`](Self::finish) gives the error of the server.
///
/// After the terminal event nothing more is read, but for the end of the answer: that is awaited
/// in the background, for a second at most, so that the connection can be used again.
///
/// [`relay_sse`](Self::relay_sse) and [`relay_jsonl`](Self::relay_jsonl) pass a stream on to a browser, or
/// what is left of it.
///
/// A stream may be polled on another tokio runtime than the one it was opened on; its time limits
/// then go by the timers of that one. The connection itself stays on the first runtime, and ends
/// with it.
#[must_use = "a stream does nothing until it is polled"]
pub struct EventStream<E> {
    source: Box<Source>,
    events: PhantomData<fn() -> E>,
}

impl<E> EventStream<E> {
    pub(super) fn new(answer: Answer, body: reqwest::Body, limits: &Limits) -> Self {
        let source = Box::new(Source::new(answer, Incoming::new(body), limits));
        Self { source, events: PhantomData }
    }
}

impl<E: Event> EventStream<E> {
    /// The next event, or `None` when the stream is complete.
    ///
    /// # Errors
    ///
    /// The stream was cut ([`is_truncated`](Error::is_truncated)), the server reports an error
    /// ([`ErrorKind::Api`](crate::ErrorKind::Api)), a line is malformed ([`is_decode`](Error::is_decode)), or no event or
    /// no sign of life came for too long ([`is_timeout`](Error::is_timeout)).
    pub async fn try_next(&mut self) -> Result<Option<E>, Error> {
        // Waiting ends when this future is dropped, even if the stream is not.
        struct Waiting<'a, E>(&'a mut EventStream<E>);

        impl<E> Drop for Waiting<'_, E> {
            fn drop(&mut self) {
                self.0.source.pause();
            }
        }

        let waiting = Waiting(self);
        let next = poll_fn(|context| waiting.0.source.poll_event(context)).await;
        next.transpose()
    }

    /// Whether nothing more comes.
    #[cfg(feature = "tools")]
    pub(crate) fn is_over(&self) -> bool {
        self.source.over
    }

    /// Nobody waits for an event any more, for now.
    #[cfg(feature = "tools")]
    pub(crate) fn pause(&mut self) {
        self.source.pause();
    }

    /// Has the time limits stand still, or go on.
    #[cfg(feature = "tools")]
    pub(crate) fn hold_clocks(&mut self, hold: bool) {
        self.source.hold_clocks(hold);
    }

    /// Passes the stream on to a browser as server-sent events (`text/event-stream`), one for each line that
    /// is still to come: `data:` and the line. None of them has an `event` field, so that an `EventSource`
    /// gives all of them to `onmessage`, which finds the tag in the line. Keep-alives become comments.
    ///
    /// An `EventSource` connects again when a response ends, and so asks the question again: its page has
    /// to close it at the terminal event and at an error event.
    ///
    /// ```no_run
    /// # use chatbotkit_sdk::{Error, EventStream, Relay, conversation::v1::*};
    /// # fn relayed(events: EventStream<ConversationCompleteStreamType>) -> http::Response<Relay> {
    /// events.relay_sse().response()
    /// # }
    /// # use chatbotkit_sdk::http;
    /// ```
    pub fn relay_sse(self) -> Relay {
        Relay::new::<E>(self.source, Format::Sse)
    }

    /// Passes the stream on as lines of JSON (`application/jsonl`): those that are still to come, byte for
    /// byte, each ended by a line feed. Keep-alives are lines, too.
    pub fn relay_jsonl(self) -> Relay {
        Relay::new::<E>(self.source, Format::Jsonl)
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

// The bound is the method's own and not the block's: so the compiler says what the trait says.
impl<E: Event> EventStream<E> {
    /// Reads to the terminal event, and gives the reply that it carries. At once, if it has been
    /// read already.
    ///
    /// Errors after which the stream goes on are passed over, for the answer is what counts.
    ///
    /// # Errors
    ///
    /// The answer did not come. The error is the one that ended the stream, also if
    /// [`try_next`](Self::try_next) has given it before, or the one that the server reported before
    /// the connection ended. Where a malformed line may be the reason, it is the
    /// [`source`](std::error::Error::source).
    pub async fn finish(mut self) -> Result<E::Reply, Error>
    where
        E: Terminal,
    {
        if let Some(line) = self.source.terminal.take() {
            self.source.over = false;
            if let Some(Ok(event)) = self.source.event::<E>(line)
                && let Some(reply) = event.into_reply()
            {
                return Ok(reply);
            }
        }
        loop {
            match self.try_next().await {
                Ok(Some(event)) => {
                    if let Some(reply) = event.into_reply() {
                        return Ok(reply);
                    }
                }
                Err(_) if !self.source.over => {}
                Ok(None) | Err(_) => return Err(self.source.give_up(E::TERMINAL)),
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
