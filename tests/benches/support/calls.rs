//! Two calls, each by hand and through the SDK: one that reads and one that has a body.
//!
//! What is decoded is shown to nobody, for the compiler must not find that out.

use std::{hint::black_box, sync::Arc};

use chatbotkit_sdk::{
    Client,
    conversation::v1::{
        ConversationFetchResponse, ConversationSendMessageRequest, ConversationSendMessageResponse,
    },
};
use reqwest::{Method, RequestBuilder, header::CONTENT_TYPE};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{clients::ByHand, server::Reply};

const JSON: &str = "application/json";

/// A call in both ways.
pub struct Call<H, S> {
    pub name: &'static str,
    pub by_hand: fn(Arc<ByHand>) -> H,
    pub sdk: fn(Client) -> S,
    /// What the server says to it.
    pub reply: Reply,
}

/// Fetches a conversation.
pub fn fetch()
-> Call<impl Future<Output = ()> + Send + 'static, impl Future<Output = ()> + Send + 'static> {
    async fn by_hand(hand: Arc<ByHand>) {
        let path = format!("/conversation/{}/fetch", black_box("c1"));
        let request = hand.request(Method::GET, &path, JSON);
        black_box(reply::<ConversationFetchResponse>(request).await);
    }

    async fn sdk(client: Client) {
        let reply = client.conversation().fetch(black_box("c1")).await;
        black_box(reply.expect("a reply"));
    }

    let conversation = json!({
        "id": "clx3k2v9a0001mq0f7h2d5e8c",
        "name": "Support",
        "description": "What visitors of the shop ask.",
        "botId": "clx3k2v9a0002mq0f7h2d5e8c",
        "datasetId": "clx3k2v9a0003mq0f7h2d5e8c",
        "meta": {"source": "web", "priority": 2},
        "createdAt": 1_760_000_000_000_u64,
        "updatedAt": 1_760_000_100_000_u64,
    });
    Call { name: "fetch", by_hand, sdk, reply: json_reply(&conversation) }
}

/// Sends a message.
pub fn send()
-> Call<impl Future<Output = ()> + Send + 'static, impl Future<Output = ()> + Send + 'static> {
    async fn by_hand(hand: Arc<ByHand>) {
        let path = format!("/conversation/{}/send", black_box("c1"));
        let body = serde_json::to_vec(&message()).expect("JSON");
        let request = hand.request(Method::POST, &path, JSON);
        let request = request.header(CONTENT_TYPE, JSON).body(body);
        black_box(reply::<ConversationSendMessageResponse>(request).await);
    }

    async fn sdk(client: Client) {
        let reply = client.conversation().send(black_box("c1"), message());
        black_box(reply.await.expect("a reply"));
    }

    fn message() -> ConversationSendMessageRequest {
        ConversationSendMessageRequest::new().text("Hello, who is there?")
    }

    Call {
        name: "send",
        by_hand,
        sdk,
        reply: json_reply(&json!({"id": "clx3k2v9a0004mq0f7h2d5e8c", "entities": []})),
    }
}

fn json_reply(body: &Value) -> Reply {
    Reply { media_type: JSON, pieces: [body.to_string().into()].into(), stays_open: false }
}

async fn reply<T: DeserializeOwned>(request: RequestBuilder) -> T {
    let response = request.send().await.expect("an answer");
    let response = response.error_for_status().expect("a success");
    let body = response.bytes().await.expect("a whole body");
    serde_json::from_slice(&body).expect("a reply")
}
