//! Streams and pages: how an operation's events end, and how its pages follow one another.

use super::context::{Owner, similar};
use super::operations::Operations;
use super::silence::silence;
use crate::ir::{self, Events, Kind, Presence, Response, Silence, TypeId, TypeRef, Union};
use crate::load::description::{Pages, Stream};
use crate::load::place::At;

impl Operations<'_, '_> {
    pub(super) fn stream(
        &mut self,
        owner: &Owner,
        operation: &ir::Operation,
        described: &crate::load::description::Operation,
    ) -> Option<TypeId> {
        let stream = described.stream.as_ref()?;
        let place = owner.place(&stream.events);
        let ty = self.types.name(owner, place.clone(), &stream.events)?;
        let union = match &ty {
            TypeRef::Named(id) => match &self.types.slots[id.0].ty.kind {
                _ if self.types.slots[id.0].faulty => return None,
                Kind::Union(union) if union.events.is_some() => Some((*id, union.clone())),
                _ => None,
            },
            _ => None,
        };
        let Some((id, union)) = union else {
            let message =
                format!("a stream consists of `events`; `{}` has none", stream.events.value);
            self.types.report.push(owner.error("events-where", place, message));
            return None;
        };
        let events = Events {
            terminal: self.terminal(owner, operation, stream, &union),
            text: stream.text.as_ref().and_then(|text| self.text(owner, &union, text)),
        };
        if let Some((first, first_place)) = self.streams.get(&id) {
            if *first != events {
                let message = format!(
                    "`{}` ends, or carries its text, otherwise elsewhere",
                    stream.events.value
                );
                let diagnostic = owner
                    .error("stream-differs", place, message)
                    .note(first_place.clone(), "elsewhere")
                    .help("describe two types: one can extend the other");
                self.types.report.push(diagnostic);
            }
        } else {
            if let Kind::Union(union) = &mut self.types.slots[id.0].ty.kind {
                union.events = Some(events.clone());
            }
            self.streams.insert(id, (events, place));
        }
        Some(id)
    }

    /// How long the stream may be silent, where that differs from other streams.
    pub(super) fn silence(
        &mut self,
        owner: &Owner,
        described: &crate::load::description::Operation,
    ) -> Option<Silence> {
        let said = described.stream.as_ref()?.into();
        let silence = silence(self.types.report, owner, self.service, said);
        (silence != self.service.silence).then_some(silence)
    }

    fn terminal(
        &mut self,
        owner: &Owner,
        operation: &ir::Operation,
        stream: &Stream,
        union: &Union,
    ) -> Option<usize> {
        let open_ended = stream.open_ended.as_ref();
        let Some(tag) = &stream.terminal else {
            if !open_ended.is_some_and(|at| at.value) {
                let place =
                    open_ended.map_or_else(|| owner.place(&stream.events), |at| owner.place(at));
                let message = "it does not say how the stream ends";
                let help =
                    "name the last event's tag behind `terminal`, or write `open_ended: true`";
                self.types.report.push(owner.error("stream-end", place, message).help(help));
            }
            return None;
        };
        if let Some(open_ended) = open_ended {
            let message = "a stream either has a `terminal` event or is `open_ended`";
            self.types.report.push(owner.error("stream-end", owner.place(open_ended), message));
        }
        let Some(index) = union.variants.iter().position(|variant| variant.wire == tag.value)
        else {
            let message = format!("`{}` is no event of `{}`", tag.value, stream.events.value);
            let help =
                similar("event", tag, union.variants.iter().map(|variant| variant.wire.as_str()));
            let diagnostic =
                owner.error("terminal-unknown", owner.place(tag), message).maybe_help(help);
            self.types.report.push(diagnostic);
            return None;
        };
        if let Response::Json { ty, .. } = &operation.response {
            let content = &union.variants[index].ty;
            if self.behind(content) != self.behind(ty)
                && !self.is_faulty(content)
                && !self.is_faulty(ty)
            {
                let message = format!(
                    "`{}` carries {}, but the reply is {}",
                    tag.value,
                    self.describe(content),
                    self.describe(ty)
                );
                self.types.report.push(owner.error("terminal-type", owner.place(tag), message));
            }
        }
        Some(index)
    }

