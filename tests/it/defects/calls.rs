//! Calls that are answered once: how they are repeated, addressed and reported.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
    time::Duration,
};

use chatbotkit_sdk::{Client, Error, ErrorKind, Retry, conversation::v1::*};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::clock::Clock;
use crate::support::{Reply, Server};

/// Every operation that makes something or is paid for each time.
const BILLED: [&str; 5] = ["create", "complete", "complete_message", "send", "receive"];

fn answer() -> Reply {
    Reply::json(
        &json!({"id": "m1", "text": "", "usage": {"token": 1}, "entities": [], "createdAt": 1, "updatedAt": 1}),
    )
}

fn refusal(status: u16) -> Reply {
    Reply::json(&json!({"message": "not now", "code": "NOT_NOW"})).status(status)
}

async fn billed(client: &Client, operation: &str) -> Result<(), Error> {
    let conversations = client.conversation();
    match operation {
        "create" => conversations.create(ConversationCreateRequest::new()).await.map(drop),
        "complete" => {
            conversations.complete(ConversationCompleteRequest::from_text("Hi")).await.map(drop)
        }
        "complete_message" => conversations
            .complete_message("c1", ConversationCompleteMessageRequest::new("Hi"))
            .await
            .map(drop),
        "send" => conversations
            .send("c1", ConversationSendMessageRequest::new().text("Hi"))
            .await
            .map(drop),
        _ => conversations.receive("c1", ConversationReceiveMessageRequest::new()).await.map(drop),
    }
}

#[tokio::test]
async fn a_billed_call_is_not_sent_twice() {
    let gateway = Reply::empty(502).header("content-type", "text/html");
    for failure in [Reply::none(), gateway, refusal(500), refusal(408), refusal(504)] {
        for operation in BILLED {
            let server = Server::start([failure.clone(), answer()]).await;
            let error = billed(&server.client(), operation)
                .await
                .expect_err("nobody knows whether it was carried out");
            assert_eq!(error.attempts(), 1, "{operation}: {error}");
            assert_eq!(server.requests().len(), 1, "{operation}: {error}");
        }
    }
}

/// A client that never repeats anything is no better.
#[tokio::test]
async fn a_refused_call_is_sent_again() {
    for operation in BILLED {
        let server = Server::start([refusal(429).header("retry-after", "0"), answer()]).await;
        billed(&server.client(), operation).await.expect("a refused call was not carried out");
        let requests = server.requests();
        assert_eq!(requests.len(), 2, "{operation}");
        assert_eq!(requests[0], requests[1], "{operation}");
    }
}

/// Replies that fail the first requests, and when each request arrived.
///
/// The connection is closed after a failure: when the client has closed it, too, it has read the failure.
async fn failing(count: usize, failure: Reply) -> (Server, Arc<Mutex<Vec<Instant>>>) {
    let arrivals = Arc::new(Mutex::new(Vec::new()));
    let failure = failure.header("connection", "close");
    let arrived = Arc::clone(&arrivals);
    let server = Server::answering(move |index, _| {
        arrived.lock().expect("no panic").push(Instant::now());
        if index < count { failure.clone() } else { answer() }
    })
    .await;
    (server, arrivals)
}

#[tokio::test]
async fn the_wait_that_the_server_asks_for_is_kept() {
    let clock = Clock::stopped();
    let (server, arrivals) = failing(1, refusal(429).header("retry-after", "17")).await;
    let start = Instant::now();
    let client = server.client();
    let call = tokio::spawn(async move { client.conversation().fetch("c1").await });
    server.closed(1).await;
    clock.advance(Duration::from_millis(16_990)).await;
    assert_eq!(server.requests().len(), 1, "too early");
    // A little later, for all who were told the same must not come back together.
    clock.advance(Duration::from_millis(520)).await;
    call.await.expect("no panic").expect("a reply");
    let waited: Vec<Duration> =
        arrivals.lock().expect("no panic").iter().map(|arrival| *arrival - start).collect();
    assert_eq!(waited, [0, 17_510].map(Duration::from_millis));
}

/// One that would take longer than the call may take is not begun.
#[tokio::test]
async fn a_wait_beyond_the_time_limit_is_left_to_the_caller() {
    let server = Server::always(refusal(503).header("retry-after", "30")).await;
    let error = server
        .client()
        .conversation()
        .fetch("c1")
        .timeout(Duration::from_secs(20))
        .await
        .expect_err("it is refused");
    assert_eq!(error.attempts(), 1);
    assert_eq!(error.retry_after(), Some(Duration::from_secs(30)));
}

