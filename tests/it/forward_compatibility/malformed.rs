//! Documents with one fault in a place that the description knows.

use chatbotkit_description::ir::{
    Api, Builtin, JsonKind, Kind, Object, Presence, Tagging, TypeId, TypeRef, Union,
};
use serde_json::{Map, Value, json};

/// A place in a document, and what may not be there.
struct Place {
    /// The JSON pointer of the value.
    pointer: String,
    /// Values that are wrong there; `None` takes the value away.
    wrong: Vec<Option<Value>>,
}

/// The document with one fault, and where that is. `None` where nothing can be wrong.
pub fn broken(api: &Api, id: TypeId, document: &Value, choice: usize) -> Option<(String, Value)> {
    let mut places = Vec::new();
    named(api, id, document, String::new(), &mut places);
    let faults: Vec<_> = places
        .iter()
        .flat_map(|place| place.wrong.iter().map(|wrong| (&place.pointer, wrong)))
        .collect();
    let (pointer, wrong) = faults.get(choice % faults.len().max(1))?;
    let mut document = document.clone();
    match wrong {
        Some(wrong) => *document.pointer_mut(pointer)? = wrong.clone(),
        None => {
            let (parent, key) = pointer.rsplit_once('/')?;
            let key = key.replace("~1", "/").replace("~0", "~");
            document.pointer_mut(parent)?.as_object_mut()?.remove(&key)?;
        }
    }
    Some(((*pointer).clone(), document))
}

fn named(api: &Api, id: TypeId, document: &Value, pointer: String, places: &mut Vec<Place>) {
    let ty = TypeRef::Named(id);
    let mut here = |wrong: &[Value]| {
        let wrong = wrong.iter().cloned().map(Some).collect();
        places.push(Place { pointer: pointer.clone(), wrong });
    };
    match &api.at(id).kind {
        Kind::Alias(target) => value(api, target, document, pointer, places),
        Kind::Enum(_) => here(&wrong_kinds(api, &ty)),
        Kind::Object(of) if of.as_string.is_some() => here(&wrong_kinds(api, &ty)),
        Kind::Object(of) => {
            here(&wrong_kinds(api, &ty));
            object(api, of, document, &pointer, places);
        }
        Kind::Union(of) => {
            here(&wrong_kinds(api, &ty));
            union(api, of, document, &pointer, places);
        }
    }
}

fn value(api: &Api, ty: &TypeRef, document: &Value, pointer: String, places: &mut Vec<Place>) {
    match ty {
        TypeRef::Builtin(Builtin::Any) => return,
        TypeRef::Named(id) => return named(api, *id, document, pointer, places),
        TypeRef::Nullable(_) if document.is_null() => return,
        TypeRef::Nullable(inner) => return value(api, inner, document, pointer, places),
        TypeRef::Array(item) => {
            for (index, document) in document.as_array().into_iter().flatten().enumerate() {
                value(api, item, document, format!("{pointer}/{index}"), places);
            }
        }
        TypeRef::Map(of) => {
            for (key, document) in entries(document) {
                value(api, of, document, step(&pointer, key), places);
            }
        }
        _ => {}
    }
    let wrong = wrong_kinds(api, ty).into_iter().map(Some).collect();
    places.push(Place { pointer, wrong });
}

fn object(api: &Api, of: &Object, document: &Value, pointer: &str, places: &mut Vec<Place>) {
    for field in &of.fields {
        let Some(read) = document.get(&field.wire) else {
            continue;
        };
        let pointer = step(pointer, &field.wire);
        let needed = field.presence == Presence::Required && !may_be_null(api, &field.ty);
        if needed {
            let wrong = vec![None, Some(Value::Null)];
            places.push(Place { pointer: pointer.clone(), wrong });
        }
        if needed || !read.is_null() {
            value(api, &field.ty, read, pointer, places);
        }
    }
}

fn union(api: &Api, of: &Union, document: &Value, pointer: &str, places: &mut Vec<Place>) {
    let (Tagging::Adjacent { tag, .. } | Tagging::Internal { tag }) = &of.tagging else {
        return;
    };
    let wrong = vec![None, Some(Value::Null), Some(json!(17)), Some(json!(["token"]))];
    places.push(Place { pointer: step(pointer, tag), wrong });
    let known = of.variants.iter().find(|variant| document[tag] == variant.wire);
    match (known, &of.tagging) {
        (Some(variant), Tagging::Adjacent { content, .. }) => {
            let pointer = step(pointer, content);
            let wrong = vec![None, Some(Value::Null)];
            places.push(Place { pointer: pointer.clone(), wrong });
            value(api, &variant.ty, &document[content], pointer, places);
        }
        (Some(variant), _) => value(api, &variant.ty, document, pointer.to_owned(), places),
        // Nobody knows what it should be.
        (None, _) => {}
    }
}

/// Values of another kind than the type's.
fn wrong_kinds(api: &Api, ty: &TypeRef) -> Vec<Value> {
    let not = |kinds: &[Value]| {
        let mut wrong = vec![json!(true), json!({})];
        wrong.extend_from_slice(kinds);
        wrong
    };
    match ty {
        TypeRef::Builtin(builtin) => match builtin.facts().json {
            Some(JsonKind::String) => not(&[json!(17), json!(["x"])]),
            Some(JsonKind::Number) if builtin.facts().is_whole => {
                not(&[json!("12"), json!(1.5), json!(1e19), json!(u64::MAX), json!([1])])
            }
            Some(JsonKind::Number) => not(&[json!("1"), json!([1])]),
            Some(JsonKind::Boolean) => vec![json!(0), json!("true"), json!([true]), json!({})],
            _ => Vec::new(),
        },
        TypeRef::Array(_) => not(&[json!(17), json!("x")]),
        TypeRef::Map(_) => vec![json!(true), json!(17), json!("x"), json!([])],
        TypeRef::Nullable(inner) => wrong_kinds(api, inner),
        TypeRef::Named(id) => match &api.at(*id).kind {
            Kind::Alias(target) => wrong_kinds(api, target),
            Kind::Object(of) if of.as_string.is_none() => vec![json!(true), json!(17), json!("x")],
            // Whatever fits no variant of these is unknown, and kept.
            Kind::Union(of) if of.tagging == Tagging::Untagged => Vec::new(),
            Kind::Union(_) => not(&[json!(17), json!("token"), json!([])]),
            Kind::Object(_) | Kind::Enum(_) => not(&[json!(17), json!(["x"])]),
        },
    }
}

/// Whether null is a value of the type, if only an unknown one.
fn may_be_null(api: &Api, ty: &TypeRef) -> bool {
    match api.unaliased(ty) {
        TypeRef::Builtin(Builtin::Any) | TypeRef::Nullable(_) => true,
        TypeRef::Named(id) => {
            api.union(*id).is_some_and(|union| union.tagging == Tagging::Untagged)
        }
        _ => false,
    }
}

fn entries(document: &Value) -> impl Iterator<Item = (&String, &Value)> {
    document.as_object().into_iter().flat_map(Map::iter)
}

fn step(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}
