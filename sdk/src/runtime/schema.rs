//! JSON Schemas: those of the runtime's own types, and those that the service takes.
//!
//! The service takes them for the parameters of a function that a model may ask for: one object,
//! complete in itself.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings, json_schema};
use serde_json::{Map, Value};

use super::{
    date_time::DateTime,
    error::Error,
    patch::Patch,
    timestamp::Timestamp,
    unknown::{UnknownValue, UnknownVariant},
};

/// Gives types of the runtime a schema that stands wherever the type does.
macro_rules! inline {
    ($($name:ident: $schema:expr,)*) => {$(
        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    )*};
}

inline! {
    DateTime: json_schema!({ "type": "string", "format": "date-time" }),
    Timestamp: json_schema!({ "type": "integer", "format": "int64" }),
    UnknownValue: json_schema!({ "type": "string" }),
    UnknownVariant: true.into(),
}

impl<T: JsonSchema> JsonSchema for Patch<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Option::<T>::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Option::<T>::json_schema(generator)
    }
}

/// The schema of an object in the making.
#[derive(Debug)]
pub struct ObjectSchema {
    description: String,
    properties: Map<String, Value>,
    required: Vec<Value>,
}

impl ObjectSchema {
    /// Begins with the documentation, line by line.
    pub fn new(docs: &[&str]) -> Self {
        Self { description: description(docs), properties: Map::new(), required: Vec::new() }
    }

    /// Adds a property.
    pub fn add(&mut self, key: &str, is_required: bool, docs: &[&str], mut schema: Schema) {
        let description = description(docs);
        if !description.is_empty() {
            schema.insert("description".to_owned(), description.into());
        }
        self.properties.insert(key.to_owned(), schema.to_value());
        if is_required {
            self.required.push(key.into());
        }
    }

    /// The schema.
    pub fn finish(self) -> Schema {
        let mut schema = json_schema!({ "type": "object" });
        if !self.description.is_empty() {
            schema.insert("description".to_owned(), self.description.into());
        }
        if !self.properties.is_empty() {
            schema.insert("properties".to_owned(), self.properties.into());
        }
        if !self.required.is_empty() {
            schema.insert("required".to_owned(), self.required.into());
        }
        schema
    }
}

fn description(docs: &[&str]) -> String {
    let lines: Vec<&str> = docs.iter().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
    lines.join("\n").trim().to_owned()
}

/// The schema of an object type, with all definitions in their places.
///
/// # Errors
///
/// The type is not an object, or it contains itself, which no schema without references can say.
pub fn parameters<T: JsonSchema>() -> Result<Value, Error> {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.meta_schema = None;
        settings.inline_subschemas = true;
    });
    let schema = settings.into_generator().into_root_schema_for::<T>();
    let refuse = |why| {
        let what = format!(
            "the type `{}` cannot be the parameters of a function: {why}",
            T::schema_name()
        );
        Err(Error::request(what))
    };
    // Definitions that are left over are those of types that contain themselves.
    if schema.get("$defs").is_some() || refers_to_itself(schema.as_value()) {
        return refuse("it contains itself");
    }
    if schema.get("type").and_then(Value::as_str) != Some("object") {
        return refuse("it is not an object");
    }
    Ok(schema.to_value())
}

fn refers_to_itself(schema: &Value) -> bool {
    match schema {
        // A property may be called `$ref`, too, but its value is a schema then.
        Value::Object(map) => map
            .iter()
            .any(|(key, value)| (key == "$ref" && value.is_string()) || refers_to_itself(value)),
        Value::Array(items) => items.iter().any(refers_to_itself),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use schemars::JsonSchema;
    use serde_json::json;

    use super::parameters;

    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only their schemas are of interest")]
    struct Trip {
        /// Where to.
        to: Vec<Place>,
        when: Option<u8>,
    }

    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only their schemas are of interest")]
    struct Place {
        #[schemars(rename = "$ref")]
        name: String,
    }

    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only their schemas are of interest")]
    struct Tree {
        children: Vec<Tree>,
    }

    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only their schemas are of interest")]
    struct Forest {
        trees: BTreeMap<String, Tree>,
    }

    #[test]
    fn definitions_are_in_their_places() {
        let place = json!({
            "type": "object",
            "properties": { "$ref": { "type": "string" } },
            "required": ["$ref"],
        });
        let trip = json!({
            "title": "Trip",
            "type": "object",
            "properties": {
                "to": { "description": "Where to.", "type": "array", "items": place },
                "when": { "type": ["integer", "null"], "format": "uint8", "minimum": 0, "maximum": 255 },
            },
            "required": ["to"],
        });
        assert_eq!(parameters::<Trip>().expect("a schema"), trip);
    }

    #[test]
    fn what_the_service_cannot_take_is_refused() {
        for (result, why) in [
            (
                parameters::<Tree>(),
                "`Tree` cannot be the parameters of a function: it contains itself",
            ),
            (
                parameters::<Forest>(),
                "`Forest` cannot be the parameters of a function: it contains itself",
            ),
            (
                parameters::<String>(),
                "`string` cannot be the parameters of a function: it is not an object",
            ),
        ] {
            let error = result.expect_err(why).to_string();
            assert!(error.ends_with(why), "{error}");
        }
    }
}
