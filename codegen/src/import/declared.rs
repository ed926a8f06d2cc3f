//! Types by name. What a `$ref` leads to, or a choice between types, has an id before it is read, so that whatever
//! names it need not wait. It is read when the part of the document that names it is done, or earlier, where it has to
//! be merged with others. What is met again while it is read consists of nothing but itself.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::document::Value;
use super::types::Use;

/// What a type will be read from.
#[derive(Debug, Clone)]
pub(super) enum Source<'a> {
    /// A schema.
    Schema(Value<'a>),
    /// What the schema says is one of these.
    OneOf(Value<'a>, Vec<Use>),
}

/// The types that have an id.
#[derive(Debug, Default)]
pub(super) struct Declared<'a> {
    pub(super) pointers: BTreeMap<&'a str, usize>,
    pub(super) choices: BTreeMap<Vec<Use>, usize>,
    /// Those that are not read yet, and the order in which they are to be.
    pub(super) sources: BTreeMap<usize, Source<'a>>,
    pub(super) order: VecDeque<usize>,
    pub(super) reading: BTreeSet<usize>,
    /// Whether somebody goes through the order already.
    pub(super) busy: bool,
    /// How many schemas the current one stands in.
    pub(super) depth: usize,
}
