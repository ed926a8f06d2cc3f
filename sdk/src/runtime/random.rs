//! Names that do not come twice.

use std::hash::{BuildHasher, RandomState};

/// 32 hexadecimal digits that were drawn at random.
pub(crate) fn name() -> String {
    let [first, second] = [(); 2].map(|()| RandomState::new().hash_one(()));
    format!("{first:016x}{second:016x}")
}
