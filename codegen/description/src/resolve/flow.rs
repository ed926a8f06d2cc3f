//! Where each type travels, and what follows from it.

use super::types::Types;
use crate::ir::{Documented, Flow, Kind, Module, Presence, Response, TypeId, TypeRef};

/// The types that a use of a type names.
pub(super) fn names_in(ty: &TypeRef, found: &mut Vec<TypeId>) {
    match ty {
        TypeRef::Named(id) | TypeRef::Boxed(id) => found.push(*id),
        TypeRef::Array(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => {
            names_in(inner, found)
        }
        _ => {}
    }
}

impl Types<'_> {
    /// The types that a type holds directly.
    pub(super) fn held_by(&self, id: TypeId) -> Vec<TypeId> {
        let mut found = Vec::new();
        match &self.slots[id.0].ty.kind {
            Kind::Alias(ty) => names_in(ty, &mut found),
            Kind::Object(object) => {
                object.fields.iter().for_each(|field| names_in(&field.ty, &mut found))
            }
            Kind::Enum(_) => {}
            Kind::Union(union) => {
                union.variants.iter().for_each(|variant| names_in(&variant.ty, &mut found));
            }
        }
        found
    }

    /// Marks every type with the ways that lead to it.
    pub(super) fn mark_flow(&mut self, modules: &[Module]) {
        let (mut requests, mut replies) = (Vec::new(), Vec::new());
        for operation in modules.iter().flat_map(|module| &module.operations) {
            requests.extend(operation.request.as_ref().map(|request| request.ty));
            if let Response::Json { ty, .. } = &operation.response {
                names_in(ty, &mut replies);
            }
            replies.extend(operation.stream);
        }
        self.mark(requests, |flow| &mut flow.request);
        self.mark(replies, |flow| &mut flow.reply);
        self.mark_extended();
    }

    fn mark(&mut self, mut pending: Vec<TypeId>, way: fn(&mut Flow) -> &mut bool) {
        while let Some(id) = pending.pop() {
            if !std::mem::replace(way(&mut self.slots[id.0].ty.flow), true) {
                pending.extend(self.held_by(id));
            }
        }
    }

    /// A type that is only extended travels where those that extend it do: it is their common part.
    fn mark_extended(&mut self) {
        for _ in 0..self.slots.len() {
            let mut changed = false;
            for index in 0..self.slots.len() {
                let own = self.slots[index].ty.flow;
                let extending =
                    self.slots[index].extended_by.iter().map(|id| self.slots[id.0].ty.flow);
                let flow = extending.fold(own, |a, b| Flow {
                    request: a.request || b.request,
                    reply: a.reply || b.reply,
                });
                if flow != own {
                    self.slots[index].ty.flow = flow;
                    let held = self.held_by(TypeId(index));
                    if flow.request {
                        self.mark(held.clone(), |flow| &mut flow.request);
                    }
                    if flow.reply {
                        self.mark(held, |flow| &mut flow.reply);
                    }
                    changed = true;
                }
            }
            if !changed {
                return;
            }
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
        let mut holders = vec![Vec::new(); self.slots.len()];
        let mut pending = Vec::new();
        for id in (0..self.slots.len()).map(TypeId) {
            for held in self.held_by(id) {
                holders[held.0].push(id);
            }
            if let Kind::Object(object) = &self.slots[id.0].ty.kind
                && object.fields.iter().any(|field| field.secret)
            {
                pending.push(id);
            }
        }
        while let Some(id) = pending.pop() {
            if !std::mem::replace(&mut self.slots[id.0].ty.secret, true) {
                pending.append(&mut holders[id.0]);
            }
        }
    }

    /// Warns of types that no operation leads to.
    pub(super) fn warn_of_unused(&mut self) {
        for slot in &self.slots {
            let unused = slot.ty.flow == Flow::default() && slot.extended_by.is_empty();
            if unused && !slot.faulty && slot.ty.documented != Documented::Inline {
                let message = "no operation leads to it";
                self.report.push(slot.owner.warning("unused-type", slot.place.clone(), message));
            }
        }
    }

    /// The types of other modules that a module's own types and operations lead to.
    pub(super) fn foreign(&self, module: usize, own: &Module) -> Vec<TypeId> {
        let mut pending = own.types.clone();
        for operation in &own.operations {
            pending.extend(operation.request.as_ref().map(|request| request.ty));
            pending.extend(operation.stream);
            if let Response::Json { ty, .. } = &operation.response {
                names_in(ty, &mut pending);
            }
        }
        let mut seen = vec![false; self.slots.len()];
        while let Some(id) = pending.pop() {
            if !std::mem::replace(&mut seen[id.0], true) {
                pending.extend(self.held_by(id));
            }
        }
        let led_to = (0..self.slots.len()).filter(|index| seen[*index]);
        led_to.filter(|index| self.slots[*index].ty.module != module).map(TypeId).collect()
    }
}
