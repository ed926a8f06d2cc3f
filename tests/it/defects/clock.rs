//! A clock that stands still.
//!
//! Paused time runs ahead whenever nobody has anything to do, and what is on its way through a socket
//! does not count as something to do. So time limits would be exceeded while an answer is under way.

use std::{sync::mpsc, time::Duration};

use tokio::{task, time};

/// The clock of the runtime that a test runs on. It moves when it is told to.
pub struct Clock {
    /// The runtime does not move its clock while a blocking task runs, and one waits for this.
    _brake: mpsc::Sender<()>,
}

impl Clock {
    /// Stops the clock.
    pub fn stopped() -> Self {
        time::pause();
        let (brake, released) = mpsc::channel();
        task::spawn_blocking(move || released.recv());
        Self { _brake: brake }
    }

    /// Moves the clock in one step, after whatever can be done before, and before whatever is due then.
    pub async fn advance(&self, step: Duration) {
        settle().await;
        time::advance(step).await;
        settle().await;
    }
}

/// Gives everybody the time to do what can be done without waiting.
async fn settle() {
    for _ in 0..200 {
        task::yield_now().await;
    }
}
