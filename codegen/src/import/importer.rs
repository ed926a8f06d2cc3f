//! The state of an import, and how parts of the document are read: what is of the wrong kind is reported, never passed
//! over in silence.

use std::collections::{BTreeMap, BTreeSet};

use super::about;
use super::conventions::Conventions;
use super::declared::Declared;
use super::document::{Document, Value};
use super::notes::Notes;
use super::stated::Stated;
use super::types::{About, Types};

/// The document while it is imported.
pub(super) struct Importer<'a> {
    pub(super) document: Document<'a>,
    pub(super) notes: Notes,
    pub(super) stated: Stated<'a>,
    pub(super) types: Types,
    pub(super) declared: Declared<'a>,
    pub(super) conventions: Conventions,
    /// The methods of each resource.
    pub(super) methods: BTreeMap<String, BTreeSet<String>>,
}

impl<'a> Importer<'a> {
    /// Begins to import a document. `extensions`: whether what it states counts.
    pub(super) fn new(root: Value<'a>, text: &str, extensions: bool) -> Self {
        let exact = extensions && root.has("x-sdk");
        Self {
            document: Document::new(root),
            notes: Notes::new(text),
            stated: Stated { counts: extensions, exact, ..Stated::default() },
            types: Types::default(),
            declared: Declared::default(),
            conventions: Conventions::default(),
            methods: BTreeMap::new(),
        }
    }

    /// Does something inside a part of the document, which warnings then name.
    pub(super) fn within<T>(
        &mut self,
        part: impl Into<String>,
        then: impl FnOnce(&mut Self) -> T,
    ) -> T {
        self.notes.enter(part);
        let done = then(self);
        self.notes.leave();
        done
    }

    pub(super) fn text(&mut self, value: Value<'a>, key: &str) -> Option<&'a str> {
        self.of_kind(value, key, "a string", Value::text)
    }

    pub(super) fn list(&mut self, value: Value<'a>, key: &str) -> Vec<Value<'a>> {
        self.of_kind(value, key, "a list", Value::items).into_iter().flatten().collect()
    }

    /// The keys and values of a mapping. A key that comes twice is reported.
    pub(super) fn mapping(&mut self, value: Value<'a>, key: &str) -> Vec<(&'a str, Value<'a>)> {
        let entries = self.of_kind(value, key, "a mapping", Value::entries);
        let mut seen = BTreeSet::new();
        let is_new = |(name, value): &(&'a str, Value<'a>)| {
            let is_new = seen.insert(*name);
            if !is_new {
                self.warn(*value, format!("`{name}` is written twice"));
            }
            is_new
        };
        entries.into_iter().flatten().filter(is_new).collect()
    }

    fn of_kind<T>(
        &mut self,
        value: Value<'a>,
        key: &str,
        kind: &str,
        read: impl FnOnce(Value<'a>) -> Option<T>,
    ) -> Option<T> {
        let found = value.get(key)?;
        let read = read(found);
        if read.is_none() {
            self.warn(found, format!("`{key}` is not {kind} and is left out"));
        }
        read
    }

    pub(super) fn texts(&mut self, value: Value<'a>, key: &str) -> Vec<&'a str> {
        // `required: true` on a property is a relic that says nothing about its own fields.
        if value.get(key).is_some_and(|it| matches!(it.plain(), Some("true" | "false"))) {
            return Vec::new();
        }
        let items = self.list(value, key);
        items.into_iter().filter_map(Value::text).collect()
    }

    /// What a `$ref` leads to.
    pub(super) fn target(&mut self, value: Value<'a>, pointer: &str) -> Option<Value<'a>> {
        let Some(inside) = pointer.strip_prefix('#') else {
            let message = format!(
                "`{pointer}` lies outside the document: bundle the documents into one first"
            );
            self.notes.error(value, message);
            return None;
        };
        let found = self.document.at(inside);
        if found.is_none() {
            self.notes.error(value, format!("`{pointer}` leads nowhere"));
        }
        found
    }

    /// A part of the document that may be a `$ref` to one elsewhere.
    pub(super) fn follow(&mut self, value: Value<'a>) -> Option<Value<'a>> {
        let mut value = value;
        for _ in 0..16 {
            match self.text(value, "$ref") {
                None => return Some(value),
                Some(pointer) => value = self.target(value, pointer)?,
            }
        }
        self.notes.error(value, "the `$ref` leads to itself");
        None
    }

    /// What a part of the document says about itself. Where nothing is guessed, it is taken as it is written.
    pub(super) fn about(&self, value: Value<'a>) -> About {
        match self.stated.exact {
            true => about::as_written(value),
            false => about::about(value),
        }
    }

    /// Something that the description cannot say, or that the document says wrongly.
    pub(super) fn warn(&mut self, at: Value<'_>, message: impl AsRef<str>) {
        self.notes.warn(at, message);
    }

    /// A rule filled in what the document does not say.
    pub(super) fn count(&mut self, rule: &'static str) {
        self.notes.count(rule);
    }

    /// Reports why there is nothing of what was asked for.
    pub(super) fn refuse<T>(&mut self, at: Value<'a>, why: impl AsRef<str>) -> Option<T> {
        self.warn(at, why);
        None
    }
}
