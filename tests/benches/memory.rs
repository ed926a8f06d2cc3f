//! What calls, events and open streams take of memory, against the same by hand with reqwest.
//!
//! Nothing is timed, and counts are the same on every run. Only the thread that asks is counted:
//! the server has one of its own, and all of the client runs on this one. The counting allocator
//! counts the growth of a block as a new one.

#[path = "support/by_hand.rs"]
mod by_hand;
#[path = "support/calls.rs"]
mod calls;
#[path = "support/replies.rs"]
mod replies;
#[path = "support/server.rs"]
mod server;

use std::{env, sync::Arc};

use chatbotkit_sdk::{Client, conversation::v1::ConversationCompleteRequest};
use reqwest::{Method, header::CONTENT_TYPE};
use tokio::runtime::Runtime;

use self::{
    by_hand::ByHand,
    calls::{fetch, fetch_by_hand, send, send_by_hand},
    server::{Reply, start},
};

const STREAMS: usize = 1_000;
const TOKEN: &str = "{\"type\":\"token\",\"data\":{\"token\":\" Hello\"}}\n";

fn main() {
    if !env::args().any(|argument| argument == "--bench") {
        return;
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    call(
        "fetch",
        &runtime,
        replies::conversation(),
        fetch_by_hand,
        fetch,
    );
    call("send", &runtime, replies::sent(), send_by_hand, send);
    events(&runtime);
    open_streams(&runtime);
}

/// Allocations of one call on a connection that is there already.
fn call<H, S>(
    name: &str,
    runtime: &Runtime,
    reply: Reply,
    by_hand: fn(Arc<ByHand>) -> H,
    sdk: fn(Client) -> S,
) where
    H: Future<Output = ()>,
    S: Future<Output = ()>,
{
    let (hand, client) = clients(reply);
    let by_hand = allocations(|| runtime.block_on(by_hand(hand.clone())));
    let sdk = allocations(|| runtime.block_on(sdk(client.clone())));
    println!("{name}: {by_hand} by hand, {sdk} through the SDK");
}

fn clients(reply: Reply) -> (Arc<ByHand>, Client) {
    let url = start(reply);
    let hand = Arc::new(ByHand::new(&url));
    let client = Client::builder().secret("secret").base_url(url).build();
    (hand, client.expect("the settings are right"))
}

/// How many allocations one run of `once` makes, when it has run before.
fn allocations(mut once: impl FnMut()) -> String {
    const RUNS: u64 = 100;

    once();
    let counted = allocation_counter::measure(|| (0..RUNS).for_each(|_| once()));
    let each = |total: u64| total as f64 / RUNS as f64;
    format!(
        "{:.2} allocations of {:.0} bytes",
        each(counted.count_total),
        each(counted.bytes_total)
    )
}

fn events(_: &Runtime) {}
fn open_streams(_: &Runtime) {}
