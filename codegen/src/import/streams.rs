//! Streams: the events that a stream consists of, and how it ends.

use super::conventions::Envelope;
use super::document::Value;
use super::importer::Importer;
use super::merge::objects_of;
use super::operation::{Reply, Stream};
use super::schemas::can_be_written;
use super::summary;
use super::types::{Field, Schema, Shape, Types, Use, Word, bare};
use chatbotkit_description::names;

/// The tag of the event that reports a failure.
pub(super) const ERROR: &str = "error";

/// The tags that only keep a connection alive.
const KEEP_ALIVE: &[&str] = &["nop", "ping", "heartbeat", "keepalive", "keep-alive"];

/// The key of an event's tag, the tag, the event, and its properties.
type Branch<'a> = (&'a str, &'a str, Value<'a>, Vec<(&'a str, Value<'a>)>);

impl<'a> Importer<'a> {
    /// The stream of a reply. `None` where its events cannot be said, which is reported.
    pub(super) fn stream(
        &mut self,
        media: &str,
        content: Value<'a>,
        base: &str,
        reply: &Reply,
    ) -> Option<Stream> {
        self.notes.enter("events");
        let mut branches = Vec::new();
        let schema = content.get("schema");
        let read = schema.is_some_and(|schema| self.branches(schema, &mut branches, 0));
        let stream = if read {
            self.events(media, content, base, reply, branches)
        } else {
            let message = "a line is not an object with a tag: the stream is left out";
            self.notes.warn(content, message);
            None
        };
        self.notes.leave();
        stream
    }

    /// All branches of a schema, those of branches among them.
    fn branches(&mut self, value: Value<'a>, into: &mut Vec<Value<'a>>, depth: usize) -> bool {
        let Some(value) = self.follow(value) else {
            return false;
        };
        let mut nested = self.list(value, "oneOf");
        nested.extend(self.list(value, "anyOf"));
        if depth > 16 || into.len() > 1000 {
            return false;
        }
        if nested.is_empty() {
            into.push(value);
            return true;
        }
        nested.into_iter().all(|branch| self.branches(branch, into, depth + 1))
    }

    fn events(
        &mut self,
        media: &str,
        content: Value<'a>,
        base: &str,
        reply: &Reply,
        branches: Vec<Value<'a>>,
    ) -> Option<Stream> {
        let mut all = Vec::new();
        for branch in branches {
            let properties = self.mapping(branch, "properties");
            let tag = properties.iter().find_map(|(name, value)| {
                Some((*name, only_value(*value).filter(|tag| can_be_written(tag))?))
            });
            let Some((key, tag)) = tag else {
                let message = "an event has no tag: the stream is left out";
                self.notes.warn(branch, message);
                return None;
            };
            all.push((key, tag, branch, properties));
        }
        let envelope = self.envelope(media, &all)?;
        if all.iter().any(|(key, ..)| *key != envelope.tag) {
            let message =
                "its events are not written like those of the other streams: it is left out";
            self.notes.warn(content, message);
            return None;
        }
        let mut events: Vec<Field> = Vec::new();
        for (_, tag, branch, properties) in all {
            if events.iter().all(|event| event.name != tag) {
                let event = self.event(&envelope, tag, branch, &properties, reply);
                events.extend(event);
            }
        }
        if events.is_empty() {
            let message = "it has no events of its own: the stream is left out";
            self.notes.warn(content, message);
            return None;
        }
        let terminal = terminal(&events, reply);
        self.notes.count(if terminal.is_some() { summary::TERMINAL } else { summary::OPEN_ENDED });
        let text = text(&self.types, &events);
        if text.is_some() {
            self.notes.count(summary::TEXT);
        }
        let schema = Schema::of(Shape::Events(events));
        let events = self.types.take(schema, Word::Whole(format!("{base}StreamType")));
        Some(Stream { events, terminal, text })
    }

