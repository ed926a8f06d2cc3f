//! What clients that others wrote do, and what the server reports of it.

use chatbotkit_mock::MockServer;
use reqwest::Client;
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::ask::{post, raw, read_until, request, send, start};

#[tokio::test]
async fn paths_may_have_the_prefix_of_a_server_of_ones_own() {
    let server = start(MockServer::builder().seed("conversation", json!({ "id": "c1" }))).await;
    let client = Client::builder().no_proxy().build().expect("a client");
    for (prefix, status) in [
        ("/v1", 200),
        ("/api/v1", 200),
        ("", 404),
        ("/api", 404),
        ("/v2", 404),
        ("/api/api/v1", 404),
    ] {
        let url = format!("http://{}{prefix}/conversation/c1/fetch", server.address());
        let reply = send(client.get(url).header("authorization", "Bearer any")).await;
        assert_eq!(reply.status, status, "{prefix}");
    }
    assert_eq!(server.base_url(), format!("http://{}/v1", server.address()));
}

#[tokio::test]
async fn any_media_type_is_json_and_any_user_is_welcome() {
    let server = start(MockServer::builder()).await;
    let request = request(&server, "POST /conversation/create").header("accept", "*/*");
    let request = request.header("x-runas-user-id", "u1").header("x-timezone", "Europe/London");
    assert_eq!(send(request.body("{}")).await.json(), json!({ "id": "conversation-1" }));
}

#[tokio::test]
async fn ids_are_decoded_and_reach_no_other_operation() {
    let id = "../bot/list?x=1#/%2F ü";
    let server = start(MockServer::builder().seed("conversation", json!({ "id": id }))).await;
    let encoded: String = id.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let reply = send(request(&server, &format!("GET /conversation/{encoded}/fetch"))).await;
    assert_eq!(reply.json()["id"], id);
}

#[tokio::test]
async fn requests_are_remembered() {
    let server = start(MockServer::builder()).await;
    post(&server, "/conversation/create", json!({ "name": "n" })).await;
    send(request(&server, "GET /conversation/list?take=1")).await;
    send(request(&server, "GET /nowhere")).await;
    let requests = server.requests();
    let reported: Vec<_> =
        requests.iter().map(|it| (it.operation(), it.method(), it.path(), it.query())).collect();
    assert_eq!(
        reported,
        [
            (Some("createConversation"), "POST", "/v1/conversation/create", None),
            (Some("listConversations"), "GET", "/v1/conversation/list", Some("take=1")),
            (None, "GET", "/v1/nowhere", None),
        ]
    );
    assert_eq!(requests[0].json(), Some(json!({ "name": "n" })));
    assert_eq!(requests[0].body(), br#"{"name":"n"}"#);
    assert_eq!(requests[1].json(), None);
    assert_eq!(requests[0].header("Authorization"), Some("Bearer any"));
    assert!(requests[0].headers().any(|header| header == ("authorization", "Bearer any")));
}

#[tokio::test]
async fn no_more_is_remembered_than_there_is_room_for() {
    let server = start(MockServer::builder()).await;
    let mut connection = raw(&server, "").await;
    // Without a body they take room, too: together 75 MiB.
    let long = "x".repeat(60 << 10);
    for number in 0..1280 {
        let request = format!("GET /{number} HTTP/1.1\r\nhost: mock\r\nx-long: {long}\r\n\r\n");
        connection.write_all(request.as_bytes()).await.expect("it reads");
        read_until(&mut connection, "\"NOT_FOUND\"").await;
    }
    let requests = server.requests();
    assert_eq!(requests.last().expect("one").path(), "/1279");
    let room = requests.len() * long.len();
    assert!((60 << 20..=64 << 20).contains(&room), "{room}");
}

#[tokio::test]
async fn a_server_that_is_dropped_is_gone() {
    let server = start(MockServer::builder()).await;
    let address = server.address();
    drop(server);
    // Its port may serve others by now, as the port of a client: nobody listens there, but it cannot be had.
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
}
