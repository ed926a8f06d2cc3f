//! The line decoder by itself: any bytes in any pieces.

use bytes::Bytes;
use chatbotkit_sdk::runtime::{LineDecoder, LineTooLong};
use proptest::prelude::*;

const LIMIT: usize = 24;

/// All lines and the rest, or that one was too long.
fn lines<'a>(
    pieces: impl IntoIterator<Item = &'a [u8]>,
) -> Result<(Vec<Bytes>, Bytes), LineTooLong> {
    let mut decoder = LineDecoder::new(LIMIT);
    let mut lines = Vec::new();
    for piece in pieces {
        decoder.push(Bytes::copy_from_slice(piece));
        while let Some(line) = decoder.next_line() {
            lines.push(line?);
        }
    }
    Ok((lines, decoder.rest()))
}

/// The same by the simplest means, which need everything at once.
fn simple(bytes: &[u8]) -> Result<(Vec<Bytes>, Bytes), LineTooLong> {
    if bytes.split(|byte| *byte == b'\n').any(|line| line.len() > LIMIT) {
        return Err(LineTooLong);
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let trimmed = |line: &[u8]| Bytes::copy_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
    let mut lines: Vec<Bytes> = bytes.split(|byte| *byte == b'\n').map(trimmed).collect();
    let rest = lines.pop().unwrap_or_default();
    Ok((lines, rest))
}

proptest! {
    // `PROPTEST_CASES=10000000` makes it a long run.
    #![proptest_config(ProptestConfig { cases: cases(100_000), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pieces_do_not_matter(
        parts in prop::collection::vec(any::<u8>(), 0..30),
        cuts in prop::collection::vec(1_usize..9, 0..20),
    ) {
        let input = parts.iter().flat_map(part).copied().collect::<Vec<_>>();
        let mut rest = input.as_slice();
        let mut pieces = Vec::new();
        for cut in cuts {
            let (piece, after) = rest.split_at(cut.min(rest.len()));
            pieces.push(piece);
            rest = after;
        }
        pieces.push(rest);
        prop_assert_eq!(lines(pieces), simple(&input));
    }
}

/// What lines are made of: their ends, a mark, half a character, and any byte.
fn part(choice: &u8) -> &[u8] {
    match choice % 16 {
        0..=3 => b"\n",
        4 | 5 => b"\r\n",
        6 => b"\xEF\xBB\xBF",
        7 => b"\xF0\x9F",
        _ => std::slice::from_ref(choice),
    }
}

/// How many inputs a property is tried with, unless the environment says otherwise.
pub fn cases(default: u32) -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(default)
}

#[test]
fn a_line_of_64_mib_in_pieces_of_one_byte() {
    const LENGTH: usize = 64 << 20;
    let mut decoder = LineDecoder::new(LENGTH);
    // Anything but linear time would not come to an end here.
    for _ in 0..LENGTH {
        decoder.push(Bytes::from_static(b"x"));
        assert_eq!(decoder.next_line(), None);
    }
    decoder.push(Bytes::from_static(b"\n"));
    assert_eq!(decoder.next_line().map(|line| line.map(|line| line.len())), Some(Ok(LENGTH)));
}
