//! The two time limits of a stream that says nothing.
//!
//! Both measure how long somebody has waited, not how long ago something came: a caller who is busy
//! with something else must not find, on coming back, that the server was too slow.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    runtime::{Handle, Id},
    time::{Instant, Sleep, sleep_until},
};

use super::limits::{after, later};

/// What has not come for too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Silent {
    /// An event.
    Event,
    /// Anything at all.
    Server,
}

/// The wait for the next event, and for the next sign of life.
#[derive(Debug)]
pub(crate) struct Clocks {
    event: Clock,
    server: Clock,
    /// When the wait that is going on began.
    since: Option<Instant>,
    /// Whether anything has come since then.
    heard: bool,
    /// The limit that is all but reached, and until when nothing is awaited but what may be on its
    /// way from the socket.
    confirming: Option<(Silent, Instant)>,
    /// Whether time does not count, because it is not the server that is waited for.
    held: bool,
    timer: Option<Timer>,
}

/// One limit.
#[derive(Debug)]
struct Clock {
    limit: Option<Duration>,
    /// How long was waited before the wait was interrupted.
    waited: Duration,
}

impl Clock {
    const fn new(limit: Option<Duration>) -> Self {
        Self { limit, waited: Duration::ZERO }
    }

    fn left(&self) -> Option<Duration> {
        self.limit.map(|limit| limit.saturating_sub(self.waited))
    }
}

impl Clocks {
    pub(crate) const fn new(event: Option<Duration>, server: Option<Duration>) -> Self {
        Self {
            event: Clock::new(event),
            server: Clock::new(server),
            since: None,
            heard: false,
            confirming: None,
            held: false,
            timer: None,
        }
    }

    /// The limit that was reached.
    pub(crate) fn limit(&self, silent: Silent) -> Duration {
        let limit = match silent {
            Silent::Event => self.event.limit,
            Silent::Server => self.server.limit,
        };
        limit.unwrap_or_default()
    }

    /// From now on, the server promises signs of life at other times.
    pub(crate) fn set_server(&mut self, limit: Option<Duration>) {
        self.server.limit = limit;
    }

    /// Something has come.
    pub(crate) fn heard(&mut self) {
        self.heard = true;
    }

    /// An event has come.
    pub(crate) fn event(&mut self) {
        (self.event.waited, self.server.waited) = (Duration::ZERO, Duration::ZERO);
        (self.since, self.heard, self.confirming) = (None, false, None);
    }

    /// Nobody waits any more, for now.
    pub(crate) fn pause(&mut self) {
        let waited = self.since.take().map_or(Duration::ZERO, |since| since.elapsed());
        self.event.waited += waited;
        self.server.waited += waited;
        if std::mem::take(&mut self.heard) {
            self.server.waited = Duration::ZERO;
            self.confirming = self.confirming.filter(|(silent, _)| *silent == Silent::Event);
        }
    }

    /// Has time stand still, or go on.
    #[cfg(feature = "tools")]
    pub(crate) fn hold(&mut self, hold: bool) {
        if hold && !self.held {
            self.pause();
        }
        self.held = hold;
    }

    /// Called when there is nothing to read. Ready when a limit is reached.
    ///
    /// The last moments of the wait are a second one of their own. Whoever polled once, went away
    /// and comes back late finds the first one over, while what has arrived meanwhile is still in
    /// the socket: the connection is driven by another task, which gets its turn during the second.
    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Silent> {
        const LAST_MOMENTS: Duration = Duration::from_millis(250);
        const ONE_TURN: Duration = Duration::from_millis(1);

        if self.heard {
            self.pause();
        }
        if self.held {
            return Poll::Pending;
        }
        let Some((left, limit, silent)) = self.next() else {
            return Poll::Pending;
        };
        let last_moments = LAST_MOMENTS.min(limit / 2).min(left).max(ONE_TURN);
        self.confirming = self.confirming.filter(|(confirmed, _)| *confirmed == silent);
        if self.since.is_none() {
            let now = Instant::now();
            self.since = Some(now);
            match self.confirming {
                Some((_, end)) if end <= now => return Poll::Ready(silent),
                Some((_, end)) => self.set(end),
                None if left.is_zero() => self.confirm(silent, last_moments),
                None => self.set(later(now, left.saturating_sub(last_moments))),
            }
        }
        loop {
            if let Some(timer) = &mut self.timer {
                ready!(timer.poll(context));
            }
            if self.confirming.is_some() {
                return Poll::Ready(silent);
            }
            self.confirm(silent, last_moments);
        }
    }

    fn confirm(&mut self, silent: Silent, last_moments: Duration) {
        let end = after(last_moments);
        self.confirming = Some((silent, end));
        self.set(end);
    }

    /// The limit that is reached next: what is left of it, the whole of it, and which it is.
    fn next(&self) -> Option<(Duration, Duration, Silent)> {
        let clocks = [(&self.event, Silent::Event), (&self.server, Silent::Server)];
        let left = clocks.map(|(clock, silent)| Some((clock.left()?, clock.limit?, silent)));
        left.into_iter().flatten().min_by_key(|(left, ..)| *left)
    }

    fn set(&mut self, end: Instant) {
        match &mut self.timer {
            Some(timer) => timer.set(end),
            None => self.timer = Some(Timer::new(end)),
        }
    }
}

/// A timer that runs on whichever runtime polls it.
#[derive(Debug)]
struct Timer {
    end: Instant,
    sleep: Option<(Id, Pin<Box<Sleep>>)>,
}

impl Timer {
    fn new(end: Instant) -> Self {
        Self { end, sleep: None }
    }

    /// Moves the end. A timer that goes off too early is set anew then: most waits are over long
    /// before, so that most moves cost nothing.
    fn set(&mut self, end: Instant) {
        self.end = end;
        if let Some((_, sleep)) = &mut self.sleep
            && (end < sleep.deadline() || sleep.is_elapsed())
        {
            sleep.as_mut().reset(end);
        }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        // Outside of a runtime there are no timers, and nobody who would poll again.
        let Ok(runtime) = Handle::try_current().map(|handle| handle.id()) else {
            return Poll::Pending;
        };
        if self.sleep.as_ref().is_none_or(|(id, _)| *id != runtime) {
            self.sleep = Some((runtime, Box::pin(sleep_until(self.end))));
        }
        while let Some((_, sleep)) = &mut self.sleep {
            ready!(sleep.as_mut().poll(context));
            if sleep.deadline() >= self.end {
                return Poll::Ready(());
            }
            sleep.as_mut().reset(self.end);
        }
        Poll::Pending
    }
}
