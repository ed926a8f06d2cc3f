//! A JSON document whose keys keep their order, which `serde_json` does not. It is only written, never read.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::Value;

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Json {
    /// Nothing to say: the key is left out.
    Nothing,
    Plain(Value),
    List(Vec<Json>),
    Object(Object),
}

/// Keys and values in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Object(Vec<(String, Json)>);

/// An object: `"key" => value` sets a key unless the value says nothing, `..object` sets all keys of another.
macro_rules! object {
    (@ $object:expr;) => { $object };
    (@ $object:expr; ..$other:expr $(, $($more:tt)*)?) => { object!(@ $object.join($other); $($($more)*)?) };
    (@ $object:expr; $key:literal => $value:expr $(, $($more:tt)*)?) => {
        object!(@ $object.set($key, $value); $($($more)*)?)
    };
    ($($all:tt)*) => { object!(@ $crate::openapi::json::Object::default(); $($all)*) };
}
pub(super) use object;

impl Object {
    /// The same with a further key. A key that is there already gets the value.
    pub(super) fn set(mut self, key: impl Into<String>, value: impl Into<Json>) -> Self {
        let (key, value) = (key.into(), value.into());
        match self.0.iter_mut().find(|(known, _)| *known == key) {
            _ if value == Json::Nothing => {}
            Some((_, old)) => *old = value,
            None => self.0.push((key, value)),
        }
        self
    }

    /// The same with the keys of another object.
    pub(super) fn join(self, other: Self) -> Self {
        let entries = other.0.into_iter();
        entries.fold(self, |object, (key, value)| object.set(key, value))
    }

    pub(super) fn get(&self, key: &str) -> Option<&Json> {
        let found = self.0.iter().find(|(known, _)| known == key);
        found.map(|(_, value)| value)
    }

    /// The object, if there is something in it.
    pub(super) fn some(self) -> Option<Self> {
        (!self.0.is_empty()).then_some(self)
    }
}

/// A list, if there is something in it.
pub(super) fn list<T: Into<Json>>(items: impl IntoIterator<Item = T>) -> Json {
    let items: Vec<_> = items.into_iter().map(Into::into).collect();
    match items.is_empty() {
        true => Json::Nothing,
        false => Json::List(items),
    }
}

impl<K: Into<String>, V: Into<Json>> FromIterator<(K, V)> for Object {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut object = Self::default();
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        for (key, value) in entries {
            let (key, value) = (key.into(), value.into());
            match known.get(&key) {
                _ if value == Json::Nothing => {}
                Some(at) => object.0[*at].1 = value,
                None => {
                    known.insert(key.clone(), object.0.len());
                    object.0.push((key, value));
                }
            }
        }
        object
    }
}

macro_rules! plain {
    ($($from:ty),*) => {
        $(impl From<$from> for Json {
            fn from(value: $from) -> Self {
                Self::Plain(value.to_owned().into())
            }
        })*
    };
}
plain!(bool, i64, f64, &str, &String, String);

impl From<Object> for Json {
    fn from(object: Object) -> Self {
        Self::Object(object)
    }
}

impl<T: Into<Self>> From<Option<T>> for Json {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Into::into)
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nothing => serializer.serialize_unit(),
            Self::Plain(value) => value.serialize(serializer),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(object) => object.serialize(serializer),
        }
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = serde_json::to_string_pretty(self).map_err(|_| fmt::Error)?;
        f.write_str(&text)
    }
}
