//! The server plays its description and nothing else.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{fs, io};

use chatbotkit_mock::MockServer;
use serde_json::json;

use crate::ask::{JSONL, get, post, request, send, start, stream};

/// The folder of the description.
const SCHEMA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/schema");

/// A copy of the description, in which `change` changes a file.
pub fn copy(name: &str, file: &str, change: impl Fn(String) -> String) -> PathBuf {
    // Tests run side by side, and some use the same copy.
    static COPIES: AtomicUsize = AtomicUsize::new(0);
    let number = COPIES.fetch_add(1, Ordering::Relaxed);
    let folder = format!("{name}-{number}");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
    fs::create_dir_all(&folder).expect("a folder");
    for entry in fs::read_dir(SCHEMA).expect("the description") {
        let path = entry.expect("a file").path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            let text = fs::read_to_string(&path).expect("text");
            let this = path.file_name().expect("a name");
            let text = if this == file { change(text) } else { text };
            fs::write(folder.join(this), text).expect("it is written");
        }
    }
    folder
}

/// The description of a service with one module more.
pub fn with_module(text: &str, file: &str) -> String {
    let (before, modules) = text.split_once("modules:\n").expect("a list of modules");
    format!("{before}modules:\n  - {file}\n{modules}")
}

/// The text without the entry that begins with `begin`.
fn without(text: &str, begin: &str) -> String {
    let (before, rest) = text.split_once(begin).expect("the entry");
    let (_, after) = rest.split_once("\n\n").unwrap_or_default();
    format!("{before}{after}")
}

#[tokio::test]
async fn an_operation_that_is_not_described_is_not_there() {
    let folder =
        copy("without_fetch", "conversation.yaml", |text| without(&text, "  fetchConversation:\n"));
    let whole = start(MockServer::builder().seed("conversation", json!({ "id": "c1" }))).await;
    let rest =
        start(MockServer::builder().seed("conversation", json!({ "id": "c1" })).schema(folder))
            .await;
    for (server, status) in [(&whole, 200), (&rest, 404)] {
        assert_eq!(get(server, "/conversation/c1/fetch").await.status, status);
        assert_eq!(get(server, "/conversation/list").await.status, 200);
    }
    assert!(
        whole.guide().contains(" fetchConversation\n")
            && !rest.guide().contains(" fetchConversation\n")
    );
}

#[tokio::test]
async fn fields_that_are_not_described_are_neither_taken_nor_given() {
    let folder = copy("without_name", "conversation.yaml", |text| {
        let text = text.replace("      name?: string -- A name to find it by.\n", "");
        text.replace(
            "      id: string -- Its id.\n      createdAt",
            "      id: integer -- Its id.\n      rank: integer[] -- Its rank.\n      createdAt",
        )
    });
    let seed = json!({ "id": "c1", "name": "n" });
    let server = start(MockServer::builder().seed("conversation", seed).schema(folder)).await;
    let created = post(&server, "/conversation/create", json!({ "name": "n" })).await;
    assert_eq!(created.json()["message"], "\"name\" is not allowed");
    let fetched = get(&server, "/conversation/c1/fetch").await.json();
    let time = 1_700_000_000_000_i64;
    assert_eq!(fetched, json!({ "id": 1, "rank": [1], "createdAt": time, "updatedAt": time }));
}

#[tokio::test]
async fn events_that_are_not_described_are_not_sent() {
    let folder = copy("without_message", "conversation.yaml", |text| {
        let (before, rest) =
            text.split_once("      message:\n        type: Message\n").expect("an event");
        let (_, after) =
            rest.split_once("documented_as: ConversationCompleteMessage\n").expect("its end");
        format!("{before}{after}")
    });
    let server = start(MockServer::builder().schema(folder).lenient()).await;
    let answer = stream(&server, "/conversation/complete", json!({ "text": "Hi" })).await;
    assert_eq!(answer.tags(), ["token", "token", "token", "result"]);
}

#[tokio::test]
async fn errors_are_written_as_they_are_described() {
    let folder = copy("nested_errors", "api.yaml", |text| {
        text.replace(
            "{ message: message, code: code }",
            "{ message: error.message, code: error.code, fields: { error.at?: integer -- Where. } }",
        )
    });
    let server = start(MockServer::builder().schema(folder)).await;
    let error =
        json!({ "message": "there is no conversation \"c1\"", "code": "NOT_FOUND", "at": 1 });
    let refused = get(&server, "/conversation/c1/fetch").await;
    assert_eq!(refused.json(), json!({ "error": error }));
}

