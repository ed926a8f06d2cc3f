//! A JSON document whose keys keep their order, which `serde_json` does not. It is only written, never read.

use std::fmt;

use serde::{Serialize, Serializer};

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Json {
    Boolean(bool),
    Integer(i64),
    Number(f64),
    Text(String),
    List(Vec<Json>),
    Object(Object),
}

/// Keys and values in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Object(Vec<(String, Json)>);

impl Object {
    /// The same with a further key. A key that is there already gets the value.
    pub(super) fn set(mut self, key: impl Into<String>, value: impl Into<Json>) -> Self {
        let (key, value) = (key.into(), value.into());
        match self.0.iter_mut().find(|(known, _)| *known == key) {
            Some((_, old)) => *old = value,
            None => self.0.push((key, value)),
        }
        self
    }

    /// The same with a further key, if there is something to say.
    pub(super) fn set_some(self, key: &str, value: Option<impl Into<Json>>) -> Self {
        match value {
            Some(value) => self.set(key, value),
            None => self,
        }
    }

    /// The same with a further list, unless it is empty.
    pub(super) fn set_list<T: Into<Json>>(
        self,
        key: &str,
        items: impl IntoIterator<Item = T>,
    ) -> Self {
        let items: Json = list(items);
        let there = items != Json::List(Vec::new());
        self.set_some(key, there.then_some(items))
    }

    /// The same with a further object, unless it is empty.
    pub(super) fn set_object(self, key: &str, object: Self) -> Self {
        let there = !object.0.is_empty();
        self.set_some(key, there.then_some(object))
    }

    /// The same with a key that is true, if it is.
    pub(super) fn set_flag(self, key: &str, is: bool) -> Self {
        self.set_some(key, is.then_some(true))
    }

    /// The same with the keys of another object.
    pub(super) fn join(self, other: Self) -> Self {
        let keys = other.0.into_iter();
        keys.fold(self, |object, (key, value)| object.set(key, value))
    }

    pub(super) fn get(&self, key: &str) -> Option<&Json> {
        let found = self.0.iter().find(|(known, _)| known == key);
        found.map(|(_, value)| value)
    }
}

/// A list, empty or not.
pub(super) fn list<T: Into<Json>>(items: impl IntoIterator<Item = T>) -> Json {
    Json::List(items.into_iter().map(Into::into).collect())
}

impl<K: Into<String>, V: Into<Json>> FromIterator<(K, V)> for Object {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut entries = entries.into_iter();
        entries
            .by_ref()
            .fold(Self::default(), |object, (key, value)| {
                object.set(key, value)
            })
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

impl From<i64> for Json {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<f64> for Json {
    fn from(value: f64) -> Self {
        Self::Number(value)
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Json {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Object> for Json {
    fn from(object: Object) -> Self {
        Self::Object(object)
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Boolean(value) => serializer.serialize_bool(*value),
            Self::Integer(value) => serializer.serialize_i64(*value),
            Self::Number(value) => serializer.serialize_f64(*value),
            Self::Text(text) => serializer.serialize_str(text),
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
