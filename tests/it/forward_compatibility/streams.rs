//! Wide events in streams.
//!
//! A line that is malformed may be anywhere among them, and costs nothing but itself.

use std::sync::{Arc, Mutex};

use chatbotkit_description::ir::{Api, TypeId, Union};
use chatbotkit_sdk::{
    Client, ErrorKind, EventStream,
    http::Method,
    runtime::{Event, to_json},
};
use proptest::{collection, option, prelude::*};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};

use super::{canonical, documents, malformed, spelling, type_id, widen};
use crate::{
    compiled_types::*,
    support::{Reply, Server, described, property},
};

const CASES: u32 = 40;

/// A line of a stream.
#[derive(Debug, Clone)]
struct Line {
    text: String,
    /// What today's description knows of it. `None` if it is malformed.
    known: Option<Value>,
    /// Whether its tag is the last of a stream.
    is_last: bool,
    /// Whether it is to come out byte for byte.
    is_unknown: bool,
}

/// How a stream ended.
#[derive(Debug, PartialEq)]
enum End {
    Complete,
    Truncated,
    /// With another error.
    Wrong(String),
}

/// A server that streams the next lines to whatever is asked.
struct Streams {
    runtime: Runtime,
    client: Client,
    next: Arc<Mutex<String>>,
    _server: Server,
}

impl Streams {
    fn new() -> Self {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("a runtime");
        let next: Arc<Mutex<String>> = Arc::default();
        let lines = Arc::clone(&next);
        let server = runtime.block_on(Server::answering(move |_, _| {
            Reply::stream(lines.lock().expect("no panic").as_bytes().chunks(97))
        }));
        Self { client: server.client(), runtime, next, _server: server }
    }

    /// Sends the lines and holds what comes out of the stream against them.
    fn hold<E>(&self, lines: &[Line]) -> Result<(), String>
    where
        E: Event + Serialize + DeserializeOwned + PartialEq + std::fmt::Debug,
    {
        let text: String = lines.iter().map(|line| format!("{}\n", line.text)).collect();
        *self.next.lock().expect("no panic") = text;
        let call = self.client.raw(Method::POST, "/stream").call::<Value, E>();
        self.runtime.block_on(async {
            let mut events = call.stream().await.map_err(|error| error.to_string())?;
            let mut end = if E::TERMINAL.is_none() { End::Complete } else { End::Truncated };
            for line in lines {
                next(&mut events, line).await.map_err(|what| format!("{what}\n{}", line.text))?;
                if line.is_last {
                    end = End::Complete;
                    break;
                }
            }
            match ended(&mut events).await {
                found if found == end => Ok(()),
                found => Err(format!("the end is {found:?} and not {end:?}")),
            }
        })
    }
}

/// Holds the next thing out of the stream against the line that it has to come from.
async fn next<E>(events: &mut EventStream<E>, line: &Line) -> Result<(), String>
where
    E: Event + Serialize + DeserializeOwned + PartialEq + std::fmt::Debug,
{
    match (events.try_next().await, &line.known) {
        (Ok(Some(event)), Some(known)) => {
            let alone: E = serde_json::from_str(&line.text).map_err(|error| error.to_string())?;
            let checks = [
                ("read alone, it is another event", alone == event),
                ("it says something else", to_json(&event).is_ok_and(|json| json == *known)),
                ("it is not from that line", events.raw() == line.text.as_bytes()),
                (
                    "it does not come out as it came",
                    !line.is_unknown
                        || serde_json::to_string(&event).is_ok_and(|text| text == line.text),
                ),
            ];
            match checks.iter().find(|(_, holds)| !holds) {
                Some((what, _)) => Err(format!("{what}: {event:?}")),
                None => Ok(()),
            }
        }
        (Err(error), None) if error.kind() == ErrorKind::Decode => Ok(()),
        (found, _) => Err(format!("this came: {found:?}")),
    }
}

async fn ended<E: Event + std::fmt::Debug>(events: &mut EventStream<E>) -> End {
    match events.try_next().await {
        Ok(None) => End::Complete,
        Err(error) if error.is_truncated() => End::Truncated,
        other => End::Wrong(format!("{other:?}")),
    }
}

/// The events of every stream by name.
type Streamed = (&'static str, fn(&Streams, &[Line]) -> Result<(), String>);

macro_rules! streamed {
    ($($name:ident)*) => { &[$((stringify!($name), Streams::hold::<$name>)),*] };
}

const STREAMED: &[Streamed] = with_every_stream!(streamed);

#[test]
fn wide_events_come_out_of_streams() {
    let streams = Streams::new();
    let narrow = described();
    let wide = widen::widened(&narrow);
    for (name, hold) in STREAMED {
        let id = type_id(&narrow, name);
        let fault = option::weighted(0.2, any::<usize>());
        let event = (documents::documents(&wide, id), any::<u64>(), fault);
        property::holds(CASES, &collection::vec(event, 0..7), |events| {
            let lines: Vec<Line> = events
                .into_iter()
                .map(|(document, seed, fault)| line(&narrow, id, &document, seed, fault))
                .collect();
            hold(&streams, &lines).map_err(|what| format!("{name}: {what}"))
        });
    }
}

fn line(api: &Api, id: TypeId, document: &Value, seed: u64, fault: Option<usize>) -> Line {
    let broken = fault.and_then(|choice| malformed::broken(api, id, document, choice));
    let is_malformed = broken.is_some();
    let sent = broken.map_or_else(|| document.clone(), |(_, broken)| broken);
    Line {
        text: spelling::spell(&sent, seed),
        known: (!is_malformed).then(|| canonical::canonical(api, id, document)),
        is_last: is_terminal(api, id, &sent),
        is_unknown: !is_malformed && canonical::is_unknown_variant(api, id, document),
    }
}

/// Malformed or not: after the last tag nothing is read.
fn is_terminal(api: &Api, id: TypeId, sent: &Value) -> bool {
    let terminal = api.union(id).and_then(Union::terminal);
    terminal.is_some_and(|terminal| sent["type"] == terminal.wire.as_str())
}
