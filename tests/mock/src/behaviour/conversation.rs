//! Conversations, kept in memory. Bots repeat what they are told.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Answer, Behaviour, Call, Manner};
use crate::refusal::Refusal;

mod strict;

/// An operation and a body that show most of it.
pub(super) const TO_TRY: (&str, &str) = (
    "completeConversation",
    r#"{"messages":[{"type":"user","text":"Hello!"}]}"#,
);

/// Tags that today's service sends although nobody described them.
const UNDESCRIBED: &str = "reasoningToken abort completeBegin completeEnd waitForChannelMessageBegin \
    waitForChannelMessageEnd usage sendResult receiveResult operationBegin operationEnd \
    intentDetectionBegin intentDetectionEnd compactionBegin compactionEnd progressReport audio";

type Fields = Map<String, Value>;

/// All conversations, and what they are made with.
pub(super) struct Conversations {
    manner: Manner,
    kept: BTreeMap<String, Conversation>,
    /// How many conversations, messages and contacts there were.
    counts: BTreeMap<&'static str, u64>,
}

struct Conversation {
    /// When it was started, and its number among those of that time.
    age: (i64, u64),
    fields: Fields,
    /// What was said last.
    said: String,
}

impl Behaviour for Conversations {
    fn seed(&mut self, record: Value) -> Result<(), String> {
        match record {
            Value::Object(fields) => self.keep(fields).map(|_| ()),
            _ => Err("a conversation is an object".to_owned()),
        }
    }

    fn check(&self, operation: &str, fields: &mut Fields) -> Result<(), Refusal> {
        strict::check(operation, fields)
    }

