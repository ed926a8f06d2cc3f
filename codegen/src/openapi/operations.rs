//! Operations under their paths.

use std::collections::BTreeMap;

use super::bodies;
use super::language;
use super::service::header_references;
use super::silence;
use super::types::Schemas;
use super::words::{facts, plain, shown, summary, unique_keys};
use super::{Version, parameters};
use chatbotkit_description::ir::{Api, Doc, Effect, Module, Operation, Response, Verb};
use chatbotkit_description::print::{Keys, keys, list, mapping};

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

/// The names of each module's operations in the order of the paths, by its resource.
pub(super) fn in_paths<'a>(items: &[PathItem<'a>]) -> BTreeMap<&'a str, Vec<&'a str>> {
    let mut names: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (module, operation) in items.iter().flat_map(|item| &item.operations) {
        names.entry(&module.resource).or_default().push(&operation.name);
    }
    names
}

/// `paths`.
pub(super) fn paths(schemas: &Schemas<'_>, items: &[PathItem<'_>], version: Version) -> Keys {
    let all = items.iter().flat_map(|item| &item.operations);
    let mut ids = unique_keys(all.map(|(_, operation)| operation.name.as_str())).into_iter();
    let headers = header_references(&schemas.api.service);
    let mut item = |item: &PathItem<'_>| {
        let operations = item.operations.iter().map(|(module, it)| {
            let id = ids.next().unwrap_or_default();
            let own = keys! {
                "name" => (it.name != id).then_some(&it.name),
                ..own_words(schemas.api, &item.path, it),
            };
            let operation = keys! {
                "tags" => list([&module.resource]),
                "operationId" => &id,
                ..operation(schemas, &item.path, it, version),
                "x-sdk" => own,
            };
            (it.verb.key(), operation)
        });
        let operations: Keys = operations.collect();
        (item.path.clone(), keys! { "parameters" => headers.clone(), ..operations })
    };
    items.iter().map(&mut item).collect()
}

fn operation(schemas: &Schemas<'_>, path: &str, it: &Operation, version: Version) -> Keys {
    let summary = summary(&it.doc.text);
    // A text of one sentence is the summary already.
    let text = if summary == it.doc.text { String::new() } else { it.doc.text.clone() };
    keys! {
        "summary" => (!summary.is_empty()).then_some(summary),
        ..shown(&Doc { text, ..it.doc.clone() }),
        "parameters" => list(parameters::of(schemas, path, it)),
        "requestBody" => bodies::request(schemas, it),
        "responses" => bodies::responses(schemas, it, version),
    }
}

/// What the language says of an operation and OpenAPI does not, under the language's own keys.
fn own_words(api: &Api, path: &str, it: &Operation) -> Keys {
    // A body names its type itself; a query has a parameter for each field.
    let query = it.request.as_ref().filter(|_| !it.verb.has_body());
    let query = query.map(|request| {
        let key = if request.optional { "request?" } else { "request" };
        keys! { [key] => &api.at(request.ty).name }
    });
    let response = match &it.response {
        Response::Nothing => Some("nothing".to_owned()),
        Response::Content { media_type } => Some(media_type.clone()),
        Response::Json { ty, .. } if !language::is_read(api, ty) => Some(api.expression(ty)),
        Response::Json { .. } | Response::OnlyStream => None,
    };
    let upload = it.upload.as_ref().map(|upload| {
        keys! {
            "method" => upload.rust.as_deref().map(plain), "part" => upload.part.as_ref(),
        }
    });
    let is_usual = matches!(
        (it.verb, it.effect),
        (Verb::Get, Effect::Read) | (Verb::Put | Verb::Delete, Effect::Idempotent)
    );
    let also = it.also.iter().map(|also| (plain(&also.rust), &also.media_type));
    keys! {
        [it.verb.key()] => (it.path != path).then_some(&it.path),
        "method" => plain(&it.rust),
        "effect" => (!is_usual).then(|| it.effect.key()),
        ..query.unwrap_or_default(),
        "upload" => upload,
        "response" => response,
        "also" => mapping(also),
        "stream" => stream(api, it),
        "pages" => pages(api, it),
        ..facts(&it.doc),
    }
}

fn stream(api: &Api, operation: &Operation) -> Option<Keys> {
    let union = api.events(operation)?;
    let text = api.streamed_text(union);
    let text = text.map(|(event, field)| format!("{}.{}", event.wire, field.wire));
    let terminal = union.terminal().map(|event| &event.wire);
    let others = &api.service.streams.silence;
    let silence = operation.silence.as_ref().map(|own| silence::of(own, Some(others)));
    Some(keys! {
        "events" => operation.stream.map(|id| &api.at(id).name),
        "terminal" => terminal,
        "open_ended" => terminal.is_none().then_some(true),
        "text" => text,
        ..silence.unwrap_or_default(),
    })
}

fn pages(api: &Api, operation: &Operation) -> Option<Keys> {
    let [items, next, send_as] = api.paged(operation)?.map(|field| &field.wire);
    Some(keys! { "items" => items, "next" => next, "send_as" => send_as })
}
