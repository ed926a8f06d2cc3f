//! Attachments of a conversation: files that come with the request, and files that are asked for and come later.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::kept::Kept;
use super::listed::Listed;
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
        Some(match call.operation.name.as_str() {
            "listConversationAttachments" => {
                let all = lock(&self.kept).attachments(call);
                all.map(|all| Listed::new(all, call).into())
            }
            "uploadConversationAttachment" => self.upload(call),
            _ => return None,
        })
    }
}

impl Attachments {
    pub fn new(kept: Arc<Mutex<Kept>>, uploads: Arc<Uploads>) -> Self {
        Self { kept, uploads }
    }

    fn upload(&self, call: &Call<'_>) -> Result<Answer, Refusal> {
        let file = call.fields.get("file").unwrap_or(&Value::Null);
        let mut fields = Fields::new();
        let mut set = |field: &str, value: Value| {
            if !value.is_null() {
                fields.insert(field.to_owned(), value);
            }
        };
        if let Some(brought) = call.brought {
            if brought.bytes > MOST_BYTES {
                return Err(Refusal::new(413, "the file is too large to come with its request"));
            }
            set("name", brought.name.clone().into());
            set("size", brought.bytes.into());
        } else {
            for field in ["name", "type", "size"] {
                set(field, file[field].clone());
            }
        }
        let name = fields.get("name").cloned();
        let id = lock(&self.kept).attach(call, fields)?;
        let mut reply = json!({ "id": id, "name": name });
        if file.is_object() {
            let size = file["size"].as_f64().unwrap_or_default() as u64;
            let media_type = file["type"].as_str().unwrap_or_default();
            reply["uploadRequest"] = self.uploads.expect(call.origin, &id, media_type, size);
        }
        Ok(Answer::new(reply))
    }
}
