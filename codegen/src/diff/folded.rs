//! The types that came with an operation: nothing else leads to them, so that the operation stands for them.

use std::collections::{BTreeMap, BTreeSet};

use super::pairing::{Pairing, operations};
use chatbotkit_description::ir::graph::{Edge, Graph};
use chatbotkit_description::ir::{Api, Documented, Operation, TypeId};

/// The new types with a name that came with each new operation. Of several operations that lead to a type, the first
/// one has it.
pub(super) fn folded(new: &Api, pairing: &Pairing) -> BTreeMap<usize, Vec<TypeId>> {
    let graph = Graph::of(&new.types, &[Edge::Holds, Edge::Extends]);
    let operations = operations(new).into_iter().map(|(_, operation)| roots(operation)).enumerate();
    let (known, come): (Vec<_>, Vec<_>) =
        operations.partition(|(b, _)| !pairing.operations.old_of(*b).is_empty());
    let paired = pairing.types.all().map(|(_, b)| b);
    let mut seen = graph.reachable(paired.chain(known.into_iter().flat_map(|(_, roots)| roots)));
    let is_named = |id: &TypeId| new.at(*id).documented != Documented::Inline;
    let mut types = |mut pending: Vec<TypeId>| {
        let mut found = BTreeSet::new();
        while let Some(id) = pending.pop() {
            if seen.insert(id) {
                found.insert(id);
                pending.extend(graph.from(id));
            }
        }
        found.into_iter().filter(is_named).collect()
    };
    come.into_iter().map(|(b, roots)| (b, types(roots))).collect()
}

fn roots(operation: &Operation) -> Vec<TypeId> {
    operation.sent().into_iter().chain(operation.received()).collect()
}
