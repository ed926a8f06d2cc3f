//! What holds for every described operation, whatever it is: valid requests are carried out, and their
//! replies are what is described; broken ones are refused. Nothing here names an operation.

use chatbotkit_description::ir::{
    Api, JsonKind, Kind, Operation, Presence, Response, Tagging, TypeRef,
};
use serde_json::{Value, json};

use crate::ask::{JSONL, bare, request, send};
use crate::stage::{Stage, stages};
use crate::values::fault;

#[test]
fn valid_requests_are_carried_out_and_answered_as_described() {
    stages().iter().for_each(valid_requests_are_carried_out_and_answered_as_described_on);
}

fn valid_requests_are_carried_out_and_answered_as_described_on(stage: &Stage) {
    for (module, operation) in stage.operations() {
        stage.for_requests(operation, |fields| {
            let accept = match &operation.response {
                Response::Content { media_type } => media_type,
                _ => "application/json",
            };
            let reply = stage.send(module, operation, &fields, accept);
            for also in &operation.also {
                let reply = stage.send(module, operation, &fields, &also.media_type);
                let answered = (reply.status, reply.header("content-type"));
                assert_eq!(answered, (200, also.media_type.as_str()), "{}", operation.name);
            }
            let empty = operation.empty_on.iter().any(|(status, _)| *status == reply.status);
            match &operation.response {
                _ if empty => assert!(reply.body.is_empty()),
                Response::Json { ty, .. } => {
                    assert_eq!(reply.status, 200, "{}: {fields} {}", operation.name, reply.text());
                    assert_eq!(fault(&stage.api, ty, &reply.json()), None, "{}", operation.name);
                }
                Response::Content { media_type } => {
                    assert_eq!(reply.status, 200, "{}: {fields}", operation.name);
                    let (kind, _) = media_type.split_once('/').expect("a media type");
                    assert!(reply.header("content-type").starts_with(kind));
                    assert!(!reply.body.is_empty());
                }
                Response::Nothing => assert!(reply.status < 300 && reply.body.is_empty()),
                Response::OnlyStream => assert_eq!(reply.status, 400),
            }
        });
    }
}

#[test]
fn streams_consist_of_what_is_described() {
    stages().iter().for_each(streams_consist_of_what_is_described_on);
}

fn streams_consist_of_what_is_described_on(stage: &Stage) {
    for (module, operation) in stage.operations() {
        let Some(stream) = operation.stream else {
            continue;
        };
        let terminal = stage.terminal(operation);
        let keep_alive = &stage.api.service.streams.keep_alive;
        stage.for_requests(operation, |fields| {
            let reply = stage.send(module, operation, &fields, JSONL);
            assert_eq!(reply.status, 200, "{}: {fields} {}", operation.name, reply.text());
            let events = reply.events();
            let means_something =
                |event: &&Value| !keep_alive.iter().any(|it| event["type"] == **it);
            for event in events.iter().filter(means_something) {
                assert_eq!(
                    fault(&stage.api, &TypeRef::Named(stream), event),
                    None,
                    "{}",
                    operation.name
                );
            }
            let last = events.last().and_then(|event| event["type"].as_str());
            assert!(terminal.is_none() || terminal == last, "{}: {events:?}", operation.name);
        });
    }
}

#[test]
fn what_is_wrong_around_a_request_is_refused() {
    stages().iter().for_each(what_is_wrong_around_a_request_is_refused_on);
}

fn what_is_wrong_around_a_request_is_refused_on(stage: &Stage) {
    for (module, operation) in stage.operations() {
        let name = &operation.name;
        let route = stage.route(module, operation);
        let sent =
            |request: reqwest::RequestBuilder| stage.runtime.block_on(send(request.body("{}")));
        stage.is_refused(&sent(bare(&stage.server, &route)), 401, name);
        let malformed = bare(&stage.server, &route).header("authorization", "Bearer");
        stage.is_refused(&sent(malformed), 401, name);
        let accept = request(&stage.server, &route).header("accept", "text/x-unheard-of");
        stage.is_refused(&sent(accept), 400, name);
        let (verb, path) = route.split_once(' ').expect("a verb");
        stage.is_refused(&sent(request(&stage.server, &format!("TRACE {path}"))), 405, name);
        stage.is_refused(
            &sent(request(&stage.server, &format!("{verb} /nowhere{path}"))),
            404,
            name,
        );
        if operation.stream.is_none() {
            stage.is_refused(
                &sent(request(&stage.server, &route).header("accept", JSONL)),
                400,
                name,
            );
        }
        if operation.verb.has_body() {
            let empty = stage.runtime.block_on(send(request(&stage.server, &route)));
            let only_content = operation.upload.is_some() && operation.request.is_none();
            stage.is_refused(&empty, if only_content { 415 } else { 400 }, name);
        }
    }
}

