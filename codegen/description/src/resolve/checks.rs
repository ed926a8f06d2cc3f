//! What can be judged only once every type is known and it is clear where each travels.

use super::clashes::Clashes;
use super::types::Types;
use crate::ir::{Kind, Object, Presence, TypeId, TypeRef};
use crate::load::description::Long;
use crate::load::place::At;
use crate::load::shape::Shape;
use crate::names;

impl Types<'_> {
    pub(super) fn check_all(&mut self) {
        for index in 0..self.slots.len() {
            if self.slots[index].faulty {
                continue;
            }
            self.check_events_use(TypeId(index));
            if let Kind::Object(object) = self.slots[index].ty.kind.clone() {
                self.check_request_keys(TypeId(index), &object);
                self.check_setters(TypeId(index), &object);
                self.check_as_string(TypeId(index), &object);
            }
        }
        self.check_type_names();
    }

    /// Events travel in streams only.
    fn check_events_use(&mut self, id: TypeId) {
        for held in self.held_by(id) {
            let Kind::Union(union) = &self.slots[held.0].ty.kind else {
                continue;
            };
            if union.events.is_some() {
                let slot = &self.slots[id.0];
                let name = &self.slots[held.0].ty.name;
                let message = format!("the events of `{name}` can only be streamed or extended");
                self.report.push(slot.owner.error("events-where", slot.place.clone(), message));
            }
        }
    }

    /// Some keys only make sense where nothing but requests lead.
    fn check_request_keys(&mut self, id: TypeId, object: &Object) {
        let slot = &self.slots[id.0];
        let (flow, place) = (slot.ty.flow, slot.place.clone());
        let patch = slot.long().is_some_and(|long| long.patch.as_ref().is_some_and(|at| at.value));
        let mut refuse = |id, message: &str| {
            self.report.push(slot.owner.error(id, place.clone(), message));
        };
        if flow.reply {
            if patch {
                refuse("patch-where", "a `patch` type cannot be used in a reply");
            }
            if !object.require_any.is_empty() {
                refuse("require-any", "a type with `require_any` cannot be used in a reply");
            }
            if object.as_string.is_some() {
                refuse("as-string", "a type that travels `as_string` cannot be used in a reply");
            }
            if object.fields.iter().any(|field| matches!(field.presence, Presence::Defaulted(_))) {
                refuse("default-type", "a type with a `client_default` cannot be used in a reply");
            }
        }
        let optional = object
            .fields
            .iter()
            .any(|field| matches!(field.presence, Presence::ThreeState | Presence::Optional));
        if patch && !optional {
            let message = "a `patch` type without an optional field changes nothing";
            self.report.push(slot.owner.warning("patch-where", place.clone(), message));
        }
    }

    /// Setters and constructors share one name space.
    fn check_setters(&mut self, id: TypeId, object: &Object) {
        let slot = &self.slots[id.0];
        if !slot.ty.flow.request {
            return;
        }
        let mut clashes = Clashes::new();
        clashes.reserve("new", "the constructor");
        clashes.reserve("default", "the constructor without arguments");
        for index in &object.require_any {
            let rust = object.fields[*index].rust.trim_start_matches("r#");
            clashes.reserve(&format!("from_{rust}"), "a constructor");
        }
        for field in &object.fields {
            if field.presence == Presence::ThreeState {
                let rust = field.rust.trim_start_matches("r#");
                clashes.reserve(
                    &format!("clear_{rust}"),
                    &format!("the method that clears `{}`", field.wire),
                );
            }
            if matches!(field.presence, Presence::Defaulted(_)) {
                let rust = field.rust.trim_start_matches("r#");
                clashes.reserve(
                    &format!("default_{rust}"),
                    &format!("the default of `{}`", field.wire),
                );
            }
        }
        for (field, place) in object.fields.iter().zip(&slot.places) {
            if field.presence != Presence::Required {
                clashes.check(self.report, &slot.owner, place, &field.wire, &field.rust);
            }
        }
    }

    /// What travels as one string consists of plain values, all but the first optional.
    fn check_as_string(&mut self, id: TypeId, object: &Object) {
        let Some(written) = &object.as_string else {
            return;
        };
        for (index, field) in object.fields.iter().enumerate() {
            let plain = match &field.ty {
                TypeRef::Builtin(builtin) => builtin.facts().plain.is_some(),
                TypeRef::Named(held) => matches!(self.slots[held.0].ty.kind, Kind::Enum(_)),
                _ => false,
            };
            if index == written.first || (plain && field.presence == Presence::Optional) {
                continue;
            }
            let slot = &self.slots[id.0];
            let message = format!(
                "`{}` cannot be part of a string: it has to be optional and a plain value",
                field.wire
            );
            self.report.push(slot.owner.error("as-string", slot.places[index].clone(), message));
        }
    }

    /// Rust names of types: none twice in a module, none that generated code needs.
    fn check_type_names(&mut self) {
        let modules = self.slots.iter().map(|slot| slot.ty.module).max().map_or(0, |last| last + 1);
        for module in 0..modules {
            let mut clashes = Clashes::new();
            for slot in self.slots.iter().filter(|slot| slot.ty.module == module) {
                let ty = &slot.ty;
                if names::is_reserved_type(&ty.rust) {
                    let message =
                        format!("`{}` is a name that generated code needs for itself", ty.rust);
                    let help =
                        "give it another name behind `rust:`, or behind `name:` where it is inline";
                    let diagnostic = slot.owner.error("reserved-name", slot.place.clone(), message);
                    self.report.push(diagnostic.help(help));
                } else {
                    clashes.check(self.report, &slot.owner, &slot.place, &ty.name, &ty.rust);
                }
            }
        }
    }
}

impl super::types::Slot<'_> {
    /// The long form that describes it.
    fn long(&self) -> Option<&Long> {
        match self.shape.map(|shape: &At<Shape>| &shape.value) {
            Some(Shape::Long(long)) => Some(long),
            _ => None,
        }
    }
}
