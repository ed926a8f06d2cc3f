//! The events of a stream as they are described. Each is made from the script when it is asked for, and none is
//! kept. When it is sent is decided in `player`.

use std::collections::VecDeque;
use std::sync::Arc;

use chatbotkit_description::ir::{Api, TypeId, Union, Variant};
use serde_json::Value;

use crate::behaviour::{Outcome, Script};
use crate::fault::{Fault, Faults, asked};
use crate::refusal::Refusal;
use crate::shape::Shape;

/// A tag, and the content in JSON.
pub(crate) type Event = (String, String);

/// What comes next in a stream.
pub(crate) enum Next {
    Event(Event),
    /// Nothing yet.
    Later,
    End,
}

/// The events of one stream that were not asked for yet.
pub(crate) struct Events {
    api: Arc<Api>,
    faults: Faults,
    /// Where events come from, and the union that they are of; gone once the last was made.
    script: Option<(Box<dyn Script>, TypeId)>,
    /// How many events come before the answer fails, if it does.
    left: Option<usize>,
    /// Events that are made already.
    ready: VecDeque<Event>,
}

impl Events {
    /// The events of a script, as a union describes them.
    pub fn new(api: &Arc<Api>, faults: &Faults, script: Box<dyn Script>, union: TypeId) -> Self {
        let mut events = Self::ready(api, faults, VecDeque::new());
        if faults.has(&Fault::EveryTag) {
            events.ready = events.beside(union);
        }
        events.script = Some((script, union));
        events.left = asked!(faults, FailedAnswer);
        events
    }

    /// An example of each event that is described and not documented, of those that documented ones come with.
    fn beside(&self, union: TypeId) -> VecDeque<Event> {
        let variants = self.api.union(union).map_or(&[][..], |union| &union.variants);
        let is_documented = |variant: &Variant| variant.documented_as.is_some();
        if !variants.iter().any(is_documented) {
            return VecDeque::new();
        }
        let beside = variants.iter().filter(|variant| !is_documented(variant));
        beside.map(|variant| self.event(variant, Value::Null)).collect()
    }

    /// An error event and nothing else.
    pub fn refused(api: &Arc<Api>, faults: &Faults, error: &Refusal) -> Self {
        Self::ready(api, faults, [error_event(api, faults, error)].into())
    }

    /// Events that somebody wrote, as they are.
    pub fn written(api: &Arc<Api>, faults: &Faults, events: Vec<(String, Value)>) -> Self {
        let events = events.into_iter().map(|(tag, content)| (tag, content.to_string()));
        Self::ready(api, faults, events.collect())
    }

    fn ready(api: &Arc<Api>, faults: &Faults, ready: VecDeque<Event>) -> Self {
        let (api, faults) = (Arc::clone(api), faults.clone());
        Self { api, faults, script: None, left: None, ready }
    }

    /// The next event, if it is there already.
    pub fn next(&mut self) -> Next {
        while self.ready.is_empty() {
            let Some((script, union)) = self.script.as_mut() else {
                return Next::End;
            };
            let (union, verbatim) = (*union, script.is_verbatim());
            let next = match self.left {
                Some(0) => None,
                _ => script.next(),
            };
            let Some((tag, content)) = next else {
                if self.left != Some(0) && script.wait().is_some() {
                    return Next::Later;
                }
                self.end();
                continue;
            };
            if let Some(event) = self.described(union, tag, content, verbatim) {
                self.left = self.left.map(|left| left - 1);
                self.ready.push_back(event);
            }
        }
        self.ready.pop_front().map_or(Next::End, Next::Event)
    }

    /// The next event, or the end, whenever it comes.
    pub async fn later(&mut self) -> Option<Event> {
        loop {
            match self.next() {
                Next::Event(event) => return Some(event),
                Next::End => return None,
                Next::Later => {}
            }
            if let Some(wait) = self.script.as_mut().and_then(|(script, _)| script.wait()) {
                wait.await;
            }
        }
    }

    /// An event of the script, if it is described or a sign of life.
    fn described(
        &self,
        union: TypeId,
        tag: String,
        content: Value,
        verbatim: bool,
    ) -> Option<Event> {
        let union = self.api.union(union)?;
        if union.terminal().is_some_and(|variant| variant.wire == tag) {
            // That one is made of the reply.
            return None;
        }
        let keep_alive = &self.api.service.streams.keep_alive;
        match union.variants.iter().find(|variant| variant.wire == tag) {
            Some(_) if verbatim => Some((tag, content.to_string())),
            Some(variant) => Some(self.event(variant, content)),
            None if keep_alive.contains(&tag) => Some((tag, content.to_string())),
            None => None,
        }
    }

    /// Makes the event that ends the stream, if one does, and says before it if the answer failed.
    fn end(&mut self) {
        let Some((script, union)) = self.script.take() else {
            return;
        };
        let mut outcome = Outcome::Complete;
        if self.left.is_some() {
            outcome = Outcome::Failed;
            let error = Refusal::on_purpose(500);
            let error = error_event(&self.api, &self.faults, &error);
            self.ready.push_back(error);
        }
        if let Some(variant) = self.api.union(union).and_then(Union::terminal) {
            let event = self.event(variant, script.reply(outcome));
            self.ready.push_back(event);
        }
    }

    fn event(&self, variant: &Variant, content: Value) -> Event {
        let content = Shape::new(&self.api, &self.faults).complete(&variant.ty, content);
        (variant.wire.clone(), content.to_string())
    }
}

/// The event that says what is wrong.
pub(crate) fn error_event(api: &Api, faults: &Faults, error: &Refusal) -> Event {
    let content = error.object(api, faults).to_string();
    (api.service.streams.error.clone(), content)
}
