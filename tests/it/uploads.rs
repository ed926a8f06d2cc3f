//! Content that is not in memory: files and streams that are sent, and replies that are read piece by piece.

use std::{
    io,
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::Bytes;
use chatbotkit_sdk::{
    Client, Content, ContentStream, Error, ErrorKind, Retry, Upload,
    conversation_attachment::v1::{
        AnnouncedFile, ConversationAttachmentCreateRequest, ConversationAttachments,
    },
    http::Method,
};
use futures_core::Stream;
use serde_json::{Value, json};

use crate::{
    golden::cases::{content_reply, content_upload},
    support::{Reply, Server, scratch::Scratch},
};

/// Longer than what is read at once of a file.
fn long() -> Vec<u8> {
    (0..200_000_u32).map(|index| (index % 251) as u8).collect()
}

/// A stream of these pieces.
struct Pieces(std::vec::IntoIter<io::Result<&'static str>>);

impl Stream for Pieces {
    type Item = io::Result<&'static str>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.next())
    }
}

fn pieces(pieces: Vec<io::Result<&'static str>>) -> Pieces {
    Pieces(pieces.into_iter())
}

fn impatient(server: &Server) -> Client {
    server.client().with().retry(Retry::default()).build().expect("a client")
}

#[tokio::test]
async fn a_file_is_sent_under_its_name_and_read_again_for_each_attempt() {
    let scratch = Scratch::new("upload");
    let path = scratch.path().join("a film.bin");
    std::fs::write(&path, long()).expect("it is written");
    let replies = [Reply::none(), Reply::content("text/html", "<p>")];
    let server = Server::start(replies).await;
    let books = content_upload::Samples::new(server.client());
    let upload = Upload::from_file(&path).await.expect("there is a file");
    assert_eq!(upload.length(), 200_000);
    let converted = books.convert(upload).with_response().await.expect("the second attempt");
    assert_eq!(converted.attempts(), 2);
    for request in server.requests() {
        let length = request.header("content-length").expect("it is known");
        assert_eq!(length, request.body.len().to_string());
        assert_eq!(request.header("transfer-encoding"), None);
        let start = String::from_utf8_lossy(&request.body[..200]);
        assert!(start.contains("filename=\"a film.bin\"\r\n"), "{start}");
        assert!(request.body.windows(200_000).any(|window| window == long()));
    }
    assert_eq!(server.requests()[0].body, server.requests()[1].body);
}

#[tokio::test]
async fn a_file_as_the_whole_body_keeps_its_name_to_itself() {
    let scratch = Scratch::new("upload");
    let path = scratch.path().join("cover.png");
    std::fs::write(&path, b"png").expect("it is written");
    let server = Server::always(Reply::empty(204)).await;
    let books = content_upload::Samples::new(server.client());
    let upload = Upload::from_file(&path).await.expect("there is a file");
    books.replace_cover("b1", upload).await.expect("it is taken");
    assert_eq!(
        (&server.request().body[..], server.request().header("content-length")),
        (&b"png"[..], Some("3"))
    );
    // An empty file is content like any other.
    std::fs::write(&path, b"").expect("it is written");
    let upload = Upload::from_file(&path).await.expect("there is a file");
    books.replace_cover("b1", upload).await.expect("it is taken");
    assert_eq!(server.requests()[1].body.len(), 0);
}

#[tokio::test]
async fn a_file_that_cannot_be_sent_is_an_error() {
    let scratch = Scratch::new("upload");
    let path = scratch.path().join("a");
    let missing = Upload::from_file(&path).await.expect_err("there is none");
    assert_eq!(missing.kind(), io::ErrorKind::NotFound);
    let folder = Upload::from_file(scratch.path()).await.expect_err("a folder");
    assert_eq!(folder.kind(), io::ErrorKind::InvalidInput);

    let server = Server::always(Reply::empty(204)).await;
    let books = content_upload::Samples::new(impatient(&server));
    let changes: [(&str, &dyn Fn()); 3] = [
        ("the content ends after 2 of its 3 bytes", &|| std::fs::write(&path, "ab").unwrap()),
        ("the content goes on after its 3 bytes", &|| std::fs::write(&path, "abcd").unwrap()),
        ("the content cannot be read", &|| std::fs::remove_file(&path).unwrap()),
    ];
    for (why, change) in changes {
        std::fs::write(&path, "abc").expect("it is written");
        let upload = Upload::from_file(&path).await.expect("there is a file");
        change();
        let error = books.replace_cover("b1", upload).await.expect_err(why);
        assert_unreadable(&error, why);
    }
}

#[track_caller]
fn assert_unreadable(error: &Error, why: &str) {
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Request, 1), "{error:?}");
    let causes = std::iter::successors(std::error::Error::source(error), |cause| cause.source());
    let causes: Vec<_> = causes.map(ToString::to_string).collect();
    assert!(causes.iter().any(|cause| cause == why), "{causes:?}");
}

