//! What a bot says: a token for each word, then the message. The events are made from the text one at a time.

use std::mem;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::behaviour::{Outcome, Script};

/// How many tokens a text has: one for each word.
pub(in crate::behaviour) fn tokens(text: &str) -> usize {
    text.split_inclusive(' ').count()
}

/// An answer that is being said.
pub(in crate::behaviour) struct Spoken {
    /// What the reply has beside the answer, such as an id.
    reply: Value,
    text: Arc<str>,
    /// How many bytes and how many tokens of the text were said.
    said: usize,
    tokens: usize,
    /// Whether the message is still to come.
    message: bool,
}

impl Spoken {
    pub fn new(text: Arc<str>, reply: Value) -> Self {
        Self { reply, text, said: 0, tokens: 0, message: true }
    }
}

impl Script for Spoken {
    fn next(&mut self) -> Option<(String, Value)> {
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
