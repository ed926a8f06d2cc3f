//! One connection, and the two ways in which it can end that HTTP does not foresee. It knows nothing of
//! what goes over it.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};

use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// An end in the middle of a reply.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Ending {
    Closed,
    Reset,
}

/// Set by whoever wants the connection to end, as soon as what was written has left.
pub(crate) type Link = Arc<OnceLock<Ending>>;

/// The bytes of a connection.
pub(crate) struct Wire {
    pub io: TokioIo<TcpStream>,
    pub link: Link,
}

impl Drop for Wire {
    fn drop(&mut self) {
        if self.link.get() == Some(&Ending::Reset) {
            // A connection that is gone already cannot be reset, and need not be.
            let _ = self.io.inner().set_zero_linger();
        }
    }
}

/// What becomes of an attempt to read or to write.
type Attempt<T> = Poll<io::Result<T>>;

impl Read for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Attempt<()> {
        Pin::new(&mut self.io).poll_read(cx, buffer)
    }
}

impl Write for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, data: &[u8]) -> Attempt<usize> {
        Pin::new(&mut self.io).poll_write(cx, data)
    }

    /// The HTTP library flushes once it holds nothing back itself, and drops the connection after an error.
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Attempt<()> {
        ready!(Pin::new(&mut self.io).poll_flush(cx))?;
        match self.link.get() {
            Some(_) => Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into())),
            None => Poll::Ready(Ok(())),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Attempt<()> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }
}
