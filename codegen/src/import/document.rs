//! The document to import: its values, where they stand, and what a `$ref` leads to. What they mean is for
//! the other parts to say.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use chatbotkit_description::load::tree::{Content, Node};

/// The document, with what may be referred to by its pointer.
#[derive(Debug)]
pub(super) struct Document<'a> {
    pub(super) root: Value<'a>,
    components: BTreeMap<String, Value<'a>>,
}

impl<'a> Document<'a> {
    pub(super) fn new(root: Value<'a>) -> Self {
        Self { root, components: root.components() }
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

    /// What a part of the document is, or refers to. Whoever follows a `$ref` that leads nowhere reports it.
    pub(super) fn pointed_at(&self, value: Value<'a>) -> Option<Value<'a>> {
        let mut value = value;
        for _ in 0..16 {
            match value.text_at("$ref") {
                None => return Some(value),
                Some(pointer) => value = self.at(pointer.strip_prefix('#')?)?,
            }
        }
        None
    }
}

/// The values that somebody asked for by their keys.
pub(super) type Marks = RefCell<BTreeSet<*const Node>>;

/// A value of the document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value<'a> {
    node: &'a Node,
    marks: &'a Marks,
}

impl<'a> Value<'a> {
    pub(super) fn new(node: &'a Node, marks: &'a Marks) -> Self {
        Self { node, marks }
    }

    /// Where it begins in the text of the document.
    pub(super) fn start(self) -> usize {
        self.node.bytes.start
    }

    /// What stands under `key`, which is marked as read. Null is the same as nothing.
    pub(super) fn get(self, key: &str) -> Option<Value<'a>> {
        let (_, node) = self.pairs()?.iter().find(|(name, _)| name.text() == Some(key))?;
        self.marks.borrow_mut().insert(node);
        Some(self.at(node)).filter(|value| !value.is_null())
    }

    pub(super) fn has(self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// The string, number or truth under a key.
    pub(super) fn text_at(self, key: &str) -> Option<&'a str> {
        self.get(key).and_then(Value::text)
    }

    pub(super) fn is_true_at(self, key: &str) -> bool {
        self.get(key).is_some_and(Value::is_true)
    }

