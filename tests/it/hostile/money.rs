//! What costs money: an answer that is lost, or asked for twice.

use std::time::Duration;

use chatbotkit_sdk::{Client, ErrorKind, Retry};
use tokio::net::TcpListener;

use super::frames;
use crate::runtime_server::*;

const REPLY: &str = "{\"id\":\"m1\"}";

fn event(tag: &str, data: &str) -> String {
    format!("{{\"type\":\"{tag}\",\"data\":{data}}}\n")
}

#[tokio::test]
async fn an_error_event_does_not_cost_the_paid_answer() {
    let failed = event("error", r#"{"code":"GENERIC_ERROR","message":"provider"}"#);
    let lines = [token("Hel"), failed, token("lo"), RESULT.to_owned()].concat();
    let server = Server::answering(vec![format!("{UNTIL_CLOSE}{lines}"); 2]).await;
    let client = server.client();

    let mut events = create(&client).stream().await.expect("a stream");
    assert!(matches!(events.try_next().await, Ok(Some(Answering::Token(_)))));
    let error = events.try_next().await.expect_err("what the server reports");
    assert_eq!((error.code(), error.text_so_far()), (Some("GENERIC_ERROR"), Some("Hel")));
    assert!(matches!(events.try_next().await, Ok(Some(Answering::Token(_)))));
    assert_eq!(events.text(), "Hello");
    assert_eq!(events.finish().await.expect("the answer").id, "m1");

    // Nor does it for whoever just wants the answer.
    let finished = create(&client).stream().await.expect("a stream").finish().await;
    assert_eq!(finished.expect("the answer").id, "m1");
}

#[tokio::test]
async fn an_error_event_and_the_end_is_that_error() {
    let failed = event("error", r#"{"code":"NOT_FOUND","message":"no bot"}"#);
    let later = event("error", r#"{"code":"TIMEOUT","message":"too slow"}"#);
    let lines = [token("a"), failed, later, token("b")].concat();
    let ends = [
        format!("{UNTIL_CLOSE}{lines}"),
        format!("{UNTIL_CLOSE}{lines}{{\"type\":\"resu"),
        // Without the last chunk.
        format!("{CHUNKED}{}", chunk(&lines)),
    ];
    for answer in ends {
        let server = Server::answering([answer]).await;
        let mut events = create(&server.client()).stream().await.expect("a stream");
        let mut codes = Vec::new();
        loop {
            match events.try_next().await {
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(error) => codes.push(error.code().map(str::to_owned)),
            }
        }
        assert_eq!(codes, [Some("NOT_FOUND".to_owned()), Some("TIMEOUT".to_owned())]);
        let error = events.finish().await.expect_err("there is no answer");
        assert_eq!((error.kind(), error.code()), (ErrorKind::Api, Some("TIMEOUT")));
        assert_eq!(error.text_so_far(), Some("ab"));
    }
}

/// What HTTP/2 says, whether the connection is closed afterwards, and how often a request that creates
/// something is sent.
#[tokio::test]
async fn a_request_that_http2_says_was_not_processed_is_sent_again() {
    const NO_ERROR: u32 = 0;
    const INTERNAL_ERROR: u32 = 2;
    const REFUSED_STREAM: u32 = 7;
    const CANCEL: u32 = 8;
    const ENHANCE_YOUR_CALM: u32 = 11;

    type Script = fn(u32) -> Vec<u8>;
    let cases: [(&str, Script, bool, usize); 8] = [
        ("refused", |stream| frames::rst_stream(stream, REFUSED_STREAM), false, 2),
        ("goaway below", |stream| frames::goaway(stream - 1, NO_ERROR), true, 2),
        ("angry goaway below", |stream| frames::goaway(stream - 1, ENHANCE_YOUR_CALM), true, 2),
        ("internal error", |stream| frames::rst_stream(stream, INTERNAL_ERROR), false, 1),
        ("cancel", |stream| frames::rst_stream(stream, CANCEL), false, 1),
        ("the end of the connection", |_| Vec::new(), true, 1),
        ("goaway that covers it", |stream| frames::goaway(stream, NO_ERROR), true, 1),
        ("angry goaway that covers it", |stream| frames::goaway(stream, INTERNAL_ERROR), true, 1),
    ];
    for (name, script, close, requests) in cases {
        for brought in [false, true] {
            let server = frames::Server::start(vec![script], close).await;
            let client = if brought { bring_your_own(&server.url) } else { server.client() };
            let result = create(&client).await;
            assert_eq!(server.requests(), requests, "{name}: {result:?}");
            match result {
                Ok(reply) => assert_eq!((reply.id.as_str(), requests), ("m1", 2), "{name}"),
                Err(error) => {
                    assert_eq!((error.kind(), requests), (ErrorKind::Transport, 1), "{name}");
                }
            }
        }
    }

    // It is an attempt like any other.
    let refuse: Script = |stream| frames::rst_stream(stream, REFUSED_STREAM);
    let server = frames::Server::start(vec![refuse; 9], false).await;
    let error = create(&server.client()).await.expect_err("it is refused");
    assert_eq!((error.attempts(), server.requests()), (3, 3));
    let text = "createThing: the server refused the request before it processed it (3 attempts)";
    assert_eq!(error.to_string(), text);
}

/// An HTTP client of the caller's, with the settings that the front page of the crate advises.
fn bring_your_own(url: &str) -> Client {
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .pool_idle_timeout(Duration::from_secs(30))
        .connect_timeout(Duration::from_secs(10))
        .http2_prior_knowledge()
        .build()
        .expect("a client");
    let builder = Client::builder().secret(SECRET).base_url(url).http_client(http);
    builder.build().expect("a client")
}

#[tokio::test]
async fn a_status_outranks_the_clock() {
    let limit = Duration::from_millis(300);
    let stalled = |status: &'static str, more: &'static str| {
        Server::start(move |_, mut connection| async move {
            connection.request().await;
            let head = format!("HTTP/1.1 {status}\r\ncontent-length: 100\r\n{more}\r\n{{");
            connection.send(head).await;
            connection.closed().await;
        })
    };
    for (status, code, requests) in [
        ("401 Unauthorized", 401, 1),
        ("404 Not Found", 404, 1),
        ("429 Too Many Requests", 429, 2),
        ("503 Service Unavailable", 503, 2),
    ] {
        let server = stalled(status, "").await;
        let client = server.client().with().attempt_timeout(limit);
        let retry = Retry::default().attempts(2).longest_wait(Duration::from_millis(1));
        let client = client.retry(retry).build().expect("a client");
        let error = read(&client).await.expect_err("a status");
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Api, requests), "{error}");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(code));
        assert_eq!(error.body(), Some(&b"{"[..]));
        let error = create(&client).stream().await.expect_err("a status");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(code));
    }

    // So does the media type, of what is no stream and of what is no reply.
    let server = stalled("200 OK", "content-type: application/json\r\n").await;
    let call = create(&server.client()).attempt_timeout(limit);
    let error = call.stream().await.expect_err("no stream");
    let text =
        "createThing: the server answered 200 OK with `application/json` instead of a stream";
    assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Protocol, text));
    let server = stalled("200 OK", "content-type: text/html\r\n").await;
    let error = read(&server.client()).attempt_timeout(limit).await.expect_err("no reply");
    let text = "readThing: the server answered 200 OK with `text/html` instead of JSON";
    assert_eq!((error.to_string().as_str(), error.attempts()), (text, 1));

    // Where the status says that all is well, nothing is known before the body is there.
    let server = stalled("200 OK", "content-type: application/json\r\n").await;
    let error = read(&server.client()).attempt_timeout(limit).await.expect_err("no reply");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 3));
    assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
}

