//! What a type takes from those that it extends.

use std::collections::{BTreeMap, BTreeSet};

use super::context::Context;
use super::types::Types;
use crate::ir::{Field, Kind, TypeId, TypeRef};
use crate::load::shape::Long;
use crate::load::span::At;
use crate::report::Span;

/// A field and where it is described.
pub(super) type Placed = (Field, Span);

/// The fields of an object while it is resolved, and the index of each by its name.
#[derive(Default)]
pub(super) struct Fields {
    pub(super) all: Vec<Placed>,
    index: BTreeMap<String, usize>,
}

impl Fields {
    /// Adds a field, unless there is one of its name.
    pub(super) fn push(&mut self, field: Placed) {
        self.index.entry(field.0.wire.clone()).or_insert_with(|| {
            self.all.push(field);
            self.all.len() - 1
        });
    }

    pub(super) fn get(&self, wire: &str) -> Option<(usize, &Field)> {
        let index = *self.index.get(wire)?;
        Some((index, &self.all[index].0))
    }

    pub(super) fn similar(&self, cx: &Context<'_>, wire: &str) -> Option<String> {
        cx.similar("field", wire, self.index.keys().map(String::as_str))
    }
}

/// The name of a field without its question mark.
pub(super) fn wire(name: &At<String>) -> &str {
    name.trim_end_matches('?')
}

impl Types<'_> {
    /// The types that `long` extends. One that is faulty makes this one faulty in silence.
    pub(super) fn parents(&mut self, id: TypeId, long: &Long) -> Vec<TypeId> {
        let cx = self.slots[id.0].cx.clone();
        let mut parents = Vec::new();
        for name in long.extends.iter().flat_map(|list| &list.0) {
            let parent = match self.name(&cx, name.span, name) {
                Some(ty @ TypeRef::Named(parent)) => match self.api.unaliased(&ty) {
                    TypeRef::Named(end) => *end,
                    _ => parent,
                },
                Some(_) => {
                    let message = format!("`extends` takes objects; `{}` is a builtin", name.value);
                    cx.error("extends-what", name, message);
                    continue;
                }
                None => {
                    self.slots[id.0].faulty = true;
                    continue;
                }
            };
            // Types are resolved after those that they extend, if there is such an order.
            if !self.slots[parent.0].done {
                let message = format!("it extends `{}`, which leads back to it", name.value);
                cx.error("extends-cycle", name, message);
            } else if self.slots[parent.0].faulty {
                self.slots[id.0].faulty = true;
            } else {
                parents.push((parent, name));
            }
        }
        let parents = self.fitting(id, &parents, long);
        self.api.types[id.0].extends.clone_from(&parents);
        parents
    }

    /// Objects for an object, events for events. Others are reported.
    fn fitting(&self, id: TypeId, parents: &[(TypeId, &At<String>)], long: &Long) -> Vec<TypeId> {
        let is_events = |(id, _): &(TypeId, _)| self.api.at(*id).is_events();
        let wants_events =
            long.events.is_some() || (long.fields.is_none() && parents.iter().any(is_events));
        let mut fitting = Vec::new();
        for (parent, name) in parents {
            let ty = self.api.at(*parent);
            let (fits, what) = match &ty.kind {
                Kind::Object(_) => (!wants_events, "an object"),
                Kind::Union(_) if ty.is_events() => (wants_events, "a set of events"),
                Kind::Union(_) => (false, "a union"),
                Kind::Enum(_) => (false, "an enum"),
                Kind::Alias(_) => (false, "not an object"),
            };
            if fits {
                fitting.push(*parent);
            } else {
                let takes = if wants_events { "events" } else { "objects" };
                let message = format!("`extends` takes {takes} here; `{}` is {what}", ty.name);
                self.slots[id.0].cx.error("extends-what", *name, message);
            }
        }
        fitting
    }

    /// The fields of all parents, each once.
    pub(super) fn inherited(&self, id: TypeId, parents: &[TypeId], long: &Long) -> Fields {
        let own = &self.slots[id.0];
        let overridden: BTreeSet<&str> = long.overrides.names().map(wire).collect();
        let mut fields = Fields::default();
        let mut origins = Vec::new();
        for parent in parents {
            let slot = &self.slots[parent.0];
            let Kind::Object(object) = &self.api.at(*parent).kind else { continue };
            for (field, span) in object.fields.iter().zip(&slot.spans) {
                let Some((index, _)) = fields.get(&field.wire) else {
                    fields.push((field.clone(), *span));
                    origins.push(*parent);
                    continue;
                };
                let (twin, twin_span) = &mut fields.all[index];
                let same = |a: &Field, b: &Field| {
                    (&a.ty, &a.presence, a.secret) == (&b.ty, &b.presence, b.secret)
                };
                if !same(twin, field) && !overridden.contains(field.wire.as_str()) {
                    let (one, other) =
                        (&self.api.at(origins[index]).name, &self.api.at(*parent).name);
                    let wire = &field.wire;
                    let message =
                        format!("`{wire}` comes from `{one}` and from `{other}`, and differs");
                    own.cx
                        .error("inherited-twice", own.span, message)
                        .note(*twin_span, "one")
                        .note(*span, "the other")
                        .help("say which it is under `override`");
                }
                if field.secret && !twin.secret {
                    // The override has to say whether it stays one.
                    (*twin, *twin_span) = (field.clone(), *span);
                }
            }
        }
        fields
    }
}
