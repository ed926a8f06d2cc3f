//! The JSON Schemas of the language, for editors: made from the types that read it, so that the two
//! cannot say different things.

use schemars::generate::SchemaSettings;
use schemars::transform::transform_subschemas;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;

use super::description::Module;
use super::service::Service;
use super::shape::OneOrMany;

/// What a type expression looks like. How its brackets nest is for `resolve` to check.
pub(super) const TYPE: &str =
    r"^(string|integer|number|boolean|any|timestamp|datetime|[A-Z]\w*|map<.+>)(\[\])*( \| null)?$";

/// The same with what it is behind it, over several lines if it is long.
const TYPE_AND_DOC: &str = r"^(string|integer|number|boolean|any|timestamp|datetime|[A-Z]\w*|map<.+>)(\[\])*( \| null)?(\s+-- [\s\S]*)?\s*$";

/// What an editor says about other texts.
pub(super) const NO_TYPE: &str = "A type is string, integer, number, boolean, any, timestamp, datetime, a Name, T[], map<T> or T | null.";

/// The resource and its version.
pub(super) const MODULE: &str = r"^[a-z][a-z0-9_]*/v[0-9]+$";

/// What an editor says about other texts.
pub(super) const NO_MODULE: &str =
    "A module is a resource and its version, such as conversation/v1.";

/// A path behind the base address.
pub(super) const PATH: &str = r"^/[^?#%\s]*$";

/// What an editor says about other texts.
pub(super) const NO_PATH: &str = "A path starts with / and holds no ?, #, % or space.";

/// A whole number with its unit.
const DURATION: &str = r"^[1-9][0-9]*[smh]$";

/// The same, or no limit at all.
const DURATION_OR_NEVER: &str = r"^([1-9][0-9]*[smh]|never)$";

/// What an editor says about other texts.
const NO_DURATION: &str = "A duration is a whole number with s, m or h, such as 90s or 5m.";

/// The schemas by the paths of their files, which lie beside the description.
pub fn json_schemas() -> Vec<(&'static str, String)> {
    vec![
        ("json-schema/api.json", schema_of::<Service>("The service")),
        ("json-schema/module.json", schema_of::<Module>("A module")),
    ]
}

fn schema_of<T: JsonSchema>(title: &str) -> String {
    let settings = SchemaSettings::draft07().with_transform(without_null);
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    schema.insert("title".to_owned(), title.into());
    let mut value = schema.to_value();
    // The order of the keys depends on features of serde_json that any crate may turn on.
    value.sort_all_objects();
    format!("{value:#}\n")
}

/// An `Option` is a key that may be left out, not one that may be null.
fn without_null(schema: &mut Schema) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(choices)) = schema.get_mut("anyOf") {
        choices.retain(|choice| choice.get("type").is_none_or(|name| name != "null"));
        if let [only] = choices.as_slice() {
            let only = only.clone();
            schema.remove("anyOf");
            schema.insert("allOf".to_owned(), vec![only].into());
        }
    }
    if schema.get("default").is_some_and(Value::is_null) {
        schema.remove("default");
    }
    transform_subschemas(&mut without_null, schema);
}

/// A short line or the long form.
pub(super) fn shape(long: &Schema) -> Schema {
    json_schema!({
        "anyOf": [
            {
                "type": "string",
                "description": "A type, and behind ` -- ` what it is.",
                "pattern": TYPE_AND_DOC,
                "patternErrorMessage": NO_TYPE,
                "examples": ["string -- What it says.", "Message[] -- What was said.", "map<any>"],
            },
            long,
        ]
    })
}

/// A duration.
pub(super) fn duration(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "pattern": DURATION, "patternErrorMessage": NO_DURATION })
}

/// A duration, or `never`.
pub(super) fn duration_or_never(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "pattern": DURATION_OR_NEVER, "patternErrorMessage": NO_DURATION })
}

/// Durations by names.
pub(super) fn durations(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "object", "additionalProperties": duration(generator) })
}

/// The values of an enum: each with what it means, or with that and more.
pub(super) fn enum_values(generator: &mut SchemaGenerator) -> Schema {
    let text = |says: &str| json_schema!({ "type": "string", "description": says });
    json_schema!({
        "type": "object",
        "additionalProperties": {
            "anyOf": [
                text("What it means."),
                {
                    "type": "object",
                    "properties": {
                        "doc": text("What it means."),
                        "rust": text("The Rust name, where the value makes none or clashes."),
                        "since": text("The version of the service that it came with."),
                        "deprecated": text("Why not to use it, and what to use instead."),
                        "was": OneOrMany::json_schema(generator),
                    },
                    "additionalProperties": false,
                },
            ]
        },
    })
}
