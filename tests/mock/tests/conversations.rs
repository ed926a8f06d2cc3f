//! What the operations on conversations do.

use chatbotkit_mock::MockServer;
use serde_json::{Value, json};

use crate::ask::{JSONL, Reply, get, post, request, send, start, stream};

async fn server() -> MockServer {
    start(MockServer::builder()).await
}

/// A server with conversations `c1` to `c{count}`, oldest first.
async fn server_with(count: usize) -> MockServer {
    let mut builder = MockServer::builder();
    for number in 1..=count {
        let record = json!({ "id": format!("c{number}"), "meta": { "even": number % 2 == 0 } });
        builder = builder.seed("conversation", record);
    }
    start(builder).await
}

fn ids(reply: &Reply) -> Vec<String> {
    let items = reply.json()["items"].as_array().expect("items").clone();
    items.iter().map(|item| item["id"].as_str().expect("an id").to_owned()).collect()
}

#[tokio::test]
async fn what_is_created_can_be_fetched() {
    let server = server().await;
    let options = json!({
        "name": "n", "description": "d", "contactId": "ct", "taskId": "t", "botId": "b", "backstory": "bs",
        "model": "gpt-4o/temperature=0", "datasetId": "ds", "skillsetId": "sk", "meta": { "a": [1, null] },
    });
    let created = post(&server, "/conversation/create", options.clone()).await;
    assert_eq!((created.status, created.json()), (200, json!({ "id": "conversation-1" })));
    let fetched = get(&server, "/conversation/conversation-1/fetch").await.json();
    let mut expected = options;
    expected["id"] = "conversation-1".into();
    expected["createdAt"] = 1_700_000_000_000_i64.into();
    expected["updatedAt"] = 1_700_000_000_000_i64.into();
    assert_eq!(fetched, expected);
}

#[tokio::test]
async fn a_list_is_newest_first_and_has_a_cursor_to_its_end() {
    let server = server_with(5).await;
    let all = get(&server, "/conversation/list").await;
    assert_eq!(ids(&all), ["c5", "c4", "c3", "c2", "c1"]);
    assert_eq!(all.json()["cursor"], "c1");
    let first = get(&server, "/conversation/list?take=2&order=asc").await;
    assert_eq!(
        (ids(&first), &first.json()["cursor"]),
        (vec!["c1".into(), "c2".into()], &json!("c2"))
    );
    let last = get(&server, "/conversation/list?take=3&order=asc&cursor=c2").await;
    assert_eq!(
        (ids(&last), &last.json()["cursor"]),
        (vec!["c3".into(), "c4".into(), "c5".into()], &json!("c5"))
    );
    let after = get(&server, "/conversation/list?order=asc&cursor=c5").await;
    assert_eq!(after.json(), json!({ "items": [] }));
    let nowhere = get(&server, "/conversation/list?cursor=unknown").await;
    assert_eq!(nowhere.json(), json!({ "items": [] }));
}

#[tokio::test]
async fn a_page_has_1_to_100_items() {
    let server = server_with(101).await;
    for (take, expected) in
        [("", 100), ("?take=0", 1), ("?take=-7", 1), ("?take=3.0", 3), ("?take=1000", 100)]
    {
        assert_eq!(
            ids(&get(&server, &format!("/conversation/list{take}")).await).len(),
            expected,
            "{take}"
        );
    }
}

#[tokio::test]
async fn a_list_that_streams_walks_the_pages_by_itself() {
    let server = server_with(101).await;
    let streamed = async |query: &str| {
        let request = request(&server, &format!("GET /conversation/list{query}"));
        send(request.header("accept", JSONL)).await
    };
    let all = streamed("").await;
    assert_eq!(all.events().len(), 101);
    assert_eq!(all.events()[0]["data"]["id"], "c101");
    assert_eq!(streamed("?take=3").await.tags(), ["item"; 3]);
    let empty = streamed("?meta.even=perhaps").await;
    assert_eq!((empty.status, empty.text()), (200, ""));
}

#[tokio::test]
async fn a_list_can_be_filtered_by_metadata() {
    let server = server_with(4).await;
    for query in ["meta.even=true", "meta[even]=true", "meta%5Beven%5D=true"] {
        assert_eq!(
            ids(&get(&server, &format!("/conversation/list?{query}")).await),
            ["c4", "c2"],
            "{query}"
        );
    }
    post(&server, "/conversation/c1/update", json!({ "meta": { "k 1": "v&1", "n": 1 } })).await;
    assert_eq!(ids(&get(&server, "/conversation/list?meta.k+1=v%261&meta.n=1").await), ["c1"]);
    assert!(ids(&get(&server, "/conversation/list?meta.k+1=v%261&meta.n=2").await).is_empty());
}

