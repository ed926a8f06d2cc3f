//! Sessions, whose tokens are secrets for a while, and the conversations of contacts.

use std::time::Duration;

use chatbotkit_mock::{Builder, MockServer};
use serde_json::{Value, json};

use crate::ask::{bare, get, post, send, start};

async fn server(builder: Builder) -> MockServer {
    let builder = builder.seed("conversation", json!({ "id": "c1", "contactId": "ct1" }));
    start(builder.seed("conversation", json!({ "id": "c2" }))).await
}

/// The status of a request with a secret.
async fn status(server: &MockServer, secret: &str) -> u16 {
    let request = bare(server, "GET /conversation/c1/fetch");
    send(request.header("authorization", format!("Bearer {secret}"))).await.status
}

async fn open(server: &MockServer, secret: &str, body: Value) -> Value {
    let request = bare(server, "POST /conversation/c1/session/create");
    let request = request.header("authorization", format!("Bearer {secret}"));
    send(request.body(body.to_string())).await.json()
}

#[tokio::test]
async fn a_token_is_good_until_it_expires() {
    let server = server(MockServer::builder().secret("s").clock(1_000, 0)).await;
    let session = open(&server, "s", json!({ "durationInSeconds": 2.5 })).await;
    assert_eq!(session["expiresAt"], 3_500);
    let token = session["token"].as_str().expect("a token");
    assert_eq!((status(&server, "s").await, status(&server, token).await), (200, 200));
    server.advance_clock(Duration::from_millis(2_499));
    assert_eq!(status(&server, token).await, 200);
    server.advance_clock(Duration::from_millis(1));
    assert_eq!((status(&server, "s").await, status(&server, token).await), (200, 401));
}

#[tokio::test]
async fn a_token_expires_where_any_secret_is_good() {
    let server = server(MockServer::builder().clock(0, 1_000)).await;
    let session = open(&server, "any", json!({ "durationInSeconds": 3 })).await;
    let token = session["token"].as_str().expect("a token");
    let mut taken = Vec::new();
    for _ in 0..4 {
        taken.push(status(&server, token).await);
    }
    // Each look at the clock puts it forward.
    assert_eq!(taken, [200, 200, 401, 401]);
    assert_eq!(status(&server, "other").await, 200);
}

#[tokio::test]
async fn sessions_differ_and_need_a_conversation() {
    let server = server(MockServer::builder()).await;
    let first = open(&server, "any", json!({})).await;
    let second = open(&server, "any", json!({})).await;
    assert_ne!(first["token"], second["token"]);
    let long = open(&server, "any", json!({ "durationInSeconds": 1e300 })).await;
    assert_eq!(long["expiresAt"], i64::MAX);
    let unknown = post(&server, "/conversation/c3/session/create", json!({})).await;
    assert_eq!(unknown.status, 404);
}

#[tokio::test]
async fn a_contact_has_its_conversations() {
    let server = server(MockServer::builder().seed("contact", json!({ "id": "ct2" }))).await;
    let ids = async |contact: &str| {
        let list = get(&server, &format!("/contact/{contact}/conversation/list")).await;
        let items = list.json()["items"].as_array().cloned();
        items.map(|items| items.iter().map(|item| item["id"].clone()).collect::<Vec<_>>())
    };
    assert_eq!(ids("ct1").await, Some(vec![json!("c1")]));
    assert_eq!(ids("ct2").await, Some(Vec::new()));
    assert_eq!(ids("ct3").await, None);
    assert_eq!(get(&server, "/contact/ct3/conversation/list").await.status, 404);
    let made = post(&server, "/conversation/c2/contact/upsert", json!({})).await.json();
    assert_eq!(ids(made["id"].as_str().expect("an id")).await, Some(vec![json!("c2")]));
}
