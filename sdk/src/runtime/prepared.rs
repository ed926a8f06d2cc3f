//! A request on its way to become a call.
//!
//! No method of it fails. What cannot be sent is kept, and reported when the call is.

use std::{borrow::Cow, collections::BTreeMap, fmt};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use serde::Serialize;
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
    reply::Reply,
    retry::Retry,
    upload::Upload,
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
    body: Body,
    headers: HeaderMap,
    pub(super) limits: Limits,
    pub(super) retry: Retry,
    problem: Option<Error>,
}

/// What is sent besides the query.
enum Body {
    /// Fields, in JSON. Without any it is an empty object, where the method has a body at all.
    Json(Option<Bytes>),
    /// Something else, and what it is.
    Content(Bytes, HeaderValue),
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
            body: Body::Json(None),
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
        let maps = self.client.0.service.maps_in_query;
        match query::append(&mut self.query, value, maps) {
            Ok(()) => self,
            Err(why) => self.refuse(why),
        }
    }

    /// The body, as JSON. Without one an empty object is sent, unless the method is GET, HEAD or DELETE.
    pub fn body<T: Serialize + ?Sized>(mut self, value: &T) -> Self {
        match serde_json::to_vec(value) {
            Ok(json) => {
                self.body = Body::Json(Some(json.into()));
                self
            }
            Err(error) => self.refuse(format!("the request cannot be written as JSON: {error}")),
        }
    }

    /// The body, as content that is not JSON.
    pub fn upload(self, content: Upload) -> Self {
        self.content(content.into_body())
    }

    /// The body, as a form (`multipart/form-data`) whose one part of this name is the content.
    pub fn upload_part(self, part: &str, content: Upload) -> Self {
        self.content(content.into_part(part))
    }

    fn content(mut self, content: Result<(Bytes, HeaderValue), String>) -> Self {
        match content {
            Ok((bytes, media_type)) => {
                self.body = Body::Content(bytes, media_type);
                self
            }
            Err(why) => self.refuse(why),
        }
    }

    /// What a repetition does, which decides about retries.
    pub fn effect(mut self, effect: Effect) -> Self {
        self.effect = effect;
        self
    }

    /// Expects a reply of this type, or a stream of whatever events there are.
    pub fn reply<T: Reply>(self) -> Call<T, RawEvent> {
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
        let body = match &self.body {
            Body::Json(body) if self.has_body() => body.as_deref().unwrap_or(b"{}"),
            Body::Json(_) => {
                return self.keep(format!(
                    "the request has no body that the field `{name}` could go into"
                ));
            }
            Body::Content(..) => {
                return self.keep(format!(
                    "the request sends content, which the field `{name}` cannot go into"
                ));
            }
        };
        let merged = serde_json::from_slice::<BTreeMap<Cow<'_, str>, Box<RawValue>>>(body)
            .and_then(|mut fields| {
                fields.insert(Cow::Borrowed(name), serde_json::value::to_raw_value(value)?);
                serde_json::to_vec(&fields)
            });
        match merged {
            Ok(body) => self.body = Body::Json(Some(body.into())),
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
            let Body::Json(Some(body)) = &self.body else {
                return None;
            };
            let mut body: serde_json::Value = serde_json::from_slice(body).ok()?;
            body.get_mut(name)?.take().as_str().map(str::to_owned)
        } else {
            self.query.iter().find(|(other, _)| other == name).map(|(_, cursor)| cursor.clone())
        }
    }

    /// What was refused, or the request, which asks for an answer of this media type.
    pub(super) fn finish(&mut self, accept: &'static str) -> Result<reqwest::Request, Error> {
        if let Some(problem) = self.problem.take() {
            return Err(problem);
        }
        if let Some(why) = self.limits.unusable().or_else(|| self.retry.unusable()) {
            return Err(self.error(why));
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
        // A server may refuse an empty body, so a request that has nothing to say still says it in
        // JSON.
        let body = match &self.body {
            Body::Content(bytes, media_type) => Some((bytes.clone(), media_type.clone())),
            Body::Json(json) => self.has_body().then(|| {
                let json = json.clone().unwrap_or(Bytes::from_static(b"{}"));
                (json, HeaderValue::from_static("application/json"))
            }),
        };
        if let Some((_, media_type)) = &body {
            headers.insert(header::CONTENT_TYPE, media_type.clone());
        }
        for (name, value) in &self.headers {
            headers.insert(name, value.clone());
        }
        *request.body_mut() = body.map(|(bytes, _)| bytes.into());
        Ok(request)
    }

    fn has_body(&self) -> bool {
        const WITHOUT: [Method; 3] = [Method::GET, Method::HEAD, Method::DELETE];
        !matches!(self.body, Body::Json(None)) || !WITHOUT.contains(&self.operation.method)
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
        f.debug_struct("Prepared").field("operation", &self.operation.name).finish_non_exhaustive()
    }
}
