//! One change between two descriptions, and what it does to those who use the SDK. Which change does what is decided
//! in `verdicts`.

/// What a change does, seen from one side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Nothing that anybody has to know.
    Fine,
    /// Callers can do more than before.
    Adds,
    /// Something else than before, which no program can rely on.
    Differs,
    /// Something that worked no longer does.
    Breaks,
    /// It breaks, and the compiler does not notice.
    BreaksSilently,
}

/// What a change does, seen from one side, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// How bad it is.
    pub level: Level,
    /// A clause.
    pub reason: String,
}

/// What a change does, from all three sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdicts {
    /// The kind of change: the row of the table that it stands in.
    pub kind: &'static str,
    /// Whether a published document tells of such a change.
    pub(super) in_documents: bool,
    /// What happened, in words, where it is always the same.
    pub(super) says: &'static str,
    /// Today's SDK against the new service.
    pub wire: Verdict,
    /// Code of a caller against the new SDK.
    pub source: Verdict,
    /// What compiles and is decoded, and does something else all the same.
    pub behaviour: Verdict,
}

/// What happened to a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Happened {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is another.
    Changed,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What happened.
    pub happened: Happened,
    /// The place in the words of the description, such as ``type `Message`: field `text` ``.
    pub place: String,
    /// What happened there, such as `became optional`.
    pub what: String,
    /// The place in Rust, such as `Message::text`.
    pub rust: String,
    /// What the description says of it: what it is, or what to use instead.
    pub note: Option<String>,
    /// What it does.
    pub verdicts: Verdicts,
}

/// What changed between two descriptions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Diff {
    /// What changed, in the order of the new description: the service, its types, its operations.
    pub changes: Vec<Change>,
    /// The places where nothing changed but the documentation.
    pub documentation: Vec<String>,
}

impl Diff {
    /// Whether nothing changed at all.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.documentation.is_empty()
    }
}

impl Verdict {
    pub(super) fn new(level: Level, reason: impl Into<String>) -> Self {
        let reason = reason.into();
        Self { level, reason }
    }
}

impl Change {
    /// The whole change in one line.
    pub fn sentence(&self) -> String {
        format!("{} {}", self.place, self.what)
    }

    /// Whether code of a caller no longer compiles, or does something that it must not.
    pub fn breaks_callers(&self) -> bool {
        self.verdicts.source.level.max(self.verdicts.behaviour.level) >= Level::Breaks
    }

    /// Whether anything no longer works, be it only today's SDK against the new service.
    pub fn breaks(&self) -> bool {
        self.breaks_callers() || self.verdicts.wire.level >= Level::Breaks
    }
}
