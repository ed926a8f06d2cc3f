//! Content that is no JSON: what is sent of it, byte by byte, and what comes back.

use chatbotkit_sdk::{Client, Content, ErrorKind, Upload, http::Method};
use serde_json::{Value, json};

use crate::{
    golden::cases::{content_reply, content_upload},
    support::{Reply, Request, Server},
};

/// Bytes that are no text, with ends of lines among them.
const BYTES: &[u8] = b"\x89PNG\r\n\x1a\n--\r\n\0\xff";

fn error_object() -> Value {
    json!({ "message": "no such book", "code": "NOT_FOUND" })
}

#[tokio::test]
async fn a_reply_that_is_no_json_is_kept_as_it_came() {
    let replies = [
        Reply::content("Image/PNG; q=1", BYTES),
        Reply::empty(200),
        Reply::content("image/svg+xml", "<svg/>"),
    ];
    let server = Server::start(replies).await;
    let books = content_reply::Samples::new(server.client());
    let cover = books.download_cover("b1").await.expect("a picture");
    assert_eq!((&cover.bytes()[..], cover.media_type()), (BYTES, Some("image/png")));
    assert!(cover.text().is_err());
    assert_eq!(format!("{cover:?}"), "Content { media_type: Some(\"image/png\"), length: 14, .. }");
    let nothing = books.download_cover("b1").await.expect("nothing");
    assert_eq!(
        (nothing.media_type(), nothing.text(), nothing.clone().into_bytes().len()),
        (None, Ok(""), 0)
    );

    let drawn = books.download_cover("b1").with_response().await.expect("it is drawn");
    assert_eq!(
        (drawn.status().as_u16(), drawn.value.text(), &drawn.bytes()[..]),
        (200, Ok("<svg/>"), &b"<svg/>"[..])
    );
    for request in server.requests() {
        assert_eq!(request.header("accept"), Some("image/*"));
        assert_eq!((request.header("content-type"), request.body.len()), (None, 0));
    }
}

#[tokio::test]
async fn a_reply_can_be_asked_for_in_other_media_types() {
    let replies = [
        Reply::json(&json!([{ "title": "Emma" }])),
        Reply::content("text/csv", "title\nEmma\n"),
        Reply::content("text/plain", "no calendar at all"),
    ];
    let server = Server::start(replies).await;
    let books = content_reply::Samples::new(server.client());
    let request = || content_reply::BookListRequest::new().genre("novel");
    assert_eq!(books.list(request()).await.expect("books")[0].title, "Emma");
    let table = books.list_table(request()).await.expect("a table");
    assert_eq!(table.text(), Ok("title\nEmma\n"));
    // What the server sends instead is for the caller to see.
    let calendar = books.list_calendar(request()).await.expect("a text");
    assert_eq!(calendar.media_type(), Some("text/plain"));
    let requests = server.requests();
    let asked: Vec<_> = requests.iter().map(|request| request.header("accept")).collect();
    assert_eq!(asked, [Some("application/json"), Some("text/csv"), Some("text/calendar")]);
    for request in &requests {
        assert_eq!(request.target, "/v1/book/list?genre=novel");
    }
}

#[tokio::test]
async fn an_error_object_in_place_of_content_is_an_error() {
    let late = Reply::json(&error_object());
    let server = Server::start([late.clone(), late.clone().status(404), late.clone()]).await;
    let books = content_reply::Samples::new(server.client());
    for status in [200, 404] {
        let error = books.download_cover("b1").await.expect_err("an error object");
        assert_eq!(
            (error.kind(), error.status().map(|status| status.as_u16())),
            (ErrorKind::Api, Some(status))
        );
        assert!(error.is_not_found());
    }
    // The same, found by whoever reads any reply as content.
    let call = server.client().raw(Method::GET, "/x").reply::<Content>();
    assert!(call.await.expect_err("an error object").is_not_found());
}

