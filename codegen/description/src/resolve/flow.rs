//! Where each type travels, and what follows from it.

use std::collections::BTreeSet;

use super::types::Types;
use crate::ir::graph::{Edge, Graph};
use crate::ir::{Documented, Flow, Kind, Module, Presence, TypeId};

impl Types<'_> {
    /// The types that a type holds directly.
    pub(super) fn held_by(&self, id: TypeId) -> Vec<TypeId> {
        self.slots[id.0].ty.edges(Edge::Holds)
    }

    /// Marks every type with the ways that lead to it. A type that is only extended travels where those that
    /// extend it do: it is their common part.
    pub(super) fn mark_flow(&mut self, modules: &[Module]) {
        let graph = self.graph(&[Edge::Holds, Edge::Extends]);
        let operations = || modules.iter().flat_map(|module| &module.operations);
        for id in graph.reachable(operations().filter_map(|operation| operation.sent())) {
            self.slots[id.0].ty.flow.request = true;
        }
        for id in graph.reachable(operations().flat_map(|operation| operation.received())) {
            self.slots[id.0].ty.flow.reply = true;
        }
    }

    /// In a reply null is the same as absent, so only what is never read there has three states.
    pub(super) fn settle_three_states(&mut self) {
        for slot in &mut self.slots {
            if let Kind::Object(object) = &mut slot.ty.kind
                && !slot.ty.flow.only_request()
            {
                for field in &mut object.fields {
                    if field.presence == Presence::ThreeState {
                        field.presence = Presence::Optional;
                    }
                }
            }
        }
    }

    /// Marks every type whose values can hold a secret, be it in what they hold.
    pub(super) fn mark_secrets(&mut self) {
        let has_secret = |id: &TypeId| match &self.slots[id.0].ty.kind {
            Kind::Object(object) => object.fields.iter().any(|field| field.secret),
            _ => false,
        };
        let secrets = (0..self.slots.len()).map(TypeId).filter(has_secret);
        for id in self.graph(&[Edge::Holds]).reversed().reachable(secrets) {
            self.slots[id.0].ty.secret = true;
        }
    }

    /// Warns of types that no operation leads to.
    pub(super) fn warn_of_unused(&mut self) {
        let extended: BTreeSet<TypeId> =
            self.slots.iter().flat_map(|slot| slot.ty.edges(Edge::Extends)).collect();
        for (index, slot) in self.slots.iter().enumerate() {
            let unused = slot.ty.flow == Flow::default() && !extended.contains(&TypeId(index));
            if unused && !slot.faulty && slot.ty.documented != Documented::Inline {
                let message = "no operation leads to it";
                self.report.push(slot.owner.warning("unused-type", slot.place.clone(), message));
            }
        }
    }

    /// The types of other modules that a module's own types and operations lead to.
    pub(super) fn foreign(&self, held: &Graph, module: usize, own: &Module) -> Vec<TypeId> {
        let operations = own.operations.iter();
        let named = operations.flat_map(|it| it.sent().into_iter().chain(it.received()));
        let led_to = held.reachable(own.types.iter().copied().chain(named)).into_iter();
        led_to.filter(|id| self.slots[id.0].ty.module != module).collect()
    }
}
