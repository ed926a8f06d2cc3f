//! How long things may take and how large they may get.
//!
//! The client has one set of limits and each call a copy, which it may change.

use std::time::Duration;

use tokio::time::Instant;

/// Time limits and the size limit of a line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// For one attempt: to the end of a reply, or to the head of a stream.
    pub(crate) attempt: Duration,
    /// For all attempts and the waits between them.
    pub(crate) total: Duration,
    /// For the wait between two events of a stream.
    pub(crate) idle: Option<Duration>,
    /// For one line of a stream, in bytes.
    pub(crate) line: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            attempt: Duration::from_secs(600),
            total: Duration::from_secs(600),
            idle: Some(Duration::from_secs(300)),
            line: 16 << 20,
        }
    }
}

/// The instant after a wait, however long the wait is.
pub(crate) fn after(wait: Duration) -> Instant {
    const FOREVER: Duration = Duration::from_secs(30 * 365 * 86_400);
    Instant::now() + wait.min(FOREVER)
}
