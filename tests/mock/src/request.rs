//! A request as it arrived. It judges nothing.

use std::sync::Arc;

use hyper::Method;
use hyper::header::HeaderName;
use hyper::http::request::Parts;
use serde_json::Value;

use crate::latest::Latest;

/// So many requests are remembered,
const MOST: usize = 10_000;
/// as long as they take no more than so many bytes.
const MOST_BYTES: usize = 64 << 20;

/// A request that the server received.
#[derive(Debug, Clone)]
pub struct RecordedRequest(Arc<Record>);

/// All of it is a copy: a slice of what was read would keep the whole buffer alive.
#[derive(Debug)]
struct Record {
    method: Method,
    path: Box<str>,
    query: Option<Box<str>>,
    headers: Vec<(HeaderName, Box<str>)>,
    body: Box<[u8]>,
    operation: Option<Box<str>>,
}

impl RecordedRequest {
    pub(crate) fn new(parts: &Parts, body: Vec<u8>, operation: Option<&str>) -> Self {
        let headers = parts.headers.iter();
        let headers =
            headers.filter_map(|(name, value)| Some((name.clone(), value.to_str().ok()?.into())));
        Self(Arc::new(Record {
            method: parts.method.clone(),
            path: parts.uri.path().into(),
            query: parts.uri.query().map(Box::from),
            headers: headers.collect(),
            body: body.into(),
            operation: operation.map(Box::from),
        }))
    }

    /// The operation that it was for, such as `fetchConversation`.
    pub fn operation(&self) -> Option<&str> {
        self.0.operation.as_deref()
    }

    /// The verb, such as `POST`.
    pub fn method(&self) -> &str {
        self.0.method.as_str()
    }

    /// The path as it was sent, encoded.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// The query as it was sent, encoded.
    pub fn query(&self) -> Option<&str> {
        self.0.query.as_deref()
    }

    /// The first header of this name whose value is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers();
        let (_, value) = headers.find(|(header, _)| header.eq_ignore_ascii_case(name))?;
        Some(value)
    }

    /// The names and the values of all headers that are text, in their order.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        let headers = self.0.headers.iter();
        headers.map(|(name, value)| (name.as_str(), &**value))
    }

    /// The body as it was sent.
    pub fn body(&self) -> &[u8] {
        &self.0.body
    }

    /// The body as JSON, if it is JSON.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.0.body).ok()
    }

    /// How much room it takes.
    fn bytes(&self) -> usize {
        let strings = [Some(self.path()), self.query(), self.operation()];
        let strings = strings.into_iter().flatten().map(str::len).sum::<usize>();
        let headers = self.headers().map(|(name, value)| name.len() + value.len());
        let headers = headers.sum::<usize>() + size_of_val(&*self.0.headers);
        size_of::<Record>() + strings + headers + self.body().len()
    }
}

/// The latest requests.
pub(crate) struct Recorded(Latest<RecordedRequest>);

impl Default for Recorded {
    fn default() -> Self {
        Self(Latest::new(MOST, MOST_BYTES))
    }
}

impl Recorded {
    pub fn push(&mut self, request: RecordedRequest) {
        let bytes = request.bytes();
        self.0.push(request, bytes);
    }

    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.0.iter().cloned().collect()
    }
}
