//! What operations do beyond answering an example. Each resource that does something has its own file;
//! what is said here holds for all of them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::{mem, vec};

use chatbotkit_description::ir::Operation;
use serde_json::{Map, Value};

use crate::refusal::Refusal;

mod conversation;

/// A request that was found to be in order.
pub(crate) struct Call<'a> {
    /// The operation.
    pub operation: &'a Operation,
    /// What stands in the placeholders of its path.
    pub path: &'a BTreeMap<String, String>,
    /// The fields of the query or of the body.
    pub fields: &'a Map<String, Value>,
    /// Whether the answer is a stream.
    pub streams: bool,
    /// Whether events that are not described belong into it.
    pub every_tag: bool,
}

impl Call<'_> {
    /// A field that is text; nothing where it is not there.
    pub fn text(&self, field: &str) -> &str {
        let text = self.fields.get(field).and_then(Value::as_str);
        text.unwrap_or_default()
    }
}

/// What an operation answers. What the description does not have is left out, and what it has and is
/// missing here is filled in.
pub(crate) enum Answer {
    /// A status without a body, such as 304.
    Empty(u16),
    /// A reply, and the events before it.
    Script(Box<dyn Script>),
}

impl Answer {
    /// A reply that is known already, without events.
    pub fn new(reply: Value) -> Self {
        let events = Vec::new().into_iter();
        Ready { reply, events }.into()
    }
}

impl<T: Script + 'static> From<T> for Answer {
    fn from(script: T) -> Self {
        Self::Script(Box::new(script))
    }
}

/// A reply and the events before it. Each is made when it is sent, so that an open stream takes no more room
/// than what its events are made of.
pub(crate) trait Script: Send {
    /// The tag and the content of the next event.
    fn next(&mut self) -> Option<(String, Value)>;

    /// The reply, which is also the content of the event that ends a stream.
    fn reply(self: Box<Self>, outcome: Outcome) -> Value;
}

/// How an answer came to its end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Outcome {
    /// All of it is there, whether or not its events were sent.
    Complete,
    /// It failed after the events that were sent.
    Failed,
}

/// A script that is written already.
pub(crate) struct Ready {
    pub reply: Value,
    pub events: vec::IntoIter<(String, Value)>,
}

impl Script for Ready {
    fn next(&mut self) -> Option<(String, Value)> {
        self.events.next()
    }

    fn reply(self: Box<Self>, _: Outcome) -> Value {
        self.reply
    }
}

/// What one resource does. It locks what it keeps, for as long as a change takes.
pub(crate) trait Behaviour: Send + Sync {
    /// Takes in a record that is there from the beginning.
    fn seed(&self, record: Value) -> Result<(), String>;

    /// Refuses what today's service refuses although it is documented. The result names the fields that it
    /// judged in the place of the description.
    fn check(
        &self,
        operation: &str,
        fields: &Map<String, Value>,
    ) -> Result<&'static [&'static str], Refusal>;

    /// Carries an operation out; `None` where it is none of those it knows.
    fn play(&self, call: &Call<'_>) -> Option<Result<Answer, Refusal>>;
}

/// What behaviours can be given.
#[derive(Debug, Clone, Default)]
pub(crate) struct Manner {
    /// What bots say; without it they repeat what is said to them.
    pub answer: Option<Arc<str>>,
    pub clock: Clock,
}

/// A clock that only goes on when it is looked at, so that the same requests get the same times.
#[derive(Debug, Clone)]
pub(crate) struct Clock {
    /// What it shows next, in milliseconds.
    pub now: i64,
    /// How far it goes on each time.
    pub step: i64,
}

impl Default for Clock {
    fn default() -> Self {
        Self { now: 1_700_000_000_000, step: 1_000 }
    }
}

impl Clock {
    /// Looks at it.
    pub fn tick(&mut self) -> i64 {
        let next = self.now.saturating_add(self.step);
        mem::replace(&mut self.now, next)
    }
}

/// All behaviours by their resources.
pub(crate) type Behaviours = BTreeMap<&'static str, Box<dyn Behaviour>>;

/// The behaviours as they are at the beginning.
pub(crate) fn behaviours(manner: &Manner) -> Behaviours {
    let conversations = conversation::Conversations::new(manner);
    BTreeMap::from([("conversation", Box::new(conversations) as Box<dyn Behaviour>)])
}

/// An operation and a body that show most of it.
pub(crate) const TO_TRY: (&str, &str) = conversation::TO_TRY;