    /// How events are written: as in the first stream.
    fn envelope(&mut self, media: &str, all: &[Branch<'a>]) -> Option<Envelope> {
        if let Some(known) = &self.conventions.envelope {
            return Some(known.clone());
        }
        let (tag, _, _, properties) = all.first()?;
        let others: Vec<_> =
            properties.iter().map(|(name, _)| *name).filter(|name| name != tag).collect();
        let content = match others.as_slice() {
            names if names.contains(&"data") => "data",
            [] => "data",
            names => names[0],
        };
        let envelope = Envelope {
            media_type: media.to_owned(),
            tag: (*tag).to_owned(),
            content: content.to_owned(),
            keep_alive: Vec::new(),
        };
        self.conventions.envelope = Some(envelope.clone());
        Some(envelope)
    }

    /// An event, unless its tag means the same in every stream.
    fn event(
        &mut self,
        envelope: &Envelope,
        tag: &'a str,
        branch: Value<'a>,
        properties: &[(&'a str, Value<'a>)],
        reply: &Reply,
    ) -> Option<Field> {
        if tag == ERROR {
            self.notes.count(summary::ERROR_EVENT);
            return None;
        }
        if KEEP_ALIVE.contains(&tag) {
            self.notes.count(summary::KEEP_ALIVE);
            if let Some(known) = &mut self.conventions.envelope
                && !known.keep_alive.iter().any(|known| known == tag)
            {
                known.keep_alive.push(tag.to_owned());
            }
            return None;
        }
        let known = |name: &str| name == envelope.tag || name == envelope.content;
        if properties.iter().any(|(name, _)| !known(name)) {
            self.notes.count(summary::ENVELOPE);
        }
        let content = properties.iter().find(|(name, _)| *name == envelope.content);
        let mut about = self.about(branch);
        let ty = match content {
            Some((_, content)) => {
                let inner = self.about(*content);
                if about.doc.is_empty() {
                    about = inner;
                }
                self.within(format!("`{tag}`"), |this| this.content(tag, *content, reply))
            }
            None => {
                self.notes.warn(branch, format!("the event `{tag}` has no `{}`", envelope.content));
                Use::ANY
            }
        };
        Some(Field { name: tag.to_owned(), ty, required: true, any: false, about })
    }

    /// The content of an event: the reply, or an item of it, where it is the same.
    fn content(&mut self, tag: &str, content: Value<'a>, reply: &Reply) -> Use {
        let word = names::pascal(tag);
        let schema = self.schema(content, &word);
        let mut candidates = Vec::new();
        if let Reply::Json(ty) = reply {
            candidates.push(ty.clone());
            let shape = self.shape_of(content, ty);
            candidates.extend(objects_of(Schema::of(shape)).and_then(items));
        }
        let opened = self.opened(content, schema.clone());
        for ty in candidates.into_iter().filter(|ty| matches!(ty, Use::Named(_))) {
            if bare(&self.shape_of(content, &ty)) == bare(&opened.shape) {
                return ty;
            }
        }
        self.types.take(schema, Word::Part(word))
    }
}

/// What the items of a list are.
fn items(fields: Vec<Field>) -> Option<Use> {
    let items = fields.into_iter().find(|field| field.name == "items")?;
    match items.ty {
        Use::Array(item) => Some(*item),
        _ => None,
    }
}

/// The only text that a property can have.
fn only_value(value: Value<'_>) -> Option<&str> {
    if let Some(text) = value.get("const").and_then(Value::text) {
        return Some(text);
    }
    let mut values = value.get("enum")?.items()?;
    let first = values.next()?.text()?;
    values.next().is_none().then_some(first)
}

/// The tag of the event that carries the reply.
fn terminal(events: &[Field], reply: &Reply) -> Option<String> {
    let Reply::Json(reply) = reply else {
        return None;
    };
    let mut carries: Vec<_> = events.iter().filter(|event| event.ty == *reply).collect();
    carries.sort_by_key(|event| event.name != "result");
    carries.first().map(|event| event.name.clone())
}

/// Whether `token.token` leads to the pieces of a text.
fn text(types: &Types, events: &[Field]) -> Option<&'static str> {
    let event = events.iter().find(|event| event.name == "token")?;
    match types.fields(&event.ty)? {
        [field] if field.name == "token" && field.required && field.ty == Use::STRING => {
            Some("token.token")
        }
        _ => None,
    }
}
