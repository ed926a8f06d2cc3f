//! Content that is read piece by piece.

use std::{
    borrow::Cow,
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, StatusCode};
use http_body::Body as _;

use super::{
    body::Incoming,
    clocks::Clocks,
    error::{Error, ErrorKind},
    limits::Limits,
    transport::Answer,
};

/// A reply that is not JSON, as it arrives: what `Call::pieces` gives.
///
/// It is a [`Stream`] of bytes and has [`try_next`](Self::try_next) of its own. The pieces are as long
/// as they arrive. It ends with `None` only if the server has sent all of it; where the connection ends
/// before, the end is an error. Dropping it closes the connection.
#[must_use = "content is not read before it is polled"]
pub struct ContentStream {
    answer: Answer,
    /// Gone when there is nothing more to read.
    body: Option<Incoming>,
    length: Option<u64>,
    clocks: Clocks,
}

impl ContentStream {
    pub(super) fn new(answer: Answer, body: reqwest::Body, limits: &Limits) -> Self {
        let length = body.size_hint().exact();
        let clocks = Clocks::new(limits.idle(answer.silence()), None);
        Self { answer, body: Some(Incoming::new(body)), length, clocks }
    }

    /// The next piece, or `None` at the end.
    ///
    /// # Errors
    ///
    /// The content was cut ([`is_truncated`](Error::is_truncated)), or nothing came for as long as
    /// `Call::idle` says ([`is_timeout`](Error::is_timeout)). There is nothing more after an error.
    pub async fn try_next(&mut self) -> Result<Option<Bytes>, Error> {
        // Waiting ends when this future is dropped, even if the stream is not.
        struct Waiting<'a>(&'a mut ContentStream);

        impl Drop for Waiting<'_> {
            fn drop(&mut self) {
                self.0.clocks.pause();
            }
        }

        let waiting = Waiting(self);
        poll_fn(|context| waiting.0.poll_piece(context)).await.transpose()
    }

    /// What kind of content the server says it is: in lower case and without parameters, such as
    /// `text/csv`. `None` if it does not say.
    pub fn media_type(&self) -> Option<Cow<'_, str>> {
        self.answer.head.media_type()
    }

    /// How many bytes there are in all, if the server says so.
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        self.answer.head.status
    }

    /// The headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.answer.head.headers
    }

    /// The id under which the server, or a proxy before it, knows the request.
    pub fn request_id(&self) -> Option<&str> {
        self.answer.head.request_id()
    }

    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        let error = loop {
            let Some(body) = &mut self.body else {
                return Poll::Ready(None);
            };
            match Pin::new(body).poll_frame(context) {
                Poll::Ready(Some(Ok(frame))) => {
                    self.clocks.event();
                    if let Ok(piece) = frame.into_data()
                        && !piece.is_empty()
                    {
                        return Poll::Ready(Some(Ok(piece)));
                    }
                }
                Poll::Ready(Some(Err(error))) => {
                    let what = "the connection failed before the content was complete";
                    break Error::new(ErrorKind::Truncated, what).with_source(error);
                }
                Poll::Ready(None) => {
                    self.body = None;
                    self.answer.close();
                }
                Poll::Pending => match self.clocks.poll(context) {
                    Poll::Pending => return Poll::Pending,
                    Poll::Ready(silent) => {
                        let limit = self.clocks.limit(silent);
                        let what = format!("nothing more of the content for {limit:?}");
                        break Error::new(ErrorKind::Timeout, what);
                    }
                },
            }
        };
        self.body = None;
        Poll::Ready(Some(Err(self.answer.error(error))))
    }
}

impl Stream for ContentStream {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_piece(context)
    }
}

impl fmt::Debug for ContentStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContentStream")
            .field("operation", &self.answer.operation.name)
            .field("status", &self.answer.head.status)
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}
