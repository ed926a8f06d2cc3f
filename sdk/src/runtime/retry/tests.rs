//! The table, cell by cell, with scripted outcomes under paused time.

use std::collections::VecDeque;

use super::*;

const EFFECTS: [Effect; 3] = [Effect::Read, Effect::Idempotent, Effect::Create];
const RETRY_AFTER: Duration = Duration::from_secs(7);

/// What happened, and whether it is retried: for each effect without Retry-After, then with it.
fn table() -> Vec<(Happened, [bool; 3], [bool; 3])> {
    const ALWAYS: [bool; 3] = [true, true, true];
    const UNLESS_CREATE: [bool; 3] = [true, true, false];
    const NEVER: [bool; 3] = [false, false, false];

    let answered = |status, error_object| Happened::Answered {
        status,
        retry_after: None,
        error_object,
    };
    let mut table = vec![
        (Happened::NeverReached, ALWAYS, ALWAYS),
        (Happened::Lost, UNLESS_CREATE, UNLESS_CREATE),
        (Happened::Final, NEVER, NEVER),
        (answered(429, true), ALWAYS, ALWAYS),
        (answered(429, false), ALWAYS, ALWAYS),
        (answered(503, true), ALWAYS, ALWAYS),
        (answered(503, false), UNLESS_CREATE, ALWAYS),
    ];
    for error_object in [true, false] {
        table.extend(
            [408, 500, 502, 504]
                .map(|status| (answered(status, error_object), UNLESS_CREATE, UNLESS_CREATE)),
        );
        table.extend(
            [
                400, 401, 402, 403, 404, 405, 409, 413, 422, 425, 501, 505, 529, 599,
            ]
            .map(|status| (answered(status, error_object), NEVER, NEVER)),
        );
    }
    table
}

fn with_retry_after(happened: Happened) -> Happened {
    match happened {
        Happened::Answered {
            status,
            error_object,
            ..
        } => Happened::Answered {
            status,
            error_object,
            retry_after: Some(RETRY_AFTER),
        },
        other => other,
    }
}

/// Attempts that end as the script says, each after a second.
struct Script {
    outcomes: VecDeque<Option<Happened>>,
    started: Vec<Instant>,
}

impl Script {
    fn new(outcomes: impl IntoIterator<Item = Option<Happened>>) -> Self {
        Self {
            outcomes: outcomes.into_iter().collect(),
            started: Vec::new(),
        }
    }

    /// How long was waited between the first attempt and the second.
    fn wait(&self) -> Duration {
        self.started[1] - self.started[0] - Duration::from_secs(1)
    }
}

impl Attempt for Script {
    type Output = &'static str;

