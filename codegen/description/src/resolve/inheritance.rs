//! What a type takes from those that it extends.

use super::context::Owner;
use super::objects::Placed;
use super::types::{State, Types};
use crate::ir::{Kind, TypeId, TypeRef};
use crate::load::description::Long;
use crate::load::map::Map;

impl Types<'_> {
    /// The types that `long` extends, each resolved. A faulty one makes this one faulty in silence.
    pub(super) fn parents(&mut self, id: TypeId, long: &Long) -> Vec<TypeId> {
        let owner = self.slots[id.0].owner.clone();
        let mut parents = Vec::new();
        for name in long.extends.iter().flat_map(|list| &list.0) {
            let place = owner.place(name);
            let parent = match self.name(&owner, place.clone(), name) {
                Some(TypeRef::Named(parent)) => self.behind_aliases(parent),
                Some(_) => {
                    let message = format!("`extends` takes objects; `{}` is a builtin", name.value);
                    self.report.push(owner.error("extends-what", place, message));
                    continue;
                }
                None => continue,
            };
            match self.slots[parent.0].state {
                State::InProgress => {
                    let message = format!("it extends `{}`, which leads back to it", name.value);
                    self.report.push(owner.error("extends-cycle", place, message));
                }
                _ if self.slots[parent.0].faulty => self.slots[id.0].faulty = true,
                _ => parents.push(parent),
            }
        }
        let parents = self.check_parents(&owner, &parents, long);
        self.slots[id.0].ty.extends.clone_from(&parents);
        parents
    }

    fn behind_aliases(&mut self, id: TypeId) -> TypeId {
        let mut at = id;
        // A cycle of aliases is reported elsewhere; here it only must not turn forever.
        for _ in 0..self.slots.len() {
            self.resolve_type(at);
            match &self.slots[at.0].ty.kind {
                Kind::Alias(TypeRef::Named(next)) => at = *next,
                _ => return at,
            }
        }
        at
    }

    fn check_parents(&mut self, owner: &Owner, parents: &[TypeId], long: &Long) -> Vec<TypeId> {
        let wants_events = long.events.is_some()
            || (long.fields.is_none() && parents.iter().any(|parent| self.is_events(*parent)));
        let mut fitting = Vec::new();
        for parent in parents {
            let (fits, what) = match &self.slots[parent.0].ty.kind {
                Kind::Object(_) => (!wants_events, "an object"),
                Kind::Union(union) if union.events.is_some() => (wants_events, "a set of events"),
                Kind::Union(_) => (false, "a union"),
                Kind::Enum(_) => (false, "an enum"),
                Kind::Alias(_) => (false, "no object"),
            };
            if fits {
                fitting.push(*parent);
                continue;
            }
            let name = &self.slots[parent.0].ty.name;
            let takes = if wants_events { "events" } else { "objects" };
            let message = format!("`extends` takes {takes} here; `{name}` is {what}");
            let at = long.extends.iter().flat_map(|list| &list.0).find(|at| at.value == *name);
            let place = at.map_or_else(|| self.slots[parent.0].place.clone(), |at| owner.place(at));
            self.report.push(owner.error("extends-what", place, message));
        }
        fitting
    }

    pub(super) fn is_events(&self, id: TypeId) -> bool {
        matches!(&self.slots[id.0].ty.kind, Kind::Union(union) if union.events.is_some())
    }

    /// The fields of all parents, each once.
    pub(super) fn inherited(&mut self, id: TypeId, parents: &[TypeId], long: &Long) -> Vec<Placed> {
        let mut fields: Vec<(Placed, TypeId)> = Vec::new();
        let overridden = |wire: &str| {
            long.overrides
                .iter()
                .flat_map(Map::iter)
                .any(|(name, _)| name.trim_end_matches('?') == wire)
        };
        for parent in parents {
            let slot = &self.slots[parent.0];
            let Kind::Object(object) = &slot.ty.kind else {
                continue;
            };
            for (field, place) in object.fields.iter().zip(&slot.places) {
                let twin = fields.iter_mut().find(|((known, _), _)| known.wire == field.wire);
                let Some(((known, known_place), from)) = twin else {
                    fields.push(((field.clone(), place.clone()), *parent));
                    continue;
                };
                let same = known.ty == field.ty
                    && known.presence == field.presence
                    && known.secret == field.secret;
                if !same && !overridden(&field.wire) {
                    let (one, other) = (&self.slots[from.0].ty.name, &slot.ty.name);
                    let message = format!(
                        "`{}` comes from `{one}` and from `{other}`, and differs",
                        field.wire
                    );
                    let own = &self.slots[id.0];
                    self.report.push(
                        own.owner
                            .error("inherited-twice", own.place.clone(), message)
                            .note(known_place.clone(), "one")
                            .note(place.clone(), "the other")
                            .help("say which it is under `override`"),
                    );
                }
                if field.secret && !known.secret {
                    // The override has to say whether it stays one.
                    (*known, *known_place) = (field.clone(), place.clone());
                }
            }
        }
        fields.into_iter().map(|(field, _)| field).collect()
    }
}