#[test]
fn ids_that_are_unknown_are_refused_where_ids_are_kept() {
    stages().iter().for_each(ids_that_are_unknown_are_refused_where_ids_are_kept_on);
}

fn ids_that_are_unknown_are_refused_where_ids_are_kept_on(stage: &Stage) {
    for (module, operation) in stage.operations() {
        for index in 0..operation.parameters.len() {
            let Some(route) = stage.fill(module, operation, index) else {
                continue;
            };
            let body = stage.some_request(operation).to_string();
            let sent = send(request(&stage.server, &route).body(body));
            stage.is_refused(&stage.runtime.block_on(sent), 404, &operation.name);
        }
    }
}

/// A value that the type does not have; `None` where it has any.
fn wrong(api: &Api, ty: &TypeRef, in_query: bool) -> Option<Value> {
    match ty {
        TypeRef::Builtin(builtin) => match builtin.facts().json? {
            JsonKind::String if in_query => None,
            JsonKind::Number if builtin.facts().is_whole => Some(json!(1.5)),
            JsonKind::Number | JsonKind::Boolean => Some(json!("wrong")),
            JsonKind::String | JsonKind::Array | JsonKind::Object => Some(json!(1)),
        },
        TypeRef::Array(_) | TypeRef::Map(_) => Some(json!(1)),
        TypeRef::Nullable(inner) => wrong(api, inner, in_query),
        TypeRef::Named(id) => match &api.at(*id).kind {
            Kind::Alias(target) => wrong(api, target, in_query),
            Kind::Enum(_) if in_query => None,
            // What has no tag is open to anything.
            Kind::Union(union) if union.tagging == Tagging::Untagged => None,
            Kind::Enum(_) | Kind::Object(_) | Kind::Union(_) => Some(json!(1)),
        },
    }
}

/// Requests that are broken in one place each, and the name of that place.
fn broken(api: &Api, operation: &Operation, valid: &Value) -> Vec<(Value, String)> {
    let mut broken = Vec::new();
    let in_query = !operation.verb.has_body();
    let request = operation.request.as_ref();
    let object = request.and_then(|request| api.object(request.ty));
    if !in_query {
        let mut more = valid.clone();
        more["unheardOf"] = json!(1);
        broken.push((more, "unheardOf".to_owned()));
    }
    for field in object.iter().flat_map(|object| &object.fields) {
        let mut with = |value: Value| {
            let mut request = valid.clone();
            request[&field.wire] = value;
            broken.push((request, field.wire.clone()));
        };
        // In a query, what has another name is another field.
        let nested = matches!(field.ty, TypeRef::Array(_) | TypeRef::Map(_));
        if let Some(value) = wrong(api, &field.ty, in_query).filter(|_| !(in_query && nested)) {
            with(value);
        }
        let no_null = matches!(field.presence, Presence::Required | Presence::Optional);
        if no_null && !in_query && field.ty != TypeRef::ANY {
            with(Value::Null);
        }
        if field.presence == Presence::Required {
            broken.push((without(valid, &[&field.wire]), field.wire.clone()));
        }
    }
    if let Some(object) = object.filter(|object| !object.require_any.is_empty()) {
        let group = object.require_any.iter();
        let group: Vec<&str> = group.map(|index| object.fields[*index].wire.as_str()).collect();
        broken.push((without(valid, &group), group[0].to_owned()));
    }
    broken
}

fn without(valid: &Value, fields: &[&str]) -> Value {
    let mut request = valid.as_object().expect("an object").clone();
    request.retain(|field, _| !fields.contains(&field.as_str()));
    request.into()
}

#[test]
fn what_is_wrong_in_a_request_is_refused_by_its_name() {
    stages().iter().for_each(what_is_wrong_in_a_request_is_refused_by_its_name_on);
}

fn what_is_wrong_in_a_request_is_refused_by_its_name_on(stage: &Stage) {
    for (module, operation) in stage.operations() {
        if operation.upload.is_some() && operation.request.is_none() {
            continue;
        }
        let valid = stage.some_request(operation);
        for (request, place) in broken(&stage.api, operation, &valid) {
            let reply = stage.send(module, operation, &request, "*/*");
            let what = format!("{}, {place}: {request}", operation.name);
            stage.is_refused(&reply, 400, &what);
            let message = reply.json()["message"].to_string();
            assert!(message.contains(&place), "{what}: {message}");
        }
    }
}
