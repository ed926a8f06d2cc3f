//! Bodies, read to their end.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use http_body::{Body as _, Frame, SizeHint};
use http_body_util::{BodyExt as _, Limited};
use tokio::{
    runtime::Handle,
    time::{Instant, timeout, timeout_at},
};

/// The body of an answer, which gives others a turn: however fast it arrives, whoever reads it is
/// pending from time to time, so that time limits are looked at.
pub(crate) struct Incoming {
    body: reqwest::Body,
    /// How much was read without a pause.
    run: usize,
}

impl Incoming {
    pub(crate) fn new(body: reqwest::Body) -> Self {
        Self { body, run: 0 }
    }
}

impl http_body::Body for Incoming {
    type Data = Bytes;
    type Error = reqwest::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, reqwest::Error>>> {
        const LONGEST_RUN: usize = 1 << 18;
        const FRAME: usize = 1 << 10;

        if self.run > LONGEST_RUN {
            self.run = 0;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let polled = Pin::new(&mut self.body).poll_frame(context);
        if polled.is_pending() {
            self.run = 0;
        }
        let frame = ready!(polled);
        let data = frame.as_ref().and_then(|frame| frame.as_ref().ok()?.data_ref());
        self.run += data.map_or(0, Bytes::len) + FRAME;
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Why a body was not read to its end.
pub(crate) enum Unread {
    TooLong,
    Broken(reqwest::Error),
}

/// The whole body, if it is no longer than `limit`.
pub(crate) async fn read(body: reqwest::Body, limit: usize) -> Result<Bytes, Unread> {
    if body.size_hint().lower() > limit as u64 {
        return Err(Unread::TooLong);
    }
    match Limited::new(Incoming::new(body), limit).collect().await {
        Ok(all) => Ok(all.to_bytes()),
        Err(error) => Err(error.downcast().map_or(Unread::TooLong, |it| Unread::Broken(*it))),
    }
}

/// As much of a body as is there. It only explains what is known already, so nothing about it is an
/// error, and nobody waits long for it.
pub(crate) async fn read_leniently(body: reqwest::Body, until: Instant) -> Bytes {
    const LONGEST_PAUSE: Duration = Duration::from_secs(2);
    const LARGEST: usize = 1 << 20;

    let mut body = Incoming::new(body);
    let mut all = Vec::new();
    while all.len() < LARGEST {
        let end = until.min(Instant::now() + LONGEST_PAUSE);
        let Ok(Some(Ok(frame))) = timeout_at(end, body.frame()).await else {
            break;
        };
        if let Ok(data) = frame.into_data() {
            all.extend_from_slice(&data[..data.len().min(LARGEST - all.len())]);
        }
    }
    all.into()
}

/// Reads what comes after the last thing of interest, for only a connection that was read to the
/// end can be used again. Nobody waits for it.
pub(crate) fn drain(mut body: Incoming) {
    const LONGEST: Duration = Duration::from_secs(1);

    if let Ok(runtime) = Handle::try_current() {
        let reading = async move { while let Some(Ok(_)) = body.frame().await {} };
        runtime.spawn(async { timeout(LONGEST, reading).await });
    }
}
