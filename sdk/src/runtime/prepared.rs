//! A request on its way to become a call.
//!
//! No method of it fails. What cannot be sent is kept, and reported when the call is.

use std::{borrow::Cow, collections::BTreeMap, fmt};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use super::{
    call::Call,
    client::Client,
    error::Error,
    headers::checked,
    limits::Limits,
    operation::{Effect, Operation},
    path::Path,
    query,
    raw_event::RawEvent,
    retry::Retry,
};

/// A request that is being put together: what [`Client::raw`] begins, and what every operation
/// consists of.
#[must_use = "a request does nothing until it is made a call and awaited"]
pub struct Prepared {
    pub(super) client: Client,
    pub(super) operation: Cow<'static, Operation>,
    pub(super) effect: Effect,
    path: Path,
    query: Vec<(String, String)>,
    body: Option<Bytes>,
    headers: HeaderMap,
    pub(super) limits: Limits,
    pub(super) retry: Retry,
    problem: Option<Error>,
}

impl Prepared {
    pub(super) fn described(client: Client, operation: &'static Operation) -> Self {
        Self::new(client, Cow::Borrowed(operation))
    }

    pub(super) fn undescribed(client: Client, operation: Operation) -> Self {
        Self::new(client, Cow::Owned(operation))
    }

    fn new(client: Client, operation: Cow<'static, Operation>) -> Self {
        Self {
            effect: operation.effect,
            path: Path::new(&operation.path),
            query: Vec::new(),
            body: None,
            headers: HeaderMap::new(),
            limits: client.0.settings.limits,
            retry: client.0.settings.retry,
            problem: None,
            operation,
            client,
        }
    }

    /// Fills the next placeholder of the path. Every byte that could be read as something else is
    /// encoded.
    pub fn path(mut self, value: &str) -> Self {
        match self.path.fill(value) {
            Ok(()) => self,
            Err(why) => self.refuse(why),
        }
    }

    /// Adds to the query: the fields of a value, or a list of names and values.
    pub fn query<T: Serialize + ?Sized>(mut self, value: &T) -> Self {
        match query::append(&mut self.query, value) {
            Ok(()) => self,
            Err(why) => self.refuse(why),
        }
    }

    /// The body, as JSON. Without one an empty object is sent, unless the method is GET or HEAD.
    pub fn body<T: Serialize + ?Sized>(mut self, value: &T) -> Self {
        match serde_json::to_vec(value) {
            Ok(json) => {
                self.body = Some(json.into());
                self
            }
            Err(error) => self.refuse(format!("the request cannot be written as JSON: {error}")),
        }
    }

    /// What a repetition does, which decides about retries.
    pub fn effect(mut self, effect: Effect) -> Self {
        self.effect = effect;
        self
    }

    /// Expects a reply of this type, or a stream of whatever events there are.
    pub fn reply<T: DeserializeOwned>(self) -> Call<T, RawEvent> {
        self.call()
    }

    /// Expects the reply and the events of the operation.
    #[doc(hidden)]
    pub fn call<T, E>(self) -> Call<T, E> {
        Call::new(self)
    }

    pub(super) fn header<N, V>(&mut self, name: N, value: V)
    where
        N: TryInto<HeaderName>,
        V: TryInto<HeaderValue>,
    {
        match checked(name, value) {
            Ok((name, value)) => _ = self.headers.insert(name, value),
            Err(why) => self.keep(why),
        }
    }

    /// Sets one pair of the query, in place of those of the same name.
    pub(super) fn set_query(&mut self, name: &str, value: String) {
        self.query.retain(|(other, _)| other != name);
        self.query.push((name.to_owned(), value));
    }

    /// Sets one field of the body, and leaves the others as they are to the byte.
    pub(super) fn set_body(&mut self, name: &str, value: &impl Serialize) {
        if !self.has_body() {
            return self.keep(format!(
                "the request has no body that the field `{name}` could go into"
            ));
        }
        let body = self.body.as_deref().unwrap_or(b"{}");
        let merged = serde_json::from_slice::<BTreeMap<Cow<'_, str>, Box<RawValue>>>(body)
            .and_then(|mut fields| {
                fields.insert(Cow::Borrowed(name), serde_json::value::to_raw_value(value)?);
                serde_json::to_vec(&fields)
            });
        match merged {
            Ok(body) => self.body = Some(body.into()),
            Err(_) => self.keep(format!("the field `{name}` cannot be put into the body")),
        }
    }

    /// Tells the server where to go on: in the query, or in the body where there is one.
    pub(super) fn set_cursor(&mut self, name: &str, cursor: &str) {
        if self.has_body() {
            self.set_body(name, &cursor);
        } else {
            self.set_query(name, cursor.to_owned());
        }
    }

    /// Where the request goes on.
    pub(super) fn cursor(&self, name: &str) -> Option<String> {
        if self.has_body() {
            let mut body: serde_json::Value = serde_json::from_slice(self.body.as_deref()?).ok()?;
            body.get_mut(name)?.take().as_str().map(str::to_owned)
        } else {
            self.query
                .iter()
                .find(|(other, _)| other == name)
                .map(|(_, cursor)| cursor.clone())
        }
    }

    /// What was refused, or the request, which asks for an answer of this media type.
    pub(super) fn finish(&mut self, accept: &'static str) -> Result<reqwest::Request, Error> {
        if let Some(problem) = self.problem.take() {
            return Err(problem);
        }
        self.request(accept)
    }

    /// The request once more.
    pub(super) fn request(&self, accept: &'static str) -> Result<reqwest::Request, Error> {
        let path = self.path.finished().map_err(|why| self.error(why))?;
        let mut pairs = String::new();
        query::write(&mut pairs, &self.query);
        let Some(url) = self.client.0.address.with(path, &pairs) else {
            return Err(self.error("the path is not written as it would travel"));
        };
        let mut request = reqwest::Request::new(self.operation.method.clone(), url);
        let headers = request.headers_mut();
        headers.clone_from(&self.client.0.settings.headers);
        headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
        if self.has_body() {
            headers.insert(
                header::CONTENT_TYPE,
                HeaderValue::from_static("application/json"),
            );
        }
        for (name, value) in &self.headers {
            headers.insert(name, value.clone());
        }
        if self.has_body() {
            // A server may refuse an empty body, so a request that has nothing to say still says it
            // in JSON.
            let body = self.body.clone().unwrap_or(Bytes::from_static(b"{}"));
            *request.body_mut() = Some(body.into());
        }
        Ok(request)
    }

    fn has_body(&self) -> bool {
        self.body.is_some() || ![Method::GET, Method::HEAD].contains(&self.operation.method)
    }

    fn error(&self, what: impl Into<Cow<'static, str>>) -> Error {
        Error::request(what).of_operation(&self.operation)
    }

    /// Keeps the first problem: later ones may follow from it.
    fn keep(&mut self, what: impl Into<Cow<'static, str>>) {
        if self.problem.is_none() {
            self.problem = Some(self.error(what));
        }
    }

    fn refuse(mut self, what: impl Into<Cow<'static, str>>) -> Self {
        self.keep(what);
        self
    }
}

/// Shows neither the query nor the body.
impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prepared")
            .field("operation", &self.operation.name)
            .finish_non_exhaustive()
    }
}
