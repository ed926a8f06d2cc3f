//! The table, cell by cell, with scripted outcomes under paused time.

use std::{collections::VecDeque, pin::pin};

use tokio::time::sleep_until;

use super::*;

const EFFECTS: [Effect; 3] = [Effect::Read, Effect::Idempotent, Effect::Create];
const WAIT: Duration = Duration::from_secs(7);

/// What happened, and for which effects it is retried.
fn table() -> Vec<(Happened, [bool; 3])> {
    const ALWAYS: [bool; 3] = [true, true, true];
    const UNLESS_CREATE: [bool; 3] = [true, true, false];
    const NEVER: [bool; 3] = [false, false, false];

    let mut table = vec![
        (Happened::unprocessed(), ALWAYS),
        (Happened::Unknown(None), UNLESS_CREATE),
        (Happened::Final, NEVER),
        (Happened::answered(503, None, true), ALWAYS),
        (Happened::answered(503, None, false), UNLESS_CREATE),
    ];
    for retry_after in [RetryAfter::In(WAIT), RetryAfter::Unreadable] {
        table.push((Happened::answered(503, Some(retry_after), false), ALWAYS));
    }
    for retry_after in [None, Some(RetryAfter::In(WAIT)), Some(RetryAfter::Unreadable)] {
        for error_object in [true, false] {
            let answered = |status| Happened::answered(status, retry_after, error_object);
            table.push((answered(429), ALWAYS));
            let unknown = [408, 500, 502, 504, 520, 521, 522, 523, 524];
            table.extend(unknown.map(|status| (answered(status), UNLESS_CREATE)));
            let rest =
                [400, 401, 402, 403, 404, 405, 407, 409, 413, 422, 425, 501, 505, 519, 525, 599];
            table.extend(rest.map(|status| (answered(status), NEVER)));
        }
    }
    table
}

/// The server answered 429, and how long to wait.
fn limited(wait: Option<Duration>) -> Happened {
    Happened::answered(429, wait.map(RetryAfter::In), true)
}

/// Attempts that end as the script says, each after a second.
struct Script {
    outcomes: VecDeque<Option<Happened>>,
    started: Vec<Instant>,
}

impl Script {
    fn new(outcomes: impl IntoIterator<Item = Option<Happened>>) -> Self {
        Self { outcomes: outcomes.into_iter().collect(), started: Vec::new() }
    }

    /// How long was waited between the first attempt and the second.
    fn wait(&self) -> Duration {
        self.started[1] - self.started[0] - Duration::from_secs(1)
    }
}

impl Attempt for Script {
    type Output = &'static str;

    async fn run(&mut self, deadline: Deadline) -> Result<&'static str, Failure> {
        self.started.push(Instant::now());
        let timer = pin!(sleep_until(deadline.at));
        in_time(deadline, timer, pin!(sleep(Duration::from_secs(1)))).await?;
        match self.outcomes.pop_front().expect("an attempt that nobody expected") {
            None => Ok("done"),
            Some(happened) => Err(Failure { happened, error: Error::new(ErrorKind::Api, "no") }),
        }
    }
}

async fn play(
    script: &mut Script,
    effect: Effect,
    limits: Limits,
    retry: Retry,
) -> Result<u32, Error> {
    let budget = Budget::default();
    let plan = Plan { effect, retry, limits, budget: &budget };
    run(&plan, script).await.map(|(_, attempts)| attempts)
}

