//! Which lines of a stream need nothing but to be passed on.

use crate::runtime::{raw_union::leading_tag, transport::Answer};

/// Knows plain lines: whatever is in them, they neither end a stream, nor report an error, nor change
/// what is waited for. Any other line is decoded. A plain line may be taken for another one, never the
/// reverse.
pub(super) struct Plain {
    key: &'static str,
    /// The tags of lines that are not plain.
    remarkable: Vec<&'static str>,
    /// How the plain line before began, its tag included. Most begin as the one before did.
    known: Vec<u8>,
}

impl Plain {
    pub(super) fn new(answer: &Answer, terminal: Option<&'static str>) -> Self {
        let keys = &answer.service.streams;
        let mut remarkable = vec![keys.error];
        remarkable.extend(keys.keep_alive);
        remarkable.extend(terminal);
        remarkable.extend(answer.silence().signs_of_life_after.iter().map(|(tag, _)| *tag));
        Self { key: keys.tag, remarkable, known: Vec::new() }
    }

    pub(super) fn accepts(&mut self, line: &[u8]) -> bool {
        // A line that ends with a carriage return would be passed on with it.
        if line.ends_with(b"\r") {
            return false;
        }
        if !self.known.is_empty() && line.starts_with(&self.known) {
            return true;
        }
        let json = str::from_utf8(line).ok();
        let Some(tag) = json.and_then(|json| leading_tag(json, self.key)) else {
            return false;
        };
        if self.remarkable.contains(&tag) {
            return false;
        }
        self.known.clear();
        for part in ["{\"", self.key, "\":\"", tag, "\""] {
            self.known.extend_from_slice(part.as_bytes());
        }
        true
    }
}
