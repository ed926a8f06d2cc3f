//! The types that have an id, and what each will be read from.

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
    /// What each choice is among.
    pub(super) members: BTreeMap<usize, Vec<Use>>,
    /// Those that are not read yet, and the order in which they are to be.
    pub(super) sources: BTreeMap<usize, Source<'a>>,
    pub(super) order: VecDeque<usize>,
    pub(super) reading: BTreeSet<usize>,
    /// Whether somebody goes through the order already.
    pub(super) busy: bool,
    /// How many schemas the current one stands in.
    pub(super) depth: usize,
}
