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
    /// Mappings in order.
    List(Vec<Keys>),
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
        if let Some(items) = value.items() {
            let items: Vec<_> = items.collect();
            let mappings = items.iter().any(|item| item.entries().is_some());
            if mappings {
                let keys = items.into_iter().map(Self::keys_of);
                return keys.collect::<Option<_>>().map(Self::List);
            }
            let text = |item: Value<'_>| Some(item.text().filter(|_| item.is_string())?.to_owned());
            let names = items.into_iter().map(text);
            return names.collect::<Option<_>>().map(Self::Names);
        }
        Self::keys_of(value).map(Self::Keys)
    }

    fn keys_of(value: Value<'_>) -> Option<Keys> {
        let keys = value.entries()?;
        keys.map(|(key, value)| Some((key.to_owned(), Self::of(value)?))).collect()
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
            Self::List(items) => items.iter().flat_map(uses).collect(),
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
