//! One JSON value, opened just far enough to choose the variant that it is.
//!
//! Nothing is decoded here and nothing is copied, but for a tag that is written with escapes.

use std::{borrow::Cow, cell::Cell, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, DeserializeSeed, Error as _, IgnoredAny, MapAccess, Visitor},
};
use serde_json::value::RawValue;

use super::{
    JsonError, fault,
    number::{Integer, Integral},
    union::Union,
    unknown::UnknownVariant,
};

/// Where a union keeps its tag and its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Envelope {
    /// Tag and content beside each other: `{"type": "token", "data": {..}}`.
    Adjacent {
        /// The key of the tag.
        tag: &'static str,
        /// The key of the content.
        content: &'static str,
    },
    /// The tag among the fields of the content: `{"kind": "user", "id": ..}`.
    Internal {
        /// The key of the tag.
        tag: &'static str,
    },
    /// No tag: the variants differ in their JSON kind or in their required fields.
    Untagged,
}

/// The kinds of JSON values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonKind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// Any number.
    Number,
    /// A text.
    String,
    /// A list.
    Array,
    /// Names and values.
    Object,
}

/// A value of a union, before it is known which variant it is.
#[derive(Debug)]
pub struct RawUnion<'a> {
    json: &'a str,
    envelope: Envelope,
    tag: Cow<'a, str>,
    content: Content<'a>,
}

/// How far a value was read.
#[derive(Debug)]
enum Content<'a> {
    /// To its end: this is what lies behind the key of the content.
    Read(Option<&'a RawValue>),
    /// To the tag, and whether it was read to its end since.
    Ahead(Cell<bool>),
}

impl<'a> RawUnion<'a> {
    /// Opens a JSON value. A tagged one has to be an object whose tag is a string.
    pub fn new(json: &'a str, envelope: Envelope) -> Result<Self, JsonError> {
        let mut union = Self {
            json,
            envelope,
            tag: Cow::Borrowed(""),
            content: Content::Read(None),
        };
        let (tag_key, content_key) = match envelope {
            Envelope::Adjacent { tag, content } => (tag, Some(content)),
            Envelope::Internal { tag } => (tag, None),
            Envelope::Untagged => {
                serde_json::from_str::<IgnoredAny>(json)?;
                return Ok(union);
            }
        };
        let parts: Parts<Tag<'a>, &RawValue> = Parts::of(json, tag_key, content_key)?;
        let Tag(tag) = parts.tag.ok_or_else(|| JsonError::missing_field(tag_key))?;
        (union.tag, union.content) = (tag, Content::Read(parts.content));
        Ok(union)
    }

    /// Opens a JSON value and decodes its variant, with one look at every byte where the tag comes
    /// first. The outer error is one of [`new`](Self::new): that a tag is there proves nothing
    /// about what comes after it.
    pub fn decode<U: Union>(
        json: &'a str,
        envelope: Envelope,
    ) -> Result<(Self, Result<U, JsonError>), JsonError> {
        let union = Self::begin(json, envelope)?;
        let decoded = U::decode(&union);
        union.check()?;
        Ok((union, decoded))
    }

    /// Opens a JSON value, but no further than to its tag where that comes first.
    fn begin(json: &'a str, envelope: Envelope) -> Result<Self, JsonError> {
        if let Envelope::Adjacent { tag, .. } = envelope
            && let Some(tag) = leading_tag(json, tag)
        {
            return Ok(Self {
                json,
                envelope,
                tag: Cow::Borrowed(tag),
                content: Content::Ahead(Cell::new(false)),
            });
        }
        Self::new(json, envelope)
    }

    /// Reads to the end, unless that has been done.
    fn check(&self) -> Result<(), JsonError> {
        match (self.envelope, &self.content) {
            (Envelope::Adjacent { tag, content }, Content::Ahead(read)) if !read.get() => {
                Parts::<IgnoredAny, IgnoredAny>::of(self.json, tag, Some(content)).map(drop)
            }
            _ => Ok(()),
        }
    }

