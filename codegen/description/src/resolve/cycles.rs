//! Types that lead back to themselves: boxed where a value can exist, refused where none can.

use super::types::Types;
use crate::ir::graph::Edge;
use crate::ir::{Kind, Presence, Type, TypeId, TypeRef};

impl Types<'_> {
    /// Reports cycles without an end, then boxes the others.
    pub(super) fn solve_cycles(&mut self) {
        self.check_aliases();
        self.check_required();
        if self.cx.errors() == 0 {
            self.box_cycles();
        }
    }

    /// An alias that is nothing but itself, also within arrays and maps, is not a type in Rust.
    fn check_aliases(&self) {
        let is_alias = |id: TypeId| matches!(self.api.at(id).kind, Kind::Alias(_));
        let aliases = self.graph(&[Edge::Holds]).within(is_alias);
        let cycles = aliases.cycles();
        for (index, slot) in self.slots.iter().enumerate() {
            let id = TypeId(index);
            if aliases.from(id).iter().any(|held| cycles.contain(id, *held)) {
                let message = "it is an alias that leads back to itself";
                slot.cx.error("alias-cycle", slot.span, message);
            }
        }
    }

    /// A required field must not lead back to its own type: no value could exist.
    fn check_required(&self) {
        let is_union = |id: TypeId| matches!(self.api.at(id).kind, Kind::Union(_));
        let required = self.graph(&[Edge::Requires]).within(|id| !is_union(id));
        let cycles = required.cycles();
        for (index, slot) in self.slots.iter().enumerate() {
            let ty = &self.api.types[index];
            for (field, span) in ty.fields().iter().zip(&slot.spans) {
                let (Presence::Required, TypeRef::Named(first)) = (&field.presence, &field.ty)
                else {
                    continue;
                };
                if is_union(*first) || !cycles.contain(TypeId(index), *first) {
                    continue;
                }
                let (name, wire) = (&ty.name, &field.wire);
                let message = format!(
                    "`{name}.{wire}` is required and leads back to `{name}`: no value can exist"
                );
                let help = "make a field on the way optional";
                slot.cx.error("endless-type", *span, message).help(help);
            }
        }
    }

    /// Puts a box on each field and variant through which a type contains itself.
    fn box_cycles(&mut self) {
        let cycles = self.graph(&[Edge::HoldsByValue]).cycles();
        for (index, Type { kind, .. }) in self.api.types.iter_mut().enumerate() {
            let on_cycle = |ty: &TypeRef| {
                ty.name_by_value().is_some_and(|held| cycles.contain(TypeId(index), *held))
            };
            match kind {
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
}
