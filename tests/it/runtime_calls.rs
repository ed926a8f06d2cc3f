//! How calls fail, when they are repeated, and what can be set on them.

use std::{sync::Arc, time::Duration};

use chatbotkit_sdk::{Client, Effect, Error, ErrorKind, Retry, http::Method};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::runtime_server::*;

const REPLY: &str = "{\"id\":\"m1\"}";

/// Answers whatever comes on a connection until it is closed, each request with the next answer. An
/// empty answer is a reset after the request was read.
async fn keeping_alive(answers: &'static [&'static str]) -> Server {
    let next = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    Server::start(move |_, mut connection| {
        let next = next.clone();
        async move {
            while connection.request().await {
                let index = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                match answers.get(index) {
                    None | Some(&"") => return connection.reset(),
                    Some(body) => connection.send(json("200 OK", body)).await,
                }
            }
        }
    })
    .await
}

#[tokio::test]
async fn a_stale_connection() {
    // The connection that the first answer came on breaks when it is used again.
    let server = keeping_alive(&[REPLY, "", REPLY]).await;
    let client = server.client();
    read(&client).await.expect("a reply");
    let again = read(&client).with_response().await.expect("a reply");
    assert_eq!((again.value.id.as_str(), again.attempts()), ("m1", 2));
    assert_eq!(server.requests().len(), 3);

    let server = keeping_alive(&[REPLY, "", REPLY]).await;
    let client = server.client();
    create(&client).await.expect("a reply");
    let error = create(&client).await.expect_err("nobody knows whether it was created");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Transport, 1));
    assert_eq!(server.requests().len(), 2);

    // One that the server has closed in time is not used, and nothing is sent twice.
    let server = Server::start(|_, mut connection| async move {
        connection.request().await;
        connection.send(json("200 OK", REPLY)).await;
    })
    .await;
    let client = server.client();
    for _ in 0..2 {
        let reply = create(&client).with_response().await.expect("a reply");
        assert_eq!(reply.attempts(), 1);
        a_moment().await;
    }
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_reset_after_the_request_was_read() {
    for (effect, requests) in [(Effect::Read, 3), (Effect::Idempotent, 3), (Effect::Create, 1)] {
        let server = keeping_alive(&[]).await;
        let request = server.client().raw(Method::POST, "/thing").effect(effect);
        let error = request.reply::<Value>().await.expect_err("a reset");
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Transport, requests));
        assert_eq!(server.requests().len(), requests as usize);
        assert!(std::error::Error::source(&error).is_some());
    }
}