    /// The tag, and nothing where there is none.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// Decodes an integer, or whatever nests integers, as [`integer`](super::integer) does.
    pub fn integer<T: Integer>(&self) -> Result<T, JsonError> {
        self.content().map(|Integral(value)| value)
    }

    /// Decodes what the variant carries.
    pub fn content<T: DeserializeOwned>(&self) -> Result<T, JsonError> {
        let (json, key) = match (self.envelope, &self.content) {
            (Envelope::Adjacent { tag, content }, Content::Ahead(read)) => {
                let parts = Parts::<IgnoredAny, T>::of(self.json, tag, Some(content));
                let Some(content) = parts.ok().and_then(|parts| parts.content) else {
                    // What is wrong comes out step by step.
                    return Self::new(self.json, self.envelope)?.content();
                };
                read.set(true);
                return Ok(content);
            }
            (Envelope::Adjacent { content, .. }, Content::Read(Some(json))) => {
                (json.get(), content)
            }
            (Envelope::Adjacent { content, .. }, Content::Read(None)) => {
                return Err(JsonError::missing_field(content));
            }
            _ => (self.json, ""),
        };
        // The error of the first try has no path: finding it costs, so only a failure pays for it.
        serde_json::from_str(json).map_err(|error| {
            JsonError::custom(fault::locate::<T>(json.as_bytes(), &error).inside(key))
        })
    }

    /// What kind of JSON value it is.
    pub fn kind(&self) -> JsonKind {
        match self.json.trim_ascii_start().as_bytes().first() {
            Some(b'{') => JsonKind::Object,
            Some(b'[') => JsonKind::Array,
            Some(b'"') => JsonKind::String,
            Some(b't' | b'f') => JsonKind::Boolean,
            Some(b'n') => JsonKind::Null,
            _ => JsonKind::Number,
        }
    }

    /// Whether it is an object with something other than null behind this key.
    pub fn has(&self, key: &str) -> bool {
        let mut deserializer = serde_json::Deserializer::from_str(self.json);
        Has(key).deserialize(&mut deserializer).unwrap_or(false)
    }

    /// Keeps it as it is.
    pub fn to_unknown(&self) -> UnknownVariant {
        UnknownVariant::new(&self.tag, self.json)
    }
}

/// The tag, where it comes first and is written without escapes, and the JSON without white space:
/// as servers write it. Nothing behind it is looked at.
fn leading_tag<'a>(json: &'a str, key: &str) -> Option<&'a str> {
    let value = json.strip_prefix("{\"")?.strip_prefix(key)?;
    let value = value.strip_prefix("\":\"")?;
    let end = value
        .bytes()
        .position(|byte| matches!(byte, b'"' | b'\\'))?;
    let (tag, rest) = value.split_at(end);
    rest.starts_with('"').then_some(tag)
}

/// A tag, copied only if it is written with escapes.
#[derive(Deserialize)]
struct Tag<'a>(#[serde(borrow)] Cow<'a, str>);

/// What lies behind the two keys of the object around a tag.
struct Parts<T, C> {
    tag: Option<T>,
    content: Option<C>,
}

impl<'de, T: Deserialize<'de>, C: Deserialize<'de>> Parts<T, C> {
    fn of(
        json: &'de str,
        tag: &'static str,
        content: Option<&'static str>,
    ) -> Result<Self, JsonError> {
        let mut deserializer = serde_json::Deserializer::from_str(json);
        let reader = PartsReader {
            keys: Keys { tag, content },
            parts: PhantomData,
        };
        let parts = deserializer.deserialize_map(reader)?;
        deserializer.end()?;
        Ok(parts)
    }
}

/// The keys to look for in the object around a tag.
#[derive(Clone, Copy)]
struct Keys {
    tag: &'static str,
    content: Option<&'static str>,
}

struct PartsReader<P> {
    keys: Keys,
    parts: PhantomData<P>,
}

