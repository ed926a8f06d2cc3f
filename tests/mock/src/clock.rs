//! A clock that only goes on when it is looked at, so that the same requests get the same times.

use std::sync::atomic::{AtomicI64, Ordering::Relaxed};
use std::time::Duration;

use tokio::sync::watch;

/// When it is first looked at, in milliseconds, and how far it goes on each time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting {
    pub now: i64,
    pub step: i64,
}

impl Default for Setting {
    fn default() -> Self {
        Self { now: 1_700_000_000_000, step: 1_000 }
    }
}

/// The clock of one server.
#[derive(Debug)]
pub(crate) struct Clock {
    now: AtomicI64,
    step: i64,
    /// How far it was put forward in all.
    forward: watch::Sender<Duration>,
}

impl Clock {
    pub fn new(setting: Setting) -> Self {
        let forward = watch::Sender::default();
        Self { now: AtomicI64::new(setting.now), step: setting.step, forward }
    }

    /// Looks at it.
    pub fn tick(&self) -> i64 {
        self.advance(self.step)
    }

    /// What it shows, without looking at it.
    pub fn peek(&self) -> i64 {
        self.now.load(Relaxed)
    }

    /// Puts it forward, for whoever waits, too.
    pub fn put_forward(&self, by: Duration) {
        self.advance(i64::try_from(by.as_millis()).unwrap_or(i64::MAX));
        self.forward.send_modify(|forward| *forward = forward.saturating_add(by));
    }

    /// How far it was put forward in all.
    pub fn forward(&self) -> watch::Receiver<Duration> {
        self.forward.subscribe()
    }

    /// Moves it, and says what it showed before.
    fn advance(&self, by: i64) -> i64 {
        let add = |now: i64| Some(now.saturating_add(by));
        let (Ok(before) | Err(before)) = self.now.fetch_update(Relaxed, Relaxed, add);
        before
    }
}
