//! A body that comes piece by piece, as the HTTP library reads it. What it says is decided in `player`.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::sync::mpsc;

use crate::link::{Ending, Link};

/// A piece of a body, or where the connection ends instead.
pub(crate) type Piece = Result<Bytes, Ending>;

/// Whoever writes a body.
pub(crate) type Playing = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A body that comes piece by piece. With it goes whoever writes it.
pub(crate) struct Played {
    pub pieces: mpsc::Receiver<Piece>,
    pub player: Option<Playing>,
    /// How long it is, where the head says so.
    pub length: Option<u64>,
    pub link: Link,
}

impl Body for Played {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.link.get().is_some() {
            return Poll::Pending;
        }
        if let Some(player) = &mut self.player
            && player.as_mut().poll(cx).is_ready()
        {
            self.player = None;
        }
        match ready!(self.pieces.poll_recv(cx)) {
            Some(Ok(bytes)) => Poll::Ready(Some(Ok(Frame::data(bytes)))),
            Some(Err(ending)) => {
                // The connection ends when it is flushed, and only a body that waits lets it.
                let _ = self.link.set(ending);
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            None => Poll::Ready(None),
        }
    }

    fn size_hint(&self) -> SizeHint {
        self.length.map_or_else(SizeHint::new, SizeHint::with_exact)
    }
}
