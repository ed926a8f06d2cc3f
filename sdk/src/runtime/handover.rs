//! Whether a request was handed over to a connection.
//!
//! When an attempt is over in time, nobody knows what became of its request, unless it was still
//! waiting for a connection. An HTTP client looks at the body of a request just before it writes the
//! first byte, and not before it has a connection; so the body knows.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

const WAITING: u8 = 0;
const HANDED_OVER: u8 = 1;
const GIVEN_UP: u8 = 2;

/// Where a request is.
#[derive(Debug, Clone, Default)]
pub(crate) struct Handover(Arc<AtomicU8>);

impl Handover {
    /// Makes the body of a request say when it is handed over.
    pub(crate) fn watch(&self, request: &mut reqwest::Request) {
        let body = request.body_mut().take().unwrap_or_default();
        *request.body_mut() = Some(reqwest::Body::wrap(Watched { body, handover: self.clone() }));
    }

    /// Gives the request up. Whether it was waiting for a connection all the time, so that nothing of
    /// it was sent; nor will be, for its body is gone now.
    pub(crate) fn give_up(&self) -> bool {
        self.move_to(GIVEN_UP)
    }

    fn move_to(&self, state: u8) -> bool {
        let moved = self.0.compare_exchange(WAITING, state, Ordering::SeqCst, Ordering::SeqCst);
        moved.is_ok()
    }
}

/// A body that says when it is looked at.
struct Watched {
    body: reqwest::Body,
    handover: Handover,
}

impl Body for Watched {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        self.handover.move_to(HANDED_OVER);
        if self.handover.0.load(Ordering::SeqCst) == GIVEN_UP {
            let given_up = io::Error::new(io::ErrorKind::TimedOut, "the request was given up");
            return Poll::Ready(Some(Err(given_up.into())));
        }
        Pin::new(&mut self.body).poll_frame(context).map_err(Into::into)
    }

    fn is_end_stream(&self) -> bool {
        self.handover.move_to(HANDED_OVER);
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
