//! How many retries all calls of a client may make together.
//!
//! It keeps a client from multiplying the load of a server that is down already. Single failures
//! never notice it.

use std::sync::atomic::{AtomicU32, Ordering};

/// The retries that were made and not yet earned by calls that succeeded, in tenths.
#[derive(Debug, Default)]
pub(crate) struct Budget(AtomicU32);

/// What a retry costs, in what a success earns.
const COST: u32 = 10;

impl Budget {
    /// Pays for a retry, if no more than this many would be owed then.
    pub(crate) fn withdraw(&self, retries: u32) -> bool {
        let most = retries.saturating_mul(COST);
        let owe = |owed: u32| owed.checked_add(COST).filter(|owed| *owed <= most);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, owe).is_ok()
    }

    /// Earns for a success.
    pub(crate) fn deposit(&self) {
        // To owe nothing is the normal case, and it needs no write that other cores would wait for.
        if self.0.load(Ordering::Relaxed) > 0 {
            let earn = |owed: u32| owed.checked_sub(1);
            let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, earn);
        }
    }
}
