//! Thousands of calls, of which much goes wrong: each is run once and answered once, with its own result.

use std::{cell::Cell, time::Duration};

use chatbotkit_sdk::{
    conversation::v1::{ConversationCompleteRequest, Message},
    tools::{Tool, ToolEvent},
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::{task, time::Instant};

use super::service::{Fate, Service, Tally, Wait};
use crate::defects::clock::Clock;

const RUNS: u64 = 200;
const CALLS: i64 = 60;
const TOOLS: [&str; 8] = ["a", "b", "c", "d", "e", "f", "g", "h"];

/// How long after its handler an answer may arrive.
const AT_ONCE: Duration = Duration::from_millis(5);

#[derive(Deserialize, JsonSchema)]
struct Asked {
    id: i64,
    /// How many milliseconds it takes.
    takes: u64,
    how: How,
}

#[derive(Deserialize, JsonSchema, PartialEq)]
#[serde(rename_all = "lowercase")]
enum How {
    Gives,
    Fails,
    Panics,
}

/// Numbers that come again with the same seed.
struct Chance(Cell<u64>);

impl Chance {
    fn below(&self, end: u64) -> u64 {
        let mut bits = self.0.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.0.set(bits);
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (bits ^ (bits >> 31)) % end
    }
}

fn tool(name: &str, tally: &Tally) -> Tool {
    let tally = tally.clone();
    Tool::new(name, "", move |asked: Asked| {
        let going = tally.begin(asked.id);
        async move {
            let _going = going;
            if asked.takes > 0 {
                tokio::time::sleep(Duration::from_millis(asked.takes)).await;
            }
            match asked.how {
                How::Gives => Ok(json!({ "id": asked.id })),
                How::Fails => Err(format!("failed {}", asked.id)),
                // A panic, without a word about it in the output.
                How::Panics => std::panic::resume_unwind(Box::new(())),
            }
        }
    })
}

/// When each call begins, in milliseconds, which tool it is of, and its arguments. Calls of one tool begin at once, while
/// the one before runs, or well after it; what begins in the moment in which an answer is under way, nobody can tell
/// apart from what the answer is for.
fn schedule(chance: &Chance) -> Vec<(u64, usize, Value)> {
    let mut free = [0; TOOLS.len()];
    let mut last = [(0, 0); TOOLS.len()];
    let mut calls: Vec<_> = (0..CALLS)
        .map(|id| {
            let tool = chance.below(TOOLS.len() as u64) as usize;
            let (began, takes_before): (u64, u64) = last[tool];
            let begins = match chance.below(3) {
                0 => began,
                1 if takes_before >= 12 => began + takes_before / 2,
                _ => free[tool] + 8 + chance.below(20),
            };
            let takes = [0, 0, 1, 12, 30, 90][chance.below(6) as usize];
            let how = ["gives", "gives", "gives", "fails", "panics"][chance.below(5) as usize];
            free[tool] = free[tool].max(begins + takes);
            last[tool] = (begins, takes);
            (begins, tool, json!({ "id": id, "takes": takes, "how": how }))
        })
        .collect();
    calls.sort_by_key(|(begins, ..)| *begins);
    calls
}

/// A few of the requests to publish go wrong, and never so many that a retry is refused for being one too many.
fn fates(chance: &Chance) -> Vec<Fate> {
    let mut fates = vec![Fate::Taken; 60];
    for _ in 0..chance.below(5) {
        let fate = [Fate::Refused(429), Fate::Refused(500), Fate::Unanswered, Fate::Lost];
        // Far enough apart that no request is refused for good.
        fates[chance.below(20) as usize * 3] = fate[chance.below(4) as usize];
    }
    fates
}

/// How a run ends.
#[derive(Debug, Clone, Copy, PartialEq)]
enum End {
    Proper,
    Cut,
    Dropped,
}

#[tokio::test]
async fn each_call_is_run_once_and_answered_once_whatever_goes_wrong() {
    let clock = Clock::stopped();
    let service = Service::start().await;
    let mut calls = 0;
    for seed in 0..RUNS {
        let chance = Chance(Cell::new(seed));
        let end = match chance.below(10) {
            0 => End::Cut,
            1 => End::Dropped,
            _ => End::Proper,
        };
        println!("seed {seed}, {end:?}");
        calls += one(&clock, &service, &chance, end).await;
    }
    assert!(calls >= 10_000, "only {calls} calls were made");
}

/// One run. The result is how many calls it had.
async fn one(clock: &Clock, service: &Service, chance: &Chance, end: End) -> usize {
    service.reset();
    service.fates(fates(chance));
    let tally = Tally::default();
    let request = ConversationCompleteRequest::from_messages([Message::user("Hi")]);
    let call = service.client().conversation().complete(request);
    let call = call.tools(TOOLS.map(|name| tool(name, &tally)));
    let reading = task::spawn(async move {
        let mut run = call.stream().await.expect("it opens");
        let mut answered = Vec::new();
        let mut failed = None;
        loop {
            match run.try_next().await {
                Ok(Some(ToolEvent::Answered(answer))) => {
                    answered.push(answer.arguments()["id"].as_i64().expect("it has an id"));
                }
                Ok(Some(ToolEvent::Missed(call))) => panic!("missed {call:?}"),
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(error) => failed = Some(error),
            }
        }
        (answered, failed, run.finish().await.is_ok())
    });
    while !service.is_asked() {
        clock.advance(Duration::ZERO).await;
    }

    let schedule = schedule(chance);
    let stop_after = if end == End::Proper { usize::MAX } else { chance.below(50) as usize };
    let mut left = schedule.iter().peekable();
    let began = Instant::now();
    let (mut seen, mut quiet) = (0, 0_u32);
    loop {
        while let Some((_, tool, arguments)) =
            left.next_if(|(begins, ..)| *begins <= began.elapsed().as_millis() as u64)
        {
            // The name is not what a call is known by.
            let named = if chance.below(4) == 0 { "renamed" } else { TOOLS[*tool] };
            service.begin(TOOLS[*tool], named, arguments.clone());
        }
        let waits = service.waits();
        if waits.iter().filter(|wait| wait.answer.is_some()).count()
            >= stop_after.min(CALLS as usize)
        {
            break;
        }
        // Where nothing happens for a while, a request is waiting for its next attempt.
        let is_quiet = service.count() == seen && left.peek().is_none() && tally.going() == 0;
        quiet = if is_quiet { quiet + 1 } else { 0 };
        seen = service.count();
        clock.advance(Duration::from_millis(if quiet > 40 { 500 } else { 1 })).await;
        assert!(quiet < 400, "a call is not answered: {:?}", service.waits());
    }
    match end {
        End::Proper => service.finish(),
        End::Cut => service.cut(),
        End::Dropped => reading.abort(),
    }
    clock.advance(Duration::from_millis(1)).await;
    let read = reading.await;
    clock.advance(Duration::from_millis(1)).await;

    assert_eq!(tally.going(), 0, "tools are left over");
    let ran = tally.all().clone();
    assert!(ran.values().all(|ran| ran.times == 1), "a call was run twice: {ran:?}");
    let waits = service.waits();
    for wait in waits.iter().filter(|wait| wait.answer.is_some()) {
        check(wait);
    }
    if end == End::Proper {
        let (mut answered, failed, complete) = read.expect("it read to the end");
        assert!(failed.is_none() && complete, "{failed:?}");
        answered.sort_unstable();
        assert_eq!(answered, (0..CALLS).collect::<Vec<i64>>());
        assert_eq!(ran.len(), CALLS as usize);
        at_once(service, &waits, &ran);
    }
    ran.len()
}

/// A call has got its own result, alone or among those of the calls that waited with it.
fn check(wait: &Wait) {
    let (message, _) = wait.answer.as_ref().expect("it is answered");
    let id = &wait.arguments["id"];
    let ours = match message.get("result") {
        Some(Value::Array(all)) => {
            let ours = all.iter().filter(|one| one["arguments"] == wait.arguments);
            let ours: Vec<&Value> = ours.collect();
            assert_eq!(ours.len(), 1, "call {id} is not answered once by {message}");
            ours[0].clone()
        }
        _ => message.clone(),
    };
    match wait.arguments["how"].as_str() {
        Some("gives") => assert_eq!(ours["result"]["id"], *id, "{message}"),
        Some("fails") => assert_eq!(ours["error"], format!("failed {id}"), "{message}"),
        _ => assert_eq!(ours["error"], "the tool panicked", "{message}"),
    }
}

/// Where every request to publish was taken, each answer arrived as soon as the last call that it answers was done.
fn at_once(
    service: &Service,
    waits: &[Wait],
    ran: &std::collections::BTreeMap<i64, super::service::Ran>,
) {
    let answers: std::collections::BTreeSet<String> =
        waits.iter().map(|wait| format!("{:?}", wait.answer)).collect();
    if service.published().len() != answers.len() {
        return;
    }
    for wait in waits {
        let (_, arrived) = wait.answer.as_ref().expect("it is answered");
        let together = waits.iter().filter(|it| {
            it.channel == wait.channel && it.answer.as_ref().is_some_and(|(_, at)| at == arrived)
        });
        let ended = together.filter_map(|it| ran[&it.arguments["id"].as_i64()?].ended);
        let late = arrived.duration_since(ended.max().expect("it has ended"));
        assert!(late <= AT_ONCE, "{:?} was answered {late:?} after it was done", wait.arguments);
    }
}
