//! Types that lead back to themselves: boxed where a value can exist, refused where none can.

use super::types::Types;
use crate::ir::graph::{Edge, Graph};
use crate::ir::{Kind, Presence, Type, TypeId, TypeRef};

impl Types<'_> {
    /// Reports cycles without an end, then boxes the others.
    pub(super) fn solve_cycles(&mut self) {
        self.check_aliases();
        self.check_endless();
        if !self.report.has_errors() {
            self.box_cycles();
        }
    }

    /// An alias that is nothing but itself, also within arrays and maps, is no type in Rust.
    fn check_aliases(&mut self) {
        let is_alias = |id: TypeId| matches!(self.slots[id.0].ty.kind, Kind::Alias(_));
        let held = self.graph(&[Edge::Holds]);
        let cycles = held.within(is_alias).cycles();
        for (index, slot) in
            self.slots.iter().enumerate().filter(|(index, _)| is_alias(TypeId(*index)))
        {
            let id = TypeId(index);
            if held.from(id).iter().any(|held| is_alias(*held) && cycles.contain(id, *held)) {
                let message = "it is an alias that leads back to itself";
                self.report.push(slot.owner.error("alias-cycle", slot.place.clone(), message));
            }
        }
    }

    /// A required field must not lead back to its own type: no value could exist.
    fn check_endless(&mut self) {
        let cycles =
            self.graph(&[Edge::Requires]).within(|id| !is_union(&self.slots[id.0].ty)).cycles();
        for (index, slot) in self.slots.iter().enumerate() {
            let Kind::Object(object) = &slot.ty.kind else {
                continue;
            };
            for (field, place) in object.fields.iter().zip(&slot.places) {
                let (Presence::Required, TypeRef::Named(first)) = (&field.presence, &field.ty)
                else {
                    continue;
                };
                if is_union(&self.slots[first.0].ty) || !cycles.contain(TypeId(index), *first) {
                    continue;
                }
                let (name, wire) = (&slot.ty.name, &field.wire);
                let message = format!(
                    "`{name}.{wire}` is required and leads back to `{name}`: no value can exist"
                );
                let diagnostic = slot.owner.error("endless-type", place.clone(), message);
                self.report.push(diagnostic.help("make a field on the way optional"));
            }
        }
    }

    /// Puts a box on each field and variant through which a type contains itself.
    fn box_cycles(&mut self) {
        let cycles = self.graph(&[Edge::HoldsByValue]).cycles();
        for (index, slot) in self.slots.iter_mut().enumerate() {
            let on_cycle = |ty: &TypeRef| {
                ty.name_by_value().is_some_and(|held| cycles.contain(TypeId(index), *held))
            };
            match &mut slot.ty.kind {
                Kind::Object(object) => {
                    object.fields.iter_mut().for_each(|field| field.boxed = on_cycle(&field.ty));
                }
                Kind::Union(union) => {
                    let variants = union.variants.iter_mut();
                    variants.for_each(|variant| variant.boxed = on_cycle(&variant.ty));
                }
                Kind::Alias(_) | Kind::Enum(_) => {}
            }
        }
    }

    /// The edges of some kinds between the types.
    pub(super) fn graph(&self, edges: &[Edge]) -> Graph {
        Graph::of(self.slots.iter().map(|slot| &slot.ty), edges)
    }
}

fn is_union(ty: &Type) -> bool {
    matches!(ty.kind, Kind::Union(_))
}
