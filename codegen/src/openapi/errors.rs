//! Error objects: their schema, and what the description says of them.

use super::types::{Schemas, typed};
use super::words::{described, facts as facts_of, said};
use chatbotkit_description::ir::{Api, ErrorShape, Errors};
use chatbotkit_description::print::{Keys, keys, list, mapping};

/// `errors` of `api.yaml`.
pub(super) fn facts(api: &Api) -> Keys {
    let Errors { shapes, also_with_success, codes } = &api.service.errors;
    let codes = keys! {
        "not_found" => list(&codes.not_found),
        "unauthorized" => list(&codes.unauthorized),
        "rate_limited" => list(&codes.rate_limited),
    };
    let shape = |shape: &ErrorShape| {
        let fields = shape.fields.iter().map(|field| {
            let mark = if field.required { "" } else { "?" };
            let ty = api.expression(&field.ty);
            let keys = keys! { "type" => ty, ..said(&field.doc), ..facts_of(&field.doc) };
            (format!("{}{mark}", field.wire), keys)
        });
        keys! {
            "message" => &shape.message,
            "code" => &shape.code,
            "fields" => mapping(fields),
        }
    };
    keys! {
        "shapes" => list(shapes.iter().map(shape)),
        "also_with_success" => also_with_success.then_some(true),
        "codes" => codes.some(),
    }
}

/// The schema of an error object: that of its only shape, or any of them.
pub(super) fn schema(schemas: &Schemas<'_>) -> Keys {
    let shapes = schemas.api.service.errors.shapes.iter();
    let mut shapes: Vec<_> = shapes.map(|shape| shape_schema(schemas, shape)).collect();
    let body = match shapes.len() {
        1 => shapes.remove(0),
        _ => keys! { "anyOf" => list(shapes) },
    };
    keys! { "description" => "What went wrong.", ..body }
}

/// A key of an error object, its schema, and whether it is required.
type Key<'a> = (&'a str, Keys, bool);

fn shape_schema(schemas: &Schemas<'_>, shape: &ErrorShape) -> Keys {
    let string = |path, words| (path, typed("string").set("description", words), false);
    let own: [Key<'_>; 2] = [
        string(shape.message.as_str(), "What went wrong, for people."),
        string(shape.code.as_str(), "What went wrong, for programs."),
    ];
    let fields = shape.fields.iter().map(|field| {
        (field.wire.as_str(), described(&field.doc, schemas.of(&field.ty)), field.required)
    });
    object_of(own.into_iter().chain(fields).collect())
}

/// The object that has these keys. Those of one nested object are together, where the first of them is.
fn object_of(keys: Vec<Key<'_>>) -> Keys {
    let mut groups: Vec<(&str, Vec<Key<'_>>)> = Vec::new();
    for (path, schema, is_required) in keys {
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        match groups.iter_mut().find(|(name, _)| *name == first) {
            Some((_, group)) => group.push((rest, schema, is_required)),
            None => groups.push((first, vec![(rest, schema, is_required)])),
        }
    }
    let is_required = |group: &[Key<'_>]| group.iter().any(|(.., required)| *required);
    let required = groups.iter().filter(|(_, group)| is_required(group)).map(|(name, _)| *name);
    let required = list(required);
    let properties = groups.into_iter().map(|(name, group)| match group.as_slice() {
        [("", schema, _)] => (name, schema.clone()),
        _ => (name, object_of(group)),
    });
    keys! { "type" => "object", "properties" => properties.collect::<Keys>(), "required" => required }
}
