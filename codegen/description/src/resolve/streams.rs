//! Streams and pages: how an operation's events end, and how its pages follow one another.

use super::context::is_true;
use super::operations::{Described, Operations};
use super::silence::{Said, silence};
use crate::ir::{self, Events, Field, Presence, Response, Silence, TypeId, TypeRef, Union};
use crate::load::module::Stream;
use crate::load::span::At;

impl<'a> Operations<'_, 'a> {
    pub(super) fn stream(
        &mut self,
        described: &Described<'_, 'a>,
        operation: &ir::Operation,
    ) -> Option<TypeId> {
        let cx = &described.cx;
        let stream = described.keys.stream.as_ref()?;
        let name = Some(&stream.events).filter(|name| name.is_written())?;
        let ty = self.types.name(cx, name.span, name)?;
        if self.types.is_faulty(&ty) {
            return None;
        }
        let id = ty.name().copied().filter(|id| self.api.at(*id).is_events());
        let Some((id, union)) = id.and_then(|id| Some((id, self.api.union(id)?))) else {
            let message = format!("a stream consists of `events`; `{}` has none", name.value);
            cx.error("events-where", name, message);
            return None;
        };
        let events = Events {
            terminal: self.terminal(described, operation, stream, union),
            text: stream.text.as_ref().and_then(|text| self.text(described, union, text)),
        };
        match self.streams.get(&id) {
            Some((first, span)) if *first != events => {
                let message = format!(
                    "`{}` ends differently elsewhere, or carries its text differently",
                    name.value
                );
                cx.error("stream-differs", name, message)
                    .note(*span, "elsewhere")
                    .help("describe two types: one can extend the other");
            }
            Some(_) => {}
            None => drop(self.streams.insert(id, (events, name.span))),
        }
        Some(id)
    }

    /// How long the stream may be silent, where that differs from other streams.
    pub(super) fn silence(&self, described: &Described<'_, 'a>) -> Option<Silence> {
        let streams = &self.api.service.streams;
        let stream = described.keys.stream.as_ref()?;
        let said = Said {
            idle: stream.idle.as_ref(),
            signs_of_life: stream.signs_of_life.as_ref(),
            terminal: stream.terminal.as_ref(),
        };
        Some(silence(&described.cx, streams, said)).filter(|own| *own != streams.silence)
    }

    fn terminal(
        &self,
        described: &Described<'_, 'a>,
        operation: &ir::Operation,
        stream: &Stream,
        union: &Union,
    ) -> Option<usize> {
        let cx = &described.cx;
        let open_ended = stream.open_ended.as_ref();
        let Some(tag) = &stream.terminal else {
            if !is_true(open_ended) && !stream.written.faulty {
                let at = open_ended.map_or(stream.events.span, |at| at.span);
                let help =
                    "name the last event's tag after `terminal`, or write `open_ended: true`";
                cx.error("stream-end", at, "it does not say how the stream ends").help(help);
            }
            return None;
        };
        if let Some(open_ended) = open_ended {
            let message = "a stream either has a `terminal` event or is `open_ended`";
            cx.error("stream-end", open_ended, message);
        }
        let Some(index) = union.variants.iter().position(|it| it.wire == tag.value) else {
            let message = format!("`{}` is not an event of `{}`", tag.value, stream.events.value);
            let known = union.variants.iter().map(|variant| variant.wire.as_str());
            cx.error("terminal-unknown", tag, message).maybe_help(cx.similar("event", tag, known));
            return None;
        };
        if let Response::Json { ty, .. } = &operation.response {
            let content = &union.variants[index].ty;
            let is_known = |ty| !self.types.is_faulty(ty);
            if self.api.unaliased(content) != self.api.unaliased(ty)
                && is_known(content)
                && is_known(ty)
            {
                let (carried, reply) = (self.in_words(content), self.in_words(ty));
                let message =
                    format!("`{}` carries {carried}, but the reply is {reply}", tag.value);
                cx.error("terminal-type", tag, message);
            }
        }
        Some(index)
    }

    fn text(
        &self,
        described: &Described<'_, 'a>,
        union: &Union,
        text: &At<String>,
    ) -> Option<(usize, usize)> {
        let mut faulty = false;
        let found = text.split_once('.').and_then(|(tag, name)| {
            let variant = union.variants.iter().position(|variant| variant.wire == tag)?;
            faulty = self.types.is_faulty(&union.variants[variant].ty);
            let fits = |it: &Field| it.ty == TypeRef::STRING && it.presence == Presence::Required;
            Some((variant, self.field(&union.variants[variant].ty, name, fits)?))
        });
        if found.is_none() && !faulty {
            let message =
                format!("`{}` does not lead to a required `string` field of an event", text.value);
            let help = "write the event's tag, a dot and the field, such as `token.token`";
            described.cx.error("stream-text", text, message).help(help);
        }
        found
    }

    pub(super) fn pages(
        &self,
        described: &Described<'_, 'a>,
        operation: &ir::Operation,
    ) -> Option<ir::Pages> {
        let keys = described.keys;
        let pages = keys.pages.as_ref().filter(|pages| !pages.written.faulty)?;
        let check = |id, name: &At<String>, found: Option<usize>, what: &str| {
            if found.is_none() && !keys.written.faulty {
                described.cx.error(id, name, format!("`{}` is not {what}", name.value));
            }
            found
        };
        let reply = operation.response.ty();
        let (has_reply, has_request) = (keys.response.is_some(), operation.request.is_some());
        if (has_reply && operation.response == Response::OnlyStream)
            || (keys.request.as_ref().or(keys.request_optional.as_ref()).is_some() && !has_request)
            || reply.is_some_and(|ty| self.types.is_faulty(ty))
        {
            // What is wrong with the reply or the request is reported already.
            return None;
        }
        let of_reply = |name: &At<String>, fits: fn(&Field) -> bool| {
            reply.and_then(|ty| self.field(ty, name, fits))
        };
        let items = of_reply(&pages.items, |it| {
            matches!(it.ty, TypeRef::Array(_)) && it.presence == Presence::Required
        });
        let next = of_reply(&pages.next, |it| {
            it.ty == TypeRef::STRING && it.presence != Presence::Required
        });
        let request = operation.sent().map(TypeRef::Named);
        let send_as = request.and_then(|ty| {
            let fits = |it: &Field| it.ty == TypeRef::STRING && it.presence == Presence::Optional;
            self.field(&ty, &pages.send_as, fits)
        });
        let items = check("pages-items", &pages.items, items, "a required array of the reply");
        let next = check("pages-next", &pages.next, next, "an optional `string` of the reply");
        let send_as =
            check("pages-send", &pages.send_as, send_as, "an optional `string` of the request");
        Some(ir::Pages { items: items?, next: next?, send_as: send_as? })
    }

    /// The index of a field of an object that has to fit.
    fn field(&self, ty: &TypeRef, name: &str, fits: impl Fn(&Field) -> bool) -> Option<usize> {
        let object = self.types.object_of(ty)?;
        object.fields.iter().position(|field| field.wire == name && fits(field))
    }

    fn in_words(&self, ty: &TypeRef) -> String {
        match ty {
            TypeRef::Named(id) => format!("`{}`", self.api.at(*id).name),
            TypeRef::Array(_) => "an array".into(),
            TypeRef::Map(_) => "a map".into(),
            _ => "a plain value".into(),
        }
    }
}
