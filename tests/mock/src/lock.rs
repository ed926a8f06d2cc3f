//! How a mutex is locked here. Locks are held for a look-up or a change, never while an answer is worked out.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// What others changed before they panicked is still in order here.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
