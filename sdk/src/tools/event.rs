//! What happens in a run.

use std::{sync::Arc, time::Duration};

use serde_json::Value;

/// What happens in a run: the events of the stream, and what becomes of the tools in between.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum ToolEvent<E> {
    /// An event of the stream, whichever it is.
    Event(E),
    /// A tool is called. It is running already, unless it has to be approved.
    Called(Called),
    /// A tool has answered, and the service has taken the answer.
    Answered(Answered),
    /// The service has stopped waiting for this call without having an answer from here, so the tool was
    /// cancelled.
    Missed(Called),
}

/// A call of a tool.
#[derive(Debug, Clone)]
pub struct Called {
    name: Arc<str>,
    arguments: Arc<Value>,
}

impl Called {
    pub(super) fn new(name: Arc<str>, arguments: Value) -> Self {
        Self { name, arguments: Arc::new(arguments) }
    }

    /// The name of the tool, as [`Tool::new`](super::Tool::new) was given it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the model calls it with. Nothing has checked that it fits.
    pub fn arguments(&self) -> &Value {
        &self.arguments
    }
}

/// A call of a tool that was answered.
#[derive(Debug, Clone)]
pub struct Answered {
    call: Called,
    result: Result<Value, String>,
    took: Duration,
}

impl Answered {
    pub(super) fn new(call: Called, result: Result<Value, String>, took: Duration) -> Self {
        Self { call, result, took }
    }

    /// The name of the tool.
    pub fn name(&self) -> &str {
        self.call.name()
    }

    /// What the model called it with.
    pub fn arguments(&self) -> &Value {
        self.call.arguments()
    }

    /// What the model read: the result, or why there is none.
    ///
    /// # Errors
    ///
    /// The tool failed, panicked, took too long, was refused, or was called with what does not fit.
    pub fn result(&self) -> Result<&Value, &str> {
        self.result.as_ref().map_err(String::as_str)
    }

    /// How long it took from the call to the result, approval included.
    pub fn took(&self) -> Duration {
        self.took
    }
}
