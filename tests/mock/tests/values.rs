//! Arbitrary valid values of described types, and whether a value is one. Both are drawn from the
//! description alone and share nothing with the server.

use chatbotkit_description::ir::{
    Api, Builtin, DistinguishedBy, Field, JsonKind, Kind, Object, Presence, Tagging, TypeRef,
    Union, Variant,
};
use proptest::prelude::*;
use proptest::{collection, option, sample};
use serde_json::{Map, Value, json};

/// How deep values are.
const DEPTH: usize = 4;

/// Values of a type that a caller may send.
pub fn values(api: &Api, ty: &TypeRef) -> BoxedStrategy<Value> {
    within(api, ty, DEPTH)
}

fn within(api: &Api, ty: &TypeRef, depth: usize) -> BoxedStrategy<Value> {
    match ty {
        TypeRef::Builtin(builtin) => builtins(*builtin),
        TypeRef::Nullable(inner) => {
            prop_oneof![Just(Value::Null), within(api, inner, depth)].boxed()
        }
        TypeRef::Array(_) if depth == 0 => Just(json!([])).boxed(),
        TypeRef::Map(_) if depth == 0 => Just(json!({})).boxed(),
        TypeRef::Array(item) => {
            collection::vec(within(api, item, depth - 1), 0..3).prop_map(Value::from).boxed()
        }
        TypeRef::Map(inner) => collection::btree_map(text(), within(api, inner, depth - 1), 0..3)
            .prop_map(|entries| Value::Object(entries.into_iter().collect()))
            .boxed(),
        TypeRef::Named(id) => match &api.at(*id).kind {
            Kind::Alias(target) => within(api, target, depth),
            Kind::Enum(known) => {
                let known: Vec<String> =
                    known.values.iter().map(|value| value.wire.clone()).collect();
                prop_oneof![3 => sample::select(known), 1 => text()].prop_map(Value::from).boxed()
            }
            Kind::Object(object) if object.as_string.is_some() => {
                "[a-z]{1,8}".prop_map(Value::from).boxed()
            }
            Kind::Object(object) => objects(api, object, depth),
            Kind::Union(union) => {
                let variants =
                    union.variants.iter().map(|variant| variants(api, union, variant, depth));
                proptest::strategy::Union::new(variants.collect::<Vec<_>>()).boxed()
            }
        },
    }
}

fn builtins(builtin: Builtin) -> BoxedStrategy<Value> {
    let facts = builtin.facts();
    match facts.json {
        Some(JsonKind::String) => text().prop_map(Value::from).boxed(),
        Some(JsonKind::Number) if facts.is_whole => prop_oneof![
            any::<i64>().prop_map(Value::from),
            (-100..100_i32).prop_map(|it| f64::from(it).into())
        ]
        .boxed(),
        Some(JsonKind::Number) => {
            prop_oneof![(-1e9..1e9).prop_map(Value::from), any::<i64>().prop_map(Value::from)]
                .boxed()
        }
        Some(JsonKind::Boolean) => any::<bool>().prop_map(Value::from).boxed(),
        _ => {
            sample::select(vec![json!(null), json!(1), json!("a"), json!([]), json!({ "a": null })])
                .boxed()
        }
    }
}

fn objects(api: &Api, object: &Object, depth: usize) -> BoxedStrategy<Value> {
    // Deep down only what has to be there is, and so is one of a group of which one has to be.
    let fields = object.fields.iter().enumerate().map(|(index, field)| {
        let is_one = depth <= 1 && object.require_any.first() == Some(&index);
        let values = field_values(api, field, depth.saturating_sub(1));
        if is_one { within(api, &field.ty, 0).prop_map(Some).boxed() } else { values }
    });
    let fields: Vec<_> = fields.collect();
    let names: Vec<String> = object.fields.iter().map(|field| field.wire.clone()).collect();
    let group: Vec<String> = object.require_any.iter().map(|index| names[*index].clone()).collect();
    let named = move |values: Vec<Option<Value>>| -> Map<String, Value> {
        names.iter().cloned().zip(values).filter_map(|(name, value)| Some((name, value?))).collect()
    };
    fields
        .prop_map(named)
        .prop_filter("one of the fields has to be there", move |fields| {
            group.is_empty() || group.iter().any(|name| fields.contains_key(name))
        })
        .prop_map(Value::Object)
        .boxed()
}

