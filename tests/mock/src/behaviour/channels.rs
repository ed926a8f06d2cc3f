//! Channels as they are kept: what was published on each, and whoever listens. A listener holds its place in the
//! history and nothing of what it has still to send, so that it takes no room of its own.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::sync::watch;

use super::Scope;
use crate::clock::Clock;
use crate::lock::lock;

/// So many messages are kept for listeners that are slow,
const MOST: usize = 10_000;
/// as long as they take no more than so many bytes, as JSON;
const MOST_BYTES: usize = 16 << 20;
/// so many of them for those that come later,
const HISTORY: usize = 1_000;
/// for so many milliseconds.
const HISTORY_LASTS: i64 = 60 * 60 * 1_000;

/// All channels. Those of different scopes have nothing to do with each other.
pub(super) struct Channels {
    clock: Arc<Clock>,
    by_id: Mutex<BTreeMap<(Scope, String), Arc<Channel>>>,
}

/// One channel.
pub(crate) struct Channel {
    clock: Arc<Clock>,
    log: Mutex<Log>,
    /// Changes whenever something is published.
    published: watch::Sender<()>,
}

/// A message, when it was published, and how many bytes it takes.
struct Published {
    message: Arc<Value>,
    at: i64,
    bytes: usize,
}

/// The latest messages of a channel.
#[derive(Default)]
struct Log {
    messages: VecDeque<Published>,
    /// How many bytes they take.
    bytes: usize,
    /// How many there were in all.
    count: u64,
    /// Whether an answer was dispatched to it.
    is_dispatched: bool,
}

impl Log {
    /// The number of the oldest message that is kept.
    fn first(&self) -> u64 {
        self.count - self.messages.len() as u64
    }
}

impl Channels {
    pub fn new(clock: Arc<Clock>) -> Self {
        Self { clock, by_id: Mutex::default() }
    }

    /// A channel, which is there as soon as somebody asks for it.
    pub fn get(&self, scope: &Scope, id: &str) -> Arc<Channel> {
        let key = (scope.clone(), id.to_owned());
        let mut channels = lock(&self.by_id);
        let channel = channels.entry(key).or_insert_with(|| {
            let clock = Arc::clone(&self.clock);
            Arc::new(Channel { clock, log: Mutex::default(), published: watch::Sender::default() })
        });
        Arc::clone(channel)
    }
}

impl Channel {
    /// Passes a message on to whoever listens. The result is its number.
    pub fn publish(&self, message: Value) -> u64 {
        let bytes = message.to_string().len();
        let published = Published { message: Arc::new(message), at: self.clock.peek(), bytes };
        let mut log = lock(&self.log);
        log.messages.push_back(published);
        log.bytes += bytes;
        while log.messages.len() > MOST || log.bytes > MOST_BYTES {
            let Some(oldest) = log.messages.pop_front() else {
                break;
            };
            log.bytes -= oldest.bytes;
        }
        log.count += 1;
        let number = log.count;
        drop(log);
        self.published.send_replace(());
        number
    }

    /// Listens from now on, and to so many of the latest messages.
    pub fn listen(self: &Arc<Self>, history: usize) -> Listener {
        let log = lock(&self.log);
        let since = self.clock.peek().saturating_sub(HISTORY_LASTS);
        let latest = log.messages.iter().rev().take(history.min(HISTORY));
        let latest = latest.take_while(|it| it.at >= since).count();
        let next = log.count - latest as u64;
        Listener { next, published: self.published.subscribe(), channel: Arc::clone(self) }
    }

    /// Whether an answer is dispatched to it for the first time.
    pub fn dispatch(&self) -> bool {
        let mut log = lock(&self.log);
        !std::mem::replace(&mut log.is_dispatched, true)
    }
}

/// Somebody who listens to a channel.
pub(crate) struct Listener {
    channel: Arc<Channel>,
    /// The number of the next message.
    next: u64,
    published: watch::Receiver<()>,
}

impl Listener {
    /// The next message, if it is published already. It stays the next one.
    pub fn peek(&self) -> Option<Value> {
        let log = lock(&self.channel.log);
        let at = self.next.max(log.first()) - log.first();
        log.messages.get(at as usize).map(|published| Value::clone(&published.message))
    }

    /// The next message, if it is published already. Of those that were dropped meanwhile nothing is known.
    pub fn next(&mut self) -> Option<Value> {
        self.published.mark_unchanged();
        let log = lock(&self.channel.log);
        self.next = self.next.max(log.first());
        let published = log.messages.get((self.next - log.first()) as usize)?;
        let message = Arc::clone(&published.message);
        drop(log);
        self.next += 1;
        Some(Arc::unwrap_or_clone(message))
    }

    /// Waits until something may have been published.
    pub async fn wait(&mut self) {
        // The sender is a part of the channel, which this holds.
        let _ = self.published.changed().await;
    }
}
