//! What an operation is sent and what it answers, by media types.

use super::Version;
use super::json::{Object, list};
use super::types::{Schemas, reference, typed};
use crate::ir::{Operation, Response, TypeId, TypeRef, Verb};

/// The media type of bytes that are not looked into.
const BYTES: &str = "application/octet-stream";

/// The body of a POST: the request, the content in its place, or the empty object that says nothing.
pub(super) fn request(schemas: &Schemas<'_>, operation: &Operation) -> Option<Object> {
    if operation.verb == Verb::Get {
        return None;
    }
    let mut content = Object::default();
    if let Some(request) = &operation.request {
        content = content.join(json(schemas.of(&TypeRef::Named(request.ty))));
    } else if operation.upload.is_none() {
        content = content.join(json(typed("object").set("maxProperties", 0)));
    }
    if let Some(upload) = &operation.upload {
        content = match &upload.part {
            Some(part) => content.set("multipart/form-data", form(part)),
            None => content.set(BYTES, Object::default().set("schema", bytes())),
        };
    }
    let optional = operation
        .request
        .as_ref()
        .is_some_and(|request| request.optional);
    Some(
        Object::default()
            .set("required", !optional)
            .set("content", content),
    )
}

fn form(part: &str) -> Object {
    let properties = Object::default().set(part, bytes());
    let schema = typed("object").set("properties", properties);
    Object::default().set("schema", schema.set("required", list([part])))
}

/// What is no JSON. `format` is what most tools look at, although OpenAPI 3.1 has the media type for it.
fn bytes() -> Object {
    typed("string")
        .set("format", "binary")
        .set("contentMediaType", BYTES)
}

/// A body in JSON.
pub(super) fn json(schema: Object) -> Object {
    Object::default().set("application/json", Object::default().set("schema", schema))
}

/// The replies by their statuses.
pub(super) fn responses(schemas: &Schemas<'_>, operation: &Operation, version: Version) -> Object {
    let mut content = match &operation.response {
        Response::Nothing | Response::OnlyStream => Object::default(),
        Response::Json { ty, .. } => json(schemas.of(ty)),
        Response::Content { media_type } => Object::default().set(media_type, plain(media_type)),
    };
    for also in &operation.also {
        content = content.set(&also.media_type, plain(&also.media_type));
    }
    if let Some(events) = operation.stream {
        let key = match version {
            Version::V3_1 => "schema",
            Version::V3_2 => "itemSchema",
        };
        let lines = Object::default().set(key, line(schemas, events));
        content = content.set(&schemas.api.service.streams.media_type, lines);
    }
    let success = Object::default()
        .set("description", words(schemas, operation))
        .set_object("content", content);
    let empty = operation.empty_on.iter().map(|(status, meaning)| {
        (
            status.to_string(),
            Object::default().set("description", meaning),
        )
    });
    let error = Object::default().set("$ref", "#/components/responses/Error");
    Object::default()
        .set("200", success)
        .join(empty.collect())
        .set("default", error)
}

/// Content as it comes.
fn plain(media_type: &str) -> Object {
    let is_text = media_type.starts_with("text/");
    let schema = if is_text { typed("string") } else { bytes() };
    Object::default().set("schema", schema)
}

/// The schema of one line of a stream.
fn line(schemas: &Schemas<'_>, events: TypeId) -> Object {
    let alive = (!schemas.api.service.streams.keep_alive.is_empty())
        .then(|| reference(&schemas.keep_alive));
    let events = schemas.of(&TypeRef::Named(events));
    let lines = [events, reference(&schemas.failure)]
        .into_iter()
        .chain(alive);
    Object::default().set("anyOf", list(lines))
}

/// What the replies to a success are, in words.
fn words(schemas: &Schemas<'_>, operation: &Operation) -> String {
    let mut words = vec![match &operation.response {
        Response::Nothing => "It is done; the body says nothing.".to_owned(),
        Response::Json { .. } => "The reply.".to_owned(),
        Response::Content { media_type } => format!("The reply, as `{media_type}`."),
        Response::OnlyStream => "The reply is a stream.".to_owned(),
    }];
    words.extend(
        operation
            .also
            .iter()
            .map(|also| format!("It can be asked for as `{}`, too.", also.media_type)),
    );
    if operation.stream.is_some() {
        let media_type = &schemas.api.service.streams.media_type;
        words.push(format!(
            "As `{media_type}`, it is a stream: lines that end with a line feed, each of them a JSON object as \
             the schema says."
        ));
        words.push(match super::operations::terminal(schemas.api, operation) {
            Some(tag) => {
                format!("The event `{tag}` is the last one; without it the stream was cut.")
            }
            None => "No event says that it is the last one.".to_owned(),
        });
    }
    words.join(" ")
}
