//! What changed between two descriptions, and what it does to those who use the SDK.
//!
//! It compares what was resolved, never text. [`Pairing`] says what is which, [`diff`] walks over all of it,
//! [`Version`] says which version is next, and [`render`], [`changelog`] and [`json`](to_json) say it all to people
//! and programs. What the verdicts are about is the code that `rust` makes; `cargo xtask verify-diff` holds them to it.

mod arguments;
mod change;
mod errors;
mod fields;
mod folded;
mod homes;
mod mask;
mod operations;
mod paint;
mod pairing;
mod parts;
mod retyped;
mod service;
mod silence;
mod text;
mod types;
mod unions;
mod uses;
mod verdicts;
mod version;
mod walk;
mod wire;
mod words;

pub use change::{Change, Diff, Happened, Level, Verdict, Verdicts};
pub use pairing::Pairing;
pub use text::{changelog, render, to_json};
pub use version::{Bump, Version};

use self::mask::Mask;
use self::walk::Walk;
use chatbotkit_description::ir::Api;

/// Compares two descriptions. `pairing` says which type and which operation is which.
pub fn diff(old: &Api, new: &Api, pairing: &Pairing) -> Diff {
    let mut found = masked(old, new, pairing, Mask::default());
    if found.is_empty() && old != new {
        let order = "the order of what is described, or how it is described";
        found.documentation.push(order.to_owned());
    }
    found
}

/// Compares a description with a published document of the same service, whose names and order mean nothing.
pub(crate) fn diff_with_document(ours: &Api, theirs: &Api) -> Vec<Change> {
    masked(ours, theirs, &Pairing::by_use(ours, theirs), Mask::document(ours)).changes
}

fn masked(old: &Api, new: &Api, pairing: &Pairing, mask: Mask<'_>) -> Diff {
    let (homes, found) = ([old, new].map(homes::homes), Diff::default());
    let folded = folded::folded(new, pairing);
    let mut walk = Walk { old, new, pairing, mask, homes, folded, found };
    walk.service();
    walk.types();
    walk.operations();
    walk.found
}
