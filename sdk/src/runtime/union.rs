//! Unions: what the generator implements for them, and how serde gets in and out.
//!
//! Serde's own enum representations are not used: none of them both keeps an unknown variant and
//! refuses a known one that is malformed.

use std::{collections::BTreeMap, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error as _, MapAccess, SeqAccess, Visitor},
    ser::SerializeMap,
};
use serde_json::{Value, value::RawValue};

use super::{
    careful::{self, NODE, TakeNode},
    document::{Document, Node},
    error::Error,
    fault::{Carried, Fault},
    hidden::Hidden,
    raw_union::{Envelope, RawUnion},
    unknown::UnknownVariant,
};

/// A choice between types that the reader makes by looking at the JSON value.
pub trait Union: Sized {
    /// Where the tag and the content are.
    const ENVELOPE: Envelope;

    /// Reads a variant. An unknown one is kept, a malformed known one is an error.
    fn decode(raw: &RawUnion<'_>) -> Result<Self, Fault>;
}

/// A union that streams consist of.
#[diagnostic::on_unimplemented(
    message = "this operation does not stream",
    label = "it gives one reply: await the call itself"
)]
pub trait Event: Union + Send + 'static {
    /// The tag of the event that completes a stream. `None` where a stream just ends.
    const TERMINAL: Option<&'static str>;

    /// The piece of the streamed text that this event carries.
    fn text(&self) -> Option<&str> {
        None
    }
}

/// Events of a stream that a terminal event completes.
#[diagnostic::on_unimplemented(
    message = "this stream has no terminal event, and so no reply to finish with",
    label = "it is over when `try_next` gives `None`"
)]
pub trait Terminal: Event {
    /// What the terminal event carries: the reply that the operation gives when it does not stream.
    type Reply;

    /// The reply, if this is the terminal event.
    fn into_reply(self) -> Option<Self::Reply>;
}

/// The events of an operation that does not stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoEvents {}

/// Any value as JSON.
///
/// # Errors
///
/// A value of an unknown variant is nested too deeply for a [`Value`], or has a number that is too
/// large for one.
pub fn to_json<T: Serialize>(value: &T) -> Result<Value, Error> {
    let json = serde_json::to_string(value);
    let read = json.map_err(Fault::custom).and_then(|json| careful::read(&json));
    read.map_err(|fault| Error::decode("the value", fault))
}

/// Writes a variant of a union with this envelope.
pub fn write_variant<S: Serializer, T: Serialize>(
    serializer: S,
    envelope: Envelope,
    tag: &str,
    content: &T,
) -> Result<S::Ok, S::Error> {
    match envelope {
        Envelope::Adjacent { tag: tag_key, content: content_key } => {
            let mut map = serializer.serialize_map(Some(2))?;
            map.serialize_entry(tag_key, tag)?;
            map.serialize_entry(content_key, content)?;
            map.end()
        }
        Envelope::Internal { tag: tag_key } => {
            Tagged { tag: BTreeMap::from([(tag_key, tag)]), content }.serialize(serializer)
        }
        Envelope::Untagged => content.serialize(serializer),
    }
}

#[derive(Serialize)]
struct Tagged<'a, T> {
    #[serde(flatten)]
    tag: BTreeMap<&'a str, &'a str>,
    #[serde(flatten)]
    content: &'a T,
}

/// `Debug` of a value that is unknown. It may hold what the known ones hide.
pub fn debug_unknown(
    f: &mut fmt::Formatter<'_>,
    value: &UnknownVariant,
    hidden: &[&str],
) -> fmt::Result {
    let value: &dyn fmt::Debug = if hidden.is_empty() { value } else { &Hidden };
    f.debug_tuple("Unknown").field(value).finish()
}

/// Reads a union from any deserializer, alone or nested in whatever type.
pub fn read_union<'de, D: Deserializer<'de>, U: Union>(deserializer: D) -> Result<U, D::Error> {
    deserializer.deserialize_newtype_struct(NODE, UnionVisitor(PhantomData))
}

/// Takes the value over from a document, where it is known already how long it is. Everybody else
/// just opens the newtype, and a document is made of what is in it.
struct UnionVisitor<U>(PhantomData<U>);

impl<'de, U: Union> Visitor<'de> for UnionVisitor<U> {
    type Value = U;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a union")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, parts: A) -> Result<U, A::Error> {
        let node = TakeNode.visit_seq(parts)?;
        decode(node).map_err(|fault| A::Error::custom(Carried(fault)))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<U, D::Error> {
        let json = Box::<RawValue>::deserialize(AnyForm(deserializer))?;
        let decoded = Document::new(json.get()).and_then(|document| decode(document.root()));
        decoded.map_err(D::Error::custom)
    }
}

fn decode<U: Union>(node: Node<'_>) -> Result<U, Fault> {
    U::decode(&RawUnion::new(node, U::ENVELOPE)?)
}

/// Makes raw JSON readable from deserializers that know nothing of it.
///
/// Raw JSON is asked for as a newtype of a magic name. `serde_json` answers with a map; everybody
/// else, and serde's own buffer for `flatten` and `untagged`, just opens the newtype. Then the
/// value is read and written again.
struct AnyForm<D>(D);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for AnyForm<D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_any(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_newtype_struct(name, AnyFormVisitor { name, visitor })
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        option unit unit_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct AnyFormVisitor<V> {
    name: &'static str,
    visitor: V,
}

impl<'de, V: Visitor<'de>> Visitor<'de> for AnyFormVisitor<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_map(map)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<V::Value, D::Error> {
        Value::deserialize(deserializer)?
            .deserialize_newtype_struct(self.name, self.visitor)
            .map_err(D::Error::custom)
    }
}