#[tokio::test]
async fn a_reply_that_breaks_off_is_part_of_the_attempt() {
    let half = format!("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{REPLY}");
    let server = Server::answering([half.clone(), json("200 OK", REPLY)]).await;
    assert_eq!(read(&server.client()).with_response().await.expect("a reply").attempts(), 2);

    let server = Server::answering([half]).await;
    let error = create(&server.client()).await.expect_err("half a reply");
    assert_eq!(
        (error.kind(), error.status().map(|status| status.as_u16())),
        (ErrorKind::Transport, Some(200))
    );
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn statuses_decide() {
    let object = "{\"message\":\"no\",\"code\":\"NO\"}";
    // What is answered first, and whether it is retried when it reads, is idempotent, creates.
    for (first, expected) in [
        (json("429 Too Many Requests\r\nretry-after: 0", ""), [true, true, true]),
        (json("503 Service Unavailable\r\nretry-after: 0", ""), [true, true, true]),
        (json("503 Service Unavailable", object), [true, true, true]),
        (json("503 Service Unavailable", "{\"message\":\"from a proxy\"}"), [true, true, false]),
        (answer("502 Bad Gateway", "text/html", "<html>"), [true, true, false]),
        (json("500 Internal Server Error", object), [true, true, false]),
        (json("408 Request Timeout", object), [true, true, false]),
        (json("400 Bad Request", object), [false, false, false]),
        (json("200 OK", object), [false, false, false]),
        (json("307 Temporary Redirect\r\nlocation: /", ""), [false, false, false]),
    ] {
        for (effect, expected) in
            [Effect::Read, Effect::Idempotent, Effect::Create].into_iter().zip(expected)
        {
            let server = Server::answering([first.clone(), json("200 OK", REPLY)]).await;
            let call = server.client().raw(Method::POST, "/thing").effect(effect).reply::<Reply>();
            assert_eq!(call.await.is_ok(), expected, "{first} of {effect:?}");
            assert_eq!(
                server.requests().len(),
                if expected { 2 } else { 1 },
                "{first} of {effect:?}"
            );

            let server = Server::answering([first.clone(), format!("{UNTIL_CLOSE}{RESULT}")]).await;
            let call = server
                .client()
                .raw(Method::POST, "/thing")
                .effect(effect)
                .call::<Reply, Answering>();
            assert_eq!(call.stream().await.is_ok(), expected, "{first} of a stream of {effect:?}");
        }
    }
}

#[tokio::test]
async fn a_server_that_is_not_there() {
    let client =
        Client::builder().secret(SECRET).base_url("http://127.0.0.1:9").build().expect("a client");
    for error in [
        create(&client).await.expect_err("no server"),
        create(&client).stream().await.expect_err("no server"),
    ] {
        assert!(error.is_connect());
        assert_eq!(error.attempts(), 3);
        assert_eq!(error.to_string(), "createThing: 127.0.0.1 was not reached (3 attempts)");
    }
    let error = create(&client).retry(Retry::off()).await.expect_err("no server");
    assert_eq!(error.to_string(), "createThing: 127.0.0.1 was not reached");
}

#[tokio::test]
async fn time_limits() {
    let silent = || {
        Server::start(|_, mut connection| async move {
            connection.request().await;
            connection.closed().await;
        })
    };
    let limit = Duration::from_millis(200);

    let server = silent().await;
    let begin = Instant::now();
    let error = read(&server.client()).timeout(limit).await.expect_err("silence");
    assert_eq!(error.to_string(), "readThing: no answer within the 200ms that the call may take");
    assert!((limit..limit * 3).contains(&begin.elapsed()));

    let error = read(&server.client()).attempt_timeout(limit).await.expect_err("silence");
    assert_eq!(
        error.to_string(),
        "readThing: no answer within the 200ms that an attempt may take (3 attempts)"
    );
    assert!(error.is_timeout());
    let client = server.client().with().attempt_timeout(limit).build().expect("a client");
    let error = create(&client).stream().await.expect_err("silence");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 1));

    // A body that trickles is part of the attempt; a stream is not.
    let trickle = |head: &'static str| {
        Server::start(move |_, mut connection| async move {
            connection.request().await;
            connection.send(head).await;
            for line in ["{\"id\":", "\"m1\"}", "\n", RESULT] {
                tokio::time::sleep(Duration::from_millis(150)).await;
                connection.send(line).await;
            }
        })
    };
    let server = trickle("HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n").await;
    let error = read(&server.client()).timeout(limit).await.expect_err("too slow");
    assert!(error.is_timeout());
    let server = trickle(UNTIL_CLOSE).await;
    let stream = create(&server.client()).timeout(limit).stream().await.expect("a head in time");
    assert_eq!(stream.finish().await.expect("a reply").id, "m1");
}

#[tokio::test]
async fn the_late_200() {
    let late = "{\"message\":\"too slow\",\"code\":\"TIMEOUT\"}";
    let server = Server::answering(vec![json("200 OK", late); 3]).await;
    let client = server.client();
    let own = |result: Result<Value, Error>| result.expect_err("an error in a 200");
    for error in [
        read(&client).await.expect_err("an error in a 200"),
        own(read(&client).reply_as().await),
        own(client.raw(Method::GET, "/thing").reply().await),
    ] {
        assert_eq!(
            (error.kind(), error.code(), error.message()),
            (ErrorKind::Api, Some("TIMEOUT"), Some("too slow"))
        );
        assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
        assert_eq!(error.attempts(), 1);
    }
    // A reply that happens to have a message is a reply, and nothing is asked of a reply that is
    // not wanted.
    let server = Server::answering([
        json("200 OK", "{\"id\":\"m1\",\"message\":\"x\",\"code\":\"y\"}"),
        json("200 OK", "x"),
    ])
    .await;
    assert_eq!(read(&server.client()).await.expect("a reply").id, "m1");
    server.client().raw(Method::POST, "/thing").reply::<()>().await.expect("nothing");
}

#[tokio::test]
async fn nothing_changed() {
    let server = Server::answering(["HTTP/1.1 304 Not Modified\r\n\r\n".to_owned()]).await;
    let error = change(&server.client()).await.expect_err("no body");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::NotModified, 1));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let location =
        format!("location: https://user:{SECRET}@else.example/v2/x?key={SECRET}#{SECRET}");
    let server = Server::answering([json(&format!("302 Found\r\n{location}"), "")]).await;
    let error = create(&server.client()).await.expect_err("a redirect");
    let text = "createThing: the server redirects to https://else.example/v2/x, and redirects are not followed";
    assert_eq!(error.to_string(), text);
    assert_eq!(error.kind(), ErrorKind::Protocol);
}

