//! Which variant of a union a value is.

use chatbotkit_description::ir::{DistinguishedBy, JsonKind, Union, Variant};
use serde_json::Value;

/// The variant that `value` is; `None` where it is none of them, for unions are open.
pub(crate) fn variant_of<'a>(union: &'a Union, value: &Value) -> Option<&'a Variant> {
    let mut variants = union.variants.iter();
    match union.tag() {
        Some(tag) => {
            let tag = value.get(tag)?;
            variants.find(|variant| tag == &variant.wire)
        }
        None => variants.find(|variant| is(variant, value)),
    }
}

fn is(variant: &Variant, value: &Value) -> bool {
    match &variant.distinguished_by {
        DistinguishedBy::Tag => false,
        DistinguishedBy::Kind(kind) => JsonKind::of(value) == Some(*kind),
        DistinguishedBy::Field(field) => value.get(field).is_some_and(|field| !field.is_null()),
    }
}
