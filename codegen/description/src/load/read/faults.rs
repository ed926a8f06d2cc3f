//! What can be wrong with a node, and in which words the report says so.

use std::fmt;
use std::ops::Range;

use serde::de::{self, Expected, Unexpected};

use super::{Reader, is_null};
use crate::load::shape::A_SHAPE;
use crate::load::tree::{Content, Node};
use crate::report::{Diagnostic, Place, similar};

/// More keys than that are no help.
const FEW: usize = 12;

/// Why something could not be read.
#[derive(Debug)]
pub(super) enum Stop {
    /// The report says it.
    Reported,
    /// A key that has to be there.
    Missing(&'static str),
    /// What should have been there instead.
    WrongKind(String),
    /// Something else.
    Other(String),
}

/// The entry of a file that something belongs to: `types` and `Message`.
#[derive(Clone, Copy, Default)]
pub(super) struct Owner<'a> {
    section: Option<&'a str>,
    name: Option<&'a str>,
}

impl<'a> Owner<'a> {
    /// The owner of what stands behind `key`.
    pub(super) fn of(self, key: Option<&'a str>) -> Self {
        match self.section {
            None => Self { section: key, name: None },
            section => Self { section, name: self.name.or(key) },
        }
    }
}

impl Reader<'_> {
    /// Puts what a visitor complained about into the report.
    pub(super) fn place<T>(self, result: Result<T, Stop>) -> Result<T, Stop> {
        result.map_err(|stop| match stop {
            Stop::Reported => Stop::Reported,
            Stop::Missing(_) if self.is_file() && self.file.partial => Stop::Reported,
            Stop::Missing(key) => {
                let message = format!("{} has no `{key}`", self.called());
                self.report("missing-key", self.name(), message, None)
            }
            Stop::WrongKind(expected) => self.wrong_kind(&expected),
            Stop::Other(message) => {
                self.report("wrong-kind", self.node.bytes.clone(), message, None)
            }
        })
    }

    /// Reports that something else should be here.
    pub(super) fn wrong_kind(self, expected: &str) -> Stop {
        let found = match (&self.node.content, self.scalar()) {
            (Content::Refused, _) => return Stop::Reported,
            (_, Some(("", true))) if !self.is_key() => return self.nothing_written(),
            (_, Some(("", _))) => "nothing".to_owned(),
            (_, Some((text, true))) if is_null(text) => "null".to_owned(),
            (_, Some((text, _))) => format!("`{}`", shortened(text)),
            (Content::List(_), _) => "a list".to_owned(),
            _ => "a mapping".to_owned(),
        };
        let bytes = match (&self.node.content, self.key) {
            (Content::Scalar { .. }, _) | (_, None) => self.node.bytes.clone(),
            (_, Some(key)) => key.bytes.clone(),
        };
        let is_type = expected == A_SHAPE || self.key.and_then(Node::text) == Some("type");
        let help = self.node.only_name().filter(|_| is_type);
        let help = help.map(|name| format!("an array of them is written `{name}[]`"));
        let message = format!("expected {expected}, found {found}");
        self.report("wrong-kind", bytes, message, help)
    }

    fn nothing_written(self) -> Stop {
        if self.owner.name.is_none() && self.file.partial {
            return Stop::Reported;
        }
        let message = match self.item_of {
            Some(_) => format!("{} is empty", self.called()),
            None => format!("nothing is written behind {}", self.called()),
        };
        self.report("nothing-written", self.name(), message, None)
    }

    /// Reports a key and returns the one that it may have been meant for.
    pub(super) fn unknown_key(
        self,
        key: &Node,
        value: &Node,
        known: &[&'static str],
    ) -> Option<&'static str> {
        let Some(name) = key.text() else {
            let message = "expected a key, found a list or a mapping";
            self.report("wrong-kind", key.bytes.clone(), message, None);
            return None;
        };
        let known: Vec<_> = known.iter().copied().filter(|key| *key != "$schema").collect();
        let near = similar(name, known.iter().copied());
        let braces = matches!(self.node.content, Content::Mapping { braces: true, .. });
        let help = if name == "$schema" {
            Some("in YAML a comment in the first line names the schema".to_owned())
        } else if name == "<<" {
            Some("`extends` takes over what another type has".to_owned())
        } else if braces && value.text() == Some("") {
            Some("inside `{ }` a comma ends the text: put quotes around it".to_owned())
        } else if let Some(near) = near {
            Some(format!("a key with a similar name exists: `{near}`"))
        } else {
            (known.len() <= FEW).then(|| format!("the keys here are {}", listed(&known, "and")))
        };
        let message = format!("unknown key `{name}`");
        self.report("unknown-key", key.bytes.clone(), message, help);
        near
    }

    /// Reports a key that is there already.
    pub(super) fn repeated_key(self, key: &Node, first: &Node) {
        let place = |node: &Node| Place::new(self.file.id, node.bytes.clone());
        let name = key.text().unwrap_or_default();
        let message = format!("{}`{name}` is written twice", self.owner);
        let diagnostic = Diagnostic::error("repeated-key", place(key), message);
        let diagnostic = diagnostic.note(place(first), "first here");
        self.file.found.borrow_mut().push(diagnostic);
    }

    fn report(
        self,
        id: &'static str,
        bytes: Range<usize>,
        message: impl fmt::Display,
        help: Option<String>,
    ) -> Stop {
        let place = Place::new(self.file.id, bytes);
        let message = format!("{}{message}", self.owner);
        let diagnostic = Diagnostic::error(id, place, message).maybe_help(help);
        self.file.found.borrow_mut().push(diagnostic);
        Stop::Reported
    }

    /// Whether it is the whole file.
    fn is_file(self) -> bool {
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

    /// The place of the key, where there is one; else of the first key of what is written.
    fn name(self) -> Range<usize> {
        match (self.key, &self.node.content) {
            (Some(key), _) => key.bytes.clone(),
            (None, Content::Mapping { entries, .. }) if !entries.is_empty() => {
                entries[0].0.bytes.clone()
            }
            _ => self.node.bytes.clone(),
        }
    }
}

impl fmt::Display for Owner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Some(section), Some(name)) = (self.section, self.name) else {
            return Ok(());
        };
        match section {
            "types" => write!(f, "type `{name}`: "),
            "operations" => write!(f, "operation `{name}`: "),
            "path" => write!(f, "placeholder `{name}`: "),
            "headers" => write!(f, "header `{name}`: "),
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reported => f.write_str("reported"),
            Self::Missing(key) => write!(f, "`{key}` is missing"),
            Self::WrongKind(expected) => write!(f, "expected {expected}"),
            Self::Other(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for Stop {}

impl de::Error for Stop {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::Other(message.to_string())
    }

    fn missing_field(field: &'static str) -> Self {
        Self::Missing(field)
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::WrongKind(expected.to_string())
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
