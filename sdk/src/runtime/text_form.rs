//! Objects that travel as one text, such as `name/key=value/key=value`.
//!
//! There is no escaping on the wire, so a first field that itself looks like a pair cannot be told
//! from one.

use std::{collections::BTreeMap, fmt::Write as _, marker::PhantomData, ops::Range};

use serde::{Deserialize, Deserializer, Serializer, de::Unexpected, ser::Error as _};

/// What stands around the keys and values of such a text.
#[derive(Debug, Clone, Copy)]
pub struct StringFormat {
    /// What comes before a key.
    pub before_key: &'static str,
    /// What comes between a key and its value.
    pub before_value: &'static str,
    /// What comes after a value.
    pub after_value: &'static str,
}

/// A plain value that can be part of such a text.
pub trait StringValue: Sized {
    /// Appends it, unless it is nothing that can be written.
    fn write(&self, text: &mut String) -> Option<()>;

    /// Reads it, if the text is one.
    fn read(text: &str) -> Option<Self>;
}

macro_rules! plain {
    ($($name:ty)*) => {$(
        impl StringValue for $name {
            fn write(&self, text: &mut String) -> Option<()> {
                write!(text, "{self}").ok()
            }

            fn read(text: &str) -> Option<Self> {
                text.parse().ok()
            }
        }
    )*};
}

plain! { String i64 bool }

impl StringValue for f64 {
    fn write(&self, text: &mut String) -> Option<()> {
        if self.is_finite() { write!(text, "{self}").ok() } else { None }
    }

    fn read(text: &str) -> Option<Self> {
        text.parse().ok().filter(|value: &Self| value.is_finite())
    }
}

/// Writes the fields into one text, in the order in which they are given.
#[derive(Debug)]
pub struct StringWriter<'a> {
    text: String,
    format: &'a StringFormat,
    refused: Option<&'static str>,
}

impl<'a> StringWriter<'a> {
    /// Begins with the field that comes without a key.
    pub fn new(first: &str, format: &'a StringFormat) -> Self {
        Self { text: first.to_owned(), format, refused: None }
    }

    /// Appends an optional field, if it is set.
    pub fn field(self, key: &'static str, value: &Option<impl StringValue>) -> Self {
        match value {
            Some(value) => self.required(key, value),
            None => self,
        }
    }

    /// Appends a field.
    pub fn required(mut self, key: &'static str, value: &impl StringValue) -> Self {
        self.text.push_str(self.format.before_key);
        self.text.push_str(key);
        self.text.push_str(self.format.before_value);
        if value.write(&mut self.text).is_none() {
            self.refused.get_or_insert(key);
        }
        self.text.push_str(self.format.after_value);
        self
    }

    /// Hands the text to serde.
    pub fn finish<S: Serializer>(self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.refused {
            None => serializer.serialize_str(&self.text),
            Some(key) => Err(S::Error::custom(format_args!(
                "`{key}` is NaN or infinite, which cannot be sent"
            ))),
        }
    }
}

/// Takes such a text apart, from the right: as long as it ends in a known key and a value, these
/// come off.
#[derive(Debug)]
pub struct StringReader<E> {
    text: String,
    /// Where each value is in the text.
    values: BTreeMap<&'static str, Range<usize>>,
    /// Where the first field ends.
    first: usize,
    error: PhantomData<E>,
}

impl<E: serde::de::Error> StringReader<E> {
    /// Takes the text apart. Pairs with other keys than these belong to the first field.
    pub fn new<'de, D>(
        deserializer: D,
        format: &StringFormat,
        keys: &[&'static str],
    ) -> Result<Self, E>
    where
        D: Deserializer<'de, Error = E>,
    {
        let text = String::deserialize(deserializer)?;
        let mut reader =
            Self { first: text.len(), text, values: BTreeMap::new(), error: PhantomData };
        while reader.take_off(format, keys).is_some() {}
        Ok(reader)
    }

    fn take_off(&mut self, format: &StringFormat, keys: &[&'static str]) -> Option<()> {
        let text = self.text[..self.first].strip_suffix(format.after_value)?;
        if ends_in_other_pair(text, format, keys) {
            return None;
        }
        let (key, pair, value) = keys
            .iter()
            .filter(|key| !self.values.contains_key(*key))
            .filter_map(|&key| {
                let start = format!("{}{key}{}", format.before_key, format.before_value);
                text.rfind(&start).map(|pair| (key, pair, pair + start.len()))
            })
            .max_by_key(|&(_, pair, _)| pair)?;
        self.values.insert(key, value..text.len());
        self.first = pair;
        Some(())
    }

    /// The value behind a key.
    pub fn field<T: StringValue>(&self, key: &'static str) -> Result<Option<T>, E> {
        let Some(place) = self.values.get(key) else {
            return Ok(None);
        };
        let value = T::read(&self.text[place.clone()]);
        value.map(Some).ok_or_else(|| {
            let expected = format!("a string with a valid `{key}`");
            E::invalid_value(Unexpected::Str(""), &expected.as_str())
        })
    }

    /// The value behind a key that has to be there.
    pub fn required<T: StringValue>(&self, key: &'static str) -> Result<T, E> {
        self.field(key)?.ok_or_else(|| E::missing_field(key))
    }

    /// The field that comes without a key.
    pub fn first(&self) -> &str {
        &self.text[..self.first]
    }
}

/// Whether the last thing in the text is a pair whose key is none of these. All before it is the first field
/// then: a known key in front of it would take it for a part of its value.
fn ends_in_other_pair(text: &str, format: &StringFormat, keys: &[&'static str]) -> bool {
    let last = text.rsplit_once(format.before_key).map(|(_, last)| last);
    let key = last.and_then(|last| last.split_once(format.before_value)).map(|(key, _)| key);
    key.is_some_and(|key| !keys.contains(&key))
}
