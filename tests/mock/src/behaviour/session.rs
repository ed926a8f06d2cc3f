//! Sessions: tokens that are taken in the place of the secret until they expire.

use std::sync::{Arc, Mutex};

use serde_json::Value;

use super::kept::Kept;
use super::{Answer, Behaviour, Call};
use crate::lock::lock;
use crate::refusal::Refusal;

/// How long a session lasts unless that is said, in seconds.
const DURATION: f64 = 3600.0;

/// What the operations on sessions do.
pub(super) struct Sessions(pub Arc<Mutex<Kept>>);

impl Behaviour for Sessions {
    fn play(&self, call: &Call<'_>) -> Option<Result<Answer, Refusal>> {
        (call.operation.name == "createConversationSession").then(|| self.create(call))
    }
}

impl Sessions {
    fn create(&self, call: &Call<'_>) -> Result<Answer, Refusal> {
        let seconds = call.fields.get("durationInSeconds").and_then(Value::as_f64);
        let seconds = seconds.unwrap_or(DURATION);
        let mut kept = lock(&self.0);
        kept.conversation(call)?;
        // What is too much for an integer becomes the most that it can be.
        Ok(Answer::new(kept.open_session((seconds * 1000.0) as i64)))
    }
}
