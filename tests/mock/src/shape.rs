//! Makes values of described types: examples, what behaviours answer with whatever is missing filled in,
//! and the same as the real service may write it too: nulls, whole numbers as floats, extra fields.

use chatbotkit_description::ir::{
    Api, JsonKind, Kind, Object, Presence, SECRET, Tagging, TypeRef, Union,
};
use serde_json::{Map, Number, Value, json};

use crate::fault::{Fault, Faults};
use crate::union::variant_of;

/// How deep a value is before whatever may be missing is.
const DEPTH: usize = 4;
/// A type that holds itself everywhere but in one variant is given up here.
const DEEPEST: usize = 32;

/// Values of the types of an API, with the faults that are asked for.
pub(crate) struct Shape<'a> {
    api: &'a Api,
    faults: &'a Faults,
}

impl<'a> Shape<'a> {
    pub fn new(api: &'a Api, faults: &'a Faults) -> Self {
        Self { api, faults }
    }

    /// A value of the type, the same each time. `name` is what strings in it say.
    pub fn example(&self, ty: &TypeRef, name: &str) -> Value {
        self.value(ty, None, name, 0)
    }

    /// What the type describes of the value, with an example in place of whatever is missing.
    pub fn complete(&self, ty: &TypeRef, value: Value) -> Value {
        let mut value = self.value(ty, Some(value), "", 0);
        if self.faults.has(&Fault::Floats) {
            write_floats(&mut value);
        }
        value
    }

    /// Gives an object a field that is not described, where that is asked for.
    pub fn extend(&self, value: &mut Value) {
        if self.faults.has(&Fault::ExtraFields) && value.is_object() {
            value["mockExtra"] = json!({ "anything": [1, null, "…"] });
        }
    }

    fn value(&self, ty: &TypeRef, given: Option<Value>, name: &str, depth: usize) -> Value {
        let text = || given.clone().filter(Value::is_string);
        match ty {
            _ if depth > DEEPEST => Value::Null,
            TypeRef::Builtin(builtin) => {
                let facts = builtin.facts();
                let fits =
                    |value: &Value| facts.json.is_none() || JsonKind::of(value) == facts.json;
                given.filter(fits).unwrap_or_else(|| (facts.example)(name).into())
            }
            TypeRef::Nullable(_) if given == Some(Value::Null) => Value::Null,
            TypeRef::Nullable(inner) => self.value(inner, given, name, depth),
            TypeRef::Array(item) => match given {
                Some(Value::Array(given)) => {
                    let items = given.into_iter().map(Some);
                    items.map(|given| self.value(item, given, name, depth)).collect()
                }
                _ if depth >= DEPTH => json!([]),
                _ => json!([self.value(item, None, name, depth + 1)]),
            },
            TypeRef::Map(inner) => match given {
                Some(Value::Object(mut given)) => {
                    let values = given.values_mut();
                    values.for_each(|it| *it = self.value(inner, Some(it.take()), name, depth));
                    given.into()
                }
                _ if depth >= DEPTH => json!({}),
                _ => json!({ "key": self.value(inner, None, name, depth + 1) }),
            },
            TypeRef::Named(id) => match &self.api.at(*id).kind {
                Kind::Alias(target) => self.value(target, given, name, depth),
                Kind::Enum(known) => {
                    let first = known.values.first().map_or(name, |first| &first.wire);
                    text().unwrap_or(first.into())
                }
                Kind::Union(union) => self.union(union, given, name, depth + 1),
                Kind::Object(object) if object.as_string.is_some() => text().unwrap_or(name.into()),
                Kind::Object(object) => self.object(object, given, depth + 1),
            },
        }
    }

    fn object(&self, object: &Object, given: Option<Value>, depth: usize) -> Value {
        let (mut given, bare) = match given {
            Some(Value::Object(given)) => (given, true),
            _ => (Map::new(), depth > DEPTH),
        };
        let mut fields = json!({});
        for (index, field) in object.fields.iter().enumerate() {
            let value = given.remove(&field.wire).filter(|value| !value.is_null());
            // Of a group of which one is enough, the last makes the richest example.
            let group = &object.require_any;
            let spare = group.contains(&index) && group.last() != Some(&index);
            let name = if field.secret { SECRET } else { &field.wire };
            let example = || field.example.clone().map(Value::from);
            let of = |value: Option<_>| self.value(&field.ty, value.or_else(example), name, depth);
            let value = match field.presence {
                Presence::Required => of(value),
                _ if self.faults.has(&Fault::Nulls) => Value::Null,
                Presence::RequiredNullable if value.is_none() && bare => Value::Null,
                Presence::RequiredNullable => of(value),
                _ if value.is_none() && (bare || spare) => continue,
                _ => of(value),
            };
            fields[&field.wire] = value;
        }
        self.extend(&mut fields);
        fields
    }

    fn union(&self, union: &Union, given: Option<Value>, name: &str, depth: usize) -> Value {
        let Some(mut value) = given else {
            return self.variant(union, name, depth);
        };
        // Whatever is none of the variants stays as it is.
        let Some(variant) = variant_of(union, &value) else {
            return value;
        };
        let shaped = |given: Value| self.value(&variant.ty, Some(given), name, depth);
        match &union.tagging {
            Tagging::Adjacent { content, .. } => {
                value[content] = shaped(value[content].take());
                self.extend(&mut value);
                value
            }
            Tagging::Internal { tag } => {
                let mut shaped = shaped(value);
                shaped[tag] = variant.wire.as_str().into();
                shaped
            }
            Tagging::Untagged => shaped(value),
        }
    }

    /// An example of a union.
    fn variant(&self, union: &Union, name: &str, depth: usize) -> Value {
        // Deep down, another variant is tried at each level, as the first may lead back here.
        let variant = &union.variants[depth.saturating_sub(DEPTH) % union.variants.len()];
        let mut content = self.value(&variant.ty, None, name, depth);
        match &union.tagging {
            Tagging::Adjacent { tag, content: key } => json!({ tag: variant.wire, key: content }),
            Tagging::Internal { tag } => {
                content[tag] = variant.wire.as_str().into();
                content
            }
            Tagging::Untagged => content,
        }
    }
}

fn write_floats(value: &mut Value) {
    match value {
        Value::Number(number) => {
            // Beyond this a float is another number.
            let exact = number.as_i64().filter(|whole| whole.unsigned_abs() <= 1 << 53);
            if let Some(float) = exact.and_then(|whole| Number::from_f64(whole as f64)) {
                *number = float;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(write_floats),
        Value::Object(entries) => entries.values_mut().for_each(write_floats),
        _ => {}
    }
}
