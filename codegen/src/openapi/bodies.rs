//! What an operation is sent and what it answers, by media types.

use super::Version;
use super::types::{Schemas, reference, typed};
use super::unions::tagged;
use chatbotkit_description::ir::{self, Operation, Response, TypeId, TypeRef, Union, Variant};
use chatbotkit_description::print::{Keys, keys, list};

/// The media type of bytes that are not looked into.
const BYTES: &str = "application/octet-stream";

/// The body, where the verb has one: the request, the content in its place, or the empty object that says nothing.
pub(super) fn request(schemas: &Schemas<'_>, operation: &Operation) -> Option<Keys> {
    let content = match (&operation.request, &operation.upload) {
        _ if !operation.verb.has_body() => return None,
        (Some(request), _) => json(schemas.of(&TypeRef::Named(request.ty))),
        (None, Some(_)) => Keys::default(),
        (None, None) => json(keys! { "type" => "object", "maxProperties" => 0_i64 }),
    };
    let upload = operation.upload.as_ref().map(|upload| match &upload.part {
        Some(part) => ("multipart/form-data", tagged(part, bytes(), None)),
        None => (BYTES, bytes()),
    });
    let upload = upload.map(|(media_type, schema)| (media_type, keys! { "schema" => schema }));
    let optional = operation.request.as_ref().is_some_and(|request| request.optional);
    Some(keys! { "required" => !optional, "content" => content.join(upload.into_iter().collect()) })
}

/// What is not JSON. `format` is what most tools look at, although OpenAPI 3.1 has the media type for it.
fn bytes() -> Keys {
    keys! { "type" => "string", "format" => "binary", "contentMediaType" => BYTES }
}

/// A body in JSON.
pub(super) fn json(schema: Keys) -> Keys {
    keys! { "application/json" => keys! { "schema" => schema } }
}

/// The replies by their statuses.
pub(super) fn responses(schemas: &Schemas<'_>, operation: &Operation, version: Version) -> Keys {
    let json = match &operation.response {
        Response::Json { ty, .. } => json(schemas.of(ty)),
        Response::Nothing | Response::OnlyStream | Response::Content { .. } => Keys::default(),
    };
    let own = match &operation.response {
        Response::Content { media_type } => Some(media_type),
        _ => None,
    };
    let plain = own.into_iter().chain(operation.also.iter().map(|also| &also.media_type));
    let plain = plain.map(|media_type| {
        let schema = if media_type.starts_with("text/") { typed("string") } else { bytes() };
        (media_type, keys! { "schema" => schema })
    });
    let key = match version {
        Version::V3_1 => "schema",
        Version::V3_2 => "itemSchema",
    };
    let media_type = &schemas.api.service.streams.media_type;
    let lines = operation.stream.map(|events| keys! { [key] => line(schemas, events) });
    let content = json.join(plain.collect()).set(media_type, lines);
    let empty = operation.empty_on.iter();
    let empty =
        empty.map(|(status, meaning)| (status.to_string(), keys! { "description" => meaning }));
    keys! {
        "200" => keys! { "description" => words(schemas, operation), "content" => content.some() },
        ..empty.collect(),
        "default" => keys! { "$ref" => "#/components/responses/Error" },
    }
}

/// The schema of one line of a stream. A line with another tag is fine: the service learns new ones.
fn line(schemas: &Schemas<'_>, events: TypeId) -> Keys {
    let ir::Streams { tag, error, keep_alive, .. } = &schemas.api.service.streams;
    let known = schemas
        .api
        .union(events)
        .into_iter()
        .flat_map(|union| &union.variants)
        .map(|event| &event.wire);
    let known = keys! { "enum" => list(known.chain([error])) };
    let mut words = "An event that is not described here.".to_owned();
    if !keep_alive.is_empty() {
        let tags: Vec<_> = keep_alive.iter().map(|tag| format!("`{tag}`")).collect();
        words += &format!(" These only keep the connection alive: {}.", tags.join(", "));
    }
    let other = keys! {
        "description" => words, ..tagged(tag, keys! { "type" => "string", "not" => known }, None),
    };
    let events = schemas.of(&TypeRef::Named(events));
    keys! { "anyOf" => list([events, reference(&schemas.wire[1]), other]) }
}

/// What the replies to a success are, in words.
fn words(schemas: &Schemas<'_>, operation: &Operation) -> String {
    let mut words = vec![match &operation.response {
        Response::Nothing => "It is done; the body says nothing.".to_owned(),
        Response::Json { .. } => "The reply.".to_owned(),
        Response::Content { media_type } => format!("The reply, as `{media_type}`."),
        Response::OnlyStream => "The reply is a stream.".to_owned(),
    }];
    let also = operation.also.iter();
    words.extend(also.map(|also| format!("It can be asked for as `{}`, too.", also.media_type)));
    if operation.stream.is_some() {
        words.push(format!(
            "As `{}`, it is a stream: lines that end with a line feed, each of them a JSON object as the schema \
             says.",
            schemas.api.service.streams.media_type
        ));
        words.push(match schemas.api.events(operation).and_then(Union::terminal) {
            Some(Variant { wire, .. }) => {
                format!("The event `{wire}` is the last one; without it the stream was cut.")
            }
            None => "No event says that it is the last one.".to_owned(),
        });
    }
    words.join(" ")
}
