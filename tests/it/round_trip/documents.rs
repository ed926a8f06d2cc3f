//! Arbitrary documents of every described type, as the service or a caller could write them.
//!
//! They are drawn from the description alone, so that the compiled types are held to it. They have
//! what reality has: nulls for absent fields, whole numbers as `12.0`, fields, enum values and
//! variants that nobody described.

use chatbotkit_description::ir::{
    Api, AsString, Enum, Field, JsonKind, Kind, Object, Presence, Tagging, TypeId, TypeRef, Union,
    Variant,
};
use proptest::{collection, option, prelude::*, sample};
use serde_json::{Map, Number, Value, json};

/// How deep types are followed before whatever may be missing is.
const DEPTH: usize = 6;

/// The whole numbers that a `f64` holds exactly.
const EXACT: i64 = 1 << 53;

/// Documents of a type.
pub fn documents(api: &Api, ty: TypeId) -> BoxedStrategy<Value> {
    named(api, ty, DEPTH)
}

fn document(api: &Api, ty: &TypeRef, depth: usize) -> BoxedStrategy<Value> {
    match ty {
        TypeRef::Builtin(builtin) => match builtin.facts().json {
            Some(JsonKind::String) => text().prop_map(Value::from).boxed(),
            Some(JsonKind::Number) if builtin.facts().is_whole => integer().boxed(),
            Some(JsonKind::Number) => number().boxed(),
            Some(JsonKind::Boolean) => any::<bool>().prop_map(Value::from).boxed(),
            _ => anything().boxed(),
        },
        TypeRef::Named(id) => named(api, *id, depth),
        TypeRef::Array(_) | TypeRef::Map(_) if depth == 0 => Just(empty(ty)).boxed(),
        TypeRef::Array(item) => {
            collection::vec(document(api, item, depth - 1), 0..4).prop_map(Value::from).boxed()
        }
        TypeRef::Map(value) => {
            let entries = collection::btree_map(text(), document(api, value, depth - 1), 0..4);
            entries.prop_map(|entries| Value::Object(entries.into_iter().collect())).boxed()
        }
        TypeRef::Nullable(inner) => {
            prop_oneof![Just(Value::Null), document(api, inner, depth)].boxed()
        }
    }
}

fn empty(ty: &TypeRef) -> Value {
    if matches!(ty, TypeRef::Array(_)) { json!([]) } else { json!({}) }
}

fn named(api: &Api, id: TypeId, depth: usize) -> BoxedStrategy<Value> {
    let depth = depth.saturating_sub(1);
    match &api.at(id).kind {
        Kind::Alias(target) => document(api, target, depth),
        Kind::Enum(texts) => enumeration(texts),
        Kind::Union(union) => unions(api, union, depth),
        Kind::Object(object) => match &object.as_string {
            Some(form) => as_string(api, object, form),
            None => objects(api, object, depth),
        },
    }
}

fn enumeration(texts: &Enum) -> BoxedStrategy<Value> {
    let known: Vec<String> = texts.values.iter().map(|value| value.wire.clone()).collect();
    prop_oneof![3 => sample::select(known), 1 => text()].prop_map(Value::from).boxed()
}

fn objects(api: &Api, object: &Object, depth: usize) -> BoxedStrategy<Value> {
    let names: Vec<String> = object.fields.iter().map(|field| field.wire.clone()).collect();
    let fields: Vec<_> =
        object.fields.iter().map(|field| field_values(api, field, depth)).collect();
    let required: Vec<String> =
        object.require_any.iter().map(|&index| names[index].clone()).collect();
    (fields, extra_keys(names.clone()))
        .prop_map(move |(values, mut document)| {
            let fields = names.iter().cloned().zip(values);
            document.extend(fields.filter_map(|(name, value)| value.map(|value| (name, value))));
            document
        })
        .prop_filter("one of the fields has to be there", move |document| {
            required.is_empty()
                || required
                    .iter()
                    .any(|name| document.get(name).is_some_and(|value| !value.is_null()))
        })
        .prop_map(Value::Object)
        .boxed()
}

/// The value of a field; `None` leaves it out.
fn field_values(api: &Api, field: &Field, depth: usize) -> BoxedStrategy<Option<Value>> {
    // Made only where it is wanted: a type that holds itself would be followed without end.
    let value = || document(api, &field.ty, depth).prop_map(Some);
    match field.presence {
        Presence::Required => value().boxed(),
        Presence::Defaulted(_) => prop_oneof![Just(None), value()].boxed(),
        Presence::RequiredNullable | Presence::Optional | Presence::ThreeState if depth == 0 => {
            prop_oneof![Just(None), Just(Some(Value::Null))].boxed()
        }
        Presence::RequiredNullable | Presence::Optional | Presence::ThreeState => {
            prop_oneof![1 => Just(None), 1 => Just(Some(Value::Null)), 2 => value()].boxed()
        }
    }
}

/// Keys that nobody described, beside those of `described`.
fn extra_keys(described: Vec<String>) -> impl Strategy<Value = Map<String, Value>> {
    option::weighted(0.25, (text(), anything())).prop_map(move |extra| {
        extra.into_iter().filter(|(key, _)| !described.contains(key)).collect()
    })
}

