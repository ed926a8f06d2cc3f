//! Which variant of a union a value is.

use chatbotkit_description::ir::{JsonKind, Tagging, ToldBy, Union, Variant};
use serde_json::Value;

/// The key of the tag, where there is one.
pub(crate) fn tag(union: &Union) -> Option<&String> {
    match &union.tagging {
        Tagging::Adjacent { tag, .. } | Tagging::Internal { tag } => Some(tag),
        Tagging::Untagged => None,
    }
}

/// The variant that `value` is; `None` where it is none of them, for unions are open.
pub(crate) fn variant_of<'a>(union: &'a Union, value: &Value) -> Option<&'a Variant> {
    let mut variants = union.variants.iter();
    match tag(union) {
        Some(tag) => {
            let tag = value.get(tag)?;
            variants.find(|variant| tag == &variant.wire)
        }
        None => variants.find(|variant| is(variant, value)),
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
