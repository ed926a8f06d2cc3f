//! Requests that are refused, and how.

use chatbotkit_mock::MockServer;
use serde_json::{Value, json};

use crate::ask::{HELLO, JSONL, Reply, bare, post, request, send, start};

#[track_caller]
fn is_refused(reply: &Reply, status: u16, code: &str, message: &str) {
    assert_eq!(reply.status, status, "{reply:?}");
    assert_eq!(reply.json(), json!({ "message": message, "code": code }));
    assert_eq!(reply.header("content-type"), "application/json");
}

#[tokio::test]
async fn a_secret_has_to_be_there() {
    let server = start(MockServer::builder()).await;
    let refused = "the secret is missing, malformed or wrong";
    is_refused(
        &send(bare(&server, "GET /conversation/list")).await,
        401,
        "NOT_AUTHENTICATED",
        refused,
    );
    for header in ["", "Bearer", "Bearer ", "Bearer a b", "Basic YTpi", "any"] {
        let request = bare(&server, "GET /conversation/list").header("authorization", header);
        is_refused(&send(request).await, 401, "NOT_AUTHENTICATED", refused);
    }
}

#[tokio::test]
async fn unknown_addresses_and_verbs_are_refused() {
    let server = start(MockServer::builder()).await;
    for route in [
        "GET /bot/list",
        "GET /conversation",
        "GET /conversation//fetch",
        "GET /",
        "GET /conversation/list/",
    ] {
        let reply = send(request(&server, route)).await;
        is_refused(&reply, 404, "NOT_FOUND", "there is nothing under this address");
    }
    let reply = send(request(&server, "POST /conversation/list").body("{}")).await;
    is_refused(&reply, 405, "METHOD_NOT_ALLOWED", "POST is not allowed here");
    let reply = send(request(&server, "DELETE /conversation/c1/delete")).await;
    is_refused(&reply, 405, "METHOD_NOT_ALLOWED", "DELETE is not allowed here");
}

#[tokio::test]
async fn only_the_first_media_type_counts() {
    let server = start(MockServer::builder()).await;
    let accepted = async |route: &str, accept: &str| {
        let request = request(&server, route).header("accept", accept);
        send(request.body(HELLO)).await
    };
    let complete = "POST /conversation/complete";
    for accept in [
        "application/json",
        "*/*",
        "application/*",
        "Application/JSON;q=0.5",
        "application/json, text/html",
    ] {
        assert_eq!(
            accepted(complete, accept).await.header("content-type"),
            "application/json",
            "{accept}"
        );
    }
    for accept in ["application/jsonl", "application/jsonl; charset=utf-8, application/json"] {
        assert_eq!(accepted(complete, accept).await.header("content-type"), JSONL, "{accept}");
    }
    for (route, accept) in [
        (complete, "text/event-stream"),
        ("POST /conversation/create", JSONL),
        (complete, "text/html, application/json"),
    ] {
        let first = accept.split(',').next().expect("one");
        let message = format!("\"accept\" cannot be \"{first}\" here");
        is_refused(&accepted(route, accept).await, 400, "BAD_REQUEST", &message);
    }
}

#[tokio::test]
async fn bodies_are_objects() {
    let server = start(MockServer::builder()).await;
    for (body, message) in [
        ("", "the body is empty"),
        ("[]", "the body must be an object"),
        ("null", "the body must be an object"),
        ("{", "the body is not JSON: EOF while parsing an object at line 1 column 1"),
    ] {
        let reply = send(request(&server, "POST /conversation/create").body(body)).await;
        is_refused(&reply, 400, "BAD_REQUEST", message);
    }
}

/// Addresses, bodies that do not fit, and what is said of them.
const BODIES: &str = r#"
create {"foo":1} => "foo" is not allowed
create {"name":1} => "name" must be a string
create {"name":null} => "name" must be a string
create {"meta":[]} => "meta" must be an object
create {"model":{"name":"gpt-4o"}} => "model" must be a string
complete {} => "text" or "messages" is required
complete {"messages":{}} => "messages" must be an array
complete {"messages":["Hello!"]} => "messages[0]" must be an object
complete {"messages":[{"type":"user"}]} => "messages[0].text" is required
complete {"messages":[{"type":1,"text":""}]} => "messages[0].type" must be a string
complete {"messages":[{"type":"user","text":"","a":1}]} => "messages[0].a" is not allowed
complete {"text":"","privacy":"yes"} => "privacy" must be a boolean
c1/complete {} => "text" is required
c1/upvote {"value":1.5} => "value" must be an integer
c1/upvote {"value":"1"} => "value" must be an integer
c1/delete {"foo":1} => "foo" is not allowed
"#;