#[tokio::test]
async fn a_stream_is_sent_as_it_comes_and_its_progress_reported() {
    let server = Server::always(Reply::empty(204)).await;
    let books = content_upload::Samples::new(server.client());
    let seen = Arc::new(Mutex::new(Vec::new()));
    let progress = Arc::clone(&seen);
    let content = pieces(vec![Ok("ab"), Ok(""), Ok("cde"), Ok("")]);
    let upload = Upload::from_stream(5, content)
        .media_type("text/plain")
        .on_progress(move |sent, all| progress.lock().unwrap().push((sent, all)));
    books.replace_cover("b1", upload).await.expect("it is taken");
    assert_eq!(*seen.lock().unwrap(), [(2, 5), (5, 5)]);
    let request = server.request();
    assert_eq!((&request.body[..], request.header("content-length")), (&b"abcde"[..], Some("5")));
}

#[tokio::test]
async fn a_stream_of_another_length_or_with_an_error_in_it_is_an_error() {
    let server = Server::always(Reply::empty(204)).await;
    let books = content_upload::Samples::new(impatient(&server));
    for (content, why) in [
        (vec![Ok("ab")], "the content ends after 2 of its 3 bytes"),
        (vec![Ok("abc"), Ok("d")], "the content goes on after its 3 bytes"),
        (vec![Ok("ab"), Err(io::Error::other("no more"))], "no more"),
    ] {
        let upload = Upload::from_stream(3, pieces(content));
        let error = books.replace_cover("b1", upload).await.expect_err(why);
        assert_unreadable(&error, why);
    }
}

#[tokio::test]
async fn a_stream_that_was_read_is_not_sent_again() {
    let server = Server::always(Reply::empty(503)).await;
    let books = content_upload::Samples::new(impatient(&server));
    let upload = Upload::from_stream(2, pieces(vec![Ok("ab")]));
    let copy = upload.clone();
    let error = books.replace_cover("b1", upload).await.expect_err("the server is down");
    assert_eq!((error.status().map(|it| it.as_u16()), error.attempts()), (Some(503), 1));
    let error = books.replace_cover("b1", copy).await.expect_err("there is nothing left");
    assert_unreadable(&error, "the content is a stream that was read already");
}

#[tokio::test]
async fn a_stream_that_was_not_read_is_sent_again() {
    let client = Client::builder().secret("s").base_url("http://127.0.0.1:9").build();
    let upload = Upload::from_stream(2, pieces(vec![Ok("ab")]));
    let call = client.expect("a client").raw(Method::PUT, "/x").upload(upload).reply::<()>();
    let error = call.retry(Retry::default().attempts(2)).await.expect_err("nobody is there");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, 2));
}

/// An answer to an announcement: the bytes go to this path of the server.
fn announced(server: &str, method: &str) -> Value {
    let url = format!("{server}/bucket/a?signature=s3cr3t");
    let headers = json!({ "content-type": "text/plain", "x-amz-acl": "private" });
    json!({ "id": "a1", "uploadRequest": { "method": method, "url": url, "headers": headers } })
}

#[tokio::test]
async fn an_attachment_of_any_size_is_announced_and_sent_elsewhere() {
    let storage = Server::start([Reply::none(), Reply::empty(200)]).await;
    let service = Server::always(Reply::json(&announced(&storage.base_url(), "PUT"))).await;
    let client = service.client().with().run_as_user_id("u1").timezone("UTC").build();
    let attachments = ConversationAttachments::new(client.expect("a client"));
    let upload = Upload::new("hello").media_type("text/plain").file_name("h.txt");
    // It can be spawned: nothing is borrowed.
    let sending = tokio::spawn(attachments.upload("c/1", upload));
    assert_eq!(sending.await.expect("no panic").expect("it is attached").id, "a1");

    let announcement = service.request();
    assert_eq!(announcement.target, "/v1/conversation/c%2F1/attachment/upload");
    let said: Value = serde_json::from_slice(&announcement.body).expect("JSON");
    assert_eq!(said, json!({ "file": { "type": "text/plain", "size": 5, "name": "h.txt" } }));

    assert_eq!(storage.requests().len(), 2);
    for request in storage.requests() {
        assert_eq!((request.method.as_str(), &request.body[..]), ("PUT", &b"hello"[..]));
        assert_eq!(request.target, "/v1/bucket/a?signature=s3cr3t");
        assert_eq!(request.header("x-amz-acl"), Some("private"));
        assert_eq!(request.header("content-type"), Some("text/plain"));
        assert_eq!(request.header("content-length"), Some("5"));
        for name in ["authorization", "x-runas-user-id", "x-timezone"] {
            assert_eq!(request.header(name), None, "{name}");
        }
    }
}

