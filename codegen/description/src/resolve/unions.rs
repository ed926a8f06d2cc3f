//! Unions, the events of streams among them, and how their variants are distinguished.

use std::collections::BTreeMap;

use super::parts::{Parts, Position};
use super::reserved::Taken;
use super::types::{Holder, Types};
use crate::ir::{
    DistinguishedBy, Events, JsonKind, Kind, Object, Presence, Tagging, TypeId, TypeRef, Union,
    Variant,
};
use crate::load::read::Map;
use crate::load::shape::Long;
use crate::load::shape::Shape;
use crate::load::span::At;
use crate::names;
use crate::report::Span;

impl<'a> Types<'a> {
    pub(super) fn union(
        &mut self,
        id: TypeId,
        variants: &'a Map<At<Shape>>,
        long: Option<&Long>,
    ) -> Kind {
        let tag = long.and_then(|long| long.tag.as_ref()).map(|tag| tag.value.clone());
        let content = long.and_then(|long| long.content.as_ref());
        let tagging = match (tag, content) {
            (Some(tag), Some(content)) => Tagging::Adjacent { tag, content: content.value.clone() },
            (Some(tag), None) => Tagging::Internal { tag },
            (None, _) => Tagging::Untagged,
        };
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
        self.events_of(id, own, &parents)
    }

    /// The events of these types, and then its own, in the envelope of the service.
    pub(super) fn events_of(
        &mut self,
        id: TypeId,
        own: Option<&'a Map<At<Shape>>>,
        parents: &[TypeId],
    ) -> Kind {
        let mut inherited = Vec::new();
        for parent in parents {
            if let Some(union) = self.api.union(*parent) {
                let spans = self.slots[parent.0].spans.iter().copied();
                inherited.extend(union.variants.iter().cloned().zip(spans));
            }
        }
        let none = const { &Map(Vec::new()) };
        let variants = self.variants(id, own.unwrap_or(none), inherited, Position::Event);
        let streams = &self.api.service.streams;
        let tagging =
            Tagging::Adjacent { tag: streams.tag.clone(), content: streams.content.clone() };
        let slot = &self.slots[id.0];
        for (variant, span) in variants.iter().zip(&slot.spans) {
            if let Some(what) = streams.own_event(&variant.wire) {
                let message = format!("`{}` is {what}", variant.wire);
                slot.cx.error("event-reserved", *span, message);
            }
        }
        Kind::Union(Union { tagging, variants, events: Some(Events::default()) })
    }

    fn variants(
        &mut self,
        id: TypeId,
        described: &'a Map<At<Shape>>,
        mut variants: Vec<(Variant, Span)>,
        position: Position,
    ) -> Vec<Variant> {
        let cx = self.slots[id.0].cx.clone();
        cx.repeated(described.names());
        let inherited = variants.iter().map(|(variant, span)| (variant.wire.clone(), *span));
        let inherited: BTreeMap<_, _> = inherited.collect();
        for (name, shape) in described.iter() {
            if let Some(span) = inherited.get(&name.value) {
                let message = format!("`{}` is inherited already", name.value);
                cx.error("field-inherited", name, message).note(*span, "from here");
                continue;
            }
            let variant = self.variant(id, name, shape, position);
            self.slots[id.0].faulty |= variant.is_none();
            variants.extend(variant);
        }
        let slot = &mut self.slots[id.0];
        if variants.is_empty() && !slot.faulty {
            cx.error("union-empty", slot.span, "it has no variants");
        }
        let mut taken = Taken::by(&["Unknown"], "the variant for what is not known");
        for (variant, span) in &variants {
            taken.take(&cx, *span, &variant.wire, &variant.rust);
        }
        let (variants, spans) = variants.into_iter().unzip();
        slot.spans = spans;
        variants
    }

    fn variant(
        &mut self,
        id: TypeId,
        name: &At<String>,
        shape: &'a At<Shape>,
        position: Position,
    ) -> Option<(Variant, Span)> {
        let ty = self.api.at(id);
        let what = if position == Position::Event { "event" } else { "variant" };
        let cx = self.cx.about(format!("{what} `{}` of `{}`", name.value, ty.name));
        let inline = names::inline_name(&ty.rust, &name.value);
        let parts = Parts::of(&cx, position, name.span, shape)?;
        let rust = cx.rust_name(name.span, parts.rust(), &name.value, names::variant_name);
        let ty = self.part_type(&Holder { id, cx: &cx, span: name.span, inline }, &parts);
        let documented_as = parts.long.and_then(|long| long.documented_as.as_ref());
        let variant = Variant {
            wire: name.value.clone(),
            rust,
            doc: parts.doc,
            ty,
            distinguished_by: DistinguishedBy::Tag,
            documented_as: documented_as.map(|at| at.value.clone()),
            boxed: false,
        };
        Some((variant, name.span))
    }

