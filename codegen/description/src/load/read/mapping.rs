//! Mappings: with keys that are declared, or with names that the author chooses.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::reader::{Read, Reader};
use crate::load::keys::{Definitions, Key, Written};
use crate::load::span::At;
use crate::load::tree::{Content, Node};

/// A mapping while the values of its keys are read.
#[derive(Debug)]
pub struct Mapping<'a> {
    reader: Reader<'a>,
    entries: BTreeMap<&'a str, &'a (Node, Node)>,
    /// What unknown keys may have been meant for: those are not missing, only misspelt.
    meant: Vec<&'static str>,
    written: Written,
}

impl<'a> Reader<'a> {
    /// The mapping that is written here. Keys that are not among `keys`, or repeated, are reported.
    pub fn mapping(self, keys: &[Key]) -> Option<Mapping<'a>> {
        let json = self.file.name.ends_with(".json");
        let is_known =
            |name: &&str| (json || *name != "$schema") && keys.iter().any(|key| key.name == *name);
        let written = Written::default();
        let mut mapping =
            Mapping { reader: self, entries: BTreeMap::new(), meant: Vec::new(), written };
        for entry in self.entries()? {
            let (key, value) = entry;
            let Some(name) = key.text().filter(is_known) else {
                mapping.written.faulty = true;
                // A section of the file whose name is misspelt may describe what is missing elsewhere.
                if self.is_file() && matches!(value.content, Content::Mapping { .. }) {
                    self.file.incomplete();
                }
                mapping.meant.extend(self.unknown_key(key, value, keys));
                continue;
            };
            match mapping.entries.get(name) {
                Some((first, _)) => self.repeated_key(key, first),
                None => drop(mapping.entries.insert(name, entry)),
            }
        }
        Some(mapping)
    }

    fn entries(self) -> Option<&'a [(Node, Node)]> {
        let entries = match &self.node.content {
            Content::Mapping { entries, .. } => Some(entries.as_slice()),
            _ => None,
        };
        self.or_wrong_kind(entries, "a mapping")
    }
}

impl Mapping<'_> {
    /// The value of a key.
    pub fn take<T: Read + Default>(&mut self, name: &'static str) -> T {
        let Some((key, value)) = self.entries.get(name) else {
            if T::REQUIRED {
                self.written.faulty = true;
                if !self.meant.contains(&name) {
                    self.reader.missing_key(name);
                }
            }
            return T::default();
        };
        self.written.keys.push(At { value: name, span: self.reader.span_of(key) });
        let read = T::read(self.reader.after(key, value));
        if read.is_none() {
            self.written.faulty = true;
            if self.reader.is_file() {
                self.reader.file.incomplete();
            }
        }
        read.unwrap_or_default()
    }

    /// What is known of it beside the values of its keys.
    pub fn end(self) -> Written {
        self.written
    }
}

/// Names and what they stand for, in the order in which they are written. That no name is repeated is for `resolve`
/// to say, with both spans.
#[derive(Debug, Clone)]
pub struct Map<T>(pub Vec<(At<String>, T)>);

impl<T> Default for Map<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Map<T> {
    /// The entries in order.
    pub fn iter(&self) -> impl Iterator<Item = (&At<String>, &T)> {
        self.0.iter().map(|(name, entry)| (name, entry))
    }

    /// The names in order.
    pub fn names(&self) -> impl Iterator<Item = &At<String>> {
        self.0.iter().map(|(name, _)| name)
    }
}

impl<T: Read> Read for Map<T> {
    const REQUIRED: bool = false;

    fn read(reader: Reader<'_>) -> Option<Self> {
        let mut entries = Vec::new();
        for (key, value) in reader.entries()? {
            let Some(name) = key.text().filter(|name| !name.is_empty()) else {
                Reader { node: key, key: Some(key), ..reader }.wrong_kind("a name");
                reader.file.incomplete();
                continue;
            };
            let name = At { value: name.to_owned(), span: reader.span_of(key) };
            let entry = reader.after(key, value);
            let entry = T::read(entry).or_else(|| T::unreadable(entry));
            entries.extend(entry.map(|entry| (name, entry)));
        }
        Some(Self(entries))
    }

    fn schema(definitions: &mut Definitions) -> Value {
        json!({ "type": "object", "additionalProperties": T::schema(definitions) })
    }
}
