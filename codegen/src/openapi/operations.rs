//! Operations under their paths.

use std::collections::BTreeMap;

use super::bodies;
use super::json::{Object, list, object};
use super::service::header_references;
use super::silence;
use super::types::Schemas;
use super::words::{facts, keys, plain, shown, summary};
use super::{Version, parameters};
use chatbotkit_description::ir::{Api, Doc, Module, Operation, Response, TypeId};

/// A path and its operations. OpenAPI takes paths that differ only in the names of their placeholders for one.
pub(super) struct PathItem<'a> {
    path: String,
    operations: Vec<(&'a Module, &'a Operation)>,
}

/// The paths, in the order in which the operations first name them.
pub(super) fn path_items(api: &Api) -> Vec<PathItem<'_>> {
    let mut items: Vec<PathItem<'_>> = Vec::new();
    let mut known = BTreeMap::new();
    for (module, operation) in api.operations() {
        let index = *known.entry(operation.template()).or_insert(items.len());
        if index == items.len() {
            let path = operation.path.replace("{+", "{");
            items.push(PathItem { path, operations: Vec::new() });
        }
        items[index].operations.push((module, operation));
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
    let all = items.iter().flat_map(|item| &item.operations);
    let mut ids = keys(all.map(|(_, operation)| operation.name.as_str())).into_iter();
    let headers = header_references(&schemas.api.service);
    let mut item = |item: &PathItem<'_>| {
        let operations = item.operations.iter().map(|(module, it)| {
            let id = ids.next().unwrap_or_default();
            let operation = object! {
                "tags" => list([&module.resource]),
                "operationId" => &id,
                ..operation(schemas, &item.path, it, version),
                "x-sdk-name" => (it.name != id).then_some(&it.name),
            };
            (it.verb.key(), operation)
        });
        let operations: Object = operations.collect();
        (item.path.clone(), object! { "parameters" => headers.clone(), ..operations })
    };
    items.iter().map(&mut item).collect()
}

fn operation(schemas: &Schemas<'_>, path: &str, it: &Operation, version: Version) -> Object {
    let summary = summary(&it.doc.text);
    // A text of one sentence is the summary already.
    let text = if summary == it.doc.text { String::new() } else { it.doc.text.clone() };
    object! {
        "summary" => (!summary.is_empty()).then_some(summary),
        ..shown(&Doc { text, ..it.doc.clone() }),
        "parameters" => list(parameters::of(schemas, path, it)),
        "requestBody" => bodies::request(schemas, it),
        "responses" => bodies::responses(schemas, it, version),
        ..own_words(schemas.api, path, it),
        ..facts(&it.doc),
    }
}

/// What the language says of an operation and OpenAPI does not, under the language's own keys.
fn own_words(api: &Api, path: &str, it: &Operation) -> Object {
    // A body names its type itself.
    let name = |id: TypeId| api.at(id).name.as_str();
    let (optional, needed) = match (&it.request, it.verb.has_body()) {
        (Some(request), false) if request.optional => (Some(name(request.ty)), None),
        (Some(request), false) => (None, Some(name(request.ty))),
        (None, true) if it.upload.is_none() => (None, Some("nothing")),
        _ => (None, None),
    };
    let response = match &it.response {
        Response::Nothing => Some("nothing"),
        Response::Content { media_type } => Some(media_type.as_str()),
        Response::Json { .. } | Response::OnlyStream => None,
    };
    let upload = it.upload.as_ref().map(|upload| {
        object! {
            "method" => upload.rust.as_deref().map(plain), "part" => upload.part.as_ref(),
        }
    });
    let also = it.also.iter().map(|also| (plain(&also.rust), &also.media_type));
    object! {
        "x-sdk-method" => plain(&it.rust),
        "x-sdk-effect" => it.effect.key(),
        "x-sdk-path" => (it.path != path).then_some(&it.path),
        "x-sdk-request" => needed,
        "x-sdk-request?" => optional,
        "x-sdk-upload" => upload,
        "x-sdk-response" => response,
        "x-sdk-also" => also.collect::<Object>().some(),
        "x-sdk-stream" => stream(api, it),
        "x-sdk-pages" => pages(api, it),
    }
}

fn stream(api: &Api, operation: &Operation) -> Option<Object> {
    let union = api.events(operation)?;
    let text = api.streamed_text(union);
    let text = text.map(|(event, field)| format!("{}.{}", event.wire, field.wire));
    let terminal = union.terminal().map(|event| &event.wire);
    let service = &api.service.streams.silence;
    let silence = operation.silence.as_ref();
    let silence = silence.map(|own| silence::of_stream(service, own));
    Some(object! {
        "events" => operation.stream.map(|id| &api.at(id).name),
        "terminal" => terminal,
        "open_ended" => terminal.is_none().then_some(true),
        "text" => text,
        ..silence.unwrap_or_default(),
    })
}

fn pages(api: &Api, operation: &Operation) -> Option<Object> {
    let [items, next, send_as] = api.paged(operation)?.map(|field| &field.wire);
    Some(object! { "items" => items, "next" => next, "send_as" => send_as })
}
