//! What today's service refuses of a conversation's requests although the documentation has it.

use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use crate::check::refuse;
use crate::refusal::Refusal;

/// Names the fields that it judged in the place of the description.
pub(super) fn check(
    operation: &str,
    fields: &Map<String, Value>,
) -> Result<&'static [&'static str], Refusal> {
    match operation {
        "completeConversation" => messages(fields)?,
        "sendConversationMessage" if fields.get("text").is_some_and(|text| text == "") => {
            refuse("text", "must not be empty")?;
        }
        "completeConversationMessage" | "sendConversationMessage" => return entities(fields),
        "upvoteConversation" => value(fields, 1..=100)?,
        "downvoteConversation" => value(fields, -100..=-1)?,
        _ => {}
    }
    Ok(&[])
}

/// A completion is asked for with messages, of which there is one at least.
fn messages(fields: &Map<String, Value>) -> Result<(), Refusal> {
    if fields.contains_key("text") {
        return refuse("text", "is not allowed");
    }
    match fields.get("messages") {
        None => refuse("messages", "is required"),
        Some(Value::Array(items)) if items.is_empty() => refuse("messages", "must not be empty"),
        Some(_) => Ok(()),
    }
}

/// An entity of a request says where it begins and where it ends, and nothing else.
fn entities(fields: &Map<String, Value>) -> Result<&'static [&'static str], Refusal> {
    let Some(Value::Array(items)) = fields.get("entities") else {
        return Ok(&[]);
    };
    for (index, entity) in items.iter().enumerate() {
        let path = |key: &str| format!("entities[{index}].{key}");
        let mut keys = entity.as_object().into_iter().flat_map(Map::keys);
        if let Some(key) = keys.find(|key| !["begin", "end"].contains(&key.as_str())) {
            return refuse(&path(key), "is not allowed");
        }
        if let Some(key) = ["begin", "end"].iter().find(|key| !entity[**key].is_i64()) {
            return refuse(&path(key), "must be an integer");
        }
    }
    Ok(&["entities"])
}

/// A vote has its bounds.
fn value(fields: &Map<String, Value>, bounds: RangeInclusive<i64>) -> Result<(), Refusal> {
    match fields.get("value").and_then(Value::as_i64) {
        Some(value) if !bounds.contains(&value) => {
            refuse("value", &format!("must be from {} to {}", bounds.start(), bounds.end()))
        }
        _ => Ok(()),
    }
}
