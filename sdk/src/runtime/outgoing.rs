//! Content on its way out: from memory, from a file or from a stream, one piece at a time.
//!
//! The length is known before the first byte, so that a server never gets less or more than it was
//! promised without an error here.

use std::{
    fmt, io,
    path::Path,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_core::Stream;
use http_body::{Body, Frame, SizeHint};
use tokio::fs::File;
use tokio_util::io::ReaderStream;

type BoxError = Box<dyn std::error::Error + Send + Sync>;
pub(super) type Pieces = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;
type Opening = Pin<Box<dyn Future<Output = io::Result<File>> + Send>>;

/// Called with how many bytes were handed to the connection, and how many there are.
pub(super) type Progress = Arc<dyn Fn(u64, u64) + Send + Sync>;

/// Where content comes from.
#[derive(Clone)]
pub(super) enum Source {
    Memory(Bytes),
    /// A file, which each attempt opens anew.
    File(Arc<Path>),
    /// A stream, which is gone as soon as an attempt has begun to read it.
    Stream(Arc<Mutex<Option<Pieces>>>),
}

impl Source {
    /// Whether it can be read from the beginning, possibly once more.
    fn is_there(&self) -> bool {
        match self {
            Self::Memory(_) | Self::File(_) => true,
            Self::Stream(stream) => stream.lock().unwrap_or_else(PoisonError::into_inner).is_some(),
        }
    }
}

/// Content, and what stands before and after it in the body.
pub(super) struct Outgoing {
    pub(super) before: Bytes,
    pub(super) source: Source,
    pub(super) length: u64,
    pub(super) after: Bytes,
    pub(super) progress: Option<Progress>,
}

impl Outgoing {
    /// Whether it can be sent from the beginning, possibly once more.
    pub(super) fn is_there(&self) -> bool {
        self.source.is_there()
    }

    /// The body of one attempt.
    pub(super) fn body(&self) -> reqwest::Body {
        match &self.source {
            Source::Memory(bytes)
                if self.before.is_empty() && self.after.is_empty() && self.progress.is_none() =>
            {
                bytes.clone().into()
            }
            source => reqwest::Body::wrap(Attempt {
                before: self.before.clone(),
                reading: Mutex::new(Reading::Waiting(source.clone())),
                left: self.length,
                length: self.length,
                last: None,
                after: self.after.clone(),
                progress: self.progress.clone(),
            }),
        }
    }
}

/// Why content was not sent to its end.
#[derive(Debug)]
pub(super) struct Unreadable {
    what: String,
    source: Option<BoxError>,
}

impl Unreadable {
    fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), source: None }
    }

    fn because(source: impl Into<BoxError>) -> Self {
        Self { what: "the content cannot be read".to_owned(), source: Some(source.into()) }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Unreadable {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// Content while it is read.
enum Reading {
    /// Nothing was read yet.
    Waiting(Source),
    Opening(Opening),
    Memory(Bytes),
    File(ReaderStream<File>),
    Stream(Pieces),
}

impl Reading {
    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Unreadable>>> {
        const PIECE: usize = 1 << 16;

        loop {
            *self = match self {
                Self::Waiting(Source::Memory(bytes)) => Self::Memory(std::mem::take(bytes)),
                Self::Waiting(Source::File(path)) => {
                    Self::Opening(Box::pin(File::open(path.clone())))
                }
                Self::Waiting(Source::Stream(stream)) => {
                    let stream = stream.lock().unwrap_or_else(PoisonError::into_inner).take();
                    let Some(stream) = stream else {
                        let what = "the content is a stream that was read already";
                        return Poll::Ready(Some(Err(Unreadable::new(what))));
                    };
                    Self::Stream(stream)
                }
                Self::Opening(opening) => match ready!(opening.as_mut().poll(context)) {
                    Ok(file) => Self::File(ReaderStream::with_capacity(file, PIECE)),
                    Err(error) => return Poll::Ready(Some(Err(Unreadable::because(error)))),
                },
                Self::Memory(bytes) => {
                    let bytes = std::mem::take(bytes);
                    return Poll::Ready((!bytes.is_empty()).then_some(Ok(bytes)));
                }
                Self::File(file) => {
                    let next = ready!(Pin::new(file).poll_next(context));
                    return Poll::Ready(next.map(|piece| piece.map_err(Unreadable::because)));
                }
                Self::Stream(stream) => {
                    let next = ready!(stream.as_mut().poll_next(context));
                    return Poll::Ready(next.map(|piece| piece.map_err(Unreadable::because)));
                }
            };
        }
    }
}

/// The body of one attempt.
struct Attempt {
    before: Bytes,
    /// Never locked: whoever polls has it alone. A stream need not be `Sync`, and a body has to.
    reading: Mutex<Reading>,
    /// How much of the content is still to come.
    left: u64,
    length: u64,
    /// The end of the content, until it is known that nothing follows it.
    last: Option<Bytes>,
    after: Bytes,
    progress: Option<Progress>,
}

impl Attempt {
    /// The next piece of the content, or `None` after its end.
    fn poll_content(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Unreadable>>> {
        loop {
            let reading = self.reading.get_mut().unwrap_or_else(PoisonError::into_inner);
            let length = self.length;
            let piece = match ready!(reading.poll_next(context)) {
                None if self.left > 0 => {
                    let read = length - self.left;
                    let what = format!("the content ends after {read} of its {length} bytes");
                    return Poll::Ready(Some(Err(Unreadable::new(what))));
                }
                None => return Poll::Ready(self.last.take().map(Ok)),
                Some(Ok(piece)) if piece.is_empty() => continue,
                Some(Ok(piece)) => piece,
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
            };
            let Some(left) = self.left.checked_sub(piece.len() as u64) else {
                let what = format!("the content goes on after its {length} bytes");
                return Poll::Ready(Some(Err(Unreadable::new(what))));
            };
            self.left = left;
            if left > 0 {
                return Poll::Ready(Some(Ok(piece)));
            }
            self.last = Some(piece);
        }
    }

    fn is_read(&self) -> bool {
        self.left == 0 && self.last.is_none()
    }
}

impl Body for Attempt {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if !self.before.is_empty() {
            return Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut self.before)))));
        }
        if !self.is_read() {
            let piece = match ready!(self.poll_content(context)) {
                Some(Ok(piece)) => piece,
                Some(Err(error)) => return Poll::Ready(Some(Err(error.into()))),
                None => Bytes::new(),
            };
            if let Some(progress) = &self.progress {
                progress(self.length - self.left, self.length);
            }
            return Poll::Ready(Some(Ok(Frame::data(piece))));
        }
        let after = std::mem::take(&mut self.after);
        Poll::Ready((!after.is_empty()).then(|| Ok(Frame::data(after))))
    }

    fn is_end_stream(&self) -> bool {
        self.before.is_empty() && self.is_read() && self.after.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        let last = self.last.as_ref().map_or(0, Bytes::len);
        SizeHint::with_exact((self.before.len() + last + self.after.len()) as u64 + self.left)
    }
}
