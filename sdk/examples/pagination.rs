//! All conversations, however many pages they fill, and how to go on later.
//!
//! `cargo run -p chatbotkit-sdk --example pagination`

mod support;

use chatbotkit_sdk::conversation::v1::*;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let service = support::Service::from_env().await?;
    let conversations = service.client.conversation();
    for number in 1..=5 {
        let request = ConversationCreateRequest::new().name(format!("Number {number}"));
        conversations.create(request).await?;
    }

    let request = ConversationListRequest::new().order(ConversationListOrder::Asc).take(2);
    let mut pages = conversations.list(request.clone()).pages();
    if let Some(page) = pages.try_next().await? {
        println!("the first page has {} conversations", page.items.len());
    }

    // The cursor is all that has to be kept to go on at another time.
    let cursor = pages.cursor().unwrap_or_default().to_owned();
    let mut items = conversations.list(request.cursor(cursor)).items();
    while let Some(conversation) = items.try_next().await? {
        println!("{}", conversation.name.as_deref().unwrap_or("(without a name)"));
    }
    Ok(())
}
