//! The careful way to decode a JSON text. It is taken where the quick one, `serde_json`, gave up.
//!
//! It finds out where a value is not as expected, says so without showing the value, and survives
//! what a server in JavaScript may write: half of a surrogate pair becomes U+FFFD. For values that
//! both ways accept they give the same.

use std::{borrow::Cow, fmt};

use serde::{
    Deserializer,
    de::{
        DeserializeOwned, DeserializeSeed, Error as _, IgnoredAny, IntoDeserializer, MapAccess,
        SeqAccess, Unexpected, Visitor,
        value::{BorrowedStrDeserializer, MapAccessDeserializer},
    },
    forward_to_deserialize_any,
};

use super::{
    document::{Document, Items, Members, Node},
    fault::Fault,
    scan::unescape,
};

/// The name under which `serde_json` asks for a value as it is written.
const RAW: &str = "$serde_json::private::RawValue";

/// The name under which a union asks for a node of a document.
pub(crate) const NODE: &str = "$node";

/// Decodes a string, or says what is wrong with it and where.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    let text = check(text)?;
    T::deserialize(Document::new(text)?.root())
}

/// Decodes the value that a string begins with, whatever follows it.
pub(crate) fn read_first<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    let first = values.next().and_then(Result::ok).and_then(|_| text.get(..values.byte_offset()));
    read(first.unwrap_or(text))
}

/// Makes sure that a string is JSON, but for the byte-order mark before it.
pub(crate) fn check(text: &str) -> Result<&str, Fault> {
    let text = text.trim_start_matches('\u{feff}');
    match serde_json::from_str::<IgnoredAny>(text) {
        Ok(_) => Ok(text),
        // The messages of the parser quote nothing.
        Err(error) => Err(Fault::new(format!("not JSON: {error}"))),
    }
}

impl<'de> Deserializer<'de> for Node<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if let Some(members) = self.members() {
            return visitor.visit_map(Object { members, value: None });
        }
        if let Some(items) = self.items() {
            return visitor.visit_seq(Array { items, index: 0 });
        }
        match self.text() {
            "null" => visitor.visit_unit(),
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            text if text.starts_with('"') => match unescape(text) {
                Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
                Cow::Owned(text) => visitor.visit_string(text),
            },
            number => visit_number(number, visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.text() {
            "null" => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match name {
            RAW => visitor.visit_map(MapAccessOfOne::new(self.text())),
            NODE => visitor.visit_seq(Handover(self, 0)),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.members() {
            Some(members) => {
                let object = Object { members, value: None };
                visitor.visit_enum(MapAccessDeserializer::new(object))
            }
            None if self.text().starts_with('"') => {
                visitor.visit_enum(unescape(self.text()).into_deserializer())
            }
            None => self.deserialize_any(visitor),
        }
    }

    /// An array is not read as an object, though serde would take its items for the fields in order.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.items() {
            Some(_) => Err(Fault::invalid_type(Unexpected::Seq, &"an object")),
            None => self.deserialize_any(visitor),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map identifier
    }
}

fn visit_number<'de, V: Visitor<'de>>(text: &str, visitor: V) -> Result<V::Value, Fault> {
    // `-0` is a float: no integer has the sign.
    if let Ok(number) = text.parse() {
        return visitor.visit_u64(number);
    }
    if let Some(number) = text.parse().ok().filter(|number| *number != 0) {
        return visitor.visit_i64(number);
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => visitor.visit_f64(number),
        _ => Err(Fault::new("the number is out of range")),
    }
}

struct Array<'de> {
    items: Items<'de>,
    index: usize,
}

impl<'de> SeqAccess<'de> for Array<'de> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Fault> {
        let Some(node) = self.items.next() else {
            return Ok(None);
        };
        let index = self.index;
        self.index += 1;
        let element = seed.deserialize(node);
        element.map(Some).map_err(|fault| fault.inside(&format!("[{index}]")))
    }
}

struct Object<'de> {
    members: Members<'de>,
    value: Option<(Cow<'de, str>, Node<'de>)>,
}

impl<'de> MapAccess<'de> for Object<'de> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        self.value = self.members.next();
        match &self.value {
            Some((key, _)) => seed.deserialize(Key(key.clone())).map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Fault> {
        let Some((key, node)) = self.value.take() else {
            return Err(Fault::new("a value is read before its key"));
        };
        seed.deserialize(node).map_err(|fault| fault.inside(&key))
    }
}

/// A key, which may be read as a number.
struct Key<'de>(Cow<'de, str>);

macro_rules! read_as {
    ($($method:ident: $visit:ident,)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            match self.0.parse() {
                Ok(value) => visitor.$visit(value),
                Err(_) => self.deserialize_any(visitor),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Key<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    read_as! {
        deserialize_bool: visit_bool,
        deserialize_i8: visit_i64,
        deserialize_i16: visit_i64,
        deserialize_i32: visit_i64,
        deserialize_i64: visit_i64,
        deserialize_u8: visit_u64,
        deserialize_u16: visit_u64,
        deserialize_u32: visit_u64,
        deserialize_u64: visit_u64,
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_enum(self.0.into_deserializer())
    }

    forward_to_deserialize_any! {
        i128 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map
        struct identifier ignored_any
    }
}

/// What `serde_json` takes for a value as it is written: a map with one entry.
struct MapAccessOfOne<'de>(Option<&'de str>);

impl<'de> MapAccessOfOne<'de> {
    fn new(text: &'de str) -> Self {
        Self(Some(text))
    }
}

impl<'de> MapAccess<'de> for MapAccessOfOne<'de> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        match self.0 {
            Some(_) => seed.deserialize(BorrowedStrDeserializer::new(RAW)).map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Fault> {
        let text = self.0.take().unwrap_or_default();
        seed.deserialize(BorrowedStrDeserializer::new(text))
    }
}

/// A node on its way to a union: its text, then its part of the index.
struct Handover<'de>(Node<'de>, u8);

impl<'de> SeqAccess<'de> for Handover<'de> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Fault> {
        use serde::de::value::BorrowedBytesDeserializer;

        self.1 += 1;
        match self.1 {
            1 => seed.deserialize(BorrowedStrDeserializer::new(self.0.text())).map(Some),
            2 => seed.deserialize(BorrowedBytesDeserializer::new(self.0.index())).map(Some),
            _ => Ok(None),
        }
    }
}

/// Takes a node over from a document.
pub(crate) struct TakeNode;

impl<'de> Visitor<'de> for TakeNode {
    type Value = Node<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a node of a document")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Node<'de>, A::Error> {
        match (parts.next_element()?, parts.next_element()?) {
            (Some(text), Some(index)) => Ok(Node::new(text, index)),
            _ => Err(A::Error::custom("there is no node")),
        }
    }
}
