//! Answers that a test wrote.

use chatbotkit_mock::{MockServer, Scripted};
use serde_json::{Value, json};

use crate::ask::{Reply, get, post, request, send, start, stream};

fn hello() -> Value {
    json!({ "messages": [{ "type": "user", "text": "Hello!" }] })
}

async fn complete(server: &MockServer) -> Reply {
    stream(server, "/conversation/complete", hello()).await
}

#[tokio::test]
async fn answers_are_given_in_their_order_and_then_the_ordinary_ones() {
    let answers = [
        Scripted::events([("token", json!({ "token": 1 })), ("unheardOf", json!(null))]),
        Scripted::error(503),
        Scripted::ordinary(),
        Scripted::reply(json!({ "text": "Hi" })),
    ];
    let server = start(MockServer::builder().on("completeConversation", answers)).await;
    let written = complete(&server).await;
    let expected = [
        json!({ "type": "token", "data": { "token": 1 } }),
        json!({ "type": "unheardOf", "data": null }),
    ];
    assert_eq!((written.status, written.events().as_slice()), (200, &expected[..]));
    let failed = complete(&server).await;
    assert_eq!((failed.status, &failed.json()["code"]), (503, &json!("GENERIC_ERROR")));
    assert_eq!(complete(&server).await.tags().len(), 5);
    let reply = complete(&server).await;
    assert_eq!(reply.events(), [json!({ "type": "result", "data": { "text": "Hi" } })]);
    assert_eq!(complete(&server).await.tags().len(), 5, "the script is used up");
}

#[tokio::test]
async fn a_reply_is_what_would_end_the_stream() {
    let server = start(MockServer::builder()).await;
    let events = Scripted::events([
        ("token", json!({ "token": "H" })),
        ("result", json!({ "text": "H", "more": [] })),
        ("nop", json!({})),
    ]);
    let answers = [events, Scripted::events([("token", json!({}))])];
    server.on("completeConversation", answers).expect("it is described");
    let reply = post(&server, "/conversation/complete", hello()).await;
    assert_eq!(reply.json(), json!({ "text": "H", "more": [] }));
    let without = post(&server, "/conversation/complete", hello()).await;
    assert_eq!(
        (without.status, &without.json()["message"]),
        (500, &json!("the script has no reply"))
    );
}

#[tokio::test]
async fn only_requests_that_are_in_order_use_a_script_up() {
    let server = start(MockServer::builder()).await;
    server.on("fetchConversation", [Scripted::reply(json!({ "id": 1 }))]).expect("it is described");
    let failed =
        request(&server, "GET /conversation/c1/fetch").header("x-mock-fault", "status=500");
    assert_eq!(send(failed).await.status, 500);
    let refused = request(&server, "GET /conversation/c1/fetch").header("accept", "text/html");
    assert_eq!(send(refused).await.status, 400);
    assert_eq!(get(&server, "/conversation/list").await.status, 200);
    assert_eq!(get(&server, "/conversation/c1/fetch").await.json(), json!({ "id": 1 }));
    assert_eq!(get(&server, "/conversation/c1/fetch").await.status, 404);
}

#[tokio::test]
async fn faults_apply_to_what_is_written() {
    let server = start(MockServer::builder()).await;
    let answer = Scripted::events([("a", json!({})), ("b", json!({})), ("c", json!({}))]);
    server.on("completeConversation", [answer]).expect("it is described");
    let request =
        request(&server, "POST /conversation/complete").header("accept", crate::ask::JSONL);
    let request = request.header("x-mock-fault", "cut-events=2; no-last-chunk");
    let cut = send(request.body(hello().to_string())).await;
    assert_eq!((cut.tags(), cut.broken), (vec!["a".to_owned(), "b".to_owned()], true));
}

#[tokio::test]
async fn content_is_written_as_text() {
    let server = start(MockServer::builder()).await;
    server.on("exportConversations", [Scripted::reply("a,b\n")]).expect("it is described");
    let table = request(&server, "GET /conversation/export").header("accept", "text/csv");
    let table = send(table).await;
    assert_eq!((table.header("content-type"), table.text()), ("text/csv", "a,b\n"));
}

#[tokio::test]
async fn a_subscription_ends_where_its_script_does() {
    let server = start(MockServer::builder()).await;
    let message = json!({ "type": "result", "data": {} });
    let events = [("nop", json!({})), ("message", message)];
    server.on("subscribeChannelMessages", [Scripted::events(events)]).expect("it is described");
    let ended = stream(&server, "/channel/channel-0123456789/subscribe", json!({})).await;
    assert_eq!((ended.tags(), ended.broken), (vec!["nop".to_owned(), "message".to_owned()], false));
}

#[tokio::test]
async fn operations_that_are_not_described_have_no_script() {
    let message = "there is no operation `fetchBot`";
    let answers = || [Scripted::error(500)];
    let error = MockServer::builder().on("fetchBot", answers()).start().await.expect_err("refused");
    assert_eq!(error.to_string(), message);
    let server = start(MockServer::builder()).await;
    let error = server.on("fetchBot", answers()).expect_err("refused");
    assert_eq!(error.to_string(), message);
}

#[tokio::test]
async fn there_is_a_line_for_each_request() {
    let (sender, lines) = std::sync::mpsc::channel();
    let log = move |line: &str| sender.send(line.to_owned()).expect("somebody reads");
    let server = start(MockServer::builder().log(log)).await;
    let faulty = |route: &str, fault: &str| request(&server, route).header("x-mock-fault", fault);
    send(faulty("GET /conversation/list?cursor=hidden&meta.k=hidden&x", "")).await;
    send(faulty("POST /conversation/c1/fetch?", "").body("hidden")).await;
    send(faulty("GET /nowhere", "hidden")).await;
    let reset = faulty("GET /conversation/list", "reset");
    assert!(crate::ask::try_send(reset).await.is_err());
    let line = || {
        let line = lines.recv().expect("a line");
        let (line, time) =
            line.strip_suffix(" ms").expect("a unit").rsplit_once(' ').expect("a time");
        assert!(time.parse::<u32>().is_ok());
        line.to_owned()
    };
    assert_eq!(line(), "GET /v1/conversation/list?cursor=…&meta.k=…&x=… listConversations 200");
    assert_eq!(line(), "POST /v1/conversation/c1/fetch - 405");
    assert_eq!(line(), "GET /v1/nowhere - 400");
    assert_eq!(line(), "GET /v1/conversation/list listConversations -");
}
