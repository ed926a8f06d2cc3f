//! What the server says in the benchmarks of whole calls: replies of an ordinary size.

use serde_json::{Value, json};

use super::server::Reply;

/// A conversation.
pub fn conversation() -> Reply {
    whole(&json!({
        "id": "clx3k2v9a0001mq0f7h2d5e8c",
        "name": "Support",
        "description": "What visitors of the shop ask.",
        "botId": "clx3k2v9a0002mq0f7h2d5e8c",
        "datasetId": "clx3k2v9a0003mq0f7h2d5e8c",
        "meta": {"source": "web", "priority": 2},
        "createdAt": 1_760_000_000_000_u64,
        "updatedAt": 1_760_000_100_000_u64,
    }))
}

/// A message that was sent.
pub fn sent() -> Reply {
    whole(&json!({"id": "clx3k2v9a0004mq0f7h2d5e8c", "entities": []}))
}

fn whole(reply: &Value) -> Reply {
    Reply {
        media_type: "application/json",
        pieces: [reply.to_string().into()].into(),
        stays_open: false,
    }
}
