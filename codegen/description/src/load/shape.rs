//! The one grammar of types, fields, variants, events and placeholders: a short line or a mapping.

use serde_json::{Value, json};

use super::declare::keys;
use super::formats::{self, Format};
use super::keys::{Definitions, On, apply};
use super::read::{A_SHAPE, Map, OneOrMany, Read, Reader, Scalar};
use super::span::At;

/// What something looks like: a short line or a mapping.
#[derive(Debug, Clone)]
pub enum Shape {
    /// `TYPE` or `TYPE -- What it is.`; the string of an enum's value.
    Short(String),
    /// A mapping.
    Long(Box<Long>),
}

/// The values of an enum, each with what it means.
#[derive(Debug, Clone)]
pub struct Values(pub Map<At<Shape>>);

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

keys! {
    /// The long form of a type, a field, a variant, an event or a placeholder.
    Long {
        /// What it is. The first sentence is the summary.
        doc: Option<At<String>>;
        /// A type expression, such as `string`, `Message[]` or `map<any>`.
        ty as "type": Option<At<String>> => format(Format::String(formats::ty)), on(On::Shape);
        /// An object: its fields. A name that ends in `?` is optional.
        fields: Option<Map<At<Shape>>> => on(On::Shape);
        /// An open set of strings: each value and what it means.
        enumeration as "enum": Option<Values> => on(On::Shape);
        /// One of several shapes.
        union: Option<Map<At<Shape>>> => on(On::Shape);
        /// The events of a stream, by their tags.
        events: Option<Map<At<Shape>>> => on(On::Shape);
        /// An array: the shape of its items.
        items: Option<Box<At<Shape>>> => on(On::Shape);
        /// A map: the shape of its values.
        values: Option<Box<At<Shape>>> => on(On::Shape);
        /// The key by which the variants of a union are distinguished.
        tag: Option<At<String>> => on(On::Union);
        /// The key that holds the content of a variant. Without it the content stands beside the tag.
        content: Option<At<String>> => on(On::TaggedUnion);
        /// The Rust name of an inline object, enum or union.
        name: Option<At<String>> => on(On::Inline);
        /// Types whose fields, or events, come first.
        extends: Option<OneOrMany> => on(On::ObjectOrEvents);
        /// Inherited fields that have another shape here.
        overrides as "override": Map<At<Shape>> => on(On::Object);
        /// Optional fields of which at least one has to be there.
        require_any: Option<Vec<At<String>>> => on(On::Object);
        /// Every optional field can also be null, which clears it.
        patch: Option<At<bool>> => on(On::Object);
        /// The object travels as one string.
        as_string: Option<AsString> => on(On::Object);
        /// What is sent when the caller sets nothing.
        client_default: Option<At<Scalar>> => on(On::OptionalField);
        /// The value that examples show.
        example: Option<At<Scalar>> => on(On::Field);
        /// The documentation's name of a variant or event.
        documented_as: Option<At<String>> => on(On::VariantOrEvent);
        /// The documentation has no such name.
        undocumented: Option<At<bool>> => on(On::TypeOrField);
        /// A field whose value `Debug` does not show.
        secret: Option<At<bool>> => on(On::Field);
        /// The Rust name, where the wire name makes none or clashes.
        rust: Option<At<String>> => on(On::Named);
        /// The version of the service that it came with.
        since: Option<At<String>>;
        /// Why not to use it, and what to use instead.
        deprecated: Option<At<String>>;
        /// The names that it had before.
        was: OneOrMany => on(On::Named);
    }

    /// How an object is written as one string.
    AsString {
        /// The required field that the string starts with.
        first: At<String>;
        /// How each further field is written, with `{key}` and `{value}`.
        rest: At<String>;
    }

    /// How often a stream gives a sign of life, where that changes on the way.
    LongSignsOfLife {
        /// How often at least something arrives.
        every: At<String> => format(Format::String(formats::duration_or_never));
        /// How often, once an event with this tag has arrived.
        after: Map<At<String>> => format(Format::Values(formats::duration));
    }
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

impl Read for Shape {
    fn read(reader: Reader<'_>) -> Option<Self> {
        if reader.is_mapping() {
            return Long::read(reader).map(Box::new).map(Self::Long);
        }
        // A shape that says nothing is for `resolve` to report by name.
        let short = if reader.is_nothing() { Some(String::new()) } else { reader.string() };
        reader.or_wrong_kind(short, A_SHAPE).map(Self::Short)
    }

    fn unreadable(reader: Reader<'_>) -> Option<Self> {
        Long::unreadable(reader).map(Box::new).map(Self::Long)
    }

    fn schema(definitions: &mut Definitions) -> Value {
        definitions.refer("Shape", |definitions| {
            let mut short = json!({
                "type": "string",
                "description": "A type, and after ` -- ` what it is.",
                "examples": ["string -- What it says.", "Message[] -- What was said.", "map<any>"],
            });
            apply(Format::String(formats::type_and_doc), &mut short);
            json!({ "anyOf": [short, Long::schema(definitions)] })
        })
    }
}

impl Read for Values {
    fn read(reader: Reader<'_>) -> Option<Self> {
        Map::read(reader).map(Self)
    }

    fn schema(definitions: &mut Definitions) -> Value {
        let keys = Long::KEYS.iter().filter(|key| matches!(key.on, On::Everything | On::Named));
        let long = definitions.mapping(keys);
        let short = json!({ "type": "string", "description": "What it means." });
        json!({ "type": "object", "additionalProperties": { "anyOf": [short, long] } })
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
        apply(Format::String(formats::duration_or_never), &mut short);
        json!({ "anyOf": [short, LongSignsOfLife::schema(definitions)] })
    }
}
