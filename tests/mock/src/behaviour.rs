//! What operations do beyond answering an example. Each resource that does something has its own file;
//! what is said here holds for all of them.

use std::collections::BTreeMap;

use chatbotkit_codegen::ir::Operation;
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
    /// Whether events that nobody described belong into it.
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
#[derive(Debug, Default)]
pub(crate) struct Answer {
    /// A status without a body, such as 304.
    pub empty: Option<u16>,
    /// The reply, and the content of the event that ends a stream.
    pub reply: Value,
    /// The tags and the contents of the events before that one.
    pub events: Vec<(String, Value)>,
}

impl Answer {
    pub fn new(reply: Value) -> Self {
        let (empty, events) = Default::default();
        Self {
            empty,
            reply,
            events,
        }
    }

    pub fn empty(status: u16) -> Self {
        let empty = Some(status);
        Self {
            empty,
            ..Self::default()
        }
    }
}

/// What one resource does.
pub(crate) trait Behaviour: Send {
    /// Takes in a record that is there from the beginning.
    fn seed(&mut self, record: Value) -> Result<(), String>;

    /// Refuses what today's service refuses although it is documented. Fields that are left to it alone
    /// it removes.
    fn check(&self, operation: &str, fields: &mut Map<String, Value>) -> Result<(), Refusal>;

    /// Carries an operation out; `None` where it is none of those it knows.
    fn play(&mut self, call: &Call<'_>) -> Option<Result<Answer, Refusal>>;
}

/// What behaviours can be told.
#[derive(Debug, Clone)]
pub(crate) struct Manner {
    /// What bots say; without it they repeat what they are told.
    pub answer: Option<String>,
    /// What the clock shows next.
    pub now: i64,
    /// How far it goes on each time it is looked at.
    pub step: i64,
}

impl Default for Manner {
    fn default() -> Self {
        Self {
            answer: None,
            now: 1_700_000_000_000,
            step: 1_000,
        }
    }
}

impl Manner {
    /// Looks at the clock.
    pub fn tick(&mut self) -> i64 {
        let next = self.now.saturating_add(self.step);
        std::mem::replace(&mut self.now, next)
    }
}

/// All behaviours by their resources.
pub(crate) type Behaviours = BTreeMap<&'static str, Box<dyn Behaviour>>;

/// The behaviours as they are at the beginning.
pub(crate) fn behaviours(manner: &Manner) -> Behaviours {
    let conversations = conversation::Conversations::new(manner.clone());
    BTreeMap::from([(
        "conversation",
        Box::new(conversations) as Box<dyn Behaviour>,
    )])
}

/// An operation and a body that show most of it.
pub(crate) const TO_TRY: (&str, &str) = conversation::TO_TRY;
