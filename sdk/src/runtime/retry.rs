//! Whether a request is sent again, and when.
//!
//! [`decide`] is the table of the crate's front page and nothing else decides. The loop around it
//! knows nothing of HTTP, so that it runs on scripted outcomes just as well.

use std::{
    future::poll_fn,
    hash::BuildHasher,
    pin::Pin,
    task::{Poll, ready},
    time::Duration,
};

use tokio::time::{Instant, Sleep, sleep};

use super::{
    budget::Budget,
    error::{Error, ErrorKind},
    head::RetryAfter,
    limits::{Deadline, Limits, after},
    operation::Effect,
    span,
};

/// How often a request is sent and how long is waited in between.
///
/// ```
/// # use std::time::Duration;
/// # use chatbotkit_sdk::Retry;
/// let patient = Retry::default().attempts(5).longest_wait(Duration::from_secs(120));
/// let never = Retry::off();
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    attempts: u32,
    longest_wait: Duration,
    budget: Option<u32>,
}

impl Retry {
    /// Sends every request once.
    pub fn off() -> Self {
        Self::default().attempts(1)
    }

    /// Sends a request at most this often, the first time included. 3 unless set.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// Waits no longer than this between two attempts. A minute unless set. If the server asks for a
    /// longer wait, there is no other attempt, for it would be refused: the error has that wait in
    /// [`retry_after`](crate::Error::retry_after).
    pub fn longest_wait(mut self, wait: Duration) -> Self {
        self.longest_wait = wait;
        self
    }

    /// Makes a retry only while all calls of the client together owe no more than this many: a retry
    /// is owed until ten calls have succeeded. 5 unless set; `None` makes it without counting.
    ///
    /// It keeps a client from multiplying the load of a service that is down. A refusal that names
    /// its own wait, as with `Retry-After`, costs nothing.
    pub fn budget(mut self, retries: impl Into<Option<u32>>) -> Self {
        self.budget = retries.into();
        self
    }

    /// What makes it useless.
    pub(crate) fn unusable(&self) -> Option<String> {
        (self.attempts == 0)
            .then(|| "`retry`: there is no attempt, not even a first one".to_owned())
    }
}

impl Default for Retry {
    fn default() -> Self {
        Self { attempts: 3, longest_wait: Duration::from_secs(60), budget: Some(5) }
    }
}

/// How an attempt failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Happened {
    /// The request was not processed: it never reached the server, or was refused before, by the
    /// protocol or by the service.
    Refused(Refusal),
    /// Nobody knows what the server did: it was too late, the connection broke, or something on the
    /// way failed.
    Unknown(Option<RetryAfter>),
    /// Whatever sending it again does not mend.
    Final,
}

/// How a request was refused.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// Whether there were too many requests.
    pub(crate) limited: bool,
    pub(crate) retry_after: Option<RetryAfter>,
}

impl Happened {
    /// The request never reached the server, or the protocol says that it was not processed.
    pub(crate) fn unprocessed() -> Self {
        Self::Refused(Refusal::default())
    }

    /// The server answered, and not with success. `error_object` says whether the body is the
    /// service's own error object, rather than a page of some proxy.
    pub(crate) fn answered(
        status: u16,
        retry_after: Option<RetryAfter>,
        error_object: bool,
    ) -> Self {
        match status {
            429 => Self::Refused(Refusal { limited: true, retry_after }),
            503 if retry_after.is_some() || error_object => {
                Self::Refused(Refusal { limited: false, retry_after })
            }
            408 | 500 | 502..=504 | 520..=524 => Self::Unknown(retry_after),
            _ => Self::Final,
        }
    }

    fn limited(self) -> bool {
        matches!(self, Self::Refused(Refusal { limited: true, .. }))
    }

    /// The wait that the server asks for.
    fn named_wait(self) -> Option<Duration> {
        match self {
            Self::Refused(Refusal { retry_after: Some(RetryAfter::In(wait)), .. })
            | Self::Unknown(Some(RetryAfter::In(wait))) => Some(wait),
            _ => None,
        }
    }

    /// Whether a repetition is what the server asks for, rather than our own idea.
    fn invites(self) -> bool {
        matches!(self, Self::Refused(_)) && self.named_wait().is_some()
    }
}