/// The same, of what is documented: today's service refuses it, and a lenient server does not.
const DOCUMENTED: &str = r#"
complete {"text":"Hi"} => "text" is not allowed
complete {"messages":[]} => "messages" must not be empty
c1/send {"text":""} => "text" must not be empty
c1/send {"text":"Hi","entities":[{"type":"name","begin":0,"end":1,"text":"H"}]} => "entities[0].text" is not allowed
c1/complete {"text":"Hi","entities":[{"type":"name","begin":0,"end":1,"text":"H"}]} => "entities[0].text" is not allowed
c1/upvote {"value":0} => "value" must be from 1 to 100
c1/downvote {"value":-101} => "value" must be from -100 to -1
"#;

/// Paths, bodies and messages of a table.
fn rows(table: &str) -> impl Iterator<Item = (String, Value, &str)> {
    table.lines().skip(1).map(|line| {
        let (request, message) = line.split_once(" => ").expect("a message");
        let (path, body) = request.split_once(' ').expect("a body");
        let body = serde_json::from_str(body).expect("JSON");
        (format!("/conversation/{path}"), body, message)
    })
}

/// A server with a conversation `c1`.
async fn server() -> MockServer {
    start(MockServer::builder().seed("conversation", json!({ "id": "c1" }))).await
}

/// The same, and lenient.
async fn lenient() -> MockServer {
    let builder = MockServer::builder().seed("conversation", json!({ "id": "c1" }));
    start(builder.lenient()).await
}

#[tokio::test]
async fn bodies_are_what_is_described() {
    let (server, lenient) = (server().await, lenient().await);
    for (path, body, message) in rows(BODIES) {
        let reply = post(&lenient, &path, body.clone()).await;
        is_refused(&reply, 400, "BAD_REQUEST", message);
        // What the service finds in it first is below.
        if path != "/conversation/complete" {
            let reply = post(&server, &path, body).await;
            is_refused(&reply, 400, "BAD_REQUEST", message);
        }
    }
}

#[tokio::test]
async fn whole_numbers_may_be_floats_and_enums_are_open() {
    let server = server().await;
    let voted = post(&server, "/conversation/c1/upvote", json!({ "value": 5.0 })).await;
    assert_eq!(voted.status, 200);
    let message = json!({ "type": "checkpoint", "text": "" });
    let completed = json!({ "messages": [message] });
    let completed = post(&server, "/conversation/complete", completed).await;
    assert_eq!(completed.status, 200);
}

#[tokio::test]
async fn queries_are_what_is_described() {
    let server = start(MockServer::builder()).await;
    let reply = send(request(&server, "GET /conversation/list?take=many")).await;
    is_refused(&reply, 400, "BAD_REQUEST", "\"take\" must be an integer");
    let reply = send(request(&server, "GET /conversation/list?unheard=of&take=1&metadata=x")).await;
    assert_eq!(reply.status, 200);
}

#[tokio::test]
async fn what_the_service_refuses_is_refused_unless_the_server_is_lenient() {
    let (server, lenient) = (server().await, lenient().await);
    for (path, body, message) in rows(DOCUMENTED) {
        let taken = post(&lenient, &path, body.clone()).await;
        assert_eq!(taken.status, 200, "{path}");
        let refused = post(&server, &path, body).await;
        is_refused(&refused, 400, "BAD_REQUEST", message);
    }
    let missing = post(&server, "/conversation/complete", json!({})).await;
    is_refused(&missing, 400, "BAD_REQUEST", "\"messages\" is required");
}

#[tokio::test]
async fn what_the_service_takes_is_taken() {
    let server = server().await;
    let messages = json!({ "messages": [{ "type": "user", "text": "Hi" }] });
    let vote = json!({ "value": 100 });
    for (path, body) in [("complete", messages), ("c1/upvote", vote)] {
        let reply = post(&server, &format!("/conversation/{path}"), body).await;
        assert_eq!(reply.status, 200, "{path}");
    }
}

#[tokio::test]
async fn entities_say_where_they_are() {
    let server = server().await;
    let sent = async |entities| {
        let body = json!({ "text": "Hi", "entities": entities });
        post(&server, "/conversation/c1/send", body).await
    };
    let taken = sent(json!([{ "begin": 0, "end": 1 }])).await.json();
    let completed = json!([{ "begin": 0, "end": 1, "type": "type", "text": "text" }]);
    assert_eq!(taken["entities"], completed, "what the reply lacks is filled in");
    let refused = "\"entities[0].end\" must be an integer";
    is_refused(&sent(json!([{ "begin": 0 }])).await, 400, "BAD_REQUEST", refused);
    let refused = "\"entities\" must be an array";
    is_refused(&sent(json!({})).await, 400, "BAD_REQUEST", refused);
}
