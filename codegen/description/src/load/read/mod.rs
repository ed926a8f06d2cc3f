//! Reads the tree of a file into the types of `description`, and reports what does not fit them.
//!
//! It does not stop at the first fault: whatever it returns as an error is in the report already, so
//! [`Map`](super::map::Map) and [`present`](super::shape::present) drop the faulty entry and go on.

mod access;
mod faults;

use std::cell::RefCell;

use serde::de::DeserializeOwned;

use self::faults::Owner;
use super::tree::{Content, Node};
use crate::report::{Diagnostic, FileId};

/// The file that is read, and what is wrong with it.
pub(super) struct File<'a> {
    id: FileId,
    name: &'a str,
    /// Entries are left out, so that what is missing may well be there.
    partial: bool,
    found: RefCell<Vec<Diagnostic>>,
}

impl<'a> File<'a> {
    pub(super) fn new(id: FileId, name: &'a str, partial: bool) -> Self {
        Self { id, name, partial, found: RefCell::default() }
    }

    /// What the file says. It is of use only if nothing is found.
    pub(super) fn read<T: DeserializeOwned>(&self, root: &Node) -> Option<T> {
        let reader =
            Reader { node: root, file: self, key: None, item_of: None, owner: Owner::default() };
        T::deserialize(reader).ok()
    }

    pub(super) fn found(self) -> Vec<Diagnostic> {
        self.found.into_inner()
    }
}

/// Reads one node.
#[derive(Clone, Copy)]
struct Reader<'a> {
    node: &'a Node,
    file: &'a File<'a>,
    /// The key that it stands behind; a key stands behind itself.
    key: Option<&'a Node>,
    /// The key of the list that it is an item of.
    item_of: Option<&'a Node>,
    owner: Owner<'a>,
}

impl<'a> Reader<'a> {
    /// The text of a scalar, and whether it is written without quotes.
    fn scalar(self) -> Option<(&'a str, bool)> {
        match &self.node.content {
            Content::Scalar { text, plain } => Some((text, *plain)),
            _ => None,
        }
    }

    fn is_key(self) -> bool {
        self.key.is_some_and(|key| std::ptr::eq(key, self.node))
    }

    fn behind(self, key: &'a Node, value: &'a Node) -> Self {
        Reader {
            node: value,
            key: Some(key),
            item_of: None,
            owner: self.owner.of(key.text()),
            ..self
        }
    }
}

fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

fn is_number(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || "+-.eE".contains(c))
}
