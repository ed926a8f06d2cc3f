//! Streams: the events that a stream consists of, and how it ends.

use super::conventions::{ERROR, Envelope};
use super::document::Value;
use super::importer::Importer;
use super::notes;
use super::routes::{Operation, Stream};
use super::schemas::can_be_written;
use super::types::{Field, Schema, Shape, Use, Word, bare};
use chatbotkit_description::names;
use chatbotkit_description::print::keys;

/// The tags that only keep a connection alive.
const KEEP_ALIVE: &[&str] = &["nop", "ping", "heartbeat", "keepalive", "keep-alive"];

/// A schema among the lines of a stream that has a tag.
struct Line<'a> {
    node: Value<'a>,
    properties: Vec<(&'a str, Value<'a>)>,
    /// The key of the tag.
    key: &'a str,
    tag: &'a str,
}

impl<'a> Importer<'a> {
    /// The stream of a reply. `None` where its events cannot be said, which is reported.
    pub(super) fn stream(
        &mut self,
        media: &str,
        content: Value<'a>,
        operation: &Operation<'a>,
    ) -> Option<Stream> {
        self.within("events", |this| {
            let mut branches = Vec::new();
            let schema = content.get("schema");
            if schema.is_some_and(|schema| this.branches(schema, &mut branches, 0)) {
                return this.events(media, content, operation, branches);
            }
            this.refuse(content, "a line is not an object with a tag: the stream is left out")
        })
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
        operation: &Operation<'a>,
        branches: Vec<Value<'a>>,
    ) -> Option<Stream> {
        let lines: Option<Vec<_>> = branches.into_iter().map(|branch| self.line(branch)).collect();
        let lines = lines?;
        let first = lines.first()?;
        let envelope = || Envelope::of(media, first.key, first.properties.iter().map(|it| it.0));
        let envelope = self.conventions.envelope.get_or_insert_with(envelope).clone();
        if lines.iter().any(|line| line.key != envelope.tag) {
            let message =
                "its events are not written like those of the other streams: it is left out";
            return self.refuse(content, message);
        }
        let reply = operation.reply.ty();
        let mut events: Vec<Field> = Vec::new();
        for line in lines {
            if events.iter().all(|event| event.name != line.tag) {
                events.extend(self.event(&envelope, line, reply));
            }
        }
        if events.is_empty() {
            return self.refuse(content, "it has no events of its own: the stream is left out");
        }
        let terminal = terminal(&events, reply);
        self.count(if terminal.is_some() { notes::TERMINAL } else { notes::OPEN_ENDED });
        let text = self.is_text(&events);
        if text {
            self.count(notes::TEXT);
        }
        let more = keys! {
            "open_ended" => terminal.is_none().then_some(true),
            "terminal" => terminal,
            "text" => text.then_some("token.token"),
        };
        let word = Word::Whole(format!("{}StreamType", operation.base()));
        let events = self.types.take(Schema::of(Shape::Events(events)), word);
        Some(Stream { events, more })
    }

    fn line(&mut self, node: Value<'a>) -> Option<Line<'a>> {
        let properties = self.mapping(node, "properties");
        let tag = properties.iter().find_map(|(name, value)| {
            Some((*name, only_value(*value).filter(|tag| can_be_written(tag))?))
        });
        match tag {
            Some((key, tag)) => Some(Line { node, properties, key, tag }),
            None => self.refuse(node, "an event has no tag: the stream is left out"),
        }
    }

    /// An event, unless its tag means the same in every stream.
    fn event(&mut self, envelope: &Envelope, line: Line<'a>, reply: Option<&Use>) -> Option<Field> {
        let Line { node, properties, tag, .. } = line;
        if tag == ERROR {
            self.count(notes::ERROR_EVENT);
            return None;
        }
        if let Some(tag) = KEEP_ALIVE.iter().find(|known| **known == tag) {
            self.count(notes::KEEP_ALIVE);
            let known = &mut self.conventions.keep_alive;
            if !known.contains(tag) {
                known.push(*tag);
            }
            return None;
        }
        let known = |name: &str| name == envelope.tag || name == envelope.content;
        if properties.iter().any(|(name, _)| !known(name)) {
            self.count(notes::ENVELOPE);
        }
        let content = properties.iter().find(|(name, _)| *name == envelope.content);
        let mut about = self.about(node);
        let ty = match content {
            Some((_, content)) => {
                if about.doc.is_empty() {
                    about = self.about(*content);
                }
                self.within(format!("`{tag}`"), |this| this.content(tag, *content, reply))
            }
            None => {
                self.warn(node, format!("the event `{tag}` has no `{}`", envelope.content));
                Use::ANY
            }
        };
        Some(Field { about, ..Field::new(tag, ty) })
    }

    /// The content of an event: the reply, or an item of it, where it is the same.
    fn content(&mut self, tag: &str, content: Value<'a>, reply: Option<&Use>) -> Use {
        let word = names::pascal(tag);
        let schema = self.schema(content, &word);
        let mut candidates: Vec<Use> = reply.into_iter().cloned().collect();
        if let Some(ty) = reply {
            let shape = self.shape_of(content, ty);
            let items = shape.parts().iter().find(|field| field.name == "items");
            if let Some(Field { ty: Use::Array(item), .. }) = items {
                candidates.push((**item).clone());
            }
        }
        let opened = self.opened(content, schema.clone());
        for ty in candidates.into_iter().filter(|ty| matches!(ty, Use::Named(_))) {
            if bare(&self.shape_of(content, &ty)) == bare(&opened.shape) {
                return ty;
            }
        }
        self.types.take(schema, Word::Part(word))
    }

    /// Whether `token.token` leads to the pieces of a text.
    fn is_text(&self, events: &[Field]) -> bool {
        let token = events.iter().find(|event| event.name == "token");
        match token.and_then(|event| self.types.fields(&event.ty)) {
            Some([field]) => field.name == "token" && field.required && field.ty == Use::STRING,
            _ => false,
        }
    }
}

/// The only text that a property can have.
fn only_value(value: Value<'_>) -> Option<&str> {
    if let Some(text) = value.text_at("const") {
        return Some(text);
    }
    let mut values = value.get("enum")?.items()?;
    let first = values.next()?.text()?;
    values.next().is_none().then_some(first)
}

/// The tag of the event that carries the reply.
fn terminal(events: &[Field], reply: Option<&Use>) -> Option<String> {
    let carries = events.iter().filter(|event| Some(&event.ty) == reply);
    carries.min_by_key(|event| event.name != "result").map(|event| event.name.clone())
}
