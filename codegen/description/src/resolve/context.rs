//! What every part of the stage needs: where to report what it finds, what that is about, and the words for it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use crate::ir;
use crate::load::keys::Written;
use crate::load::module::Operation;
use crate::load::shape::Long;
use crate::load::span::{At, part_of};
use crate::names::{self, NoName};
use crate::report::{self, Diagnostic, Finding, Report, Span};

/// Stands in for a Rust name that could not be made, which is reported.
pub(super) const NAMELESS: &str = "Nameless";

/// After so many errors, looking for the name that was probably meant costs more than it helps.
const MANY: usize = 100;

/// Reports what is found about one thing, such as ``operation `x` ``.
#[derive(Debug, Clone)]
pub(super) struct Context<'a> {
    report: &'a Report,
    /// Whether every name that is described is known, so that others can be reported.
    pub(super) complete: bool,
    /// What it is about.
    pub(super) what: Rc<str>,
}

impl<'a> Context<'a> {
    pub(super) fn new(report: &'a Report, complete: bool) -> Self {
        Self { report, complete, what: "the service".into() }
    }

    /// The same about something else.
    pub(super) fn about(&self, what: impl Into<Rc<str>>) -> Self {
        Self { what: what.into(), ..*self }
    }

    pub(super) fn error(
        &self,
        id: &'static str,
        at: impl Into<Span>,
        message: impl AsRef<str>,
    ) -> Finding<'a> {
        self.report.find(Diagnostic::error(id, at.into(), self.in_words(message)))
    }

    pub(super) fn warning(
        &self,
        id: &'static str,
        at: impl Into<Span>,
        message: impl AsRef<str>,
    ) -> Finding<'a> {
        self.report.find(Diagnostic::warning(id, at.into(), self.in_words(message)))
    }

    fn in_words(&self, message: impl AsRef<str>) -> String {
        format!("{}: {}", self.what, message.as_ref())
    }

    /// How many errors there are so far.
    pub(super) fn errors(&self) -> usize {
        self.report.counts().0
    }

    /// The stretch `part` of the value of a scalar.
    pub(super) fn part(&self, scalar: Span, value: &str, part: Range<usize>) -> Span {
        let source = &self.report.files[scalar.file.0].text;
        Span::new(scalar.file, part_of(source, &scalar.range(), value, part))
    }

    /// `help: a type with a similar name exists` and its like.
    pub(super) fn similar<'n>(
        &self,
        what: &str,
        name: &str,
        known: impl IntoIterator<Item = &'n str>,
    ) -> Option<String> {
        let near = (self.errors() < MANY).then(|| report::similar(name, known))??;
        let article = if what.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        Some(format!("{article} {what} with a similar name exists: `{near}`"))
    }

    /// Documentation as the description has it. Where it is missing or cut off, that is reported.
    pub(super) fn doc<'d>(
        &self,
        name: impl Into<Span>,
        described: impl Into<Described<'d>>,
    ) -> ir::Doc {
        let described = described.into();
        let words = described.text.map_or("", |at| at.value.trim());
        match described.text {
            _ if described.faulty => {}
            Some(text) if !words.is_empty() => self.check_end(text),
            _ => drop(self.warning("doc-missing", name, "it has no documentation")),
        }
        ir::Doc {
            text: words.to_owned(),
            since: described.since.map(|at| at.value.clone()),
            deprecated: described.deprecated.map(|at| at.value.clone()),
            was: strings(described.was),
        }
    }

    fn check_end(&self, text: &At<String>) {
        let end = text.trim_end();
        if end.ends_with(['.', '!', '?']) || end.ends_with("```") {
            return;
        }
        let after = self.report.files[text.span.file.0].text.get(text.span.bytes.1..).unwrap_or("");
        let cut = after.lines().next().is_some_and(|rest| rest.trim_start().starts_with('#'));
        let help = match cut {
            true => "` #` starts a comment and cuts the string: put quotes around it",
            false => "end the documentation with a full stop",
        };
        let message = "the documentation does not end with a full stop";
        self.warning("doc-end", text, message).help(help);
    }

    /// Reports every name that is written a second time.
    pub(super) fn repeated<'n>(&self, names: impl IntoIterator<Item = &'n At<String>>) {
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        for name in names {
            if let Some(first) = seen.get(name.value.as_str()) {
                let message = format!("`{}` is written twice", name.value);
                self.error("repeated-key", name, message).note(*first, "first here");
            } else {
                seen.insert(&name.value, name.span);
            }
        }
    }

    /// The Rust name of something: the author's, else what `rule` makes of the wire name.
    pub(super) fn rust_name(
        &self,
        name: Span,
        chosen: Option<&At<String>>,
        wire: &str,
        rule: fn(&str) -> Result<String, NoName>,
    ) -> String {
        let made = chosen.map_or_else(|| rule(wire), |at| names::chosen_name(&at.value));
        if let (Some(chosen), Ok(_)) = (chosen, &made)
            && !names::has_case_of(rule, chosen)
        {
            let help = rule(chosen).map(|usual| format!("write `{usual}`")).ok();
            let message = format!("`{}` is not written as such names are in Rust", chosen.value);
            self.error("bad-rust-name", chosen.span, message).maybe_help(help);
        }
        made.unwrap_or_else(|NoName| {
            let message = format!("`{}` makes no Rust name", chosen.map_or(wire, |at| &at.value));
            let help = "write the name to use after `rust:`, of letters, digits and `_`";
            self.error("bad-rust-name", chosen.map_or(name, |at| at.span), message).help(help);
            NAMELESS.to_owned()
        })
    }
}

/// The strings of a list, without their spans.
pub(super) fn strings(list: &[At<String>]) -> Vec<String> {
    list.iter().map(|at| at.value.clone()).collect()
}

/// Whether a key says `true`.
pub(super) fn is_true(at: Option<&At<bool>>) -> bool {
    at.is_some_and(|at| at.value)
}

/// What a description says about something that has a name.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Described<'a> {
    text: Option<&'a At<String>>,
    since: Option<&'a At<String>>,
    deprecated: Option<&'a At<String>>,
    was: &'a [At<String>],
    faulty: bool,
}

impl<'a> From<Option<&'a At<String>>> for Described<'a> {
    fn from(text: Option<&'a At<String>>) -> Self {
        Self { text, ..Self::default() }
    }
}

impl<'a> From<(&'a Option<At<String>>, &Written)> for Described<'a> {
    fn from((text, written): (&'a Option<At<String>>, &Written)) -> Self {
        Self { text: text.as_ref(), faulty: written.faulty, ..Self::default() }
    }
}

macro_rules! described {
    ($ty:ty) => {
        impl<'a> From<&'a $ty> for Described<'a> {
            fn from(this: &'a $ty) -> Self {
                Self {
                    text: this.doc.as_ref(),
                    since: this.since.as_ref(),
                    deprecated: this.deprecated.as_ref(),
                    was: &this.was.0,
                    faulty: this.written.faulty,
                }
            }
        }
    };
}

described!(Long);
described!(Operation);
