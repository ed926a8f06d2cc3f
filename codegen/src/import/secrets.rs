//! Which properties hold secrets: strings in the format of a password.

use std::collections::BTreeSet;

use super::document::Value;
use super::importer::Importer;

/// More schemas than any property consists of.
const MANY: usize = 100;

impl<'a> Importer<'a> {
    /// Whether a schema, what it refers to, or a part of what it consists of has the format of a password.
    pub(super) fn is_secret(&self, schema: Value<'a>) -> bool {
        let format = |schema: Value<'a>| schema.get("format").and_then(Value::text);
        let mut pending = vec![schema];
        let mut seen = BTreeSet::new();
        while let Some(schema) = pending.pop().filter(|_| seen.len() < MANY) {
            let Some(target) = self.document.pointed_at(schema) else {
                continue;
            };
            if format(schema) == Some("password") || format(target) == Some("password") {
                return true;
            }
            if seen.insert(target.start()) {
                let branches = ["allOf", "oneOf", "anyOf"].into_iter();
                pending.extend(branches.filter_map(|key| target.get(key)?.items()).flatten());
                let inner = ["items", "additionalProperties"].into_iter();
                pending.extend(inner.filter_map(|key| target.get(key)));
            }
        }
        false
    }
}
