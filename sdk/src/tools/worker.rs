//! Whoever runs the calls of one tool in one run, and answers them.
//!
//! Channels belong to tools, not to calls, and one message answers every call that waits on its channel. So
//! all calls of a tool that wait at once are answered together, and nothing that was sent for one is
//! sent again once the next one waits.

use std::{collections::VecDeque, future::pending, pin::Pin, sync::Arc, time::Duration};

use http::HeaderMap;
use serde_json::{Map, Value, json};
use tokio::{
    select,
    sync::mpsc,
    task::{AbortHandle, Id, JoinError, JoinSet},
    time::{Instant, sleep_until, timeout},
};

use super::{
    approval::{Approval, Approve},
    event::{Answered, Called},
    tool::Tool,
};
use crate::{Client, Effect, Error, channel::v1::ChannelPublishRequest};

/// How long the service waits for an answer.
const SERVICE_WAITS: Duration = Duration::from_secs(5 * 60);

/// How long an attempt to publish an answer may take, so that there is time for another one.
const ATTEMPT: Duration = Duration::from_secs(10);

/// How long an answer is held back, for the next call of the same tool may be about to arrive: a model that
/// calls a tool twice at once has both answered by the first message.
const HELD_BACK: Duration = Duration::from_millis(2);

/// What holds for all tools of a run.
pub(super) struct Settings {
    pub(super) client: Client,
    /// Headers of the call that say who it is made for, and so on whose channels answers go.
    pub(super) headers: HeaderMap,
    pub(super) timeout: Duration,
    pub(super) approve: Option<Approve>,
}

/// What a worker has to do.
pub(super) enum Order {
    /// The service waits for one more call.
    Begin(Called),
    /// It no longer waits for the oldest one.
    End,
}

/// What a worker says. But for a failure, there is one report for each call.
pub(super) enum Report {
    Answered(Answered),
    Missed(Called),
    Failed(Error),
}

/// How a call came out.
enum Outcome {
    Ran(Result<Value, String>),
    EndRun,
}

/// A call that is not closed yet.
struct Wait {
    /// How many calls of the tool there were with this one.
    number: u64,
    call: Called,
    since: Instant,
    task: AbortHandle,
    done: Option<(Outcome, Duration)>,
    /// Whether a message with its result was sent, whatever is known to have become of it.
    is_sent: bool,
}

pub(super) struct Worker {
    tool: Tool,
    channel: String,
    settings: Arc<Settings>,
    reports: mpsc::UnboundedSender<Report>,
    waits: VecDeque<Wait>,
    running: JoinSet<Outcome>,
    begun: u64,
    ended: u64,
    answer: Answer,
}

/// Where the answer to the calls that wait is.
enum Answer {
    /// A call is still running, or none is waiting.
    None,
    /// It is held back until then.
    Ready(Instant),
    Sent(Publishing),
}

type Publishing = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

impl Worker {
    pub(super) fn new(
        tool: Tool,
        channel: String,
        settings: Arc<Settings>,
        reports: mpsc::UnboundedSender<Report>,
    ) -> Self {
        Self {
            tool,
            channel,
            settings,
            reports,
            waits: VecDeque::new(),
            running: JoinSet::new(),
            begun: 0,
            ended: 0,
            answer: Answer::None,
        }
    }

    /// Carries orders out until there are no more to come.
    pub(super) async fn work(mut self, mut orders: mpsc::UnboundedReceiver<Order>) {
        loop {
            select! {
                biased;
                order = orders.recv() => match order {
                    Some(Order::Begin(call)) => self.begin(call),
                    Some(Order::End) => self.end(),
                    None => return,
                },
                Some(ended) = self.running.join_next_with_id() => self.ended(ended),
                published = self.answer.progress() => match published {
                    None => self.answer = Answer::Sent(self.publish()),
                    Some(Ok(())) => self.answered(),
                    Some(Err(error)) => {
                        self.report(Report::Failed(error));
                        return;
                    }
                },
            }
            let all_done = self.waits.iter().all(|wait| wait.done.is_some());
            if !self.waits.is_empty() && all_done && matches!(self.answer, Answer::None) {
                self.answer = Answer::Ready(Instant::now() + HELD_BACK);
            }
        }
    }

    /// A call begins. What is being published for those before it may have come too late for them, and would
    /// answer this one: it is given up, and their results go along with the next answer if they still
    /// wait.
    fn begin(&mut self, call: Called) {
        self.answer = Answer::None;
        self.begun += 1;
        let (tool, settings, asked) = (self.tool.clone(), Arc::clone(&self.settings), call.clone());
        let task = self.running.spawn(async move { carry_out(&tool, &settings, asked).await });
        let (number, since) = (self.begun, Instant::now());
        self.waits.push_back(Wait { number, call, since, task, done: None, is_sent: false });
    }

