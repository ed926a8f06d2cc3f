//! What functions of one request may be called, and how many there may be.

use std::collections::BTreeSet;

/// How many functions a request may have.
const MOST: usize = 100;

/// How many characters a name may have.
const LONGEST: usize = 64;

/// What is wrong with the names of the functions of a request, if anything is.
pub(super) fn problem<'a>(names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let mut seen = BTreeSet::new();
    for name in names {
        if !is_name(name) {
            return Some(format!(
                "a function cannot be called {name:?}: a name has up to {LONGEST} letters and digits of \
                 ASCII, `_` and `$`, and begins with a letter or `$`"
            ));
        }
        if !seen.insert(name) {
            return Some(format!("two functions are called `{name}`"));
        }
    }
    let count = seen.len();
    (count > MOST).then(|| format!("{count} functions are too many: the service takes {MOST}"))
}

fn is_name(name: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$';
    name.bytes().next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'$')
        && name.len() <= LONGEST
        && name.bytes().all(is_part)
}
