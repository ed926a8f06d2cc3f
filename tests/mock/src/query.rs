//! Reads a query as the object that it stands for. Whether that object is allowed is decided
//! in `check`.

use chatbotkit_description::ir::{Api, JsonKind, Object, TypeRef};
use serde_json::{Map, Value, json};

/// The described fields of a query; others are passed over. An entry of a map is written `meta.key` or
/// `meta[key]`.
pub(crate) fn fields(api: &Api, object: &Object, query: &str) -> Map<String, Value> {
    let mut fields = Map::new();
    for (name, text) in form_urlencoded::parse(query.as_bytes()) {
        for field in &object.fields {
            let Some(rest) = name.strip_prefix(&field.wire) else {
                continue;
            };
            match (&field.ty, entry(rest)) {
                (TypeRef::Map(inner), Some(key)) => {
                    let map = fields.entry(&field.wire).or_insert(json!({}));
                    map[key] = plain(api, inner, &text);
                }
                (TypeRef::Array(item), _) if rest.is_empty() => {
                    let items = fields.entry(&field.wire).or_insert(json!([]));
                    if let Value::Array(items) = items {
                        items.push(plain(api, item, &text));
                    }
                }
                (ty, _) if rest.is_empty() && !matches!(ty, TypeRef::Map(_)) => {
                    fields.insert(field.wire.clone(), plain(api, ty, &text));
                }
                _ => {}
            }
        }
    }
    fields
}

/// The key of an entry, of what follows the name of the map.
fn entry(rest: &str) -> Option<&str> {
    rest.strip_prefix('.').or_else(|| rest.strip_prefix('[')?.strip_suffix(']'))
}

/// A plain value. Where the text is none of its type, it stays text for `check` to refuse.
fn plain(api: &Api, ty: &TypeRef, text: &str) -> Value {
    match api.json_kind(ty) {
        Some(JsonKind::Number | JsonKind::Boolean) => {
            serde_json::from_str(text).unwrap_or_else(|_| text.into())
        }
        _ => text.into(),
    }
}
