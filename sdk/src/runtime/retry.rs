//! Whether a request is sent again, and when.
//!
//! [`decide`] is the table of the crate's front page and nothing else decides. The loop around it
//! knows nothing of HTTP, so that it runs on scripted outcomes just as well.

use std::{hash::BuildHasher, time::Duration};

use tokio::time::{Instant, sleep, timeout_at};

use super::{
    budget::Budget,
    error::{Error, ErrorKind},
    limits::{Limits, after},
    operation::Effect,
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
}

impl Retry {
    /// Sends every request once.
    pub fn off() -> Self {
        Self::default().attempts(1)
    }

    /// Sends a request at most this often, the first time included. 3 unless set.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// Waits no longer than this between two attempts, even if the server asks for more. A minute
    /// unless set.
    pub fn longest_wait(mut self, wait: Duration) -> Self {
        self.longest_wait = wait;
        self
    }
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            attempts: 3,
            longest_wait: Duration::from_secs(60),
        }
    }
}

/// How an attempt failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Happened {
    /// The server was not reached.
    NeverReached,
    /// The request was on its way and no answer came: too late, or the connection broke.
    Lost,
    /// The server answered, and not with success.
    Answered {
        status: u16,
        retry_after: Option<Duration>,
        /// Whether the body is the service's own error object, rather than a page of some proxy.
        error_object: bool,
    },
    /// Whatever sending it again does not mend.
    Final,
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
    let Situation {
        happened,
        effect,
        retry,
        attempts,
        left,
        random,
    } = *situation;
    let repeatable = effect != Effect::Create;
    let (again, limited, retry_after) = match happened {
        Happened::NeverReached => (true, false, None),
        Happened::Lost => (repeatable, false, None),
        Happened::Answered {
            status,
            retry_after,
            error_object,
        } => {
            let again = match status {
                429 => true,
                503 => retry_after.is_some() || error_object || repeatable,
                408 | 500 | 502 | 504 => repeatable,
                _ => false,
            };
            (again, status == 429, retry_after)
        }
        Happened::Final => (false, false, None),
    };
    if !again || attempts >= retry.attempts {
        return None;
    }
    let wait = retry_after
        .unwrap_or_else(|| backoff(limited, attempts, random))
        .min(retry.longest_wait);
    (wait < left).then_some(wait)
}

/// Any time up to a limit that doubles, so that clients which failed together do not come back
/// together.
///
/// A server that refuses because of too many requests looks back over a long while. There the same
/// comes on top of a wait that doubles as well.
fn backoff(limited: bool, attempts: u32, random: f64) -> Duration {
    let doubled = f64::from(1_u32 << (attempts - 1).min(6));
    Duration::from_secs_f64(if limited {
        5.0 * doubled * (1.0 + random)
    } else {
        0.5 * doubled * random
    })
}

/// Something that can be tried again.
pub(crate) trait Attempt {
    type Output;

    fn run(&mut self) -> impl Future<Output = Result<Self::Output, Failure>> + Send;
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
        Self {
            happened: Happened::Final,
            error,
        }
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

/// Makes attempts until one succeeds or [`decide`] says that it is enough. Also tells how many
/// there were.
pub(crate) async fn run<A: Attempt>(
    plan: &Plan<'_>,
    attempt: &mut A,
) -> Result<(A::Output, u32), Error> {
    let deadline = after(plan.limits.total);
    let mut attempts = 0;
    loop {
        attempts += 1;
        let end = after(plan.limits.attempt).min(deadline);
        let failure = match timeout_at(end, attempt.run()).await {
            Ok(Ok(output)) => {
                plan.budget.deposit();
                return Ok((output, attempts));
            }
            Ok(Err(failure)) => failure,
            Err(_) => Failure {
                happened: Happened::Lost,
                error: too_late(&plan.limits, end == deadline),
            },
        };
        let situation = Situation {
            happened: failure.happened,
            effect: plan.effect,
            retry: plan.retry,
            attempts,
            left: deadline.saturating_duration_since(Instant::now()),
            random: random(),
        };
        match decide(&situation) {
            Some(wait) if plan.budget.withdraw() => sleep(wait).await,
            _ => return Err(failure.error.with_attempts(attempts)),
        }
    }
}

fn too_late(limits: &Limits, in_total: bool) -> Error {
    let what = if in_total {
        format!(
            "no answer within the {:?} that the call may take",
            limits.total
        )
    } else {
        format!(
            "no answer within the {:?} that an attempt may take",
            limits.attempt
        )
    };
    Error::new(ErrorKind::Timeout, what)
}

/// A number from 0 to 1. The standard library seeds its hashers at random, which is good enough for
/// jitter.
fn random() -> f64 {
    let bits = std::hash::RandomState::new().hash_one(());
    (bits >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests;
