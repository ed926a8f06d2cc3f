//! Faults of replies and of what they say, asked for by their header as any client can.

use chatbotkit_mock::MockServer;
use serde_json::json;

use crate::ask::{HELLO, JSONL, Reply, hello, raw, read_until, request, send, start};

async fn server() -> MockServer {
    start(MockServer::builder().seed("conversation", json!({ "id": "c1", "name": "n" }))).await
}

/// The stream of an answer, with faults.
async fn stream(faults: &str) -> Reply {
    let server = server().await;
    let request = request(&server, "POST /conversation/complete").header("accept", JSONL);
    send(request.header("x-mock-fault", faults).body(HELLO)).await
}

/// A list, with faults.
async fn list(faults: &str) -> Reply {
    let server = server().await;
    send(request(&server, "GET /conversation/list").header("x-mock-fault", faults)).await
}

#[tokio::test]
async fn replies_claim_to_be_something_else() {
    assert_eq!(list("content-type").await.header("content-type"), "text/html");
    let claimed = stream("content-type=text/plain").await;
    assert_eq!(
        (claimed.header("content-type"), claimed.text()),
        ("text/plain", stream("").await.text())
    );
    for (faults, status) in [("html-error", 502), ("html-error=504", 504)] {
        let page = list(faults).await;
        assert_eq!((page.status, page.header("content-type")), (status, "text/html"));
        assert!(page.text().contains("<title>50"), "{}", page.text());
    }
}

#[tokio::test]
async fn the_first_tries_fail() {
    let server = server().await;
    let mut replies = Vec::new();
    for _ in 0..6 {
        let request = request(&server, "GET /conversation/list");
        let reply = send(request.header("x-mock-fault", "status=503x2; retry-after=7")).await;
        replies.push((reply.status, reply.header("retry-after").to_owned()));
    }
    let (failed, fine) = ((503, "7".to_owned()), (200, String::new()));
    assert_eq!(replies, [&failed, &failed, &fine, &failed, &failed, &fine].map(Clone::clone));
    let other = send(
        request(&server, "GET /conversation/list?take=1").header("x-mock-fault", "status=503x2"),
    )
    .await;
    assert_eq!(other.status, 503, "each address has its own count");
}

#[tokio::test]
async fn errors_have_the_code_of_their_status() {
    for (status, code) in [
        (400, "BAD_REQUEST"),
        (401, "NOT_AUTHENTICATED"),
        (402, "NO_SUBSCRIPTION"),
        (403, "NOT_AUTHORIZED"),
        (404, "NOT_FOUND"),
        (408, "TIMEOUT"),
        (409, "CONFLICT"),
        (422, "UNPROCESSABLE_ENTITY"),
        (429, "TOO_MANY_REQUESTS"),
        (500, "INTERNAL_SERVER_ERROR"),
        (503, "GENERIC_ERROR"),
    ] {
        let reply = list(&format!("status={status}")).await;
        let expected = json!({ "message": "this went wrong on purpose", "code": code });
        assert_eq!((reply.status, reply.json()), (status, expected));
    }
    let named = list("status=429; error-code=LIMITS_REACHED").await;
    assert_eq!(named.json()["code"], "LIMITS_REACHED");
    let date = "Wed, 21 Oct 2026 07:28:00 GMT";
    assert_eq!(list(&format!("status=429; retry-after={date}")).await.header("retry-after"), date);
}

#[tokio::test]
async fn errors_have_the_shape_that_is_asked_for() {
    let message = "this went wrong on purpose";
    let expected = json!({ "message": message, "error": "authorization_required", "url": "url" });
    let faults = "error-shape=2; error-code=authorization_required";
    let reply = list(&format!("{faults}; status=409")).await;
    assert_eq!((reply.status, reply.json()), (409, expected.clone()));
    for event in ["error-event", "failed-answer", "fatal-error-event"] {
        let failed = stream(&format!("{faults}; {event}=1")).await;
        let event = json!({ "type": "error", "data": expected });
        assert_eq!(failed.events()[1], event);
    }
    let late = list("error-shape=2; late-error").await.json();
    assert_eq!(late["error"], "INTERNAL_SERVER_ERROR");
    for unknown in ["error-shape=0", "error-shape=3"] {
        let refused = list(unknown).await;
        let expected = json!({ "message": "errors have no such shape", "code": "BAD_REQUEST" });
        assert_eq!((refused.status, refused.json()), (400, expected));
    }
}

#[tokio::test]
async fn an_error_comes_late_in_a_success() {
    let server = server().await;
    let mut connection = raw(&server, &hello("application/json", "late-error=1")).await;
    let text = read_until(&mut connection, "\r\n0\r\n\r\n").await;
    assert!(text.starts_with("HTTP/1.1 200 OK"), "{text}");
    assert_eq!(list("late-error").await.json()["code"], "INTERNAL_SERVER_ERROR");
}

#[tokio::test]
async fn values_are_written_otherwise() {
    let item = json!({
        "id": "c1", "name": null, "description": null, "contactId": null, "taskId": null, "botId": null,
        "backstory": null, "model": null, "datasetId": null, "skillsetId": null, "meta": null,
        "createdAt": 1_700_000_000_000_i64, "updatedAt": 1_700_000_000_000_i64,
    });
    assert_eq!(list("nulls").await.json(), json!({ "items": [item], "cursor": null }));
    assert!(list("floats").await.text().contains("\"createdAt\":1700000000000.0"));
    assert!(stream("floats").await.text().contains("\"token\":3.0"));
    let extra = list("extra-fields").await.json();
    assert!(
        extra["mockExtra"].is_object() && extra["items"][0]["mockExtra"].is_object(),
        "{extra}"
    );
    for event in stream("extra-fields").await.events() {
        assert!(!event["mockExtra"].is_null() && event["data"]["mockExtra"].is_object(), "{event}");
    }
    assert!(list("extra-fields; status=400").await.json()["mockExtra"].is_object());
}
