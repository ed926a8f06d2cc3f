//! The events as one writes them by hand for serde's derive: closed, with nothing but what the
//! documentation has.
//!
//! It is what the SDK is measured against, and can do less: an event that it does not know is an
//! error to it, and so is an integer that is written as a float.

#![expect(dead_code, reason = "what is decoded here is not read")]

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, value::RawValue};

/// What comes while an answer is written.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "camelCase")]
pub enum CompleteEvent {
    Result(Answer),
    Token(Token),
    Message(Message),
    /// Kept as it is: what comes closest to an unknown event.
    OperationBegin(Box<RawValue>),
}

/// What comes while conversations are listed.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "camelCase")]
pub enum ListEvent {
    Item(Conversation),
}

#[derive(Debug, Deserialize)]
pub struct Answer {
    pub text: String,
    pub usage: Usage,
}

#[derive(Debug, Deserialize)]
pub struct Usage {
    pub token: i64,
}

#[derive(Debug, Deserialize)]
pub struct Token {
    pub token: String,
}

#[derive(Debug, Deserialize)]
pub struct Message {
    pub r#type: MessageType,
    pub text: String,
    pub meta: Option<BTreeMap<String, Value>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum MessageType {
    User,
    Bot,
    Reasoning,
    Context,
    Instruction,
    Backstory,
    Activity,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Conversation {
    pub id: String,
    pub created_at: i64,
    pub updated_at: i64,
    pub name: Option<String>,
    pub description: Option<String>,
    pub contact_id: Option<String>,
    pub task_id: Option<String>,
    pub bot_id: Option<String>,
    pub backstory: Option<String>,
    pub model: Option<String>,
    pub dataset_id: Option<String>,
    pub skillset_id: Option<String>,
    pub meta: Option<BTreeMap<String, Value>>,
}
