//! Numbers as the wire has them: one kind, with or without a fraction.
//!
//! This is not arithmetic and not validation. It reads `12.0` into an integer and refuses to write
//! what JSON has no number for, because a `null` in that place would be read as "clear it".

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Unexpected, Visitor},
    ser::Error as _,
};

use super::patch::Patch;

/// Reads an integer, or whatever nests integers, from JSON numbers that may have a fraction of
/// zero.
pub fn integer<'de, D: Deserializer<'de>, T: Integer>(deserializer: D) -> Result<T, D::Error> {
    T::read(deserializer)
}

/// Writes a number, or whatever nests numbers, and refuses NaN and infinity.
pub fn finite<S: Serializer, T: Finite>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    value.write(serializer)
}

/// What [`integer`] reads: `i64` and the shapes that hold one.
pub trait Integer: Sized {
    /// Reads one.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

/// What [`finite`] writes: `f64` and the shapes that hold one.
pub trait Finite {
    /// Writes it.
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

impl Integer for i64 {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // The hint for a float, because formats that trust the hint would refuse `12.0` for an
        // integer.
        deserializer.deserialize_f64(Whole)
    }
}

struct Whole;

impl Visitor<'_> for Whole {
    type Value = i64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer of 64 bits")
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<i64, E> {
        Ok(value)
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<i64, E> {
        i64::try_from(value).map_err(|_| E::invalid_value(Unexpected::Unsigned(value), &self))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<i64, E> {
        // -2^63 is a float and 2^63 is the first one too large: no integer is lost.
        const BOUND: f64 = 9_223_372_036_854_775_808.0;
        if value.fract() == 0.0 && (-BOUND..BOUND).contains(&value) {
            Ok(value as i64)
        } else {
            Err(E::invalid_value(Unexpected::Float(value), &self))
        }
    }
}

impl Finite for f64 {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.is_finite() {
            serializer.serialize_f64(*self)
        } else {
            Err(S::Error::custom("a number is NaN or infinite, which JSON cannot say"))
        }
    }
}

/// Lets serde go through the shapes around a number, and come back for the number.
struct Inner<T>(T);

impl<'de, T: Integer> Deserialize<'de> for Inner<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Self)
    }
}

impl<T: Finite> Serialize for Inner<&T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}

/// Hands [`Integer`] to serde where it asks for [`Deserialize`].
pub(super) struct Integral<T>(pub(super) T);

impl<'de, T: Integer> Deserialize<'de> for Integral<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Self)
    }
}

impl<T: Integer> Integer for Box<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Self::new)
    }
}

impl<T: Finite> Finite for Box<T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).write(serializer)
    }
}

impl<T: Integer> Integer for Option<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::<Inner<T>>::deserialize(deserializer)?.map(|Inner(value)| value))
    }
}

impl<T: Finite> Finite for Option<T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_ref().map(Inner).serialize(serializer)
    }
}

impl<T: Integer> Integer for Patch<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::read(deserializer)?.map_or(Self::Null, Self::Value))
    }
}

impl<T: Finite> Finite for Patch<T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Value(value) => value.write(serializer),
            Self::Absent | Self::Null => serializer.serialize_none(),
        }
    }
}

impl<T: Integer> Integer for Vec<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let items = Vec::<Inner<T>>::deserialize(deserializer)?;
        Ok(items.into_iter().map(|Inner(item)| item).collect())
    }
}

impl<T: Finite> Finite for Vec<T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Inner))
    }
}

impl<T: Integer> Integer for BTreeMap<String, T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let entries = BTreeMap::<String, Inner<T>>::deserialize(deserializer)?;
        Ok(entries.into_iter().map(|(key, Inner(value))| (key, value)).collect())
    }
}

impl<T: Finite> Finite for BTreeMap<String, T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|(key, value)| (key, Inner(value))))
    }
}
