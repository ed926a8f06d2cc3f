//! An answer for which functions are called. As the service does, it waits on the channel of a function: from when it
//! says so, for five minutes, and for one message.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use super::spoken::Spoken;
use crate::behaviour::channels::{Channels, Listener};
use crate::behaviour::{Call, Outcome, Scope, Script};
use crate::clock::Clock;
use crate::scripted::{Do, Step};

/// How long it waits for a message.
const WAITS: Duration = Duration::from_secs(5 * 60);

/// What it takes to wait.
pub(in crate::behaviour) struct Waiting {
    pub channels: Arc<Channels>,
    pub clock: Arc<Clock>,
}

/// An answer that is being worked on.
pub(in crate::behaviour) struct Calling {
    waiting: Arc<Waiting>,
    scope: Scope,
    functions: Vec<Value>,
    steps: VecDeque<Step>,
    /// Events that come next.
    events: VecDeque<(String, Value)>,
    /// Calls that are waited for, the oldest first.
    open: Vec<Open>,
    /// How many operations there were.
    operations: usize,
    /// What became of each call.
    outcomes: Vec<String>,
    is_aborted: bool,
    /// Makes the answer of what became of the calls.
    say: Option<Say>,
    spoken: Option<Spoken>,
}

type Say = Box<dyn FnOnce(String) -> Spoken + Send>;

/// A call that is waited for.
struct Open {
    operation: Value,
    channel: String,
    function: Value,
    listener: Listener,
    since: Instant,
    forward: watch::Receiver<Duration>,
    /// How far the clock had been put forward.
    forward_before: Duration,
}

impl Calling {
    pub fn new(
        waiting: Arc<Waiting>,
        call: &Call<'_>,
        steps: Vec<Step>,
        say: impl FnOnce(String) -> Spoken + Send + 'static,
    ) -> Self {
        let functions = call.fields.get("functions").and_then(Value::as_array);
        Self {
            waiting,
            scope: call.scope.clone(),
            functions: functions.cloned().unwrap_or_default(),
            steps: steps.into(),
            events: VecDeque::new(),
            open: Vec::new(),
            operations: 0,
            outcomes: Vec::new(),
            is_aborted: false,
            say: Some(Box::new(say)),
            spoken: None,
        }
    }

    /// Takes the next step. Whether there was one that could be taken.
    fn step(&mut self) -> bool {
        match self.steps.front().map(|step| &step.0) {
            None => return false,
            Some(Do::End(_) | Do::EndAny) => {
                let awaited = self.awaited();
                let ended = awaited.iter().find_map(|at| Some((*at, self.open[*at].message()?)));
                match ended {
                    Some((at, message)) => self.close(at, message),
                    None if !awaited.is_empty() => return false,
                    None => {}
                }
            }
            Some(Do::Event(..) | Do::Begin(..)) => {}
        }
        match self.steps.pop_front().map(|step| step.0) {
            Some(Do::Event(tag, content)) => self.events.push_back((tag, content)),
            Some(Do::Begin(function, arguments)) => self.begin(&function, &arguments),
            _ => {}
        }
        true
    }

    /// The calls of which the next step waits for the end of one.
    fn awaited(&self) -> Vec<usize> {
        let open = self.open.iter().enumerate();
        match self.steps.front().map(|step| &step.0) {
            Some(Do::EndAny) => open.map(|(at, _)| at).collect(),
            Some(Do::End(name)) => {
                let theirs = open.filter(|(_, open)| open.function["name"] == **name);
                theirs.map(|(at, _)| at).take(1).collect()
            }
            _ => Vec::new(),
        }
    }

    fn begin(&mut self, name: &str, arguments: &Value) {
        let result = self.functions.iter().find(|it| it["name"] == name).map(|it| &it["result"]);
        let Some(result) = result.cloned() else {
            self.outcomes.push(format!("There is no function {name}."));
            return;
        };
        self.operations += 1;
        let id = format!("operation-{}", self.operations);
        let action = json!({ "id": id, "kind": "function", "name": name, "input": arguments });
        let operation = json!({ "id": id, "action": action });
        self.event("operationBegin", operation.clone());
        let Some(channel) = result["channel"].as_str().map(str::to_owned) else {
            self.outcomes.push(format!("{name}: {}", result["data"]));
            self.event("operationEnd", operation);
            return;
        };
        let function = json!({ "name": name, "args": arguments });
        let wait = json!({ "channel": channel, "function": function });
        let listener = self.waiting.channels.get(&self.scope, &channel).listen(0);
        self.event("waitForChannelMessageBegin", wait);
        let forward = self.waiting.clock.forward();
        let forward_before = *forward.borrow();
        let since = Instant::now();
        self.open.push(Open {
            operation,
            channel,
            function,
            listener,
            since,
            forward,
            forward_before,
        });
    }

