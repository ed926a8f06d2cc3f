//! What holds for every operation: where the service is, who calls, its headers, its errors.

use super::json::{Object, list};
use super::types::{Schemas, reference, typed};
use super::unions::{constant, tagged};
use super::words::{keys, shown};
use crate::ir::{Api, Header, MapsInQuery, Module, Service};

/// `info`. The description has no version of the whole: the highest one of a module stands for it.
pub(super) fn info(api: &Api) -> Object {
    let versions = api.modules.iter().map(|module| module.version.as_str());
    let version = versions.max_by_key(|version| (version.len(), *version));
    Object::default()
        .set("title", &api.service.name)
        .join(shown(&api.service.doc))
        .set("version", version.unwrap_or("v1"))
}

/// What `api.yaml` says and OpenAPI has no place for, under the keys that it has there.
pub(super) fn facts(service: &Service) -> Object {
    let base_url = Object::default()
        .set("default", &service.base_url)
        .set("env", &service.base_url_variable);
    let maps = match service.maps_in_query {
        MapsInQuery::Dotted => "dotted",
        MapsInQuery::Brackets => "brackets",
    };
    let requests = Object::default()
        .set("maps_in_query", maps)
        .set("without_fields", "empty_object");
    let codes = &service.errors.codes;
    let codes = Object::default()
        .set_list("not_found", &codes.not_found)
        .set_list("unauthorized", &codes.unauthorized)
        .set_list("rate_limited", &codes.rate_limited);
    let errors = Object::default()
        .set("message", &service.errors.message)
        .set("code", &service.errors.code)
        .set_flag("also_with_success", service.errors.also_with_success)
        .set_object("codes", codes);
    let streams = Object::default()
        .set("media_type", &service.streams.media_type)
        .set("tag", &service.streams.tag)
        .set("content", &service.streams.content)
        .set("error", &service.streams.error)
        .set_list("keep_alive", &service.streams.keep_alive);
    Object::default()
        .set("base_url", base_url)
        .set(
            "auth",
            Object::default().set("bearer", &service.secret_variable),
        )
        .set("requests", requests)
        .set("errors", errors)
        .set("streams", streams)
}

/// A module. Its operations are listed where paths cannot be in their order.
pub(super) fn tag(module: &Module, in_paths: &[&str]) -> Object {
    let names = || {
        module
            .operations
            .iter()
            .map(|operation| operation.name.as_str())
    };
    let listed = names().filter(|_| !names().eq(in_paths.iter().copied()));
    Object::default()
        .set("name", &module.resource)
        .join(shown(&module.doc))
        .set("x-sdk-module", super::module_name(module))
        .set("x-sdk-source", &module.source)
        .set_list("x-sdk-operations", listed)
}

/// Everything that operations refer to.
pub(super) fn components(schemas: &Schemas<'_>) -> Object {
    let service = &schemas.api.service;
    let headers = header_keys(service).into_iter().zip(&service.headers);
    let bearer = Object::default()
        .set("type", "http")
        .set("scheme", "bearer");
    Object::default()
        .set("securitySchemes", Object::default().set("bearer", bearer))
        .set_object(
            "parameters",
            headers
                .map(|(key, header)| (key, parameter(header)))
                .collect(),
        )
        .set(
            "responses",
            Object::default().set("Error", error_response(schemas)),
        )
        .set("schemas", schemas.named().join(wire_schemas(schemas)))
}

/// The headers that a client can send with every request.
pub(super) fn header_references(service: &Service) -> Vec<Object> {
    let keys = header_keys(service).into_iter();
    keys.map(|key| Object::default().set("$ref", format!("#/components/parameters/{key}")))
        .collect()
}

fn header_keys(service: &Service) -> Vec<String> {
    keys(service.headers.iter().map(|header| header.wire.as_str()))
}

fn parameter(header: &Header) -> Object {
    Object::default()
        .set("name", &header.wire)
        .set("in", "header")
        .join(shown(&header.doc))
        .set("schema", typed("string"))
        .set("x-sdk-setting", &header.rust)
}

fn error_response(schemas: &Schemas<'_>) -> Object {
    let text = match schemas.api.service.errors.also_with_success {
        true => "What went wrong. It may come with a status of success, too.",
        false => "What went wrong.",
    };
    Object::default()
        .set("description", text)
        .set("content", super::bodies::json(reference(&schemas.error)))
}

/// What every service sends and no description describes: no types of the description.
fn wire_schemas(schemas: &Schemas<'_>) -> Object {
    let service = &schemas.api.service;
    let text = |words: &str| typed("string").set("description", words);
    let properties = Object::default()
        .set(
            &service.errors.message,
            text("What went wrong, for people."),
        )
        .set(&service.errors.code, text("What went wrong, for programs."));
    let error = typed("object")
        .set("description", "What went wrong.")
        .set("properties", properties);
    let wire = Object::default().set(&schemas.error, error);
    let mut operations = schemas
        .api
        .modules
        .iter()
        .flat_map(|module| &module.operations);
    if operations.all(|operation| operation.stream.is_none()) {
        return wire;
    }
    let streams = &service.streams;
    let properties = Object::default()
        .set(&streams.tag, constant(&streams.error))
        .set(&streams.content, reference(&schemas.error));
    let failure = tagged(&streams.tag, constant(&streams.error))
        .set("properties", properties)
        .set("description", "The line that ends a failed stream.");
    let tags = typed("string").set("enum", list(&streams.keep_alive));
    let keep_alive = tagged(&streams.tag, tags).set(
        "description",
        "A line that means nothing but that the connection is alive.",
    );
    let wire = wire.set(&schemas.failure, failure);
    match streams.keep_alive.is_empty() {
        true => wire,
        false => wire.set(&schemas.keep_alive, keep_alive),
    }
}
