//! What the maintainer should know about an import: what was lost, each with its place, and which rules filled in what
//! the document does not say.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

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

pub(super) const CREATE: &str = "POST or PATCH has the effect `create`, so it is never repeated: mark what is a `read` or `idempotent`";
pub(super) const PAGES: &str = "list with `items` and `cursor` comes in pages";
pub(super) const CURSOR: &str =
    "`cursor` that the document requires is optional, as it ends the pages";
pub(super) const TERMINAL: &str = "stream ends with the event that carries the reply";
pub(super) const OPEN_ENDED: &str = "stream has no last event: `open_ended`";
pub(super) const TEXT: &str = "stream carries a text in `token.token`";
pub(super) const ERROR_EVENT: &str = "event `error` is the service's and is not described again";
pub(super) const KEEP_ALIVE: &str = "event that only keeps a connection alive is not described";
pub(super) const ENVELOPE: &str =
    "event has keys beside its tag and content, which are not described";
pub(super) const ERRORS: &str = "error response does not show the keys of errors";
pub(super) const ACCEPT: &str =
    "header that the method chosen decides, such as `accept`, is not described";
pub(super) const HEADER: &str = "header is a setting of the client";
pub(super) const TIMESTAMP: &str = "number that is documented as a time in ms is a `timestamp`";
pub(super) const OPEN_OBJECT: &str =
    "object takes keys that are not described: requests send them by `extra_body`";
pub(super) const EMPTY_REQUEST: &str =
    "request that describes no key is no request: what is sent goes through `extra_body`";
pub(super) const MERGED: &str = "choice between objects became one object, with optional fields";
pub(super) const ANY_OBJECT: &str =
    "choice with an object that can hold anything became `map<any>`";
pub(super) const BY_TAG: &str = "variants of a union are distinguished by a tag";
pub(super) const BY_FIELD: &str = "variants of a union are distinguished by required fields";
pub(super) const RAW: &str = "upload is sent as it is, although a form would do, too";
pub(super) const ONE_WAY: &str =
    "required field that goes one way only is optional, as its type goes the other way";
pub(super) const INSTANCE: &str = "reply is the type of the items in its list";

/// What an import came to.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// Operations that are described.
    pub operations: usize,
    /// Operations that the language cannot say.
    pub left_out: usize,
    /// Modules, those without operations included.
    pub modules: usize,
    /// Types that have a name.
    pub types: usize,
    /// Warnings of the import.
    pub warnings: usize,
    /// How often `any` stands where the document says more.
    pub lossy: usize,
    /// How often `any` stands where the document says nothing either.
    pub unsaid: usize,
    /// How many things the document does not document.
    pub undocumented: usize,
    /// The rules that filled in what the document does not say, and how often.
    pub rules: Vec<(&'static str, usize)>,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operations, left_out, modules, types, .. } = self;
        writeln!(
            f,
            "{operations} operations, {types} types in {modules} modules; {left_out} operations left out"
        )?;
        writeln!(f, "{} warnings", self.warnings)?;
        writeln!(
            f,
            "`any`: {} where the document says more, {} where it says nothing",
            self.lossy, self.unsaid
        )?;
        writeln!(f, "{} things without documentation", self.undocumented)?;
        writeln!(f, "\nWhat the document does not say follows rules:")?;
        for (rule, count) in &self.rules {
            writeln!(f, "{count:6} x  {rule}")?;
        }
        writeln!(f, "        Limits and short patterns are documentation, and nothing checks them.")
    }
}
