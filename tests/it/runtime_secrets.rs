//! A run that fails in every way, and what it leaves in errors and logs.
//!
//! Neither may hold the secret, what was sent or received, or the query of an address.

use std::{
    error::Error as _,
    fmt::{self, Write as _},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use chatbotkit_sdk::{
    Client, Error, Upload, conversation_attachment::v1::*, conversation_session::v1::*,
    http::Method,
};
use http_body_util::Full;
use hyper::{body::Incoming, server::conn::http2, service::service_fn};
use hyper_util::rt::{TokioExecutor, TokioIo};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_rustls::{
    TlsAcceptor,
    rustls::{self, pki_types::PrivateKeyDer},
};

use crate::runtime_server::*;

/// What was sent and received.
const BODY: &str = "body-5d2e";
/// What stands in queries.
const QUERY: &str = "query-9b1c";
/// What the service hands out and nobody else may have: a session's token, an upload's headers.
const TOKEN: &str = "token-3c8d";

static LOG: Mutex<String> = Mutex::new(String::new());

/// Writes everything down.
struct Log;

impl log::Log for Log {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        note(format_args!("{} {}", record.target(), record.args()));
    }

    fn flush(&self) {}
}

impl tracing::Subscriber for Log {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        span.record(&mut Fields);
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::span::Id, values: &tracing::span::Record<'_>) {
        values.record(&mut Fields);
    }

    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut Fields);
    }

    fn enter(&self, _: &tracing::span::Id) {}

    fn exit(&self, _: &tracing::span::Id) {}
}

struct Fields;

impl tracing::field::Visit for Fields {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn fmt::Debug) {
        note(format_args!("{field}={value:?}"));
    }
}

fn note(line: fmt::Arguments<'_>) {
    // Other tests write here, too, and must not fail with this one.
    let mut log = LOG.lock().unwrap_or_else(PoisonError::into_inner);
    writeln!(log, "{line}").expect("memory");
}

fn note_error(error: &Error) {
    note(format_args!("{error}\n{error:?}\n{error:#?}"));
    let mut source = error.source();
    while let Some(error) = source {
        note(format_args!("{error}\n{error:?}"));
        source = error.source();
    }
}

/// Everything that answers a request badly, the body in it wherever a body can be.
fn answers() -> Vec<String> {
    let page = format!("<html>{BODY}</html>");
    vec![
        answer("500 Internal Server Error", "text/html", &page),
        json(
            "404 Not Found",
            &json!({ "message": "no", "code": "NOT_FOUND", "more": BODY }).to_string(),
        ),
        json("200 OK", &json!({ "message": "no", "code": "LATE", "more": BODY }).to_string()),
        json("200 OK", &json!({ "id": [BODY] }).to_string()),
        json("200 OK", &json!({ "id": null, "x": BODY }).to_string()),
        json("200 OK", &format!("{{\"id\":\"{BODY}")),
        json("200 OK", BODY),
        answer("200 OK", "text/html", &page),
        json(&format!("302 Found\r\nlocation: /x?{QUERY}={QUERY}"), BODY),
        format!("HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n{BODY}"),
        format!("HTTP/1.1 200 OK\r\nx: {BODY}"),
        format!("{BODY}{BODY}{BODY}{BODY}\r\n\r\n"),
        format!(
            "{UNTIL_CLOSE}{{\"type\":\"token\",\"data\":{{\"token\":{{\"{BODY}\":1}}}}}}\n{}",
            token(BODY)
        ),
        format!("{UNTIL_CLOSE}{}{BODY}\n", token(BODY)),
        format!(
            "{UNTIL_CLOSE}{{\"type\":\"error\",\"data\":{{\"message\":\"no\",\"x\":\"{BODY}\"}}}}\n"
        ),
        format!("{UNTIL_CLOSE}{}", "{\"type\":\"result\",\"data\":{\"id\":\"m1\"}}\n"),
        String::new(),
    ]
}

async fn fail(client: &Client) {
    let call = || {
        let body = json!({ "text": BODY });
        let request =
            client.raw(Method::POST, "/a/{b}").path("c").query(&[("q", QUERY)]).body(&body);
        request
            .call::<Reply, Answering>()
            .timeout(Duration::from_secs(5))
            .idle(Duration::from_millis(50))
    };
    note(format_args!("{client:?} {:?} {:?} {:?}", client.with(), call(), call().send()));
    if let Err(error) = call().await {
        note_error(&error);
    }
    match call().stream().await {
        Err(error) => note_error(&error),
        Ok(mut events) => loop {
            note(format_args!("{events:?}"));
            match events.try_next().await {
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(error) => note_error(&error),
            }
        },
    }
}

/// Opens a session, the token wherever the reply can have it.
async fn open_session() {
    let right = json!({ "id": "s1", "token": TOKEN, "expiresAt": 1 });
    let mut replies = vec![right.clone()];
    for (name, value) in
        [("token", json!([TOKEN])), ("expiresAt", json!(TOKEN)), ("id", json!([TOKEN]))]
    {
        let mut reply = right.clone();
        reply[name] = value;
        replies.push(reply);
    }
    let mut answers: Vec<_> =
        replies.iter().map(|reply| json("200 OK", &reply.to_string())).collect();
    answers.push(json("200 OK", &right.to_string()[..right.to_string().len() - 1]));
    for answer in answers {
        let server = Server::answering([answer]).await;
        let sessions = server.client().conversation_session();
        match sessions.create("c1", ConversationSessionCreateRequest::new()).with_response().await {
            Ok(reply) => note(format_args!("{reply:?}\n{reply:#?}")),
            Err(error) => note_error(&error),
        }
    }
}

