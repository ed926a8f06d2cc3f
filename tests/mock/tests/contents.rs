//! Content that is not JSON: replies in their media types, and uploads that are taken or refused.

use std::fs;
use std::path::PathBuf;

use chatbotkit_mock::MockServer;
use serde_json::json;

use crate::ask::{Reply, get, request, send, start};
use crate::description::{copy, with_module};

const FILES: &str = r#"
module: file/v1
doc: Files.
path:
  fileId: string -- The id of a file.
types:
  FileInfo:
    doc: What is known about a file.
    fields:
      id: string -- Its id.
      stored: datetime -- When it was stored.
  FileListRequest:
    doc: Which files to list.
    fields:
      tag?: map<string> -- What they are tagged with.
      after?: datetime -- Only those that were stored later.
  FileImportRequest:
    doc: Where the file is.
    fields:
      url: string -- Its address.
operations:
  listFiles:
    doc: Lists files.
    get: /file/list
    method: list
    request?: FileListRequest
    response: FileInfo[]
    also: { list_table: text/csv }
  downloadFile:
    doc: Downloads a file.
    get: /file/{fileId}/download
    method: download
    response: application/octet-stream
  drawFile:
    doc: Shows a file as a picture.
    get: /file/{fileId}/picture
    method: draw
    response: image/*
  storeFile:
    doc: Stores a file.
    post: /file/{fileId}/store
    method: store
    effect: idempotent
    upload: {}
    response: FileInfo
  replaceFile:
    doc: Puts a file in the place of another.
    put: /file/{fileId}
    method: replace
    upload: {}
    response: FileInfo
  checkFile:
    doc: Checks a file.
    post: /file/check
    method: check
    effect: read
    upload: { part: the file }
    response: nothing
  importFile:
    doc: Takes a file in.
    post: /file/import
    method: import
    effect: create
    request: FileImportRequest
    upload: { method: import_content, part: file }
    response: nothing
"#;

/// A description with files beside the conversations.
pub fn with_files() -> PathBuf {
    let folder = copy("files", "api.yaml", |text| {
        let text = with_module(&text, "file.yaml");
        text.replace("maps_in_query: dotted", "maps_in_query: brackets")
    });
    fs::write(folder.join("file.yaml"), FILES).expect("it is written");
    folder
}

async fn files() -> MockServer {
    start(MockServer::builder().schema(with_files())).await
}

async fn accepting(server: &MockServer, path: &str, accept: &str) -> Reply {
    send(request(server, &format!("GET {path}")).header("accept", accept)).await
}

#[tokio::test]
async fn content_comes_in_the_media_type_that_is_asked_for() {
    let server = files().await;
    for (path, accept, expected) in [
        ("/file/f1/download", "*/*", "application/octet-stream"),
        ("/file/f1/download", "application/octet-stream", "application/octet-stream"),
        ("/file/f1/picture", "image/*", "image/octet-stream"),
        ("/file/f1/picture", "image/png, text/plain", "image/png"),
        ("/file/list", "text/csv", "text/csv"),
        ("/file/list", "*/*", "application/json"),
    ] {
        let reply = accepting(&server, path, accept).await;
        assert_eq!((reply.status, reply.header("content-type")), (200, expected));
    }
    let table = accepting(&server, "/file/list", "text/csv").await;
    assert_eq!(table.text(), "text\n");
    let bytes = get(&server, "/file/f1/download").await.body;
    assert!(std::str::from_utf8(&bytes).is_err());
    for (path, accept) in [
        ("/file/f1/download", "application/json"),
        ("/file/f1/picture", "text/csv"),
        ("/file/list", "text/plain"),
    ] {
        assert_eq!(accepting(&server, path, accept).await.status, 400, "{accept}");
    }
}

#[tokio::test]
async fn maps_in_a_query_are_read_with_brackets_and_dots() {
    let server = files().await;
    for query in ["tag[a]=1&tag[b]=2", "tag.a=1", "after=2024-05-01T00:00:00Z"] {
        let listed = get(&server, &format!("/file/list?{query}")).await;
        let expected = json!([{ "id": "id", "stored": "2024-05-01T12:00:00Z" }]);
        assert_eq!(listed.json(), expected, "{query}");
    }
}