#[tokio::test]
async fn calls_that_failed_together_do_not_come_back_together() {
    const CALLS: usize = 16;
    const STEP: Duration = Duration::from_millis(25);

    let clock = Clock::stopped();
    let (server, arrivals) = failing(CALLS, refusal(500)).await;
    let client = server.client().with().retry(Retry::default().budget(None)).build();
    let client = client.expect("a client");
    let call = |client: Client| async move { client.conversation().fetch("c1").await };
    let calls: Vec<_> = (0..CALLS).map(|_| tokio::spawn(call(client.clone()))).collect();
    server.closed(CALLS).await;
    // The first wait is half a second at most.
    for _ in 0..=20 {
        clock.advance(STEP).await;
    }
    for call in calls {
        call.await.expect("no panic").expect("a reply");
    }
    let arrivals = arrivals.lock().expect("no panic");
    assert_eq!(arrivals.len(), 2 * CALLS);
    let again: BTreeSet<Instant> = arrivals[CALLS..].iter().copied().collect();
    assert!(again.len() > CALLS / 4, "only {} times", again.len());
}

#[tokio::test]
async fn errors_keep_status_headers_and_body() {
    let body = json!({"message": "no such thing", "code": "NOT_FOUND", "more": [1]});
    let not_found =
        Reply::json(&body).status(404).header("x-request-id", "r-17").header("retry-after", "3");
    let server = Server::always(not_found).await;
    let call = server.client().conversation().fetch("c1");
    let error = call.await.expect_err("there is none");
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!(error.status().map(|status| status.as_u16()), Some(404));
    assert_eq!(error.code(), Some("NOT_FOUND"));
    assert_eq!(error.message(), Some("no such thing"));
    assert_eq!(error.request_id(), Some("r-17"));
    let header = |name| error.headers()?.get(name)?.to_str().ok();
    assert_eq!(header("x-request-id"), Some("r-17"));
    assert_eq!(header("content-type"), Some("application/json"));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3)));
    assert_eq!(error.body(), Some(body.to_string().as_bytes()));
    assert_eq!(error.operation(), Some("fetchConversation"));
    assert!(error.is_not_found());
    assert_eq!(
        error.to_string(),
        "fetchConversation: the server answered 404 Not Found: no such thing (code NOT_FOUND, request r-17)"
    );
}

#[tokio::test]
async fn an_id_does_not_lead_to_another_endpoint() {
    let server = Server::always(answer()).await;
    let conversations = server.client().conversation();
    conversations.delete("../bot/b1?x=1#").await.expect("it is answered");
    let request = server.request();
    assert_eq!(request.target, "/v1/conversation/..%2Fbot%2Fb1%3Fx%3D1%23/delete");
    for id in ["", ".", ".."] {
        let error = conversations.delete(id).await.expect_err("no encoding helps");
        assert_eq!(error.kind(), ErrorKind::Request);
    }
    assert_eq!(server.requests(), [request]);
}

/// The cursor is there on the last page, too, and a page that is not full need not be the last.
#[tokio::test]
async fn a_list_goes_on_to_its_last_page() {
    let item = |id: &str| json!({"id": id, "createdAt": 1, "updatedAt": 1});
    let page = |ids: &[&str]| {
        let items: Vec<Value> = ids.iter().map(|id| item(id)).collect();
        Reply::json(&json!({"items": items, "cursor": ids.last()}))
    };
    let server = Server::start([page(&["1", "2"]), page(&["3"]), page(&["4"]), page(&[])]).await;
    let request = ConversationListRequest::new().take(2);
    let mut items = server.client().conversation().list(request).items();
    let mut ids = Vec::new();
    while let Some(item) = items.try_next().await.expect("a page") {
        ids.push(item.id);
    }
    assert_eq!(ids, ["1", "2", "3", "4"]);
    let queries: Vec<_> = server.requests().iter().map(|request| request.query()).collect();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let next = |cursor| vec![pair("take", "2"), pair("cursor", cursor)];
    assert_eq!(queries, [vec![pair("take", "2")], next("2"), next("3"), next("4")]);
}

#[tokio::test]
async fn zero_settings_of_a_model_do_not_vanish() {
    let server = Server::always(answer()).await;
    let model = Model::new("gpt-4o")
        .max_tokens(0)
        .temperature(0.0)
        .frequency_penalty(0.0)
        .presence_penalty(0.0)
        .seed(0)
        .interaction_max_messages(0);
    let request = ConversationCreateRequest::new().model(model);
    let created = server.client().conversation().create(request).await;
    created.expect("it is answered");
    let settings = "maxTokens=0/temperature=0/frequencyPenalty=0/presencePenalty=0/seed=0";
    assert_eq!(
        server.request().json(),
        json!({"model": format!("gpt-4o/{settings}/interactionMaxMessages=0")})
    );
}
