//! A stream of 100,000 tokens from end to end, against reqwest with a hand-written loop over lines; and the
//! same stream relayed, against a copy of its bytes by hand.
//!
//! Whole streams have no budget: what the SDK adds to a line is far below what any model takes to
//! write it. The ratio is there to be watched. A relay has one where tokens come one by one, as models
//! write them, and the copy has a limit for each wait as the SDK does.

#[path = "support/clients.rs"]
mod clients;
#[path = "support/closed.rs"]
mod closed;
#[path = "support/paired.rs"]
mod paired;
#[path = "support/relayed.rs"]
mod relayed;
#[path = "support/server.rs"]
mod server;
#[path = "support/tokens.rs"]
mod tokens;

use chatbotkit_sdk::Client;
use tokio::runtime::Runtime;

use self::{
    clients::ByHand,
    paired::Contest,
    relayed::{copy, copy_in_time, relay},
    tokens::{open, open_by_hand, read, read_by_hand, stream_of},
};

const TOKENS: u32 = 100_000;
const ROUNDS: usize = 61;

fn main() {
    if !paired::is_asked_for() {
        return;
    }
    let runtime = server::runtime();
    paired::print_heading("by hand", "SDK", "token");
    // As a proxy sends them that is late, and as a model does.
    for (name, size) in [("in pieces of 16 KiB", 16 << 10), ("one by one", 1)] {
        let url = server::start(stream_of(TOKENS, size));
        let hand = ByHand::new(&url, Some(clients::LIMIT));
        let client = clients::sdk(&url);
        let by_hand = || {
            let read = async { read_by_hand(open_by_hand(&hand).await).await };
            assert_eq!(runtime.block_on(read), TOKENS);
        };
        let sdk = || {
            let read = async { read(open(&client).await).await };
            assert_eq!(runtime.block_on(read), TOKENS);
        };
        contest(format!("tokens, {name}"), None).run(by_hand, sdk, by_hand);
        relays(&runtime, &hand, &client, name, (size == 1).then_some(1.05));
    }
}

fn relays(runtime: &Runtime, hand: &ByHand, client: &Client, name: &str, budget: Option<f64>) {
    let copied = || assert!(runtime.block_on(async { copy(open_by_hand(hand).await).await }) > 0);
    let in_time = || {
        let copied = runtime.block_on(async { copy_in_time(open_by_hand(hand).await).await });
        assert!(copied > 0);
    };
    let as_lines = || {
        let relayed = async { relay(open(client).await.relay_jsonl()).await };
        assert!(runtime.block_on(relayed) > 0);
    };
    let as_events = || {
        let relayed = async { relay(open(client).await.relay_sse()).await };
        assert!(runtime.block_on(relayed) > 0);
    };
    let named = |what: &str| format!("relay {what}, {name}");
    contest(named("JSONL"), budget).run(in_time, as_lines, in_time);
    contest(named("JSONL, no limit by hand"), None).run(copied, as_lines, copied);
    contest(named("SSE"), None).run(in_time, as_events, in_time);
}

fn contest(name: String, budget: Option<f64>) -> Contest {
    Contest { name, rounds: ROUNDS, per_turn: TOKENS, budget }
}
