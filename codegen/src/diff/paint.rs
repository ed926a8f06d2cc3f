//! Colours in the report on a difference, the same that diagnostics have: red for what breaks, yellow for what could.

use super::change::Level;

/// Colours for a terminal, or none.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paint {
    pub(super) on: bool,
}

impl Paint {
    /// What a paragraph is about.
    pub(super) fn title(self, text: &str) -> String {
        self.wrap("1", text)
    }

    /// A verdict, by how bad it is.
    pub(super) fn verdict(self, level: Level, text: &str) -> String {
        match level {
            Level::Fine => self.wrap("2", text),
            Level::Adds => self.wrap("32", text),
            Level::Differs => self.wrap("1;33", text),
            Level::Breaks | Level::BreaksSilently => self.wrap("1;91", text),
        }
    }

    fn wrap(self, code: &str, text: &str) -> String {
        if self.on { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}
