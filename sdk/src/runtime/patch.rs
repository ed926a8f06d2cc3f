//! A field with three states: left out, cleared, set.
//!
//! Requests hide it behind a setter and a `clear_` method, so that nobody has to build one by hand.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What a request does to a field: nothing, clear it, or set it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Patch<T> {
    /// The field is left out, and its value stays what it is.
    #[default]
    Absent,
    /// The field is sent as null, which clears it.
    Null,
    /// The field is set.
    Value(T),
}

impl<T> Patch<T> {
    /// Whether the field is to be left out.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

impl<T: Serialize> Serialize for Patch<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Value(value) => value.serialize(serializer),
            Self::Absent | Self::Null => serializer.serialize_none(),
        }
    }
}

/// A field that is missing never gets here: `#[serde(default)]` makes it [`Patch::Absent`].
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(|value| value.map_or(Self::Null, Self::Value))
    }
}
