//! What `drift.yaml` says: the differences from a published document that are as they should be.

use super::declare::keys;
use super::span::At;

keys! {
    /// The differences that are accepted.
    Accepted {
        /// The differences, by the reasons why they are accepted.
        accepted: At<Vec<Reason>>;
    }

    /// Differences that are accepted for one reason.
    Reason {
        /// Why they are accepted.
        because: At<String>;
        /// The differences, as the command prints them; `*` stands for any text.
        differences: At<Vec<At<String>>>;
    }
}
