//! What a document says outright: keys of the description language and what stands behind them. They are
//! written as they are told, and nothing is guessed. Where they come from is in `extensions`.

use super::document::Value;
use super::types::Use;

/// What stands behind a key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Told {
    Text(String),
    /// A number or a truth, as it is written.
    Plain(String),
    Names(Vec<String>),
    Use(Use),
    Uses(Vec<Use>),
    Keys(Keys),
}

/// Keys in order.
pub(super) type Keys = Vec<(String, Told)>;

impl Told {
    /// What a value of the document says, if the language could say it.
    pub(super) fn of(value: Value<'_>) -> Option<Self> {
        if let Some(text) = value.text() {
            let text = text.to_owned();
            return Some(match value.is_string() {
                true => Self::Text(text),
                false => Self::Plain(text),
            });
        }
        if let Some(mut items) = value.items() {
            let names = items.try_fold(Vec::new(), |mut names, item| {
                names.push(item.text().filter(|_| item.is_string())?.to_owned());
                Some(names)
            });
            return names.map(Self::Names);
        }
        let mut keys = Keys::new();
        for (key, value) in value.entries()? {
            keys.push((key.to_owned(), Self::of(value)?));
        }
        Some(Self::Keys(keys))
    }

    /// Whether it is a text of nothing.
    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Self::Text(text) if text.is_empty())
    }

    /// The uses of types in it.
    pub(super) fn uses(&self) -> Vec<&Use> {
        match self {
            Self::Use(ty) => vec![ty],
            Self::Uses(types) => types.iter().collect(),
            Self::Keys(keys) => uses(keys),
            Self::Text(_) | Self::Plain(_) | Self::Names(_) => Vec::new(),
        }
    }
}

/// The uses of types behind keys.
pub(super) fn uses(keys: &Keys) -> Vec<&Use> {
    keys.iter().flat_map(|(_, told)| told.uses()).collect()
}

/// What stands behind a key.
pub(super) fn find<'k>(keys: &'k Keys, key: &str) -> Option<&'k Told> {
    let found = keys.iter().find(|(known, _)| known == key);
    found.map(|(_, told)| told)
}

/// A key with a text behind it.
pub(super) fn text(key: &str, text: impl Into<String>) -> (String, Told) {
    (key.to_owned(), Told::Text(text.into()))
}
