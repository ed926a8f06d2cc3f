//! What an open enum or union keeps of a value that it does not know.
//!
//! Both types are opaque on purpose. Whoever matched on their content would stop matching, without
//! a word from the compiler, on the day the value gets a variant; so everything is read from the
//! enum or union itself.

use std::fmt;

use serde::{Serialize, Serializer, ser::Error as _};
use serde_json::value::RawValue;

use super::careful;

/// A text that an open enum has no variant for. The enum's `as_str` reads it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    #[doc(hidden)]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for UnknownValue {
    fn from(value: &str) -> Self {
        Self(value.into())
    }
}

impl fmt::Debug for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A value that an open union has no variant for. The union's `tag` and `to_json` read it.
///
/// It is kept as it arrived, and serializes to that text byte for byte.
#[derive(Clone)]
pub struct UnknownVariant {
    tag: Box<str>,
    /// A complete JSON value without white space around it.
    json: Box<str>,
}

impl UnknownVariant {
    pub(super) fn new(tag: &str, json: &str) -> Self {
        Self { tag: tag.into(), json: json.trim_ascii().into() }
    }

    #[doc(hidden)]
    pub fn tag(&self) -> &str {
        &self.tag
    }

    fn to_json(&self) -> Option<serde_json::Value> {
        careful::read(&self.json).ok()
    }
}

impl PartialEq for UnknownVariant {
    fn eq(&self, other: &Self) -> bool {
        // What cannot be read as JSON is equal to nothing but its own text.
        let same = || self.to_json().is_some_and(|json| other.to_json() == Some(json));
        self.json == other.json || same()
    }
}

impl Serialize for UnknownVariant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let raw: &RawValue = serde_json::from_str(&self.json).map_err(S::Error::custom)?;
        raw.serialize(serializer)
    }
}

impl fmt::Debug for UnknownVariant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.json)
    }
}
