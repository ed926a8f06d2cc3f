//! Records of any kind, by their ids. The fields of one are shared with whoever asks for them, so that they can be
//! used after the lock is gone.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value};

pub(super) type Fields = Map<String, Value>;

/// When a record was made, and its number among those of that time.
pub(super) type Age = (i64, u64);

/// A record, and what belongs to it beside its fields.
pub(super) struct Record<T> {
    pub age: Age,
    pub fields: Arc<Fields>,
    pub own: T,
}

impl<T> Record<T> {
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

/// The records of a kind.
pub(super) struct Records<T> {
    /// What one is called, such as `conversation`.
    pub what: &'static str,
    by_id: BTreeMap<String, Record<T>>,
}

impl<T: Default> Records<T> {
    pub fn new(what: &'static str) -> Self {
        Self { what, by_id: BTreeMap::new() }
    }

    /// Keeps a record that is made at this age, under an id of its own if it brings none.
    pub fn keep(&mut self, mut fields: Fields, (now, number): Age) -> Result<String, String> {
        let given = fields.get("id").and_then(Value::as_str);
        let id = given.map_or_else(|| format!("{}-{number}", self.what), str::to_owned);
        if self.by_id.contains_key(&id) {
            return Err(format!("there is a {} \"{id}\" already", self.what));
        }
        let created = fields.get("createdAt").and_then(Value::as_i64);
        let created = created.unwrap_or(now);
        fields.insert("id".to_owned(), id.as_str().into());
        fields.insert("createdAt".to_owned(), created.into());
        fields.entry("updatedAt").or_insert(created.into());
        let own = T::default();
        let record = Record { age: (created, number), fields: fields.into(), own };
        self.by_id.insert(id.clone(), record);
        Ok(id)
    }

    pub fn get(&self, id: &str) -> Option<&Record<T>> {
        self.by_id.get(id)
    }

    pub fn get_mut(&mut self, id: &str) -> Option<&mut Record<T>> {
        self.by_id.get_mut(id)
    }

    pub fn remove(&mut self, id: &str) -> Option<Record<T>> {
        self.by_id.remove(id)
    }

    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Record<T>> {
        self.by_id.values()
    }
}
