//! Bytes in any pieces to lines.
//!
//! It knows nothing of JSON and nothing of UTF-8, so that it does not matter where the pieces are
//! cut.

use bytes::{Buf, Bytes};

/// Cuts what arrives into lines.
///
/// A line that lies in one piece is not copied. Every byte is looked at once, so the time is linear
/// in the length of a line however it arrives, and no more than a line of the greatest length is
/// ever kept.
#[derive(Debug)]
pub struct LineDecoder {
    /// What arrived last and is not read yet.
    piece: Bytes,
    /// The beginning of a line whose end has not arrived.
    partial: Vec<u8>,
    limit: usize,
    /// Whether the next line is the first, which a byte-order mark may precede.
    first: bool,
}

/// A line is longer than allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineTooLong;

impl LineDecoder {
    /// Takes lines of at most `limit` bytes.
    pub const fn new(limit: usize) -> Self {
        Self { piece: Bytes::new(), partial: Vec::new(), limit, first: true }
    }

    /// Adds what arrived. It costs a copy unless what was added before has been read:
    /// [`next_line`](Self::next_line) said `None`.
    pub fn push(&mut self, piece: Bytes) {
        self.piece = match self.piece.is_empty() {
            true => piece,
            false => [&*self.piece, &*piece].concat().into(),
        };
    }

    /// The next complete line without its end, or `None` until more has arrived.
    pub fn next_line(&mut self) -> Option<Result<Bytes, LineTooLong>> {
        if self.piece.is_empty() {
            return None;
        }
        let end = memchr::memchr(b'\n', &self.piece);
        if self.partial.len() + end.unwrap_or(self.piece.len()) > self.limit {
            (self.piece, self.partial) = (Bytes::new(), Vec::new());
            return Some(Err(LineTooLong));
        }
        let Some(end) = end else {
            self.partial.extend_from_slice(&self.piece);
            self.piece = Bytes::new();
            return None;
        };
        let mut line = self.piece.split_to(end);
        self.piece.advance(1);
        if !self.partial.is_empty() {
            self.partial.extend_from_slice(&line);
            // Without what the buffer has left over, which may be as much again.
            line = std::mem::take(&mut self.partial).into_boxed_slice().into();
        }
        Some(Ok(self.trimmed(line)))
    }

    /// The complete lines that come next and that `accepts` agrees to, with their ends and uncopied. None
    /// while the beginning of a line is kept, for that would have to be put before them.
    pub fn lines_while(&mut self, mut accepts: impl FnMut(&[u8]) -> bool) -> Bytes {
        let mut length = 0;
        if self.partial.is_empty() {
            while let Some(end) = memchr::memchr(b'\n', &self.piece[length..]) {
                if end > self.limit || !accepts(&self.piece[length..length + end]) {
                    break;
                }
                length += end + 1;
            }
        }
        self.first &= length == 0;
        self.piece.split_to(length)
    }

    /// What is left when nothing more arrives: a last line without an end, or the beginning of one.
    pub fn rest(&mut self) -> Bytes {
        let mut rest = std::mem::take(&mut self.partial);
        rest.extend_from_slice(&std::mem::take(&mut self.piece));
        self.trimmed(Bytes::from(rest))
    }

    /// Without a carriage return at the end and a byte-order mark at the beginning of everything.
    fn trimmed(&mut self, mut line: Bytes) -> Bytes {
        if std::mem::take(&mut self.first) && line.starts_with(b"\xEF\xBB\xBF") {
            line.advance(3);
        }
        if line.ends_with(b"\r") {
            line.truncate(line.len() - 1);
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(input: &[u8], size: usize, limit: usize) -> (Vec<Bytes>, Bytes) {
        let mut decoder = LineDecoder::new(limit);
        let mut lines = Vec::new();
        for piece in input.chunks(size) {
            decoder.push(Bytes::copy_from_slice(piece));
            while let Some(line) = decoder.next_line() {
                lines.push(line.expect("no line is too long"));
            }
        }
        (lines, decoder.rest())
    }

    #[test]
    fn pieces_do_not_matter() {
        let input = "\u{feff}eins\r\n\nzwei \u{fffd}\u{1f600}\n\r\n  drei\rx\nrest".as_bytes();
        for size in 1..=input.len() {
            let (lines, rest) = lines(input, size, 64);
            assert_eq!(
                lines,
                ["eins", "", "zwei \u{fffd}\u{1f600}", "", "  drei\rx"],
                "in pieces of {size}"
            );
            assert_eq!(rest, "rest");
        }
    }

    #[test]
    fn lines_that_are_accepted_come_in_one() {
        let mut decoder = LineDecoder::new(6);
        decoder.push(Bytes::from_static(b"ab\nac\nba\nac\nalonger\na"));
        let accepts = |line: &[u8]| line.starts_with(b"a");
        assert_eq!(decoder.lines_while(accepts), "ab\nac\n");
        assert_eq!(decoder.lines_while(accepts), "");
        assert_eq!(decoder.next_line(), Some(Ok(Bytes::from_static(b"ba"))));
        assert_eq!(decoder.lines_while(accepts), "ac\n");
        assert_eq!(decoder.lines_while(accepts), "");
        assert_eq!(decoder.next_line(), Some(Err(LineTooLong)));
        decoder.push(Bytes::from_static(b"a"));
        assert_eq!(decoder.next_line(), None);
        decoder.push(Bytes::from_static(b"b\nac\n"));
        assert_eq!(decoder.lines_while(accepts), "", "the beginning of a line is kept");
        assert_eq!(decoder.next_line(), Some(Ok(Bytes::from_static(b"ab"))));
        assert_eq!(decoder.lines_while(accepts), "ac\n");
    }

    #[test]
    fn a_long_line_is_an_error_before_it_is_kept() {
        let mut decoder = LineDecoder::new(4);
        decoder.push(Bytes::from_static(b"1234\n12345"));
        assert_eq!(decoder.next_line(), Some(Ok(Bytes::from_static(b"1234"))));
        assert_eq!(decoder.next_line(), Some(Err(LineTooLong)));
        assert_eq!(decoder.rest(), "");
    }
}
