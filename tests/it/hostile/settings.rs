//! Settings that cannot be used, and those that have to do what they say.

use std::time::Duration;

use chatbotkit_sdk::{Client, ClientBuilder, ErrorKind, Retry};

use crate::runtime_server::*;

fn builder() -> ClientBuilder {
    Client::builder().secret(SECRET).base_url("http://localhost/v1")
}

#[test]
fn a_setting_that_cannot_be_used_is_reported_by_its_name() {
    let zero = "the limit is zero, which nothing can keep";
    let secret = "the secret has white space or other characters that cannot be sent";
    let no_host = "it is not the name or the address of a host";
    for (builder, setting, why) in [
        (builder().secret("x\n"), "secret", secret),
        (builder().secret(" x"), "secret", secret),
        (builder().secret("ü"), "secret", secret),
        (
            builder().base_url("https://a.example/v1 "),
            "base_url",
            "the address has white space in it",
        ),
        (
            builder().base_url("https://a.example/v1/\n"),
            "base_url",
            "the address has white space in it",
        ),
        (
            builder().base_url("api.example.com/v1"),
            "base_url",
            "`api.example.com/v1` is not an address such as `https://host/path`",
        ),
        (
            builder().base_url("localhost:4010/v1"),
            "base_url",
            "`localhost:4010/v1` is not an address such as `https://host/path`",
        ),
        (builder().allow_http("http://intra.example"), "allow_http", no_host),
        (builder().allow_http("intra.example/x"), "allow_http", no_host),
        (builder().allow_http(""), "allow_http", no_host),
        (builder().timeout(Duration::ZERO), "timeout", zero),
        (builder().attempt_timeout(Duration::ZERO), "attempt_timeout", zero),
        (builder().connect_timeout(Duration::ZERO), "connect_timeout", zero),
        (builder().idle(Duration::ZERO), "idle", zero),
        (builder().liveness(Duration::ZERO), "liveness", zero),
        (builder().line_limit(0), "line_limit", zero),
        (builder().reply_limit(0), "reply_limit", zero),
        (
            builder().retry(Retry::default().attempts(0)),
            "retry",
            "there is no attempt, not even a first one",
        ),
        (
            builder().http_client(reqwest::Client::new()).configure_http(|http| http),
            "configure_http",
            "it has no effect on an HTTP client that `http_client` brings",
        ),
    ] {
        let error = builder.build().expect_err(setting);
        assert_eq!(error.to_string(), format!("`{setting}`: {why}"));
        assert_eq!(error.kind(), ErrorKind::Request);
    }
    for builder in [
        builder().idle(None).liveness(None),
        builder().base_url("http://Intra.Example/v1/").allow_http("Intra.Example"),
        builder().base_url("http://[fd00::1]:80").allow_http("[FD00::1]"),
        builder().base_url("http://10.1.2.3/").allow_http("10.1.2.3"),
    ] {
        builder.build().expect("a client");
    }
}

#[tokio::test]
async fn a_limit_of_a_call_that_nothing_can_keep_is_reported_when_it_is_sent() {
    let server = Server::answering([]).await;
    let client = server.client();
    for (call, setting) in [
        (read(&client).timeout(Duration::ZERO), "timeout"),
        (read(&client).idle(Duration::ZERO), "idle"),
        (read(&client).reply_limit(0), "reply_limit"),
    ] {
        let error = call.await.expect_err(setting).to_string();
        let text = format!("readThing: `{setting}`: the limit is zero, which nothing can keep");
        assert_eq!(error, text);
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn how_the_http_client_is_made_can_be_changed_without_losing_a_promise() {
    let server = Server::answering([
        json("302 Found\r\nlocation: /elsewhere", ""),
        json("200 OK", "{\"id\":\"m1\"}"),
    ])
    .await;
    let client = server.client().with().configure_http(|http| {
        let redirect = reqwest::redirect::Policy::limited(5);
        http.redirect(redirect)
            .user_agent("nobody")
            .local_address(std::net::IpAddr::from([127, 0, 0, 1]))
    });
    let client = client.build().expect("a client");
    let error = read(&client).await.expect_err("redirects are not followed");
    assert_eq!(error.kind(), ErrorKind::Protocol);
    // A changed copy is made in the same way.
    let copy = client.with().connect_timeout(Duration::from_secs(1)).build().expect("a client");
    assert_eq!(read(&copy).await.expect("a reply").id, "m1");
    assert!(server.requests()[1].contains("user-agent: chatbotkit-sdk/"));
}

/// A stream that is opened on one runtime and read on another.
#[test]
fn a_stream_keeps_its_limits_on_another_runtime() {
    let limit = Duration::from_millis(300);
    let runtime = || {
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        builder.worker_threads(1).enable_all().build().expect("a runtime")
    };
    let (first, second) = (runtime(), runtime());
    let open = || {
        first.block_on(async {
            let server = Server::start(|_, mut connection| async move {
                connection.request().await;
                connection.send(CHUNKED).await;
                connection.send(chunk(&token("a"))).await;
                connection.closed().await;
            })
            .await;
            let stream = create(&server.client()).idle(limit).stream().await.expect("a stream");
            (server, stream)
        })
    };
    let (_server, mut events) = open();
    second.block_on(async {
        assert!(events.try_next().await.expect("an event").is_some());
        assert!(tokio::time::timeout(limit / 10, events.try_next()).await.is_err());
    });
    // Back on the first one, where the timer of the second is of no use.
    drop(second);
    let error = first.block_on(events.try_next()).expect_err("silence");
    assert_eq!(error.kind(), ErrorKind::Timeout);

    // The connection ends with the runtime it was opened on.
    let (_server, mut events) = open();
    assert!(first.block_on(events.try_next()).expect("an event").is_some());
    drop(first);
    let third = runtime();
    let error = third.block_on(events.try_next()).expect_err("the connection is gone");
    assert!(error.is_truncated(), "{error}");
}
