//! What holds for every operation: where the service is, who calls, its headers, its errors.

use super::bodies::json;
use super::errors;
use super::silence;
use super::types::{Schemas, reference, typed};
use super::unions::{constant, tagged};
use super::words::{said, shown, unique_keys};
use chatbotkit_description::ir::{Api, Header, MapsInQuery, Module, Service};
use chatbotkit_description::print::{Keys, Tree, keys, list, mapping};

/// `info`. The description has no version of the whole: the highest one of a module stands for it.
pub(super) fn info(api: &Api) -> Keys {
    let versions = api.modules.iter().map(|module| module.version.as_str());
    let version = versions.max_by_key(|version| (version.len(), *version));
    keys! {
        "title" => &api.service.name, ..shown(&api.service.doc), "version" => version.unwrap_or("v1"),
    }
}

/// What `api.yaml` says, under the keys that it has there.
pub(super) fn facts(api: &Api) -> Keys {
    let service = &api.service;
    let streams = &service.streams;
    let maps = match service.maps_in_query {
        MapsInQuery::Dotted => "dotted",
        MapsInQuery::Brackets => "brackets",
    };
    let headers = service
        .headers
        .iter()
        .map(|header| (&header.wire, keys! { "setting" => &header.rust, ..said(&header.doc) }));
    keys! {
        "base_url" => keys! { "default" => &service.base_url, "env" => &service.base_url_variable },
        "auth" => keys! { "bearer" => &service.secret_variable },
        "headers" => mapping(headers),
        "requests" => keys! { "maps_in_query" => maps, "without_fields" => "empty_object" },
        "errors" => errors::facts(api),
        "streams" => keys! {
            "media_type" => &streams.media_type, "tag" => &streams.tag, "content" => &streams.content,
            "error" => &streams.error, "keep_alive" => list(&streams.keep_alive),
            ..silence::of(&streams.silence, None),
        },
    }
}

/// A module. Its operations are listed where paths cannot be in their order.
pub(super) fn tag(module: &Module, in_paths: &[&str]) -> Keys {
    let names: Vec<_> = module.operations.iter().map(|operation| operation.name.as_str()).collect();
    let own = keys! {
        "module" => super::module_name(module),
        "source" => &module.source,
        "operations" => (names != in_paths).then(|| list(names)),
    };
    keys! { "name" => &module.resource, ..shown(&module.doc), "x-sdk" => own }
}

/// Everything that operations refer to.
pub(super) fn components(schemas: &Schemas<'_>) -> Keys {
    let service = &schemas.api.service;
    let headers = header_keys(service).into_iter().zip(&service.headers);
    let parameter = |header: &Header| {
        keys! {
            "name" => &header.wire, "in" => "header", ..shown(&header.doc), "schema" => typed("string"),
        }
    };
    let text = match service.errors.also_with_success {
        true => "What went wrong. It may come with a status of success, too.",
        false => "What went wrong.",
    };
    let error = keys! { "description" => text, "content" => json(reference(&schemas.wire[0])) };
    keys! {
        "securitySchemes" => keys! { "bearer" => keys! { "type" => "http", "scheme" => "bearer" } },
        "parameters" => mapping(headers.map(|(key, header)| (key, parameter(header)))),
        "responses" => keys! { "Error" => error },
        "schemas" => schemas.named().join(wire_schemas(schemas)),
    }
}

/// The headers that a client can send with every request.
pub(super) fn header_references(service: &Service) -> Tree {
    let reference = |key| keys! { "$ref" => format!("#/components/parameters/{key}") };
    list(header_keys(service).into_iter().map(reference))
}

fn header_keys(service: &Service) -> Vec<String> {
    unique_keys(service.headers.iter().map(|header| header.wire.as_str()))
}

/// What every service sends and no description describes: no types of the description.
fn wire_schemas(schemas: &Schemas<'_>) -> Keys {
    let streams = &schemas.api.service.streams;
    let [error, failure] = &schemas.wire;
    let wire = keys! { [error] => errors::schema(schemas) };
    if schemas.api.operations().all(|(_, operation)| operation.stream.is_none()) {
        return wire;
    }
    let failed = keys! {
        "description" => "The line that ends a failed stream.",
        ..tagged(&streams.tag, constant(&streams.error), Some((&streams.content, reference(error)))),
    };
    wire.set(failure, failed)
}