    async fn run(&mut self) -> Result<&'static str, Failure> {
        self.started.push(Instant::now());
        sleep(Duration::from_secs(1)).await;
        match self
            .outcomes
            .pop_front()
            .expect("an attempt that nobody expected")
        {
            None => Ok("done"),
            Some(happened) => Err(Failure {
                happened,
                error: Error::new(ErrorKind::Api, "no"),
            }),
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
    let plan = Plan {
        effect,
        retry,
        limits,
        budget: &budget,
    };
    run(&plan, script).await.map(|(_, attempts)| attempts)
}

#[tokio::test(start_paused = true)]
async fn every_cell() {
    for (happened, without, with) in table() {
        for (happened, expected) in [(happened, without), (with_retry_after(happened), with)] {
            for (effect, again) in EFFECTS.into_iter().zip(expected) {
                let cell = format!("{happened:?} of {effect:?}");

                let mut script = Script::new([Some(happened), None]);
                let result = play(&mut script, effect, Limits::default(), Retry::default()).await;
                assert_eq!(
                    result.map_err(|error| error.attempts()),
                    if again { Ok(2) } else { Err(1) },
                    "{cell}"
                );
                if again
                    && matches!(
                        happened,
                        Happened::Answered {
                            retry_after: Some(_),
                            ..
                        }
                    )
                {
                    assert_eq!(script.wait(), RETRY_AFTER, "{cell}");
                }

                // Nothing is waited for that would come too late.
                let limits = Limits {
                    total: Duration::from_secs(1),
                    ..Limits::default()
                };
                let begin = Instant::now();
                let mut script = Script::new([Some(happened), None]);
                let error = play(&mut script, effect, limits, Retry::default())
                    .await
                    .expect_err(&cell);
                assert_eq!(
                    (error.attempts(), begin.elapsed().as_secs()),
                    (1, 1),
                    "{cell}"
                );

                let mut script = Script::new([Some(happened)]);
                let error = play(&mut script, effect, Limits::default(), Retry::off())
                    .await
                    .expect_err(&cell);
                assert_eq!(error.attempts(), 1, "{cell}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn at_most_three_attempts() {
    let mut script = Script::new([Some(Happened::Lost); 3]);
    let result = play(
        &mut script,
        Effect::Read,
        Limits::default(),
        Retry::default(),
    )
    .await;
    assert_eq!(result.expect_err("three failures").attempts(), 3);

    let mut script = Script::new([
        Some(Happened::Lost),
        Some(Happened::Lost),
        Some(Happened::Lost),
        None,
    ]);
    let result = play(
        &mut script,
        Effect::Read,
        Limits::default(),
        Retry::default().attempts(4),
    )
    .await;
    assert_eq!(result.ok(), Some(4));
}

#[tokio::test(start_paused = true)]
async fn an_attempt_may_take_so_long() {
    let limits = Limits {
        attempt: Duration::from_millis(900),
        ..Limits::default()
    };
    let mut script = Script::new([]);
    let error = play(&mut script, Effect::Read, limits, Retry::default())
        .await
        .expect_err("too slow");
    assert!(error.is_timeout());
    assert_eq!((error.attempts(), script.started.len()), (3, 3));

    // What the server did with it is not known.
    let error = play(
        &mut Script::new([]),
        Effect::Create,
        limits,
        Retry::default(),
    )
    .await
    .expect_err("too slow");
    assert_eq!(error.attempts(), 1);
}

#[tokio::test(start_paused = true)]
async fn all_attempts_may_take_so_long() {
    let limits = Limits {
        total: Duration::from_secs(10),
        ..Limits::default()
    };
    let limited = Happened::Answered {
        status: 429,
        retry_after: Some(Duration::from_secs(3)),
        error_object: true,
    };
    let begin = Instant::now();
    let mut script = Script::new([Some(limited); 9]);
    let result = play(
        &mut script,
        Effect::Create,
        limits,
        Retry::default().attempts(9),
    )
    .await;
    // An attempt at 0, 4 and 8 seconds; the next would start at 12.
    assert_eq!(result.expect_err("always limited").attempts(), 3);
    assert_eq!(begin.elapsed(), Duration::from_secs(9));

    let limits = Limits {
        total: Duration::from_millis(4500),
        ..limits
    };
    let begin = Instant::now();
    let mut script = Script::new([Some(limited); 2]);
    let result = play(&mut script, Effect::Create, limits, Retry::default()).await;
    let error = result.expect_err("out of time in the middle of an attempt");
    assert!(error.is_timeout(), "{error}");
    assert_eq!(begin.elapsed(), Duration::from_millis(4500));
}

#[test]
fn waits() {
    let wait = |happened, attempts, random| {
        let (retry, left) = (Retry::default().attempts(100), Duration::MAX);
        let situation = Situation {
            happened,
            effect: Effect::Read,
            retry,
            attempts,
            left,
            random,
        };
        decide(&situation).expect("a wait").as_secs_f64()
    };
    let limited = |retry_after| Happened::Answered {
        status: 429,
        retry_after,
        error_object: true,
    };

    // Any time up to a limit that doubles, and never more than a minute.
    assert_eq!(
        [1, 2, 3, 90].map(|attempts| wait(Happened::Lost, attempts, 1.0)),
        [0.5, 1.0, 2.0, 32.0]
    );
    assert_eq!(
        [1, 2, 3, 90].map(|attempts| wait(Happened::Lost, attempts, 0.0)),
        [0.0; 4]
    );
    // Not at once where too many requests are the reason.
    assert_eq!(
        [1, 2, 3, 90].map(|attempts| wait(limited(None), attempts, 0.0)),
        [5.0, 10.0, 20.0, 60.0]
    );
    assert_eq!(
        [1, 2].map(|attempts| wait(limited(None), attempts, 1.0)),
        [10.0, 20.0]
    );
    // What the server asks for, within reason.
    assert_eq!(
        [0, 3, 9999].map(|asked| wait(limited(Some(Duration::from_secs(asked))), 1, 0.5)),
        [0.0, 3.0, 60.0]
    );
}

#[tokio::test(start_paused = true)]
async fn the_budget_is_shared() {
    let budget = Budget::default();
    let plan = Plan {
        effect: Effect::Read,
        retry: Retry::default(),
        limits: Limits::default(),
        budget: &budget,
    };
    let mut attempts = 0;
    for _ in 0..50 {
        let mut script = Script::new([Some(Happened::Lost); 3]);
        attempts += run(&plan, &mut script)
            .await
            .expect_err("a server that is down")
            .attempts();
    }
    assert_eq!(attempts, 50 + 20);

    // Ten successes earn one retry.
    for _ in 0..10 {
        run(&plan, &mut Script::new([None]))
            .await
            .expect("a success");
    }
    let mut script = Script::new([Some(Happened::Lost); 3]);
    assert_eq!(
        run(&plan, &mut script)
            .await
            .expect_err("down again")
            .attempts(),
        2
    );
}

#[test]
fn jitter_is_not_always_the_same() {
    let numbers = [random(), random(), random()];
    assert!(numbers.iter().all(|number| (0.0..1.0).contains(number)));
    assert!(numbers[0] != numbers[1] || numbers[1] != numbers[2]);
}
