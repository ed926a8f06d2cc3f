//! A stream of 100,000 tokens from end to end, against reqwest with a hand-written loop over lines; and the
//! same stream passed on, against a copy of its bytes.
//!
//! Whole streams have no budget: what the SDK adds to a line is far below what any model takes to
//! write it. The ratio is there to be watched.

#[path = "support/clients.rs"]
mod clients;
#[path = "support/closed.rs"]
mod closed;
#[path = "support/paired.rs"]
mod paired;
#[path = "support/server.rs"]
mod server;
#[path = "support/tokens.rs"]
mod tokens;

use chatbotkit_sdk::EventStream;

use self::{
    clients::ByHand,
    paired::Contest,
    tokens::{copy, open, open_by_hand, pass_on, read, read_by_hand, stream_of},
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
        let contest = Contest {
            name: format!("tokens, {name}"),
            rounds: ROUNDS,
            per_turn: TOKENS,
            budget: None,
        };
        contest.run(by_hand, sdk, by_hand);

        let copied = || {
            let copied = async { copy(open_by_hand(&hand).await).await };
            assert!(runtime.block_on(copied) > 0);
        };
        for form in [EventStream::relay_jsonl, EventStream::relay_sse] {
            let relayed = || {
                let relayed = async { pass_on(form(open(&client).await)).await };
                assert!(runtime.block_on(relayed) > 0);
            };
            let media_type = runtime.block_on(async { form(open(&client).await).media_type() });
            let contest = Contest {
                name: format!("relay of {media_type}, {name}"),
                rounds: ROUNDS,
                per_turn: TOKENS,
                budget: (size == 1 && media_type == "application/jsonl").then_some(1.05),
            };
            contest.run(copied, relayed, copied);
        }
    }
}
