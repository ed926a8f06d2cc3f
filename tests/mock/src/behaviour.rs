//! What operations do beyond answering an example. Each resource that does something has its own file;
//! what is said here holds for all of them.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::vec;

use bytes::Bytes;
use chatbotkit_description::ir::Operation;
use serde_json::{Map, Value};

use crate::clock::Clock;
use crate::lock::lock;
use crate::refusal::Refusal;
use crate::request::RecordedRequest;
use crate::scripted::Step;
use crate::upload::Brought;
use channels::{Channel, Channels};
use conversation::{Calling, Spoken, Waiting};
use kept::Kept;

mod attachment;
mod channel;
mod channels;
mod contact;
mod conversation;
mod kept;
mod listed;
mod message;
mod record;
mod session;
mod strict;
mod uploads;

pub(crate) use uploads::Uploads;

/// A request that was found to be in order.
pub(crate) struct Call<'a> {
    /// The operation.
    pub operation: &'a Operation,
    /// What stands in the placeholders of its path.
    pub path: &'a BTreeMap<String, String>,
    /// The fields of the query or of the body.
    pub fields: &'a Map<String, Value>,
    /// Content that came in the place of the fields.
    pub brought: Option<&'a Brought>,
    /// Who sent it.
    pub scope: &'a Scope,
    /// The address of the server, without a path.
    pub origin: &'a str,
    /// Whether the answer is a stream.
    pub streams: bool,
    /// Whether a list is answered as a whole, in a stream or a table, instead of page by page.
    pub whole: bool,
}

/// Who sends a request: what is published by one is not seen by others.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Scope {
    secret: String,
    /// The user that the request is sent for.
    user: String,
}

impl Scope {
    pub fn of(request: &RecordedRequest, secret: &str) -> Self {
        let users = ["x-runas-user-id", "x-runas-child-user-email"].into_iter();
        let mut users = users.filter_map(|name| request.header(name));
        let user = users.next().unwrap_or_default().to_owned();
        Self { secret: secret.to_owned(), user }
    }
}

impl Call<'_> {
    /// What stands in a placeholder of the path; nothing where there is no such placeholder.
    pub fn id(&self, placeholder: &str) -> &str {
        self.path.get(placeholder).map_or("", String::as_str)
    }

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
    /// A reply, and an answer that is published while nobody waits for it.
    Background(Value, Option<Background>),
}

/// An answer that is published on a channel.
pub(crate) struct Background {
    pub script: Box<dyn Script>,
    /// The operation that would stream the same events.
    pub operation: &'static str,
    pub channel: Arc<Channel>,
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

    /// Where there are more events although there is no next one yet: waits until there may be.
    fn wait(&mut self) -> Option<Pin<Box<dyn Future<Output = ()> + Send + '_>>> {
        None
    }

    /// Whether events hold what somebody else said, and are passed on as they are.
    fn is_verbatim(&self) -> bool {
        false
    }

    /// The reply, which is also the content of the event that ends a stream.
    fn reply(self: Box<Self>, outcome: Outcome) -> Value;

    /// The same as content of another media type, if there is any of that one.
    fn content(self: Box<Self>, _: &str) -> Option<Bytes> {
        None
    }
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
    fn seed(&self, _: Value) -> Result<(), String> {
        Err("it cannot be there from the beginning".to_owned())
    }

    /// Refuses what today's service refuses although it is described. The result names the fields that it
    /// judged in the place of the description.
    fn check(
        &self,
        _operation: &str,
        _fields: &Map<String, Value>,
    ) -> Result<&'static [&'static str], Refusal> {
        Ok(&[])
    }

    /// Carries an operation out; `None` where it is none of those it knows.
    fn play(&self, call: &Call<'_>) -> Option<Result<Answer, Refusal>>;
}

/// What behaviours are given.
#[derive(Debug)]
pub(crate) struct Manner {
    /// What bots say; without it they repeat what is said to them.
    pub answer: Option<Arc<str>>,
    pub clock: Arc<Clock>,
}

/// All behaviours by their resources, and what they share.
pub(crate) struct Behaviours {
    by_resource: BTreeMap<&'static str, Box<dyn Behaviour>>,
    kept: Arc<Mutex<Kept>>,
    waiting: Arc<Waiting>,
    uploads: Arc<Uploads>,
}

impl Behaviours {
    /// The behaviours as they are at the beginning.
    pub fn new(manner: Manner) -> Self {
        let channels = Arc::new(Channels::new(Arc::clone(&manner.clock)));
        let waiting = Waiting { channels: Arc::clone(&channels), clock: Arc::clone(&manner.clock) };
        let waiting = Arc::new(waiting);
        let kept = Arc::new(Mutex::new(Kept::new(manner.clock)));
        let uploads = Arc::new(Uploads::default());
        let shared = || Arc::clone(&kept);
        let conversations =
            conversation::Conversations::new(manner.answer, shared(), Arc::clone(&waiting));
        let attachments = attachment::Attachments::new(shared(), Arc::clone(&uploads));
        let by_resource: [(_, Box<dyn Behaviour>); 7] = [
            ("conversation", Box::new(conversations)),
            ("conversation_message", Box::new(message::Messages(shared()))),
            ("conversation_session", Box::new(session::Sessions(shared()))),
            ("conversation_attachment", Box::new(attachments)),
            ("contact", Box::new(contact::Contacts(shared()))),
            ("contact_conversation", Box::new(contact::Contacts(shared()))),
            ("channel", Box::new(channel::Publishing(channels))),
        ];
        Self { by_resource: by_resource.into(), kept, waiting, uploads }
    }

    pub fn get(&self, resource: &str) -> Option<&dyn Behaviour> {
        self.by_resource.get(resource).map(Box::as_ref)
    }

    /// An answer for which functions are called, as somebody wrote it.
    pub fn call_functions(&self, call: &Call<'_>, steps: Vec<Step>) -> Box<dyn Script> {
        let said = |outcomes: String| Spoken::new(outcomes.into(), Value::Object(Map::new()));
        Box::new(Calling::new(Arc::clone(&self.waiting), call, steps, said))
    }

    /// Refuses a call whose path names something that is not there.
    pub fn check_ids(&self, call: &Call<'_>) -> Result<(), Refusal> {
        lock(&self.kept).check_ids(call)
    }

    /// Whether a secret is the token of a session that is open; `None` where it is not a token.
    pub fn session(&self, secret: &str) -> Option<bool> {
        lock(&self.kept).session(secret)
    }

    /// Where files are uploaded to.
    pub fn uploads(&self) -> &Uploads {
        &self.uploads
    }
}

/// An operation and a body that show most of it.
pub(crate) const TO_TRY: (&str, &str) = conversation::TO_TRY;
