//! How setters take many values: whatever can be gone through, of whatever can become the value.

use std::collections::BTreeMap;

/// Collects the items of an array.
pub fn array<T>(items: impl IntoIterator<Item = impl Into<T>>) -> Vec<T> {
    items.into_iter().map(Into::into).collect()
}

/// Collects the entries of a map. Of a key that comes twice the last value stays.
pub fn map<T>(
    entries: impl IntoIterator<Item = (impl Into<String>, impl Into<T>)>,
) -> BTreeMap<String, T> {
    entries.into_iter().map(|(key, value)| (key.into(), value.into())).collect()
}
