//! The events of a stream as they are described. Each is made from the script when it is asked for, and none is
//! kept. When it is sent is decided in `player`.

use std::collections::VecDeque;
use std::sync::Arc;

use chatbotkit_codegen::ir::{Api, Kind, TypeId, Union, Variant};
use serde_json::Value;

use crate::behaviour::{Outcome, Script};
use crate::fault::{Fault, Faults};
use crate::shape::Shape;

/// A tag, and the content in JSON.
pub(crate) type Event = (String, String);

/// The events of one stream that were not asked for yet.
pub(crate) struct Events {
    api: Arc<Api>,
    faults: Faults,
    /// Where events come from, and the union that they are of; gone once the last was made.
    script: Option<(Box<dyn Script>, TypeId)>,
    /// Events that are made already.
    ready: VecDeque<Event>,
}

impl Events {
    /// The events of a script, as a union describes them.
    pub fn new(api: &Arc<Api>, faults: &Faults, script: Box<dyn Script>, union: TypeId) -> Self {
        Self {
            api: Arc::clone(api),
            faults: faults.clone(),
            script: Some((script, union)),
            ready: VecDeque::new(),
        }
    }

    /// An error and nothing else.
    pub fn failed(api: &Arc<Api>, faults: &Faults, error: &Value) -> Self {
        let event = (api.service.streams.error.clone(), error.to_string());
        Self {
            api: Arc::clone(api),
            faults: faults.clone(),
            script: None,
            ready: [event].into(),
        }
    }

    /// The next event.
    pub fn next(&mut self) -> Option<Event> {
        while self.ready.is_empty() {
            let (script, union) = self.script.as_mut()?;
            let union = *union;
            match script.next() {
                Some((tag, content)) => self.ready.extend(self.described(union, tag, content)),
                None => self.end(Outcome::Complete),
            }
        }
        self.ready.pop_front()
    }

    /// An event of the script, unless nobody described it.
    fn described(&self, union: TypeId, tag: String, content: Value) -> Option<Event> {
        let union = union_at(&self.api, union)?;
        match union.variants.iter().find(|variant| variant.wire == tag) {
            // That one is made of the reply.
            Some(variant) if Some(variant) == terminal(union) => None,
            Some(variant) => Some(self.event(variant, content)),
            None if self.faults.has(&Fault::EveryTag) => Some((tag, content.to_string())),
            None => None,
        }
    }

    /// Makes the event that ends the stream, if one does.
    fn end(&mut self, outcome: Outcome) {
        let Some((script, union)) = self.script.take() else {
            return;
        };
        if let Some(variant) = union_at(&self.api, union).and_then(terminal) {
            let event = self.event(variant, script.reply(outcome));
            self.ready.push_back(event);
        }
    }

    fn event(&self, variant: &Variant, content: Value) -> Event {
        let content = Shape::new(&self.api, &self.faults).complete(&variant.ty, content);
        (variant.wire.clone(), content.to_string())
    }
}

fn union_at(api: &Api, ty: TypeId) -> Option<&Union> {
    match &api.at(ty).kind {
        Kind::Union(union) => Some(union),
        _ => None,
    }
}

/// The event that ends a stream.
fn terminal(union: &Union) -> Option<&Variant> {
    let terminal = union.events.as_ref()?.terminal?;
    Some(&union.variants[terminal])
}
