//! The two ways to write lines for somebody else.

use bytes::Bytes;
use memchr::memchr;

use super::plain::Plain;
use crate::runtime::lines::LineDecoder;

/// How lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::runtime::stream) enum Format {
    /// As they came.
    Jsonl,
    /// As server-sent events. They have no `event` field: browsers give events without it to one
    /// handler, and one called `error` to that of broken connections.
    Sse,
}

impl Format {
    /// The plain lines that come next.
    pub(super) fn plain(self, lines: &mut LineDecoder, plain: &mut Plain) -> Bytes {
        match self {
            Self::Jsonl => lines.lines_while(|line| plain.accepts(line)),
            Self::Sse => {
                let mut events = Vec::new();
                lines.lines_while(|line| {
                    let accepted = plain.accepts(line);
                    if accepted {
                        append_event(&mut events, line);
                    }
                    accepted
                });
                events.into()
            }
        }
    }

    /// One line.
    pub(super) fn line(self, line: &[u8]) -> Bytes {
        let mut written = Vec::new();
        match self {
            Self::Jsonl => {
                written.reserve_exact(line.len() + 1);
                written.extend_from_slice(line);
                written.push(b'\n');
            }
            Self::Sse => append_event(&mut written, line),
        }
        written.into()
    }

    /// A line that only keeps the connection open. Server-sent events have comments for that, which
    /// nobody has to handle.
    pub(super) fn keep_alive(self, line: &[u8]) -> Bytes {
        match self {
            Self::Jsonl => self.line(line),
            Self::Sse => Bytes::from_static(b":\n\n"),
        }
    }
}

/// A carriage return would end the line, and what follows it could be any field. Between the values of
/// JSON it is white space, as a blank is, and within them it is not allowed.
fn append_event(events: &mut Vec<u8>, line: &[u8]) {
    const BEFORE: &[u8] = b"data: ";
    const AFTER: &[u8] = b"\n\n";

    events.reserve(BEFORE.len() + line.len() + AFTER.len());
    events.extend_from_slice(BEFORE);
    let start = events.len();
    events.extend_from_slice(line);
    if memchr(b'\r', line).is_some() {
        for byte in &mut events[start..] {
            if *byte == b'\r' {
                *byte = b' ';
            }
        }
    }
    events.extend_from_slice(AFTER);
}
