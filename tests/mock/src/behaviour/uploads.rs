//! Addresses that files are uploaded to. They are not a part of the API: whoever has one needs no secret, and has to
//! send exactly the headers that came with it.

use std::collections::BTreeMap;
use std::sync::Mutex;

use serde_json::{Value, json};

use crate::lock::lock;
use crate::refusal::Refusal;
use crate::request::RecordedRequest;

/// What the path of each of them begins with.
const PATH: &str = "/mock-upload/";

/// The headers that belong to the API, and must not get elsewhere.
const PRIVATE: [&str; 4] =
    ["authorization", "x-runas-user-id", "x-runas-child-user-email", "x-timezone"];

/// Uploads that were asked for.
#[derive(Default)]
pub(crate) struct Uploads(Mutex<BTreeMap<String, Expected>>);

/// What is to come.
#[derive(Clone)]
struct Expected {
    size: u64,
    media_type: String,
    signature: String,
}

impl Uploads {
    /// The attachment that a path is for, if it is one of an upload.
    pub fn attachment(path: &str) -> Option<&str> {
        path.strip_prefix(PATH)
    }

    /// Expects a file, and says how it is to be sent.
    pub fn expect(&self, origin: &str, id: &str, media_type: &str, size: u64) -> Value {
        let signature = format!("signed-for-{id}");
        let expected =
            Expected { size, media_type: media_type.to_owned(), signature: signature.clone() };
        lock(&self.0).insert(id.to_owned(), expected);
        json!({
            "method": "PUT",
            "url": format!("{origin}{PATH}{id}?signature={signature}"),
            "headers": { "content-type": media_type, "x-mock-signed-size": size.to_string() },
        })
    }

    /// Takes a file, or refuses it.
    pub fn take(&self, request: &RecordedRequest, id: &str) -> Result<(), Refusal> {
        let expected = lock(&self.0).get(id).cloned();
        let message = || Refusal::new(404, format!("there is no upload \"{id}\""));
        let expected = expected.ok_or_else(message)?;
        if request.method() != "PUT" {
            let message = format!("{} is not allowed here", request.method());
            return Err(Refusal::new(405, message));
        }
        let signature = format!("signature={}", expected.signature);
        if request.query() != Some(&signature) {
            return Err(Refusal::new(403, "the signature is wrong"));
        }
        if let Some(name) = PRIVATE.into_iter().find(|name| request.header(name).is_some()) {
            return Err(Refusal::bad(format!("the header \"{name}\" does not belong here")));
        }
        let size = expected.size.to_string();
        let signed = [("content-type", &expected.media_type), ("x-mock-signed-size", &size)];
        if let Some((name, _)) = signed.iter().find(|(name, it)| request.header(name) != Some(it)) {
            return Err(Refusal::new(403, format!("the header \"{name}\" is not what was signed")));
        }
        if request.header("content-length").is_none() {
            return Err(Refusal::new(411, "the length has to be known"));
        }
        match request.body().len() as u64 == expected.size {
            true => Ok(()),
            false => Err(Refusal::bad("the size is not what was signed")),
        }
    }
}
