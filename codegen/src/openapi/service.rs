//! What holds for every operation: where the service is, who calls, its headers, its errors.

use super::bodies::json;
use super::errors;
use super::json::{Json, Object, list, object};
use super::silence;
use super::types::{Schemas, reference, typed};
use super::unions::{constant, tagged};
use super::words::{keys, shown};
use chatbotkit_description::ir::{Api, MapsInQuery, Module, Service};

/// `info`. The description has no version of the whole: the highest one of a module stands for it.
pub(super) fn info(api: &Api) -> Object {
    let versions = api.modules.iter().map(|module| module.version.as_str());
    let version = versions.max_by_key(|version| (version.len(), *version));
    object! {
        "title" => &api.service.name, ..shown(&api.service.doc), "version" => version.unwrap_or("v1"),
    }
}

/// What `api.yaml` says, under the keys that it has there.
pub(super) fn facts(api: &Api) -> Object {
    let service = &api.service;
    let streams = &service.streams;
    let maps = match service.maps_in_query {
        MapsInQuery::Dotted => "dotted",
        MapsInQuery::Brackets => "brackets",
    };
    let headers = service.headers.iter().map(|header| {
        let text = &header.doc.text;
        let doc = (!text.is_empty()).then_some(text);
        (&header.wire, object! { "setting" => &header.rust, "doc" => doc })
    });
    object! {
        "base_url" => object! { "default" => &service.base_url, "env" => &service.base_url_variable },
        "auth" => object! { "bearer" => &service.secret_variable },
        "headers" => headers.collect::<Object>().some(),
        "requests" => object! { "maps_in_query" => maps, "without_fields" => "empty_object" },
        "errors" => errors::facts(api),
        "streams" => object! {
            "media_type" => &streams.media_type, "tag" => &streams.tag, "content" => &streams.content,
            "error" => &streams.error, "keep_alive" => list(&streams.keep_alive),
            ..silence::of_service(&streams.silence),
        },
    }
}

/// A module. Its operations are listed where paths cannot be in their order.
pub(super) fn tag(module: &Module, in_paths: &[&str]) -> Object {
    let names: Vec<_> = module.operations.iter().map(|operation| operation.name.as_str()).collect();
    let own = object! {
        "module" => super::module_name(module),
        "source" => &module.source,
        "operations" => (names != in_paths).then(|| list(names)),
    };
    object! { "name" => &module.resource, ..shown(&module.doc), "x-sdk" => own }
}

/// Everything that operations refer to.
pub(super) fn components(schemas: &Schemas<'_>) -> Object {
    let service = &schemas.api.service;
    let headers = header_keys(service).into_iter().zip(&service.headers);
    let headers: Object = headers
        .map(|(key, header)| {
            let parameter = object! {
                "name" => &header.wire, "in" => "header", ..shown(&header.doc),
                "schema" => typed("string"),
            };
            (key, parameter)
        })
        .collect();
    let text = match service.errors.also_with_success {
        true => "What went wrong. It may come with a status of success, too.",
        false => "What went wrong.",
    };
    let error = object! { "description" => text, "content" => json(reference(&schemas.wire[0])) };
    object! {
        "securitySchemes" => object! { "bearer" => object! { "type" => "http", "scheme" => "bearer" } },
        "parameters" => headers.some(),
        "responses" => object! { "Error" => error },
        "schemas" => schemas.named().join(wire_schemas(schemas)),
    }
}

/// The headers that a client can send with every request.
pub(super) fn header_references(service: &Service) -> Json {
    let reference = |key| object! { "$ref" => format!("#/components/parameters/{key}") };
    list(header_keys(service).into_iter().map(reference))
}

fn header_keys(service: &Service) -> Vec<String> {
    keys(service.headers.iter().map(|header| header.wire.as_str()))
}

/// What every service sends and no description describes: no types of the description.
fn wire_schemas(schemas: &Schemas<'_>) -> Object {
    let streams = &schemas.api.service.streams;
    let [error, failure] = &schemas.wire;
    let wire = Object::default().set(error, errors::schema(schemas));
    let mut operations = schemas.api.modules.iter().flat_map(|module| &module.operations);
    if operations.all(|operation| operation.stream.is_none()) {
        return wire;
    }
    let failed = object! {
        "description" => "The line that ends a failed stream.",
        ..tagged(&streams.tag, constant(&streams.error), Some((&streams.content, reference(error)))),
    };
    wire.set(failure, failed)
}
