//! The error object of the service, in whatever body it arrives.

use std::borrow::Cow;

use serde_json::Value;

use super::{
    error::{Error, ErrorKind, Meaning},
    operation::ErrorKeys,
};

/// What an error object says. Bodies of proxies say nothing.
#[derive(Debug)]
pub(crate) struct ApiError {
    message: Option<String>,
    code: Option<String>,
    meaning: Option<Meaning>,
}

impl ApiError {
    pub(crate) fn of(body: &[u8], keys: &ErrorKeys) -> Self {
        Self::of_value(serde_json::from_slice(body).unwrap_or_default(), keys)
    }

    pub(crate) fn of_value(mut value: Value, keys: &ErrorKeys) -> Self {
        let mut text = |key| match value.get_mut(key).map(Value::take) {
            Some(Value::String(text)) => Some(text),
            _ => None,
        };
        let shape = &keys.shapes[0];
        let (message, code) = (text(shape.message), text(shape.code));
        let meanings = [
            (keys.not_found, Meaning::NotFound),
            (keys.unauthorized, Meaning::Unauthorized),
            (keys.rate_limited, Meaning::RateLimited),
        ];
        let is_known = |codes: &[&str]| code.as_deref().is_some_and(|code| codes.contains(&code));
        let meaning = meanings.into_iter().find(|(codes, _)| is_known(codes));
        Self {
            message,
            code,
            meaning: meaning.map(|(_, meaning)| meaning),
        }
    }

    /// Whether it has all that makes an error object of the service. Proxies write objects with a
    /// message, too.
    pub(crate) fn is_complete(&self) -> bool {
        self.message.is_some() && self.code.is_some()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.message.is_none() && self.code.is_none()
    }

    pub(crate) fn into_error(self, what: impl Into<Cow<'static, str>>) -> Error {
        Error::new(ErrorKind::Api, what)
            .with_api(self.message, self.code)
            .with_meaning(self.meaning)
    }
}
