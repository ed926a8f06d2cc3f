//! The recorded cases, performed by the SDK.
//!
//! What they have to send, the fixture says.

use chatbotkit_sdk::{Client, Error};
use serde_json::{Value, json};

use crate::{
    compiled_types::*,
    support::{Reply, Server},
};

/// A server whose replies every operation can read: an object with the fields of all replies, or no
/// events at all.
pub async fn server() -> Server {
    let reply = Reply::json(&json!({
        "id": "conv_1", "createdAt": 1, "updatedAt": 2,
        "items": [], "entities": [], "text": "", "usage": {"token": 0}, "type": "user", "token": "t", "expiresAt": 3,
        "channelId": "c",
    }));
    Server::answering(move |_, request| match request.header("accept") {
        Some("application/jsonl") => Reply::stream([""; 0]),
        _ => reply.clone(),
    })
    .await
}

/// Sends the request of a case.
pub async fn perform(case: &str, client: &Client) {
    let outcome = match case {
        "list" | "list_everything" | "list_streamed" | "fetch" => read(case, client).await,
        "create" | "create_with_a_plain_model" | "update" | "delete" => change(case, client).await,
        "complete" | "complete_streamed" | "complete_message" | "complete_message_streamed" => {
            complete(case, client).await
        }
        "send" | "send_streamed" | "receive" | "receive_streamed" => exchange(case, client).await,
        "upvote" | "upvote_with_a_value" | "downvote" | "upsert_contact" => {
            judge(case, client).await
        }
        message if message.starts_with("message_") => messages(message, client).await,
        "attachment_list" | "attachment_create" | "attachment_create_from_an_address" => {
            attach(case, client).await
        }
        "dispatch" | "dispatch_message" | "compact" | "compact_stateless" | "export"
        | "export_streamed" | "usage" => today(case, client).await,
        beside => besides(beside, client).await,
    };
    outcome.unwrap_or_else(|error| panic!("{case}: {error}"));
}

async fn read(case: &str, client: &Client) -> Result<(), Error> {
    let conversations = client.conversation();
    let request = ConversationListRequest::new();
    match case {
        "list" => {
            let request = request.cursor("c/1 x").order(ConversationListOrder::Asc).take(2);
            conversations.list(request.meta([("k 1", "v&1"), ("b", "2")])).await.map(drop)
        }
        "list_everything" => conversations.list(request).await.map(drop),
        "list_streamed" => conversations.list(request.take(1)).stream().await.map(drop),
        _ => conversations.fetch("conv_1").await.map(drop),
    }
}

async fn change(case: &str, client: &Client) -> Result<(), Error> {
    let conversations = client.conversation();
    let request = ConversationCreateRequest::new();
    match case {
        "create" => {
            let request = request
                .name("n")
                .description("d")
                .contact_id("ct")
                .task_id("t")
                .bot_id("b")
                .backstory("bs")
                .model(Model::new("gpt-4").max_tokens(10).temperature(0.5).region(ModelRegion::Eu))
                .dataset_id("ds")
                .skillset_id("sk")
                .meta([("a", 1)]);
            conversations.create(request).await.map(drop)
        }
        "create_with_a_plain_model" => {
            conversations.create(request.model(Model::new("gpt-4"))).await.map(drop)
        }
        "update" => conversations
            .update("conv_1", ConversationUpdateRequest::new().name("m"))
            .await
            .map(drop),
        _ => conversations.delete("conv_1").await.map(drop),
    }
}

async fn complete(case: &str, client: &Client) -> Result<(), Error> {
    let conversations = client.conversation();
    match case {
        "complete" => {
            let request = ConversationCompleteRequest::from_text("hi")
                .bot_id("b")
                .messages([Message::user("hé")])
                .functions([Function::new("f", "d", json!({"type": "object"}))])
                .privacy(true)
                .moderation(false);
            conversations.complete(request).await.map(drop)
        }
        "complete_streamed" => {
            let message = Message::user("x").meta([("z", Value::Null)]);
            let request =
                ConversationCompleteRequest::from_messages([message]).model(Model::new("gpt-4"));
            conversations.complete(request).stream().await.map(drop)
        }
        "complete_message" => {
            let entity =
                Entity::new("name", 0, 5, "hello").replacement(EntityReplacement::new(0, 2, "xx"));
            let request = ConversationCompleteMessageRequest::new("hello").entities([entity]);
            conversations.complete_message("conv_1", request).await.map(drop)
        }
        _ => {
            let request = ConversationCompleteMessageRequest::new("hello");
            conversations.complete_message("conv_1", request).stream().await.map(drop)
        }
    }
}

async fn exchange(case: &str, client: &Client) -> Result<(), Error> {
    let conversations = client.conversation();
    let send = ConversationSendMessageRequest::new().text("t");
    let receive = ConversationReceiveMessageRequest::new();
    match case {
        "send" => conversations.send("conv_1", send).await.map(drop),
        "send_streamed" => conversations.send("conv_1", send).stream().await.map(drop),
        "receive" => conversations.receive("conv_1", receive).await.map(drop),
        _ => conversations.receive("conv_1", receive).stream().await.map(drop),
    }
}

