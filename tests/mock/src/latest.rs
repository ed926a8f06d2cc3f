//! The latest of what came, within bounds. What the things are is up to whoever keeps them.

use std::collections::VecDeque;

/// The latest things, oldest first.
pub(crate) struct Latest<T> {
    things: VecDeque<(T, usize)>,
    bytes: usize,
    most: usize,
    most_bytes: usize,
}

impl<T> Latest<T> {
    /// So many of them at most, and so many bytes of what they hold.
    pub fn new(most: usize, most_bytes: usize) -> Self {
        Self { things: VecDeque::new(), bytes: 0, most, most_bytes }
    }

    /// Adds a thing that holds so many bytes.
    pub fn push(&mut self, thing: T, bytes: usize) {
        self.bytes += bytes;
        self.things.push_back((thing, bytes));
        while self.things.len() > self.most || self.bytes > self.most_bytes {
            let Some((_, bytes)) = self.things.pop_front() else {
                break;
            };
            self.bytes -= bytes;
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.things.iter().map(|(thing, _)| thing)
    }

    /// Takes out the latest that is the right one.
    pub fn take(&mut self, is_right: impl Fn(&T) -> bool) -> Option<T> {
        let at = self.things.iter().rposition(|(thing, _)| is_right(thing))?;
        let (thing, bytes) = self.things.remove(at)?;
        self.bytes -= bytes;
        Some(thing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_make_room_for_the_latest() {
        let mut latest = Latest::new(3, 10);
        for (thing, bytes, expected) in [
            ("a", 1, vec!["a"]),
            ("b", 1, vec!["a", "b"]),
            ("c", 1, vec!["a", "b", "c"]),
            ("d", 1, vec!["b", "c", "d"]),
            ("e", 8, vec!["c", "d", "e"]),
            ("f", 9, vec!["f"]),
            ("g", 11, vec![]),
            ("h", 10, vec!["h"]),
        ] {
            latest.push(thing, bytes);
            assert_eq!(latest.iter().copied().collect::<Vec<_>>(), expected);
        }
        assert_eq!((latest.take(|it| *it == "h"), latest.bytes), (Some("h"), 0));
    }
}
