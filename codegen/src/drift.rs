//! What a published document has that the description lacks, and the reverse. It compares what both say; reading
//! the document is for `import`, and finding the differences for `diff`.

mod accepted;

use std::collections::BTreeSet;

pub use self::accepted::{Accepted, Reason, load};
use crate::diff::{Happened, diff_with_document};
use chatbotkit_description::ir::Api;
use chatbotkit_description::report::visible;

/// How a published document differs from the description.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Drift {
    /// The differences that nobody accepted: those of types, then those of operations.
    pub open: Vec<Difference>,
    /// The differences that are accepted.
    pub accepted: Vec<Difference>,
    /// What is accepted and does not occur, or not any more.
    pub stale: Vec<String>,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// Which of the two has it.
    pub side: Side,
    /// The difference in the words of the description.
    pub text: String,
}

/// Which of the two has something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The document has it, and the description lacks it.
    Document,
    /// The description has it, and the document lacks it.
    Description,
    /// Both have it, and differ.
    Both,
}

/// Compares the description with a document, as far as the document is about the resources of the description.
pub fn drift(ours: &Api, theirs: &Api, accepted: &Accepted) -> Drift {
    let mut drift = Drift::default();
    let mut used = BTreeSet::new();
    let patterns = || {
        let reasons = accepted.accepted.iter();
        reasons.flat_map(|it| it.differences.iter()).enumerate()
    };
    for difference in differences(ours, theirs) {
        let fitting: Vec<_> =
            patterns().filter(|(_, one)| accepted::fits(&one.value, &difference.text)).collect();
        used.extend(fitting.iter().map(|(index, _)| *index));
        match fitting.is_empty() {
            true => drift.open.push(difference),
            false => drift.accepted.push(difference),
        }
    }
    let stale = patterns().filter(|(index, _)| !used.contains(index));
    drift.stale = stale.map(|(_, one)| one.value.clone()).collect();
    drift
}

fn differences(ours: &Api, theirs: &Api) -> Vec<Difference> {
    let changes = diff_with_document(ours, theirs);
    let differences = changes.iter().map(|change| Difference {
        side: match change.happened {
            Happened::Added => Side::Document,
            Happened::Removed => Side::Description,
            Happened::Changed => Side::Both,
        },
        text: change.sentence(),
    });
    differences.collect()
}

impl Drift {
    /// What a maintainer reads.
    pub fn render(&self) -> String {
        let mut text = String::new();
        let groups = [
            (Side::Document, "The document has, and the description lacks:"),
            (Side::Description, "The description has, and the document lacks:"),
            (Side::Both, "Both have, and the document says:"),
        ];
        for (side, heading) in groups {
            let lines = self.open.iter().filter(|it| it.side == side);
            section(&mut text, heading, lines.map(|it| it.text.clone()));
        }
        let heading = "Accepted in the past, and gone: take it out of `drift.yaml`:";
        section(&mut text, heading, self.stale.iter().cloned());
        visible(&text)
    }
}

fn section(text: &mut String, heading: &str, lines: impl Iterator<Item = String>) {
    let mut lines = lines.peekable();
    if lines.peek().is_none() {
        return;
    }
    text.push_str(heading);
    text.push('\n');
    for line in lines {
        text.push_str(&format!("  {line}\n"));
    }
    text.push('\n');
}