/// Announces a file and sends it to an address that has a secret in it, with headers that are one.
async fn upload() {
    let elsewhere =
        Server::answering(vec![answer("403 Forbidden", "application/xml", BODY); 2]).await;
    for url in [
        format!("{}/a?q={QUERY}", elsewhere.url),
        format!("http://127.0.0.1:9/a?q={QUERY}"),
        format!("http://example.com/a?q={QUERY}"),
        format!("not an address {QUERY}"),
    ] {
        for header in ["x-amz-meta", "x\n"] {
            let request =
                json!({ "method": "PUT", "url": url, "headers": { header: TOKEN, "y": TOKEN } });
            let reply = json!({ "id": "a1", "uploadRequest": request }).to_string();
            let server = Server::answering([json("200 OK", &reply), json("200 OK", &reply)]).await;
            let attachments = server.client().conversation_attachment();
            let file = AnnouncedFile::new("text/plain", 5);
            let announced =
                attachments.create("c1", ConversationAttachmentCreateRequest::new(file)).await;
            note(format_args!("{announced:?}"));
            let sent = attachments.upload("c1", Upload::new(BODY)).await;
            note_error(&sent.expect_err("nobody takes it"));
        }
    }
}

#[tokio::test]
async fn nothing_shows() {
    log::set_logger(&Log).expect("the only one");
    log::set_max_level(log::LevelFilter::Trace);
    tracing::subscriber::set_global_default(Log).expect("the only one");

    for answer in answers() {
        let server = Server::answering([answer.clone(), answer]).await;
        fail(&server.client()).await;
    }
    let nowhere = Client::builder().secret(SECRET).base_url("http://127.0.0.1:9").build();
    fail(&nowhere.expect("a client")).await;
    for builder in [
        Client::builder().secret(format!("{SECRET}\n")),
        Client::builder().secret(SECRET).base_url(format!("https://{SECRET}@host")),
        Client::builder().secret(SECRET).base_url(format!("https://host?{QUERY}")),
        Client::builder().secret(SECRET).default_header("x", format!("{SECRET}\n")),
    ] {
        note(format_args!("{builder:?}"));
        note_error(&builder.build().expect_err("a refusal"));
    }
    for (status, body) in [(200, BODY), (500, BODY), (200, r#"{"type":"token","data":1}"#)] {
        fail(&over_tls(status, body).await).await;
    }
    let refused = nowhere_call().header("authorization", format!("{SECRET}\n")).await;
    note_error(&refused.expect_err("a refusal"));

    open_session().await;
    upload().await;

    let log = LOG.lock().expect("no panic").clone();
    for word in [SECRET, BODY, QUERY, TOKEN] {
        let lines: Vec<_> = log.lines().filter(|line| line.contains(word)).collect();
        assert!(lines.is_empty(), "{word} shows:\n{}", lines.join("\n"));
    }
    // The log does work.
    for word in [
        "starting new connection",
        "the reply does not decode",
        "http.response.status_code=404",
        "error.type=404",
        "error.type=truncated",
        "url.full=\"http://127.0.0.1:9/a/c?q=REDACTED\"",
        "url.template=\"/a/{b}\"",
        // Each of the layers has been heard: HTTP/2, and TLS with what it agreed on.
        "ALPN protocol is Some",
        "frame=Headers",
    ] {
        assert!(log.contains(word), "`{word}` is missing");
    }
}

fn nowhere_call() -> chatbotkit_sdk::Call<Value, chatbotkit_sdk::RawEvent> {
    let client =
        Client::builder().secret(SECRET).base_url("http://127.0.0.1:9").build().expect("a client");
    client.raw(Method::GET, "/a").reply()
}

/// A client of a server that speaks HTTP/2 over TLS and answers everything with this.
async fn over_tls(status: u16, body: &'static str) -> Client {
    let signed =
        rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("a certificate");
    let key = PrivateKeyDer::try_from(signed.signing_key.serialize_der()).expect("a key");
    let mut config = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![signed.cert.der().clone()], key)
        .expect("they belong together");
    config.alpn_protocols = vec![b"h2".to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let Ok(stream) = acceptor.accept(socket).await else {
                continue;
            };
            let answer = service_fn(move |_: hyper::Request<Incoming>| async move {
                let reply = hyper::Response::builder().status(status);
                reply.body(Full::new(Bytes::from_static(body.as_bytes())))
            });
            let serving = http2::Builder::new(TokioExecutor::new())
                .serve_connection(TokioIo::new(stream), answer);
            tokio::spawn(serving);
        }
    });
    // The certificate is nobody's but the test's.
    let http = reqwest::Client::builder().tls_danger_accept_invalid_certs(true).no_proxy().build();
    let builder = Client::builder().secret(SECRET).base_url(format!("https://{address}/v1"));
    builder.http_client(http.expect("a client")).build().expect("a client")
}
