//! Answers that are given in the background: each event is published on a channel, wrapped once more.

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::task::yield_now;
use tokio::time::sleep;

use crate::behaviour::Background;
use crate::events::Events;
use crate::exchange::Play;
use crate::fault::{Faults, asked};
use crate::lock::lock;

impl Play {
    /// Begins to publish an answer. It ends with the server.
    pub fn publish(&self, background: Background, faults: &Faults) {
        let Background { script, operation, channel } = background;
        let mut operations = self.api.modules.iter().flat_map(|module| &module.operations);
        let operation = operations.find(|it| it.name == operation);
        let Some(union) = operation.and_then(|operation| operation.stream) else {
            return;
        };
        let mut events = Events::new(&self.api, faults, script, union);
        let (api, faults) = (Arc::clone(&self.api), faults.clone());
        let mut published = lock(&self.published);
        while published.try_join_next().is_some() {}
        published.spawn(async move {
            let keys = &api.service.streams;
            let most = asked!(faults, CutEvents).unwrap_or(usize::MAX);
            for _ in 0..most {
                let Some((tag, content)) = events.later().await else {
                    break;
                };
                sleep(faults.pause()).await;
                let content: Value = serde_json::from_str(&content).unwrap_or_default();
                channel.publish(json!({ &keys.tag: tag, &keys.content: content }));
                // Whoever listens is to keep up.
                yield_now().await;
            }
        });
    }
}
