//! One node while it is read, and what can be read from it.

use std::cell::Cell;

use super::owner::Owner;
use crate::load::keys::Definitions;
use crate::load::tree::{Content, Node};
use crate::report::{FileId, Report, Span};

/// Something that can be read from a node.
pub trait Read: Sized {
    /// Whether a key that holds it has to be there.
    const REQUIRED: bool = true;

    /// What is written. `None` where it cannot be read, which is reported.
    fn read(reader: Reader<'_>) -> Option<Self>;

    /// What stands in a mapping for an entry that cannot be read, so that its name is known all the same.
    fn unreadable(_: Reader<'_>) -> Option<Self> {
        None
    }

    /// What editors may expect.
    fn schema(definitions: &mut Definitions) -> serde_json::Value;
}

/// The file that is read, and what is wrong with it.
#[derive(Debug)]
pub struct File<'a> {
    pub(in crate::load) id: FileId,
    pub(in crate::load) name: &'a str,
    /// Entries are left out, so that what is missing may well be there.
    pub(in crate::load) partial: bool,
    /// Whether every name could be read.
    pub(in crate::load) complete: Cell<bool>,
    pub(in crate::load) report: &'a Report,
}

impl File<'_> {
    /// Some names could not be read, so that nobody can say which are missing.
    pub(super) fn incomplete(&self) {
        self.complete.set(false);
    }

    /// What the file says.
    pub(in crate::load) fn read<T: Read>(&self, root: &Node) -> Option<T> {
        let owner = Owner::default();
        T::read(Reader { node: root, file: self, key: None, item_of: None, owner })
    }
}

/// Reads one node.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    pub(super) node: &'a Node,
    pub(super) file: &'a File<'a>,
    /// The key that it is the value of, or that it is.
    pub(super) key: Option<&'a Node>,
    /// The key of the list that it is an item of.
    pub(super) item_of: Option<&'a Node>,
    pub(super) owner: Owner<'a>,
}

impl<'a> Reader<'a> {
    /// Where it is written.
    pub fn span(self) -> Span {
        self.span_of(self.node)
    }

    pub(super) fn span_of(self, node: &Node) -> Span {
        Span::new(self.file.id, node.bytes.clone())
    }

    /// The string of a scalar, and whether it is written without quotes.
    pub(super) fn scalar(self) -> Option<(&'a str, bool)> {
        match &self.node.content {
            Content::Scalar { text, plain } => Some((text, *plain)),
            _ => None,
        }
    }

    pub(super) fn is_key(self) -> bool {
        self.key.is_some_and(|key| std::ptr::eq(key, self.node))
    }

    /// The value of `key`.
    pub(super) fn after(self, key: &'a Node, value: &'a Node) -> Self {
        let owner = self.owner.of(key.text());
        Self { node: value, key: Some(key), item_of: None, owner, ..self }
    }

    /// The items of a list; `None` if it is not a list.
    pub(super) fn items(self) -> Option<impl Iterator<Item = Self>> {
        match &self.node.content {
            Content::List(items) => {
                let item = move |node| Self { node, key: None, item_of: self.key, ..self };
                Some(items.iter().map(item))
            }
            _ => None,
        }
    }

    /// Reports that something else should be here, if it is not what was expected.
    pub fn or_wrong_kind<T>(self, read: Option<T>, expected: &str) -> Option<T> {
        if read.is_none() {
            self.wrong_kind(expected);
        }
        read
    }
}

pub(super) fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

pub(super) fn is_number(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || "+-.eE".contains(c))
}
