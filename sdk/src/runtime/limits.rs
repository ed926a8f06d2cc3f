//! How long things may take and how large they may get.
//!
//! The client has one set of limits and each call a copy, which it may change.

use std::time::Duration;

use tokio::time::Instant;

use super::operation::Silence;

/// Time limits and limits of size.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// For one attempt: to the end of a reply, or to the head of a stream.
    pub(crate) attempt: Duration,
    /// For all attempts and the waits between them.
    pub(crate) total: Duration,
    /// For the wait for the next event of a stream. Unless it is set, the description has it.
    pub(crate) idle: Option<Option<Duration>>,
    /// For the wait for anything at all from the server of a stream. Unless it is set, the
    /// description has it.
    pub(crate) liveness: Option<Option<Duration>>,
    /// For one line of a stream, in bytes.
    pub(crate) line: usize,
    /// For one reply, in bytes.
    pub(crate) reply: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            attempt: Duration::from_secs(600),
            total: Duration::from_secs(600),
            idle: None,
            liveness: None,
            line: 16 << 20,
            reply: 64 << 20,
        }
    }
}

impl Limits {
    /// The first limit that nothing could keep.
    pub(crate) fn unusable(&self) -> Option<String> {
        let zero = |limit: Option<Option<Duration>>| limit.flatten() == Some(Duration::ZERO);
        let unusable = [
            ("timeout", self.total.is_zero()),
            ("attempt_timeout", self.attempt.is_zero()),
            ("idle", zero(self.idle)),
            ("liveness", zero(self.liveness)),
            ("line_limit", self.line == 0),
            ("reply_limit", self.reply == 0),
        ];
        let name = unusable.iter().find(|(_, unusable)| *unusable)?.0;
        Some(format!("`{name}`: the limit is zero, which nothing can keep"))
    }

    /// How long a stream may be without an event.
    pub(crate) fn idle(&self, described: &Silence) -> Option<Duration> {
        let seconds = |seconds: u32| Duration::from_secs(seconds.into());
        self.idle.unwrap_or_else(|| described.idle.map(seconds))
    }

    /// How long nothing at all may come from the server of a stream, where signs of life are
    /// promised this often: three that are missing mean that there is nobody any more.
    pub(crate) fn liveness(&self, promised: Option<u32>) -> Option<Duration> {
        let missing = |seconds: u32| 3 * Duration::from_secs(seconds.into());
        self.liveness.unwrap_or_else(|| promised.map(missing))
    }
}

/// The setters of limits that a client and a call have in common, for a type with a method `limits`.
macro_rules! limit_setters {
    () => {
        /// How long a call may take in all, waits between attempts included: to the end of the
        /// reply, or to the head of a stream. 10 minutes unless set.
        pub fn timeout(mut self, limit: Duration) -> Self {
            self.limits().total = limit;
            self
        }

        /// How long one attempt may take: to the end of the reply, or to the head of a stream. 10
        /// minutes unless set.
        pub fn attempt_timeout(mut self, limit: Duration) -> Self {
            self.limits().attempt = limit;
            self
        }

        /// How long to wait for the next event of a stream, or for the next piece of content. `None`
        /// waits for ever. Unless set, it is what the operation's documentation says, and 5 minutes
        /// where that says nothing.
        ///
        /// Signs of life are not events. They are what [`liveness`](Self::liveness) is about.
        pub fn idle(mut self, limit: impl Into<Option<Duration>>) -> Self {
            self.limits().idle = Some(limit.into());
            self
        }

        /// How long to wait for anything at all from the server of a stream, signs of life included.
        /// `None` waits for ever. Unless set, it is three times as long as the service lets pass
        /// between two signs of life, where it promises them.
        pub fn liveness(mut self, limit: impl Into<Option<Duration>>) -> Self {
            self.limits().liveness = Some(limit.into());
            self
        }

        /// How long a line of a stream may be, in bytes. 16 MiB unless set.
        pub fn line_limit(mut self, bytes: usize) -> Self {
            self.limits().line = bytes;
            self
        }

        /// How long a reply may be, in bytes. 64 MiB unless set.
        pub fn reply_limit(mut self, bytes: usize) -> Self {
            self.limits().reply = bytes;
            self
        }
    };
}

pub(super) use limit_setters;

/// When an attempt has to be over, and by which limit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline {
    pub(crate) at: Instant,
    /// How much time there was when the attempt began.
    pub(crate) time: Duration,
    limit: Duration,
    /// Whether the limit is that of the whole call.
    total: bool,
}

impl Deadline {
    /// The end of an attempt that begins now, in a call that has to end by `end`.
    pub(crate) fn new(limits: &Limits, end: Instant) -> Self {
        let left = end.saturating_duration_since(Instant::now());
        if limits.attempt < left {
            let limit = limits.attempt;
            Self { at: after(limit), time: limit, limit, total: false }
        } else {
            Self { at: end, time: left, limit: limits.total, total: true }
        }
    }

    /// What there was no time for.
    pub(crate) fn missed(&self, what: &str) -> String {
        let who = if self.total { "the call" } else { "an attempt" };
        format!("{what} within the {:?} that {who} may take", self.limit)
    }
}

/// The instant after a wait, however long the wait is.
pub(crate) fn after(wait: Duration) -> Instant {
    later(Instant::now(), wait)
}

/// The same for a wait that began at some other time.
pub(crate) fn later(begin: Instant, wait: Duration) -> Instant {
    const FOREVER: Duration = Duration::from_secs(30 * 365 * 86_400);
    begin + wait.min(FOREVER)
}