#[tokio::test]
async fn content_that_looks_like_an_error_object_is_content() {
    let text = error_object().to_string();
    let replies = [
        Reply::content("image/png", text.as_str()),
        Reply::content("application/json", r#"{"message":"from somebody else"}"#),
    ];
    let server = Server::start(replies).await;
    let books = content_reply::Samples::new(server.client());
    let content = books.download_cover("b1").await.expect("not said to be JSON");
    assert_eq!(content.text(), Ok(text.as_str()));
    let content = books.download_cover("b1").await.expect("no error object");
    assert_eq!(content.media_type(), Some("application/json"));
}

#[tokio::test]
async fn a_whole_body_is_sent_as_it_is() {
    let server = Server::always(Reply::empty(204)).await;
    let books = content_upload::Samples::new(server.client());
    let cover = Upload::new(BYTES).media_type("image/png");
    books.replace_cover("b/1", cover).await.expect("it is taken");
    books.replace_cover("b2", Upload::new(Vec::new())).await.expect("it is taken");
    let [first, second] = &server.requests()[..] else {
        panic!("two requests were expected");
    };
    assert_eq!(first.path(), "/v1/book/b%2F1/cover");
    assert_eq!((first.header("content-type"), &first.body[..]), (Some("image/png"), BYTES));
    assert_eq!(first.header("content-length"), Some("14"));
    assert_eq!(
        (second.header("content-type"), second.body.len()),
        (Some("application/octet-stream"), 0)
    );
}

/// The boundary of a form.
#[track_caller]
fn boundary(request: &Request) -> &str {
    let kind = request.header("content-type").expect("it has one");
    kind.strip_prefix("multipart/form-data; boundary=").expect("a form")
}

#[tokio::test]
async fn a_form_has_the_content_as_its_only_part() {
    let server = Server::always(Reply::json(&json!({ "title": "Emma" }))).await;
    let books = content_upload::Samples::new(server.client());
    let named =
        Upload::new(BYTES).media_type("text/plain; charset=utf-8").file_name("é \"a\".txt\\");
    books.import_file(named).await.expect("it is taken");
    books.convert(Upload::new("")).await.expect("it is taken");
    let [first, second] = &server.requests()[..] else {
        panic!("two requests were expected");
    };
    let form = |request: &Request, head: &str, content: &[u8]| {
        let boundary = boundary(request);
        let head = format!("--{boundary}\r\ncontent-disposition: form-data; {head}\r\n\r\n");
        let end = format!("\r\n--{boundary}--\r\n");
        [head.as_bytes(), content, end.as_bytes()].concat()
    };
    let head =
        "name=\"file\"; filename=\"é %22a%22.txt\\\"\r\ncontent-type: text/plain; charset=utf-8";
    assert_eq!(first.body, form(first, head, BYTES));
    let head = "name=\"the text\"; filename=\"file\"\r\ncontent-type: application/octet-stream";
    assert_eq!(second.body, form(second, head, b""));
    assert_eq!(second.header("accept"), Some("text/html"));
    assert_ne!(boundary(first), boundary(second));
}

#[tokio::test]
async fn a_repeated_upload_sends_the_same_bytes() {
    let replies = [Reply::none(), Reply::empty(503), Reply::content("text/html", "<p>")];
    let server = Server::start(replies).await;
    let books = content_upload::Samples::new(server.client());
    let converted = books.convert(Upload::new(BYTES).file_name("a")).with_response().await;
    assert_eq!(converted.expect("the third attempt").attempts(), 3);
    let [first, second, third] = &server.requests()[..] else {
        panic!("three requests were expected");
    };
    assert!(first.body.len() > BYTES.len());
    for other in [second, third] {
        assert_eq!(other.body, first.body);
        assert_eq!(other.header("content-type"), first.header("content-type"));
    }
}

#[tokio::test]
async fn an_upload_that_makes_something_is_not_repeated() {
    let server = Server::start([Reply::none()]).await;
    let books = content_upload::Samples::new(server.client());
    let error = books.import_file(Upload::new(BYTES)).await.expect_err("a reset");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Transport, 1));
}

#[tokio::test]
async fn what_cannot_be_sent_of_content_is_reported_when_it_is_sent() {
    let server = Server::start([]).await;
    let books = content_upload::Samples::new(server.client());
    let type_is_none = "the media type of the content is none, such as `image/png`";
    let part = |upload: Upload| books.import_file(upload);
    let whole = |upload: Upload| books.replace_cover("b1", upload);
    let content = || Upload::new("x");
    for (error, why) in [
        (part(content().media_type("png")).await.err(), type_is_none),
        (part(content().media_type("a/b\r\nx: y")).await.err(), type_is_none),
        (whole(content().media_type("image/")).await.err(), type_is_none),
        (
            part(content().file_name("a\r\nx: y")).await.err(),
            "the name of the file has control characters in it",
        ),
        (part(content().file_name("")).await.err(), "the name of the file is empty"),
        (
            whole(content().file_name("a.png")).await.err(),
            "the content is the whole body, which has no room for a file name",
        ),
        (
            part(content()).extra_body("note", 1).await.err(),
            "the request sends content, which the field `note` cannot go into",
        ),
    ] {
        let error = error.expect(why);
        assert_eq!(error.kind(), ErrorKind::Request, "{why}");
        assert!(error.to_string().ends_with(why), "{error}");
    }
    assert_eq!(server.requests(), []);
}

#[tokio::test]
async fn an_endpoint_without_a_method_takes_content() {
    let server = Server::always(Reply::empty(200)).await;
    let client: Client = server.client();
    let raw = |method| client.raw(method, "/x");
    raw(Method::PUT).upload(Upload::new("a")).reply::<()>().await.expect("it is taken");
    raw(Method::POST).upload_part("p", Upload::new("b")).reply::<()>().await.expect("it is taken");
    let [first, second] = &server.requests()[..] else {
        panic!("two requests were expected");
    };
    assert_eq!((first.method.as_str(), &first.body[..]), ("PUT", &b"a"[..]));
    assert!(String::from_utf8_lossy(&second.body).contains("form-data; name=\"p\";"));
}