#[tokio::test]
async fn what_does_not_decode() {
    let page = "{\"items\":[{\"id\":\"1\"},{\"id\":{\"s3cret\":1}}]}";
    let server =
        Server::answering([json("200 OK\r\nx-request-id: r1", page), json("200 OK", "<")]).await;
    let error = list(&server.client()).await.expect_err("an id that is none");
    let text = "listThings: the reply does not decode: at `items[1].id`: expected a string, found an object \
                (status 200, request r1)";
    assert_eq!(error.to_string(), text);
    assert_eq!((error.path(), error.request_id()), (Some("items[1].id"), Some("r1")));
    assert_eq!(error.body(), Some(page.as_bytes()));
    let error = list(&server.client()).await.expect_err("not JSON");
    assert!(error.is_decode());
    let text = "listThings: the reply does not decode: not JSON: expected value at line 1 column 1 (status 200)";
    assert_eq!(error.to_string(), text);
}

#[tokio::test]
async fn what_can_be_set_on_a_call() {
    let server = Server::answering(vec![json("200 OK\r\nrequest-id: r2", REPLY); 2]).await;
    let client = server
        .client()
        .with()
        .default_header("x-one", "client")
        .default_header("x-two", "client")
        .user_agent("shop/1.2")
        .build()
        .expect("a client");
    let call = create(&client)
        .header("x-two", "call")
        .query("a b", "c&d")
        .extra_body("more", json!({ "x": 1 }));
    let response = call.with_response().await.expect("a reply");
    assert_eq!((response.status().as_u16(), response.request_id()), (200, Some("r2")));
    assert_eq!(response.bytes(), REPLY);
    assert_eq!(response.headers()["content-type"], "application/json");
    let request = &server.requests()[0];
    for part in [
        "POST /v1/thing/create?a+b=c%26d HTTP/1.1\r\n",
        "x-one: client\r\n",
        "x-two: call\r\n",
        "user-agent: shop/1.2 chatbotkit-sdk/",
        "accept: application/json\r\n",
        "content-type: application/json\r\n",
        "authorization: Bearer secret-7f3a\r\n",
        "\r\n\r\n{\"more\":{\"x\":1}}",
    ] {
        assert!(request.contains(part), "{part} is not in {request}");
    }

    let raw = client
        .raw(Method::POST, "/a/{b}/{+c}")
        .path("../x")
        .path("y/z")
        .query(&[("q", 1)])
        .body(&json!([1]));
    raw.reply::<Value>().await.expect("a reply");
    let request = &server.requests()[1];
    assert!(
        request.starts_with("POST /v1/a/..%2Fx/y/z?q=1 HTTP/1.1\r\n")
            && request.ends_with("\r\n\r\n[1]"),
        "{request}"
    );
}

#[tokio::test]
async fn what_says_nothing_is_an_empty_object_where_the_method_has_a_body() {
    let server = Server::answering(vec![json("200 OK", "null"); 5]).await;
    let client = server.client();
    let raw = |method| client.raw(method, "/a");
    for method in [Method::POST, Method::PUT, Method::PATCH] {
        let call = raw(method.clone()).reply::<Value>();
        call.await.expect("a reply");
        let request = server.requests().pop().expect("a request");
        let sent = request.ends_with("\r\n\r\n{}");
        assert!(sent && request.contains("content-type: "), "{request}");
    }
    let call = raw(Method::DELETE).query(&[("q", 1)]).reply::<Value>();
    call.await.expect("a reply");
    let request = server.requests().pop().expect("a request");
    assert!(request.starts_with("DELETE /v1/a?q=1 ") && request.ends_with("\r\n\r\n"), "{request}");
    for header in ["content-type: ", "content-length: "] {
        assert!(!request.contains(header), "{request}");
    }
    let call = raw(Method::DELETE).body(&json!({"a": 1})).reply::<Value>();
    call.await.expect("a reply");
    let request = server.requests().pop().expect("a request");
    assert!(request.ends_with("\r\n\r\n{\"a\":1}"), "{request}");
}

#[tokio::test]
async fn what_cannot_be_sent_is_reported_when_it_is_sent() {
    let server = Server::answering([]).await;
    let client = server.client();
    let raw = |path: &str| client.raw(Method::GET, path).reply::<Value>();
    for (call, text) in [
        (
            raw("/a").header("x y", "z"),
            "GET /a: the name of a header has characters that none can have",
        ),
        (
            raw("/a").header("x", "line\n"),
            "GET /a: the value for the header `x` has characters that none can have",
        ),
        (
            raw("/a").extra_body("x", 1),
            "GET /a: the request has no body that the field `x` could go into",
        ),
        (
            client.raw(Method::DELETE, "/a").reply::<Value>().extra_body("x", 1),
            "DELETE /a: the request has no body that the field `x` could go into",
        ),
        (raw("/a/{b}"), "GET /a/{b}: the path parameter `b` is missing"),
        (raw("/a/../b"), "GET /a/../b: the path is not written as it would travel"),
        (raw("b"), "GET b: the path is not written as it would travel"),
    ] {
        let error = call.await.expect_err(text);
        assert_eq!(
            (error.kind(), error.to_string().as_str(), error.attempts()),
            (ErrorKind::Request, text, 0)
        );
    }
    assert!(server.requests().is_empty());
}