#[tokio::test]
async fn a_description_with_errors_is_reported() {
    let folder = copy("faulty", "conversation.yaml", |text| {
        text.replace("type: MessageType", "type: MesageType")
    });
    let error = MockServer::builder().schema(folder).start().await.expect_err("it is refused");
    assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    assert!(error.to_string().contains("unknown type `MesageType`"), "{error}");
}

/// A module with whatever the description language has and conversations do not need.
const SHELF: &str = r#"
module: shelf/v1
doc: Shelves.
path:
  shelfId: string -- The id of a shelf.
  file: string -- A path.
types:
  Shelf:
    doc: A shelf.
    fields:
      id: string -- Its id.
      size: number -- Its size.
      open: boolean -- Whether it is open.
      at: timestamp -- When it was built.
      any: any -- Anything.
      last: string | null -- The last one.
      books: map<Book> -- Its books.
      holds?: Holds -- What it holds.
      colour?: Colour -- Its colour.
      key?: { type: string, doc: What opens it., secret: true }
      spareKeys?: { type: "string[]", doc: What else opens it., secret: true }
      place?: { type: string, doc: Where it stands., example: the cellar }
  Book:
    doc: A book.
    fields:
      pages: integer -- How many pages.
      shelf?: Shelf -- Where it stands.
  Holds:
    doc: What it holds.
    tag: kind
    union:
      book: Book -- A book.
      shelf: Shelf -- A shelf.
  Colour:
    doc: A colour.
    enum:
      red: Red.
      blue: Blue.
  ShelfFindRequest:
    doc: Which shelves.
    fields:
      cursor?: string -- Where to go on.
      colours?: Colour[] -- Their colours.
      sizes?: map<number> -- Their sizes.
      open?: boolean -- Whether they are open.
  ShelfFindResponse:
    doc: Shelves.
    fields:
      found: Shelf[] -- The shelves.
      more?: string -- Where to go on.
  ShelfWatchEvent:
    doc: What happens.
    events:
      opened: Shelf -- It was opened.
      counted: Counted -- It was counted.
  ShelfCountEvent:
    doc: What happens on the way.
    extends: ShelfWatchEvent
  Counted:
    doc: A count.
    fields:
      count: integer -- How many.
  ShelfChangeRequest:
    doc: What to change.
    patch: true
    fields:
      colour?: Colour -- Its colour.
  ShelfDropRequest:
    doc: How a shelf goes.
    fields:
      why: string -- Why it does.
      colours?: Colour[] -- Only if it is one of these.
  ShelfPutRequest:
    doc: What to put there.
    fields:
      what: Holds -- What.
      size: Size -- A size.
  Size:
    doc: A size.
    union:
      number: number -- In metres.
      named: NamedSize -- By name.
  NamedSize:
    doc: A named size.
    fields:
      name: string -- Its name.
operations:
  fetchShelf:
    doc: Fetches a shelf.
    get: /shelf/{shelfId}
    method: fetch
    response: Shelf
  findShelves:
    doc: Finds shelves.
    get: /shelf/find
    method: find
    request?: ShelfFindRequest
    response: ShelfFindResponse
    pages: { items: found, next: more, send_as: cursor }
  watchShelf:
    doc: Watches a shelf.
    get: /shelf/{shelfId}/watch
    method: watch
    stream: { events: ShelfWatchEvent, open_ended: true }
  countShelf:
    doc: Counts a shelf.
    get: /shelf/{shelfId}/count
    method: count
    response: Counted
    stream: { events: ShelfCountEvent, terminal: counted }
  putShelf:
    doc: Puts something there.
    post: /shelf/put
    method: put
    effect: create
    request: ShelfPutRequest
    response: nothing
  replaceShelf:
    doc: Puts a shelf in the place of another.
    put: /shelf/{shelfId}
    method: replace
    request: Book
    response: Shelf
  changeShelf:
    doc: Changes a shelf.
    patch: /shelf/{shelfId}
    method: change
    effect: idempotent
    request?: ShelfChangeRequest
    response: Shelf
  lockShelf:
    doc: Locks a shelf.
    put: /shelf/{shelfId}/lock
    method: lock
    response: nothing
  dropShelf:
    doc: Takes a shelf away.
    delete: /shelf/{shelfId}
    method: drop
    request: ShelfDropRequest
    response: nothing
  openFile:
    doc: Opens a file.
    get: /shelf/files/{+file}
    method: open_file
    response: Counted
"#;

/// A description with shelves beside the conversations.
pub fn with_shelves() -> PathBuf {
    let folder = copy("shelves", "api.yaml", |text| with_module(&text, "shelf.yaml"));
    fs::write(folder.join("shelf.yaml"), SHELF).expect("it is written");
    folder
}

