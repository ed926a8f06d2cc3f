//! What several resources share: conversations with the messages that belong to them, contacts, and sessions.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Value, json};

use super::Call;
use super::conversation::tokens;
use super::record::{Age, Fields, Record, Records};
use crate::clock::Clock;
use crate::refusal::Refusal;

/// Something that a list can have as an item.
pub(super) type Item = (Age, Arc<Fields>);

/// All that is kept.
pub(super) struct Kept {
    clock: Arc<Clock>,
    conversations: Records<Talk>,
    contacts: BTreeSet<String>,
    /// The tokens of sessions, and when they expire.
    sessions: BTreeMap<String, i64>,
    /// How many there were of each kind.
    counts: BTreeMap<&'static str, u64>,
}

pub(super) type Conversation = Record<Talk>;

pub(super) type Message = Record<()>;

/// What belongs to a conversation.
pub(super) struct Talk {
    pub messages: Records<()>,
    pub attachments: Records<()>,
    /// What was said last.
    pub said: Arc<str>,
    /// How many tokens bots used.
    pub tokens: usize,
}

impl Default for Talk {
    fn default() -> Self {
        let (messages, attachments) = (Records::new("message"), Records::new("attachment"));
        Self { messages, attachments, said: "".into(), tokens: 0 }
    }
}

fn missing(what: &str, id: &str) -> Refusal {
    Refusal::new(404, format!("there is no {what} \"{id}\""))
}

impl Kept {
    pub fn new(clock: Arc<Clock>) -> Self {
        let conversations = Records::new("conversation");
        let (contacts, sessions, counts) = Default::default();
        Self { clock, conversations, contacts, sessions, counts }
    }

    /// A new number of a kind.
    pub fn number(&mut self, what: &'static str) -> u64 {
        let count = self.counts.entry(what).or_default();
        *count += 1;
        *count
    }

    /// Whether all that the path of a call names is there.
    pub fn check_ids(&self, call: &Call<'_>) -> Result<(), Refusal> {
        if call.path.contains_key("conversationId") {
            self.conversation(call)?;
        }
        if call.path.contains_key("messageId") {
            self.message(call)?;
        }
        match call.path.get("contactId") {
            Some(id) if !self.knows_contact(id) => Err(missing("contact", id)),
            _ => Ok(()),
        }
    }

    /// Keeps a conversation, and the messages that come with it.
    pub fn keep(&mut self, mut fields: Fields) -> Result<String, String> {
        let messages = fields.remove("messages");
        let age = (self.clock.tick(), self.number("conversation"));
        let id = self.conversations.keep(fields, age)?;
        if let Some(Value::Array(messages)) = messages {
            for message in messages {
                if let Value::Object(fields) = message {
                    self.add(&id, fields, age.0)?;
                }
            }
        }
        Ok(id)
    }

    /// The conversation that the path of a call names.
    pub fn conversation(&self, call: &Call<'_>) -> Result<&Conversation, Refusal> {
        let id = call.id("conversationId");
        self.conversations.get(id).ok_or_else(|| missing("conversation", id))
    }

    /// The same, about to be changed.
    pub fn change(&mut self, call: &Call<'_>) -> Result<&mut Conversation, Refusal> {
        let now = self.clock.tick();
        let id = call.id("conversationId");
        let conversation = self.conversations.get_mut(id);
        let conversation = conversation.ok_or_else(|| missing("conversation", id))?;
        conversation.set("updatedAt", now.into());
        Ok(conversation)
    }

    pub fn remove(&mut self, call: &Call<'_>) -> Result<(), Refusal> {
        let id = call.id("conversationId");
        self.conversations.remove(id).map(drop).ok_or_else(|| missing("conversation", id))
    }

    /// All conversations as they are now, in no particular order.
    pub fn conversations(&self) -> Vec<Item> {
        items(self.conversations.iter())
    }

    /// The conversations of the contact that the path of a call names.
    pub fn conversations_of_contact(&self, call: &Call<'_>) -> Result<Vec<Item>, Refusal> {
        let id = call.id("contactId");
        let theirs = self.conversations.iter().filter(|it| is_of(it, id));
        match items(theirs) {
            none if none.is_empty() && !self.contacts.contains(id) => Err(missing("contact", id)),
            theirs => Ok(theirs),
        }
    }

    /// Whether a contact is there: one that was made, or that a conversation has.
    fn knows_contact(&self, id: &str) -> bool {
        self.contacts.contains(id) || self.conversations.iter().any(|it| is_of(it, id))
    }

    pub fn add_contact(&mut self, id: Option<&str>) -> String {
        let number = self.number("contact");
        let id = id.map_or_else(|| format!("contact-{number}"), str::to_owned);
        self.contacts.insert(id.clone());
        id
    }

