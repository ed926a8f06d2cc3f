//! The SDK from an application's side, in the order in which one comes to use it. Read this first.
//!
//! The server here only plays what the service would answer; each request is looked at elsewhere.

use chatbotkit_sdk::{Client, conversation::v1::*};
use serde_json::json;

use crate::support::{Reply, Server};

#[tokio::test]
async fn create_complete_stream_and_list() -> Result<(), chatbotkit_sdk::Error> {
    let server = Server::start([
        Reply::json(&json!({"id": "conv_1"})),
        Reply::json(&json!({"id": "msg_2", "text": "Hello to you.", "usage": {"token": 12}})),
        Reply::stream([
            "{\"type\":\"token\",\"data\":{\"token\":\"It is \"}}\n",
            "{\"type\":\"somethingNew\",\"data\":{\"done\":0.5}}\n",
            "{\"type\":\"token\",\"data\":{\"token\":\"noon.\"}}\n",
            "{\"type\":\"result\",\"data\":{\"text\":\"It is noon.\",\"usage\":{\"token\":7}}}\n",
        ]),
        Reply::json(&json!({"items": [
            {"id": "conv_1", "name": "Support", "createdAt": 1_760_000_000_000_i64, "updatedAt": 1_760_000_000_500_i64},
        ]})),
        Reply::json(&json!({"message": "no such conversation", "code": "NOT_FOUND"})).status(404),
    ])
    .await;

    // One client for the whole application. `Client::from_env` reads its secret from the environment.
    let client = Client::builder().secret("sk-test").base_url(server.base_url()).build()?;
    let conversations = client.conversation();

    // A request has a constructor with what is required, and a setter for everything else.
    let model = Model::new("gpt-4o").temperature(0.0);
    let created =
        conversations.create(ConversationCreateRequest::new().name("Support").model(model)).await?;
    assert_eq!(created.id, "conv_1");

    // Awaiting a call gives the whole reply.
    let request = ConversationCompleteMessageRequest::new("Hello");
    let reply = conversations.complete_message(&created.id, request).await?;
    assert_eq!(reply.text, "Hello to you.");

    // Streaming it gives events as they come. What this version does not know is kept and can be passed over.
    let request = ConversationCompleteRequest::from_messages([Message::user("What time is it?")]);
    let mut events = conversations.complete(request).stream().await?;
    let mut written = String::new();
    while let Some(event) = events.try_next().await? {
        match event {
            ConversationCompleteStreamType::Token(token) => written += &token.token,
            ConversationCompleteStreamType::Result(reply) => assert_eq!(reply.usage.token, 7),
            other => assert_eq!(other.tag(), "somethingNew"),
        }
    }
    assert_eq!(written, "It is noon.");

    // Replies are plain structs.
    let page = conversations.list(ConversationListRequest::new().take(10)).await?;
    let first = &page.items[0];
    assert_eq!((first.id.as_str(), first.name.as_deref()), ("conv_1", Some("Support")));
    assert_eq!(first.created_at.as_millis(), 1_760_000_000_000);

    // What goes wrong is one type of error that can be asked what it is.
    let error = conversations.fetch("conv_2").await.expect_err("there is no such conversation");
    assert!(error.is_not_found());
    assert_eq!(error.code(), Some("NOT_FOUND"));
    Ok(())
}
