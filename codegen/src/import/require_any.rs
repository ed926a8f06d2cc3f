//! Branches that say nothing but which fields have to be there: at least one of several is a rule of the language.
//! A field of such a rule is marked where the rule is read; whether the language allows the rule where the type
//! travels is known at the end.

use std::collections::BTreeSet;

use super::document::Value;
use super::importer::Importer;
use super::naming::{Names, held};
use super::operation::Operation;
use super::types::{Field, Schema, Shape, Use};

impl<'a> Importer<'a> {
    /// Whether the branches beside the fields of `own` only require. Then the fields are marked, or it is reported that
    /// the rule cannot be said.
    pub(super) fn only_require(
        &mut self,
        value: Value<'a>,
        key: &str,
        branches: &[Value<'a>],
        own: &mut Schema,
    ) -> bool {
        let Shape::Object(fields) = &mut own.shape else {
            return false;
        };
        if branches.is_empty() || !branches.iter().all(requires_only) {
            return false;
        }
        let of = |branch: &Value<'a>| match self.texts(*branch, "required").as_slice() {
            [name] => fields.iter().position(|field| field.name == *name),
            _ => None,
        };
        let group: Option<BTreeSet<usize>> = branches.iter().map(of).collect();
        match group.filter(|group| key == "anyOf" && group.len() > 1) {
            Some(group) => group.iter().for_each(|index| fields[*index].any = true),
            None => {
                let message = format!("which of its fields `{key}` requires cannot be said");
                self.notes.warn(value, message);
            }
        }
        true
    }

    /// Drops the rules that say nothing, and those that the language has no place for, which is reported.
    pub(super) fn keep_rules_of_requests(&mut self, names: &Names, operations: &[Operation<'_>]) {
        let replied = self.replied(operations);
        for id in &names.order {
            let Shape::Object(fields) = &mut self.types.all[*id].shape else {
                continue;
            };
            let group = || fields.iter().filter(|field| field.any);
            if group().next().is_none() {
                continue;
            }
            let nullable = |field: &Field| matches!(field.ty, Use::Nullable(_));
            let why = match () {
                () if group().any(|field| field.required) => None,
                () if replied.contains(id) => Some("it travels in replies, too"),
                () if group().any(nullable) => Some("one of them may be null"),
                () => continue,
            };
            let list: Vec<_> = group().map(|field| format!("`{}`", field.name)).collect();
            fields.iter_mut().for_each(|field| field.any = false);
            if let Some(why) = why {
                let (name, list) = (names.of(*id), list.join(", "));
                let message =
                    format!("type `{name}`: that one of {list} is there cannot be said: {why}");
                self.notes.warn(self.document.root, message);
            }
        }
    }

    /// The types that replies and events lead to.
    pub(super) fn replied(&self, operations: &[Operation<'_>]) -> BTreeSet<usize> {
        let all = operations.iter().flat_map(Operation::received);
        self.reached(all.filter_map(Use::name).copied().collect())
    }

    /// These types, and those that they lead to.
    pub(super) fn reached(&self, mut pending: Vec<usize>) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        while let Some(id) = pending.pop() {
            if found.insert(id) {
                pending.extend(held(&self.types.all[id]));
            }
        }
        found
    }
}

/// Whether a branch says which fields have to be there, and nothing else.
fn requires_only(branch: &Value<'_>) -> bool {
    let words = ["type", "title", "description"];
    let fits = |key: &str| key == "required" || words.contains(&key);
    branch.get("required").is_some()
        && branch.entries().is_some_and(|mut entries| entries.all(|(key, _)| fits(key)))
}
