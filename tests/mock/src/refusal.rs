//! How the server says no.

use chatbotkit_description::ir::{Api, ErrorShape, Errors};
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
        Self { status, message: message.into(), in_stream: false }
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
        let errors = &api.service.errors;
        let shape = asked_shape(errors, faults).unwrap_or(&errors.shapes[0]);
        let code = asked!(faults, ErrorCode).unwrap_or_else(|| code(self.status).to_owned());
        let mut error = json!({});
        put(&mut error, &shape.message, self.message.as_str().into());
        put(&mut error, &shape.code, code.into());
        let values = Shape::new(api, faults);
        for field in &shape.fields {
            put(&mut error, &field.wire, values.example(&field.ty, &field.wire));
        }
        values.extend(&mut error);
        error
    }
}

/// The shape of errors that is asked for; `None` where it is not described.
pub(crate) fn asked_shape<'a>(errors: &'a Errors, faults: &Faults) -> Option<&'a ErrorShape> {
    let number = asked!(faults, ErrorShape).unwrap_or(1);
    errors.shapes.get(number.checked_sub(1)?)
}

/// Puts a value where a path of keys leads.
fn put(object: &mut Value, path: &str, value: Value) {
    let steps = path.split('.');
    *steps.fold(object, |inner, key| &mut inner[key]) = value;
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
