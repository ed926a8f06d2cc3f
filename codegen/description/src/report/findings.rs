//! What a stage finds while it runs. Whoever finds something needs no more than a shared reference, so that a report
//! never keeps what it is about from being changed.

use std::cell::{Cell, RefCell};

use super::{Diagnostic, Level, Span};

/// What was found so far.
#[derive(Debug, Default)]
pub struct Findings {
    all: RefCell<Vec<Diagnostic>>,
    errors: Cell<usize>,
}

/// One thing that was found, to which more can be added.
#[derive(Debug)]
pub struct Finding<'f> {
    findings: &'f Findings,
    index: usize,
}

impl Findings {
    /// Adds one more thing.
    pub fn push(&self, diagnostic: Diagnostic) -> Finding<'_> {
        self.errors.set(self.errors.get() + usize::from(diagnostic.level == Level::Error));
        let mut all = self.all.borrow_mut();
        all.push(diagnostic);
        Finding { findings: self, index: all.len() - 1 }
    }

    /// How many errors there are.
    pub fn errors(&self) -> usize {
        self.errors.get()
    }
}

impl IntoIterator for Findings {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.all.into_inner().into_iter()
    }
}

impl Finding<'_> {
    /// Adds another span.
    pub fn note(self, span: impl Into<Span>, text: &str) -> Self {
        self.change(|diagnostic| diagnostic.notes.push((span.into(), text.to_owned())))
    }

    /// Adds what to do.
    pub fn help(self, text: impl Into<String>) -> Self {
        self.maybe_help(Some(text.into()))
    }

    /// Adds what to do, if there is something.
    pub fn maybe_help(self, text: Option<String>) -> Self {
        self.change(|diagnostic| diagnostic.help = text)
    }

    fn change(self, change: impl FnOnce(&mut Diagnostic)) -> Self {
        if let Some(diagnostic) = self.findings.all.borrow_mut().get_mut(self.index) {
            change(diagnostic);
        }
        self
    }
}
