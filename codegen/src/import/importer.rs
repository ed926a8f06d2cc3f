//! The state of an import, and how parts of the document are read: what is of the wrong kind is told, never
//! passed over in silence.

use std::collections::{BTreeMap, BTreeSet};

use super::declared::Declared;
use super::docs;
use super::document::Value;
use super::errors::ErrorKeys;
use super::modules::Module;
use super::notes::Notes;
use super::service::Header;
use super::streams::Envelope;
use super::types::{About, Types};

/// The document while it is imported.
pub(super) struct Importer<'a> {
    pub(super) root: Value<'a>,
    pub(super) notes: Notes,
    pub(super) types: Types,
    /// What may be referred to, by its pointer.
    components: BTreeMap<String, Value<'a>>,
    /// The types that have an id.
    pub(super) declared: Declared<'a>,
    /// How many schemas the current one stands in.
    pub(super) depth: usize,
    /// How often something became `any` although the document says more.
    pub(super) lossy: usize,
    /// The keys of errors, in the order in which responses show them.
    pub(super) errors: Vec<ErrorKeys>,
    /// What was looked at already, by where it begins.
    pub(super) seen: BTreeSet<(usize, &'static str)>,
    /// The headers that a client can send.
    pub(super) headers: Vec<Header>,
    /// Whether a query writes maps in brackets.
    pub(super) brackets: bool,
    /// How the first stream writes its events.
    pub(super) envelope: Option<Envelope>,
    /// Whether extensions count.
    pub(super) extensions: bool,
    /// Whether there are any.
    pub(super) any_extension: bool,
    /// Whether the document was written of a description, so that nothing has to be guessed.
    pub(super) exact: bool,
    /// The modules that extensions state.
    pub(super) modules: Vec<Module>,
    /// The resources that tags stand for.
    pub(super) tags: BTreeMap<&'a str, String>,
    /// The types that extensions state, by their names.
    pub(super) named: BTreeMap<String, usize>,
    /// The same by the keys of their schemas.
    pub(super) schemas: BTreeMap<&'a str, usize>,
}

impl<'a> Importer<'a> {
    pub(super) fn new(root: Value<'a>, text: &str, extensions: bool) -> Self {
        Self {
            root,
            notes: Notes::new(text),
            components: root.components(),
            types: Types::default(),
            declared: Declared::default(),
            depth: 0,
            lossy: 0,
            errors: Vec::new(),
            seen: BTreeSet::new(),
            headers: Vec::new(),
            brackets: false,
            envelope: None,
            extensions,
            any_extension: false,
            exact: extensions && root.get("x-sdk").is_some(),
            modules: Vec::new(),
            tags: BTreeMap::new(),
            named: BTreeMap::new(),
            schemas: BTreeMap::new(),
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
        let found = value.get(key)?;
        if found.text().is_none() {
            self.wrong(found, key, "a text");
        }
        found.text()
    }

    pub(super) fn mapping(&mut self, value: Value<'a>, key: &str) -> Vec<(&'a str, Value<'a>)> {
        let Some(found) = value.get(key) else {
            return Vec::new();
        };
        let Some(entries) = found.entries() else {
            self.wrong(found, key, "a mapping");
            return Vec::new();
        };
        let mut unique: Vec<(&str, Value<'a>)> = Vec::new();
        let mut seen = BTreeSet::new();
        for (name, value) in entries {
            if seen.insert(name) {
                unique.push((name, value));
            } else {
                self.notes.warn(value, format!("`{name}` is written twice"));
            }
        }
        unique
    }

    pub(super) fn list(&mut self, value: Value<'a>, key: &str) -> Vec<Value<'a>> {
        let Some(found) = value.get(key) else {
            return Vec::new();
        };
        let Some(items) = found.items() else {
            self.wrong(found, key, "a list");
            return Vec::new();
        };
        items.collect()
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
        let found = self.at(inside);
        if found.is_none() {
            let message = format!("`{pointer}` leads nowhere");
            self.notes.error(value, message);
        }
        found
    }

    /// What a pointer within the document leads to.
    pub(super) fn at(&self, pointer: &str) -> Option<Value<'a>> {
        let steps = pointer.strip_prefix("/components/").and_then(|it| it.split_once('/'));
        match steps {
            Some((_, name)) if !name.contains(['/', '~', '%']) => {
                self.components.get(pointer).copied()
            }
            _ => self.root.at_pointer(pointer),
        }
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

    /// The same where nothing is told of a `$ref` that leads nowhere; whoever follows it tells.
    pub(super) fn pointed_at(&self, value: Value<'a>) -> Option<Value<'a>> {
        let mut value = value;
        for _ in 0..16 {
            match value.get("$ref").and_then(Value::text) {
                None => return Some(value),
                Some(pointer) => value = self.at(pointer.strip_prefix('#')?)?,
            }
        }
        None
    }

    /// Whether `what` is done to a part of the document for the first time.
    pub(super) fn first_time(&mut self, value: Value<'a>, what: &'static str) -> bool {
        self.seen.insert((value.0.bytes.start, what))
    }

    /// What a part of the document says about itself. Where nothing is guessed, it is taken as it is written.
    pub(super) fn about(&self, value: Value<'a>) -> About {
        match self.exact {
            true => docs::as_written(value),
            false => docs::about(value),
        }
    }

    fn wrong(&mut self, value: Value<'a>, key: &str, wanted: &str) {
        self.notes.warn(value, format!("`{key}` is not {wanted} and is left out"));
    }
}
