//! What `Debug` shows in the place of a secret.

use std::fmt;

/// Stands in the `Debug` output of a described type for the value of a field that is a secret.
pub struct Hidden;

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(hidden)")
    }
}