    /// The message that the path of a call names.
    pub fn message(&self, call: &Call<'_>) -> Result<&Message, Refusal> {
        let id = call.id("messageId");
        let messages = &self.conversation(call)?.own.messages;
        messages.get(id).ok_or_else(|| missing("message", id))
    }

    /// Lays other fields over those of the message that the path of a call names.
    pub fn update_message(&mut self, call: &Call<'_>, changes: Fields) -> Result<(), Refusal> {
        let now = self.clock.tick();
        self.conversation(call)?;
        let id = call.id("messageId");
        let conversation = self.conversations.get_mut(call.id("conversationId"));
        let message = conversation.and_then(|it| it.own.messages.get_mut(id));
        let message = message.ok_or_else(|| missing("message", id))?;
        message.update(changes);
        message.set("updatedAt", now.into());
        Ok(())
    }

    pub fn remove_message(&mut self, call: &Call<'_>) -> Result<(), Refusal> {
        let id = call.id("messageId");
        let removed = self.change(call)?.own.messages.remove(id);
        removed.map(drop).ok_or_else(|| missing("message", id))
    }

    /// All messages of the conversation that the path of a call names, in no particular order.
    pub fn messages(&self, call: &Call<'_>) -> Result<Vec<Item>, Refusal> {
        Ok(items(self.conversation(call)?.own.messages.iter()))
    }

    /// The same of its attachments.
    pub fn attachments(&self, call: &Call<'_>) -> Result<Vec<Item>, Refusal> {
        Ok(items(self.conversation(call)?.own.attachments.iter()))
    }

    /// Attaches a file to the conversation that the path of a call names.
    pub fn attach(&mut self, call: &Call<'_>, fields: Fields) -> Result<String, Refusal> {
        let age = (self.clock.tick(), self.number("attachment"));
        let attached = self.change(call)?.own.attachments.keep(fields, age);
        attached.map_err(|message| Refusal::new(409, message))
    }

    /// Adds a message to the conversation that the path of a call names.
    pub fn add_message(&mut self, call: &Call<'_>, fields: Fields) -> Result<String, Refusal> {
        let now = self.clock.tick();
        let conversation = call.id("conversationId");
        self.conversation(call)?;
        let added = self.add(conversation, fields, now);
        added.map_err(|message| Refusal::new(409, message))
    }

    /// The same for something that is said.
    pub fn say(&mut self, call: &Call<'_>, kind: &str, text: &str) -> Result<String, Refusal> {
        self.add_message(call, said(kind, text))
    }

    /// The same for a bot in a conversation that is there, whose words are counted.
    pub fn say_as_bot(&mut self, conversation: &str, text: &str) -> Result<String, Refusal> {
        let now = self.clock.tick();
        let added = self.add(conversation, said("bot", text), now);
        let id = added.map_err(|message| Refusal::new(409, message))?;
        if let Some(conversation) = self.conversations.get_mut(conversation) {
            conversation.own.tokens += tokens(text);
        }
        Ok(id)
    }

    fn add(&mut self, conversation: &str, fields: Fields, now: i64) -> Result<String, String> {
        let number = self.number("message");
        let Some(conversation) = self.conversations.get_mut(conversation) else {
            return Err(format!("there is no conversation \"{conversation}\""));
        };
        if fields.get("type").is_some_and(|kind| kind == "user") {
            let said = fields.get("text").and_then(Value::as_str);
            conversation.own.said = said.unwrap_or_default().into();
        }
        conversation.set("updatedAt", now.into());
        conversation.own.messages.keep(fields, (now, number))
    }

    /// Opens a session for so many milliseconds.
    pub fn open_session(&mut self, milliseconds: i64) -> Value {
        let number = self.number("session");
        let token = format!("mock-session-token-{number}");
        let expires = self.clock.tick().saturating_add(milliseconds);
        self.sessions.insert(token.clone(), expires);
        json!({ "id": format!("session-{number}"), "token": token, "expiresAt": expires })
    }

    /// Whether a secret is the token of a session that is open; `None` where it is not a token.
    pub fn session(&self, secret: &str) -> Option<bool> {
        let expires = self.sessions.get(secret)?;
        Some(self.clock.tick() < *expires)
    }
}

/// The fields of a message.
fn said(kind: &str, text: &str) -> Fields {
    [("type".to_owned(), kind.into()), ("text".to_owned(), text.into())].into_iter().collect()
}

fn is_of(conversation: &Conversation, contact: &str) -> bool {
    conversation.fields.get("contactId").is_some_and(|id| id == contact)
}

fn items<'a, T: 'a>(records: impl Iterator<Item = &'a Record<T>>) -> Vec<Item> {
    records.map(|it| (it.age, Arc::clone(&it.fields))).collect()
}
