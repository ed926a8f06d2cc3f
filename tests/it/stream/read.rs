//! Reading a stream: by the SDK, by the HTTP client below it, and by hand.

use chatbotkit_sdk::{
    Client, ErrorKind, EventStream,
    conversation::v1::*,
    runtime::{Event, to_json},
};
use serde::Serialize;
use serde_json::Value;

use crate::support::Server;

/// An event, and the line that it came in.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// What the event says of itself.
    pub json: Value,
    /// The bytes of the line.
    pub raw: String,
}

/// All that came out of a stream.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The events.
    pub events: Vec<Seen>,
    /// The text that the stream put together.
    pub text: String,
    /// The kind, code and message of the error that ended it.
    pub error: Option<(ErrorKind, Option<String>, Option<String>)>,
}

/// Which operation a stream belongs to.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// The answer to messages.
    Complete,
    /// Conversations.
    List,
}

/// Reads what a server streams, in two ways.
#[derive(Debug)]
pub struct Reader {
    client: Client,
    http: reqwest::Client,
    url: String,
}

impl Reader {
    /// A reader of what that server streams.
    pub fn new(server: &Server) -> Self {
        Self { client: server.client(), http: reqwest::Client::new(), url: server.base_url() }
    }

    /// The pieces in which the next reply arrives at the HTTP client that the SDK is built on.
    pub async fn pieces(&self) -> Vec<Vec<u8>> {
        let mut reply = self.http.get(&self.url).send().await.expect("it is answered");
        let mut pieces = Vec::new();
        while let Some(piece) = reply.chunk().await.expect("it ends well") {
            pieces.push(piece.to_vec());
        }
        pieces
    }

    /// What the SDK makes of the next reply.
    pub async fn outcome(&self, kind: Kind) -> Outcome {
        let conversations = self.client.conversation();
        match kind {
            Kind::Complete => {
                let request = ConversationCompleteRequest::from_messages([Message::user("Hi")]);
                outcome(conversations.complete(request).stream().await.expect("it streams")).await
            }
            Kind::List => {
                let request = ConversationListRequest::new();
                outcome(conversations.list(request).stream().await.expect("it streams")).await
            }
        }
    }
}

async fn outcome<E: Event + Serialize>(mut stream: EventStream<E>) -> Outcome {
    let mut events = Vec::new();
    let error = loop {
        match stream.try_next().await {
            Ok(Some(event)) => {
                let raw = String::from_utf8(stream.raw().to_vec()).expect("a line is text");
                events.push(Seen { json: to_json(&event).expect("JSON"), raw });
            }
            Ok(None) => break None,
            Err(error) => {
                break Some((
                    error.kind(),
                    error.code().map(str::to_owned),
                    error.message().map(str::to_owned),
                ));
            }
        }
    };
    Outcome { events, text: stream.text().to_owned(), error }
}

/// The lines of a stream that are events.
pub fn event_lines(stream: &str) -> Vec<&str> {
    let is_event = |line: &&str| {
        let json: Value = serde_json::from_str(line).expect("the fixture is JSON");
        !["nop", "ping", "error"].map(Value::from).contains(&json["type"])
    };
    stream.lines().filter(is_event).collect()
}
