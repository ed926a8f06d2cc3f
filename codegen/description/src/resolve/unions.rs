//! Unions, the events of streams among them, and how their variants are told apart.

use super::clashes::Clashes;
use super::context::{self, Owner};
use super::parts::{Parts, Position};
use super::types::Types;
use crate::ir::{
    self, Events, JsonKind, Kind, Presence, Tagging, ToldBy, TypeId, TypeRef, Union, Variant,
};
use crate::load::description::Long;
use crate::load::map::Map;
use crate::load::place::At;
use crate::load::service::Service;
use crate::load::shape::Shape;
use crate::names;
use crate::report::Place;

impl<'a> Types<'a> {
    pub(super) fn union(
        &mut self,
        id: TypeId,
        variants: &'a Map<At<Shape>>,
        long: Option<&Long>,
    ) -> Kind {
        let tag = long.and_then(|long| long.tag.as_ref());
        let content = long.and_then(|long| long.content.as_ref());
        let tagging = match (tag, content) {
            (Some(tag), Some(content)) => {
                Tagging::Adjacent { tag: tag.value.clone(), content: content.value.clone() }
            }
            (Some(tag), None) => Tagging::Internal { tag: tag.value.clone() },
            (None, _) => Tagging::Untagged,
        };
        if let (None, Some(content)) = (tag, content) {
            let owner = self.slots[id.0].owner.clone();
            let message = "`content` does not belong here";
            let help = "`content` belongs to a `union` with a `tag`";
            self.report
                .push(owner.error("misplaced-key", owner.place(content), message).help(help));
        }
        let variants = self.variants(id, variants, Vec::new(), Position::Variant);
        Kind::Union(Union { tagging, variants, events: None })
    }

    pub(super) fn events(
        &mut self,
        id: TypeId,
        own: Option<&'a Map<At<Shape>>>,
        long: Option<&Long>,
    ) -> Kind {
        let parents = long.map(|long| self.parents(id, long)).unwrap_or_default();
        let mut inherited = Vec::new();
        for parent in parents {
            let slot = &self.slots[parent.0];
            if let Kind::Union(union) = &slot.ty.kind {
                let placed = union.variants.iter().cloned().zip(slot.places.iter().cloned());
                inherited.extend(placed);
            }
        }
        let none = const { &Map(Vec::new()) };
        let variants = self.variants(id, own.unwrap_or(none), inherited, Position::Event);
        // The envelope is the service's: it is filled in once the service is known.
        let tagging = Tagging::Adjacent { tag: String::new(), content: String::new() };
        Kind::Union(Union { tagging, variants, events: Some(Events::default()) })
    }

    fn variants(
        &mut self,
        id: TypeId,
        described: &'a Map<At<Shape>>,
        mut variants: Vec<(Variant, Place)>,
        position: Position,
    ) -> Vec<Variant> {
        let owner = self.slots[id.0].owner.clone();
        context::repeated(self.report, &owner, described.iter().map(|(name, _)| name));
        for (name, shape) in described.iter() {
            if let Some((_, place)) = variants.iter().find(|(known, _)| known.wire == name.value) {
                let message = format!("`{}` is inherited already", name.value);
                let diagnostic = owner.error("field-inherited", owner.place(name), message);
                self.report.push(diagnostic.note(place.clone(), "from here"));
                continue;
            }
            variants.extend(self.variant(id, name, shape, position));
        }
        if variants.is_empty() {
            let place = self.slots[id.0].place.clone();
            self.report.push(owner.error("union-empty", place, "it has no variants"));
        }
        let mut clashes = Clashes::with("Unknown", "the variant for what is not known");
        for (variant, place) in &variants {
            clashes.check(self.report, &owner, place, &variant.wire, &variant.rust);
        }
        let (variants, places): (Vec<_>, Vec<_>) = variants.into_iter().unzip();
        self.slots[id.0].places = places;
        variants
    }

    fn variant(
        &mut self,
        id: TypeId,
        name: &At<String>,
        shape: &'a At<Shape>,
        position: Position,
    ) -> Option<(Variant, Place)> {
        let slot = &self.slots[id.0];
        let what = if position == Position::Event { "event" } else { "variant" };
        let owner =
            Owner::new(slot.owner.file, format!("{what} `{}` of `{}`", name.value, slot.ty.name));
        let inline_name = names::inline_name(&slot.ty.rust, &name.value);
        let place = owner.place(name);
        let parts = Parts::of(self.report, &owner, position, place.clone(), shape)?;
        let rust = parts.long.and_then(|long| long.rust.as_ref());
        let rust = self.rust_name(&owner, &place, rust, &name.value, names::variant_name);
        let ty = self.part_type(id, &owner, &place, inline_name, &parts);
        let documented_as =
            parts.long.and_then(|long| long.documented_as.as_ref()).map(|at| at.value.clone());
        let variant = Variant {
            wire: name.value.clone(),
            rust,
            doc: parts.doc,
            ty,
            told_by: ToldBy::Tag,
            documented_as,
            boxed: false,
        };
        Some((variant, place))
    }

    /// Gives every set of events the service's envelope, and keeps the service's own tags out of them.
    pub(super) fn fill_envelopes(&mut self, service: &Service) {
        let streams = &service.streams;
        for slot in &mut self.slots {
            let Kind::Union(union) = &mut slot.ty.kind else {
                continue;
            };
            if union.events.is_none() {
                continue;
            }
            union.tagging = Tagging::Adjacent {
                tag: streams.tag.value.clone(),
                content: streams.content.value.clone(),
            };
            for (variant, place) in union.variants.iter().zip(&slot.places) {
                let message = if variant.wire == streams.error.value {
                    format!("`{}` is the service's error event", variant.wire)
                } else if streams.keep_alive.iter().any(|tag| tag.value == variant.wire) {
                    format!("`{}` is a keep-alive of the service", variant.wire)
                } else {
                    continue;
                };
                self.report.push(slot.owner.error("event-reserved", place.clone(), message));
            }
        }
    }

