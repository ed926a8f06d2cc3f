//! What can be judged only once every type is known and it is clear where each travels.

use super::context::is_true;
use super::reserved::Taken;
use super::types::Types;
use crate::ir::graph::Edge;
use crate::ir::{Documented, Kind, Object, Presence, TypeRef};
use crate::names;

impl Types<'_> {
    pub(super) fn check_all(&self) {
        for (index, ty) in self.api.types.iter().enumerate() {
            if self.slots[index].faulty {
                continue;
            }
            self.check_events_use(index);
            if let Kind::Object(object) = &ty.kind {
                self.check_request_keys(index, object);
                self.check_setters(index, object);
                self.check_as_string(index, object);
            }
        }
        self.check_type_names();
    }

    /// Events travel in streams only.
    fn check_events_use(&self, index: usize) {
        for held in self.api.types[index].edges(Edge::Holds) {
            let held = self.api.at(held);
            if held.is_events() {
                let slot = &self.slots[index];
                let message =
                    format!("the events of `{}` can only be streamed or extended", held.name);
                slot.cx.error("events-where", slot.span, message);
            }
        }
    }

    /// Some keys only make sense where nothing but requests lead.
    fn check_request_keys(&self, index: usize, object: &Object) {
        let slot = &self.slots[index];
        let long = slot.shape.and_then(|shape| shape.long());
        let patch = long.is_some_and(|long| is_true(long.patch.as_ref()));
        let has_rule = long.is_some_and(|long| long.require_any.is_some());
        let fields = || object.fields.iter().map(|field| &field.presence);
        let has_default = fields().any(|it| matches!(it, Presence::Defaulted(_)));
        let found = [
            ("patch-where", patch, "a `patch` type"),
            ("require-any", has_rule, "a type with `require_any`"),
            ("as-string", object.as_string.is_some(), "a type that travels `as_string`"),
            ("default-type", has_default, "a type with a `client_default`"),
        ];
        let in_reply = self.api.types[index].flow.reply;
        for (id, _, what) in found.into_iter().filter(|(_, found, _)| *found && in_reply) {
            slot.cx.error(id, slot.span, format!("{what} cannot be used in a reply"));
        }
        let is_optional = |it: &Presence| matches!(it, Presence::ThreeState | Presence::Optional);
        if patch && !fields().any(is_optional) {
            let message = "a `patch` type without an optional field changes nothing";
            slot.cx.warning("patch-where", slot.span, message);
        }
    }

    /// Setters and constructors share one name space.
    fn check_setters(&self, index: usize, object: &Object) {
        if !self.api.types[index].flow.request {
            return;
        }
        let slot = &self.slots[index];
        let mut taken = Taken::default();
        taken.reserve("new", "the constructor");
        taken.reserve("default", "the constructor without arguments");
        let plain = |rust: &str| rust.trim_start_matches("r#").to_owned();
        for index in &object.require_any {
            let name = format!("from_{}", plain(&object.fields[*index].rust));
            taken.reserve(&name, "a constructor");
        }
        for field in &object.fields {
            let (prefix, what) = match &field.presence {
                Presence::ThreeState => ("clear", "the method that clears"),
                Presence::Defaulted(_) => ("default", "the default of"),
                _ => continue,
            };
            let name = format!("{prefix}_{}", plain(&field.rust));
            taken.reserve(&name, &format!("{what} `{}`", field.wire));
        }
        for (field, span) in object.fields.iter().zip(&slot.spans) {
            if field.presence != Presence::Required {
                taken.take(&slot.cx, *span, &field.wire, &field.rust);
            }
        }
    }

    /// What travels as one string consists of plain values, all but the first optional.
    fn check_as_string(&self, index: usize, object: &Object) {
        let Some(written) = &object.as_string else { return };
        let slot = &self.slots[index];
        for (index, (field, span)) in object.fields.iter().zip(&slot.spans).enumerate() {
            let is_plain = match &field.ty {
                TypeRef::Builtin(builtin) => builtin.facts().plain.is_some(),
                TypeRef::Named(id) => matches!(self.api.at(*id).kind, Kind::Enum(_)),
                _ => false,
            };
            let fits =
                (is_plain && field.presence == Presence::Optional) || self.is_faulty(&field.ty);
            if index != written.first && !fits {
                let wire = &field.wire;
                let message = format!(
                    "`{wire}` cannot be part of a string: it has to be optional and a plain value"
                );
                slot.cx.error("as-string", *span, message);
            }
        }
    }

    /// Rust names of types: none twice in a module, none that generated code needs.
    fn check_type_names(&self) {
        let mut modules: Vec<Taken> = Vec::new();
        modules.resize_with(self.api.modules.len(), Taken::default);
        for (ty, slot) in self.api.types.iter().zip(&self.slots) {
            if names::is_reserved_type(&ty.rust) {
                let message =
                    format!("`{}` is a name that generated code needs for itself", ty.rust);
                let help =
                    "give it another name after `rust:`, or after `name:` where it is inline";
                slot.cx.error("reserved-name", slot.span, message).help(help);
            } else if ty.documented == Documented::Inline
                && let Some(other) = modules[ty.module].of_name(&ty.name, &ty.rust)
            {
                let message = format!("there is another type called `{}`", ty.name);
                let help = "give one of them another name after `name:`";
                slot.cx
                    .error("rust-clash", slot.span, message)
                    .note(other, "the other one")
                    .help(help);
            } else {
                modules[ty.module].take(&slot.cx, slot.span, &ty.name, &ty.rust);
            }
        }
    }
}