/// The body of a refusal that never ends is not waited for until the attempt is over.
#[tokio::test]
async fn a_live_body_of_the_wrong_kind_is_not_listened_to() {
    let server = Server::start(|_, mut connection| async move {
        connection.request().await;
        connection.send(CHUNKED.replace("application/jsonl", "text/event-stream")).await;
        while connection.try_send(chunk("data: x\n\n")).await {
            a_moment().await;
        }
    })
    .await;
    let streaming = create(&server.client()).stream();
    let error = tokio::time::timeout(Duration::from_secs(9), streaming).await.expect("soon");
    let error = error.expect_err("another kind of stream");
    let text =
        "createThing: the server answered 200 OK with `text/event-stream` instead of a stream";
    assert_eq!(error.to_string(), text);
}

#[tokio::test]
async fn a_wait_that_is_longer_than_the_client_waits_is_left_to_the_caller() {
    let hours = "9".repeat(40);
    for (value, seconds) in [("1.5", 2), ("120", 120), (hours.as_str(), u64::MAX)] {
        let refusal = json(&format!("503 Service Unavailable\r\nretry-after: {value}"), "");
        let server = Server::answering([refusal, json("200 OK", REPLY)]).await;
        let retry = Retry::default().longest_wait(Duration::from_secs(1));
        let error = create(&server.client()).retry(retry).await.expect_err("a refusal");
        assert_eq!((error.attempts(), server.requests().len()), (1, 1), "{value}");
        let asked = error.retry_after().expect("a wait").as_secs();
        assert_eq!(asked, seconds, "{value}");
    }
    // What cannot be read is there all the same: a 503 that says when to come back did nothing.
    let refusal = json("503 Service Unavailable\r\nretry-after: soon", "");
    let server = Server::answering([refusal, json("200 OK", REPLY)]).await;
    create(&server.client()).await.expect("it is sent again");
}

#[tokio::test]
async fn a_stalled_tls_handshake_is_not_an_unknown_outcome() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("https://{}/v1", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        let mut open = Vec::new();
        while let Ok(connection) = listener.accept().await {
            open.push(connection);
        }
    });
    let client = Client::builder().secret(SECRET).base_url(url);
    let client = client.configure_http(reqwest::ClientBuilder::no_proxy);
    let client = client.build().expect("a client");
    // The limit of the call is far below that of connecting.
    let limit = Duration::from_millis(300);
    let error = create(&client).attempt_timeout(limit).await.expect_err("no handshake");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, 3), "{error}");
    assert!(error.is_timeout());
    let error = create(&client).timeout(limit).stream().await.expect_err("no handshake");
    assert_eq!((error.kind(), error.is_timeout()), (ErrorKind::Connect, true), "{error}");
}

#[tokio::test]
async fn a_proxy_that_wants_other_credentials_is_not_asked_again() {
    let proxy = Server::start(|_, mut connection| async move {
        connection.request().await;
        connection
            .send("HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n")
            .await;
    })
    .await;
    let address = proxy.url.trim_end_matches("/v1").to_owned();
    let client = Client::builder().secret(SECRET).base_url("https://service.example/v1");
    let client = client
        .configure_http(move |http| http.proxy(reqwest::Proxy::all(&address).expect("an address")));
    let error = read(&client.build().expect("a client")).await.expect_err("no tunnel");
    let text = "readThing: service.example was not reached: the proxy wants other credentials";
    assert_eq!((error.to_string().as_str(), error.attempts()), (text, 1));
    assert_eq!(proxy.requests().len(), 1);
}
