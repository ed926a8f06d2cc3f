//! Contacts, of which nothing is known but that they are there, and the conversations that they take part in.

use std::sync::{Arc, Mutex};

use serde_json::Value;

use super::kept::Kept;
use super::listed::Listed;
use super::{Answer, Behaviour, Call};
use crate::lock::lock;
use crate::refusal::Refusal;

/// What the operations on contacts do.
pub(super) struct Contacts(pub Arc<Mutex<Kept>>);

impl Behaviour for Contacts {
    fn seed(&self, record: Value) -> Result<(), String> {
        match record {
            Value::Object(fields) => {
                lock(&self.0).add_contact(fields.get("id").and_then(Value::as_str));
                Ok(())
            }
            _ => Err("a contact is an object".to_owned()),
        }
    }

    fn play(&self, call: &Call<'_>) -> Option<Result<Answer, Refusal>> {
        if call.operation.name != "listContactConversations" {
            return None;
        }
        let theirs = lock(&self.0).conversations_of_contact(call);
        Some(theirs.map(|theirs| Listed::new(theirs, call).into()))
    }
}
