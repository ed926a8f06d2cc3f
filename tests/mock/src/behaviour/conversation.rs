//! Conversations, kept in memory. Bots repeat what is said to them.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::kept::Kept;
use super::listed::Listed;
use super::record::Fields;
use super::{Answer, Background, Behaviour, Call, Script, strict};
use crate::lock::lock;
use crate::refusal::Refusal;

mod calling;
mod calls;
mod spoken;

pub(super) use calling::{Calling, Waiting};
pub(super) use spoken::{Spoken, tokens};

/// So many characters the id of a channel has at least that an answer is dispatched to.
const SHORTEST_CHANNEL: usize = 24;

/// An operation and a body that show most of it.
pub(super) const TO_TRY: (&str, &str) =
    ("completeConversation", r#"{"messages":[{"type":"user","text":"Hello!"}]}"#);

/// What the operations on conversations do.
pub(super) struct Conversations {
    /// What bots say; without it they repeat what is said to them.
    answer: Option<Arc<str>>,
    kept: Arc<Mutex<Kept>>,
    waiting: Arc<Waiting>,
}

impl Behaviour for Conversations {
    fn seed(&self, record: Value) -> Result<(), String> {
        match record {
            Value::Object(fields) => lock(&self.kept).keep(fields).map(drop),
            _ => Err("a conversation is an object".to_owned()),
        }
    }

    fn check(&self, operation: &str, fields: &Fields) -> Result<&'static [&'static str], Refusal> {
        if operation.starts_with("dispatch")
            && let Some(Value::String(channel)) = fields.get("channelId")
        {
            strict::at_least("channelId", channel, SHORTEST_CHANNEL)?;
        }
        match operation {
            "completeConversation" | "dispatchConversation" => strict::messages(fields)?,
            "sendConversationMessage" => strict::text(fields)?,
            "upvoteConversation" => strict::upvote(fields)?,
            "downvoteConversation" => strict::downvote(fields)?,
            _ => {}
        }
        match operation {
            "completeConversationMessage"
            | "dispatchStatefulConversation"
            | "sendConversationMessage" => strict::entities(fields),
            _ => Ok(&[]),
        }
    }

    fn play(&self, call: &Call<'_>) -> Option<Result<Answer, Refusal>> {
        Some(match call.operation.name.as_str() {
            "listConversations" | "exportConversations" => {
                let all = lock(&self.kept).conversations();
                Ok(Listed::new(all, call).into())
            }
            "fetchConversation" => self.fetch(call),
            "createConversation" => self.create(call),
            "updateConversation" => self.update(call),
            "deleteConversation" => self.delete(call),
            "completeConversation" => Ok(Answer::Script(self.complete(call))),
            "completeConversationMessage" => {
                self.complete_message(call).map(Answer::Script).map_err(Refusal::in_stream)
            }
            "dispatchConversation" => {
                self.dispatch(call, "completeConversation", || Ok(self.complete(call)))
            }
            "dispatchStatefulConversation" => {
                let complete = || self.complete_message(call);
                self.dispatch(call, "completeConversationMessage", complete)
            }
            "sendConversationMessage" => self.send(call),
            "receiveConversationMessage" => self.receive(call),
            "compactConversation" => self.compact(call),
            "compactConversationStateless" => Ok(Self::compact_messages(call)),
            "fetchConversationUsage" => self.usage(call),
            "upvoteConversation" | "downvoteConversation" => {
                lock(&self.kept).conversation(call).map(|_| only_id(id(call)))
            }
            "upsertConversationContact" => self.upsert_contact(call),
            _ => return None,
        })
    }
}

fn id<'a>(call: &'a Call<'_>) -> &'a str {
    call.id("conversationId")
}

fn only_id(id: &str) -> Answer {
    Answer::new(json!({ "id": id }))
}

/// The text of the last message that a user said.
fn last_said<'a>(call: &'a Call<'_>) -> Option<&'a str> {
    let messages = call.fields.get("messages").and_then(Value::as_array);
    let mut messages = messages.into_iter().flatten().rev();
    messages.find(|message| message["type"] == "user")?["text"].as_str()
}

/// What is said in the place of so many messages.
fn compacted(count: usize, reply: &mut Value) {
    let text = format!("Compacted: {count} messages.");
    reply["usage"] = json!({ "token": tokens(&text) });
    reply["text"] = text.into();
}

impl Conversations {
    pub fn new(answer: Option<Arc<str>>, kept: Arc<Mutex<Kept>>, waiting: Arc<Waiting>) -> Self {
        Self { answer, kept, waiting }
    }

    fn fetch(&self, call: &Call<'_>) -> Result<Answer, Refusal> {
        let fields = lock(&self.kept).conversation(call).map(|it| Arc::clone(&it.fields))?;
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
        lock(&self.kept).change(call)?.update(changes);
        Ok(only_id(id(call)))
    }

    fn delete(&self, call: &Call<'_>) -> Result<Answer, Refusal> {
        lock(&self.kept).remove(call).map(|()| only_id(id(call)))
    }

