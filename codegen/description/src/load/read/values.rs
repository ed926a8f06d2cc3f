//! The values that keys hold.

use serde_json::{Value, json};

use super::{Map, Read, Reader, is_null, is_number};
use crate::load::formats::DURATION_OR_NEVER;
use crate::load::json_schema::{Definitions, apply};
use crate::load::module::{Long, LongSignsOfLife};
use crate::load::span::At;
use crate::load::tree::Content;

/// What a shape is called in a message.
pub(super) const A_SHAPE: &str = "a type such as `string -- What it says.` or a mapping";

/// What something looks like: a short line or a mapping. It is the one grammar of types, fields, variants, events
/// and placeholders.
#[derive(Debug, Clone)]
pub enum Shape {
    /// `TYPE` or `TYPE -- What it is.`; the string of an enum's value.
    Short(String),
    /// A mapping.
    Long(Box<Long>),
}

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

/// How often a stream gives a sign of life.
#[derive(Debug, Clone, Default)]
pub struct SignsOfLife {
    /// A duration, or `never` where nothing is promised.
    pub every: At<String>,
    /// The durations that hold once an event with this tag has arrived.
    pub after: Map<At<String>>,
    /// It could not be read completely.
    pub faulty: bool,
}

impl Shape {
    /// The long form, if it is one.
    pub fn long(&self) -> Option<&Long> {
        match self {
            Self::Long(long) => Some(long),
            Self::Short(_) => None,
        }
    }
}

impl Long {
    /// The shapes within it, those of an enum's values aside.
    pub fn parts(&self) -> impl Iterator<Item = &At<Shape>> {
        let maps = [&self.fields, &self.union, &self.events].into_iter().flatten();
        let maps = maps.chain([&self.overrides]).flat_map(Map::iter).map(|(_, shape)| shape);
        maps.chain([&self.items, &self.values].into_iter().flatten().map(|shape| &**shape))
    }
}

impl Reader<'_> {
    fn is_mapping(self) -> bool {
        matches!(self.node.content, Content::Mapping { .. })
    }

    /// A scalar that is a string, and neither a number nor a truth nor nothing.
    fn string(self) -> Option<String> {
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

impl Read for Shape {
    fn read(reader: Reader<'_>) -> Option<Self> {
        if reader.is_mapping() {
            return Long::read(reader).map(Box::new).map(Self::Long);
        }
        let nothing = matches!(reader.scalar(), Some((text, true)) if is_null(text));
        // A shape that says nothing is for `resolve` to report by name.
        let short = if nothing { Some(String::new()) } else { reader.string() };
        reader.or_wrong_kind(short, A_SHAPE).map(Self::Short)
    }

    fn unreadable(reader: Reader<'_>) -> Option<Self> {
        Long::unreadable(reader).map(Box::new).map(Self::Long)
    }

    fn schema(definitions: &mut Definitions) -> Value {
        definitions.shape()
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

impl Read for SignsOfLife {
    fn read(reader: Reader<'_>) -> Option<Self> {
        if reader.is_mapping() {
            let LongSignsOfLife { every, after, written } = Read::read(reader)?;
            return Some(Self { every, after, faulty: written.faulty });
        }
        let expected = "a duration such as `10s`, or a mapping with `every` and `after`";
        let value = reader.or_wrong_kind(reader.string(), expected)?;
        Some(Self { every: At { value, span: reader.span() }, ..Self::default() })
    }

    fn schema(definitions: &mut Definitions) -> Value {
        let mut short = json!({ "type": "string" });
        apply(DURATION_OR_NEVER, &mut short);
        json!({ "anyOf": [short, LongSignsOfLife::schema(definitions)] })
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
