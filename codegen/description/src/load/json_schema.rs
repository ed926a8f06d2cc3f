//! The JSON Schemas of the language, for editors: made from the declarations of the keys.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::formats::{Format, TYPE_AND_DOC};
use super::keys::{Key, On};
use super::module::{Long, Module};
use super::read::Read;
use super::service::Service;

/// The schemas by the paths of their files, which lie beside the description.
pub fn json_schemas() -> Vec<(&'static str, String)> {
    vec![
        ("json-schema/api.json", file::<Service>("The service")),
        ("json-schema/module.json", file::<Module>("A module")),
    ]
}

fn file<T: Read>(title: &str) -> String {
    let mut definitions = Definitions::default();
    let root = T::schema(&mut definitions);
    let name = root["$ref"].as_str().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
    let mut schema = definitions.0.remove(name).unwrap_or_default();
    schema["$schema"] = "http://json-schema.org/draft-07/schema#".into();
    schema["title"] = title.into();
    schema["definitions"] = definitions.0.into_iter().collect::<Map<_, _>>().into();
    // The order of the keys depends on features of serde_json that any crate may turn on.
    schema.sort_all_objects();
    format!("{schema:#}\n")
}

/// Schemas that others refer to by name.
#[derive(Debug, Default)]
pub struct Definitions(BTreeMap<String, Value>);

impl Definitions {
    /// A reference to the schema of a mapping with these keys.
    pub(super) fn named(&mut self, name: &str, says: &str, keys: &[Key]) -> Value {
        if !self.0.contains_key(name) {
            // The schema may refer to itself.
            self.0.insert(name.to_owned(), Value::Null);
            let mut schema = self.mapping(keys.iter());
            schema["description"] = says.trim().into();
            self.0.insert(name.to_owned(), schema);
        }
        json!({ "$ref": format!("#/definitions/{name}") })
    }

    fn mapping<'k>(&mut self, keys: impl Iterator<Item = &'k Key>) -> Value {
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
        match key.format {
            Some(Format::Values) => {
                schema["additionalProperties"] = self.enum_value();
            }
            Some(format @ Format::PatternOfValues(..)) => {
                apply(format, &mut schema["additionalProperties"]);
            }
            Some(format) => apply(format, &mut schema),
            None => {}
        }
        if schema.get("$ref").is_some() {
            // What stands beside a reference does not count.
            schema = json!({ "allOf": [schema] });
        }
        schema["description"] = key.says.trim().into();
        schema
    }

    /// The value of an enum: what it means, or that and more.
    fn enum_value(&mut self) -> Value {
        let keys = Long::KEYS.iter().filter(|key| matches!(key.on, On::Everything | On::Named));
        let long = self.mapping(keys);
        json!({ "anyOf": [{ "type": "string", "description": "What it means." }, long] })
    }

    /// A short line or the long form.
    pub(super) fn shape(&mut self) -> Value {
        let name = "Shape";
        if !self.0.contains_key(name) {
            self.0.insert(name.to_owned(), Value::Null);
            let mut short = json!({
                "type": "string",
                "description": "A type, and after ` -- ` what it is.",
                "examples": ["string -- What it says.", "Message[] -- What was said.", "map<any>"],
            });
            apply(TYPE_AND_DOC, &mut short);
            let long = Long::schema(self);
            self.0.insert(name.to_owned(), json!({ "anyOf": [short, long] }));
        }
        json!({ "$ref": format!("#/definitions/{name}") })
    }
}

/// Adds a format to the schema of what has it.
pub(super) fn apply(format: Format, schema: &mut Value) {
    match format {
        Format::Pattern(pattern, message) | Format::PatternOfValues(pattern, message) => {
            schema["pattern"] = pattern.into();
            schema["patternErrorMessage"] = message.into();
        }
        Format::NotEmpty => schema["minItems"] = 1.into(),
        Format::Values => {}
    }
}