/// All that the decision depends on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Situation {
    pub(crate) happened: Happened,
    pub(crate) effect: Effect,
    pub(crate) retry: Retry,
    /// How many attempts were made.
    pub(crate) attempts: u32,
    /// What is left of the total time limit.
    pub(crate) left: Duration,
    /// A number from 0 to 1.
    pub(crate) random: f64,
}

/// How long to wait before the request is sent again. `None` means that it is not.
pub(crate) fn decide(situation: &Situation) -> Option<Duration> {
    let Situation { happened, effect, retry, attempts, left, random } = *situation;
    let again = match happened {
        Happened::Refused(_) => true,
        Happened::Unknown(_) => effect != Effect::Create,
        Happened::Final => false,
    };
    if !again || attempts >= retry.attempts {
        return None;
    }
    let jitter = backoff(attempts).mul_f64(random);
    let wait = match happened.named_wait() {
        Some(named) if named > retry.longest_wait => return None,
        Some(named) => named + jitter,
        // A server that refuses because of too many requests looks back over a long while.
        None if happened.limited() => {
            (backoff(attempts) * 10 + jitter * 10).min(retry.longest_wait)
        }
        None => jitter.min(retry.longest_wait),
    };
    (wait < left).then_some(wait)
}

/// The limit of a wait, which doubles with each attempt. The wait itself is any time up to it, so
/// that clients which failed together do not come back together.
fn backoff(attempts: u32) -> Duration {
    Duration::from_millis(500) * (1_u32 << (attempts - 1).min(6))
}

/// Something that can be tried again.
pub(crate) trait Attempt {
    type Output;

    /// Tries once, until the deadline. What is known by then counts, so the attempt itself looks at
    /// the clock.
    fn run(
        &mut self,
        deadline: Deadline,
    ) -> impl Future<Output = Result<Self::Output, Failure>> + Send;

    /// Whether it can be tried once more.
    fn is_there(&self) -> bool {
        true
    }
}

/// A failed attempt.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) happened: Happened,
    pub(crate) error: Error,
}

impl Failure {
    /// A failure that no repetition mends.
    pub(crate) fn last(error: Error) -> Self {
        Self { happened: Happened::Final, error }
    }
}

/// What the attempts of one call go by.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    pub(crate) effect: Effect,
    pub(crate) retry: Retry,
    pub(crate) limits: Limits,
    pub(crate) budget: &'a Budget,
}

/// Makes attempts until one succeeds or [`decide`] says that it is enough. Also says how many
/// there were.
pub(crate) async fn run<A: Attempt>(
    plan: &Plan<'_>,
    attempt: &mut A,
) -> Result<(A::Output, u32), Error> {
    let end = after(plan.limits.total);
    let mut attempts = 0;
    loop {
        attempts += 1;
        let failure = match attempt.run(Deadline::new(&plan.limits, end)).await {
            Ok(output) => {
                plan.budget.deposit();
                return Ok((output, attempts));
            }
            Err(failure) => failure,
        };
        let situation = Situation {
            happened: failure.happened,
            effect: plan.effect,
            retry: plan.retry,
            attempts,
            left: end.saturating_duration_since(Instant::now()),
            random: random(),
        };
        let error = failure.error.with_attempts(attempts);
        let Some(wait) = decide(&situation).filter(|_| attempt.is_there()) else {
            return Err(error);
        };
        let free = failure.happened.invites();
        if !free && plan.retry.budget.is_some_and(|retries| !plan.budget.withdraw(retries)) {
            return Err(error.out_of_budget());
        }
        span::retrying(&error, wait);
        sleep(wait).await;
    }
}

/// What an attempt can do while there is time. Its timer is one for all that it does, for each timer
/// has its price.
pub(crate) async fn in_time<F: Future>(
    deadline: Deadline,
    mut timer: Pin<&mut Sleep>,
    mut doing: Pin<&mut F>,
) -> Result<F::Output, Failure> {
    poll_fn(|context| {
        if let Poll::Ready(done) = doing.as_mut().poll(context) {
            return Poll::Ready(Ok(done));
        }
        ready!(timer.as_mut().poll(context));
        let error = Error::new(ErrorKind::Timeout, deadline.missed("no answer"));
        Poll::Ready(Err(Failure { happened: Happened::Unknown(None), error }))
    })
    .await
}

/// A number from 0 to 1. The standard library seeds its hashers at random, which is good enough for
/// jitter.
fn random() -> f64 {
    let bits = std::hash::RandomState::new().hash_one(());
    (bits >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests;
