//! Holds what a request says to its described type. What only one operation forbids is in `behaviour`.

use chatbotkit_codegen::ir::{Api, Kind, Object, Presence, TypeRef};
use serde_json::{Map, Value};

use crate::refusal::Refusal;
use crate::union::{tag, with_variant};

/// Says what is wrong with the value at a path, such as `messages[0].text`.
pub(crate) fn refuse<T>(path: &str, what: &str) -> Result<T, Refusal> {
    let path = path.trim_start_matches('.');
    Err(Refusal::bad(format!("\"{path}\" {what}")))
}

/// Refuses fields that are missing, that nobody described, or that have the wrong type.
pub(crate) fn check(
    api: &Api,
    object: &Object,
    fields: &mut Map<String, Value>,
    path: &str,
) -> Result<(), Refusal> {
    let described = |key: &str| object.fields.iter().any(|field| field.wire == key);
    if let Some(key) = fields.keys().find(|key| !described(key)) {
        return refuse(&format!("{path}.{key}"), "is not allowed");
    }
    for field in &object.fields {
        let path = format!("{path}.{}", field.wire);
        match (fields.get_mut(&field.wire), &field.presence) {
            (Some(Value::Null), Presence::RequiredNullable | Presence::ThreeState) => {}
            (Some(value), _) => check_value(api, &field.ty, value, &path)?,
            (None, Presence::Required | Presence::RequiredNullable) => {
                return refuse(&path, "is required");
            }
            (None, _) => {}
        }
    }
    let group = object.require_any.iter();
    let group: Vec<&str> = group
        .map(|index| object.fields[*index].wire.as_str())
        .collect();
    if !group.is_empty() && !group.iter().any(|key| fields.contains_key(*key)) {
        return refuse(&format!("{path}.{}", group.join("\" or \"")), "is required");
    }
    Ok(())
}

fn check_value(api: &Api, ty: &TypeRef, value: &mut Value, path: &str) -> Result<(), Refusal> {
    let must = |fits: bool, what: &str| if fits { Ok(()) } else { refuse(path, what) };
    let whole = |float: f64| float.fract() == 0.0;
    match (ty, &mut *value) {
        (TypeRef::Any, _) => Ok(()),
        (TypeRef::String | TypeRef::DateTime, _) => must(value.is_string(), "must be a string"),
        (TypeRef::Integer | TypeRef::Timestamp, _) => {
            must(value.as_f64().is_some_and(whole), "must be an integer")
        }
        (TypeRef::Number, _) => must(value.is_number(), "must be a number"),
        (TypeRef::Boolean, _) => must(value.is_boolean(), "must be a boolean"),
        (TypeRef::Nullable(_), Value::Null) => Ok(()),
        (TypeRef::Nullable(inner), _) => check_value(api, inner, value, path),
        (TypeRef::Array(item), Value::Array(items)) => {
            let mut items = items.iter_mut().enumerate();
            items
                .try_for_each(|(index, it)| check_value(api, item, it, &format!("{path}[{index}]")))
        }
        (TypeRef::Array(_), _) => refuse(path, "must be an array"),
        (TypeRef::Map(inner), Value::Object(entries)) => {
            let mut entries = entries.iter_mut();
            entries.try_for_each(|(key, it)| check_value(api, inner, it, &format!("{path}.{key}")))
        }
        (TypeRef::Map(_), _) => refuse(path, "must be an object"),
        (TypeRef::Named(id) | TypeRef::Boxed(id), _) => match (&api.at(*id).kind, &mut *value) {
            (Kind::Alias(target), _) => check_value(api, target, value, path),
            // Both are open: what nobody described is the caller's business.
            (Kind::Enum(_), _) => must(value.is_string(), "must be a string"),
            (Kind::Union(_), Value::Null) => refuse(path, "must not be null"),
            (Kind::Union(union), _) => {
                if let Some(tag) = tag(union).filter(|tag| !value[tag].is_string()) {
                    return refuse(&format!("{path}.{tag}"), "must be a string");
                }
                let check = |ty: &TypeRef, content: &mut Value| check_value(api, ty, content, path);
                with_variant(union, value, |variant, content| check(&variant.ty, content))
                    .unwrap_or(Ok(()))
            }
            (Kind::Object(object), _) if object.as_string.is_some() => {
                must(value.is_string(), "must be a string")
            }
            (Kind::Object(object), Value::Object(fields)) => check(api, object, fields, path),
            (Kind::Object(_), _) => refuse(path, "must be an object"),
        },
    }
}
