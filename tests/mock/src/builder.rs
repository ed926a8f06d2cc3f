//! How a server is set up before it is started.

use std::io;
use std::path::PathBuf;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use serde_json::Value;

use crate::MockServer;
use crate::aim::Aimed;
use crate::behaviour::{Behaviours, Manner};
use crate::clock::{Clock, Setting};
use crate::description;
use crate::exchange::Play;
use crate::fault::{Fault, UnknownFault, parse_all};
use crate::log::Log;
use crate::route::Routes;
use crate::scripted::{Scripted, Scripts};
use crate::server::Shared;

/// A server that is not running yet.
#[derive(Debug, Clone, Default)]
#[must_use = "it does nothing until it is started"]
pub struct Builder {
    port: u16,
    schema: Option<PathBuf>,
    lenient: bool,
    secret: Option<String>,
    faults: Vec<Aimed>,
    resets: usize,
    seeds: Vec<(String, Value)>,
    answer: Option<Arc<str>>,
    clock: Setting,
    scripts: Vec<(String, Vec<Scripted>)>,
    log: Option<Log>,
}

impl Builder {
    /// Listens on this port. Otherwise on one that is free.
    pub fn port(self, port: u16) -> Self {
        Self { port, ..self }
    }

    /// Plays the description in this folder instead of the one that is built in.
    pub fn schema(self, folder: impl Into<PathBuf>) -> Self {
        let schema = Some(folder.into());
        Self { schema, ..self }
    }

    /// Takes all that is documented. Otherwise what today's service refuses is refused although it is documented,
    /// such as a completion of `text`, or an entity that says more than where it begins and ends.
    pub fn lenient(self) -> Self {
        let lenient = true;
        Self { lenient, ..self }
    }

    /// Takes this secret only. Otherwise any.
    pub fn secret(self, secret: impl Into<String>) -> Self {
        let secret = Some(secret.into());
        Self { secret, ..self }
    }

    /// Has a record from the beginning, such as `json!({"id": "c1", "name": "Support"})` of the resource
    /// `conversation`. What every record has and this one lacks is filled in.
    pub fn seed(mut self, resource: impl Into<String>, record: impl Into<Value>) -> Self {
        self.seeds.push((resource.into(), record.into()));
        self
    }

    /// Has bots answer this, whatever is said to them. Otherwise they repeat it.
    pub fn answer(mut self, text: impl Into<String>) -> Self {
        self.answer = Some(text.into().into());
        self
    }

    /// Sends so many events of a stream a second. Otherwise they come at once.
    pub fn pace(self, per_second: f64) -> Self {
        self.fault(Fault::Pace(per_second))
    }

    /// Sends keep-alives while a stream waits.
    pub fn keep_alive(self, every: Duration) -> Self {
        let every = u64::try_from(every.as_millis()).unwrap_or(u64::MAX);
        self.fault(Fault::KeepAlive(Some(every)))
    }

    /// Has this go wrong with every request.
    pub fn fault(mut self, fault: Fault) -> Self {
        self.faults.push(Aimed { fault, at: None });
        self
    }

    /// Has this go wrong with every request of one operation, such as `completeConversation`, or with every
    /// request that has this id in its path.
    pub fn fault_for(mut self, operation_or_id: impl Into<String>, fault: Fault) -> Self {
        self.faults.push(Aimed { fault, at: Some(operation_or_id.into()) });
        self
    }

    /// Has faults go wrong that are written as in the header `x-mock-fault`.
    ///
    /// # Errors
    ///
    /// One of them is not a fault.
    pub fn faults(mut self, header: &str) -> Result<Self, UnknownFault> {
        self.faults.extend(parse_all(header)?);
        Ok(self)
    }

    /// Has an operation, such as `completeConversation`, give these answers, one for each request that is in
    /// order, and its ordinary ones after that.
    /// ```
    /// # use chatbotkit_mock::{MockServer, Scripted};
    /// # use serde_json::json;
    /// let answers = [
    ///     Scripted::events([("token", json!({ "token": "Hel" }))]),
    ///     Scripted::error(503),
    ///     Scripted::reply(json!({ "text": "Hello!", "usage": { "token": 1 } })),
    /// ];
    /// let builder = MockServer::builder().on("completeConversation", answers);
    /// ```
    pub fn on(
        mut self,
        operation: impl Into<String>,
        answers: impl IntoIterator<Item = Scripted>,
    ) -> Self {
        self.scripts.push((operation.into(), answers.into_iter().collect()));
        self
    }

    /// Writes a line for each request when the head of its answer is known: the verb, the path, the names of a
    /// query, the operation, the status and the time that it took. No secret is in it.
    pub fn log(self, write: impl Fn(&str) + Send + Sync + 'static) -> Self {
        let log = Some(Log(Arc::new(write)));
        Self { log, ..self }
    }

    /// Resets the first connections before anything is read from them.
    pub fn reset_connections(self, count: usize) -> Self {
        let resets = count;
        Self { resets, ..self }
    }

    /// Sets the clock: when it is first looked at, and how far it goes on each time, in milliseconds.
    /// Records have their times from it. It starts in November 2023 and makes steps of a second.
    pub fn clock(self, now: i64, step: i64) -> Self {
        let clock = Setting { now, step };
        Self { clock, ..self }
    }

    /// Starts the server on the runtime that this is called on.
    ///
    /// # Errors
    ///
    /// The port is taken, the description has errors, or a record does not fit its resource.
    pub async fn start(self) -> io::Result<MockServer> {
        let api = description::read(self.schema.as_deref())?;
        let clock = Arc::new(Clock::new(self.clock));
        let manner = Manner { answer: self.answer.clone(), clock: Arc::clone(&clock) };
        let behaviours = Behaviours::new(manner);
        let seeded = self.seed_all(&behaviours);
        seeded.map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        let play = Play {
            routes: Routes::new(&api),
            api: Arc::new(api),
            behaviours,
            scripts: Scripts::default(),
            origin: OnceLock::new(),
            published: Mutex::default(),
            secret: self.secret,
            lenient: self.lenient,
        };
        for (operation, answers) in self.scripts {
            play.script(operation, answers)?;
        }
        let shared = Shared {
            play,
            faults: self.faults,
            resets: AtomicUsize::new(self.resets),
            recorded: Mutex::default(),
            tries: Mutex::default(),
            open: Arc::default(),
            log: self.log,
            clock,
        };
        MockServer::listen(self.port, shared).await
    }

    fn seed_all(&self, behaviours: &Behaviours) -> Result<(), String> {
        for (resource, record) in &self.seeds {
            let behaviour = behaviours.get(resource);
            let behaviour =
                behaviour.ok_or_else(|| format!("nothing is kept of the resource `{resource}`"))?;
            behaviour.seed(record.clone())?;
        }
        Ok(())
    }
}
