//! Which variant of a union a value is.

use chatbotkit_codegen::ir::{JsonKind, Tagging, ToldBy, Union, Variant};
use serde_json::Value;

/// The key of the tag, where there is one.
pub(crate) fn tag(union: &Union) -> Option<&String> {
    match &union.tagging {
        Tagging::Adjacent { tag, .. } | Tagging::Internal { tag } => Some(tag),
        Tagging::Untagged => None,
    }
}

/// Hands the content of `value` to `act`, with the variant that it is. `None` where it is none of them.
pub(crate) fn with_variant<T>(
    union: &Union,
    value: &mut Value,
    act: impl FnOnce(&Variant, &mut Value) -> T,
) -> Option<T> {
    let tagged = |tag: &Value| union.variants.iter().find(|variant| tag == &variant.wire);
    match &union.tagging {
        Tagging::Adjacent { tag, content } => {
            let variant = tagged(value.get(tag)?)?;
            let content = value.as_object_mut()?.entry(content).or_insert(Value::Null);
            Some(act(variant, content))
        }
        Tagging::Internal { tag } => {
            let variant = tagged(value.get(tag)?)?;
            let name = value.as_object_mut()?.remove(tag)?;
            let result = act(variant, value);
            if let Some(object) = value.as_object_mut() {
                object.insert(tag.clone(), name);
            }
            Some(result)
        }
        Tagging::Untagged => {
            let variant = union.variants.iter().find(|variant| is(variant, value))?;
            Some(act(variant, value))
        }
    }
}

fn is(variant: &Variant, value: &Value) -> bool {
    match &variant.told_by {
        ToldBy::Tag => false,
        ToldBy::Kind(JsonKind::Boolean) => value.is_boolean(),
        ToldBy::Kind(JsonKind::Number) => value.is_number(),
        ToldBy::Kind(JsonKind::String) => value.is_string(),
        ToldBy::Kind(JsonKind::Array) => value.is_array(),
        ToldBy::Kind(JsonKind::Object) => value.is_object(),
        ToldBy::Field(field) => value.get(field).is_some_and(|field| !field.is_null()),
    }
}
