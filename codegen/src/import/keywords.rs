//! Keywords that nothing in the import has read: each is reported, since it may change what a part of the document
//! means. What only comments on it, or limits its values, changes nothing that the language says.

use super::document::Value;
use super::importer::Importer;

impl<'a> Importer<'a> {
    pub(super) fn parameter_keywords(&mut self, parameter: Value<'a>) {
        let style = parameter.text_at("style");
        let known = style.is_none_or(|style| matches!(style, "form" | "simple" | "deepObject"));
        let joined = parameter.get("explode").and_then(Value::plain) == Some("false");
        let in_query = parameter.text_at("in") == Some("query");
        let schema = parameter.get("schema").and_then(|it| self.document.pointed_at(it));
        let list = schema.is_some_and(|schema| schema.has("items"));
        if in_query && list && (joined || !known) {
            let message =
                "a list in a query is written as one pair for each item, which this one is not";
            self.warn(parameter, message);
        }
        // Where a parameter is in the path, both go without saying.
        let _ = (parameter.get("required"), parameter.get("schema"));
        self.report_unread(parameter);
    }

    pub(super) fn schema_keywords(&mut self, schema: Value<'a>) {
        if self.stated.exact || !self.notes.first_time(schema, "schema") {
            return;
        }
        let has = |key: &str| schema.has(key);
        if has("patternProperties") && (has("properties") || pattern_values(schema).is_none()) {
            self.warn(schema, "`patternProperties` beside other keys is left out");
        }
        if has("discriminator") && !has("oneOf") && !has("anyOf") {
            let message = "only the keys that all of its kinds have are described: its `discriminator` is left \
                           out, since no `oneOf` lists the kinds";
            self.warn(schema, message);
        }
    }

    /// Reports the keywords of a part of the document that nothing has read, once it is read.
    pub(super) fn report_unread(&mut self, value: Value<'a>) {
        // A document that was written of a description states what it means.
        if self.stated.exact || !self.notes.first_time(value, "unread") {
            return;
        }
        let beside = if value.has("$ref") { " beside a `$ref`" } else { "" };
        for (key, at) in value.unread() {
            if !at.is_null() && !says_nothing(key) {
                self.warn(at, format!("`{key}`{beside} is not read: what it says is left out"));
            }
        }
    }
}

/// The values of the only pattern of keys.
pub(super) fn pattern_values(schema: Value<'_>) -> Option<Value<'_>> {
    let mut patterns = schema.get("patternProperties")?.entries()?;
    let (_, values) = patterns.next()?;
    (patterns.next().is_none() && values.entries().is_some()).then_some(values)
}

/// Whether a keyword only comments on something, names it, or limits its values: the language has nothing that it would
/// change.
fn says_nothing(key: &str) -> bool {
    let own = key.starts_with("x-") || key.starts_with('_') || key.starts_with("$$");
    own || matches!(
        key,
        "$anchor" | "$comment" | "$defs" | "$id" | "$schema" | "$self" | "definitions" | "id"
            | "jsonSchemaDialect" | "openapi" | "parameters" | "security" | "tags" | "xml"
            // What is read elsewhere, or is documentation.
            | "default" | "deprecated" | "description" | "discriminator" | "example" | "examples"
            | "externalDocs" | "format" | "readOnly" | "summary" | "title" | "writeOnly"
            // Limits.
            | "allowEmptyValue" | "allowReserved" | "contentEncoding" | "contentMediaType"
            | "unevaluatedProperties" | "uniqueItems"
    )
}
