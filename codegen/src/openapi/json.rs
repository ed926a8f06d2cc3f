//! A JSON document whose keys keep their order, which `serde_json` does not. It is only written, never read.

use std::fmt;

use indexmap::IndexMap;
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
pub(super) struct Object(IndexMap<String, Json>);

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
        let value = value.into();
        if value != Json::Nothing {
            self.0.insert(key.into(), value);
        }
        self
    }

    /// The same with the keys of another object.
    pub(super) fn join(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// The same without a key.
    pub(super) fn without(mut self, key: &str) -> Self {
        self.0.shift_remove(key);
        self
    }

    pub(super) fn get(&self, key: &str) -> Option<&Json> {
        self.0.get(key)
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
        let add = |object: Self, (key, value)| object.set(key, value);
        entries.into_iter().fold(Self::default(), add)
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
        serializer.collect_map(&self.0)
    }
}

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = serde_json::to_string_pretty(self).map_err(|_| fmt::Error)?;
        f.write_str(&text)
    }
}
