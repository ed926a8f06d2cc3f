//! The time limit of a stream that says nothing.
//!
//! It measures how long somebody has waited for an event, not how long ago the last one was: a
//! caller who is busy with something else must not be told, on coming back, that the server was too
//! slow.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::time::{Instant, Sleep, sleep_until};

use super::limits::after;

/// The wait for the next event.
#[derive(Debug)]
pub(crate) struct Idle {
    limit: Option<Duration>,
    /// How long was waited before the wait was interrupted.
    waited: Duration,
    /// When the wait that is going on began.
    since: Option<Instant>,
    /// Whether the limit is all but reached, and nothing is awaited but what may be on its way from
    /// the socket.
    confirming: bool,
    /// How much of the wait that is for.
    last_moments: Duration,
    timer: Option<Pin<Box<Sleep>>>,
}

impl Idle {
    pub(crate) const fn new(limit: Option<Duration>) -> Self {
        Self {
            limit,
            waited: Duration::ZERO,
            since: None,
            confirming: false,
            last_moments: Duration::ZERO,
            timer: None,
        }
    }

    pub(crate) fn limit(&self) -> Duration {
        self.limit.unwrap_or_default()
    }

    /// An event has come.
    pub(crate) fn reset(&mut self) {
        (self.waited, self.since) = (Duration::ZERO, None);
    }

    /// Nobody waits any more, for now.
    pub(crate) fn pause(&mut self) {
        if let Some(since) = self.since.take() {
            self.waited += since.elapsed();
        }
    }

    /// Called when there is nothing to read. Ready when the limit is reached.
    ///
    /// The last moments of the wait are a second one of their own. Whoever polled once, went away
    /// and comes back late finds the first one over, while what has arrived meanwhile is still in
    /// the socket: the connection is driven by another task, which gets its turn during the second.
    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        const LAST_MOMENTS: Duration = Duration::from_millis(250);
        const ONE_TURN: Duration = Duration::from_millis(1);

        let Some(limit) = self.limit else {
            return Poll::Pending;
        };
        if self.since.is_none() {
            let left = limit.saturating_sub(self.waited);
            self.last_moments = LAST_MOMENTS.min(limit / 2).min(left).max(ONE_TURN);
            self.since = Some(Instant::now());
            self.confirming = false;
            self.set(left.saturating_sub(self.last_moments));
        }
        loop {
            if let Some(timer) = &mut self.timer {
                ready!(timer.as_mut().poll(context));
            }
            if self.confirming {
                return Poll::Ready(());
            }
            self.confirming = true;
            self.set(self.last_moments);
        }
    }

    fn set(&mut self, wait: Duration) {
        let end = after(wait);
        match &mut self.timer {
            Some(timer) => timer.as_mut().reset(end),
            None => self.timer = Some(Box::pin(sleep_until(end))),
        }
    }
}
