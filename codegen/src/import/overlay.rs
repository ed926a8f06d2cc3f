//! `x-sdk`: keys of the description language that a document states. They are laid over the keys that the rules make
//! for the thing that the extension stands in, key by key. The table of where it may stand is in [`crate::openapi`].
//!
//! What stands there is not checked: the description that comes of it is, as a whole.

use super::document::Value;
use super::importer::Importer;
use super::types::{Overlay, Use, Word};
use chatbotkit_description::print::{Keys, Tree};

/// Keys under which types are named.
const NAMING: &[&str] =
    &["type", "items", "values", "extends", "events", "request", "request?", "response"];

/// Keys that no key of the language is the same as: an import reads them on its own.
const BESIDE: &[&str] = &["module", "name", "source", "operations"];

impl<'a> Importer<'a> {
    /// What is stated of a part of the document.
    pub(super) fn overlay(&mut self, value: Value<'a>) -> Overlay {
        let Some(own) = value.get("x-sdk").filter(|_| self.stated.counts) else {
            return Overlay::default();
        };
        self.stated.any = true;
        match tree(own) {
            Some(Tree::Mapping(keys)) => Overlay { named: self.types_named(&keys), keys },
            _ => {
                self.warn(own, "`x-sdk` does not hold keys of the language: it is left out");
                Overlay::default()
            }
        }
    }

    /// Takes in the types that are stated: their names first, so that any of them can name any other.
    pub(super) fn stated_types(&mut self) {
        let Some(components) = self.document.root.get("components") else {
            return;
        };
        let mut found = Vec::new();
        for (key, schema) in self.mapping(components, "schemas") {
            let mut own = self.overlay(schema);
            let Some(module) = self.stated_module(schema, &own) else {
                continue;
            };
            let name = own.text("name").unwrap_or(key).to_owned();
            if self.stated.types.contains_key(&name) {
                self.warn(schema, format!("two schemas are the type `{name}`: the second is not"));
                continue;
            }
            let id = self.types.add_stated(Word::Whole(name.clone()), module);
            self.stated.types.insert(name.clone(), id);
            self.stated.schemas.insert(key, id);
            own.keys = own.keys.filter(|key| !BESIDE.contains(&key));
            found.push((name, schema, id, own));
        }
        for (name, schema, id, own) in found {
            self.within(format!("`{name}`"), |this| this.settle_stated(&name, schema, id, own));
        }
    }

    fn settle_stated(&mut self, name: &str, schema: Value<'a>, id: usize, mut own: Overlay) {
        // All types are declared by now.
        own.named = self.types_named(&own.keys);
        let (shape, mut about) = match own.has_shape() {
            true => (Use::ANY.into(), self.about(schema)),
            false => {
                let read = self.schema(schema, name);
                (read.shape.or_null(read.nullable), read.here.unwrap_or(read.about))
            }
        };
        about.overlay = own;
        (self.types.all[id].shape, self.types.all[id].about) = (shape, about);
    }

    /// The types that an overlay names.
    fn types_named(&self, overlay: &Keys) -> Vec<usize> {
        let mut found = Vec::new();
        let mut pending: Vec<(&str, &Tree)> = overlay.iter().rev().collect();
        while let Some((key, value)) = pending.pop() {
            let naming = NAMING.contains(&key);
            let texts = match value {
                Tree::Mapping(keys) => {
                    pending.extend(keys.iter().rev());
                    continue;
                }
                Tree::String(text) if naming => vec![text.as_str()],
                Tree::List(items) if naming => items.iter().filter_map(Tree::text).collect(),
                _ => continue,
            };
            let words = texts
                .iter()
                .flat_map(|text| text.split(|c: char| !c.is_alphanumeric() && c != '_'));
            found.extend(words.filter_map(|word| self.stated.types.get(word)));
        }
        found
    }
}

/// A value of the document as one of a description. `None` where it holds nothing.
fn tree(value: Value<'_>) -> Option<Tree> {
    if let Some(text) = value.text() {
        return Some(match value.is_string() {
            true => Tree::String(text.to_owned()),
            false => Tree::Plain(text.to_owned()),
        });
    }
    if let Some(items) = value.items() {
        return items.map(tree).collect::<Option<_>>().map(Tree::List);
    }
    let entries = value.entries()?;
    let entries = entries.map(|(key, value)| Some((key.to_owned(), tree(value)?)));
    entries.collect::<Option<_>>().map(Tree::Mapping)
}
