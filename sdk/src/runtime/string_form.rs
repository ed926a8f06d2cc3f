//! Objects that travel as one string, such as `name/key=value/key=value`.
//!
//! There is no escaping on the wire, so a first field that itself looks like a pair cannot be
//! distinguished from one.

use std::{collections::BTreeMap, fmt::Write as _, marker::PhantomData, ops::Range};

use serde::{Deserialize, Deserializer, Serializer, de::Unexpected, ser::Error as _};

/// The string form of an object.
#[derive(Debug, Clone, Copy)]
pub struct StringForm {
    /// The field that comes first and without a key.
    pub first: &'static str,
    /// What stands before a key.
    pub before_key: &'static str,
    /// What stands between a key and its value.
    pub before_value: &'static str,
    /// What stands after a value.
    pub after_value: &'static str,
    /// All keys, that of the first field among them.
    pub keys: &'static [&'static str],
}

/// A plain value that can be part of a string.
pub trait StringValue: Sized {
    /// Appends it, unless no string stands for it.
    fn append_to(&self, string: &mut String) -> Option<()>;

    /// Reads it, if the string is one.
    fn parse(string: &str) -> Option<Self>;
}

macro_rules! plain {
    ($($name:ty)*) => {$(
        impl StringValue for $name {
            fn append_to(&self, string: &mut String) -> Option<()> {
                write!(string, "{self}").ok()
            }

            fn parse(string: &str) -> Option<Self> {
                string.parse().ok()
            }
        }
    )*};
}

plain! { String i64 bool }

impl StringValue for f64 {
    fn append_to(&self, string: &mut String) -> Option<()> {
        if self.is_finite() { write!(string, "{self}").ok() } else { None }
    }

    fn parse(string: &str) -> Option<Self> {
        string.parse().ok().filter(|value: &Self| value.is_finite())
    }
}

/// A field of an object with a string form.
pub trait StringField {
    /// Whether it is left out.
    fn is_absent(&self) -> bool {
        false
    }

    /// Appends its value, unless no string stands for it.
    fn append_to(&self, string: &mut String) -> Option<()>;

    /// Reads what stands for it. `None` if that is wrong.
    fn parse(string: Option<&str>) -> Option<Self>
    where
        Self: Sized;
}

impl<T: StringValue> StringField for T {
    fn append_to(&self, string: &mut String) -> Option<()> {
        StringValue::append_to(self, string)
    }

    fn parse(string: Option<&str>) -> Option<Self> {
        string.and_then(StringValue::parse)
    }
}

impl<T: StringValue> StringField for Option<T> {
    fn is_absent(&self) -> bool {
        self.is_none()
    }

    fn append_to(&self, string: &mut String) -> Option<()> {
        self.as_ref().and_then(|value| value.append_to(string))
    }

    fn parse(string: Option<&str>) -> Option<Self> {
        string.map_or(Some(None), |string| T::parse(string).map(Some))
    }
}

impl StringForm {
    /// Writes the fields: the first one, and the others in the order in which they are given.
    pub fn write<S: Serializer>(
        &self,
        serializer: S,
        fields: &[(&'static str, &dyn StringField)],
    ) -> Result<S::Ok, S::Error> {
        let mut string = String::new();
        let is_first = |(key, _): &(&str, &dyn StringField)| *key == self.first;
        let (first, others): (Vec<_>, Vec<_>) = fields.iter().copied().partition(is_first);
        for (key, field) in first.into_iter().chain(others) {
            if field.is_absent() {
                continue;
            }
            let has_key = key != self.first;
            if has_key {
                string.extend([self.before_key, key, self.before_value]);
            }
            field.append_to(&mut string).ok_or_else(|| {
                let why = format!("`{key}` is NaN or infinite, which cannot be sent");
                S::Error::custom(why)
            })?;
            if has_key {
                string.push_str(self.after_value);
            }
        }
        serializer.serialize_str(&string)
    }

    /// Takes a string apart, from the right: as long as it ends in a known key and a value, these come
    /// off. What is left is the first field, pairs with unknown keys included.
    pub fn read<'de, D>(&self, deserializer: D) -> Result<StringParts<D::Error>, D::Error>
    where
        D: Deserializer<'de>,
    {
        let string = String::deserialize(deserializer)?;
        let (mut end, mut values) = (string.len(), BTreeMap::new());
        while let Some((key, value, start)) = self.last_pair(&string[..end], &values) {
            values.insert(key, value..end - self.after_value.len());
            end = start;
        }
        values.insert(self.first, 0..end);
        Ok(StringParts { string, values, error: PhantomData })
    }

    /// The key of the pair at the end, and where its value and the pair itself begin.
    fn last_pair(
        &self,
        string: &str,
        found: &BTreeMap<&'static str, Range<usize>>,
    ) -> Option<(&'static str, usize, usize)> {
        let string = string.strip_suffix(self.after_value)?;
        if self.ends_in_other_pair(string) {
            return None;
        }
        let keys = self.keys.iter().filter(|key| **key != self.first && !found.contains_key(*key));
        keys.filter_map(|&key| {
            let start = format!("{}{key}{}", self.before_key, self.before_value);
            string.rfind(&start).map(|pair| (key, pair + start.len(), pair))
        })
        .max_by_key(|&(_, _, pair)| pair)
    }

    /// Whether the last thing in the string is a pair with an unknown key. All before it is the first
    /// field then: a known key in front of it would take it for a part of its value.
    fn ends_in_other_pair(&self, string: &str) -> bool {
        let last = string.rsplit_once(self.before_key).map(|(_, last)| last);
        let key = last.and_then(|last| last.split_once(self.before_value)).map(|(key, _)| key);
        key.is_some_and(|key| key == self.first || !self.keys.contains(&key))
    }
}

/// A string that was taken apart.
#[derive(Debug)]
pub struct StringParts<E> {
    string: String,
    values: BTreeMap<&'static str, Range<usize>>,
    error: PhantomData<E>,
}

impl<E: serde::de::Error> StringParts<E> {
    /// The field with this key.
    pub fn field<T: StringField>(&self, key: &'static str) -> Result<T, E> {
        let value = self.values.get(key).map(|range| &self.string[range.clone()]);
        T::parse(value).ok_or_else(|| match value {
            None => E::missing_field(key),
            Some(_) => {
                let expected = format!("a string with a valid `{key}`");
                E::invalid_value(Unexpected::Str(""), &expected.as_str())
            }
        })
    }
}
