//! A conversation from start to end: messages, an answer, a vote, an attachment, and an export.
//!
//! `cargo run -p chatbotkit-sdk --example conversation`

mod support;

use chatbotkit_sdk::{Upload, conversation::v1::*, conversation_message::v1::*};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let service = support::Service::from_env().await?;
    let (conversations, messages) =
        (service.client.conversation(), service.client.conversation_message());
    let conversation =
        conversations.create(ConversationCreateRequest::new().name("A journey")).await?;
    let id = &conversation.id;

    let context = ConversationMessageCreateRequest::new(
        ConversationMessageType::Context,
        "The traveller prefers trains.",
    );
    messages.create(id, context).await?;
    let question = ConversationCompleteMessageRequest::new("How do I get to Bath?");
    let answer = conversations.complete_message(id, question).await?;
    messages.upvote(id, &answer.id, ConversationMessageUpvoteRequest::new()).await?;

    let timetable = Upload::new("08:12 Bath Spa\n").media_type("text/plain");
    let attachments = service.client.conversation_attachment();
    attachments.upload(id, timetable.file_name("timetable.txt")).await?;

    let in_order = ConversationMessageListRequest::new().order(ConversationListOrder::Asc);
    let mut kept = messages.list(id, in_order).items();
    while let Some(message) = kept.try_next().await? {
        println!("{}: {}", message.r#type.as_str(), message.text);
    }
    let table = conversations.export_csv(ConversationListRequest::new()).await?;
    println!("the export has {} bytes", table.bytes().len());
    Ok(())
}