async fn shelves() -> MockServer {
    start(MockServer::builder().schema(with_shelves())).await
}

#[tokio::test]
async fn whatever_is_described_is_played_by_example() {
    let server = shelves().await;
    let shelf = get(&server, "/shelf/s1").await.json();
    for (field, expected) in [
        ("id", json!("id")),
        ("size", json!(0.5)),
        ("open", json!(true)),
        ("at", json!(1_700_000_000_000_i64)),
        ("any", json!("any")),
        ("last", json!("last")),
        ("colour", json!("red")),
        ("key", json!("(secret)")),
        ("spareKeys", json!(["(secret)"])),
        ("place", json!("the cellar")),
    ] {
        assert_eq!(shelf[field], expected, "{field}");
    }
    assert_eq!(shelf["books"]["key"]["pages"], 1);
    assert_eq!(shelf["holds"]["kind"], "book");
    assert_eq!(get(&server, "/shelf/files/a/b.txt").await.json(), json!({ "count": 1 }));
    let counted = send(request(&server, "GET /shelf/s1/count").header("accept", JSONL)).await;
    assert_eq!(counted.tags(), ["opened", "counted"]);
    let watched = get(&server, "/shelf/s1/watch").await;
    assert_eq!((watched.header("content-type"), watched.tags().len()), (JSONL, 2));
    let refused =
        send(request(&server, "GET /shelf/s1/watch").header("accept", "application/json")).await;
    assert_eq!(refused.status, 400);
}

#[tokio::test]
async fn one_path_has_an_operation_for_each_verb() {
    let server = shelves().await;
    for (route, body, status, message) in [
        ("GET /shelf/s1", "", 200, ""),
        ("PUT /shelf/s1", "{\"pages\":1}", 200, ""),
        ("PUT /shelf/s1", "{}", 400, "\"pages\" is required"),
        ("PATCH /shelf/s1", "{\"colour\":null}", 200, ""),
        ("PATCH /shelf/s1", "", 400, "the body is empty"),
        ("DELETE /shelf/s1?why=old&colours=red", "", 204, ""),
        ("DELETE /shelf/s1", "{\"why\":\"old\"}", 400, "\"why\" is required"),
        ("POST /shelf/s1", "{}", 405, "POST is not allowed here"),
        ("PUT /shelf/s1/lock", "{}", 204, ""),
        ("DELETE /shelf/s1/lock", "", 405, "DELETE is not allowed here"),
    ] {
        let reply = send(request(&server, route).body(body)).await;
        assert_eq!(reply.status, status, "{route} {body}: {}", reply.text());
        if status >= 400 {
            assert_eq!(reply.json()["message"], message, "{route} {body}");
        }
    }
    let guide = server.guide();
    assert!(guide.contains("\n  GET    /shelf/find "), "{guide}");
    assert!(guide.contains("\n  DELETE /shelf/{shelfId} "), "{guide}");
}

#[tokio::test]
async fn pages_by_example_come_to_an_end() {
    let server = shelves().await;
    let first =
        get(&server, "/shelf/find?colours=red&colours=blue&sizes.a=1&sizes[b]=2.5&open=true")
            .await
            .json();
    assert_eq!(
        (first["found"].as_array().map(Vec::len), &first["more"]),
        (Some(1), &json!("more"))
    );
    assert_eq!(get(&server, "/shelf/find?cursor=more").await.json(), json!({ "found": [] }));
    for (query, message) in [
        ("open=perhaps", "\"open\" must be a boolean"),
        ("sizes.a=large", "\"sizes.a\" must be a number"),
    ] {
        assert_eq!(get(&server, &format!("/shelf/find?{query}")).await.json()["message"], message);
    }
}

#[tokio::test]
async fn unions_of_requests_are_checked() {
    let server = shelves().await;
    let book = json!({ "kind": "book", "pages": 1 });
    for (what, size, expected) in [
        (book.clone(), json!(1.5), None),
        (book.clone(), json!({ "name": "large" }), None),
        (book.clone(), json!([]), None),
        (json!({ "kind": "unheard of", "of": 1 }), json!(1), None),
        (json!({ "kind": "book" }), json!(1), Some("\"what.pages\" is required")),
        (
            json!({ "kind": "book", "pages": 1, "a": 1 }),
            json!(1),
            Some("\"what.a\" is not allowed"),
        ),
        (book.clone(), json!({ "name": 1 }), Some("\"size.name\" must be a string")),
    ] {
        let reply = post(&server, "/shelf/put", json!({ "what": what, "size": size })).await;
        match expected {
            None => assert_eq!((reply.status, reply.text()), (204, "")),
            Some(message) => assert_eq!(reply.json()["message"], message),
        }
    }
}