async fn judge(case: &str, client: &Client) -> Result<(), Error> {
    let conversations = client.conversation();
    match case {
        "upvote" => {
            conversations.upvote("conv_1", ConversationUpvoteRequest::new()).await.map(drop)
        }
        "upvote_with_a_value" => conversations
            .upvote("conv_1", ConversationUpvoteRequest::new().value(5))
            .await
            .map(drop),
        "downvote" => {
            conversations.downvote("conv_1", ConversationDownvoteRequest::new()).await.map(drop)
        }
        _ => {
            let request = ConversationContactUpsertRequest::new()
                .name("N")
                .email("e@x")
                .phone("1")
                .description("d")
                .meta([("q", 1)]);
            conversations.upsert_contact("conv_1", request).await.map(drop)
        }
    }
}

async fn messages(case: &str, client: &Client) -> Result<(), Error> {
    let messages = client.conversation_message();
    let list = ConversationMessageListRequest::new();
    match case {
        "message_list" => {
            let list = list.cursor("a b").order(ConversationListOrder::Asc).take(3);
            messages.list("c1", list.meta([("k", "v")])).await.map(drop)
        }
        "message_list_everything" => messages.list("c1", list).await.map(drop),
        "message_list_streamed" => messages.list("c1", list).stream().await.map(drop),
        "message_fetch" => messages.fetch("c1", "m1").await.map(drop),
        "message_create" => {
            let request =
                ConversationMessageCreateRequest::new(ConversationMessageType::User, "Hi");
            messages.create("c1", request.meta([("a", 1)])).await.map(drop)
        }
        "message_update" => {
            let request =
                ConversationMessageUpdateRequest::new(ConversationMessageType::Bot, "Hello");
            messages.update("c1", "m1", request).await.map(drop)
        }
        "message_delete" => messages.delete("c1", "m1").await.map(drop),
        "message_upvote" => {
            messages.upvote("c1", "m1", ConversationMessageUpvoteRequest::new()).await.map(drop)
        }
        "message_downvote" => {
            messages.downvote("c1", "m1", ConversationMessageDownvoteRequest::new()).await.map(drop)
        }
        unknown => panic!("no case is called `{unknown}`"),
    }
}

async fn besides(case: &str, client: &Client) -> Result<(), Error> {
    const CHANNEL: &str = "channel-0123456789";

    let session = ConversationSessionCreateRequest::new();
    let list = ConversationListRequest::new();
    match case {
        "session_create" => client.conversation_session().create("c1", session).await.map(drop),
        "session_create_for_a_minute" => {
            let session = session.duration_in_seconds(60);
            client.conversation_session().create("c1", session).await.map(drop)
        }
        "contact_list" => client.contact_conversation().list("ct1", list.take(2)).await.map(drop),
        "contact_list_streamed" => {
            client.contact_conversation().list("ct1", list).stream().await.map(drop)
        }
        "publish" => {
            let request = ChannelPublishRequest::new([("result", json!({"a": 1}))]);
            client.channel().publish(CHANNEL, request).await.map(drop)
        }
        "subscribe" => {
            let request = ChannelSubscribeRequest::new();
            client.channel().subscribe(CHANNEL, request).stream().await.map(drop)
        }
        "subscribe_with_history" => {
            let request = ChannelSubscribeRequest::new().history_length(10);
            client.channel().subscribe(CHANNEL, request).stream().await.map(drop)
        }
        unknown => panic!("no case is called `{unknown}`"),
    }
}

async fn attach(case: &str, client: &Client) -> Result<(), Error> {
    let attachments = client.conversation_attachment();
    match case {
        "attachment_list" => {
            let list = ConversationAttachmentListRequest::new().take(2);
            attachments.list("c1", list).await.map(drop)
        }
        "attachment_create" => {
            let file = AnnouncedFile::new("text/plain", 5).name("a.txt");
            attachments.create("c1", ConversationAttachmentCreateRequest::new(file)).await.map(drop)
        }
        _ => {
            let file = "https://example.com/a.txt".to_owned();
            attachments.create("c1", ConversationAttachmentCreateRequest::new(file)).await.map(drop)
        }
    }
}

/// What the service has beside its documentation.
async fn today(case: &str, client: &Client) -> Result<(), Error> {
    let conversations = client.conversation();
    let messages = || [Message::user("Hi")];
    let list = ConversationListRequest::new();
    match case {
        "dispatch" => {
            let request = ConversationDispatchRequest::from_messages(messages());
            let request = request.channel_id("channel-012345678901234567");
            conversations.dispatch(request).await.map(drop)
        }
        "dispatch_message" => {
            let request = ConversationDispatchMessageRequest::new("Hi");
            conversations.dispatch_message("c1", request).await.map(drop)
        }
        "compact" => conversations.compact("c1").await.map(drop),
        "compact_stateless" => {
            let request = ConversationCompactStatelessRequest::new(messages());
            conversations.compact_stateless(request).await.map(drop)
        }
        "export" => conversations.export(list.take(2)).await.map(drop),
        "export_streamed" => conversations.export(list).stream().await.map(drop),
        _ => {
            let request = ConversationUsageFetchRequest::new().from("2024-05-01T00:00:00Z");
            conversations.fetch_usage("c1", request).await.map(drop)
        }
    }
}
