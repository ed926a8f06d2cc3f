//! What a published document has that the description lacks, and the reverse. It compares what both say; reading
//! the document is for `import`, and finding the differences for `diff`.

mod accepted;

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
    let patterns = accepted.accepted.iter().flat_map(|it| it.differences.iter());
    let mut patterns: Vec<_> = patterns.map(|pattern| (&pattern.value, false)).collect();
    for change in diff_with_document(ours, theirs) {
        let side = match change.happened {
            Happened::Added => Side::Document,
            Happened::Removed => Side::Description,
            Happened::Changed => Side::Both,
        };
        let difference = Difference { side, text: change.sentence() };
        let mut is_accepted = false;
        for (pattern, occurs) in &mut patterns {
            if accepted::fits(pattern, &difference.text) {
                (is_accepted, *occurs) = (true, true);
            }
        }
        if is_accepted { &mut drift.accepted } else { &mut drift.open }.push(difference);
    }
    let stale = patterns.into_iter().filter(|(_, occurs)| !occurs);
    drift.stale = stale.map(|(pattern, _)| pattern.clone()).collect();
    drift
}

impl Drift {
    /// What a maintainer reads.
    pub fn render(&self) -> String {
        let open = |side| -> Vec<&String> {
            self.open.iter().filter(|it| it.side == side).map(|it| &it.text).collect()
        };
        let sections = [
            ("The document has, and the description lacks:", open(Side::Document)),
            ("The description has, and the document lacks:", open(Side::Description)),
            ("Both have, and the document says:", open(Side::Both)),
            (
                "Accepted in the past, and gone: take it out of `drift.yaml`:",
                self.stale.iter().collect(),
            ),
        ];
        let sections = sections.iter().filter(|(_, lines)| !lines.is_empty());
        let text = sections.map(|(heading, lines)| {
            let lines = lines.iter().map(|line| format!("  {line}\n"));
            format!("{heading}\n{}\n", lines.collect::<String>())
        });
        visible(&text.collect::<String>())
    }
}
