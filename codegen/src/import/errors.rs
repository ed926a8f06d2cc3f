//! Responses that are errors: which of their keys hold the message and the code. All errors of a service have
//! the same ones, so the first that shows them decides, and whatever differs is told.

use super::document::Value;
use super::importer::Importer;
use super::media::is_json;
use super::summary;

/// What services call the message of an error.
const MESSAGES: &[&str] = &[
    "message",
    "error_message",
    "errorMessage",
    "error_description",
    "msg",
    "detail",
    "error",
    "title",
];

/// What services call its code.
const CODES: &[&str] = &["code", "error_code", "errorCode", "error", "type"];

/// More parts than any error consists of.
const DEEPEST: usize = 8;

/// The keys of an error object.
#[derive(Debug)]
pub(super) struct ErrorKeys {
    pub(super) message: String,
    pub(super) code: String,
}

impl<'a> Importer<'a> {
    /// Takes in what an error response says about the keys of errors.
    pub(super) fn error_response(&mut self, response: Value<'a>) {
        if self.is_told() {
            return;
        }
        let content = self.contents(response);
        let json = content.iter().find(|(media, _)| is_json(media));
        let schema = match json {
            Some((_, json)) => json.get("schema"),
            // Some documents leave out the step in between.
            None => Some(response).filter(|it| it.get("properties").is_some()),
        };
        let mut keys = Vec::new();
        if let Some(schema) = schema {
            self.texts_of(schema, 0, &mut keys);
        }
        let Some(schema) = schema.filter(|it| self.describes(*it)) else {
            self.notes.count(summary::ERRORS);
            return;
        };
        let has = |key: &str| keys.contains(&key);
        if self.errors.is_none() {
            let message = MESSAGES.iter().find(|key| has(key));
            self.errors = message.map(|message| {
                let code = CODES.iter().find(|key| has(key) && key != &message);
                ErrorKeys {
                    message: (*message).to_owned(),
                    code: (*code.unwrap_or(&"code")).to_owned(),
                }
            });
        }
        let wanted = match &self.errors {
            Some(errors) => errors.message.as_str(),
            None => "message",
        };
        if !has(wanted) {
            let message = format!(
                "the message of an error is read from `{wanted}`, a text that this one does not have"
            );
            if self.first_time(schema, "errors") {
                self.notes.warn(schema, message);
            }
        }
    }

    /// Whether a schema says anything about the values.
    fn describes(&self, schema: Value<'a>) -> bool {
        let schema = self.pointed_at(schema);
        let entries = schema.and_then(Value::entries);
        entries.is_some_and(|mut entries| entries.next().is_some())
    }

    /// The keys that hold texts.
    fn texts_of(&self, schema: Value<'a>, depth: usize, keys: &mut Vec<&'a str>) {
        let Some(schema) = self.pointed_at(schema).filter(|_| depth < DEEPEST) else {
            return;
        };
        let properties = schema.get("properties").and_then(Value::entries);
        for (key, property) in properties.into_iter().flatten() {
            let ty = self.pointed_at(property).and_then(|it| it.get("type"));
            let text = ty.is_some_and(|ty| {
                let mut among = ty.items().into_iter().flatten();
                ty.text() == Some("string") || among.any(|ty| ty.text() == Some("string"))
            });
            if text && !keys.contains(&key) {
                keys.push(key);
            }
        }
        for part in ["allOf", "oneOf", "anyOf"] {
            let parts = schema.get(part).and_then(Value::items);
            for part in parts.into_iter().flatten() {
                self.texts_of(part, depth + 1, keys);
            }
        }
    }
}
