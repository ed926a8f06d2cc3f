//! The compiled Rust types as facts, from their JSON Schemas.
//!
//! It reads what a user's program sees, so it cannot know everything that the table says; what it
//! cannot know, `knowable` takes out of the table's facts.

use std::collections::BTreeSet;

use crate::compiled_types::*;
use chatbotkit_description::ir::{Api, Documented};
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value};

use super::{
    described,
    facts::{Facts, one_of},
    signatures,
};

/// A type by its name in Rust, and the making of its schema.
type Compiled = (&'static str, fn(&mut SchemaGenerator) -> Schema);

macro_rules! compiled {
    ($($name:ident)*) => { &[$((stringify!($name), SchemaGenerator::subschema_for::<$name>)),*] };
}

const COMPILED: &[Compiled] = with_every_type!(compiled);

macro_rules! variants {
    ($($union:ident { $($tag:ident $name:ident)* })*) => {
        &[$($((stringify!($union), stringify!($tag), stringify!($name)),)*)*]
    };
}

/// The documented names of variants: the union, the tag, and the name.
const VARIANTS: &[(&str, &str, &str)] = variants! {
    ConversationCompleteMessageStreamType {
        message ConversationCompleteMessageStreamMessage
        result ConversationCompleteMessageStreamResult
        token ConversationCompleteMessageStreamToken
    }
    ConversationCompleteStreamType {
        message ConversationCompleteMessage
        result ConversationCompleteStreamResult
        token ConversationCompleteStreamToken
    }
    ConversationListStreamType {
        item ConversationListStreamItem
    }
    ConversationMessageListStreamType {
        item ConversationMessageListStreamItem
    }
    ConversationReceiveMessageStreamType {
        message ConversationReceiveMessageStreamMessage
        result ConversationReceiveMessageStreamResult
        token ConversationReceiveMessageStreamToken
    }
    ConversationSendMessageStreamType {
        result ConversationSendMessageStreamResult
    }
};

/// The facts of the compiled types. The description says what is marked as undocumented.
pub fn facts(api: &Api) -> Facts {
    let mut generator = SchemaGenerator::default();
    let roots: Vec<_> =
        COMPILED.iter().map(|(name, schema)| (*name, schema(&mut generator).to_value())).collect();
    let undocumented = api.types.iter().filter(|ty| ty.documented != Documented::Named);
    let schemas = Schemas {
        definitions: generator.take_definitions(true),
        undocumented: undocumented.map(|ty| ty.rust.clone()).collect(),
        undocumented_fields: described::undocumented_fields(api),
    };
    let mut facts = Facts::default();
    for (name, schema) in &roots {
        if !schemas.undocumented.contains(*name) {
            schemas.add_type(name, schema, &mut facts);
        }
    }
    signatures::add_methods(&mut facts);
    facts
}

/// The table's facts, as far as compiled types can know them.
///
/// That one of several fields has to be there is kept by the constructors, and no schema shows it. A
/// request that may be left out is an argument of the method all the same. A time is an integer like
/// others, and a model is a string.
pub fn knowable(facts: Facts) -> Facts {
    facts.filter_map(|place, what| {
        if place.ends_with(" has any of") {
            return None;
        }
        Some(match what.as_str() {
            "timestamp" => "integer".to_owned(),
            "optional timestamp" => "optional integer".to_owned(),
            "optional Model" => "optional string".to_owned(),
            request if place.ends_with("(request)") => {
                request.trim_start_matches("optional ").to_owned()
            }
            _ => what,
        })
    })
}

/// The definitions of all types.
pub fn definitions() -> Map<String, Value> {
    let mut generator = SchemaGenerator::default();
    for (_, schema) in COMPILED {
        schema(&mut generator);
    }
    generator.take_definitions(true)
}

/// The documented names of the variants of a union.
pub fn variant_names(union: &str) -> String {
    one_of(VARIANTS.iter().filter(|(of, _, _)| *of == union).map(|(_, _, name)| (*name).to_owned()))
}

struct Schemas {
    definitions: Map<String, Value>,
    undocumented: BTreeSet<String>,
    undocumented_fields: BTreeSet<(String, String)>,
}

impl Schemas {
    fn add_type(&self, name: &str, schema: &Value, facts: &mut Facts) {
        let (definition, schema) = self.follow(name, schema);
        if let Some(texts) = texts(schema) {
            facts.add(name, one_of(texts));
        } else if let Some(variants) = variants(schema) {
            self.add_union(name, &variants, facts);
        } else {
            facts.add(name, "object");
            self.add_fields(name, definition, schema, facts);
        }
    }

    fn add_fields(&self, owner: &str, definition: &str, schema: &Value, facts: &mut Facts) {
        let none = Map::new();
        let required = schema["required"].as_array().map_or(&[][..], Vec::as_slice);
        for (name, schema) in schema["properties"].as_object().unwrap_or(&none) {
            if self.undocumented_fields.contains(&(definition.to_owned(), name.clone())) {
                continue;
            }
            let place = format!("{owner}.{name}");
            let term = self.term(&place, schema, facts);
            facts.add_field(place, !required.contains(&Value::from(name.as_str())), &term);
        }
    }

    fn add_union(&self, name: &str, variants: &[&Value], facts: &mut Facts) {
        let mut names = Vec::new();
        for variant in variants {
            let tag = variant["properties"]["type"]["const"]
                .as_str()
                .unwrap_or("a variant without a tag");
            let known = VARIANTS.iter().find(|(union, known, _)| *union == name && *known == tag);
            // What has no documented name is no part of the documentation.
            let Some((_, _, alias)) = known else { continue };
            names.push((*alias).to_owned());
            facts.add(*alias, "object");
            for (key, schema) in variant["properties"].as_object().expect("a variant is an object")
            {
                let place = format!("{alias}.{key}");
                let term = self.term(&place, schema, facts);
                let is_required = variant["required"]
                    .as_array()
                    .is_some_and(|keys| keys.contains(&Value::from(key.as_str())));
                facts.add_field(place, !is_required, &term);
            }
        }
        facts.add(name, one_of(names));
    }

    /// A schema in the terms of the table. What the documentation writes out without a name, it adds below `place`.
    fn term(&self, place: &str, schema: &Value, facts: &mut Facts) -> String {
        let schema = without_null(schema);
        let (definition, body) = self.follow("", &schema);
        if !definition.is_empty() && !self.undocumented.contains(definition) {
            return definition.to_owned();
        }
        if let Some(texts) = texts(body) {
            return one_of(texts);
        }
        match body["type"].as_str() {
            Some("string") => match &body["const"] {
                Value::String(text) => format!("\"{text}\""),
                _ => "string".to_owned(),
            },
            Some(plain @ ("integer" | "number" | "boolean")) => plain.to_owned(),
            Some("array") => {
                format!("{}[]", self.term(&format!("{place}[]"), &body["items"], facts))
            }
            Some("object") if body.get("properties").is_some() => {
                self.add_fields(place, definition, body, facts);
                "object".to_owned()
            }
            Some("object") => {
                format!(
                    "map<{}>",
                    self.term(&format!("{place}{{}}"), &body["additionalProperties"], facts)
                )
            }
            _ => "any".to_owned(),
        }
    }

    /// What a reference leads to, and its name.
    fn follow<'a>(&'a self, name: &'a str, schema: &'a Value) -> (&'a str, &'a Value) {
        match schema["$ref"].as_str().and_then(|reference| reference.strip_prefix("#/$defs/")) {
            Some(name) => self.follow(name, &self.definitions[name]),
            None => (name, schema),
        }
    }
}

