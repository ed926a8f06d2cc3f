//! Operations under their paths.

use super::Version;
use super::bodies;
use super::json::{Object, list};
use super::service::header_references;
use super::types::{Schemas, typed};
use super::words::{described, facts, plain, rust_name, shown, summary};
use crate::ir::{
    self, Api, Effect, Field, Kind, MapsInQuery, Module, Operation, Parameter, Presence, Response,
    TypeId, TypeRef, Verb,
};
use crate::names;

/// A path and its operations. OpenAPI takes paths that differ only in the names of their placeholders for one.
pub(super) struct PathItem<'a> {
    path: String,
    operations: Vec<(&'a Module, &'a Operation)>,
}

/// The paths, in the order in which the operations first name them.
pub(super) fn path_items(api: &Api) -> Vec<PathItem<'_>> {
    let mut items: Vec<PathItem<'_>> = Vec::new();
    for module in &api.modules {
        for operation in &module.operations {
            let path = operation.path.replace("{+", "{");
            let known = items
                .iter_mut()
                .find(|item| route(&item.path) == route(&path));
            match known {
                Some(item) => item.operations.push((module, operation)),
                None => items.push(PathItem {
                    path,
                    operations: vec![(module, operation)],
                }),
            }
        }
    }
    items
}

/// The names of a module's operations in the order of the paths.
pub(super) fn in_paths<'a>(items: &[PathItem<'a>], module: &Module) -> Vec<&'a str> {
    let all = items.iter().flat_map(|item| &item.operations);
    let own = all.filter(|(of, _)| of.resource == module.resource);
    own.map(|(_, operation)| operation.name.as_str()).collect()
}

/// `paths`.
pub(super) fn paths(schemas: &Schemas<'_>, items: &[PathItem<'_>], version: Version) -> Object {
    let all = || items.iter().flat_map(|item| &item.operations);
    let ids = super::words::keys(all().map(|(_, operation)| operation.name.as_str()));
    let mut ids = ids.into_iter();
    let headers = header_references(&schemas.api.service);
    let item = |item: &PathItem<'_>| {
        let operations = item.operations.iter().map(|(module, described)| {
            let verb = match described.verb {
                Verb::Get => "get",
                Verb::Post => "post",
            };
            let id = ids.next().unwrap_or_default();
            let tagged = Object::default().set("tags", list([&module.resource]));
            let written = operation(schemas, &item.path, described, version);
            (verb, tagged.set("operationId", id).join(written))
        });
        let operations: Object = operations.collect();
        let item_of = Object::default().set_list("parameters", headers.iter().cloned());
        (item.path.clone(), item_of.join(operations))
    };
    items.iter().map(item).collect()
}

fn operation(schemas: &Schemas<'_>, path: &str, it: &Operation, version: Version) -> Object {
    let summary = summary(&it.doc.text);
    // A text of one sentence is the summary already.
    let shown = match summary == it.doc.text {
        true => Object::default().set_flag("deprecated", it.doc.deprecated.is_some()),
        false => shown(&it.doc),
    };
    let from_path = placeholders(path)
        .zip(&it.parameters)
        .map(|(name, it)| in_path(name, it));
    let request = it.request.as_ref().filter(|_| it.verb == Verb::Get);
    let request = request.and_then(|request| schemas.api.object(request.ty));
    let fields = request.into_iter().flat_map(|object| &object.fields);
    let from_query = fields.map(|field| in_query(schemas, field));
    let has_summary = !summary.is_empty();
    Object::default()
        .set_some("summary", has_summary.then_some(summary))
        .join(shown)
        .set_list("parameters", from_path.chain(from_query))
        .set_some("requestBody", bodies::request(schemas, it))
        .set("responses", bodies::responses(schemas, it, version))
        .join(own_words(schemas.api, path, it))
}

/// What the language says of an operation and OpenAPI does not, under the language's own keys.
fn own_words(api: &Api, path: &str, it: &Operation) -> Object {
    let effect = match it.effect {
        Effect::Read => "read",
        Effect::Idempotent => "idempotent",
        Effect::Create => "create",
    };
    let name = |id: TypeId| &api.at(id).name;
    // The body of a POST names its type itself.
    let (optional, needed) = match (&it.request, it.verb) {
        (Some(request), Verb::Get) if request.optional => (Some(name(request.ty)), None),
        (Some(request), Verb::Get) => (None, Some(name(request.ty).as_str())),
        (None, Verb::Post) if it.upload.is_none() => (None, Some("nothing")),
        _ => (None, None),
    };
    let response = match &it.response {
        Response::Nothing => Some("nothing"),
        Response::Content { media_type } => Some(media_type.as_str()),
        Response::Json { .. } | Response::OnlyStream => None,
    };
    let upload = it.upload.as_ref().map(|upload| {
        Object::default()
            .set_some("method", upload.rust.as_deref().map(plain))
            .set_some("part", upload.part.as_ref())
    });
    let also = it
        .also
        .iter()
        .map(|also| (plain(&also.rust), &also.media_type));
    Object::default()
        .set("x-sdk-method", plain(&it.rust))
        .set("x-sdk-effect", effect)
        .set_some("x-sdk-path", (it.path != path).then_some(&it.path))
        .set_some("x-sdk-request", needed)
        .set_some("x-sdk-request?", optional)
        .set_some("x-sdk-upload", upload)
        .set_some("x-sdk-response", response)
        .set_object("x-sdk-also", also.collect())
        .set_some("x-sdk-stream", stream(api, it))
        .set_some("x-sdk-pages", pages(api, it))
        .join(facts(&it.doc))
}