    /// Goes on with a message, or without one when the time is over.
    fn close(&mut self, at: usize, message: Option<Value>) {
        let Open { operation, channel, function, .. } = self.open.remove(at);
        let name = function["name"].as_str().unwrap_or_default();
        let key = |key: &str| message.as_ref().and_then(|message| message.get(key));
        let is_aborted = key("abort") == Some(&Value::Bool(true));
        let outcome = match (key("result"), key("error"), &message) {
            (_, Some(Value::String(error)), _) => format!("{name} failed: {error}"),
            (_, Some(error), _) => format!("{name} failed: {error}"),
            (Some(result), None, _) | (None, None, Some(result)) => format!("{name}: {result}"),
            (None, None, None) => format!("{name} failed: nothing came within five minutes"),
        };
        self.outcomes.push(outcome);
        let mut wait = json!({ "channel": channel, "function": function });
        if let Some(message) = message {
            wait["message"] = message;
        }
        self.event("waitForChannelMessageEnd", wait);
        self.event("operationEnd", operation);
        if is_aborted {
            self.is_aborted = true;
            self.steps.clear();
            self.open.clear();
            self.outcomes.clear();
            let abort = json!({ "reason": "a function asked for it", "functionName": name });
            self.event("abort", abort);
        }
    }

    fn event(&mut self, tag: &str, content: Value) {
        self.events.push_back((tag.to_owned(), content));
    }

    /// The answer, which is made when nothing is waited for any more.
    fn spoken(&mut self) -> Option<&mut Spoken> {
        if let Some(say) = self.say.take() {
            self.spoken = Some(say(self.outcomes.join("\n")));
        }
        self.spoken.as_mut()
    }
}

impl Script for Calling {
    fn next(&mut self) -> Option<(String, Value)> {
        while self.events.is_empty() && self.step() {}
        match self.events.pop_front() {
            Some(event) => Some(event),
            None if !self.steps.is_empty() || self.is_aborted => None,
            None => self.spoken()?.next(),
        }
    }

    fn wait(&mut self) -> Option<Pin<Box<dyn Future<Output = ()> + Send + '_>>> {
        if self.steps.is_empty() {
            return None;
        }
        let awaited = self.awaited();
        let open = self.open.iter_mut().enumerate().filter(|(at, _)| awaited.contains(at));
        let mut waits: Vec<_> = open.map(|(_, open)| Box::pin(open.wait())).collect();
        Some(Box::pin(poll_fn(move |context| {
            let mut over = waits.is_empty();
            for wait in &mut waits {
                over |= wait.as_mut().poll(context).is_ready();
            }
            if over { Poll::Ready(()) } else { Poll::Pending }
        })))
    }

    fn reply(mut self: Box<Self>, outcome: Outcome) -> Value {
        self.spoken();
        let spoken = self.spoken.take();
        let mut reply = spoken.map_or(Value::Null, |spoken| Box::new(spoken).reply(outcome));
        if self.is_aborted {
            reply["end"] = json!({ "reason": "abort" });
        }
        reply
    }
}

impl Open {
    /// The message, or that there will be none; nothing as long as neither is known.
    fn message(&self) -> Option<Option<Value>> {
        match self.listener.peek() {
            Some(message) => Some(Some(message)),
            None if self.left().is_zero() => Some(None),
            None => None,
        }
    }

    fn left(&self) -> Duration {
        let forward = self.forward.borrow().saturating_sub(self.forward_before);
        WAITS.saturating_sub(self.since.elapsed()).saturating_sub(forward)
    }

    /// Waits until there may be a message, or the time may be over.
    async fn wait(&mut self) {
        let left = self.left();
        tokio::select! {
            () = self.listener.wait() => {}
            // The clock lives as long as the server.
            _ = self.forward.changed() => {}
            () = sleep(left) => {}
        }
    }
}
