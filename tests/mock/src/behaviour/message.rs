//! The messages of a conversation.

use std::sync::{Arc, Mutex};

use serde_json::json;

use super::kept::Kept;
use super::listed::Listed;
use super::record::Fields;
use super::{Answer, Behaviour, Call, strict};
use crate::lock::lock;
use crate::refusal::Refusal;

/// What the operations on messages do.
pub(super) struct Messages(pub Arc<Mutex<Kept>>);

impl Behaviour for Messages {
    fn check(&self, operation: &str, fields: &Fields) -> Result<&'static [&'static str], Refusal> {
        match operation {
            "upvoteConversationMessage" => strict::upvote(fields)?,
            "downvoteConversationMessage" => strict::downvote(fields)?,
            _ => {}
        }
        Ok(&[])
    }

    fn play(&self, call: &Call<'_>) -> Option<Result<Answer, Refusal>> {
        let mut kept = lock(&self.0);
        let only_id = |()| Answer::new(json!({ "id": call.id("messageId") }));
        Some(match call.operation.name.as_str() {
            "listConversationMessages" => {
                let all = kept.messages(call);
                drop(kept);
                all.map(|all| Listed::new(all, call).into())
            }
            "fetchConversationMessage" => {
                let fields = kept.message(call).map(|message| Arc::clone(&message.fields));
                drop(kept);
                fields.map(|fields| Answer::new(Arc::unwrap_or_clone(fields).into()))
            }
            "createConversationMessage" => {
                let entities = call.fields.get("entities").cloned().unwrap_or(json!([]));
                let id = kept.add_message(call, call.fields.clone());
                id.map(|id| Answer::new(json!({ "id": id, "entities": entities })))
            }
            "updateConversationMessage" => {
                kept.update_message(call, call.fields.clone()).map(only_id)
            }
            "deleteConversationMessage" => kept.remove_message(call).map(only_id),
            "upvoteConversationMessage" | "downvoteConversationMessage" => {
                kept.message(call).map(drop).map(only_id)
            }
            _ => return None,
        })
    }
}
