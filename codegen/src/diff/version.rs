//! The next version, by the rules of Cargo.

use std::fmt;

use super::change::{Change, Diff, Level};

/// A version, `X.Y.Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub u64, pub u64, pub u64);

/// What a release is, counted from 1.0 on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bump {
    /// Nothing changed.
    None,
    /// Callers can tell no difference, or a defect is mended.
    Patch,
    /// Callers can do more, or something differs that no program can rely on.
    Minor,
    /// Code of callers no longer compiles, or does something that it must not.
    Major,
}

impl Change {
    /// The release that it needs. What breaks on the wire alone is mended by a release that everybody gets.
    pub fn bump(&self) -> Bump {
        match self.verdicts.source.level.max(self.verdicts.behaviour.level) {
            Level::Fine => Bump::Patch,
            Level::Adds | Level::Differs => Bump::Minor,
            Level::Breaks | Level::BreaksSilently => Bump::Major,
        }
    }
}

impl Diff {
    /// The release that all changes need.
    pub fn bump(&self) -> Bump {
        let changes = self.changes.iter().map(Change::bump).max();
        let documentation = (!self.documentation.is_empty()).then_some(Bump::Patch);
        changes.max(documentation).unwrap_or(Bump::None)
    }
}

impl Version {
    /// Reads `X.Y.Z`.
    pub fn parse(text: &str) -> Option<Self> {
        let numbers: Option<Vec<u64>> = text.split('.').map(|part| part.parse().ok()).collect();
        match numbers?.as_slice() {
            [major, minor, patch] => Some(Self(*major, *minor, *patch)),
            _ => None,
        }
    }

    /// The version after a release. Below 1.0 what breaks counts up the second number and all else the third; below
    /// 0.1 every release counts as one that breaks.
    pub fn next(self, bump: Bump) -> Self {
        let Self(major, minor, patch) = self;
        match (major, minor, bump) {
            (_, _, Bump::None) => self,
            (0, 0, _) => Self(0, 0, patch.saturating_add(1)),
            (0, _, Bump::Major) => Self(0, minor.saturating_add(1), 0),
            (0, ..) | (_, _, Bump::Patch) => Self(major, minor, patch.saturating_add(1)),
            (_, _, Bump::Minor) => Self(major, minor.saturating_add(1), 0),
            (_, _, Bump::Major) => Self(major.saturating_add(1), 0, 0),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}
