//! Keywords that nothing in the import reads: each is told, since it may change what a part of the document
//! means. What only comments on it, or limits its values, changes nothing that the language says.

use super::document::Value;
use super::importer::Importer;

/// What only comments on anything.
const COMMENTS: &[&str] = &[
    "description",
    "summary",
    "deprecated",
    "example",
    "examples",
    "externalDocs",
    "$comment",
    "tags",
];

/// What only comments on a schema, names it, or limits its values.
const NOTHING_NEW: &[&str] = &[
    "title",
    "default",
    "readOnly",
    "writeOnly",
    "xml",
    "$id",
    "id",
    "$schema",
    "$anchor",
    "$defs",
    "definitions",
    "pattern",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "format",
    "contentMediaType",
    "contentEncoding",
];

const SCHEMA: &[&str] = &[
    "type",
    "nullable",
    "properties",
    "required",
    "items",
    "additionalProperties",
    "patternProperties",
    "unevaluatedProperties",
    "enum",
    "const",
    "oneOf",
    "anyOf",
    "allOf",
    "discriminator",
];

const PARAMETER: &[&str] =
    &["name", "in", "required", "schema", "style", "explode", "allowEmptyValue", "allowReserved"];

const OPERATION: &[&str] = &["operationId", "parameters", "requestBody", "responses", "security"];

const PATH: &[&str] =
    &["$ref", "get", "put", "post", "patch", "delete", "head", "options", "trace", "parameters"];

const ROOT: &[&str] = &[
    "openapi",
    "info",
    "servers",
    "paths",
    "components",
    "security",
    "jsonSchemaDialect",
    "$self",
];

impl<'a> Importer<'a> {
    pub(super) fn document_keywords(&mut self) {
        self.keywords(self.document.root, &[ROOT, COMMENTS]);
    }

    pub(super) fn path_keywords(&mut self, item: Value<'a>) {
        self.keywords(item, &[PATH, COMMENTS]);
    }

    pub(super) fn operation_keywords(&mut self, operation: Value<'a>) {
        self.keywords(operation, &[OPERATION, COMMENTS]);
    }

    pub(super) fn parameter_keywords(&mut self, parameter: Value<'a>) {
        if !self.keywords(parameter, &[PARAMETER, COMMENTS]) {
            return;
        }
        let style = parameter.get("style").and_then(Value::text);
        let known = style.is_none_or(|style| matches!(style, "form" | "simple" | "deepObject"));
        let joined = parameter.get("explode").and_then(Value::plain) == Some("false");
        let in_query = parameter.get("in").and_then(Value::text) == Some("query");
        let schema = parameter.get("schema").and_then(|it| self.document.pointed_at(it));
        let list = schema.is_some_and(|schema| schema.get("items").is_some());
        if in_query && list && (joined || !known) {
            let message =
                "a list in a query is written as one pair for each item, which this one is not";
            self.notes.warn(parameter, message);
        }
    }

    pub(super) fn schema_keywords(&mut self, schema: Value<'a>) {
        if schema.get("$ref").is_some() {
            // Where the type is repeated, nothing is added.
            self.keywords(schema, &[&["$ref", "type"], NOTHING_NEW, COMMENTS]);
            return;
        }
        if !self.keywords(schema, &[SCHEMA, NOTHING_NEW, COMMENTS]) {
            return;
        }
        let has = |key: &str| schema.get(key).is_some();
        if has("patternProperties") && (has("properties") || pattern_values(schema).is_none()) {
            let message = "`patternProperties` beside other keys is left out";
            self.notes.warn(schema, message);
        }
        if has("discriminator") && !has("oneOf") && !has("anyOf") {
            let message = "only the keys that all of its kinds have are described: its `discriminator` is left \
                           out, since no `oneOf` lists the kinds";
            self.notes.warn(schema, message);
        }
    }

    /// Tells each keyword that is not among the known ones. Whether it looked: once is enough.
    fn keywords(&mut self, value: Value<'a>, known: &[&[&str]]) -> bool {
        // What is written of a description is read by what it tells, and read completely.
        if self.stated.exact || !self.notes.first_time(value, "keywords") {
            return false;
        }
        let own =
            |key: &str| key.starts_with("x-") || key.starts_with('_') || key.starts_with("$$");
        let beside = match value.get("$ref").is_some() {
            true => " beside a `$ref`",
            false => "",
        };
        for (key, at) in value.entries().into_iter().flatten() {
            if !at.is_null() && !own(key) && !known.iter().any(|known| known.contains(&key)) {
                let message = format!("`{key}`{beside} is not read: what it says is left out");
                self.notes.warn(at, message);
            }
        }
        true
    }
}

/// The values of the only pattern of keys.
pub(super) fn pattern_values(schema: Value<'_>) -> Option<Value<'_>> {
    let mut patterns = schema.get("patternProperties")?.entries()?;
    let (_, values) = patterns.next()?;
    (patterns.next().is_none() && values.entries().is_some()).then_some(values)
}
