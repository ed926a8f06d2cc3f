//! One JSON value, opened just far enough to choose the variant that it is.
//!
//! Nothing is decoded here and nothing is copied, but for a tag that is written with escapes.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, DeserializeSeed, Error as _, IgnoredAny, MapAccess, Visitor},
};
use serde_json::value::RawValue;

use super::{JsonError, fault, unknown::UnknownVariant};

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
    content: Option<&'a RawValue>,
}

impl<'a> RawUnion<'a> {
    /// Opens a JSON value. A tagged one has to be an object whose tag is a string.
    pub fn new(json: &'a str, envelope: Envelope) -> Result<Self, JsonError> {
        let mut union = Self {
            json,
            envelope,
            tag: Cow::Borrowed(""),
            content: None,
        };
        let (tag_key, content_key) = match envelope {
            Envelope::Adjacent { tag, content } => (tag, Some(content)),
            Envelope::Internal { tag } => (tag, None),
            Envelope::Untagged => return Ok(union),
        };
        let mut deserializer = serde_json::Deserializer::from_str(json);
        let parts = Keys {
            tag: tag_key,
            content: content_key,
        }
        .deserialize(&mut deserializer)?;
        deserializer.end()?;
        union.tag = parts.tag.ok_or_else(|| JsonError::missing_field(tag_key))?;
        union.content = parts.content;
        Ok(union)
    }

    /// The tag, and nothing where there is none.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// Decodes what the variant carries.
    pub fn content<T: DeserializeOwned>(&self) -> Result<T, JsonError> {
        let (json, key) = match (self.envelope, self.content) {
            (Envelope::Adjacent { content, .. }, Some(json)) => (json.get(), content),
            (Envelope::Adjacent { content, .. }, None) => {
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

/// The keys to look for in the object around a tag.
#[derive(Clone, Copy)]
struct Keys {
    tag: &'static str,
    content: Option<&'static str>,
}

#[derive(Default)]
struct Parts<'a> {
    tag: Option<Cow<'a, str>>,
    content: Option<&'a RawValue>,
}

impl<'de> DeserializeSeed<'de> for Keys {
    type Value = Parts<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Parts<'de>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Keys {
    type Value = Parts<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with a `{}`", self.tag)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Parts<'de>, A::Error> {
        #[derive(Deserialize)]
        struct Tag<'a>(#[serde(borrow)] Cow<'a, str>);

        let mut parts = Parts::default();
        while let Some(part) = map.next_key_seed(WhichPart(self))? {
            match part {
                Part::Tag if parts.tag.is_some() => {
                    return Err(A::Error::duplicate_field(self.tag));
                }
                Part::Tag => {
                    let Tag(tag) = map.next_value().map_err(|error| {
                        A::Error::custom(fault::of_text(&error.to_string()).inside(self.tag))
                    })?;
                    parts.tag = Some(tag);
                }
                Part::Content(key) if parts.content.is_some() => {
                    return Err(A::Error::duplicate_field(key));
                }
                Part::Content(_) => parts.content = Some(map.next_value()?),
                Part::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(parts)
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
