//! A call through the SDK, against the same request by hand with reqwest.
//!
//! Both talk to a server on the loopback interface that answers at once, so a call costs less here
//! than anywhere, and whatever the SDK adds weighs most. The client has a thread of its own: this
//! one.

#[path = "support/by_hand.rs"]
mod by_hand;
#[path = "support/calls.rs"]
mod calls;
#[path = "support/paired.rs"]
mod paired;
#[path = "support/replies.rs"]
mod replies;
#[path = "support/server.rs"]
mod server;

use std::sync::Arc;

use chatbotkit_sdk::Client;
use tokio::{runtime::Runtime, task::JoinSet};

use self::{
    by_hand::ByHand,
    calls::{fetch, fetch_by_hand, send, send_by_hand},
    paired::Contest,
    server::{Reply, start},
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
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    paired::print_heading("by hand", "SDK", "call");
    let reply = replies::conversation();
    compare("fetch", &runtime, reply, fetch_by_hand, fetch);
    compare("send", &runtime, replies::sent(), send_by_hand, send);
}

fn compare<H, S>(
    name: &str,
    runtime: &Runtime,
    reply: Reply,
    by_hand: fn(Arc<ByHand>) -> H,
    sdk: fn(Client) -> S,
) where
    H: Future<Output = ()> + Send + 'static,
    S: Future<Output = ()> + Send + 'static,
{
    let url = start(reply);
    // Each has connections of its own, the two by hand too.
    let [first, again] = [(); 2].map(|()| Arc::new(ByHand::new(&url)));
    let client = Client::builder().secret("secret").base_url(url).build();
    let client = client.expect("the settings are right");
    Contest {
        name: format!("{name}, in a row"),
        rounds: ROUNDS,
        per_turn: IN_A_ROW,
        budget: BUDGET,
    }
    .run(
        || in_a_row(runtime, || by_hand(first.clone())),
        || in_a_row(runtime, || sdk(client.clone())),
        || in_a_row(runtime, || by_hand(again.clone())),
    );
    Contest {
        name: format!("{name}, {IN_FLIGHT} in flight"),
        rounds: ROUNDS,
        per_turn: IN_FLIGHT * EACH,
        budget: BUDGET,
    }
    .run(
        || in_flight(runtime, &first, by_hand),
        || in_flight(runtime, &client, sdk),
        || in_flight(runtime, &again, by_hand),
    );
}

fn in_a_row<F: Future<Output = ()>>(runtime: &Runtime, call: impl Fn() -> F) {
    runtime.block_on(async {
        for _ in 0..IN_A_ROW {
            call().await;
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
