//! Answers that a test wrote itself. They are sent as they are: neither checked nor filled in.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;

use serde_json::Value;

use crate::lock::lock;

/// An answer that [`Builder::on`](crate::Builder::on) or [`MockServer::on`](crate::MockServer::on) has an
/// operation give.
#[derive(Debug, Clone, PartialEq)]
pub struct Scripted(pub(crate) Kind);

/// A step of an answer for which functions are called.
#[derive(Debug, Clone, PartialEq)]
pub struct Step(pub(crate) Do);

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Do {
    Event(String, Value),
    Begin(String, Value),
    End(String),
    /// Whichever call ends first.
    EndAny,
}

impl Step {
    /// An event with this tag and this content.
    pub fn event(tag: impl Into<String>, content: Value) -> Self {
        Self(Do::Event(tag.into(), content))
    }

    /// Begins to wait for what a function gives when it is called with these arguments.
    pub fn begin(function: impl Into<String>, arguments: Value) -> Self {
        Self(Do::Begin(function.into(), arguments))
    }

    /// Waits until the oldest call of a function that is open is answered, or five minutes are over.
    pub fn end(function: impl Into<String>) -> Self {
        Self(Do::End(function.into()))
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Events(Vec<(String, Value)>),
    Steps(Vec<Step>),
    Reply(Value),
    Error(u16),
    Ordinary,
}

impl Scripted {
    /// A stream of these events, each with its tag and its content, and of no others. Where a reply is asked
    /// for, it is the content of the event that ends the stream.
    pub fn events<T: Into<String>>(events: impl IntoIterator<Item = (T, Value)>) -> Self {
        let events = events.into_iter().map(|(tag, content)| (tag.into(), content));
        Self(Kind::Events(events.collect()))
    }

    /// An answer for which functions of the request are called, step by step: as the service does, it waits on
    /// the channel of a function for what it gives. In the end it says what came of each call. What is described and
    /// missing in an event is filled in.
    /// ```
    /// # use chatbotkit_mock::{Scripted, Step};
    /// # use serde_json::json;
    /// let twice = Scripted::steps([
    ///     Step::begin("getWeather", json!({ "town": "Bath" })),
    ///     Step::begin("getWeather", json!({ "town": "Rome" })),
    ///     Step::event("token", json!({ "token": "Wait. " })),
    ///     Step::end("getWeather"),
    ///     Step::end("getWeather"),
    /// ]);
    /// ```
    pub fn steps(steps: impl IntoIterator<Item = Step>) -> Self {
        Self(Kind::Steps(steps.into_iter().collect()))
    }

    /// This reply. Where a stream is asked for, it is the content of the only event; where content that is not
    /// JSON is, the text of a string.
    pub fn reply(reply: impl Into<Value>) -> Self {
        Self(Kind::Reply(reply.into()))
    }

    /// An error with this status, as with the fault `status`.
    pub fn error(status: u16) -> Self {
        Self(Kind::Error(status))
    }

    /// The answer that there would be without a script.
    pub fn ordinary() -> Self {
        Self(Kind::Ordinary)
    }
}

/// The answers that were not given yet, by their operations.
#[derive(Debug, Default)]
pub(crate) struct Scripts(Mutex<BTreeMap<String, VecDeque<Scripted>>>);

impl Scripts {
    pub fn push(&self, operation: String, answers: impl IntoIterator<Item = Scripted>) {
        lock(&self.0).entry(operation).or_default().extend(answers);
    }

    /// The next answer of an operation.
    pub fn next(&self, operation: &str) -> Kind {
        let next = lock(&self.0).get_mut(operation).and_then(VecDeque::pop_front);
        next.map_or(Kind::Ordinary, |scripted| scripted.0)
    }
}
