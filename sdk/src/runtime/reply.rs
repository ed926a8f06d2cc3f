//! Bytes to replies.
//!
//! A server that could not wait may have answered 200 before it knew that the operation fails, and
//! the error object is in the body then.

use std::{any::Any, fmt};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use super::{
    api_error::ApiError,
    careful,
    error::{Error, ErrorKind},
    fault::Fault,
    transport::{Answer, Form},
};

/// A reply and what it came with.
#[derive(Clone)]
#[non_exhaustive]
pub struct Response<T> {
    /// The reply itself.
    pub value: T,
    head: super::head::Head,
    attempts: u32,
    body: Bytes,
}

impl<T> Response<T> {
    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        self.head.status
    }

    /// The headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// The id under which the server, or a proxy before it, knows the request.
    pub fn request_id(&self) -> Option<&str> {
        self.head.request_id()
    }

    /// How often the request was sent.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The body, as it came.
    pub fn bytes(&self) -> &Bytes {
        &self.body
    }
}

/// Without the body, which may have what the reply itself does not show.
impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("value", &self.value)
            .field("status", &self.head.status)
            .field("attempts", &self.attempts)
            .field("length", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// What a call can give: any type that reads JSON, nothing at all as `()`, or [`Content`] as it came.
///
/// Nobody implements it but this crate. A type of one's own gets it by deriving `Deserialize`.
///
/// [`Content`]: crate::Content
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a reply",
    note = "types that read JSON can: derive `serde::Deserialize`, without borrowing from the text"
)]
pub trait Reply: Sized + 'static {
    /// What it can be made of.
    #[doc(hidden)]
    const FORM: Form;

    /// Makes it of the body of a successful answer.
    #[doc(hidden)]
    fn read(answer: &Answer, body: &Bytes) -> Result<Self, Error>;
}

/// Reads the reply and keeps what it came with.
pub(crate) fn respond<T: Reply>(answer: Answer, body: Bytes) -> Result<Response<T>, Error> {
    let value = T::read(&answer, &body)?;
    Ok(Response { value, head: answer.head, attempts: answer.attempts, body })
}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + 'static> Reply for T {
    const FORM: Form = Form::Json;

    fn read(answer: &Answer, body: &Bytes) -> Result<Self, Error> {
        let nothing = nothing();
        if (answer.operation.error_first || nothing.is_some())
            && let Some(error) = late_error(answer, body)
        {
            return Err(error);
        }
        if let Some(nothing) = nothing {
            return Ok(nothing);
        }
        if body.trim_ascii().is_empty() {
            let what = format!("the server answered {} without a reply", answer.head.status);
            return Err(answer.error(Error::new(ErrorKind::Protocol, what)));
        }
        serde_json::from_slice(body).or_else(|_| read_carefully(answer, body))
    }
}

/// Finds out what is wrong with a reply, or that it can be read all the same.
#[cold]
fn read_carefully<T: DeserializeOwned>(answer: &Answer, body: &Bytes) -> Result<T, Error> {
    let text = std::str::from_utf8(body).map_err(|_| Fault::new("not UTF-8"));
    text.and_then(careful::read).map_err(|fault| {
        late_error(answer, body).unwrap_or_else(|| {
            answer.error(Error::decode("the reply", fault).with_body(body.clone()))
        })
    })
}

/// The one value of `()`, if that is what is asked for: then it does not matter what the body is.
fn nothing<T: 'static>() -> Option<T> {
    let mut nothing = Some(());
    (&mut nothing as &mut dyn Any).downcast_mut::<Option<T>>().and_then(Option::take)
}

/// The error object that arrived in place of the reply.
pub(crate) fn late_error(answer: &Answer, body: &Bytes) -> Option<Error> {
    let keys = &answer.service.errors;
    let api = ApiError::of(body, keys);
    (keys.also_with_success && api.is_complete()).then(|| {
        let what = format!("the server answered {} with an error", answer.head.status);
        let error = Error::api(what, api);
        answer.error(error.with_body(body.clone()))
    })
}
