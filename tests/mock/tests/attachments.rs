//! Attachments: files that come with the request, and files that are announced and sent elsewhere.

use chatbotkit_mock::MockServer;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

use crate::ask::{Reply, get, post, request, send, start};

const PATH: &str = "/conversation/c1/attachment/upload";

async fn server() -> MockServer {
    start(MockServer::builder().secret("any").seed("conversation", json!({ "id": "c1" }))).await
}

/// Where a file of five bytes is to be sent.
async fn announced(server: &MockServer) -> Value {
    let file = json!({ "type": "text/plain", "size": 5, "name": "a.txt" });
    let reply = post(server, PATH, json!({ "file": file })).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let reply = reply.json();
    assert_eq!((&reply["id"], &reply["name"]), (&json!("attachment-1"), &json!("a.txt")));
    reply["uploadRequest"].clone()
}

/// The request that uploads it, without headers.
fn bare(upload: &Value) -> RequestBuilder {
    let client = Client::builder().no_proxy().build().expect("a client");
    let method: Method = upload["method"].as_str().expect("a method").parse().expect("a method");
    client.request(method, upload["url"].as_str().expect("an address"))
}

/// The same with its headers, but for one.
fn without(upload: &Value, other: &str) -> RequestBuilder {
    let headers = upload["headers"].as_object().expect("headers").iter();
    headers.filter(|(name, _)| *name != other).fold(bare(upload), |request, (name, value)| {
        request.header(name, value.as_str().expect("text"))
    })
}

async fn form(server: &MockServer, head: &str, content: &[u8]) -> Reply {
    let head = format!("--b\r\ncontent-disposition: form-data; {head}\r\n\r\n");
    let body = [head.as_bytes(), content, b"\r\n--b--\r\n"].concat();
    let request = request(server, &format!("POST {PATH}"));
    send(request.header("content-type", "multipart/form-data; boundary=b").body(body)).await
}

#[tokio::test]
async fn an_announced_file_is_sent_to_an_address_of_its_own() {
    let server = server().await;
    let upload = announced(&server).await;
    let url = upload["url"].as_str().expect("an address");
    assert!(url.starts_with(&format!("http://{}/", server.address())), "{url}");
    assert!(!url.starts_with(&server.base_url()), "{url}");
    let sent = send(without(&upload, "").body("Hello")).await;
    assert_eq!((sent.status, sent.text()), (200, ""));
    let last = server.requests().pop().expect("one");
    assert_eq!((last.operation(), last.body()), (None, &b"Hello"[..]));
    assert_eq!(send(without(&upload, "").body("Hello")).await.status, 200, "it may be repeated");
}

#[tokio::test]
async fn the_address_insists_on_its_headers() {
    let server = server().await;
    let upload = announced(&server).await;
    let names = upload["headers"].as_object().expect("headers").keys().cloned();
    for name in names {
        assert_eq!(send(without(&upload, &name).body("Hello")).await.status, 403, "{name}");
        let other = without(&upload, &name).header(&name, "application/x-other");
        assert_eq!(send(other.body("Hello")).await.status, 403, "{name}");
    }
}

#[tokio::test]
async fn the_address_takes_no_secret() {
    let server = server().await;
    let upload = announced(&server).await;
    for (name, value) in
        [("authorization", "Bearer any"), ("x-runas-user-id", "u1"), ("x-timezone", "UTC")]
    {
        let refused = send(without(&upload, "").header(name, value).body("Hello")).await;
        assert_eq!(refused.status, 400, "{name}");
        assert!(!refused.text().contains("any"), "{}", refused.text());
    }
}

#[tokio::test]
async fn the_address_takes_what_was_announced() {
    let server = server().await;
    let upload = announced(&server).await;
    for body in ["Hell", "Hello!"] {
        assert_eq!(send(without(&upload, "").body(body)).await.status, 400, "{body}");
    }
    assert_eq!(send(without(&upload, "")).await.status, 411, "a length is needed");
    let mut other = upload.clone();
    other["method"] = "POST".into();
    assert_eq!(send(without(&other, "").body("Hello")).await.status, 405);
    let url = upload["url"].as_str().expect("an address");
    for (url, status) in [
        (url.replace("signature=", "signature=x"), 403),
        (url.split('?').next().expect("a path").to_owned(), 403),
        (url.replace("attachment-1", "attachment-2"), 404),
    ] {
        other = upload.clone();
        other["url"] = url.into();
        assert_eq!(send(without(&other, "").body("Hello")).await.status, status);
    }
}

#[tokio::test]
async fn the_address_fails_where_that_is_asked_for() {
    let builder = MockServer::builder().seed("conversation", json!({ "id": "c1" }));
    let server = start(builder.faults("status=503x1@attachment-1").expect("a fault")).await;
    let upload = announced(&server).await;
    assert_eq!(send(without(&upload, "").body("Hello")).await.status, 503);
    assert_eq!(send(without(&upload, "").body("Hello")).await.status, 200);
}

#[tokio::test]
async fn files_come_with_the_request_too() {
    let server = server().await;
    let with_name = form(&server, "name=\"file\"; filename=\"b.txt\"", b"\0\xff").await;
    assert_eq!(with_name.json(), json!({ "id": "attachment-1", "name": "b.txt" }));
    let refused = form(&server, "name=\"files\"", b"").await;
    assert_eq!((refused.status, &refused.json()["message"]), (400, &json!("\"file\" is required")));
    for (file, status) in
        [("https://example.com/a.png", 200), ("data:text/plain;base64,SGk=", 200), ("a.png", 400)]
    {
        assert_eq!(post(&server, PATH, json!({ "file": file })).await.status, status, "{file}");
    }
    let list = get(&server, "/conversation/c1/attachment/list").await.json();
    let items = list["items"].as_array().expect("items");
    assert_eq!(
        (items.len(), &items[2]["name"], &items[2]["size"]),
        (3, &json!("b.txt"), &json!(2))
    );
}

#[tokio::test]
async fn what_comes_with_the_request_has_4_5_megabytes_at_most() {
    let server = server().await;
    for (size, status) in [(4_500_000, 200), (4_500_001, 413)] {
        let content = vec![b'x'; size];
        assert_eq!(form(&server, "name=\"file\"", &content).await.status, status, "{size}");
    }
}

#[tokio::test]
async fn attachments_need_their_conversation() {
    let server = server().await;
    let file = json!({ "file": "https://example.com/a.png" });
    let unknown = post(&server, "/conversation/c2/attachment/upload", file).await;
    assert_eq!(unknown.status, 404);
    assert_eq!(get(&server, "/conversation/c2/attachment/list").await.status, 404);
}
