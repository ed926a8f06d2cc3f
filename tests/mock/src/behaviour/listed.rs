//! Records that are listed: a page of them, one event for each, or a table.

use std::sync::Arc;
use std::vec;

use bytes::Bytes;
use serde_json::{Value, json};

use super::kept::Item;
use super::record::Fields;
use super::{Call, Outcome, Script};

/// The columns of a table.
const COLUMNS: [&str; 8] =
    ["id", "name", "description", "contactId", "taskId", "meta", "createdAt", "updatedAt"];

/// The records of a list that were not sent yet.
pub(super) struct Listed(vec::IntoIter<Arc<Fields>>);

impl Listed {
    /// Those among all that a call asks for.
    pub fn new(mut all: Vec<Item>, call: &Call<'_>) -> Self {
        let asked = |field| call.fields.get(field);
        all.sort_by_key(|(age, _)| *age);
        if call.text("order") != "asc" {
            all.reverse();
        }
        let is = |id| move |(_, fields): &Item| fields.get("id") == Some(id);
        let last = asked("cursor").map(|id| all.iter().position(is(id)));
        let first = last.map_or(0, |at| at.map_or(all.len(), |at| at + 1));
        let take = asked("take").and_then(Value::as_f64);
        let take = match call.whole {
            true => take.map_or(usize::MAX, |take| take as usize),
            false => take.unwrap_or(100.0).clamp(1.0, 100.0) as usize,
        };
        let items = all.drain(first..).map(|(_, fields)| fields);
        let fitting = items.filter(|fields| has_meta(fields, asked("meta")));
        let items: Vec<_> = fitting.take(take).collect();
        Self(items.into_iter())
    }
}

/// Whether the metadata of a record has the values that are asked for.
fn has_meta(fields: &Fields, asked: Option<&Value>) -> bool {
    let has = |(key, value): (&String, &Value)| {
        let kept = fields.get("meta").and_then(|meta| meta.get(key));
        kept.is_some_and(|kept| kept == value || value.as_str() == Some(&kept.to_string()))
    };
    let asked = asked.and_then(Value::as_object);
    asked.into_iter().flatten().all(has)
}

impl Script for Listed {
    fn next(&mut self) -> Option<(String, Value)> {
        let item = Arc::unwrap_or_clone(self.0.next()?);
        Some(("item".to_owned(), item.into()))
    }

    fn reply(self: Box<Self>, _: Outcome) -> Value {
        let items = self.0.map(Arc::unwrap_or_clone);
        let items: Vec<Value> = items.map(Value::from).collect();
        let cursor = items.last().map(|item| item["id"].clone());
        json!({ "items": items, "cursor": cursor })
    }

    fn content(self: Box<Self>, media_type: &str) -> Option<Bytes> {
        if media_type != "text/csv" {
            return None;
        }
        let mut table = COLUMNS.join(",") + "\r\n";
        for fields in self.0 {
            for (index, column) in COLUMNS.iter().enumerate() {
                table += if index == 0 { "" } else { "," };
                push_cell(&mut table, fields.get(*column));
            }
            table += "\r\n";
        }
        Some(table.into())
    }
}

/// Writes a cell, in quotes where it has to be.
fn push_cell(table: &mut String, value: Option<&Value>) {
    let text = match value {
        None | Some(Value::Null) => return,
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
    };
    if text.contains([',', '"', '\r', '\n']) {
        *table += &format!("\"{}\"", text.replace('"', "\"\""));
    } else {
        *table += &text;
    }
}
