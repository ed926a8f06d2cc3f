//! The requests of the SDK are those of the official client, and where they are not, a test says so.
//!
//! `fixtures/wire.jsonl` has the requests, one a line. Those with `"recorded": true` were recorded from
//! the official client; the others follow from them, for a stream is the same request with another
//! `accept`, or are held to the published document in `published.rs`. How replies are read is tested elsewhere.

mod cases;
mod ids;
mod published;

use std::collections::{BTreeMap, BTreeSet};

use chatbotkit_description::ir::Response;
use chatbotkit_sdk::{Client, conversation::v1::*};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::support::{self, Request, Server};

/// A request as the fixture has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Recorded {
    case: String,
    operation: String,
    #[expect(dead_code, reason = "a word to the reader of the fixture")]
    recorded: bool,
    method: String,
    path: String,
    query: Vec<(String, String)>,
    headers: BTreeMap<String, String>,
    /// Ours: the official client sends `*/*` where it wants no stream.
    accept: String,
    body: Option<Value>,
}

#[tokio::test]
async fn every_request_is_the_recorded_one() {
    for recorded in recorded() {
        let server = cases::server().await;
        cases::perform(&recorded.case, &client(&server)).await;
        assert_same(&server.request(), &recorded);
    }
}

#[test]
fn every_known_operation_was_recorded_and_every_stream() {
    let api = support::described();
    let recorded = recorded();
    let covered = |accept: &str| -> BTreeSet<&str> {
        recorded
            .iter()
            .filter(|case| case.accept == accept)
            .map(|case| case.operation.as_str())
            .collect()
    };
    let known = known();
    let operations = api.modules.iter().flat_map(|module| &module.operations);
    let operations = operations.filter(|operation| known.contains(&operation.name));
    let (mut all, mut streams) = (BTreeSet::new(), BTreeSet::new());
    for operation in operations {
        if operation.response != Response::OnlyStream {
            all.insert(operation.name.as_str());
        }
        if operation.stream.is_some() {
            streams.insert(operation.name.as_str());
        }
    }
    assert_eq!(covered("application/json"), all);
    assert_eq!(covered("application/jsonl"), streams);
}

/// The official client takes anything (`*/*`) unless it streams.
#[tokio::test]
async fn difference_accept_names_what_is_wanted() {
    let server = cases::server().await;
    let conversations = client(&server).conversation();
    conversations.list(ConversationListRequest::new()).await.expect("it is answered");
    assert_eq!(server.request().header("accept"), Some("application/json"));
}

/// The official client drops settings that are zero, so that a temperature of 0 cannot be said.
#[tokio::test]
async fn difference_zero_settings_of_a_model_are_sent() {
    let model = Model::new("gpt-4o").temperature(0.0).max_tokens(0).frequency_penalty(0.0).seed(0);
    let body = body_of_create(ConversationCreateRequest::new().model(model)).await;
    assert_eq!(
        body,
        json!({"model": "gpt-4o/maxTokens=0/temperature=0/frequencyPenalty=0/seed=0"})
    );
}

/// The official client writes settings in the order that the caller gave them in.
#[tokio::test]
async fn difference_settings_of_a_model_have_one_order() {
    let model = Model::new("gpt-4o").region(ModelRegion::Us).temperature(0.7).max_tokens(100);
    let body = body_of_create(ConversationCreateRequest::new().model(model)).await;
    assert_eq!(body, json!({"model": "gpt-4o/maxTokens=100/temperature=0.7/region=us"}));
}

#[tokio::test]
async fn an_update_sends_what_is_set_and_null_for_what_is_cleared() {
    let request = ConversationUpdateRequest::new().name("m").clear_description();
    assert_eq!(body_of_update(request).await, json!({"name": "m", "description": null}));
}

#[tokio::test]
async fn every_field_of_an_update_can_be_cleared() {
    let request = ConversationUpdateRequest::new()
        .clear_name()
        .clear_description()
        .clear_contact_id()
        .clear_task_id()
        .clear_bot_id()
        .clear_backstory()
        .clear_model()
        .clear_dataset_id()
        .clear_skillset_id()
        .clear_meta();
    let cleared = json!({
        "name": null, "description": null, "contactId": null, "taskId": null, "botId": null,
        "backstory": null, "model": null, "datasetId": null, "skillsetId": null, "meta": null,
    });
    assert_eq!(body_of_update(request).await, cleared);
}

async fn body_of_update(request: ConversationUpdateRequest) -> Value {
    let server = cases::server().await;
    client(&server).conversation().update("conv_1", request).await.expect("it is answered");
    server.request().json()
}

async fn body_of_create(request: ConversationCreateRequest) -> Value {
    let server = cases::server().await;
    client(&server).conversation().create(request).await.expect("it is answered");
    server.request().json()
}

/// The client that the recorded requests were sent with.
fn client(server: &Server) -> Client {
    Client::builder()
        .secret("sk-test")
        .base_url(server.base_url())
        .run_as_user_id("u1")
        .timezone("Europe/London")
        .build()
        .expect("the settings are right")
}

/// The operations of which something is known but the description: those that are documented, and those that
/// are published. What is described beside them needs no record.
fn known() -> BTreeSet<String> {
    let documented = include_str!("../fixtures/documented.txt").lines();
    let documented = documented.filter_map(|line| line.strip_prefix("function "));
    documented.map(str::to_owned).chain(published::names()).collect()
}

fn recorded() -> Vec<Recorded> {
    let lines = include_str!("../fixtures/wire.jsonl").lines();
    lines.map(|line| serde_json::from_str(line).expect("the fixture is JSON")).collect()
}

#[track_caller]
fn assert_same(request: &Request, recorded: &Recorded) {
    let case = &recorded.case;
    assert_eq!(request.method, recorded.method, "{case}");
    assert_eq!(request.path(), format!("/v1{}", recorded.path), "{case}");
    assert_eq!(sorted(request.query()), sorted(recorded.query.clone()), "{case}");
    match &recorded.body {
        Some(body) => assert_eq!(request.json(), *body, "{case}"),
        None => assert_eq!(request.body, b"", "{case}"),
    }
    for name in ["authorization", "content-type", "x-runas-user-id", "x-timezone"] {
        assert_eq!(
            request.header(name),
            recorded.headers.get(name).map(String::as_str),
            "{case}: {name}"
        );
    }
    assert_eq!(request.header("accept"), Some(recorded.accept.as_str()), "{case}");
}

/// The pairs of a query mean the same in any order.
fn sorted(mut query: Vec<(String, String)>) -> Vec<(String, String)> {
    query.sort();
    query
}
