//! What today's service refuses although the description has it.

use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use crate::check::refuse;
use crate::refusal::Refusal;

/// A completion is asked for with messages, of which there is one at least.
pub(super) fn messages(fields: &Map<String, Value>) -> Result<(), Refusal> {
    if fields.contains_key("text") {
        return refuse("text", "is not allowed");
    }
    match fields.get("messages") {
        None => refuse("messages", "is required"),
        Some(Value::Array(items)) if items.is_empty() => refuse("messages", "must not be empty"),
        Some(_) => Ok(()),
    }
}

/// What is sent says something.
pub(super) fn text(fields: &Map<String, Value>) -> Result<(), Refusal> {
    match fields.get("text").is_some_and(|text| text == "") {
        true => refuse("text", "must not be empty"),
        false => Ok(()),
    }
}

/// An entity of a request says where it begins and where it ends, and nothing else.
pub(super) fn entities(fields: &Map<String, Value>) -> Result<&'static [&'static str], Refusal> {
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

/// Votes have their bounds.
pub(super) fn upvote(fields: &Map<String, Value>) -> Result<(), Refusal> {
    between(fields, "value", 1..=100)
}

pub(super) fn downvote(fields: &Map<String, Value>) -> Result<(), Refusal> {
    between(fields, "value", -100..=-1)
}

/// A number that has bounds.
pub(super) fn between(
    fields: &Map<String, Value>,
    field: &str,
    bounds: RangeInclusive<i64>,
) -> Result<(), Refusal> {
    match fields.get(field).and_then(Value::as_i64) {
        Some(value) if !bounds.contains(&value) => {
            refuse(field, &format!("must be from {} to {}", bounds.start(), bounds.end()))
        }
        _ => Ok(()),
    }
}

/// An id that cannot be guessed is long.
pub(super) fn at_least(field: &str, id: &str, length: usize) -> Result<(), Refusal> {
    match id.chars().count() < length {
        true => refuse(field, &format!("must have at least {length} characters")),
        false => Ok(()),
    }
}
