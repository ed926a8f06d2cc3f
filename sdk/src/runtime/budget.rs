//! How many retries all calls of a client may make together.
//!
//! It keeps a client from multiplying the load of a server that is down already. Single failures
//! never notice it.

use std::sync::atomic::{AtomicU32, Ordering};

/// Retries to spend. Successful calls earn new ones.
#[derive(Debug)]
pub(crate) struct Budget(AtomicU32);

/// What a retry costs, in what a success earns.
const COST: u32 = 10;
/// Enough for this many retries in a row.
const FULL: u32 = 20 * COST;

impl Default for Budget {
    fn default() -> Self {
        Self(AtomicU32::new(FULL))
    }
}

impl Budget {
    /// Pays for a retry, if there is enough.
    pub(crate) fn withdraw(&self) -> bool {
        self.0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |balance| {
                balance.checked_sub(COST)
            })
            .is_ok()
    }

    /// Earns for a success.
    pub(crate) fn deposit(&self) {
        // A full budget is the normal case, and it needs no write that other cores would wait for.
        if self.0.load(Ordering::Relaxed) < FULL {
            let earn = |balance: u32| (balance < FULL).then_some(balance + 1);
            let _ = self
                .0
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, earn);
        }
    }
}
