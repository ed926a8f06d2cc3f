//! Replies that are not JSON: files, tables, plain text.

use std::{borrow::Cow, fmt, str::Utf8Error};

use bytes::Bytes;

use super::{
    error::Error,
    media_type::{is_json, may_be_json},
    reply::{Reply, late_error},
    transport::{Answer, Form},
};

/// A reply that is not JSON, as it came.
///
/// A call that gives it asks for the media type that its documentation names. What the server says
/// that it sent instead is in [`media_type`](Self::media_type); it is not checked.
///
/// ```
/// # fn show(content: chatbotkit_sdk::Content) -> Result<(), std::str::Utf8Error> {
/// println!("{} bytes of {:?}", content.bytes().len(), content.media_type());
/// println!("{}", content.text()?);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Content {
    bytes: Bytes,
    media_type: Option<String>,
}

impl Content {
    /// The content.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The content, to be kept.
    pub fn into_bytes(self) -> Bytes {
        self.bytes
    }

    /// The content as text.
    ///
    /// # Errors
    ///
    /// It is not UTF-8.
    pub fn text(&self) -> Result<&str, Utf8Error> {
        std::str::from_utf8(&self.bytes)
    }

    /// What kind of content the server says it is: in lower case and without parameters, such as
    /// `text/csv`. `None` if it does not say.
    pub fn media_type(&self) -> Option<&str> {
        self.media_type.as_deref()
    }
}

/// Shows how long the content is, and not what it says.
impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Content")
            .field("media_type", &self.media_type)
            .field("length", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

impl Reply for Content {
    const FORM: Form = Form::Any;

    /// An error object that arrives with a status of success is an error where it cannot be the
    /// content: it is JSON, and something else was asked for.
    fn read(answer: &Answer, body: &Bytes) -> Result<Self, Error> {
        let media_type = answer.head.media_type();
        let is_reply = may_be_json(answer.operation.accept) && !answer.operation.error_first;
        if media_type.as_deref().is_some_and(is_json)
            && !is_reply
            && let Some(error) = late_error(answer, body)
        {
            return Err(error);
        }
        Ok(Self { bytes: body.clone(), media_type: media_type.map(Cow::into_owned) })
    }
}
