//! What is known of a key of the language, and the JSON Schema of what it stands in.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::formats::Format;
use super::span::At;

/// A key of the language.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// As it is written.
    pub name: &'static str,
    /// What it says.
    pub says: &'static str,
    /// Whether it has to be there.
    pub required: bool,
    /// What editors may expect as its value.
    pub schema: fn(&mut Definitions) -> Value,
    /// What its value has to look like.
    pub format: Option<Format>,
    /// What it belongs to, among all that is described by the same keys.
    pub on: On,
}

/// What a key of a shape belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// Whatever is described.
    Everything,
    /// Whatever has a shape: all but the value of an enum.
    Shape,
    /// Whatever has a name in Rust.
    Named,
    /// A described type or a field.
    TypeOrField,
    /// A field.
    Field,
    /// A field that is optional.
    OptionalField,
    /// A variant or an event.
    VariantOrEvent,
    /// A type that is described where it is used.
    Inline,
    /// An object.
    Object,
    /// An object or the events of a stream.
    ObjectOrEvents,
    /// A union.
    Union,
    /// A union with a tag.
    TaggedUnion,
}

impl On {
    /// How a report says it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Everything => "whatever is described",
            Self::Shape => "something that has a shape, which the value of an enum has not",
            Self::Named => "something that has a name in Rust",
            Self::TypeOrField => "a type or a field",
            Self::Field => "a field of an object",
            Self::OptionalField => "an optional field of a request",
            Self::VariantOrEvent => "a variant or an event",
            Self::Inline => "an object, enum or union that is described where it is used",
            Self::Object => "an object",
            Self::ObjectOrEvents => "an object or to `events`",
            Self::Union => "a `union`",
            Self::TaggedUnion => "a `union` with a `tag`",
        }
    }
}

impl Key {
    /// A key that says something, whose value has a schema.
    pub const fn new(
        name: &'static str,
        says: &'static str,
        required: bool,
        schema: fn(&mut Definitions) -> Value,
    ) -> Self {
        Self { name, says, required, schema, format: None, on: On::Everything }
    }

    /// The same with a format for its value.
    pub const fn format(self, format: Format) -> Self {
        Self { format: Some(format), ..self }
    }

    /// The same where it belongs to some things only.
    pub const fn on(self, on: On) -> Self {
        Self { on, ..self }
    }
}

/// What is known of a mapping beside the values of its keys.
#[derive(Debug, Clone, Default)]
pub struct Written {
    /// The keys that are there.
    pub keys: Vec<At<&'static str>>,
    /// Something is wrong with its keys, so that what seems to be missing may well be meant.
    pub faulty: bool,
}

/// Schemas that others refer to by name.
#[derive(Debug, Default)]
pub struct Definitions(pub(super) BTreeMap<String, Value>);

impl Definitions {
    /// A reference to a schema, which is made once and may refer to itself.
    pub(super) fn refer(&mut self, name: &str, make: impl FnOnce(&mut Self) -> Value) -> Value {
        if !self.0.contains_key(name) {
            self.0.insert(name.to_owned(), Value::Null);
            let schema = make(self);
            self.0.insert(name.to_owned(), schema);
        }
        json!({ "$ref": format!("#/definitions/{name}") })
    }

    /// The schema of a mapping with these keys.
    pub(super) fn mapping<'k>(&mut self, keys: impl Iterator<Item = &'k Key>) -> Value {
        let mut properties = Map::new();
        let mut required = Vec::new();
        for key in keys {
            if key.required {
                required.push(key.name);
            }
            properties.insert(key.name.to_owned(), self.property(key));
        }
        let mut schema = json!({
            "type": "object",
            "properties": properties,
            "additionalProperties": false,
        });
        if !required.is_empty() {
            schema["required"] = required.into();
        }
        schema
    }

    fn property(&mut self, key: &Key) -> Value {
        let mut schema = (key.schema)(self);
        if let Some(format) = key.format {
            apply(format, &mut schema);
        }
        if schema.get("$ref").is_some() {
            // What stands beside a reference does not count.
            schema = json!({ "allOf": [schema] });
        }
        schema["description"] = key.says.trim().into();
        schema
    }
}

/// Adds a format to the schema of what has it.
pub(super) fn apply(format: Format, schema: &mut Value) {
    let (pattern, schema) = match format {
        Format::String(pattern) => (pattern(), schema),
        Format::Values(pattern) => (pattern(), &mut schema["additionalProperties"]),
        Format::NotEmpty => {
            schema["minItems"] = 1.into();
            return;
        }
    };
    schema["pattern"] = pattern.expression.into();
    schema["patternErrorMessage"] = pattern.says.into();
}