    /// Decides how the variants of each union are told apart, once every type is known.
    pub(super) fn tell_variants_apart(&mut self) {
        for index in 0..self.slots.len() {
            let Kind::Union(union) = &self.slots[index].ty.kind else {
                continue;
            };
            if self.slots[index].faulty || union.events.is_some() {
                continue;
            }
            match &union.tagging {
                Tagging::Adjacent { .. } => {}
                Tagging::Internal { tag } => {
                    let (tag, union) = (tag.clone(), union.clone());
                    self.check_internal(TypeId(index), &union, &tag);
                }
                Tagging::Untagged => {
                    let union = union.clone();
                    self.tell_apart(TypeId(index), union);
                }
            }
        }
    }

    /// The content of an internally tagged variant has to be an object that leaves the tag alone.
    fn check_internal(&mut self, id: TypeId, union: &Union, tag: &str) {
        for (index, variant) in union.variants.iter().enumerate() {
            let message = match self.object_behind(&variant.ty) {
                None => format!("`{}` is no object, so the tag has no place in it", variant.wire),
                Some(object) if object.fields.iter().any(|field| field.wire == tag) => {
                    format!("`{}` has a field `{tag}` of its own, which is the tag", variant.wire)
                }
                Some(_) => continue,
            };
            let slot = &self.slots[id.0];
            let diagnostic = slot.owner.error("union-tag", slot.places[index].clone(), message);
            self.report.push(diagnostic.help("leave the tag out of the fields, or add `content`"));
        }
    }

    fn tell_apart(&mut self, id: TypeId, mut union: Union) {
        let kinds: Vec<_> =
            union.variants.iter().map(|variant| self.json_kind(&variant.ty, 0)).collect();
        let objects = kinds.iter().filter(|kind| **kind == Some(JsonKind::Object)).count();
        for index in 0..union.variants.len() {
            let told_by = match kinds[index] {
                None => Err("it can be anything".to_owned()),
                Some(JsonKind::Object) if objects > 1 => self
                    .own_field(&union, index)
                    .map(ToldBy::Field)
                    .ok_or("no field of it is required that the other objects lack".to_owned()),
                Some(kind) => match kinds[..index].iter().position(|other| *other == Some(kind)) {
                    Some(other) => {
                        let (one, other) =
                            (&union.variants[other].wire, &union.variants[index].wire);
                        Err(format!("`{one}` and `{other}` look the same in JSON"))
                    }
                    None => Ok(ToldBy::Kind(kind)),
                },
            };
            match told_by {
                Ok(told_by) => union.variants[index].told_by = told_by,
                Err(why) => {
                    let slot = &self.slots[id.0];
                    let message = format!(
                        "a reader cannot tell `{}` apart: {why}",
                        union.variants[index].wire
                    );
                    let help = "give the union a `tag`, or make it one object with optional fields";
                    let diagnostic =
                        slot.owner.error("union-alike", slot.places[index].clone(), message);
                    self.report.push(diagnostic.help(help));
                }
            }
        }
        self.slots[id.0].ty.kind = Kind::Union(union);
    }

    /// A required field of the variant that no other variant has.
    fn own_field(&self, union: &Union, index: usize) -> Option<String> {
        let own = self.object_behind(&union.variants[index].ty)?;
        let mut candidates = own.fields.iter().filter(|field| field.presence == Presence::Required);
        let others: Vec<_> = (0..union.variants.len()).filter(|other| *other != index).collect();
        let only_here = |wire: &str| {
            others.iter().all(|other| {
                // A map has every field.
                match self.json_kind(&union.variants[*other].ty, 0) {
                    Some(JsonKind::Object) => self
                        .object_behind(&union.variants[*other].ty)
                        .is_some_and(|object| object.fields.iter().all(|field| field.wire != wire)),
                    _ => true,
                }
            })
        };
        candidates.find(|field| only_here(&field.wire)).map(|field| field.wire.clone())
    }

    /// The object that a use of a type leads to.
    pub(super) fn object_behind(&self, ty: &TypeRef) -> Option<&ir::Object> {
        let mut ty = ty;
        for _ in 0..=self.slots.len() {
            let TypeRef::Named(id) = ty else {
                return None;
            };
            match &self.slots[id.0].ty.kind {
                Kind::Object(object) => return object.as_string.is_none().then_some(object),
                Kind::Alias(next) => ty = next,
                _ => return None,
            }
        }
        None
    }

    /// The JSON kind that every value of a type has; `None` where it can be one of several.
    fn json_kind(&self, ty: &TypeRef, depth: usize) -> Option<JsonKind> {
        match ty {
            TypeRef::Builtin(builtin) => builtin.facts().json,
            TypeRef::Array(_) => Some(JsonKind::Array),
            TypeRef::Map(_) => Some(JsonKind::Object),
            TypeRef::Nullable(_) => None,
            TypeRef::Named(id) => match &self.slots[id.0].ty.kind {
                Kind::Enum(_) => Some(JsonKind::String),
                Kind::Object(object) if object.as_string.is_some() => Some(JsonKind::String),
                Kind::Object(_) => Some(JsonKind::Object),
                Kind::Union(union) if union.tagging != Tagging::Untagged => Some(JsonKind::Object),
                Kind::Union(_) => None,
                Kind::Alias(next) if depth < self.slots.len() => self.json_kind(next, depth + 1),
                Kind::Alias(_) => None,
            },
        }
    }
}
