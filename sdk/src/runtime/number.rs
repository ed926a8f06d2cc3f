//! Numbers as the wire has them: one kind, with or without a fraction.
//!
//! This is not arithmetic and not validation. It reads `12.0` into an integer and refuses to write
//! what JSON has no number for, because a `null` in that place would be read as "clear it".

use std::{collections::BTreeMap, fmt, marker::PhantomData};

use serde::{
    Deserializer, Serialize, Serializer,
    de::{DeserializeSeed, MapAccess, SeqAccess, Unexpected, Visitor},
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
        struct Whole;

        impl Visitor<'_> for Whole {
            type Value = i64;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an integer")
            }

            fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<i64, E> {
                Ok(value)
            }

            fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<i64, E> {
                i64::try_from(value)
                    .map_err(|_| E::invalid_value(Unexpected::Unsigned(value), &self))
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

        // The hint for a float, because formats that trust the hint would refuse `12.0` for an
        // integer.
        deserializer.deserialize_f64(Whole)
    }
}

impl<T: Integer> Integer for Box<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Box::new)
    }
}

impl<T: Integer> Integer for Option<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_option(Nested::<Self>(PhantomData))
    }
}

impl<T: Integer> Integer for Patch<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::<T>::read(deserializer).map(|value| value.map_or(Patch::Null, Patch::Value))
    }
}

impl<T: Integer> Integer for Vec<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Nested::<Self>(PhantomData))
    }
}

impl<T: Integer> Integer for BTreeMap<String, T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Nested::<Self>(PhantomData))
    }
}

/// Visitor and seed of the shapes around an integer.
struct Nested<T>(PhantomData<T>);

impl<'de, T: Integer> DeserializeSeed<'de> for Nested<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::read(deserializer)
    }
}

impl<'de, T: Integer> Visitor<'de> for Nested<Option<T>> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer or null")
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        T::read(deserializer).map(Some)
    }
}

impl<'de, T: Integer> Visitor<'de> for Nested<Vec<T>> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of integers")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut all = Vec::new();
        while let Some(item) = items.next_element_seed(Nested(PhantomData))? {
            all.push(item);
        }
        Ok(all)
    }
}

impl<'de, T: Integer> Visitor<'de> for Nested<BTreeMap<String, T>> {
    type Value = BTreeMap<String, T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map of integers")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut all = BTreeMap::new();
        while let Some(key) = entries.next_key()? {
            all.insert(key, entries.next_value_seed(Nested(PhantomData))?);
        }
        Ok(all)
    }
}

impl Finite for f64 {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.is_finite() {
            serializer.serialize_f64(*self)
        } else {
            Err(S::Error::custom(
                "a number is NaN or infinite, which JSON cannot say",
            ))
        }
    }
}

impl<T: Finite> Finite for Box<T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).write(serializer)
    }
}

impl<T: Finite> Finite for Option<T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(value) => value.write(serializer),
            None => serializer.serialize_none(),
        }
    }
}

impl<T: Finite> Finite for Patch<T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Patch::Value(value) => value.write(serializer),
            Patch::Absent | Patch::Null => serializer.serialize_none(),
        }
    }
}

impl<T: Finite> Finite for Vec<T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Checked))
    }
}

impl<T: Finite> Finite for BTreeMap<String, T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|(key, value)| (key, Checked(value))))
    }
}

/// Hands [`Finite`] to serde where it asks for [`Serialize`].
struct Checked<'a, T>(&'a T);

impl<T: Finite> Serialize for Checked<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}
