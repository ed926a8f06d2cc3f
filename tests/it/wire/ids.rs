//! An id reaches the route that it was meant for, whatever it looks like.
//!
//! The official client puts ids into paths as they are, so that `../bot/list?x=1#` reaches another
//! endpoint with the caller's credentials. Here they are encoded byte by byte: a difference on purpose.

use chatbotkit_sdk::{Client, Error, conversation::v1::*};
use percent_encoding::percent_decode_str;
use proptest::{collection, prelude::*, sample};
use tokio::runtime;

use super::{cases, client};
use crate::support::property;

/// Ids that mean something to one reader of addresses or another.
const ODD: [&str; 16] = [
    "../bot/list?x=1#",
    "...",
    ".a",
    "a/b",
    "/",
    "//",
    "?",
    "#",
    "%",
    "%2e",
    "%2E%2E",
    "a b",
    "a+b",
    "\r\nx: y",
    "\0",
    "世界🚀",
];

/// Ids that no address can hold as one step of its path.
const IMPOSSIBLE: [&str; 3] = ["", ".", ".."];

/// What follows the id in the path of each operation that takes one.
const ROUTES: [&str; 9] = [
    "fetch",
    "update",
    "delete",
    "complete",
    "send",
    "receive",
    "upvote",
    "downvote",
    "contact/upsert",
];

#[tokio::test]
async fn difference_ids_are_encoded_byte_by_byte() {
    let server = cases::server().await;
    let client = client(&server);
    client.conversation().fetch("../bot/list?x=1#").await.expect("it is answered");
    assert_eq!(server.request().target, "/v1/conversation/..%2Fbot%2Flist%3Fx%3D1%23/fetch");
}

#[tokio::test]
async fn odd_ids_arrive_with_every_operation() {
    let server = cases::server().await;
    let client = client(&server);
    for route in ROUTES {
        for id in ODD {
            call(&client, route, id)
                .await
                .unwrap_or_else(|error| panic!("{route} {id:?}: {error}"));
            let requests = server.requests();
            let last = requests.last().expect("a request has arrived");
            arrived(&last.target, route, id).expect("the id arrives");
        }
    }
    assert_eq!(server.requests().len(), ROUTES.len() * ODD.len());
}

#[test]
fn every_id_arrives() {
    let runtime = runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let server = runtime.block_on(cases::server());
    let client = client(&server);
    let character = prop_oneof![
        any::<char>(),
        proptest::char::range('\0', '\u{7f}'),
        sample::select(vec!['.', '/', '%'])
    ];
    let ids = collection::vec(character, 1..6)
        .prop_map(String::from_iter)
        .prop_filter("not sent", |id| !IMPOSSIBLE.contains(&id.as_str()));
    property::holds(256, &ids, |id| {
        runtime.block_on(call(&client, "fetch", &id)).map_err(|error| error.to_string())?;
        arrived(&server.requests().last().expect("a request has arrived").target, "fetch", &id)
    });
}

#[tokio::test]
async fn impossible_ids_are_refused_before_anything_is_sent() {
    let server = cases::server().await;
    let client = client(&server);
    for route in ROUTES {
        for id in IMPOSSIBLE {
            let error = call(&client, route, id).await.expect_err("it is refused");
            assert_eq!(error.kind(), chatbotkit_sdk::ErrorKind::Request, "{route} {id:?}");
        }
    }
    assert_eq!(server.requests(), []);
}

async fn call(client: &Client, route: &str, id: &str) -> Result<(), Error> {
    let conversations = client.conversation();
    match route {
        "fetch" => conversations.fetch(id).await.map(drop),
        "update" => conversations.update(id, ConversationUpdateRequest::new()).await.map(drop),
        "delete" => conversations.delete(id).await.map(drop),
        "complete" => conversations
            .complete_message(id, ConversationCompleteMessageRequest::new("a"))
            .await
            .map(drop),
        "send" => conversations.send(id, ConversationSendMessageRequest::new()).await.map(drop),
        "receive" => {
            conversations.receive(id, ConversationReceiveMessageRequest::new()).await.map(drop)
        }
        "upvote" => conversations.upvote(id, ConversationUpvoteRequest::new()).await.map(drop),
        "downvote" => {
            conversations.downvote(id, ConversationDownvoteRequest::new()).await.map(drop)
        }
        _ => conversations
            .upsert_contact(id, ConversationContactUpsertRequest::new())
            .await
            .map(drop),
    }
}

/// Whether the target leads to the route, with the id as its one step in the middle.
fn arrived(target: &str, route: &str, id: &str) -> Result<(), String> {
    let step = target
        .strip_prefix("/v1/conversation/")
        .and_then(|rest| rest.strip_suffix(&format!("/{route}")));
    let step = step
        .filter(|step| !step.contains(['/', '?', '#']))
        .ok_or(format!("{id:?} leads to {target}"))?;
    let decoded = percent_decode_str(step).decode_utf8().map_err(|error| error.to_string())?;
    if decoded == id { Ok(()) } else { Err(format!("{id:?} arrives as {decoded:?}")) }
}
