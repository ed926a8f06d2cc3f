//! Holds what a request says to its described type. What only one operation forbids is in `behaviour`.

use chatbotkit_description::ir::{
    Api, Field, JsonKind, Kind, Object, Presence, Tagging, TypeRef, Union,
};
use serde_json::{Map, Value};

use crate::refusal::Refusal;
use crate::union::variant_of;

/// Says what is wrong with the value at a path, such as `messages[0].text`.
pub(crate) fn refuse<T>(path: &str, what: &str) -> Result<T, Refusal> {
    let path = path.trim_start_matches('.');
    Err(Refusal::bad(format!("\"{path}\" {what}")))
}

/// Refuses fields that are missing, that are not described, or that have the wrong type. Those that are `judged`
/// already are passed over.
pub(crate) fn check(
    api: &Api,
    object: &Object,
    fields: &Map<String, Value>,
    judged: &[&str],
) -> Result<(), Refusal> {
    check_fields(api, object, fields, judged).or_else(|wrong| refuse(&wrong.path, &wrong.what))
}

/// What is wrong, and the path to it. The path is put together only when something is, for a request may have
/// a million values.
struct Wrong {
    path: String,
    what: String,
}

impl Wrong {
    fn new<T>(path: impl Into<String>, what: impl Into<String>) -> Result<T, Self> {
        let (path, what) = (path.into(), what.into());
        Err(Self { path, what })
    }

    /// The same, seen from what holds the value.
    fn inside(self, step: String) -> Self {
        let path = step + &self.path;
        Self { path, ..self }
    }
}

fn check_fields(
    api: &Api,
    object: &Object,
    fields: &Map<String, Value>,
    judged: &[&str],
) -> Result<(), Wrong> {
    let described = |key: &str| object.fields.iter().any(|field| field.wire == key);
    let mut others = fields.keys().filter(|key| !judged.contains(&key.as_str()));
    if let Some(key) = others.find(|key| !described(key)) {
        return Wrong::new(format!(".{key}"), "is not allowed");
    }
    let judged = |field: &&Field| judged.contains(&field.wire.as_str());
    for field in object.fields.iter().filter(|field| !judged(field)) {
        let checked = match (fields.get(&field.wire), &field.presence) {
            (Some(Value::Null), Presence::RequiredNullable | Presence::ThreeState) => Ok(()),
            (Some(value), _) => check_value(api, &field.ty, value),
            (None, Presence::Required | Presence::RequiredNullable) => {
                Wrong::new("", "is required")
            }
            (None, _) => Ok(()),
        };
        checked.map_err(|wrong| wrong.inside(format!(".{}", field.wire)))?;
    }
    let group = object.require_any.iter();
    let group: Vec<&str> = group.map(|index| object.fields[*index].wire.as_str()).collect();
    if !group.is_empty() && !group.iter().any(|key| fields.contains_key(*key)) {
        return Wrong::new(format!(".{}", group.join("\" or \"")), "is required");
    }
    Ok(())
}

fn check_value(api: &Api, ty: &TypeRef, value: &Value) -> Result<(), Wrong> {
    match (ty, value) {
        (TypeRef::Builtin(builtin), _) => {
            let facts = builtin.facts();
            let is_whole = || value.as_f64().is_some_and(|float| float.fract() == 0.0);
            match facts.json {
                Some(_) if facts.is_whole && !is_whole() => Wrong::new("", "must be an integer"),
                Some(kind) => must_be(kind, value),
                None => Ok(()),
            }
        }
        (TypeRef::Nullable(_), Value::Null) => Ok(()),
        (TypeRef::Nullable(inner), _) => check_value(api, inner, value),
        (TypeRef::Array(item), Value::Array(items)) => {
            let mut items = items.iter().enumerate();
            items.try_for_each(|(index, it)| {
                check_value(api, item, it).map_err(|wrong| wrong.inside(format!("[{index}]")))
            })
        }
        (TypeRef::Array(_), _) => must_be(JsonKind::Array, value),
        (TypeRef::Map(inner), Value::Object(entries)) => {
            let mut entries = entries.iter();
            entries.try_for_each(|(key, it)| {
                check_value(api, inner, it).map_err(|wrong| wrong.inside(format!(".{key}")))
            })
        }
        (TypeRef::Map(_), _) => must_be(JsonKind::Object, value),
        (TypeRef::Named(id), _) => match (&api.at(*id).kind, value) {
            (Kind::Alias(target), _) => check_value(api, target, value),
            // Both are open: what is not described is the caller's business.
            (Kind::Enum(_), _) => must_be(JsonKind::String, value),
            (Kind::Union(union), _) => check_union(api, union, value),
            (Kind::Object(object), _) if object.as_string.is_some() => {
                must_be(JsonKind::String, value)
            }
            (Kind::Object(object), Value::Object(fields)) => check_fields(api, object, fields, &[]),
            (Kind::Object(_), _) => must_be(JsonKind::Object, value),
        },
    }
}

fn must_be(kind: JsonKind, value: &Value) -> Result<(), Wrong> {
    if JsonKind::of(value) == Some(kind) {
        return Ok(());
    }
    let kind = match kind {
        JsonKind::Boolean => "a boolean",
        JsonKind::Number => "a number",
        JsonKind::String => "a string",
        JsonKind::Array => "an array",
        JsonKind::Object => "an object",
    };
    Wrong::new("", format!("must be {kind}"))
}

fn check_union(api: &Api, union: &Union, value: &Value) -> Result<(), Wrong> {
    if value.is_null() {
        return Wrong::new("", "must not be null");
    }
    if let Some(tag) = union.tag().filter(|tag| !value[tag].is_string()) {
        return Wrong::new(format!(".{tag}"), "must be a string");
    }
    let Some(variant) = variant_of(union, value) else {
        return Ok(());
    };
    match (&union.tagging, value, api.object_of(&variant.ty)) {
        (Tagging::Adjacent { content, .. }, ..) => check_value(api, &variant.ty, &value[content]),
        (Tagging::Internal { tag }, Value::Object(fields), Some(object)) => {
            check_fields(api, object, fields, &[tag])
        }
        _ => check_value(api, &variant.ty, value),
    }
}
