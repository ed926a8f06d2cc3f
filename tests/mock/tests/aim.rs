//! Faults for one operation or one id.

use chatbotkit_mock::{Fault, MockServer};
use serde_json::json;

use crate::ask::{Reply, get, post, request, send, start};

const FAILS: Fault = Fault::Status { status: 503, tries: None };

async fn server(builder: chatbotkit_mock::Builder) -> MockServer {
    let seeded = builder.seed("conversation", json!({ "id": "c1" }));
    start(seeded.seed("conversation", json!({ "id": "c 2" }))).await
}

async fn with(server: &MockServer, path: &str, faults: &str) -> Reply {
    send(request(server, &format!("GET {path}")).header("x-mock-fault", faults)).await
}

#[tokio::test]
async fn one_operation_fails() {
    let server = server(MockServer::builder().fault_for("fetchConversation", FAILS)).await;
    assert_eq!(get(&server, "/conversation/c1/fetch").await.status, 503);
    assert_eq!(get(&server, "/conversation/list").await.status, 200);
    assert_eq!(post(&server, "/conversation/c1/delete", json!({})).await.status, 200);
}

#[tokio::test]
async fn one_id_fails() {
    let server = server(MockServer::builder().fault_for("c 2", FAILS)).await;
    assert_eq!(get(&server, "/conversation/c%202/fetch").await.status, 503);
    assert_eq!(post(&server, "/conversation/c%202/delete", json!({})).await.status, 503);
    assert_eq!(get(&server, "/conversation/c1/fetch").await.status, 200);
    assert_eq!(get(&server, "/conversation/list").await.status, 200);
}

#[tokio::test]
async fn the_header_can_ask_for_it() {
    let server = server(MockServer::builder()).await;
    let faults = "status=503@c1; status=429@listConversations";
    assert_eq!(with(&server, "/conversation/c1/fetch", faults).await.status, 503);
    assert_eq!(with(&server, "/conversation/list", faults).await.status, 429);
    assert_eq!(with(&server, "/conversation/c%202/fetch", faults).await.status, 200);
    let refused = with(&server, "/conversation/list", "crlf@").await;
    assert_eq!(refused.json()["message"], "`crlf@` is not a fault that x-mock-fault knows");
}

#[tokio::test]
async fn what_is_for_one_goes_before_what_is_for_all() {
    let builder = MockServer::builder().fault(Fault::Status { status: 500, tries: None });
    let builder = builder.faults("status=502@c1; crlf").expect("faults");
    let server = server(builder).await;
    for (path, faults, status) in [
        ("/conversation/c1/fetch", "", 502),
        ("/conversation/list", "", 500),
        ("/conversation/c1/fetch", "status=504", 504),
        ("/conversation/c1/fetch", "status=504; status=503@c1", 503),
    ] {
        assert_eq!(with(&server, path, faults).await.status, status, "{path} {faults}");
    }
}
