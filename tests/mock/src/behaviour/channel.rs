//! Channels, on which messages are passed on to whoever listens.

use std::pin::Pin;
use std::sync::Arc;

use serde_json::{Value, json};

use super::channels::{Channels, Listener};
use super::record::Fields;
use super::{Answer, Behaviour, Call, Outcome, Script, strict};
use crate::refusal::Refusal;

/// So many characters an id has at least.
const SHORTEST_ID: usize = 16;

/// What the operations on channels do.
pub(super) struct Publishing(pub Arc<Channels>);

impl Behaviour for Publishing {
    fn check(&self, operation: &str, fields: &Fields) -> Result<&'static [&'static str], Refusal> {
        if operation == "subscribeChannelMessages" {
            strict::between(fields, "historyLength", 0..=10_000)?;
        }
        Ok(&[])
    }

    fn play(&self, call: &Call<'_>) -> Option<Result<Answer, Refusal>> {
        let play = match call.operation.name.as_str() {
            "publishChannelMessage" => Self::publish,
            "subscribeChannelMessages" => Self::subscribe,
            _ => return None,
        };
        Some(
            strict::at_least("channelId", call.id("channelId"), SHORTEST_ID)
                .map(|()| play(self, call)),
        )
    }
}

impl Publishing {
    fn publish(&self, call: &Call<'_>) -> Answer {
        let channel = self.0.get(call.scope, call.id("channelId"));
        let message = call.fields.get("message").cloned();
        let number = channel.publish(message.unwrap_or_default());
        Answer::new(json!({ "id": format!("channel-message-{number}") }))
    }

    fn subscribe(&self, call: &Call<'_>) -> Answer {
        let history = call.fields.get("historyLength").and_then(Value::as_f64);
        let channel = self.0.get(call.scope, call.id("channelId"));
        // A number below zero is none.
        let listener = channel.listen(history.unwrap_or_default() as usize);
        Subscription { begins: true, listener }.into()
    }
}

/// What a subscriber gets: a sign of life, and then the messages as they come.
struct Subscription {
    begins: bool,
    listener: Listener,
}

impl Script for Subscription {
    fn next(&mut self) -> Option<(String, Value)> {
        if std::mem::take(&mut self.begins) {
            return Some(("nop".to_owned(), json!({})));
        }
        self.listener.next().map(|message| ("message".to_owned(), message))
    }

    fn wait(&mut self) -> Option<Pin<Box<dyn Future<Output = ()> + Send + '_>>> {
        Some(Box::pin(self.listener.wait()))
    }

    fn is_verbatim(&self) -> bool {
        true
    }

    fn reply(self: Box<Self>, _: Outcome) -> Value {
        Value::Null
    }
}
