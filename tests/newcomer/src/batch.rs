//! A batch that can be stopped and resumed: it does something with every conversation, and remembers how far it came.

use chatbotkit_sdk::{Client, Error, conversation::v1::*};

/// How far a batch came.
#[derive(Debug, Default)]
pub struct Progress {
    pub done: Vec<String>,
    pub cursor: Option<String>,
}

/// Goes on where it was stopped, for at most so many pages. Whether there is more to do.
pub async fn resume(client: &Client, progress: &mut Progress, pages: usize) -> Result<bool, Error> {
    let mut request = ConversationListRequest::new().order(ConversationListOrder::Asc).take(2);
    if let Some(cursor) = &progress.cursor {
        request = request.cursor(cursor);
    }
    let mut list = client.conversation().list(request).pages();
    for _ in 0..pages {
        let Some(page) = list.try_next().await? else {
            return Ok(false);
        };
        progress.done.extend(page.items.into_iter().map(|conversation| conversation.id));
        progress.cursor = list.cursor().map(str::to_owned);
    }
    Ok(progress.cursor.is_some())
}