    /// Decides how the variants of each union are distinguished, once every type is known.
    pub(super) fn distinguish_variants(&mut self) {
        for index in 0..self.slots.len() {
            let Kind::Union(union) = &self.api.types[index].kind else { continue };
            if self.slots[index].faulty || union.events.is_some() {
                continue;
            }
            match &union.tagging {
                Tagging::Adjacent { .. } => {}
                Tagging::Internal { tag } => self.check_internal(index, union, tag),
                Tagging::Untagged => {
                    let distinguished = self.distinguish(index, union);
                    if let Kind::Union(union) = &mut self.api.types[index].kind {
                        let variants = union.variants.iter_mut().zip(distinguished);
                        variants.for_each(|(variant, by)| variant.distinguished_by = by);
                    }
                }
            }
        }
    }

    /// The content of an internally tagged variant has to be an object that leaves the tag alone.
    fn check_internal(&self, index: usize, union: &Union, tag: &str) {
        let slot = &self.slots[index];
        for (variant, span) in union.variants.iter().zip(&slot.spans) {
            let message = match self.object_of(&variant.ty) {
                _ if self.is_faulty(&variant.ty) => continue,
                None => format!("`{}` is not an object, so it cannot hold the tag", variant.wire),
                Some(object) if object.field(tag).is_some() => {
                    format!("`{}` has a field `{tag}` of its own, which is the tag", variant.wire)
                }
                Some(_) => continue,
            };
            let help = "leave the tag out of the fields, or add `content`";
            slot.cx.error("union-tag", *span, message).help(help);
        }
    }

    /// How each variant is distinguished from the others by its value alone.
    fn distinguish(&self, index: usize, union: &Union) -> Vec<DistinguishedBy> {
        let slot = &self.slots[index];
        let kinds = union.variants.iter().map(|variant| self.api.json_kind(&variant.ty));
        let kinds: Vec<_> = kinds.collect();
        let objects = Objects::of(self, union, &kinds);
        let mut first: Vec<(JsonKind, &str)> = Vec::new();
        let mut all = Vec::new();
        for ((variant, kind), span) in union.variants.iter().zip(&kinds).zip(&slot.spans) {
            let same = first.iter().find(|(first, _)| Some(*first) == *kind);
            let by = match (kind, same) {
                _ if self.is_faulty(&variant.ty) => Ok(DistinguishedBy::Tag),
                (None, _) => Err("it can be anything".to_owned()),
                (Some(JsonKind::Object), _) if objects.count > 1 => {
                    objects.own_field(self.object_of(&variant.ty)).ok_or_else(|| {
                        "no field of it is required that the other objects lack".to_owned()
                    })
                }
                (Some(_), Some((_, other))) => {
                    Err(format!("`{other}` and `{}` look the same in JSON", variant.wire))
                }
                (Some(kind), None) => Ok(DistinguishedBy::Kind(*kind)),
            };
            if let (Some(kind), None) = (kind, same) {
                first.push((*kind, &variant.wire));
            }
            all.push(by.unwrap_or_else(|why| {
                let message = format!("a reader cannot distinguish `{}`: {why}", variant.wire);
                let help = "give the union a `tag`, or make it one object with optional fields";
                slot.cx.error("union-alike", *span, message).help(help);
                DistinguishedBy::Tag
            }));
        }
        all
    }

    /// The object that a use of a type leads to, unless it travels as a string.
    pub(super) fn object_of(&self, ty: &TypeRef) -> Option<&Object> {
        self.api.object_of(ty).filter(|object| object.as_string.is_none())
    }

    /// Whether something is wrong with what a type is made of already.
    pub(super) fn is_faulty(&self, ty: &TypeRef) -> bool {
        let is_faulty = |ty: &TypeRef| ty.name().is_some_and(|id| self.slots[id.0].faulty);
        is_faulty(ty) || is_faulty(self.api.unaliased(ty))
    }
}

/// The variants of a union that are objects in JSON.
struct Objects<'t> {
    count: usize,
    /// A map has every field.
    has_map: bool,
    /// In how many of them a field is.
    fields: BTreeMap<&'t str, usize>,
}

impl<'t> Objects<'t> {
    fn of(types: &'t Types<'_>, union: &'t Union, kinds: &[Option<JsonKind>]) -> Self {
        let mut this = Self { count: 0, has_map: false, fields: BTreeMap::new() };
        let variants = union.variants.iter().zip(kinds);
        for (variant, _) in variants.filter(|(_, kind)| **kind == Some(JsonKind::Object)) {
            this.count += 1;
            match types.object_of(&variant.ty) {
                Some(object) => {
                    for field in &object.fields {
                        *this.fields.entry(&field.wire).or_default() += 1;
                    }
                }
                None => this.has_map = true,
            }
        }
        this
    }

    /// A required field of the object that no other one has.
    fn own_field(&self, object: Option<&Object>) -> Option<DistinguishedBy> {
        let object = object.filter(|_| !self.has_map)?;
        let mut required = object.fields.iter().filter(|it| it.presence == Presence::Required);
        let own = required.find(|field| self.fields.get(field.wire.as_str()) == Some(&1))?;
        Some(DistinguishedBy::Field(own.wire.clone()))
    }
}