/// The schemas of which a value has to fulfil one.
fn choices(schema: &Value) -> impl Iterator<Item = &Value> {
    ["anyOf", "oneOf"].into_iter().filter_map(|key| schema[key].as_array()).flatten()
}

/// The known texts of an open set.
fn texts(schema: &Value) -> Option<Vec<String>> {
    let texts: Vec<_> = choices(schema)
        .filter_map(|choice| choice["const"].as_str())
        .map(|text| format!("\"{text}\""))
        .collect();
    (!texts.is_empty()).then_some(texts)
}

/// The known variants of an open union.
fn variants(schema: &Value) -> Option<Vec<&Value>> {
    let variants: Vec<_> =
        choices(schema).filter(|choice| choice.get("properties").is_some()).collect();
    (!variants.is_empty()).then_some(variants)
}

/// A schema without the null that it allows besides.
fn without_null(schema: &Value) -> Value {
    let mut schema = schema.clone();
    if let Some(kinds) = schema["type"].as_array() {
        let kinds: Vec<_> = kinds.iter().filter(|kind| *kind != "null").cloned().collect();
        if let [kind] = kinds.as_slice() {
            schema["type"] = kind.clone();
        }
    }
    let is_null = |choice: &Value| choice["type"] == "null";
    if choices(&schema).any(is_null) {
        let rest: Vec<_> = choices(&schema).filter(|choice| !is_null(choice)).cloned().collect();
        if let [only] = rest.as_slice() {
            return only.clone();
        }
    }
    schema
}
