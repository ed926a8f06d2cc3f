//! Error objects: their schema, and what the description says of them.

use super::json::{Object, list, object};
use super::types::{Schemas, typed};
use super::words::described;
use chatbotkit_description::ir::{Api, ErrorField, ErrorShape, Errors};

/// `errors` of `api.yaml`.
pub(super) fn facts(api: &Api) -> Object {
    let Errors { shapes, also_with_success, codes } = &api.service.errors;
    let codes = object! {
        "not_found" => list(&codes.not_found),
        "unauthorized" => list(&codes.unauthorized),
        "rate_limited" => list(&codes.rate_limited),
    };
    let shape = |shape: &ErrorShape| {
        let fields = shape.fields.iter().map(|field| {
            let mark = if field.required { "" } else { "?" };
            (format!("{}{mark}", field.wire), field_facts(api, field))
        });
        object! {
            "message" => &shape.message,
            "code" => &shape.code,
            "fields" => fields.collect::<Object>().some(),
        }
    };
    object! {
        "shapes" => list(shapes.iter().map(shape)),
        "also_with_success" => also_with_success.then_some(true),
        "codes" => codes.some(),
    }
}

fn field_facts(api: &Api, field: &ErrorField) -> Object {
    let text = &field.doc.text;
    object! {
        "type" => api.expression(&field.ty),
        "doc" => (!text.is_empty()).then_some(text),
        "since" => field.doc.since.as_ref(),
        "deprecated" => field.doc.deprecated.as_ref(),
    }
}

/// The schema of an error object: that of its only shape, or any of them.
pub(super) fn schema(schemas: &Schemas<'_>) -> Object {
    let shapes = schemas.api.service.errors.shapes.iter();
    let mut shapes: Vec<_> = shapes.map(|shape| shape_schema(schemas, shape)).collect();
    let body = match shapes.len() {
        1 => shapes.remove(0),
        _ => object! { "anyOf" => list(shapes) },
    };
    object! { "description" => "What went wrong.", ..body }
}

/// A key of an error object.
#[derive(Clone)]
struct Key<'a> {
    path: &'a str,
    schema: Object,
    required: bool,
}

fn shape_schema(schemas: &Schemas<'_>, shape: &ErrorShape) -> Object {
    let string = |path, words| Key {
        path,
        schema: typed("string").set("description", words),
        required: false,
    };
    let fields = shape.fields.iter().map(|field| Key {
        path: &field.wire,
        schema: described(&field.doc, schemas.of(&field.ty)),
        required: field.required,
    });
    let own = [
        string(&shape.message, "What went wrong, for people."),
        string(&shape.code, "What went wrong, for programs."),
    ];
    object_of(&own.into_iter().chain(fields).collect::<Vec<_>>())
}

/// The object that has these keys. Those of one nested object are together, where the first of them is.
fn object_of(keys: &[Key<'_>]) -> Object {
    let (mut properties, mut required) = (Object::default(), Vec::new());
    for key in keys {
        let first = key.path.split('.').next().unwrap_or_default();
        if properties.get(first).is_some() {
            continue;
        }
        let inside = keys.iter().filter_map(|key| {
            let path = key.path.strip_prefix(first)?.strip_prefix('.')?;
            Some(Key { path, ..key.clone() })
        });
        let inside: Vec<_> = inside.collect();
        let is_required = key.required || inside.iter().any(|key| key.required);
        let schema = match inside.is_empty() {
            true => key.schema.clone(),
            false => object_of(&inside),
        };
        properties = properties.set(first, schema);
        required.extend(is_required.then_some(first));
    }
    object! { "type" => "object", "properties" => properties, "required" => list(required) }
}