#[tokio::test]
async fn bytes_that_are_not_taken_elsewhere_are_an_error_without_the_address() {
    let storage = Server::start([Reply::empty(403), Reply::none(), Reply::empty(200)]).await;
    let put = announced(&storage.base_url(), "PUT");
    let post = announced(&storage.base_url(), "POST");
    let elsewhere = |url: &str| {
        let mut reply = put.clone();
        reply["uploadRequest"]["url"] = json!(url);
        reply
    };
    let mut header = put.clone();
    header["uploadRequest"]["headers"]["x"] = json!("s3cr3t\r\ny: z");
    let replies = [
        (put.clone(), ErrorKind::Api),
        (post, ErrorKind::Transport),
        (json!({ "id": "a1" }), ErrorKind::Protocol),
        (announced(&storage.base_url(), "P U T"), ErrorKind::Request),
        (elsewhere("ftp://127.0.0.1/s3cr3t"), ErrorKind::Request),
        (elsewhere("s3cr3t"), ErrorKind::Request),
        (header, ErrorKind::Request),
    ];
    let service = Server::start(replies.iter().map(|(reply, _)| Reply::json(reply))).await;
    let attachments = ConversationAttachments::new(service.client());
    for (reply, kind) in replies {
        let error = attachments.upload("c1", Upload::new("hello")).await.expect_err("no storage");
        assert_eq!((error.kind(), error.attempts() <= 1), (kind, true), "{reply}: {error}");
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("s3cr3t"), "{shown}");
    }
    assert_eq!(storage.requests().len(), 2);
}

#[tokio::test]
async fn the_bytes_of_an_announced_file_can_be_sent_once_more() {
    let storage = Server::start([Reply::empty(403), Reply::empty(200)]).await;
    let service = Server::always(Reply::json(&announced(&storage.base_url(), "PUT"))).await;
    let client = service.client();
    let announcement = ConversationAttachmentCreateRequest::new(AnnouncedFile::new("a/b", 5));
    let created = client.conversation_attachment().create("c1", announcement).await;
    let address = created.expect("it is announced").upload_request.expect("an address");
    assert!(!format!("{address:?}").contains("s3cr3t"));
    address.send(&client, Upload::new("hello")).await.expect_err("it is refused");
    address.send(&client, Upload::new("hello")).await.expect("it is taken");
}

async fn all(mut stream: ContentStream) -> Result<Vec<Bytes>, Error> {
    let mut all = Vec::new();
    while let Some(piece) = stream.try_next().await? {
        all.push(piece);
    }
    assert!(stream.try_next().await.expect("it is over").is_none());
    Ok(all)
}

#[tokio::test]
async fn content_can_be_read_piece_by_piece() {
    let mut chunked = Reply::stream(["title\n", "Emma\n"]);
    chunked = chunked.header("content-type", "Text/CSV; q=1");
    let server = Server::start([chunked, Reply::content("image/png", long())]).await;
    // No limit of size holds.
    let client = server.client().with().reply_limit(3).build().expect("a client");
    let books = content_reply::Samples::new(client);
    let stream = books.download_cover("b1").pieces().await.expect("it begins");
    assert_eq!(stream.status().as_u16(), 200);
    assert_eq!(stream.length(), None);
    assert_eq!(all(stream).await.expect("it is complete").concat(), b"title\nEmma\n");
    let stream = books.download_cover("b1").pieces().await.expect("it begins");
    assert_eq!(
        (stream.media_type().as_deref(), stream.length()),
        (Some("image/png"), Some(200_000))
    );
    assert_eq!(all(stream).await.expect("it is complete").concat(), long());
    assert_eq!(server.requests()[0].header("accept"), Some("image/*"));
}

#[tokio::test]
async fn content_that_is_cut_is_an_error() {
    let pieces = || Reply::stream(["title\n", "Em"]);
    let server = Server::start([pieces().cut(), pieces().reset()]).await;
    let client = server.client();
    for _ in 0..2 {
        let call = client.raw(Method::GET, "/x").reply::<Content>();
        let mut stream = call.pieces().await.expect("it begins");
        let error = loop {
            match stream.try_next().await {
                Ok(piece) => drop(piece.expect("it is not complete")),
                Err(error) => break error,
            }
        };
        assert!(error.is_truncated(), "{error}");
        assert_eq!(error.attempts(), 1);
        assert!(stream.try_next().await.expect("it is over").is_none());
    }
}

#[tokio::test]
async fn content_that_stops_coming_is_an_error() {
    let server = Server::start([Reply::stream(["title\n"]).silent()]).await;
    let call = server.client().raw(Method::GET, "/x").reply::<Content>();
    let mut stream = call.idle(Duration::from_millis(20)).pieces().await.expect("it begins");
    assert_eq!(&stream.try_next().await.expect("a piece").expect("a piece")[..], b"title\n");
    let error = stream.try_next().await.expect_err("silence");
    assert!(error.is_timeout(), "{error}");
}

#[tokio::test]
async fn an_answer_in_place_of_content_is_an_error_before_the_first_piece() {
    let refusal = json!({ "message": "no such book", "code": "NOT_FOUND" });
    let replies = [
        Reply::json(&refusal),
        Reply::json(&refusal).status(404),
        Reply::json(&json!({ "rows": [] })),
        Reply::content("text/html", "<p>"),
    ];
    let server = Server::start(replies).await;
    let books = content_reply::Samples::new(server.client());
    for kind in [ErrorKind::Api, ErrorKind::Api, ErrorKind::Protocol, ErrorKind::Protocol] {
        let error = books.download_cover("b1").pieces().await.expect_err("no picture");
        assert_eq!(error.kind(), kind, "{error}");
    }
}
