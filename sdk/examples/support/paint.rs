//! Colours for a terminal.

use std::io::IsTerminal as _;

/// Colours for a terminal; nothing where the output goes elsewhere.
pub struct Paint {
    on: bool,
}

impl Paint {
    pub fn new() -> Self {
        Self { on: std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none() }
    }

    pub fn dim(&self, text: &str) -> String {
        self.wrap("2", text)
    }

    pub fn bold(&self, text: &str) -> String {
        self.wrap("1;36", text)
    }

    fn wrap(&self, code: &str, text: &str) -> String {
        if self.on { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}
