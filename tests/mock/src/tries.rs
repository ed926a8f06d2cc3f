//! Counts the tries that failed, for faults that are over after some of them.

use crate::latest::Latest;

/// So many addresses are counted,
const MOST: usize = 1_000;
/// as long as they take no more than so many bytes.
const MOST_BYTES: usize = 1 << 20;

/// How often what was tried last failed in a row.
pub(crate) struct Tries(Latest<(String, u32)>);

impl Default for Tries {
    fn default() -> Self {
        Self(Latest::new(MOST, MOST_BYTES))
    }
}

impl Tries {
    /// Counts a try. It fails if it is one of the first few; after the one that does not, the count starts anew.
    pub fn fails(&mut self, tried: String, first: u32) -> bool {
        let counted = self.0.take(|(other, _)| *other == tried);
        let failed = counted.map_or(0, |(_, failed)| failed);
        let fails = failed < first;
        if fails {
            let bytes = tried.len() + size_of::<(String, u32)>();
            self.0.push((tried, failed + 1), bytes);
        }
        fails
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_tried_long_ago_is_forgotten() {
        let mut tries = Tries::default();
        let mut fails = |tried: &str| tries.fails(tried.to_owned(), 1);
        assert_eq!(["a", "a", "a"].map(&mut fails), [true, false, true]);
        for number in 0..MOST {
            assert!(fails(&number.to_string()));
        }
        assert!(fails("a"), "it is counted anew");
        let long = "x".repeat(MOST_BYTES);
        assert_eq!([&*long, &*long].map(&mut fails), [true, true]);
        assert!(fails("a"), "nothing else had room beside it");
    }
}