    fn complete(&self, call: &Call<'_>) -> Box<dyn Script> {
        let said = last_said(call).unwrap_or(call.text("text"));
        self.say(call, said, |_| json!({}))
    }

    /// What is said, and what is answered, become messages of the conversation.
    fn complete_message(&self, call: &Call<'_>) -> Result<Box<dyn Script>, Refusal> {
        let said = call.text("text");
        lock(&self.kept).say(call, "user", said)?;
        Ok(self.say(call, said, self.keep(call)))
    }

    /// Says what a bot answers, after the functions are called that a message asks for.
    fn say(
        &self,
        call: &Call<'_>,
        said: &str,
        keep: impl FnOnce(&str) -> Value + Send + 'static,
    ) -> Box<dyn Script> {
        let Some(steps) = calls::steps(said) else {
            let answer = self.answer(said);
            let reply = keep(&answer);
            return Box::new(Spoken::new(answer, reply));
        };
        let answer = self.answer.clone();
        let spoken = move |outcomes: String| {
            let answer = answer.unwrap_or_else(|| outcomes.into());
            let reply = keep(&answer);
            Spoken::new(answer, reply)
        };
        Box::new(Calling::new(Arc::clone(&self.waiting), call, steps, spoken))
    }

    /// Makes an answer a message of the conversation, and gives what the reply says of it.
    fn keep(&self, call: &Call<'_>) -> impl FnOnce(&str) -> Value + Send + use<> {
        let (kept, conversation) = (Arc::clone(&self.kept), id(call).to_owned());
        move |answer| match lock(&kept).say_as_bot(&conversation, answer) {
            Ok(id) => json!({ "id": id }),
            // The conversation was deleted while the answer was written.
            Err(_) => json!({}),
        }
    }

    /// Has an answer published on a channel, once for each channel.
    fn dispatch(
        &self,
        call: &Call<'_>,
        operation: &'static str,
        answer: impl FnOnce() -> Result<Box<dyn Script>, Refusal>,
    ) -> Result<Answer, Refusal> {
        self.check_ids(call)?;
        let id = match call.text("channelId") {
            "" => format!("dispatched-channel-{:08}", lock(&self.kept).number("channel")),
            id => id.to_owned(),
        };
        let channel = self.waiting.channels.get(call.scope, &id);
        let mut background = None;
        if channel.dispatch() {
            let script = answer()?;
            background = Some(Background { script, operation, channel });
        }
        Ok(Answer::Background(json!({ "channelId": id }), background))
    }

    fn check_ids(&self, call: &Call<'_>) -> Result<(), Refusal> {
        lock(&self.kept).check_ids(call)
    }

    fn send(&self, call: &Call<'_>) -> Result<Answer, Refusal> {
        let entities = call.fields.get("entities").cloned().unwrap_or(json!([]));
        let id = lock(&self.kept).say(call, "user", call.text("text"))?;
        Ok(Answer::new(json!({ "id": id, "entities": entities })))
    }

    fn receive(&self, call: &Call<'_>) -> Result<Answer, Refusal> {
        let said = Arc::clone(&lock(&self.kept).conversation(call)?.own.said);
        Ok(Answer::Script(self.say(call, &said, self.keep(call))))
    }

    /// What a bot answers to something said to it.
    fn answer(&self, said: &str) -> Arc<str> {
        match &self.answer {
            Some(answer) => Arc::clone(answer),
            None if said.is_empty() => "You said nothing.".into(),
            None => format!("You said: {said}").into(),
        }
    }

    /// A checkpoint, which is a message, stands for all that was said before.
    fn compact(&self, call: &Call<'_>) -> Result<Answer, Refusal> {
        let mut kept = lock(&self.kept);
        let count = kept.conversation(call)?.own.messages.len();
        let mut reply = json!({});
        compacted(count, &mut reply);
        reply["id"] =
            kept.say(call, "checkpoint", reply["text"].as_str().unwrap_or_default())?.into();
        Ok(Answer::new(reply))
    }

    fn compact_messages(call: &Call<'_>) -> Answer {
        let messages = call.fields.get("messages").and_then(Value::as_array);
        let mut reply = json!({});
        compacted(messages.map_or(0, Vec::len), &mut reply);
        Answer::new(reply)
    }

    fn usage(&self, call: &Call<'_>) -> Result<Answer, Refusal> {
        let kept = lock(&self.kept);
        let talk = &kept.conversation(call)?.own;
        let usage = json!({ "tokens": talk.tokens, "messages": talk.messages.len() });
        Ok(Answer::new(usage))
    }

    fn upsert_contact(&self, call: &Call<'_>) -> Result<Answer, Refusal> {
        let mut kept = lock(&self.kept);
        if kept.conversation(call)?.fields.contains_key("contactId") {
            return Ok(Answer::Empty(304));
        }
        let contact = kept.add_contact(None);
        kept.change(call)?.set("contactId", contact.as_str().into());
        Ok(only_id(&contact))
    }
}
