//! A request on its way to become a call.
//!
//! No method of it fails. What cannot be sent is kept, and reported when the call is.

use std::{borrow::Cow, collections::BTreeMap, fmt};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use reqwest::Url;
use serde::Serialize;
use serde_json::{Value, value::RawValue};

use super::{
    call::Call,
    client::Client,
    error::Error,
    headers::checked,
    limits::Limits,
    operation::{Effect, Operation},
    outgoing::Outgoing,
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
    elsewhere: Option<Elsewhere>,
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
    Content(Outgoing, HeaderValue),
}

/// A server that is not the service, and the headers that it wants: these, and not the client's.
struct Elsewhere {
    url: Url,
    headers: HeaderMap,
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
            elsewhere: None,
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

    fn content(mut self, content: Result<(Outgoing, HeaderValue), String>) -> Self {
        match content {
            Ok((content, media_type)) => {
                self.body = Body::Content(content, media_type);
                self
            }
            Err(why) => self.refuse(why),
        }
    }

    /// Sends content to another server, with exactly these headers: without the secret, and without
    /// anything else that is the client's.
    pub(super) fn elsewhere<'a>(
        mut self,
        url: &str,
        headers: impl IntoIterator<Item = (&'a String, &'a String)>,
        content: Upload,
    ) -> Self {
        let Ok(url) = Url::parse(url) else {
            return self.refuse("the address of the other server is not an address");
        };
        let service = &self.client.0.address.url;
        if url.scheme() != "https" && url.scheme() != service.scheme() {
            return self.refuse("the address of the other server is not one of https");
        }
        let mut wanted = HeaderMap::new();
        for (name, value) in headers {
            match checked(&**name, &**value) {
                Ok((name, value)) => _ = wanted.insert(name, value),
                Err(why) => return self.refuse(why),
            }
        }
        self.elsewhere = Some(Elsewhere { url, headers: wanted });
        // The media type that counts is among the headers.
        let content = content.between(Bytes::new(), Bytes::new());
        self.content(Ok((content, HeaderValue::from_static(""))))
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
            self.body_field(name)?.as_str().map(str::to_owned)
        } else {
            self.query.iter().find(|(other, _)| other == name).map(|(_, cursor)| cursor.clone())
        }
    }

    /// A field of the body, as it will be sent.
    pub(super) fn body_field(&self, name: &str) -> Option<Value> {
        let Body::Json(Some(body)) = &self.body else {
            return None;
        };
        let mut body: Value = serde_json::from_slice(body).ok()?;
        Some(body.get_mut(name)?.take())
    }

    /// The headers that were set on the request itself.
    #[cfg(feature = "tools")]
    pub(super) fn headers(&self) -> &HeaderMap {
        &self.headers
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
        let (url, headers) = match &self.elsewhere {
            Some(Elsewhere { url, headers }) => (url.clone(), headers.clone()),
            None => (self.url()?, self.wanted_headers(accept)),
        };
        let mut request = reqwest::Request::new(self.operation.method.clone(), url);
        *request.headers_mut() = headers;
        *request.body_mut() = match &self.body {
            Body::Content(content, _) => Some(content.body()),
            // A server may refuse an empty body, so a request that has nothing to say still says it
            // in JSON.
            Body::Json(json) => {
                self.has_body().then(|| json.clone().unwrap_or(Bytes::from_static(b"{}")).into())
            }
        };
        Ok(request)
    }

    fn url(&self) -> Result<Url, Error> {
        let path = self.path.finished().map_err(|why| self.error(why))?;
        let mut pairs = String::new();
        query::write(&mut pairs, &self.query);
        let url = self.client.0.address.with(path, &pairs);
        url.ok_or_else(|| self.error("the path is not written as it would travel"))
    }

    fn wanted_headers(&self, accept: &'static str) -> HeaderMap {
        let mut headers = self.client.0.settings.headers.clone();
        headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
        let media_type = match &self.body {
            Body::Content(_, media_type) => Some(media_type.clone()),
            Body::Json(_) => self.has_body().then(|| HeaderValue::from_static("application/json")),
        };
        if let Some(media_type) = media_type {
            headers.insert(header::CONTENT_TYPE, media_type);
        }
        for (name, value) in &self.headers {
            headers.insert(name, value.clone());
        }
        headers
    }

    /// Whether the request can be sent, possibly once more: a stream can be read only once.
    pub(super) fn is_there(&self) -> bool {
        match &self.body {
            Body::Content(content, _) => content.is_there(),
            Body::Json(_) => true,
        }
    }

    /// The server, by the name under which it is looked up.
    pub(super) fn host(&self) -> &str {
        let elsewhere = self.elsewhere.as_ref().and_then(|it| it.url.host_str());
        elsewhere.unwrap_or_else(|| self.client.0.address.host())
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

    pub(super) fn refuse(mut self, what: impl Into<Cow<'static, str>>) -> Self {
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