fn field_values(api: &Api, field: &Field, depth: usize) -> BoxedStrategy<Option<Value>> {
    if depth == 0 && !field.is_required() {
        return Just(None).boxed();
    }
    let value = within(api, &field.ty, depth);
    match field.presence {
        Presence::Required => value.prop_map(Some).boxed(),
        Presence::RequiredNullable => prop_oneof![Just(Value::Null), value].prop_map(Some).boxed(),
        Presence::Optional | Presence::Defaulted(_) => option::of(value).boxed(),
        Presence::ThreeState => option::of(prop_oneof![1 => Just(Value::Null), 3 => value]).boxed(),
    }
}

fn variants(api: &Api, union: &Union, variant: &Variant, depth: usize) -> BoxedStrategy<Value> {
    let content = within(api, &variant.ty, depth.saturating_sub(1));
    let (tagging, wire) = (union.tagging.clone(), variant.wire.clone());
    let tagged = move |mut value: Value| match &tagging {
        Tagging::Adjacent { tag, content } => json!({ tag: wire, content: value }),
        Tagging::Internal { tag } => {
            value[tag] = wire.clone().into();
            value
        }
        Tagging::Untagged => value,
    };
    content.prop_map(tagged).boxed()
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{0,6}", "[ -~]{0,6}", "\\PC{0,4}"]
}

/// What is wrong with a value of a type, if anything is.
pub fn fault(api: &Api, ty: &TypeRef, value: &Value) -> Option<String> {
    let unless = |fits: bool| (!fits).then(|| format!("{value} is not of {ty:?}"));
    match ty {
        TypeRef::Builtin(builtin) => {
            let facts = builtin.facts();
            let is_whole = value.as_f64().is_some_and(|it| it.fract() == 0.0);
            let fits = facts.json.is_none_or(|kind| JsonKind::of(value) == Some(kind));
            unless(fits && (is_whole || !facts.is_whole))
        }
        TypeRef::Nullable(inner) => (!value.is_null()).then(|| fault(api, inner, value)).flatten(),
        TypeRef::Array(item) => match value.as_array() {
            Some(items) => items.iter().find_map(|value| fault(api, item, value)),
            None => unless(false),
        },
        TypeRef::Map(inner) => match value.as_object() {
            Some(entries) => entries.values().find_map(|value| fault(api, inner, value)),
            None => unless(false),
        },
        TypeRef::Named(id) => match &api.at(*id).kind {
            Kind::Alias(target) => fault(api, target, value),
            Kind::Enum(_) => unless(value.is_string()),
            Kind::Object(object) if object.as_string.is_some() => unless(value.is_string()),
            Kind::Object(object) => match value.as_object() {
                Some(fields) => object_fault(api, object, fields),
                None => unless(false),
            },
            Kind::Union(union) => union_fault(api, union, value),
        },
    }
}

fn object_fault(api: &Api, object: &Object, fields: &Map<String, Value>) -> Option<String> {
    let described = |key: &String| object.fields.iter().any(|field| field.wire == *key);
    if let Some(key) = fields.keys().find(|key| !described(key)) {
        return Some(format!("`{key}` is not described"));
    }
    object.fields.iter().find_map(|field| {
        let required = matches!(field.presence, Presence::Required);
        match fields.get(&field.wire) {
            None | Some(Value::Null) => required.then(|| format!("`{}` is missing", field.wire)),
            Some(value) => fault(api, &field.ty, value),
        }
    })
}

fn union_fault(api: &Api, union: &Union, value: &Value) -> Option<String> {
    let is = |variant: &&Variant| match (&union.tagging, &variant.distinguished_by) {
        (Tagging::Adjacent { tag, .. } | Tagging::Internal { tag }, _) => {
            value[tag] == *variant.wire
        }
        (_, DistinguishedBy::Kind(JsonKind::Object)) => value.is_object(),
        (_, DistinguishedBy::Kind(JsonKind::String)) => value.is_string(),
        (_, DistinguishedBy::Kind(JsonKind::Number)) => value.is_number(),
        (_, DistinguishedBy::Kind(JsonKind::Boolean)) => value.is_boolean(),
        (_, DistinguishedBy::Kind(JsonKind::Array)) => value.is_array(),
        (_, DistinguishedBy::Field(field)) => value.get(field).is_some(),
        (_, DistinguishedBy::Tag) => false,
    };
    let Some(variant) = union.variants.iter().find(is) else {
        return Some(format!("{value} is not a variant"));
    };
    let mut content = value.clone();
    match &union.tagging {
        Tagging::Adjacent { content: key, .. } => content = value[key].clone(),
        Tagging::Internal { tag } => {
            drop(content.as_object_mut().and_then(|object| object.remove(tag)))
        }
        Tagging::Untagged => {}
    }
    fault(api, &variant.ty, &content)
}
