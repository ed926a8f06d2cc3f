//! What error responses show of the keys of errors. Each that no known shape can read adds one, in the order of the
//! document.

use super::bodies::json_of;
use super::conventions::{ErrorKeys, NESTED};
use super::document::Value;
use super::importer::Importer;
use super::notes;

/// More parts than any error consists of.
const DEEPEST: usize = 8;

impl<'a> Importer<'a> {
    /// Takes in what an error response says about the keys of errors.
    pub(super) fn error_response(&mut self, response: Value<'a>) {
        if self.stated.exact {
            return;
        }
        let content = self.contents(response);
        let schema = match json_of(&content) {
            Some(json) => json.get("schema"),
            // Some documents leave out the step in between.
            None => Some(response).filter(|it| it.has("properties")),
        };
        let Some(schema) = schema.filter(|it| self.describes(*it)) else {
            self.count(notes::ERRORS);
            return;
        };
        let mut keys = Vec::new();
        self.strings_of(schema, "", 0, &mut keys);
        let Some(found) = ErrorKeys::of(&keys) else {
            self.count(notes::ERRORS);
            if self.notes.first_time(self.document.root, "errors") {
                let message = "no message can be read from this error object, nor from others like it: add its keys \
                               to `shapes` in `api.yaml`";
                self.warn(schema, message);
            }
            return;
        };
        let is_same = |known: &&mut ErrorKeys| {
            known.message == found.message
                && (known.code == found.code || known.code.is_none() || found.code.is_none())
        };
        match self.conventions.errors.iter_mut().find(is_same) {
            Some(known) => known.code = known.code.take().or(found.code),
            None => self.conventions.errors.push(found),
        }
    }

    /// Whether a schema says anything about the values.
    fn describes(&self, schema: Value<'a>) -> bool {
        let schema = self.document.pointed_at(schema);
        let entries = schema.and_then(Value::entries);
        entries.is_some_and(|mut entries| entries.next().is_some())
    }

    /// The keys that hold strings, after `object`, which is the path of what they are in.
    fn strings_of(&self, schema: Value<'a>, object: &str, depth: usize, keys: &mut Vec<String>) {
        let Some(schema) = self.document.pointed_at(schema).filter(|_| depth < DEEPEST) else {
            return;
        };
        for (key, property) in schema.entries_at("properties") {
            let path = format!("{object}{key}");
            let ty = self.document.pointed_at(property).and_then(|it| it.get("type"));
            let string = ty.is_some_and(|ty| {
                let mut among = ty.items().into_iter().flatten();
                ty.text() == Some("string") || among.any(|ty| ty.text() == Some("string"))
            });
            if string && !keys.contains(&path) {
                keys.push(path);
            } else if path == NESTED {
                self.strings_of(property, &format!("{NESTED}."), depth + 1, keys);
            }
        }
        for part in schema.branches() {
            self.strings_of(part, object, depth + 1, keys);
        }
    }
}