    fn text(&mut self, owner: &Owner, union: &Union, text: &At<String>) -> Option<(usize, usize)> {
        let found = text.split_once('.').and_then(|(tag, field)| {
            let variant = union.variants.iter().position(|variant| variant.wire == tag)?;
            let object = self.types.object_behind(&union.variants[variant].ty)?;
            let field = object.fields.iter().position(|known| {
                known.wire == field
                    && known.ty == TypeRef::STRING
                    && known.presence == Presence::Required
            })?;
            Some((variant, field))
        });
        if found.is_none() {
            let message =
                format!("`{}` leads to no required `string` field of an event", text.value);
            let help = "write the event's tag, a dot and the field, such as `token.token`";
            self.types
                .report
                .push(owner.error("stream-text", owner.place(text), message).help(help));
        }
        found
    }

    pub(super) fn pages(
        &mut self,
        owner: &Owner,
        operation: &ir::Operation,
        pages: &Pages,
    ) -> Option<ir::Pages> {
        let reply = match &operation.response {
            Response::Json { ty, .. } if self.is_faulty(ty) => return None,
            Response::Json { ty, .. } => self.types.object_behind(ty).cloned(),
            _ => None,
        };
        let request = operation
            .request
            .as_ref()
            .and_then(|request| self.types.object_behind(&TypeRef::Named(request.ty)).cloned());
        let items = reply.as_ref().and_then(|reply| {
            field(reply, &pages.items, |f| {
                matches!(f.ty, TypeRef::Array(_)) && f.presence == Presence::Required
            })
        });
        let optional_text =
            |f: &ir::Field| f.ty == TypeRef::STRING && f.presence != Presence::Required;
        let next = reply.as_ref().and_then(|reply| field(reply, &pages.next, optional_text));
        let plain_text =
            |f: &ir::Field| f.ty == TypeRef::STRING && f.presence == Presence::Optional;
        let send_as =
            request.as_ref().and_then(|request| field(request, &pages.send_as, plain_text));
        let mut check = |id, name: &At<String>, found: Option<usize>, what: &str| {
            if found.is_none() {
                let message = format!("`{}` is no {what}", name.value);
                self.types.report.push(owner.error(id, owner.place(name), message));
            }
        };
        check("pages-items", &pages.items, items, "required array of the reply");
        check("pages-next", &pages.next, next, "optional `string` of the reply");
        check("pages-send", &pages.send_as, send_as, "optional `string` of the request");
        Some(ir::Pages { items: items?, next: next?, send_as: send_as? })
    }

    fn is_faulty(&self, ty: &TypeRef) -> bool {
        match ty {
            TypeRef::Named(id) => self.types.slots[id.0].faulty,
            TypeRef::Array(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => {
                self.is_faulty(inner)
            }
            _ => false,
        }
    }

    /// A use of a type with its aliases followed.
    fn behind(&self, ty: &TypeRef) -> TypeRef {
        let mut ty = ty.clone();
        for _ in 0..=self.types.slots.len() {
            match &ty {
                TypeRef::Named(id) => match &self.types.slots[id.0].ty.kind {
                    Kind::Alias(next) => ty = next.clone(),
                    _ => break,
                },
                _ => break,
            }
        }
        ty
    }

    fn describe(&self, ty: &TypeRef) -> String {
        match ty {
            TypeRef::Named(id) => {
                format!("`{}`", self.types.slots[id.0].ty.name)
            }
            TypeRef::Array(_) => "an array".into(),
            TypeRef::Map(_) => "a map".into(),
            _ => "a plain value".into(),
        }
    }
}

fn field(
    object: &ir::Object,
    name: &At<String>,
    fits: impl Fn(&ir::Field) -> bool,
) -> Option<usize> {
    object.fields.iter().position(|field| field.wire == name.value && fits(field))
}