#[tokio::test]
async fn an_update_keeps_clears_and_merges() {
    let server = server().await;
    post(
        &server,
        "/conversation/create",
        json!({ "name": "n", "botId": "b", "meta": { "a": 1, "b": 2 } }),
    )
    .await;
    let change = json!({ "name": "m", "botId": null, "meta": { "b": 3, "c": null } });
    let updated = post(&server, "/conversation/conversation-1/update", change).await;
    assert_eq!(updated.json(), json!({ "id": "conversation-1" }));
    let fetched = get(&server, "/conversation/conversation-1/fetch").await.json();
    let expected = json!({
        "id": "conversation-1", "name": "m", "meta": { "a": 1, "b": 3, "c": null },
        "createdAt": 1_700_000_000_000_i64, "updatedAt": 1_700_000_001_000_i64,
    });
    assert_eq!(fetched, expected);
}

#[tokio::test]
async fn what_is_deleted_is_gone() {
    let server = server_with(2).await;
    let deleted = post(&server, "/conversation/c1/delete", json!({})).await;
    assert_eq!(deleted.json(), json!({ "id": "c1" }));
    assert_eq!(ids(&get(&server, "/conversation/list").await), ["c2"]);
    for (route, body) in [
        ("GET /conversation/c1/fetch", None),
        ("POST /conversation/c1/update", Some(json!({ "name": "n" }))),
        ("POST /conversation/c1/delete", Some(json!({}))),
        ("POST /conversation/c1/complete", Some(json!({ "text": "Hello!" }))),
        ("POST /conversation/c1/send", Some(json!({ "text": "Hello!" }))),
        ("POST /conversation/c1/receive", Some(json!({}))),
        ("POST /conversation/c1/upvote", Some(json!({}))),
        ("POST /conversation/c1/downvote", Some(json!({}))),
        ("POST /conversation/c1/contact/upsert", Some(json!({}))),
    ] {
        let body = body.as_ref().map(Value::to_string).unwrap_or_default();
        let reply = send(request(&server, route).body(body)).await;
        let expected = json!({ "message": "there is no conversation \"c1\"", "code": "NOT_FOUND" });
        assert_eq!((reply.status, reply.json()), (404, expected), "{route}");
    }
}

