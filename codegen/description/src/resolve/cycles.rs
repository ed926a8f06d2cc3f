//! Types that lead back to themselves: boxed where a value can exist, refused where none can.

use super::types::Types;
use crate::ir::{Kind, Presence, TypeId, TypeRef};
use crate::report::Place;

/// A type that is held by value, that is, not within an array or a map.
fn by_value(ty: &TypeRef) -> Option<TypeId> {
    match ty {
        TypeRef::Named(id) | TypeRef::Boxed(id) => Some(*id),
        TypeRef::Nullable(inner) => by_value(inner),
        _ => None,
    }
}

impl Types<'_> {
    /// Reports cycles without an end, then boxes the others.
    pub(super) fn solve_cycles(&mut self) {
        for index in 0..self.slots.len() {
            self.check_alias(TypeId(index));
            self.check_endless(TypeId(index));
        }
        if !self.report.has_errors() {
            self.box_cycles();
        }
    }

    /// An alias that is nothing but itself, also within arrays and maps, is no type in Rust.
    fn check_alias(&mut self, id: TypeId) {
        let mut pending = vec![id];
        let mut seen = vec![false; self.slots.len()];
        while let Some(next) = pending.pop() {
            if !matches!(self.slots[next.0].ty.kind, Kind::Alias(_)) {
                continue;
            }
            for held in self.held_by(next) {
                if held == id {
                    let slot = &self.slots[id.0];
                    let message = "it is an alias that leads back to itself";
                    self.report.push(slot.owner.error("alias-cycle", slot.place.clone(), message));
                    return;
                }
                if !std::mem::replace(&mut seen[held.0], true) {
                    pending.push(held);
                }
            }
        }
    }

    fn check_endless(&mut self, id: TypeId) {
        let Kind::Object(object) = &self.slots[id.0].ty.kind else {
            return;
        };
        let name = self.slots[id.0].ty.name.clone();
        for (index, field) in object.fields.clone().into_iter().enumerate() {
            let (Presence::Required, TypeRef::Named(first)) = (&field.presence, &field.ty) else {
                continue;
            };
            if self.needs(*first, id) {
                let message = format!(
                    "`{name}.{}` is required and leads back to `{name}`: no value can exist",
                    field.wire
                );
                let place: Place = self.slots[id.0].places[index].clone();
                let diagnostic = self.slots[id.0].owner.error("endless-type", place, message);
                self.report.push(diagnostic.help("make a field on the way optional"));
            }
        }
    }

    /// Whether no value of `from` can exist without one of `to`.
    fn needs(&self, from: TypeId, to: TypeId) -> bool {
        let mut pending = vec![from];
        let mut seen = vec![false; self.slots.len()];
        while let Some(id) = pending.pop() {
            if id == to {
                return true;
            }
            if std::mem::replace(&mut seen[id.0], true) {
                continue;
            }
            match &self.slots[id.0].ty.kind {
                Kind::Alias(TypeRef::Named(next)) => pending.push(*next),
                Kind::Object(object) => {
                    pending.extend(object.fields.iter().filter_map(|field| {
                        match (&field.presence, &field.ty) {
                            (Presence::Required, TypeRef::Named(next)) => Some(*next),
                            _ => None,
                        }
                    }));
                }
                _ => {}
            }
        }
        false
    }

    /// Puts a box on each field and variant through which a type holds itself by value.
    fn box_cycles(&mut self) {
        let count = self.slots.len();
        let edges: Vec<Vec<TypeId>> =
            (0..count).map(|index| self.held_by_value(TypeId(index))).collect();
        let reaches: Vec<Vec<bool>> = (0..count).map(|from| reachable(&edges, from)).collect();
        for (from, slot) in self.slots.iter_mut().enumerate() {
            let on_cycle = |to: TypeId| reaches[to.0][from];
            match &mut slot.ty.kind {
                Kind::Object(object) => {
                    object.fields.iter_mut().for_each(|field| box_if(&mut field.ty, &on_cycle));
                }
                Kind::Union(union) => {
                    union
                        .variants
                        .iter_mut()
                        .for_each(|variant| box_if(&mut variant.ty, &on_cycle));
                }
                Kind::Alias(_) | Kind::Enum(_) => {}
            }
        }
    }

    fn held_by_value(&self, id: TypeId) -> Vec<TypeId> {
        match &self.slots[id.0].ty.kind {
            Kind::Alias(ty) => by_value(ty).into_iter().collect(),
            Kind::Object(object) => {
                object.fields.iter().filter_map(|field| by_value(&field.ty)).collect()
            }
            Kind::Union(union) => {
                union.variants.iter().filter_map(|variant| by_value(&variant.ty)).collect()
            }
            Kind::Enum(_) => Vec::new(),
        }
    }
}

/// What `from` leads to in one step or more, and itself.
fn reachable(edges: &[Vec<TypeId>], from: usize) -> Vec<bool> {
    let mut seen = vec![false; edges.len()];
    let mut pending = vec![from];
    while let Some(index) = pending.pop() {
        if !std::mem::replace(&mut seen[index], true) {
            pending.extend(edges[index].iter().map(|id| id.0));
        }
    }
    seen
}

fn box_if(ty: &mut TypeRef, on_cycle: &impl Fn(TypeId) -> bool) {
    match ty {
        TypeRef::Named(id) if on_cycle(*id) => *ty = TypeRef::Boxed(*id),
        TypeRef::Nullable(inner) => box_if(inner, on_cycle),
        _ => {}
    }
}
