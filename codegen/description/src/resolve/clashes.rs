//! Rust names that are taken. Whoever comes second is told who was first.

use std::collections::BTreeMap;

use super::context::Owner;
use super::types::NAMELESS;
use crate::report::{Place, Report};

/// Rust names that are taken, and by what.
pub(super) struct Clashes {
    taken: BTreeMap<String, Taken>,
}

enum Taken {
    /// Something that generated code needs, in words.
    Reserved(String),
    /// Something described, by its wire name.
    Described(String, Place),
}

impl Clashes {
    pub(super) fn new() -> Self {
        Self { taken: BTreeMap::new() }
    }

    /// Starts with a name that generated code needs.
    pub(super) fn with(rust: &str, what: &str) -> Self {
        let mut clashes = Self::new();
        clashes.reserve(rust, what);
        clashes
    }

    pub(super) fn reserve(&mut self, rust: &str, what: &str) {
        self.taken.insert(rust.to_owned(), Taken::Reserved(what.to_owned()));
    }

    /// What has taken `rust`, if it was reserved.
    pub(super) fn reserved(&self, rust: &str) -> Option<&str> {
        match self.taken.get(rust) {
            Some(Taken::Reserved(what)) => Some(what),
            _ => None,
        }
    }

    /// Takes `rust` for the thing called `wire`; reports it where it is taken.
    pub(super) fn check(
        &mut self,
        report: &mut Report,
        owner: &Owner,
        place: &Place,
        wire: &str,
        rust: &str,
    ) {
        let diagnostic = match self.taken.get(rust) {
            _ if rust == NAMELESS => return,
            // The same wire name twice is reported as a repeated key.
            Some(Taken::Described(first, _)) if first == wire => return,
            Some(Taken::Described(first, first_place)) => owner
                .error(
                    "rust-clash",
                    place.clone(),
                    format!("`{wire}` becomes `{rust}`, and so does `{first}`"),
                )
                .note(first_place.clone(), "the other one"),
            Some(Taken::Reserved(what)) => owner.error(
                "rust-clash",
                place.clone(),
                format!("`{wire}` becomes `{rust}`, which is the name of {what}"),
            ),
            None => {
                self.taken
                    .insert(rust.to_owned(), Taken::Described(wire.to_owned(), place.clone()));
                return;
            }
        };
        report.push(diagnostic.help("give it another name behind `rust:`"));
    }
}