#[test]
fn what_makes_no_client() {
    let builder = || Client::builder().secret("s").base_url("http://localhost/v1");
    for (builder, text) in [
        (Client::builder(), "no secret is set"),
        (Client::builder().secret(""), "`secret`: the secret is empty"),
        (
            builder().secret("a\n"),
            "`secret`: the secret has white space or other characters that cannot be sent",
        ),
        (
            builder().default_header("a b", "c"),
            "`default_header`: the name of a header has characters that none can have",
        ),
        (
            builder().timezone("Europe/London\n"),
            "`timezone`: the value for the header `x-timezone` has characters that none can have",
        ),
        (
            builder().user_agent("\n"),
            "`user_agent`: the value for the header `user-agent` has characters that none can have",
        ),
        (
            builder().base_url("http://intranet/v1"),
            "`base_url`: plain http would show the secret to everybody on the way to `intranet`: use https, or \
             `allow_http(\"intranet\")`",
        ),
    ] {
        assert_eq!(builder.build().expect_err(text).to_string(), text);
    }
    builder().base_url("http://intranet/v1").allow_http("intranet").build().expect("a client");
    let client = builder().build().expect("a client");
    client.with().base_url("http://intranet").build().expect_err("a copy is checked, too");
}

#[tokio::test]
async fn pages_and_items() {
    let page = |ids: &[&str], cursor: &str| {
        json(
            "200 OK",
            &json!({
                "items": ids.iter().map(|id| json!({ "id": id })).collect::<Vec<_>>(),
                "cursor": cursor,
            })
            .to_string(),
        )
    };
    let answers = [page(&["1", "2"], "2"), page(&["3"], "3"), json("200 OK", "{\"items\":[]}")];

    let server = Server::answering(answers.clone()).await;
    let mut items = list(&server.client()).query("take", 2).items();
    let mut seen = Vec::new();
    while let Some(item) = items.try_next().await.expect("an item") {
        seen.push((item.id, items.cursor().map(str::to_owned)));
    }
    let cursor = |cursor: &str| Some(cursor.to_owned());
    assert_eq!(seen, [("1".into(), None), ("2".into(), cursor("2")), ("3".into(), cursor("3"))]);
    let paths: Vec<_> = server
        .requests()
        .iter()
        .map(|request| request.lines().next().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(
        paths,
        ["", "&cursor=2", "&cursor=3"]
            .map(|query| format!("GET /v1/thing/list?take=2{query} HTTP/1.1"))
    );

    // A cursor that does not move is an error, on the first page too.
    let server = Server::answering([page(&["1"], "1"), page(&["1"], "1"), page(&["7"], "7")]).await;
    let mut pages = list(&server.client()).pages();
    assert_eq!(pages.try_next().await.expect("a page").expect("a page").items.len(), 1);
    let error = pages.try_next().await.expect_err("the same page again");
    assert_eq!(error.kind(), ErrorKind::Paging);
    assert!(pages.try_next().await.expect("the end").is_none());
    let error = list(&server.client())
        .query("cursor", 7)
        .pages()
        .try_next()
        .await
        .expect_err("the same page again");
    assert_eq!(error.kind(), ErrorKind::Paging);

    // After an error the list can be taken up again.
    let [first, second, end] = answers;
    let server = Server::answering([first, json("400 Bad Request", ""), second, end]).await;
    let mut pages = list(&server.client()).pages();
    assert!(pages.try_next().await.expect("a page").is_some());
    pages.try_next().await.expect_err("a refusal");
    let mut rest =
        list(&server.client()).query("cursor", pages.cursor().expect("a cursor")).pages();
    assert_eq!(rest.try_next().await.expect("a page").expect("a page").items[0].id, "3");
    assert!(rest.try_next().await.expect("the end").is_none());
    assert!(server.requests()[2].starts_with("GET /v1/thing/list?cursor=2 HTTP/1.1\r\n"));
}

#[tokio::test]
async fn a_client_of_ones_own() {
    let server = Server::answering([json("200 OK", REPLY)]).await;
    let own = reqwest::Client::new();
    let client = server.client().with().http_client(own).build().expect("a client");
    assert_eq!(read(&client).await.expect("a reply").id, "m1");
    assert!(server.requests()[0].contains("authorization: Bearer"));
}
