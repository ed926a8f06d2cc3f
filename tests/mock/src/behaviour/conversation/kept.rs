//! The conversations that are kept. A record is shared with whoever asks for it, so that it can be used after
//! the lock is gone.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::behaviour::Clock;

pub(super) type Fields = Map<String, Value>;

/// When a conversation was started, and its number among those of that time.
pub(super) type Age = (i64, u64);

/// All conversations.
pub(super) struct Kept {
    clock: Clock,
    conversations: BTreeMap<String, Conversation>,
    /// How many conversations, messages and contacts there were.
    counts: BTreeMap<&'static str, u64>,
}

pub(super) struct Conversation {
    age: Age,
    pub fields: Arc<Fields>,
    /// What was said last.
    pub said: Arc<str>,
}

impl Kept {
    pub fn new(clock: Clock) -> Self {
        let (conversations, counts) = Default::default();
        Self { clock, conversations, counts }
    }

    /// A new number of a kind.
    fn number(&mut self, what: &'static str) -> u64 {
        let count = self.counts.entry(what).or_default();
        *count += 1;
        *count
    }

    /// A new id of a kind.
    pub fn id(&mut self, what: &'static str) -> String {
        format!("{what}-{}", self.number(what))
    }

    /// Keeps a conversation, under an id of its own if it brings none.
    pub fn keep(&mut self, mut fields: Fields) -> Result<String, String> {
        let number = self.number("conversation");
        let given = fields.get("id").and_then(Value::as_str);
        let id = given.map_or_else(|| format!("conversation-{number}"), str::to_owned);
        if self.conversations.contains_key(&id) {
            return Err(format!("there is a conversation \"{id}\" already"));
        }
        let now = self.clock.tick();
        let created = fields.get("createdAt").and_then(Value::as_i64);
        let created = created.unwrap_or(now);
        fields.insert("id".to_owned(), id.as_str().into());
        fields.insert("createdAt".to_owned(), created.into());
        fields.entry("updatedAt").or_insert(created.into());
        let conversation =
            Conversation { age: (created, number), fields: fields.into(), said: "".into() };
        self.conversations.insert(id.clone(), conversation);
        Ok(id)
    }

    pub fn get(&self, id: &str) -> Option<&Conversation> {
        self.conversations.get(id)
    }

    /// A conversation that is about to be changed.
    pub fn change(&mut self, id: &str) -> Option<&mut Conversation> {
        let now = self.clock.tick();
        let conversation = self.conversations.get_mut(id)?;
        conversation.set("updatedAt", now.into());
        Some(conversation)
    }

    pub fn remove(&mut self, id: &str) -> Option<Conversation> {
        self.conversations.remove(id)
    }

    /// All of them as they are now, in no particular order.
    pub fn all(&self) -> Vec<(Age, Arc<Fields>)> {
        let all = self.conversations.values();
        all.map(|it| (it.age, Arc::clone(&it.fields))).collect()
    }
}

impl Conversation {
    pub fn set(&mut self, field: &str, value: Value) {
        Arc::make_mut(&mut self.fields).insert(field.to_owned(), value);
    }

    /// Lays other fields over those that it has: null clears, and objects are merged.
    pub fn update(&mut self, changes: Fields) {
        let fields = Arc::make_mut(&mut self.fields);
        for (key, value) in changes {
            match (fields.get_mut(&key), value) {
                (_, Value::Null) => drop(fields.remove(&key)),
                (Some(Value::Object(old)), Value::Object(new)) => old.extend(new),
                (_, value) => drop(fields.insert(key, value)),
            }
        }
    }
}
