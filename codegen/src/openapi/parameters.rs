//! What an operation is sent outside of a body: in its path and in its query.

use super::types::{Schemas, typed};
use super::words::{facts, rust_name, shown};
use chatbotkit_description::ir::{Doc, Field, MapsInQuery, Operation, Parameter, TypeRef};
use chatbotkit_description::names;
use chatbotkit_description::print::{Keys, keys};

/// The parameters of an operation under `path`, which may call its placeholders otherwise.
pub(super) fn of(schemas: &Schemas<'_>, path: &str, operation: &Operation) -> Vec<Keys> {
    let placeholders = path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    let in_path = placeholders.zip(&operation.parameters).map(|(name, it)| in_path(name, it));
    let query = operation.request.as_ref().filter(|_| !operation.verb.has_body());
    let query = query.and_then(|request| schemas.api.object(request.ty));
    let fields = query.into_iter().flat_map(|object| &object.fields);
    in_path.chain(fields.map(|field| in_query(schemas, field))).collect()
}

fn in_path(name: &str, parameter: &Parameter) -> Keys {
    let own = keys! {
        "rust" => rust_name(&parameter.rust, names::field_name(&parameter.wire)),
        ..facts(&parameter.doc),
    };
    keys! {
        "name" => name,
        "in" => "path",
        "required" => true,
        ..shown(&parameter.doc),
        "schema" => typed("string"),
        "x-sdk" => own.some(),
    }
}

/// A field of a request that travels in the query. What else is to say of it, the schema of the request says.
fn in_query(schemas: &Schemas<'_>, field: &Field) -> Keys {
    let head = keys! {
        "name" => &field.wire,
        "in" => "query",
        "required" => field.is_required().then_some(true),
        ..shown(&field.doc),
    };
    let schema = schemas.of(&field.ty);
    match (&field.ty, schemas.api.service.maps_in_query) {
        (TypeRef::Map(_), MapsInQuery::Dotted) => dotted(field, head, schema),
        (TypeRef::Map(_), MapsInQuery::Brackets) => keys! {
            ..head, "style" => "deepObject", "explode" => true, "schema" => schema,
        },
        _ => head.set("schema", schema),
    }
}

/// A map whose entries are written `meta.key=value`. No style does that; but an exploded form writes the keys of an
/// object alone, and so it is right if they begin with the name of the map.
fn dotted(field: &Field, head: Keys, schema: Keys) -> Keys {
    let name = &field.wire;
    let words = format!(
        "Written `{name}.key=value`: the keys of this object begin with `{name}.`, and each becomes a parameter of \
         its own."
    );
    let text = format!("{}\n\n{words}", field.doc.text).trim_start().to_owned();
    let special = |c: char| r"\^$.*+?()[]{}|/".contains(c);
    let escaped: String =
        name.chars().flat_map(|c| special(c).then_some('\\').into_iter().chain([c])).collect();
    let pattern = keys! { "pattern" => format!("^{escaped}\\.") };
    keys! {
        ..head,
        ..shown(&Doc { text, ..field.doc.clone() }),
        "style" => "form",
        "explode" => true,
        "schema" => schema.set("propertyNames", pattern),
    }
}