    /// The service no longer waits for the oldest call that it waited for.
    fn end(&mut self) {
        self.ended += 1;
        let is_over = |wait: &Wait| wait.number <= self.ended;
        let over = self.waits.iter().take_while(|wait| is_over(wait)).count();
        for wait in self.waits.drain(..over).collect::<Vec<_>>() {
            if wait.is_sent {
                self.close(wait);
            } else {
                wait.task.abort();
                self.report(Report::Missed(wait.call));
            }
        }
        if self.waits.is_empty() {
            self.answer = Answer::None;
        }
    }

    /// A tool has come to its end.
    fn ended(&mut self, ended: Result<(Id, Outcome), JoinError>) {
        let (id, outcome) = match ended {
            Ok(ended) => ended,
            Err(error) => (error.id(), Outcome::Ran(Err("the tool panicked".to_owned()))),
        };
        if let Some(wait) = self.waits.iter_mut().find(|wait| wait.task.id() == id) {
            wait.done = Some((outcome, wait.since.elapsed()));
        }
    }

    fn answered(&mut self) {
        self.answer = Answer::None;
        for wait in std::mem::take(&mut self.waits) {
            self.close(wait);
        }
    }

    fn close(&self, wait: Wait) {
        let Some((outcome, took)) = wait.done else {
            return;
        };
        let result = match outcome {
            Outcome::Ran(result) => result,
            Outcome::EndRun => Err("the run was ended".to_owned()),
        };
        self.report(Report::Answered(Answered::new(wait.call, result, took)));
    }

    fn report(&self, report: Report) {
        // Nobody is left to read it when the run is dropped, and then this is, too.
        let _ = self.reports.send(report);
    }

    fn publish(&mut self) -> Publishing {
        self.waits.iter_mut().for_each(|wait| wait.is_sent = true);
        let waited = self.waits.front().map_or(Duration::ZERO, |wait| wait.since.elapsed());
        let left = SERVICE_WAITS.saturating_sub(waited).max(ATTEMPT);
        let channels = self.settings.client.channel();
        let request = ChannelPublishRequest::new(self.message());
        let mut call = channels
            .publish(&self.channel, request)
            // The service takes the first message, and this is given up before it waits for another.
            .effect(Effect::Idempotent)
            .attempt_timeout(ATTEMPT)
            .timeout(left);
        for (name, value) in &self.settings.headers {
            call = call.header(name, value);
        }
        Box::pin(async move { call.await.map(drop) })
    }

    /// One message for all calls that wait.
    fn message(&self) -> Map<String, Value> {
        let outcomes = || self.waits.iter().filter_map(|wait| Some((wait, &wait.done.as_ref()?.0)));
        let mut message = Map::new();
        if outcomes().any(|(_, outcome)| matches!(outcome, Outcome::EndRun)) {
            message.insert("abort".to_owned(), true.into());
            return message;
        }
        let mut results = outcomes().filter_map(|(wait, outcome)| match outcome {
            Outcome::Ran(result) => Some((wait.call.arguments(), entry(result))),
            Outcome::EndRun => None,
        });
        match (results.next(), results.next()) {
            (Some((_, (key, value))), None) => _ = message.insert(key.to_owned(), value),
            (first, second) => {
                let all = first.into_iter().chain(second).chain(results);
                let all = all
                    .map(|(arguments, (key, value))| json!({ "arguments": arguments, key: value }));
                message.insert("result".to_owned(), all.collect());
            }
        }
        message
    }
}

impl Answer {
    /// `None` when it is to be sent, and then what became of it.
    async fn progress(&mut self) -> Option<Result<(), Error>> {
        match self {
            Self::None => pending().await,
            Self::Ready(at) => {
                sleep_until(*at).await;
                None
            }
            Self::Sent(publishing) => Some(publishing.await),
        }
    }
}

/// A result as a message has it.
fn entry(result: &Result<Value, String>) -> (&'static str, Value) {
    match result {
        Ok(result) => ("result", result.clone()),
        Err(why) => ("error", why.as_str().into()),
    }
}

/// Runs a tool, if it may run, for as long as it may take.
async fn carry_out(tool: &Tool, settings: &Settings, call: Called) -> Outcome {
    let limit = settings.timeout;
    let running = async {
        let approval = match &settings.approve {
            Some(approve) => approve(call.clone()).await,
            None => Approval::Run,
        };
        match approval {
            Approval::Run => Outcome::Ran(tool.run(call.arguments().clone()).await),
            Approval::Refuse(why) => Outcome::Ran(Err(why)),
            Approval::EndRun => Outcome::EndRun,
        }
    };
    let ran = timeout(limit, running).await;
    ran.unwrap_or_else(|_| Outcome::Ran(Err(format!("the tool took longer than {limit:?}"))))
}