    fn play(&mut self, call: &Call<'_>) -> Option<Result<Answer, Refusal>> {
        Some(match call.operation.name.as_str() {
            "listConversations" => Ok(self.list(call)),
            "fetchConversation" => {
                let conversation = self.at(call);
                conversation.map(|it| Answer::new(it.fields.clone().into()))
            }
            "createConversation" => {
                let kept = self.keep(call.fields.clone());
                let conflict = |message| Refusal::new(409, message);
                kept.map(|id| only_id(&id)).map_err(conflict)
            }
            "updateConversation" => self.update(call),
            "deleteConversation" => match self.kept.remove(id(call)) {
                Some(_) => Ok(only_id(id(call))),
                None => Err(missing(call)),
            },
            "completeConversation" => Ok(self.complete(call)),
            "completeConversationMessage" => self.complete_message(call),
            "sendConversationMessage" => self.send(call),
            "receiveConversationMessage" => self.receive(call),
            "upvoteConversation" | "downvoteConversation" => {
                self.at(call).map(|_| only_id(id(call)))
            }
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
    pub fn new(manner: Manner) -> Self {
        let (kept, counts) = Default::default();
        Self {
            manner,
            kept,
            counts,
        }
    }

    /// A new id of a kind.
    fn count(&mut self, what: &'static str) -> (u64, String) {
        let count = self.counts.entry(what).or_default();
        *count += 1;
        (*count, format!("{what}-{count}"))
    }

    /// Keeps a conversation, under an id of its own if it brings none.
    fn keep(&mut self, mut fields: Fields) -> Result<String, String> {
        let (number, new) = self.count("conversation");
        let id = fields.get("id").and_then(Value::as_str);
        let id = id.unwrap_or(&new).to_owned();
        if self.kept.contains_key(&id) {
            return Err(format!("there is a conversation \"{id}\" already"));
        }
        let now = self.manner.tick();
        let created = fields.get("createdAt").and_then(Value::as_i64);
        let created = created.unwrap_or(now);
        fields.insert("id".to_owned(), id.as_str().into());
        fields.insert("createdAt".to_owned(), created.into());
        fields.entry("updatedAt").or_insert(created.into());
        let (age, said) = ((created, number), String::new());
        let conversation = Conversation { age, fields, said };
        self.kept.insert(id.clone(), conversation);
        Ok(id)
    }

    /// The conversation that a call is about.
    fn at(&mut self, call: &Call<'_>) -> Result<&mut Conversation, Refusal> {
        self.kept.get_mut(id(call)).ok_or_else(|| missing(call))
    }

    /// The same, to be changed.
    fn change(&mut self, call: &Call<'_>) -> Result<&mut Conversation, Refusal> {
        let now = self.manner.tick();
        let conversation = self.at(call)?;
        let fields = &mut conversation.fields;
        fields.insert("updatedAt".to_owned(), now.into());
        Ok(conversation)
    }

    fn list(&self, call: &Call<'_>) -> Answer {
        let asked = |field| call.fields.get(field);
        let mut all: Vec<&Conversation> = self.kept.values().collect();
        all.sort_by_key(|it| it.age);
        if call.text("order") != "asc" {
            all.reverse();
        }
        let is = |id| move |it: &&Conversation| it.fields.get("id") == Some(id);
        let behind = asked("cursor").map(|id| all.iter().position(is(id)));
        let first = behind.map_or(0, |at| at.map_or(all.len(), |at| at + 1));
        let take = asked("take").and_then(Value::as_f64);
        let take = match call.streams {
            true => take.map_or(usize::MAX, |take| take as usize),
            false => take.unwrap_or(100.0).clamp(1.0, 100.0) as usize,
        };
        let all = all[first..].iter();
        let fitting = all.filter(|it| has_meta(it, asked("meta")));
        let items = fitting.take(take).map(|it| it.fields.clone().into());
        let items: Vec<Value> = items.collect();
        let cursor = items.last().map(|item| item["id"].clone());
        let mut answer = Answer::new(json!({ "items": items, "cursor": cursor }));
        answer.events = items
            .into_iter()
            .map(|item| ("item".to_owned(), item))
            .collect();
        answer
    }

    fn update(&mut self, call: &Call<'_>) -> Result<Answer, Refusal> {
        let fields = &mut self.change(call)?.fields;
        for (key, value) in call.fields {
            match (fields.get_mut(key), value) {
                (_, Value::Null) => drop(fields.remove(key)),
                (Some(Value::Object(old)), Value::Object(new)) => old.extend(new.clone()),
                _ => drop(fields.insert(key.clone(), value.clone())),
            }
        }
        Ok(only_id(id(call)))
    }

    fn complete(&self, call: &Call<'_>) -> Answer {
        let messages = call.fields.get("messages").and_then(Value::as_array);
        let mut messages = messages.into_iter().flatten().rev();
        let last = messages.find(|message| message["type"] == "user");
        let said = last.and_then(|message| message["text"].as_str());
        self.answer(call, said.unwrap_or(call.text("text")), json!({}))
    }

    fn complete_message(&mut self, call: &Call<'_>) -> Result<Answer, Refusal> {
        let kept = self.change(call).map_err(Refusal::in_stream)?;
        kept.said = call.text("text").to_owned();
        self.count("message");
        self.receive(call)
    }

    fn send(&mut self, call: &Call<'_>) -> Result<Answer, Refusal> {
        self.change(call)?.said = call.text("text").to_owned();
        let entities = call.fields.get("entities").cloned().unwrap_or(json!([]));
        let id = self.count("message").1;
        Ok(Answer::new(json!({ "id": id, "entities": entities })))
    }

    fn receive(&mut self, call: &Call<'_>) -> Result<Answer, Refusal> {
        let said = self.at(call)?.said.clone();
        let id = self.count("message").1;
        Ok(self.answer(call, &said, json!({ "id": id })))
    }

    /// What a bot answers when it is told something.
    fn answer(&self, call: &Call<'_>, said: &str, mut reply: Value) -> Answer {
        let text = match &self.manner.answer {
            Some(answer) => answer.clone(),
            None if said.is_empty() => "You said nothing.".to_owned(),
            None => format!("You said: {said}"),
        };
        let mut answer = Answer::default();
        let mut push = |tag: &str, content| answer.events.push((tag.to_owned(), content));
        if call.every_tag {
            let tags = UNDESCRIBED.split_whitespace();
            tags.for_each(|tag| push(tag, json!({})));
            push("message", json!({ "type": "checkpoint", "text": "" }));
        }
        let tokens = text.split_inclusive(' ');
        reply["usage"] = json!({ "token": tokens.clone().count() });
        tokens.for_each(|token| push("token", json!({ "token": token })));
        push("message", json!({ "type": "bot", "text": text }));
        reply["text"] = text.into();
        answer.reply = reply;
        answer
    }

    fn upsert_contact(&mut self, call: &Call<'_>) -> Result<Answer, Refusal> {
        if self.at(call)?.fields.contains_key("contactId") {
            return Ok(Answer::empty(304));
        }
        let contact = self.count("contact").1;
        let fields = &mut self.change(call)?.fields;
        fields.insert("contactId".to_owned(), contact.as_str().into());
        Ok(only_id(&contact))
    }
}

/// Whether the metadata of a conversation has the values that are asked for.
fn has_meta(kept: &Conversation, asked: Option<&Value>) -> bool {
    let has = |(key, value): (&String, &Value)| {
        let kept = kept.fields.get("meta").and_then(|meta| meta.get(key));
        kept.is_some_and(|kept| kept == value || value.as_str() == Some(&kept.to_string()))
    };
    let asked = asked.and_then(Value::as_object);
    asked.into_iter().flatten().all(has)
}
