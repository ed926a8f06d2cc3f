//! Where each type travels, and what follows from it.

use std::collections::BTreeSet;

use super::types::Types;
use crate::ir::graph::{Edge, Graph};
use crate::ir::{Documented, Flow, Kind, Module, Presence, TypeId};

impl Types<'_> {
    /// Marks every type with the ways that lead to it. A type that is only extended travels where those that
    /// extend it do: it is their common part.
    pub(super) fn mark_flow(&mut self) {
        let graph = self.graph(&[Edge::Holds, Edge::Extends]);
        let api = &self.api;
        let sent = graph.reachable(api.operations().filter_map(|(_, it)| it.sent()));
        let received = graph.reachable(api.operations().flat_map(|(_, it)| it.received()));
        for (index, ty) in self.api.types.iter_mut().enumerate() {
            let id = TypeId(index);
            ty.flow = Flow { request: sent.contains(&id), reply: received.contains(&id) };
        }
        // A type that no operation leads to can be sent and received, and so can what it holds.
        let unused = |id: &TypeId| self.api.at(*id).flow == Flow::default();
        let unused = (0..self.api.types.len()).map(TypeId).filter(unused);
        for id in self.graph(&[Edge::Holds]).reachable(unused) {
            let flow = &mut self.api.types[id.0].flow;
            if *flow != Flow::default() {
                *flow = Flow { request: true, reply: true };
            }
        }
    }

    /// In a reply null is the same as absent, so only what is never read there has three states.
    pub(super) fn settle_three_states(&mut self) {
        for ty in self.api.types.iter_mut().filter(|ty| !ty.flow.only_request()) {
            let Kind::Object(object) = &mut ty.kind else { continue };
            let fields = object.fields.iter_mut();
            let open = fields.filter(|field| field.presence == Presence::ThreeState);
            open.for_each(|field| field.presence = Presence::Optional);
        }
    }

    /// Marks every type whose values can hold a secret, be it in what they hold.
    pub(super) fn mark_secrets(&mut self) {
        let has_secret = |id: &TypeId| self.api.at(*id).fields().iter().any(|it| it.secret);
        let secrets = (0..self.slots.len()).map(TypeId).filter(has_secret);
        for id in self.graph(&[Edge::Holds]).reversed().reachable(secrets) {
            self.api.types[id.0].secret = true;
        }
    }

    /// Warns of types that no operation leads to.
    pub(super) fn warn_of_unused(&self) {
        let extended: BTreeSet<_> = self.api.types.iter().flat_map(|ty| &ty.extends).collect();
        for (index, (ty, slot)) in self.api.types.iter().zip(&self.slots).enumerate() {
            let unused = ty.flow == Flow::default() && !extended.contains(&TypeId(index));
            if unused && !slot.faulty && ty.documented != Documented::Inline {
                slot.cx.warning("unused-type", slot.span, "no operation leads to it");
            }
        }
    }

    /// The types of other modules that a module's own types and operations lead to.
    pub(super) fn foreign(&self, held: &Graph, module: usize, own: &Module) -> Vec<TypeId> {
        let operations = own.operations.iter();
        let named = operations.flat_map(|it| it.sent().into_iter().chain(it.received()));
        let reached = held.reachable(own.types.iter().copied().chain(named)).into_iter();
        reached.filter(|id| self.api.at(*id).module != module).collect()
    }
}
