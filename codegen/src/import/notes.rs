//! What the maintainer should know about an import: what was lost, each with its place, and which rules
//! filled in what the document does not say.

use std::collections::{BTreeMap, BTreeSet};

use super::document::Value;

/// What was found, in the order in which it was.
#[derive(Debug, Default)]
pub(super) struct Notes {
    lines: Lines,
    /// Where the import is, from the operation inwards.
    place: Vec<String>,
    pub(super) warnings: Vec<String>,
    pub(super) errors: Vec<String>,
    /// What was said already, so that nothing is said twice.
    said: BTreeSet<String>,
    /// What was looked at already, by where it begins.
    seen: BTreeSet<(usize, &'static str)>,
    /// How often something became `any` although the document says more.
    pub(super) lossy: usize,
    /// How many operations the language cannot say.
    pub(super) left_out: usize,
    /// How often each rule was applied.
    pub(super) rules: BTreeMap<&'static str, usize>,
}

impl Notes {
    pub(super) fn new(text: &str) -> Self {
        Self { lines: Lines::of(text), ..Self::default() }
    }

    pub(super) fn enter(&mut self, what: impl Into<String>) {
        self.place.push(what.into());
    }

    pub(super) fn leave(&mut self) {
        self.place.pop();
    }

    /// Leaves all but the outermost parts, and returns them.
    pub(super) fn leave_to(&mut self, outermost: usize) -> Vec<String> {
        self.place.split_off(outermost.min(self.place.len()))
    }

    /// Something that the description cannot say, or that the document says wrongly.
    pub(super) fn warn(&mut self, at: Value<'_>, message: impl AsRef<str>) {
        let warning = format!("{}: {}", self.shown(at), message.as_ref());
        if self.said.insert(format!("warning: {warning}")) {
            self.warnings.push(warning);
        }
    }

    /// Something that keeps the document from being imported.
    pub(super) fn error(&mut self, at: Value<'_>, message: impl AsRef<str>) {
        let error = format!("{}: {}", self.shown(at), message.as_ref());
        if self.said.insert(format!("error: {error}")) {
            self.errors.push(error);
        }
    }

    /// Whether `what` is done to a part of the document for the first time.
    pub(super) fn first_time(&mut self, value: Value<'_>, what: &'static str) -> bool {
        self.seen.insert((value.start(), what))
    }

    /// A rule filled in what the document does not say.
    pub(super) fn count(&mut self, rule: &'static str) {
        *self.rules.entry(rule).or_default() += 1;
    }

    fn shown(&self, at: Value<'_>) -> String {
        let at = at.start();
        let (line, start) = self.lines.at(at);
        // In a document of one line, only the column says where it is.
        let line = match self.lines.0.len() {
            1 | 2 => format!("line {line}, column {}", at - start + 1),
            _ => format!("line {line}"),
        };
        let place = self.place.join(", ");
        let place = if place.is_empty() { "the document" } else { &place };
        format!("{place} ({line})")
    }
}

/// The offsets at which lines begin.
#[derive(Debug, Default)]
pub(super) struct Lines(Vec<usize>);

impl Lines {
    pub(super) fn of(text: &str) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Self(std::iter::once(0).chain(breaks).collect())
    }

    /// The number of the line with an offset, and where it begins.
    pub(super) fn at(&self, offset: usize) -> (usize, usize) {
        let line = self.0.partition_point(|start| *start <= offset);
        (line, self.0.get(line.saturating_sub(1)).copied().unwrap_or(0))
    }
}
