//! What calls, events and open streams take of memory, against the same by hand with reqwest.
//!
//! Nothing is timed, and the counts are the same on every run. Only the thread that asks is counted:
//! the server has one of its own, and all of a client runs on this one. The allocator that counts
//! takes the growth of a block for a new one.

#[path = "support/calls.rs"]
mod calls;
#[path = "support/clients.rs"]
mod clients;
#[path = "support/closed.rs"]
mod closed;
#[path = "support/server.rs"]
mod server;
#[path = "support/tokens.rs"]
mod tokens;

use std::{env, sync::Arc};

use allocation_counter::{AllocationInfo, measure};
use chatbotkit_sdk::Client;
use tokio::{
    runtime::Runtime,
    sync::mpsc::{Sender, channel},
    task::{JoinSet, yield_now},
};

use self::{
    calls::Call,
    clients::{ByHand, LIMIT},
    server::Reply,
};

const STREAMS: usize = 1_000;

fn main() {
    if !env::args().any(|argument| argument == "--bench") {
        return;
    }
    let runtime = server::runtime();
    call(&calls::fetch(), &runtime);
    call(&calls::send(), &runtime);
    events(&runtime);
    open_streams();
}

/// What one call allocates on a connection that is there already.
fn call<H, S>(call: &Call<H, S>, runtime: &Runtime)
where
    H: Future<Output = ()>,
    S: Future<Output = ()>,
{
    const CALLS: u64 = 100;

    let url = server::start(call.reply.clone());
    let sdk = clients::sdk(&url);
    let hands = [Some(LIMIT), None].map(|limit| Arc::new(ByHand::new(&url, limit)));
    let count = |once: &dyn Fn()| {
        once();
        allocated(&measure(|| (0..CALLS).for_each(|_| once())), CALLS)
    };
    let by_hand = hands.map(|hand| count(&|| runtime.block_on((call.by_hand)(hand.clone()))));
    println!("one call of {}", call.name);
    println!("  by hand                 {}", by_hand[0]);
    println!("  by hand, no time limit  {}", by_hand[1]);
    let sdk = count(&|| runtime.block_on((call.sdk)(sdk.clone())));
    println!("  SDK                     {sdk}");
}

/// What one event of a stream allocates, what the opening of the stream does included.
fn events(runtime: &Runtime) {
    const TOKENS: u32 = 100_000;

    let url = server::start(tokens::stream_of(TOKENS, 16 << 10));
    let (hand, sdk) = (ByHand::new(&url, Some(LIMIT)), clients::sdk(&url));
    let count = |once: &dyn Fn() -> u32| {
        assert_eq!(once(), TOKENS);
        allocated(&measure(|| assert_eq!(once(), TOKENS)), TOKENS.into())
    };
    let by_hand = || {
        runtime.block_on(async { tokens::read_by_hand(tokens::open_by_hand(&hand).await).await })
    };
    let sdk = || runtime.block_on(async { tokens::read(tokens::open(&sdk).await).await });
    println!("one token of a stream of {TOKENS}");
    println!("  by hand                 {}", count(&by_hand));
    println!("  SDK                     {}", count(&sdk));
}

/// What streams hold while they are open and somebody waits for the next event of each.
fn open_streams() {
    let token = "{\"type\":\"token\",\"data\":{\"token\":\" Hello\"}}\n";
    let url = server::start(Reply {
        media_type: "application/jsonl",
        pieces: [token.into()].into(),
        stays_open: true,
    });
    println!("each of {STREAMS} open streams, with the task that waits for it");
    let hand = Arc::new(ByHand::new(&url, Some(LIMIT)));
    let by_hand = held(|begun| wait_by_hand(hand.clone(), begun));
    println!("  by hand                 {by_hand}");
    let client = clients::sdk(&url);
    let sdk = held(|begun| wait(client.clone(), begun));
    println!("  SDK                     {sdk}");
}

async fn wait_by_hand(hand: Arc<ByHand>, begun: Sender<()>) {
    let mut response = tokens::open_by_hand(&hand).await;
    assert!(matches!(response.chunk().await, Ok(Some(_))));
    let _ = begun.send(()).await;
    let _ = response.chunk().await;
}

async fn wait(client: Client, begun: Sender<()>) {
    let mut events = tokens::open(&client).await;
    assert!(matches!(events.try_next().await, Ok(Some(_))));
    let _ = begun.send(()).await;
    let _ = events.try_next().await;
}

/// What the client holds while all streams are waited for.
fn held<F>(wait: impl Fn(Sender<()>) -> F) -> String
where
    F: Future<Output = ()> + Send + 'static,
{
    // With its own runtime, for what is left in one would be freed while the next streams are
    // counted.
    let runtime = server::runtime();
    let mut tasks = JoinSet::new();
    let counted = measure(|| {
        runtime.block_on(async {
            let (begun, mut all) = channel(1);
            for _ in 0..STREAMS {
                tasks.spawn(wait(begun.clone()));
                all.recv().await.expect("the stream begins");
            }
            // The last one has to get to its waiting too.
            yield_now().await;
        });
    });
    drop((tasks, runtime));
    let each = counted.bytes_current as f64 / STREAMS as f64;
    let blocks = counted.count_current as f64 / STREAMS as f64;
    format!("{blocks:>6.2} blocks {each:>12.0} bytes")
}

/// Allocations and bytes for each of so many.
fn allocated(counted: &AllocationInfo, of: u64) -> String {
    let each = |total: u64| total as f64 / of as f64;
    format!(
        "{:>6.2} allocations {:>7.0} bytes",
        each(counted.count_total),
        each(counted.bytes_total)
    )
}