    /// The values of the list under a key; none if it is not one.
    pub(super) fn items_at(self, key: &str) -> impl Iterator<Item = Value<'a>> {
        self.get(key).and_then(Value::items).into_iter().flatten()
    }

    /// The keys and values of the mapping under a key; none if it is not one.
    pub(super) fn entries_at(self, key: &str) -> impl Iterator<Item = (&'a str, Value<'a>)> {
        self.get(key).and_then(Value::entries).into_iter().flatten()
    }

    /// The schemas that a schema is one or all of.
    pub(super) fn branches(self) -> impl Iterator<Item = Value<'a>> {
        ["oneOf", "anyOf", "allOf"].into_iter().flat_map(move |key| self.items_at(key))
    }

    /// The keys and values that nobody asked for by their keys.
    pub(super) fn unread(self) -> Vec<(&'a str, Value<'a>)> {
        let marks = self.marks.borrow();
        let entries = self.entries().into_iter().flatten();
        entries.filter(|(_, value)| !marks.contains(&std::ptr::from_ref(value.node))).collect()
    }

    fn at(self, node: &'a Node) -> Self {
        Self { node, ..self }
    }

    /// The text, number or truth that is written here.
    pub(super) fn text(self) -> Option<&'a str> {
        self.node.text().filter(|_| !self.is_null())
    }

    pub(super) fn is_true(self) -> bool {
        self.plain() == Some("true")
    }

    pub(super) fn is_null(self) -> bool {
        matches!(self.plain(), Some("" | "~" | "null"))
    }

    /// Whether it is a schema that null alone fulfils, in any of the ways to write one.
    pub(super) fn allows_null_only(self) -> bool {
        let among = |key: &str, is_null: fn(Value<'a>) -> bool| {
            let mut items = self.items_at(key);
            items.next().is_some_and(is_null) && items.all(is_null)
        };
        let mut pairs = self.pairs().into_iter().flatten();
        self.text_at("type") == Some("null")
            || among("type", |item| item.text() == Some("null") || item.is_null())
            || among("enum", Value::is_null)
            || pairs.any(|(key, value)| key.text() == Some("const") && self.at(value).is_null())
    }

    /// What is written without quotes: a number, a truth, or a string of YAML.
    pub(super) fn plain(self) -> Option<&'a str> {
        match &self.node.content {
            Content::Scalar { text, plain: true } => Some(text),
            _ => None,
        }
    }

    /// Whether it is a string, and not a number, a truth or nothing.
    pub(super) fn is_string(self) -> bool {
        match self.plain() {
            Some(plain) => {
                !matches!(plain, "" | "~" | "null" | "true" | "false")
                    && plain.parse::<f64>().is_err()
            }
            None => self.text().is_some(),
        }
    }

    /// The keys and values, if it is a mapping.
    pub(super) fn entries(self) -> Option<impl Iterator<Item = (&'a str, Value<'a>)>> {
        let pairs = self.pairs()?.iter();
        Some(pairs.filter_map(move |(key, value)| Some((key.text()?, self.at(value)))))
    }

    /// The values, if it is a list.
    pub(super) fn items(self) -> Option<impl Iterator<Item = Value<'a>>> {
        match &self.node.content {
            Content::List(items) => Some(items.iter().map(move |item| self.at(item))),
            _ => None,
        }
    }

    /// All components by their pointers, but for those with a name that a pointer writes in another way.
    fn components(self) -> BTreeMap<String, Value<'a>> {
        let entries = |value: Value<'a>| value.entries().into_iter().flatten();
        let kinds = self.get("components").into_iter().flat_map(entries);
        let all = kinds.flat_map(|(kind, values)| {
            let values = entries(values).filter(|(_, value)| !value.is_null());
            values.map(move |(name, value)| (format!("/components/{kind}/{name}"), value))
        });
        // Of two with one name, the first one counts.
        all.collect::<Vec<_>>().into_iter().rev().collect()
    }

    /// The value that a JSON pointer such as `/components/schemas/Book` leads to.
    fn at_pointer(self, pointer: &str) -> Option<Value<'a>> {
        if !pointer.is_empty() && !pointer.starts_with('/') {
            return self.at_anchor(pointer);
        }
        let mut steps = pointer.split('/').skip(1);
        steps.try_fold(self, |value, step| {
            let step = unescape(step);
            match &value.node.content {
                Content::List(items) => {
                    items.get(step.parse::<usize>().ok()?).map(|item| self.at(item))
                }
                _ => value.get(&step),
            }
        })
    }

    /// The schema that calls itself `anchor`.
    fn at_anchor(self, anchor: &str) -> Option<Value<'a>> {
        let mut pending = vec![self];
        while let Some(value) = pending.pop() {
            if value.text_at("$anchor") == Some(anchor) {
                return Some(value);
            }
            pending.extend(value.entries().into_iter().flatten().map(|(_, value)| value));
            pending.extend(value.items().into_iter().flatten());
        }
        None
    }

    fn pairs(self) -> Option<&'a [(Node, Node)]> {
        match &self.node.content {
            Content::Mapping { entries, .. } => Some(entries),
            _ => None,
        }
    }
}

/// A step of a pointer as it was before it was written into one.
fn unescape(step: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = step.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        let byte = digits.and_then(|two| u8::from_str_radix(two, 16).ok());
        match (first, byte) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    let text = String::from_utf8_lossy(&bytes);
    text.replace("~1", "/").replace("~0", "~")
}

/// The name in `#/components/schemas/Name`.
pub(super) fn component_name(pointer: &str) -> Option<String> {
    let name = pointer.strip_prefix("#/components/schemas/")?;
    (!name.is_empty() && !name.contains('/')).then(|| unescape(name))
}
