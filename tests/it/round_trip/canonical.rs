//! What a document says, by its description, once everything that means nothing is taken away.
//!
//! It is what the SDK has to write when it has read the document. It never looks at the compiled types.

use chatbotkit_description::ir::{
    Api, DistinguishedBy, JsonKind, Kind, Literal, Object, Presence, Tagging, TypeId, TypeRef,
    Union,
};
use serde_json::{Map, Value};

/// A document of a type, as the SDK writes it.
pub fn canonical(api: &Api, id: TypeId, document: &Value) -> Value {
    match &api.at(id).kind {
        Kind::Alias(target) => value(api, target, document),
        Kind::Enum(_) => document.clone(),
        Kind::Union(of) => union(api, of, document),
        Kind::Object(of) if of.as_string.is_some() => document.clone(),
        Kind::Object(of) => object(api, of, document),
    }
}

/// Whether a document is a variant that nobody described: such a one is written as it was read.
pub fn is_unknown_variant(api: &Api, id: TypeId, document: &Value) -> bool {
    match &api.at(id).kind {
        Kind::Alias(TypeRef::Named(target)) => is_unknown_variant(api, *target, document),
        Kind::Union(of) => known_variant(of, document).is_none(),
        _ => false,
    }
}

fn value(api: &Api, ty: &TypeRef, document: &Value) -> Value {
    match ty {
        TypeRef::Builtin(builtin) => match builtin.facts() {
            facts if facts.is_whole => whole(document),
            facts if facts.json == Some(JsonKind::Number) => {
                Value::from(document.as_f64().expect("a number"))
            }
            _ => document.clone(),
        },
        TypeRef::Named(id) => canonical(api, *id, document),
        TypeRef::Nullable(_) if document.is_null() => Value::Null,
        TypeRef::Nullable(inner) => value(api, inner, document),
        TypeRef::Array(item) => document
            .as_array()
            .expect("an array")
            .iter()
            .map(|document| value(api, item, document))
            .collect(),
        TypeRef::Map(of) => entries(document)
            .iter()
            .map(|(key, document)| (key.clone(), value(api, of, document)))
            .collect(),
    }
}

fn whole(document: &Value) -> Value {
    let float = || document.as_f64().expect("a number") as i64;
    Value::from(document.as_i64().unwrap_or_else(float))
}

fn object(api: &Api, of: &Object, document: &Value) -> Value {
    let mut fields = Map::new();
    for field in &of.fields {
        let read = document.get(&field.wire);
        let is_null = read.is_none_or(Value::is_null);
        let written = match (&field.presence, read) {
            (Presence::Required, Some(read)) => Some(value(api, &field.ty, read)),
            (Presence::RequiredNullable, _) if is_null => Some(Value::Null),
            (Presence::ThreeState, Some(Value::Null)) => Some(Value::Null),
            (Presence::Defaulted(default), None) => Some(literal(default)),
            (_, Some(read)) if !is_null => Some(value(api, &field.ty, read)),
            _ => None,
        };
        fields.extend(written.map(|written| (field.wire.clone(), written)));
    }
    Value::Object(fields)
}

fn literal(literal: &Literal) -> Value {
    match literal {
        Literal::String(text) => Value::from(text.as_str()),
        Literal::Integer(number) => Value::from(*number),
        Literal::Number(number) => Value::from(*number),
        Literal::Boolean(yes) => Value::from(*yes),
    }
}

fn union(api: &Api, of: &Union, document: &Value) -> Value {
    let Some(index) = known_variant(of, document) else {
        return document.clone();
    };
    let variant = &of.variants[index];
    match &of.tagging {
        Tagging::Adjacent { tag, content } => Value::from_iter([
            (tag.clone(), Value::from(variant.wire.as_str())),
            (content.clone(), value(api, &variant.ty, &document[content])),
        ]),
        Tagging::Internal { tag } => {
            let mut written = value(api, &variant.ty, document);
            written[tag] = Value::from(variant.wire.as_str());
            written
        }
        Tagging::Untagged => value(api, &variant.ty, document),
    }
}

fn known_variant(of: &Union, document: &Value) -> Option<usize> {
    match &of.tagging {
        Tagging::Adjacent { tag, .. } | Tagging::Internal { tag } => {
            let tag = document[tag].as_str().expect("a tag");
            of.variants.iter().position(|variant| variant.wire == tag)
        }
        Tagging::Untagged => {
            of.variants.iter().position(|variant| match &variant.distinguished_by {
                DistinguishedBy::Tag => false,
                DistinguishedBy::Kind(kind) => JsonKind::of(document) == Some(*kind),
                DistinguishedBy::Field(key) => {
                    document.get(key).is_some_and(|value| !value.is_null())
                }
            })
        }
    }
}

fn entries(document: &Value) -> &Map<String, Value> {
    document.as_object().expect("an object")
}
