//! How the server says no.

use chatbotkit_codegen::ir::Api;
use serde_json::{Value, json};

use crate::fault::{Faults, asked};
use crate::shape::Shape;

/// A request that is not carried out.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Refusal {
    pub status: u16,
    pub message: String,
    /// Whether a stream says it in an event, its head being a success already.
    pub in_stream: bool,
}

impl Refusal {
    pub fn new(status: u16, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            in_stream: false,
        }
    }

    /// An error that was asked for.
    pub fn on_purpose(status: u16) -> Self {
        Self::new(status, "this went wrong on purpose")
    }

    /// There is something wrong with the request.
    pub fn bad(message: impl Into<String>) -> Self {
        Self::new(400, message)
    }

    /// The same, said in an event where the answer is a stream.
    pub fn in_stream(self) -> Self {
        let in_stream = true;
        Self { in_stream, ..self }
    }

    /// The object that says so.
    pub fn object(&self, api: &Api, faults: &Faults) -> Value {
        let keys = &api.service.errors.shapes[0];
        let code = asked!(faults, ErrorCode).unwrap_or_else(|| code(self.status).to_owned());
        let mut error = json!({ &keys.message: self.message, &keys.code: code });
        Shape::new(api, faults).extend(&mut error);
        error
    }
}

/// The code that goes with a status.
fn code(status: u16) -> &'static str {
    match status {
        400 => "BAD_REQUEST",
        401 => "NOT_AUTHENTICATED",
        402 => "NO_SUBSCRIPTION",
        403 => "NOT_AUTHORIZED",
        404 => "NOT_FOUND",
        405 => "METHOD_NOT_ALLOWED",
        408 => "TIMEOUT",
        409 => "CONFLICT",
        415 => "UNSUPPORTED_MEDIA_TYPE",
        422 => "UNPROCESSABLE_ENTITY",
        429 => "TOO_MANY_REQUESTS",
        500 => "INTERNAL_SERVER_ERROR",
        _ => "GENERIC_ERROR",
    }
}
