//! What a bot says: a token for each word, then the message. The events are made from the text one at a time.

use std::sync::Arc;
use std::{mem, vec};

use serde_json::{Value, json};

use crate::behaviour::{Outcome, Script};

/// Tags that today's service sends beside those of an answer.
const OTHERS: &str = "reasoningToken abort completeBegin completeEnd waitForChannelMessageBegin \
    waitForChannelMessageEnd usage sendResult receiveResult operationBegin operationEnd \
    intentDetectionBegin intentDetectionEnd compactionBegin compactionEnd progressReport audio";

/// How many tokens a text has: one for each word.
pub(in crate::behaviour) fn tokens(text: &str) -> usize {
    text.split_inclusive(' ').count()
}

/// An answer that is being said.
pub(in crate::behaviour) struct Spoken {
    /// What the reply has beside the answer, such as an id.
    reply: Value,
    /// Events beside those of the answer.
    others: vec::IntoIter<(String, Value)>,
    text: Arc<str>,
    /// How many bytes and how many tokens of the text were said.
    said: usize,
    tokens: usize,
    /// Whether the message is still to come.
    message: bool,
}

impl Spoken {
    pub fn new(text: Arc<str>, reply: Value, every_tag: bool) -> Self {
        let mut others = Vec::new();
        if every_tag {
            let tags = OTHERS.split_whitespace();
            // What they hold is an example of what is described.
            others.extend(tags.map(|tag| (tag.to_owned(), Value::Null)));
            let checkpoint = json!({ "type": "checkpoint", "text": "" });
            others.push(("message".to_owned(), checkpoint));
        }
        Self { reply, others: others.into_iter(), text, said: 0, tokens: 0, message: true }
    }
}

impl Script for Spoken {
    fn next(&mut self) -> Option<(String, Value)> {
        if let Some(event) = self.others.next() {
            return Some(event);
        }
        if let Some(token) = self.text[self.said..].split_inclusive(' ').next() {
            self.said += token.len();
            self.tokens += 1;
            return Some(("token".to_owned(), json!({ "token": token })));
        }
        let message = || json!({ "type": "bot", "text": &*self.text });
        mem::take(&mut self.message).then(|| ("message".to_owned(), message()))
    }

    fn reply(mut self: Box<Self>, outcome: Outcome) -> Value {
        let rest = match outcome {
            Outcome::Complete => &self.text[self.said..],
            Outcome::Failed => "",
        };
        let tokens = self.tokens + tokens(rest);
        self.reply["usage"] = json!({ "token": tokens });
        self.reply["text"] = self.text[..self.said + rest.len()].into();
        if outcome == Outcome::Failed {
            self.reply["end"] = json!({ "reason": "error" });
        }
        self.reply
    }
}
