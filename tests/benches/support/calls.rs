//! Two calls, each by hand and through the SDK: one that reads and one with a body.
//!
//! All four give what was decoded to nobody, for the compiler must not find that out.

use std::{hint::black_box, sync::Arc};

use chatbotkit_sdk::{
    Client,
    conversation::v1::{
        ConversationFetchResponse, ConversationSendMessageRequest, ConversationSendMessageResponse,
    },
};
use reqwest::{Method, RequestBuilder, header::CONTENT_TYPE};
use serde::de::DeserializeOwned;

use super::by_hand::ByHand;

const JSON: &str = "application/json";

pub async fn fetch_by_hand(hand: Arc<ByHand>) {
    // As one does who knows that ids have no special characters.
    let path = format!("/conversation/{}/fetch", black_box("c1"));
    let request = hand.request(Method::GET, &path, JSON);
    black_box(reply::<ConversationFetchResponse>(request).await);
}

pub async fn fetch(client: Client) {
    let reply = client.conversation().fetch(black_box("c1")).await;
    black_box(reply.expect("a reply"));
}

pub async fn send_by_hand(hand: Arc<ByHand>) {
    let path = format!("/conversation/{}/send", black_box("c1"));
    let body = serde_json::to_vec(&message()).expect("JSON");
    let request = hand.request(Method::POST, &path, JSON);
    let request = request.header(CONTENT_TYPE, JSON).body(body);
    black_box(reply::<ConversationSendMessageResponse>(request).await);
}

pub async fn send(client: Client) {
    let reply = client.conversation().send(black_box("c1"), message());
    black_box(reply.await.expect("a reply"));
}

fn message() -> ConversationSendMessageRequest {
    ConversationSendMessageRequest::new().text("Hello, who is there?")
}

async fn reply<T: DeserializeOwned>(request: RequestBuilder) -> T {
    let response = request.send().await.expect("an answer");
    let response = response.error_for_status().expect("a success");
    let body = response.bytes().await.expect("a whole body");
    serde_json::from_slice(&body).expect("a reply")
}
