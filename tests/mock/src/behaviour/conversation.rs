//! Conversations, kept in memory. Bots repeat what is said to them.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::{Answer, Behaviour, Call, Manner};
use crate::lock::lock;
use crate::refusal::Refusal;
use kept::{Conversation, Fields, Kept};
use listed::Listed;
use spoken::Spoken;

mod kept;
mod listed;
mod spoken;
mod strict;

/// An operation and a body that show most of it.
pub(super) const TO_TRY: (&str, &str) =
    ("completeConversation", r#"{"messages":[{"type":"user","text":"Hello!"}]}"#);

/// What the operations on conversations do.
pub(super) struct Conversations {
    /// What bots say; without it they repeat what is said to them.
    answer: Option<Arc<str>>,
    kept: Mutex<Kept>,
}

impl Behaviour for Conversations {
    fn seed(&self, record: Value) -> Result<(), String> {
        match record {
            Value::Object(fields) => lock(&self.kept).keep(fields).map(drop),
            _ => Err("a conversation is an object".to_owned()),
        }
    }

    fn check(&self, operation: &str, fields: &Fields) -> Result<&'static [&'static str], Refusal> {
        strict::check(operation, fields)
    }

    fn play(&self, call: &Call<'_>) -> Option<Result<Answer, Refusal>> {
        Some(match call.operation.name.as_str() {
            "listConversations" => {
                let all = lock(&self.kept).all();
                Ok(Listed::new(all, call).into())
            }
            "fetchConversation" => self.fetch(call),
            "createConversation" => self.create(call),
            "updateConversation" => self.update(call),
            "deleteConversation" => self.delete(call),
            "completeConversation" => Ok(self.complete(call)),
            "completeConversationMessage" => self.complete_message(call),
            "sendConversationMessage" => self.send(call),
            "receiveConversationMessage" => self.receive(call),
            "upvoteConversation" | "downvoteConversation" => self.vote(call),
            "upsertConversationContact" => self.upsert_contact(call),
            _ => return None,
        })
    }
}

fn id<'a>(call: &Call<'a>) -> &'a str {
    call.path.get("conversationId").map_or("", String::as_str)
}

fn missing(call: &Call<'_>) -> Refusal {
    Refusal::new(404, format!("there is no conversation \"{}\"", id(call)))
}

fn only_id(id: &str) -> Answer {
    Answer::new(json!({ "id": id }))
}

impl Conversations {
    pub fn new(manner: &Manner) -> Self {
        let kept = Kept::new(manner.clock.clone());
        Self { answer: manner.answer.clone(), kept: Mutex::new(kept) }
    }

    fn fetch(&self, call: &Call<'_>) -> Result<Answer, Refusal> {
        let shared = |it: &Conversation| Arc::clone(&it.fields);
        let fields = lock(&self.kept).get(id(call)).map(shared);
        let fields = fields.ok_or_else(|| missing(call))?;
        Ok(Answer::new(Arc::unwrap_or_clone(fields).into()))
    }

    fn create(&self, call: &Call<'_>) -> Result<Answer, Refusal> {
        let fields = call.fields.clone();
        let kept = lock(&self.kept).keep(fields);
        let conflict = |message| Refusal::new(409, message);
        kept.map(|id| only_id(&id)).map_err(conflict)
    }

    fn update(&self, call: &Call<'_>) -> Result<Answer, Refusal> {
        let changes = call.fields.clone();
        let mut kept = lock(&self.kept);
        let conversation = kept.change(id(call)).ok_or_else(|| missing(call))?;
        conversation.update(changes);
        Ok(only_id(id(call)))
    }

    fn delete(&self, call: &Call<'_>) -> Result<Answer, Refusal> {
        let removed = lock(&self.kept).remove(id(call));
        removed.map(|_| only_id(id(call))).ok_or_else(|| missing(call))
    }

    fn complete(&self, call: &Call<'_>) -> Answer {
        let messages = call.fields.get("messages").and_then(Value::as_array);
        let mut messages = messages.into_iter().flatten().rev();
        let last = messages.find(|message| message["type"] == "user");
        let said = last.and_then(|message| message["text"].as_str());
        self.answer(call, said.unwrap_or(call.text("text")), json!({}))
    }

    fn complete_message(&self, call: &Call<'_>) -> Result<Answer, Refusal> {
        let said: Arc<str> = call.text("text").into();
        let mut kept = lock(&self.kept);
        let conversation = kept.change(id(call));
        let conversation = conversation.ok_or_else(|| missing(call).in_stream())?;
        conversation.said = Arc::clone(&said);
        // The message that was sent has an id too.
        kept.id("message");
        let id = kept.id("message");
        drop(kept);
        Ok(self.answer(call, &said, json!({ "id": id })))
    }

    fn send(&self, call: &Call<'_>) -> Result<Answer, Refusal> {
        let said = call.text("text").into();
        let entities = call.fields.get("entities").cloned().unwrap_or(json!([]));
        let mut kept = lock(&self.kept);
        let conversation = kept.change(id(call)).ok_or_else(|| missing(call))?;
        conversation.said = said;
        let id = kept.id("message");
        Ok(Answer::new(json!({ "id": id, "entities": entities })))
    }

    fn receive(&self, call: &Call<'_>) -> Result<Answer, Refusal> {
        let mut kept = lock(&self.kept);
        let conversation = kept.get(id(call)).ok_or_else(|| missing(call))?;
        let said = Arc::clone(&conversation.said);
        let id = kept.id("message");
        drop(kept);
        Ok(self.answer(call, &said, json!({ "id": id })))
    }

    /// What a bot answers to something said to it.
    fn answer(&self, call: &Call<'_>, said: &str, reply: Value) -> Answer {
        let text = match &self.answer {
            Some(answer) => Arc::clone(answer),
            None if said.is_empty() => "You said nothing.".into(),
            None => format!("You said: {said}").into(),
        };
        Spoken::new(text, reply, call.every_tag).into()
    }

    fn vote(&self, call: &Call<'_>) -> Result<Answer, Refusal> {
        match lock(&self.kept).get(id(call)) {
            Some(_) => Ok(only_id(id(call))),
            None => Err(missing(call)),
        }
    }

    fn upsert_contact(&self, call: &Call<'_>) -> Result<Answer, Refusal> {
        let mut kept = lock(&self.kept);
        let conversation = kept.get(id(call)).ok_or_else(|| missing(call))?;
        if conversation.fields.contains_key("contactId") {
            return Ok(Answer::Empty(304));
        }
        let contact = kept.id("contact");
        let conversation = kept.change(id(call)).ok_or_else(|| missing(call))?;
        conversation.set("contactId", contact.as_str().into());
        Ok(only_id(&contact))
    }
}
