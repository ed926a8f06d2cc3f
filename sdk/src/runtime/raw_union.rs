//! One JSON value, opened just far enough to choose the variant that it is.
//!
//! Nothing is decoded here and nothing is copied, but for a tag that is written with escapes.

use std::{borrow::Cow, cell::Cell, fmt, marker::PhantomData, mem};

use serde::{
    Deserialize, Deserializer,
    de::{Error as _, IgnoredAny, MapAccess, Visitor},
};

use super::{
    careful,
    document::{Document, Node},
    fault::Fault,
    field::{Read, ReadField},
    object::{Key, skip},
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
    tag: Cow<'a, str>,
    form: Form<'a>,
}

#[derive(Debug)]
enum Form<'a> {
    /// For the quick way: a string whose tag comes first, and whether the rest has been read as well.
    Line { json: &'a str, keys: Keys, read: Cell<bool> },
    /// For the careful way.
    Node(Node<'a>, Envelope),
}

/// A union that was read, and its tag.
#[derive(Debug)]
pub struct Decoded<'a, U> {
    /// The tag, and nothing where there is none.
    pub tag: Cow<'a, str>,
    /// The union. A malformed variant is an error of its own: the tag is known then.
    pub value: Result<U, Fault>,
}

impl<'a> RawUnion<'a> {
    /// Opens a value of a document. A tagged one has to be an object whose tag is a string.
    pub(crate) fn new(node: Node<'a>, envelope: Envelope) -> Result<Self, Fault> {
        let tag = match envelope {
            Envelope::Adjacent { tag, .. } | Envelope::Internal { tag } => {
                let tagged = unique(node, tag)?.ok_or_else(|| Fault::missing_field(tag))?;
                let text = Cow::<str>::deserialize(tagged);
                text.map_err(|fault| fault.inside(tag))?
            }
            Envelope::Untagged => Cow::Borrowed(""),
        };
        Ok(Self { tag, form: Form::Node(node, envelope) })
    }

    /// Decodes a string. Where the tag comes first, as servers write it, and nothing is wrong, that
    /// takes one look at every byte. The careful way decides about everything else. The outer error
    /// is about tag and content, the inner one about the variant.
    pub fn decode<U: Union>(json: &'a str, envelope: Envelope) -> Result<Decoded<'a, U>, Fault> {
        if let Envelope::Adjacent { tag, content } = envelope
            && let Some(leading) = leading_tag(json, tag)
        {
            let form = Form::Line { json, keys: Keys { tag, content }, read: Cell::new(false) };
            let union = Self { tag: Cow::Borrowed(leading), form };
            if let Ok(value) = U::decode(&union)
                && union.is_read()
            {
                return Ok(Decoded { tag: union.tag, value: Ok(value) });
            }
        }
        Self::decode_carefully(json, envelope)
    }

    fn decode_carefully<U: Union>(json: &str, envelope: Envelope) -> Result<Decoded<'a, U>, Fault> {
        let document = Document::new(careful::check(json)?)?;
        let union = RawUnion::new(document.root(), envelope)?;
        let value = U::decode(&union);
        Ok(Decoded { tag: Cow::Owned(union.tag.into_owned()), value })
    }

    /// Whether all of the value is known to be JSON. What follows the tag is looked at now, unless
    /// that has been done.
    fn is_read(&self) -> bool {
        match &self.form {
            Form::Line { json, keys, read } => {
                read.get() || Parts::<IgnoredAny>::of(json, *keys).is_ok()
            }
            Form::Node(..) => true,
        }
    }

    /// The tag, and nothing where there is none.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// Decodes what the variant carries.
    pub fn content<T: ReadField>(&self) -> Result<T, Fault> {
        match &self.form {
            Form::Line { json, keys, read } => {
                let parts = Parts::<Read<T>>::of(json, *keys);
                read.set(true);
                // What is wrong is found out on the careful way.
                let content =
                    parts.ok().and_then(|parts| parts.content).map(|Read(content)| content);
                content.ok_or_else(|| Fault::new("the content does not decode"))
            }
            Form::Node(node, Envelope::Adjacent { content, .. }) => {
                let node = unique(*node, content)?.ok_or_else(|| Fault::missing_field(content))?;
                T::read(node).map_err(|fault| fault.inside(content))
            }
            Form::Node(node, _) => T::read(*node),
        }
    }

