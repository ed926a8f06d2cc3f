//! Attachments of a conversation: files that come with the request, and files that are asked for and come later.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::kept::Kept;
use super::record::Fields;
use super::uploads::Uploads;
use super::{Answer, Behaviour, Call};
use crate::check::refuse;
use crate::lock::lock;
use crate::refusal::Refusal;

/// The most bytes that a file has which comes with its request.
const MOST_BYTES: usize = 4_500_000;

/// What the operations on attachments do.
pub(super) struct Attachments {
    kept: Arc<Mutex<Kept>>,
    uploads: Arc<Uploads>,
}

impl Behaviour for Attachments {
    fn check(&self, _: &str, fields: &Fields) -> Result<&'static [&'static str], Refusal> {
        match fields.get("file") {
            Some(Value::String(address)) => {
                let known = ["http://", "https://", "data:"];
                match known.iter().any(|it| address.starts_with(it)) {
                    true => Ok(&[]),
                    false => refuse("file", "must be an address or a data URL"),
                }
            }
            _ => Ok(&[]),
        }
    }

    fn play(&self, call: &Call<'_>) -> Option<Result<Answer, Refusal>> {
        (call.operation.name == "uploadConversationAttachment").then(|| self.upload(call))
    }
}

impl Attachments {
    pub fn new(kept: Arc<Mutex<Kept>>, uploads: Arc<Uploads>) -> Self {
        Self { kept, uploads }
    }

    fn upload(&self, call: &Call<'_>) -> Result<Answer, Refusal> {
        let mut kept = lock(&self.kept);
        kept.conversation(call)?;
        let id = format!("attachment-{}", kept.number("attachment"));
        drop(kept);
        if let Some(brought) = call.brought {
            if brought.bytes > MOST_BYTES {
                return Err(Refusal::new(413, "the file is too large to come with its request"));
            }
            return Ok(Answer::new(json!({ "id": id, "name": brought.name })));
        }
        let file = call.fields.get("file").unwrap_or(&Value::Null);
        let mut reply = json!({ "id": id, "name": file["name"] });
        if file.is_object() {
            let size = file["size"].as_f64().unwrap_or_default() as u64;
            let media_type = file["type"].as_str().unwrap_or_default();
            reply["uploadRequest"] = self.uploads.expect(call.origin, &id, media_type, size);
        }
        Ok(Answer::new(reply))
    }
}
