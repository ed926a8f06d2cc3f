//! What is wrong with a description, and where. How it looks to a reader is in `render`.

use std::ops::Range;

mod ids;
mod render;
mod similar;

pub use ids::IDS;
pub use similar::similar;

/// Everything that was found, with the files it was found in.
#[derive(Debug, Default)]
pub struct Report {
    /// The files, by `FileId`.
    pub files: Vec<SourceFile>,
    diagnostics: Vec<Diagnostic>,
}

/// A file of the description.
#[derive(Debug)]
pub struct SourceFile {
    /// The path as a reader knows it, such as `schema/api.yaml`.
    pub path: String,
    /// What it says.
    pub text: String,
}

/// The place of a file in `Report::files`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileId(pub usize);

/// A stretch of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// From where to where.
    pub bytes: (usize, usize),
}

impl Place {
    /// The stretch `bytes` of `file`.
    pub fn new(file: FileId, bytes: Range<usize>) -> Self {
        Self { file, bytes: (bytes.start, bytes.end) }
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
    pub place: Place,
    /// What is wrong, in the words of the description.
    pub message: String,
    /// Other places that belong to it, and what they have to do with it.
    pub notes: Vec<(Place, String)>,
    /// What to do.
    pub help: Option<String>,
}

impl Diagnostic {
    /// Something that keeps the description from being used.
    pub fn error(id: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self {
            id,
            level: Level::Error,
            place,
            message: message.into(),
            notes: Vec::new(),
            help: None,
        }
    }

    /// Something to look at.
    pub fn warning(id: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self { level: Level::Warning, ..Self::error(id, place, message) }
    }

    /// Adds another place.
    #[must_use]
    pub fn note(mut self, place: Place, text: impl Into<String>) -> Self {
        self.notes.push((place, text.into()));
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
    /// Takes in one more thing.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Whether anything keeps the description from being used.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|d| d.level == Level::Error)
    }

    /// How many errors and how many warnings there are.
    pub fn counts(&self) -> (usize, usize) {
        let errors = self.diagnostics.iter().filter(|d| d.level == Level::Error).count();
        (errors, self.diagnostics.len() - errors)
    }

    /// All that was found, by place, each once.
    pub fn diagnostics(&self) -> Vec<&Diagnostic> {
        let mut all: Vec<_> = self.diagnostics.iter().collect();
        all.sort_by(|a, b| (&a.place, a.level, &a.message).cmp(&(&b.place, b.level, &b.message)));
        all.dedup();
        all
    }
}
