//! A value and where it is written.

use std::ops::{Deref, Range};

use crate::report::Span;

/// A value with the span that it was read from.
#[derive(Debug, Clone, Default)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Where it is written; for a scalar in quotes, the quotes included.
    pub span: Span,
}

impl<T> Deref for At<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> At<T> {
    /// Whether it is written at all, and does not stand in for what could not be read.
    pub fn is_written(&self) -> bool {
        self.span != Span::default()
    }
}

impl<T> From<&At<T>> for Span {
    fn from(at: &At<T>) -> Self {
        at.span
    }
}

/// Where `part` of a scalar's `value` stands: the whole scalar where escapes or folds keep the two from
/// lining up.
pub fn part_of(
    source: &str,
    scalar: &Range<usize>,
    value: &str,
    part: Range<usize>,
) -> Range<usize> {
    let Some(written) = source.get(scalar.clone()) else {
        return scalar.clone();
    };
    let quote = usize::from(written.starts_with(['"', '\'']));
    match (written.get(quote..quote + part.end), value.get(..part.end)) {
        (Some(same), Some(start)) if same == start => {
            scalar.start + quote + part.start..scalar.start + quote + part.end
        }
        _ => scalar.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::part_of;

    /// Where `part` of the scalar that `written` stands for is found in it.
    #[track_caller]
    fn check(written: &str, value: &str, part: &str, found: &str) {
        let source = format!("é: {written}\r\n");
        let start = value.find(part).expect("the part is in the value");
        let scalar = 4..4 + written.len();
        let found_span = part_of(&source, &scalar, value, start..start + part.len());
        assert_eq!(&source[found_span], found);
    }

    #[test]
    fn a_part_of_a_scalar_is_found_where_it_is_written() {
        check("Message[] -- It.", "Message[] -- It.", "Message", "Message");
        check("'map<Größe>'", "map<Größe>", "Größe", "Größe");
        check("\"a 😀 b\"", "a 😀 b", "b", "b");
        check("'it''s b'", "it's b", "it", "it");
        // After the doubled quote the two no longer line up.
        check("'it''s b'", "it's b", "b", "'it''s b'");
        check("\"a\\tb\"", "a\tb", "b", "\"a\\tb\"");
        check("a\r\n  b", "a b", "a", "a");
        check("a\r\n  b", "a b", "b", "a\r\n  b");
    }

    #[test]
    fn what_cannot_be_a_part_is_the_whole() {
        assert_eq!(part_of("ab", &(0..2), "é", 0..1), 0..2);
        assert_eq!(part_of("ab", &(0..2), "ab", 1..9), 0..2);
        assert_eq!(part_of("ab", &(5..9), "ab", 0..1), 5..9);
    }
}