#[tokio::test]
async fn an_answer_repeats_what_was_said() {
    let server = start(MockServer::builder().lenient()).await;
    let usage = json!({ "token": 3 });
    let messages = json!({ "messages": [
        { "type": "user", "text": "no" }, { "type": "user", "text": "Hi" }, { "type": "bot", "text": "yes" },
    ] });
    let answer = json!({ "text": "You said: Hi", "usage": usage });
    assert_eq!(post(&server, "/conversation/complete", messages.clone()).await.json(), answer);
    assert_eq!(
        post(&server, "/conversation/complete", json!({ "text": "Hi" })).await.json(),
        answer
    );
    let expected = [
        json!({ "type": "token", "data": { "token": "You " } }),
        json!({ "type": "token", "data": { "token": "said: " } }),
        json!({ "type": "token", "data": { "token": "Hi" } }),
        json!({ "type": "message", "data": { "type": "bot", "text": "You said: Hi" } }),
        json!({ "type": "result", "data": answer }),
    ];
    let streamed = stream(&server, "/conversation/complete", messages).await;
    assert_eq!(streamed.header("content-type"), JSONL);
    assert_eq!(streamed.events(), expected);
    assert!(streamed.text().starts_with(r#"{"type":"token","data":"#));
}

#[tokio::test]
async fn messages_are_sent_received_and_completed() {
    let builder = MockServer::builder().seed("conversation", json!({ "id": "c1" }));
    let server = start(builder.lenient()).await;
    let silent = post(&server, "/conversation/c1/receive", json!({})).await.json();
    assert_eq!(
        silent,
        json!({ "id": "message-1", "text": "You said nothing.", "usage": { "token": 3 } })
    );
    let entity = json!({ "type": "name", "begin": 0, "end": 2, "text": "Hi" });
    let sent =
        post(&server, "/conversation/c1/send", json!({ "text": "Hi", "entities": [entity] })).await;
    assert_eq!(sent.json(), json!({ "id": "message-2", "entities": [entity] }));
    let received = stream(&server, "/conversation/c1/receive", json!({})).await;
    assert_eq!(received.tags(), ["token", "token", "token", "message", "result"]);
    assert_eq!(received.events()[4]["data"]["text"], "You said: Hi");
    let completed =
        post(&server, "/conversation/c1/complete", json!({ "text": "Ho" })).await.json();
    assert_eq!(
        completed,
        json!({ "id": "message-5", "text": "You said: Ho", "usage": { "token": 3 } })
    );
    let again = stream(&server, "/conversation/c1/send", json!({ "text": "Hi" })).await;
    assert_eq!(
        again.events(),
        [json!({ "type": "result", "data": { "id": "message-6", "entities": [] } })]
    );
}

#[tokio::test]
async fn a_completion_says_in_its_stream_that_the_conversation_is_unknown() {
    let server = server().await;
    let completed = stream(&server, "/conversation/c1/complete", json!({ "text": "Hi" })).await;
    let error = json!({ "message": "there is no conversation \"c1\"", "code": "NOT_FOUND" });
    assert_eq!(completed.status, 200);
    assert_eq!(completed.events(), [json!({ "type": "error", "data": error })]);
    let sent = stream(&server, "/conversation/c1/send", json!({ "text": "Hi" })).await;
    assert_eq!((sent.status, sent.json()), (404, error));
}

#[tokio::test]
async fn votes_name_the_conversation() {
    let server = server_with(1).await;
    for (vote, body) in [
        ("upvote", json!({})),
        ("upvote", json!({ "value": 1 })),
        ("downvote", json!({ "value": -1 })),
    ] {
        let voted = post(&server, &format!("/conversation/c1/{vote}"), body).await;
        assert_eq!(voted.json(), json!({ "id": "c1" }));
    }
}

#[tokio::test]
async fn a_contact_is_set_once() {
    let server = server_with(1).await;
    let set = post(&server, "/conversation/c1/contact/upsert", json!({ "name": "Ada" })).await;
    assert_eq!((set.status, set.json()), (200, json!({ "id": "contact-1" })));
    assert_eq!(get(&server, "/conversation/c1/fetch").await.json()["contactId"], "contact-1");
    let again = post(&server, "/conversation/c1/contact/upsert", json!({ "name": "Bob" })).await;
    assert_eq!((again.status, again.text()), (304, ""));
}

#[tokio::test]
async fn seeds_answers_and_the_clock_are_the_callers() {
    let builder = MockServer::builder().lenient().clock(5, 10).answer("Paris it is").secret("s");
    let seeds = builder.seed("conversation", json!({ "id": "old", "createdAt": 1, "name": "n" }));
    let server = start(seeds.seed("conversation", json!({}))).await;
    let reply = send(
        crate::ask::bare(&server, "GET /conversation/list").header("authorization", "Bearer s"),
    )
    .await;
    let expected = json!({ "cursor": "old", "items": [
        { "id": "conversation-2", "createdAt": 15, "updatedAt": 15 },
        { "id": "old", "createdAt": 1, "updatedAt": 1, "name": "n" },
    ] });
    assert_eq!(reply.json(), expected);
    let request = crate::ask::bare(&server, "POST /conversation/complete")
        .header("authorization", "bearer s");
    assert_eq!(send(request.body(r#"{"text":"Hi"}"#)).await.json()["text"], "Paris it is");
    assert_eq!(post(&server, "/conversation/complete", json!({ "text": "Hi" })).await.status, 401);
}

#[tokio::test]
async fn seeds_that_cannot_be_are_refused() {
    let seed = |resource: &str, record: Value| MockServer::builder().seed(resource, record);
    let twice =
        seed("conversation", json!({ "id": "a" })).seed("conversation", json!({ "id": "a" }));
    for (builder, expected) in [
        (seed("bot", json!({})), "nothing is kept of the resource `bot`"),
        (seed("conversation", json!("a")), "a conversation is an object"),
        (twice, "there is a conversation \"a\" already"),
    ] {
        let error = builder.start().await.expect_err("it is refused");
        assert_eq!(error.to_string(), expected);
    }
}

#[tokio::test]
async fn two_servers_answer_alike() {
    let mut answers = Vec::new();
    for _ in 0..2 {
        let server = server().await;
        let mut bytes = post(&server, "/conversation/create", json!({ "name": "n" })).await.body;
        bytes.extend(
            stream(&server, "/conversation/conversation-1/complete", json!({ "text": "Hi" }))
                .await
                .body,
        );
        bytes.extend(get(&server, "/conversation/list").await.body);
        answers.push(bytes);
    }
    assert_eq!(answers[0], answers[1]);
}