fn unions(api: &Api, union: &Union, depth: usize) -> BoxedStrategy<Value> {
    let known: Vec<String> = union.variants.iter().map(|variant| variant.wire.clone()).collect();
    let mut choices: Vec<_> = union
        .variants
        .iter()
        .map(|variant| known_variant(api, variant, &union.tagging, depth))
        .collect();
    let described = match &union.tagging {
        Tagging::Adjacent { tag, content } => vec![tag.clone(), content.clone()],
        Tagging::Internal { tag } => vec![tag.clone()],
        Tagging::Untagged => return proptest::strategy::Union::new(choices).boxed(),
    };
    let unknown_tag = text().prop_filter("no known tag", move |tag| !known.contains(tag));
    let unknown = (unknown_tag, option::of(anything()), extra_keys(described.clone()));
    choices.push(
        unknown
            .prop_map(move |(tag, content, mut document)| {
                document.insert(described[0].clone(), tag.into());
                document.extend(described.get(1).cloned().zip(content));
                Value::Object(document)
            })
            .boxed(),
    );
    proptest::strategy::Union::new(choices).boxed()
}

fn known_variant(
    api: &Api,
    variant: &Variant,
    tagging: &Tagging,
    depth: usize,
) -> BoxedStrategy<Value> {
    let content = document(api, &variant.ty, depth);
    let wire = variant.wire.clone();
    match tagging.clone() {
        Tagging::Adjacent { tag, content: key } => {
            (content, extra_keys(vec![tag.clone(), key.clone()]))
                .prop_map(move |(content, mut document)| {
                    document.extend([(tag.clone(), wire.clone().into()), (key.clone(), content)]);
                    Value::Object(document)
                })
                .boxed()
        }
        Tagging::Internal { tag } => content
            .prop_map(move |mut document| {
                document[&tag] = wire.clone().into();
                document
            })
            .boxed(),
        Tagging::Untagged => content,
    }
}

/// An object that travels as one string, in the way the SDK writes it: settings in the order of the
/// fields, numbers as short as they go.
fn as_string(api: &Api, object: &Object, form: &AsString) -> BoxedStrategy<Value> {
    let settings: Vec<_> = object
        .fields
        .iter()
        .enumerate()
        .filter(|(index, _)| *index != form.first)
        .map(|(_, field)| {
            let before = format!("{}{}{}", form.before_key, field.wire, form.before_value);
            let after = form.after_value.clone();
            let setting = plain_value(api, &field.ty)
                .prop_map(move |value| format!("{before}{value}{after}"));
            option::of(setting).prop_map(Option::unwrap_or_default)
        })
        .collect();
    let first = "[a-z][a-z0-9.-]{0,9}(/[a-z][a-z0-9-]{0,5})?";
    (first, settings).prop_map(|(first, settings)| Value::from(first + &settings.concat())).boxed()
}

/// A value inside of such a string.
fn plain_value(api: &Api, ty: &TypeRef) -> BoxedStrategy<String> {
    let known = match api.unaliased_type(ty).map(|ty| &ty.kind) {
        Some(Kind::Enum(texts)) => texts.values.iter().map(|value| value.wire.clone()).collect(),
        _ => Vec::new(),
    };
    let is_whole = matches!(ty, TypeRef::Builtin(builtin) if builtin.facts().is_whole);
    match api.json_kind(ty) {
        Some(JsonKind::Number) if is_whole => {
            any::<i64>().prop_map(|value| value.to_string()).boxed()
        }
        Some(JsonKind::Number) => prop_oneof![Just(0.0), Just(1.0), -2.0..2.0]
            .prop_map(|value: f64| value.to_string())
            .boxed(),
        Some(JsonKind::Boolean) => any::<bool>().prop_map(|value| value.to_string()).boxed(),
        _ if known.is_empty() => "[a-z]{1,6}".boxed(),
        _ => prop_oneof![sample::select(known), "[a-z]{3,6}"].boxed(),
    }
}

fn text() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        4 => proptest::char::range('a', 'z'),
        2 => any::<char>(),
        1 => sample::select(vec!['"', '\\', '/', '\n', '\u{0}', '\u{7f}', '\u{2028}', 'é', '世', '🚀', '\u{feff}']),
    ];
    collection::vec(character, 0..8).prop_map(String::from_iter)
}

/// A whole number, now and then written as JavaScript may write it.
fn integer() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<i64>().prop_map(Value::from),
        (-100..100_i64).prop_map(Value::from),
        (-EXACT..EXACT).prop_map(|value| float(value as f64)),
        (-100..100_i64).prop_map(|value| float(value as f64)),
    ]
}

/// A number, now and then without a fraction.
fn number() -> impl Strategy<Value = Value> {
    let any_float =
        proptest::num::f64::NORMAL | proptest::num::f64::ZERO | proptest::num::f64::SUBNORMAL;
    prop_oneof![any_float.prop_map(float), (-100..100_i64).prop_map(Value::from)]
}

fn float(value: f64) -> Value {
    Value::Number(Number::from_f64(value).expect("it is finite"))
}

/// Any JSON at all.
fn anything() -> impl Strategy<Value = Value> {
    let plain = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        number(),
        text().prop_map(Value::from),
    ];
    plain.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            collection::btree_map(text(), inner, 0..4)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}