    /// What kind of JSON value it is.
    pub fn kind(&self) -> JsonKind {
        match self.json().as_bytes().first() {
            Some(b'{') => JsonKind::Object,
            Some(b'[') => JsonKind::Array,
            Some(b'"') => JsonKind::String,
            Some(b't' | b'f') => JsonKind::Boolean,
            Some(b'n') => JsonKind::Null,
            _ => JsonKind::Number,
        }
    }

    /// Whether it is an object that has something other than null under this key.
    pub fn has(&self, key: &str) -> bool {
        let Form::Node(node, _) = &self.form else {
            return false;
        };
        let mut members = node.members().into_iter().flatten();
        members.any(|(name, value)| name == key && value.text() != "null")
    }

    /// Keeps it as it is.
    pub fn to_unknown(&self) -> UnknownVariant {
        UnknownVariant::new(&self.tag, self.json())
    }

    fn json(&self) -> &'a str {
        match self.form {
            Form::Line { json, .. } => json,
            Form::Node(node, _) => node.text(),
        }
    }
}

/// The value under a key that has to be there once at most.
fn unique<'a>(node: Node<'a>, key: &'static str) -> Result<Option<Node<'a>>, Fault> {
    let Some(members) = node.members() else {
        return Err(Fault::new(format!("expected an object with `{key}`")));
    };
    let mut values = members.filter(|(name, _)| name == key).map(|(_, value)| value);
    match (values.next(), values.next()) {
        (value, None) => Ok(value),
        _ => Err(Fault::duplicate_field(key)),
    }
}

/// The tag, where it comes first and is written without escapes, and the JSON without white space:
/// as servers write it. Nothing that follows is looked at.
pub(crate) fn leading_tag<'a>(json: &'a str, key: &str) -> Option<&'a str> {
    let value = json.strip_prefix("{\"")?.strip_prefix(key)?;
    let value = value.strip_prefix("\":\"")?;
    let end = value.bytes().position(|byte| matches!(byte, b'"' | b'\\'))?;
    let (tag, rest) = value.split_at(end);
    rest.starts_with('"').then_some(tag)
}

/// The content of an object with a tag, which is known.
struct Parts<C> {
    content: Option<C>,
}

impl<'de, C: Deserialize<'de>> Parts<C> {
    fn of(json: &'de str, keys: Keys) -> Result<Self, serde_json::Error> {
        let mut deserializer = serde_json::Deserializer::from_str(json);
        let parts = deserializer.deserialize_map(PartsReader { keys, parts: PhantomData })?;
        deserializer.end()?;
        Ok(parts)
    }
}

/// The keys to look for in the object around a tag.
#[derive(Debug, Clone, Copy)]
struct Keys {
    tag: &'static str,
    content: &'static str,
}

struct PartsReader<P> {
    keys: Keys,
    parts: PhantomData<P>,
}

impl<'de, C: Deserialize<'de>> Visitor<'de> for PartsReader<Parts<C>> {
    type Value = Parts<C>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with `{}`", self.keys.tag)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut tagged, mut content) = (false, None);
        while let Some(Key(key)) = map.next_key()? {
            if key == self.keys.content {
                if content.is_some() {
                    return Err(A::Error::duplicate_field(self.keys.content));
                }
                content = Some(map.next_value()?);
                continue;
            }
            if key == self.keys.tag && mem::replace(&mut tagged, true) {
                return Err(A::Error::duplicate_field(self.keys.tag));
            }
            skip(&mut map)?;
        }
        Ok(Parts { content })
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

    const ENVELOPE: Envelope = Envelope::Adjacent { tag: "type", content: "data" };

    impl Union for Event {
        const ENVELOPE: Envelope = ENVELOPE;

        fn decode(raw: &RawUnion<'_>) -> Result<Self, Fault> {
            Ok(match raw.tag() {
                "text" => Self::Text(raw.content()?),
                "any" => Self::Any(raw.content()?),
                _ => Self::Unknown(raw.to_unknown()),
            })
        }
    }

    /// The quick way must find what the careful one finds, damaged in whatever way.
    #[test]
    fn the_quick_way_is_as_good_as_the_careful_one() {
        let compare = |json: &str| {
            let flat = |decoded: Result<Decoded<'_, Event>, Fault>| {
                decoded.map(|decoded| (decoded.tag.into_owned(), decoded.value))
            };
            let quick = flat(RawUnion::decode(json, ENVELOPE));
            let careful = flat(RawUnion::decode_carefully(json, ENVELOPE));
            assert_eq!(quick, careful, "{json}");
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
        for depth in [126, 127, 128, 200] {
            let deep = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
            compare(&format!(r#"{{"type":"any","data":{deep}}}"#));
        }
    }
}
