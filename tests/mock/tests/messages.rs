//! Messages belong to their conversation, whoever says them.

use chatbotkit_mock::MockServer;
use serde_json::{Value, json};

use crate::ask::{JSONL, get, post, request, send, start};

async fn server() -> MockServer {
    let builder = MockServer::builder().seed("conversation", json!({ "id": "c1" }));
    start(builder.seed("conversation", json!({ "id": "c2" }))).await
}

/// Type and text of the messages of a conversation, oldest first.
async fn said(server: &MockServer, conversation: &str) -> Vec<(String, String)> {
    let list = get(server, &format!("/conversation/{conversation}/message/list?order=asc")).await;
    let text = |item: &Value, key: &str| item[key].as_str().expect("text").to_owned();
    let items = list.json()["items"].as_array().expect("items").clone();
    items.iter().map(|item| (text(item, "type"), text(item, "text"))).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(kind, text)| (kind.to_string(), text.to_string())).collect()
}

#[tokio::test]
async fn a_message_is_created_fetched_changed_and_deleted() {
    let server = server().await;
    let new = json!({ "type": "user", "text": "Hi", "meta": { "a": 1, "b": [null] } });
    let created = post(&server, "/conversation/c1/message/create", new).await;
    assert_eq!((created.status, &created.json()["id"]), (200, &json!("message-1")));
    let path = "/conversation/c1/message/message-1";
    let mut expected = json!({
        "id": "message-1", "type": "user", "text": "Hi", "meta": { "a": 1, "b": [null] },
        "createdAt": 1_700_000_002_000_i64, "updatedAt": 1_700_000_002_000_i64,
    });
    assert_eq!(get(&server, &format!("{path}/fetch")).await.json(), expected);
    let change = json!({ "type": "bot", "text": "Ho", "meta": { "a": 2 } });
    let changed = post(&server, &format!("{path}/update"), change).await;
    assert_eq!(changed.json(), json!({ "id": "message-1" }));
    expected["type"] = "bot".into();
    expected["text"] = "Ho".into();
    expected["meta"]["a"] = 2.into();
    expected["updatedAt"] = 1_700_000_003_000_i64.into();
    assert_eq!(get(&server, &format!("{path}/fetch")).await.json(), expected);
    let deleted = post(&server, &format!("{path}/delete"), json!({})).await;
    assert_eq!(deleted.json(), json!({ "id": "message-1" }));
    assert_eq!(get(&server, &format!("{path}/fetch")).await.status, 404);
    assert!(said(&server, "c1").await.is_empty());
}

#[tokio::test]
async fn what_is_said_becomes_messages() {
    let server = server().await;
    post(&server, "/conversation/c1/complete", json!({ "text": "one" })).await;
    post(&server, "/conversation/c1/send", json!({ "text": "two" })).await;
    post(&server, "/conversation/c1/receive", json!({})).await;
    let checkpoint = json!({ "type": "checkpoint", "text": "so far" });
    assert_eq!(post(&server, "/conversation/c1/message/create", checkpoint).await.status, 200);
    let expected = [
        ("user", "one"),
        ("bot", "You said: one"),
        ("user", "two"),
        ("bot", "You said: two"),
        ("checkpoint", "so far"),
    ];
    assert_eq!(said(&server, "c1").await, pairs(&expected));
    assert!(said(&server, "c2").await.is_empty());
    let stated = json!({ "messages": [{ "type": "user", "text": "x" }] });
    post(&server, "/conversation/complete", stated).await;
    assert_eq!(
        said(&server, "c1").await.len(),
        5,
        "a completion without a conversation is not kept"
    );
}

#[tokio::test]
async fn a_bot_answers_the_message_that_was_created_last() {
    let server = server().await;
    for (kind, text) in [("user", "first"), ("user", "second"), ("context", "third")] {
        let new = json!({ "type": kind, "text": text });
        post(&server, "/conversation/c1/message/create", new).await;
    }
    let received = post(&server, "/conversation/c1/receive", json!({})).await;
    assert_eq!(received.json()["text"], "You said: second");
}

#[tokio::test]
async fn messages_are_listed_page_by_page_or_in_a_stream() {
    let server = server().await;
    for number in 1..=3 {
        let new = json!({ "type": "user", "text": "x", "meta": { "odd": number % 2 == 1 } });
        post(&server, "/conversation/c1/message/create", new).await;
    }
    let page = get(&server, "/conversation/c1/message/list?take=2").await.json();
    let ids = |page: &Value| {
        let items = page["items"].as_array().expect("items").iter();
        items.map(|item| item["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&page), ["message-3", "message-2"]);
    let rest = get(&server, "/conversation/c1/message/list?cursor=message-2").await.json();
    assert_eq!(ids(&rest), ["message-1"]);
    let odd = get(&server, "/conversation/c1/message/list?meta.odd=true").await.json();
    assert_eq!(ids(&odd), ["message-3", "message-1"]);
    let list = request(&server, "GET /conversation/c1/message/list").header("accept", JSONL);
    assert_eq!(send(list).await.tags(), ["item"; 3]);
}

#[tokio::test]
async fn messages_are_voted_on() {
    let server = server().await;
    post(&server, "/conversation/c1/message/create", json!({ "type": "bot", "text": "x" })).await;
    for (vote, value, status) in [
        ("upvote", json!({}), 200),
        ("upvote", json!({ "value": 100 }), 200),
        ("upvote", json!({ "value": 0 }), 400),
        ("downvote", json!({ "value": -100 }), 200),
        ("downvote", json!({ "value": 1 }), 400),
    ] {
        let path = format!("/conversation/c1/message/message-1/{vote}");
        let voted = post(&server, &path, value).await;
        assert_eq!(voted.status, status, "{}", voted.text());
    }
}

#[tokio::test]
async fn a_message_is_in_one_conversation_only() {
    let server = server().await;
    post(&server, "/conversation/c1/message/create", json!({ "type": "bot", "text": "x" })).await;
    for (path, missing) in [
        ("c2/message/message-1", "message \"message-1\""),
        ("c1/message/message-2", "message \"message-2\""),
        ("c3/message/message-1", "conversation \"c3\""),
    ] {
        let message = format!("there is no {missing}");
        let fetched = get(&server, &format!("/conversation/{path}/fetch")).await;
        assert_eq!((fetched.status, &fetched.json()["message"]), (404, &json!(message)));
        for (verb, body) in [
            ("delete", json!({})),
            ("update", json!({ "type": "bot", "text": "y" })),
            ("upvote", json!({})),
            ("downvote", json!({})),
        ] {
            let reply = post(&server, &format!("/conversation/{path}/{verb}"), body).await;
            assert_eq!((reply.status, &reply.json()["message"]), (404, &json!(message)), "{verb}");
        }
    }
    post(&server, "/conversation/c1/delete", json!({})).await;
    assert_eq!(get(&server, "/conversation/c1/message/message-1/fetch").await.status, 404);
    assert_eq!(get(&server, "/conversation/c1/message/list").await.status, 404);
}
