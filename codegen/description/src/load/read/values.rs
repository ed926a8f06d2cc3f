//! The values that keys hold.

use serde_json::{Value, json};

use super::faults::listed;
use super::reader::{Read, Reader, is_null, is_number};
use crate::load::keys::Definitions;
use crate::load::span::At;
use crate::load::tree::Content;

/// One name or a list of names.
#[derive(Debug, Clone, Default)]
pub struct OneOrMany(pub Vec<At<String>>);

/// A plain value.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar {
    /// True or false.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// A string.
    String(String),
}

impl Reader<'_> {
    /// The value that one of several words stands for.
    pub fn choice<T: Copy>(self, words: &[(&str, T)]) -> Option<T> {
        let written = self.scalar().map(|(text, _)| text);
        let found = words.iter().find(|(word, _)| Some(*word) == written);
        let words: Vec<_> = words.iter().map(|(word, _)| *word).collect();
        self.or_wrong_kind(found.map(|(_, value)| *value), &listed(&words, "or"))
    }

    /// Whether a mapping is written.
    pub fn is_mapping(self) -> bool {
        matches!(self.node.content, Content::Mapping { .. })
    }

    /// Whether nothing is written.
    pub fn is_nothing(self) -> bool {
        matches!(self.scalar(), Some((text, true)) if is_null(text))
    }

    /// A scalar that is a string, and neither a number nor a truth nor nothing.
    pub fn string(self) -> Option<String> {
        match plain(self)? {
            Scalar::String(text) => Some(text),
            _ => None,
        }
    }
}

fn plain(reader: Reader<'_>) -> Option<Scalar> {
    let (text, plain) = reader.scalar()?;
    let string = || Scalar::String(text.to_owned());
    Some(match text {
        _ if !plain => string(),
        _ if is_null(text) => return None,
        "true" | "false" => Scalar::Boolean(text == "true"),
        _ if is_number(text) => {
            let whole = text.parse().map(Scalar::Integer);
            whole.or_else(|_| text.parse().map(Scalar::Number)).unwrap_or_else(|_| string())
        }
        _ => string(),
    })
}

impl Read for String {
    fn read(reader: Reader<'_>) -> Option<Self> {
        let written = reader.scalar().filter(|(text, plain)| !plain || !is_null(text));
        reader.or_wrong_kind(written.map(|(text, _)| text.to_owned()), "a string")
    }

    fn schema(_: &mut Definitions) -> Value {
        json!({ "type": "string" })
    }
}

impl Read for bool {
    fn read(reader: Reader<'_>) -> Option<Self> {
        let read = match plain(reader) {
            Some(Scalar::Boolean(value)) => Some(value),
            _ => None,
        };
        reader.or_wrong_kind(read, "`true` or `false`")
    }

    fn schema(_: &mut Definitions) -> Value {
        json!({ "type": "boolean" })
    }
}

impl Read for Scalar {
    fn read(reader: Reader<'_>) -> Option<Self> {
        reader.or_wrong_kind(plain(reader), "a string, a number, true or false")
    }

    fn schema(_: &mut Definitions) -> Value {
        json!({ "type": ["string", "number", "boolean"] })
    }
}

impl Read for OneOrMany {
    const REQUIRED: bool = false;

    fn read(reader: Reader<'_>) -> Option<Self> {
        if reader.items().is_some() {
            return Vec::read(reader).map(Self);
        }
        let only = reader.or_wrong_kind(reader.string(), "a name or a list of names")?;
        Some(Self(vec![At { value: only, span: reader.span() }]))
    }

    fn schema(_: &mut Definitions) -> Value {
        json!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] })
    }
}

impl<T: Read> Read for At<T> {
    fn read(reader: Reader<'_>) -> Option<Self> {
        T::read(reader).map(|value| Self { value, span: reader.span() })
    }

    fn unreadable(reader: Reader<'_>) -> Option<Self> {
        T::unreadable(reader).map(|value| Self { value, span: reader.span() })
    }

    fn schema(definitions: &mut Definitions) -> Value {
        T::schema(definitions)
    }
}

impl<T: Read> Read for Option<T> {
    const REQUIRED: bool = false;

    fn read(reader: Reader<'_>) -> Option<Self> {
        T::read(reader).map(Some)
    }

    fn schema(definitions: &mut Definitions) -> Value {
        T::schema(definitions)
    }
}

impl<T: Read> Read for Box<T> {
    fn read(reader: Reader<'_>) -> Option<Self> {
        T::read(reader).map(Self::new)
    }

    fn schema(definitions: &mut Definitions) -> Value {
        T::schema(definitions)
    }
}

impl<T: Read> Read for Vec<T> {
    const REQUIRED: bool = false;

    /// Every item is read, so that the faults of all are reported. A list with a faulty one counts as faulty.
    fn read(reader: Reader<'_>) -> Option<Self> {
        let items = reader.or_wrong_kind(reader.items(), "a list such as `[a, b]`")?;
        let items: Vec<_> = items.map(T::read).collect();
        items.into_iter().collect()
    }

    fn schema(definitions: &mut Definitions) -> Value {
        json!({ "type": "array", "items": T::schema(definitions) })
    }
}