#[tokio::test(start_paused = true)]
async fn every_cell() {
    for (happened, expected) in table() {
        for (effect, again) in EFFECTS.into_iter().zip(expected) {
            let cell = format!("{happened:?} of {effect:?}");

            let mut script = Script::new([Some(happened), None]);
            let result = play(&mut script, effect, Limits::default(), Retry::default()).await;
            let expected = if again { Ok(2) } else { Err(1) };
            assert_eq!(result.map_err(|error| error.attempts()), expected, "{cell}");
            if again && happened.named_wait().is_some() {
                assert!(
                    (WAIT..WAIT + Duration::from_millis(501)).contains(&script.wait()),
                    "{cell}"
                );
            }

            // Nothing is waited for that would come too late.
            let limits = Limits { total: Duration::from_secs(1), ..Limits::default() };
            let begin = Instant::now();
            let mut script = Script::new([Some(happened), None]);
            let result = play(&mut script, effect, limits, Retry::default()).await;
            let error = result.expect_err(&cell);
            assert_eq!((error.attempts(), begin.elapsed().as_secs()), (1, 1), "{cell}");

            let mut script = Script::new([Some(happened)]);
            let result = play(&mut script, effect, Limits::default(), Retry::off()).await;
            assert_eq!(result.expect_err(&cell).attempts(), 1, "{cell}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn at_most_three_attempts() {
    let mut script = Script::new([Some(Happened::Unknown(None)); 3]);
    let result = play(&mut script, Effect::Read, Limits::default(), Retry::default()).await;
    assert_eq!(result.expect_err("three failures").attempts(), 3);

    let mut script = Script::new([
        Some(Happened::Unknown(None)),
        Some(Happened::Unknown(None)),
        Some(Happened::Unknown(None)),
        None,
    ]);
    let result =
        play(&mut script, Effect::Read, Limits::default(), Retry::default().attempts(4)).await;
    assert_eq!(result.ok(), Some(4));
}

#[tokio::test(start_paused = true)]
async fn an_attempt_may_take_so_long() {
    let limits = Limits { attempt: Duration::from_millis(900), ..Limits::default() };
    let mut script = Script::new([]);
    let error =
        play(&mut script, Effect::Read, limits, Retry::default()).await.expect_err("too slow");
    assert!(error.is_timeout());
    assert_eq!((error.attempts(), script.started.len()), (3, 3));

    // What the server did with it is not known.
    let error = play(&mut Script::new([]), Effect::Create, limits, Retry::default())
        .await
        .expect_err("too slow");
    assert_eq!(error.attempts(), 1);
}

#[tokio::test(start_paused = true)]
async fn all_attempts_may_take_so_long() {
    let limits = Limits { total: Duration::from_secs(11), ..Limits::default() };
    let limited = limited(Some(Duration::from_secs(3)));
    let begin = Instant::now();
    let mut script = Script::new([Some(limited); 9]);
    let result = play(&mut script, Effect::Create, limits, Retry::default().attempts(9)).await;
    // An attempt at 0, a little after 4 and after 8 seconds; the next would start after 12.
    let error = result.expect_err("always limited");
    assert_eq!(error.attempts(), 3);
    assert!((9..11).contains(&begin.elapsed().as_secs()));

    let limits = Limits { total: Duration::from_millis(4800), ..limits };
    let begin = Instant::now();
    let mut script = Script::new([Some(limited); 2]);
    let result = play(&mut script, Effect::Create, limits, Retry::default()).await;
    let error = result.expect_err("out of time in the middle of an attempt");
    assert!(error.is_timeout(), "{error}");
    assert_eq!(begin.elapsed(), Duration::from_millis(4800));
}

#[test]
fn waits() {
    let wait = |happened, attempts, random| {
        let (retry, left) = (Retry::default().attempts(100), Duration::MAX);
        let effect = Effect::Read;
        let situation = Situation { happened, effect, retry, attempts, left, random };
        decide(&situation).map(|wait| wait.as_secs_f64())
    };
    let at = |happened, random| [1, 2, 3, 90].map(|attempts| wait(happened, attempts, random));

    // Any time up to a limit that doubles, and never more than a minute.
    assert_eq!(at(Happened::Unknown(None), 1.0), [0.5, 1.0, 2.0, 32.0].map(Some));
    assert_eq!(at(Happened::Unknown(None), 0.0), [0.0; 4].map(Some));
    // Not at once where too many requests are the reason.
    assert_eq!(at(limited(None), 0.0), [5.0, 10.0, 20.0, 60.0].map(Some));
    assert_eq!(at(limited(None), 1.0), [10.0, 20.0, 40.0, 60.0].map(Some));
    // What the server asks for, and always something on top.
    for asked in [0, 3, 60] {
        let happened = limited(Some(Duration::from_secs(asked)));
        let asked = asked as f64;
        assert_eq!(at(happened, 0.0), [asked; 4].map(Some));
        assert_eq!(at(happened, 1.0), [0.5, 1.0, 2.0, 32.0].map(|more| Some(asked + more)));
    }
    // What comes too early is refused again.
    assert_eq!(at(limited(Some(Duration::from_secs(61))), 0.5), [None; 4]);
    assert_eq!(at(limited(Some(Duration::MAX)), 0.5), [None; 4]);
}

/// A service that is down, and how many attempts a number of calls make, one after the other.
async fn attempts(plan: &Plan<'_>, calls: u32, happened: Happened) -> (u32, Option<Error>) {
    let (mut attempts, mut last) = (0, None);
    for _ in 0..calls {
        let mut script = Script::new([Some(happened); 3]);
        let error = run(plan, &mut script).await.expect_err("a service that is down");
        attempts += error.attempts();
        last = Some(error);
    }
    (attempts, last)
}

#[tokio::test(start_paused = true)]
async fn the_budget_is_shared() {
    let budget = Budget::default();
    let mut plan = Plan {
        effect: Effect::Read,
        retry: Retry::default(),
        limits: Limits::default(),
        budget: &budget,
    };
    let (made, last) = attempts(&plan, 50, Happened::Unknown(None)).await;
    assert_eq!(made, 50 + 5);
    // An error that was not retried for the budget's sake says so.
    let last = last.expect("an error").to_string();
    assert!(last.ends_with("(not sent again, for the client's retry budget is used up)"), "{last}");
    // What is final anyway does not.
    let error = attempts(&plan, 1, Happened::Final).await.1.expect("an error").to_string();
    assert!(!error.contains("budget"), "{error}");
    // A refusal that names its own wait costs nothing.
    let wait = limited(Some(Duration::from_secs(1)));
    assert_eq!(attempts(&plan, 10, wait).await.0, 30);
    assert_eq!(attempts(&plan, 10, limited(None)).await.0, 10);

    // Ten successes earn one retry.
    for _ in 0..10 {
        run(&plan, &mut Script::new([None])).await.expect("a success");
    }
    assert_eq!(attempts(&plan, 1, Happened::Unknown(None)).await.0, 2);

    // It can be set, and turned off.
    plan.retry = Retry::default().budget(7);
    assert_eq!(attempts(&plan, 10, Happened::Unknown(None)).await.0, 10 + 2);
    plan.retry = Retry::default().budget(None);
    assert_eq!(attempts(&plan, 10, Happened::Unknown(None)).await.0, 30);
    plan.retry = Retry::default().budget(0);
    assert_eq!(attempts(&plan, 10, Happened::Unknown(None)).await.0, 10);
}

#[test]
fn jitter_is_not_always_the_same() {
    let numbers = [random(), random(), random()];
    assert!(numbers.iter().all(|number| (0.0..1.0).contains(number)));
    assert!(numbers[0] != numbers[1] || numbers[1] != numbers[2]);
}
