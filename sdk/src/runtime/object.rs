//! How objects are read and shown, as far as it is the same for all of them.

use std::{
    borrow::Cow,
    fmt::{self, Debug},
    marker::PhantomData,
};

use serde::{
    Deserialize, Deserializer,
    de::{Error, IgnoredAny, MapAccess, Visitor},
};

use super::{
    field::{Read, ReadField},
    hidden::Hidden,
};

/// An object, as it is read.
pub trait Object: Sized {
    /// The name of the type.
    const NAME: &'static str;
    /// The keys on the wire.
    const KEYS: &'static [&'static str];

    /// Reads the members.
    fn read_members<'de, A: MapAccess<'de>>(members: A) -> Result<Self, A::Error>;
}

/// Reads an object. An array is none, although serde's own derive would take one.
pub fn read_object<'de, D: Deserializer<'de>, T: Object>(deserializer: D) -> Result<T, D::Error> {
    struct Members<T>(PhantomData<T>);

    impl<'de, T: Object> Visitor<'de> for Members<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<T, A::Error> {
            T::read_members(members)
        }
    }

    deserializer.deserialize_struct(T::NAME, T::KEYS, Members(PhantomData))
}

/// A key, which is not copied where the reader can lend it.
pub struct Key<'de>(pub Cow<'de, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;

        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_str<E: Error>(self, key: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(key.to_owned())))
            }

            fn visit_borrowed_str<E: Error>(self, key: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(key)))
            }

            fn visit_string<E: Error>(self, key: String) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(key)))
            }
        }

        deserializer.deserialize_identifier(KeyVisitor)
    }
}

/// Reads the value of a key that may come once.
pub fn read_once<'de, A: MapAccess<'de>, T: ReadField>(
    members: &mut A,
    value: &mut Option<T>,
    key: &'static str,
) -> Result<(), A::Error> {
    if value.is_some() {
        return Err(A::Error::duplicate_field(key));
    }
    let Read(read) = members.next_value()?;
    *value = Some(read);
    Ok(())
}

/// Passes over the value of an unknown key.
pub fn skip<'de, A: MapAccess<'de>>(members: &mut A) -> Result<(), A::Error> {
    members.next_value::<IgnoredAny>().map(drop)
}

/// The value of a key that has to be there.
pub fn required<T, E: Error>(value: Option<T>, key: &'static str) -> Result<T, E> {
    value.ok_or_else(|| E::missing_field(key))
}

/// `Debug` as the derive would write it, but for the secrets.
pub fn debug_object(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    fields: &[(&str, &dyn Debug)],
    secrets: &[&str],
) -> fmt::Result {
    let mut object = f.debug_struct(name);
    for (field, value) in fields {
        let value = if secrets.contains(field) { &Hidden } else { *value };
        object.field(field.trim_start_matches("r#"), value);
    }
    object.finish()
}
