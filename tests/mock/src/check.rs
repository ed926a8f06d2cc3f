//! Holds what a request says to its described type. What only one operation forbids is in `behaviour`.

use chatbotkit_description::ir::{Api, Field, Kind, Object, Presence, Tagging, TypeRef, Union};
use serde_json::{Map, Value};

use crate::refusal::Refusal;
use crate::union::{tag, variant_of};

/// Says what is wrong with the value at a path, such as `messages[0].text`.
pub(crate) fn refuse<T>(path: &str, what: &str) -> Result<T, Refusal> {
    let path = path.trim_start_matches('.');
    Err(Refusal::bad(format!("\"{path}\" {what}")))
}

/// Refuses fields that are missing, that nobody described, or that have the wrong type. Those that are `judged`
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
    let must = |fits: bool, what: &str| if fits { Ok(()) } else { Wrong::new("", what) };
    let whole = |float: f64| float.fract() == 0.0;
    match (ty, value) {
        (TypeRef::Any, _) => Ok(()),
        (TypeRef::String | TypeRef::DateTime, _) => must(value.is_string(), "must be a string"),
        (TypeRef::Integer | TypeRef::Timestamp, _) => {
            must(value.as_f64().is_some_and(whole), "must be an integer")
        }
        (TypeRef::Number, _) => must(value.is_number(), "must be a number"),
        (TypeRef::Boolean, _) => must(value.is_boolean(), "must be a boolean"),
        (TypeRef::Nullable(_), Value::Null) => Ok(()),
        (TypeRef::Nullable(inner), _) => check_value(api, inner, value),
        (TypeRef::Array(item), Value::Array(items)) => {
            let mut items = items.iter().enumerate();
            items.try_for_each(|(index, it)| {
                check_value(api, item, it).map_err(|wrong| wrong.inside(format!("[{index}]")))
            })
        }
        (TypeRef::Array(_), _) => must(false, "must be an array"),
        (TypeRef::Map(inner), Value::Object(entries)) => {
            let mut entries = entries.iter();
            entries.try_for_each(|(key, it)| {
                check_value(api, inner, it).map_err(|wrong| wrong.inside(format!(".{key}")))
            })
        }
        (TypeRef::Map(_), _) => must(false, "must be an object"),
        (TypeRef::Named(id) | TypeRef::Boxed(id), _) => match (&api.at(*id).kind, value) {
            (Kind::Alias(target), _) => check_value(api, target, value),
            // Both are open: what nobody described is the caller's business.
            (Kind::Enum(_), _) => must(value.is_string(), "must be a string"),
            (Kind::Union(union), _) => check_union(api, union, value),
            (Kind::Object(object), _) if object.as_string.is_some() => {
                must(value.is_string(), "must be a string")
            }
            (Kind::Object(object), Value::Object(fields)) => check_fields(api, object, fields, &[]),
            (Kind::Object(_), _) => must(false, "must be an object"),
        },
    }
}

fn check_union(api: &Api, union: &Union, value: &Value) -> Result<(), Wrong> {
    if value.is_null() {
        return Wrong::new("", "must not be null");
    }
    if let Some(tag) = tag(union).filter(|tag| !value[tag].is_string()) {
        return Wrong::new(format!(".{tag}"), "must be a string");
    }
    let Some(variant) = variant_of(union, value) else {
        return Ok(());
    };
    let object = match &variant.ty {
        TypeRef::Named(id) | TypeRef::Boxed(id) => api.object(*id),
        _ => None,
    };
    match (&union.tagging, value, object) {
        (Tagging::Adjacent { content, .. }, ..) => check_value(api, &variant.ty, &value[content]),
        (Tagging::Internal { tag }, Value::Object(fields), Some(object)) => {
            check_fields(api, object, fields, &[tag])
        }
        _ => check_value(api, &variant.ty, value),
    }
}
