//! What is wrong with a description, and where. How it looks to a reader is in `render`.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::ops::Range;

mod render;
mod similar;

pub use render::visible;
pub use similar::similar;

/// Everything that was found, with the files it was found in.
#[derive(Debug, Default)]
pub struct Report {
    /// The files, by `FileId`.
    pub files: Vec<SourceFile>,
    diagnostics: RefCell<Vec<Diagnostic>>,
    errors: Cell<usize>,
}

/// One thing in a report, to which more can be added.
#[derive(Debug)]
pub struct Finding<'r> {
    report: &'r Report,
    index: usize,
}

/// A file of the description.
#[derive(Debug)]
pub struct SourceFile {
    /// The path as a reader knows it, such as `schema/api.yaml`.
    pub path: String,
    /// What it says.
    pub text: String,
}

/// The index of a file in `Report::files`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileId(pub usize);

/// A stretch of a file.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// From where to where.
    pub bytes: (usize, usize),
}

impl Span {
    /// The stretch `bytes` of `file`.
    pub fn new(file: FileId, bytes: Range<usize>) -> Self {
        Self { file, bytes: (bytes.start, bytes.end) }
    }

    /// From where to where.
    pub fn range(self) -> Range<usize> {
        self.bytes.0..self.bytes.1
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{:?}", self.file.0, self.range())
    }
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Nothing can be generated.
    Error,
    /// Something can, but the author should look.
    Warning,
}

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its short name, such as `unknown-type`.
    pub id: &'static str,
    /// How bad it is.
    pub level: Level,
    /// Where it is.
    pub span: Span,
    /// What is wrong, in the words of the description.
    pub message: String,
    /// Other spans that belong to it, and what they have to do with it.
    pub notes: Vec<(Span, String)>,
    /// What to do.
    pub help: Option<String>,
}

impl Diagnostic {
    /// Something that keeps the description from being used.
    pub fn error(id: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self {
            id,
            level: Level::Error,
            span,
            message: message.into(),
            notes: Vec::new(),
            help: None,
        }
    }

    /// Something to look at.
    pub fn warning(id: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { level: Level::Warning, ..Self::error(id, span, message) }
    }

    /// Adds another span.
    #[must_use]
    pub fn note(mut self, span: Span, text: impl Into<String>) -> Self {
        self.notes.push((span, text.into()));
        self
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Adds what to do, if there is something.
    #[must_use]
    pub fn maybe_help(mut self, text: Option<String>) -> Self {
        self.help = text.or(self.help);
        self
    }
}

impl Report {
    /// Adds one more thing.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.find(diagnostic);
    }

    /// Adds one more thing. A shared reference is enough, so that a report never keeps what it is about from being
    /// changed.
    pub fn find(&self, diagnostic: Diagnostic) -> Finding<'_> {
        self.errors.set(self.errors.get() + usize::from(diagnostic.level == Level::Error));
        let mut all = self.diagnostics.borrow_mut();
        all.push(diagnostic);
        Finding { report: self, index: all.len() - 1 }
    }

    /// Whether anything keeps the description from being used.
    pub fn has_errors(&self) -> bool {
        self.errors.get() > 0
    }

    /// How many errors and how many warnings there are.
    pub fn counts(&self) -> (usize, usize) {
        let errors = self.errors.get();
        (errors, self.diagnostics.borrow().len() - errors)
    }

    /// All that was found, in the order of the spans, each once.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let mut all = self.diagnostics.borrow().clone();
        all.sort_by(|a, b| (a.span, a.level, &a.message).cmp(&(b.span, b.level, &b.message)));
        all.dedup();
        all
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
        if let Some(diagnostic) = self.report.diagnostics.borrow_mut().get_mut(self.index) {
            change(diagnostic);
        }
        self
    }
}