impl<'de, T: Deserialize<'de>, C: Deserialize<'de>> Visitor<'de> for PartsReader<Parts<T, C>> {
    type Value = Parts<T, C>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with a `{}`", self.keys.tag)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut tag, mut content) = (None, None);
        while let Some(part) = map.next_key_seed(WhichPart(self.keys))? {
            match part {
                Part::Tag if tag.is_some() => {
                    return Err(A::Error::duplicate_field(self.keys.tag));
                }
                Part::Tag => {
                    tag = Some(map.next_value().map_err(|error| {
                        A::Error::custom(fault::of_text(&error.to_string()).inside(self.keys.tag))
                    })?);
                }
                Part::Content(key) if content.is_some() => {
                    return Err(A::Error::duplicate_field(key));
                }
                Part::Content(_) => content = Some(map.next_value()?),
                Part::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(Parts { tag, content })
    }
}

enum Part {
    Tag,
    Content(&'static str),
    Other,
}

struct WhichPart(Keys);

impl<'de> DeserializeSeed<'de> for WhichPart {
    type Value = Part;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Part, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for WhichPart {
    type Value = Part;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: serde::de::Error>(self, key: &str) -> Result<Part, E> {
        Ok(if key == self.0.tag {
            Part::Tag
        } else {
            self.0
                .content
                .filter(|content| key == *content)
                .map_or(Part::Other, Part::Content)
        })
    }
}

/// Looks for a key with something behind it.
struct Has<'k>(&'k str);

impl<'de> DeserializeSeed<'de> for Has<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Has<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        #[derive(Deserialize)]
        struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

        let mut found = false;
        while let Some(Key(key)) = map.next_key()? {
            let filled = map.next_value::<Option<IgnoredAny>>()?.is_some();
            found |= filled && key == self.0;
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[derive(Debug, PartialEq)]
    enum Event {
        Text(Vec<String>),
        Any(Value),
        Unknown(UnknownVariant),
    }

    const ENVELOPE: Envelope = Envelope::Adjacent {
        tag: "type",
        content: "data",
    };

    impl Union for Event {
        const ENVELOPE: Envelope = ENVELOPE;

        fn decode(raw: &RawUnion<'_>) -> Result<Self, JsonError> {
            Ok(match raw.tag() {
                "text" => Self::Text(raw.content()?),
                "any" => Self::Any(raw.content()?),
                _ => Self::Unknown(raw.to_unknown()),
            })
        }
    }

    /// One look at a value must find what two looks find, damaged in whatever way.
    #[test]
    fn one_look_is_as_good_as_two() {
        let compare = |json: &str| {
            let twice = RawUnion::new(json, ENVELOPE).map(|raw| {
                let decoded = Event::decode(&raw).map_err(|error| error.to_string());
                (raw.tag().to_owned(), decoded)
            });
            let once = RawUnion::decode::<Event>(json, ENVELOPE).map(|(raw, decoded)| {
                let decoded = decoded.map_err(|error| error.to_string());
                (raw.tag().to_owned(), decoded)
            });
            let text = |error: JsonError| error.to_string();
            assert_eq!(once.map_err(text), twice.map_err(text), "{json}");
        };
        for line in [
            r#"{"type":"text","data":["a","\u00e9"]}"#,
            r#" { "type" : "text" , "x" : {"type":1} , "data" : [ ] , "y" : 1.5e3 } "#,
            r#"{"data":{"a":null},"type":"any"}"#,
            r#"{"type":"other","data":{"a":["\\"]},"data":1}"#,
            r#"{"type":"any","data":[true],"t\u0079pe":"any"}"#,
            r#"{"type":"t\u0065xt","data":["ü"]}"#,
            r#"{"type":"text"}"#,
        ] {
            for (place, old) in line.char_indices() {
                let (before, rest) = line.split_at(place);
                compare(before);
                for mark in r#""\{}[],:0n "#.chars() {
                    compare(&format!("{before}{mark}{}", &rest[old.len_utf8()..]));
                    compare(&format!("{before}{mark}{rest}"));
                }
            }
            compare(line);
        }
        let deep = format!("{}{}", "[".repeat(127), "]".repeat(127));
        compare(&format!(r#"{{"type":"any","data":{deep}}}"#));
    }
}