/// POSTs a body of a media type.
async fn upload(server: &MockServer, path: &str, media_type: &str, body: &str) -> Reply {
    let mut request = request(server, &format!("POST {path}"));
    if !media_type.is_empty() {
        request = request.header("content-type", media_type);
    }
    send(request.body(body.to_owned())).await
}

/// A form with one part.
fn form(name: &str) -> String {
    let head = format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"x\"");
    format!("{head}\r\nContent-Type: text/plain\r\n\r\nx--b\r\n\r\n--b--\r\n")
}

#[tokio::test]
async fn content_is_taken_and_remembered() {
    let server = files().await;
    let a_form = "multipart/form-data; boundary=b";
    for (path, media_type, body, status) in [
        ("/file/f1/store", "image/png", "\0\r\n".to_owned(), 200),
        ("/file/f1/store", "application/json", "{".to_owned(), 200),
        ("/file/check", "multipart/form-data; charset=x; boundary=\"b\"", form("the file"), 204),
        ("/file/import", a_form, form("file"), 204),
        ("/file/import", "application/json", json!({ "url": "u" }).to_string(), 204),
        ("/file/import", "", json!({ "url": "u" }).to_string(), 204),
    ] {
        let reply = upload(&server, path, media_type, &body).await;
        assert_eq!(reply.status, status, "{path} {media_type}: {}", reply.text());
        let last = server.requests().pop().expect("it was remembered");
        assert_eq!(last.body(), body.as_bytes());
    }
}

#[tokio::test]
async fn content_of_another_type_is_refused() {
    let server = files().await;
    let a_form = "multipart/form-data; boundary=b";
    let json = json!({}).to_string();
    for (path, media_type, body, status, message) in [
        (
            "/file/f1/store",
            "",
            "x".to_owned(),
            415,
            "the body must be content of a media type of its own",
        ),
        (
            "/file/f1/store",
            a_form,
            form("file"),
            415,
            "the body must be content of a media type of its own",
        ),
        (
            "/file/check",
            "application/json",
            json.clone(),
            415,
            "the body must be multipart/form-data",
        ),
        ("/file/check", a_form, form("file"), 400, "\"the file\" is required"),
        ("/file/check", "multipart/form-data", form("the file"), 400, "the body is not a form"),
        (
            "/file/check",
            a_form,
            form("the file").replace("b--", "b"),
            400,
            "the body is not a form",
        ),
        ("/file/import", "text/plain", "x".to_owned(), 415, "the body must be multipart/form-data"),
        ("/file/import", "application/json", json, 400, "\"url\" is required"),
    ] {
        let reply = upload(&server, path, media_type, &body).await;
        assert_eq!(
            (reply.status, &reply.json()["message"]),
            (status, &json!(message)),
            "{path} {media_type}"
        );
    }
}

#[tokio::test]
async fn the_guide_shows_how_to_upload() {
    let folder = with_files();
    let alone = fs::read_to_string(folder.join("api.yaml")).expect("text");
    let begin = alone.find("modules:").expect("the modules");
    let alone = format!("{}modules: [file.yaml]\n", &alone[..begin]);
    fs::write(folder.join("api.yaml"), alone).expect("it is written");
    for (first, expected) in [
        (
            "storeFile",
            "/file/fileId/store -H 'authorization: Bearer any' -H 'content-type: text/plain' -d text\n",
        ),
        (
            "replaceFile",
            "/file/fileId -X PUT -H 'authorization: Bearer any' -H 'content-type: text/plain' -d text\n",
        ),
        ("checkFile", "/file/check -H 'authorization: Bearer any' -F 'the file=text'\n"),
    ] {
        // The guide tries the first operation.
        let (types, operations) = FILES.split_once("operations:\n").expect("both");
        let place = operations.find(&format!("  {first}:")).expect("it is there");
        let (before, from) = operations.split_at(place);
        fs::write(folder.join("file.yaml"), format!("{types}operations:\n{from}{before}"))
            .expect("it is written");
        let server = start(MockServer::builder().schema(&folder)).await;
        assert!(server.guide().ends_with(expected), "{}", server.guide());
    }
}