fn stream(api: &Api, operation: &Operation) -> Option<Object> {
    let events = operation.stream?;
    let Kind::Union(union) = &api.at(events).kind else {
        return None;
    };
    let text = union.events.as_ref().and_then(|events| events.text);
    let text = text.and_then(|(variant, field)| {
        let variant = union.variants.get(variant)?;
        let (TypeRef::Named(id) | TypeRef::Boxed(id)) = &variant.ty else {
            return None;
        };
        let field = api.object(*id)?.fields.get(field)?;
        Some(format!("{}.{}", variant.wire, field.wire))
    });
    let terminal = terminal(api, operation);
    Some(
        Object::default()
            .set("events", &api.at(events).name)
            .set_some("terminal", terminal)
            .set_flag("open_ended", terminal.is_none())
            .set_some("text", text),
    )
}

/// The tag of the event that ends the operation's stream.
pub(super) fn terminal<'a>(api: &'a Api, operation: &Operation) -> Option<&'a String> {
    let Kind::Union(union) = &api.at(operation.stream?).kind else {
        return None;
    };
    let index = union.events.as_ref()?.terminal?;
    union.variants.get(index).map(|variant| &variant.wire)
}

fn pages(api: &Api, operation: &Operation) -> Option<Object> {
    let pages = operation.pages.as_ref()?;
    let Response::Json {
        ty: TypeRef::Named(reply) | TypeRef::Boxed(reply),
        ..
    } = &operation.response
    else {
        return None;
    };
    let request = operation.request.as_ref()?.ty;
    let name = |id, index: usize| Some(&api.object(id)?.fields.get(index)?.wire);
    Some(
        Object::default()
            .set_some("items", name(*reply, pages.items))
            .set_some("next", name(*reply, pages.next))
            .set_some("send_as", name(request, pages.send_as)),
    )
}

fn in_path(name: &str, parameter: &Parameter) -> Object {
    let rust = rust_name(&parameter.rust, names::field_name(&parameter.wire));
    let head = Object::default()
        .set("name", name)
        .set("in", "path")
        .set("required", true);
    let body = head
        .set("schema", typed("string"))
        .set_some("x-sdk-rust", rust);
    described(&parameter.doc, body)
}

/// A field of a request that travels in the query. What else is to say of it, the schema of the request says.
fn in_query(schemas: &Schemas<'_>, field: &Field) -> Object {
    let required = matches!(
        field.presence,
        Presence::Required | Presence::RequiredNullable
    );
    let head = Object::default()
        .set("name", &field.wire)
        .set("in", "query")
        .set_flag("required", required)
        .join(shown(&field.doc));
    let schema = schemas.of(&field.ty);
    let dotted = schemas.api.service.maps_in_query == MapsInQuery::Dotted;
    match field.ty {
        TypeRef::Map(_) if dotted => {
            let name = &field.wire;
            let words = format!(
                "Written `{name}.key=value`. OpenAPI has no style for that, so the keys of this object begin \
                 with `{name}.`, and each becomes a parameter of its own."
            );
            let doc = ir::Doc {
                text: format!("{}\n\n{words}", field.doc.text),
                ..field.doc.clone()
            };
            let pattern = Object::default().set("pattern", format!("^{}\\.", escaped(name)));
            head.join(shown(&doc))
                .set("style", "form")
                .set("explode", true)
                .set("schema", schema.set("propertyNames", pattern))
        }
        TypeRef::Map(_) => head
            .set("style", "deepObject")
            .set("explode", true)
            .set("schema", schema),
        _ => head.set("schema", schema),
    }
}

/// A text for a regular expression.
fn escaped(text: &str) -> String {
    let special = |c: char| r"\^$.*+?()[]{}|/".contains(c);
    let escape = |c| special(c).then_some('\\').into_iter().chain([c]);
    text.chars().flat_map(escape).collect()
}

/// The names of the placeholders of a path.
fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    path.split('{')
        .skip(1)
        .filter_map(|rest| rest.split('}').next())
}

/// A path without the names of its placeholders.
fn route(path: &str) -> String {
    let fixed = path
        .split('{')
        .enumerate()
        .map(|(index, part)| match index {
            0 => part,
            _ => part.split_once('}').map_or("", |(_, rest)| rest),
        });
    fixed.collect::<Vec<_>>().join("{}")
}
