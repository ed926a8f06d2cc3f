//! A call through the SDK, against the same request by hand with reqwest.
//!
//! Both talk to a server on the loopback interface that answers at once, so a call costs less here
//! than anywhere, and whatever the SDK adds weighs most. The client has a thread of its own: this
//! one.

#[path = "support/calls.rs"]
mod calls;
#[path = "support/clients.rs"]
mod clients;
#[path = "support/paired.rs"]
mod paired;
#[path = "support/server.rs"]
mod server;

use std::sync::Arc;

use tokio::{runtime::Runtime, task::JoinSet};

use self::{
    calls::Call,
    clients::{ByHand, LIMIT},
    paired::Contest,
};

/// How much slower than by hand the SDK may be.
const BUDGET: f64 = 1.05;
const ROUNDS: usize = 201;
const IN_FLIGHT: u32 = 64;
/// How many calls a turn makes one after the other.
const IN_A_ROW: u32 = 64;
/// How many calls each of those in flight makes in a turn.
const EACH: u32 = 8;

fn main() {
    if !paired::is_asked_for() {
        return;
    }
    let runtime = server::runtime();
    paired::print_heading("by hand", "SDK", "call");
    compare(&calls::fetch(), &runtime);
    compare(&calls::send(), &runtime);
}

fn compare<H, S>(call: &Call<H, S>, runtime: &Runtime)
where
    H: Future<Output = ()> + Send + 'static,
    S: Future<Output = ()> + Send + 'static,
{
    let url = server::start(call.reply.clone());
    let sdk = clients::sdk(&url);
    // Whoever gives a call no time limit saves a timer: no fair comparison, but a common one.
    for (limit, note, budget) in [(Some(LIMIT), "", Some(BUDGET)), (None, ", no limit", None)] {
        // Each has connections of its own, the two by hand too.
        let [first, again] = [(); 2].map(|()| Arc::new(ByHand::new(&url, limit)));
        let contest = |name: &str, per_turn| Contest {
            name: format!("{}, {name}{note}", call.name),
            rounds: ROUNDS,
            per_turn,
            budget,
        };
        contest("in a row", IN_A_ROW).run(
            || in_a_row(runtime, &first, call.by_hand),
            || in_a_row(runtime, &sdk, call.sdk),
            || in_a_row(runtime, &again, call.by_hand),
        );
        contest("64 in flight", IN_FLIGHT * EACH).run(
            || in_flight(runtime, &first, call.by_hand),
            || in_flight(runtime, &sdk, call.sdk),
            || in_flight(runtime, &again, call.by_hand),
        );
    }
}

fn in_a_row<C: Clone, F: Future<Output = ()>>(runtime: &Runtime, client: &C, call: fn(C) -> F) {
    runtime.block_on(async {
        for _ in 0..IN_A_ROW {
            call(client.clone()).await;
        }
    });
}

fn in_flight<C, F>(runtime: &Runtime, client: &C, call: fn(C) -> F)
where
    C: Clone + Send + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    runtime.block_on(async {
        let mut tasks = JoinSet::new();
        for _ in 0..IN_FLIGHT {
            let client = client.clone();
            tasks.spawn(async move {
                for _ in 0..EACH {
                    call(client.clone()).await;
                }
            });
        }
        tasks.join_all().await;
    });
}
