//! What can be wrong with a node, and in which words the report says so.

use std::fmt;

use super::reader::{Reader, is_null};
use crate::load::keys::Key;
use crate::load::tree::{Content, Node};
use crate::report::{Diagnostic, Finding, Span, similar};

/// What a shape is called in a message.
pub const A_SHAPE: &str = "a type such as `string -- What it says.` or a mapping";

/// More keys than that are no help.
const FEW: usize = 12;

impl<'a> Reader<'a> {
    /// Reports that a key has to be there.
    pub(super) fn missing_key(self, key: &str) {
        if !(self.owner.name.is_none() && self.file.partial) {
            let named =
                self.owner.name.is_some() && self.owner.name == self.key.and_then(Node::text);
            let holder = if named { "it".to_owned() } else { self.called() };
            let message = format!("{holder} has no `{key}`");
            self.error("missing-key", self.name(), message);
        }
    }

    /// Reports that something else should be here.
    pub(super) fn wrong_kind(self, expected: &str) {
        let found = match (&self.node.content, self.scalar()) {
            (Content::Refused, _) => return,
            (_, Some(("", true))) if !self.is_key() => return self.nothing_written(),
            (_, Some(("", _))) => "nothing".to_owned(),
            (_, Some((text, true))) if is_null(text) => "null".to_owned(),
            (_, Some((text, _))) => format!("`{}`", shortened(text)),
            (Content::List(_), _) => "a list".to_owned(),
            _ => "a mapping".to_owned(),
        };
        let span = match (&self.node.content, self.key) {
            (Content::Scalar { .. }, _) | (_, None) => self.span(),
            (_, Some(key)) => self.span_of(key),
        };
        let is_type = expected == A_SHAPE || self.key.and_then(Node::text) == Some("type");
        let help = self.node.only_name().filter(|_| is_type);
        let help = help.map(|name| format!("an array of them is written `{name}[]`"));
        let message = format!("expected {expected}, found {found}");
        self.error("wrong-kind", span, message).maybe_help(help);
    }

    fn nothing_written(self) {
        if self.owner.name.is_none() && self.file.partial {
            return;
        }
        let message = match self.item_of {
            Some(_) => format!("{} is empty", self.called()),
            None => format!("nothing is written after {}", self.called()),
        };
        self.error("nothing-written", self.name(), message);
    }

    /// Reports a key and returns the one that it may have been meant for.
    pub(super) fn unknown_key(
        self,
        key: &Node,
        value: &Node,
        known: &[Key],
    ) -> Option<&'static str> {
        let Some(name) = key.text() else {
            let message = "expected a key, found a list or a mapping";
            self.error("wrong-kind", self.span_of(key), message);
            return None;
        };
        let known = known.iter().map(|key| key.name).filter(|name| *name != "$schema");
        let known: Vec<_> = known.collect();
        let near = similar(name, known.iter().copied());
        let braces = matches!(self.node.content, Content::Mapping { braces: true, .. });
        let help = if name == "$schema" {
            Some("in YAML a comment in the first line names the schema".to_owned())
        } else if name == "<<" {
            Some("`extends` takes over what another type has".to_owned())
        } else if braces && value.text() == Some("") {
            Some("inside `{ }` a comma ends the string: put quotes around it".to_owned())
        } else if let Some(near) = near {
            Some(format!("a key with a similar name exists: `{near}`"))
        } else {
            (known.len() <= FEW).then(|| format!("the keys here are {}", listed(&known, "and")))
        };
        let message = format!("unknown key `{name}`");
        self.error("unknown-key", self.span_of(key), message).maybe_help(help);
        near
    }

    /// Reports a key that is there already.
    pub(super) fn repeated_key(self, key: &Node, first: &Node) {
        let message = format!("`{}` is written twice", key.text().unwrap_or_default());
        let finding = self.error("repeated-key", self.span_of(key), message);
        finding.note(self.span_of(first), "first here");
    }

    fn error(self, id: &'static str, span: Span, message: impl fmt::Display) -> Finding<'a> {
        let message = format!("{}{message}", self.owner);
        self.file.report.find(Diagnostic::error(id, span, message))
    }

    /// Whether it is the whole file.
    pub(super) fn is_file(self) -> bool {
        self.key.is_none() && self.item_of.is_none()
    }

    /// The key that it stands after, the list that it is an item of, or the file.
    fn called(self) -> String {
        let quoted = |node: &Node| format!("`{}`", node.text().unwrap_or_default());
        match (self.key, self.item_of) {
            (Some(key), _) => quoted(key),
            (None, Some(list)) => format!("an item of {}", quoted(list)),
            (None, None) => format!("`{}`", self.file.name),
        }
    }

    /// The span of the key, where there is one; else of the first key of what is written.
    fn name(self) -> Span {
        match (self.key, &self.node.content) {
            (Some(key), _) => self.span_of(key),
            (None, Content::Mapping { entries, .. }) if !entries.is_empty() => {
                self.span_of(&entries[0].0)
            }
            _ => self.span(),
        }
    }
}

fn shortened(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

/// `a`, `b` and `c`
pub(super) fn listed(names: &[&str], word: &str) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}
