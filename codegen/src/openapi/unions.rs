//! Unions and events as schemas: a variant each, with the tag and the content where they are on the wire.

use super::json::{Object, list};
use super::types::{Schemas, typed};
use super::words::{described, rust_name};
use crate::ir::{JsonKind, Tagging, ToldBy, Union, Variant};
use crate::names;

impl Schemas<'_> {
    /// The known variants. There is no `discriminator`: it chooses among schemas that have a name, and what
    /// stands around a content has none. The tag is a `const`, which says the same.
    pub(super) fn union(&self, union: &Union) -> Object {
        let variants = union
            .variants
            .iter()
            .map(|variant| self.variant(union, variant));
        let (key, told) = match &union.tagging {
            Tagging::Adjacent { tag, content } => {
                let told = Object::default().set("tag", tag).set("content", content);
                ("oneOf", told)
            }
            Tagging::Internal { tag } => ("oneOf", Object::default().set("tag", tag)),
            Tagging::Untagged => ("anyOf", Object::default()),
        };
        let schema = Object::default().set(key, list(variants));
        match union.events {
            Some(_) => schema.set("x-sdk-events", true),
            None => schema.set("x-sdk-union", told),
        }
    }

    fn variant(&self, union: &Union, variant: &Variant) -> Object {
        let inner = self.of(&variant.ty);
        let body = match &union.tagging {
            Tagging::Adjacent { tag, content } => {
                let properties = Object::default()
                    .set(tag, constant(&variant.wire))
                    .set(content, inner);
                let schema = typed("object").set("properties", properties);
                schema
                    .set("required", list([tag, content]))
                    .set("title", &variant.wire)
            }
            Tagging::Internal { tag } => {
                let schemas = list([inner, tagged(tag, constant(&variant.wire))]);
                Object::default()
                    .set("allOf", schemas)
                    .set("title", &variant.wire)
            }
            Tagging::Untagged => inner,
        };
        described(&variant.doc, body)
            .set("x-sdk-variant", &variant.wire)
            .set_some(
                "x-sdk-rust",
                rust_name(&variant.rust, names::variant_name(&variant.wire)),
            )
            .set_some("x-sdk-documented-as", variant.documented_as.as_ref())
            .set_some("x-sdk-told-by", told_by(&variant.told_by))
    }
}

/// What a reader looks at where there is no tag.
fn told_by(told_by: &ToldBy) -> Option<Object> {
    let kind = |name| Some(Object::default().set("kind", name));
    match told_by {
        ToldBy::Tag => None,
        ToldBy::Field(field) => Some(Object::default().set("field", field)),
        ToldBy::Kind(JsonKind::Boolean) => kind("boolean"),
        ToldBy::Kind(JsonKind::Number) => kind("number"),
        ToldBy::Kind(JsonKind::String) => kind("string"),
        ToldBy::Kind(JsonKind::Array) => kind("array"),
        ToldBy::Kind(JsonKind::Object) => kind("object"),
    }
}

/// An object with a tag.
pub(super) fn tagged(tag: &str, value: Object) -> Object {
    typed("object")
        .set("properties", Object::default().set(tag, value))
        .set("required", list([tag]))
}

/// A text that is always the same.
pub(super) fn constant(text: &str) -> Object {
    typed("string").set("const", text)
}
