//! A request as it arrived. It judges nothing.

use std::collections::VecDeque;

use bytes::Bytes;
use hyper::http::request::Parts;
use serde_json::Value;

/// So many requests are remembered,
const MOST: usize = 10_000;
/// and so many bytes of their bodies.
const MOST_BYTES: usize = 64 << 20;

/// A request that the server received.
#[derive(Debug, Clone)]
pub struct RecordedRequest {
    pub(crate) parts: Parts,
    pub(crate) body: Bytes,
    pub(crate) operation: Option<String>,
}

impl RecordedRequest {
    /// The operation that it was for, such as `fetchConversation`.
    pub fn operation(&self) -> Option<&str> {
        self.operation.as_deref()
    }

    /// The verb, such as `POST`.
    pub fn method(&self) -> &str {
        self.parts.method.as_str()
    }

    /// The path as it was sent, encoded.
    pub fn path(&self) -> &str {
        self.parts.uri.path()
    }

    /// The query as it was sent, encoded.
    pub fn query(&self) -> Option<&str> {
        self.parts.uri.query()
    }

    /// The first header of this name, if it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.parts.headers.get(name)?.to_str().ok()
    }

    /// The names and the values of all headers that are text, in their order.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        let headers = self.parts.headers.iter();
        headers.filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
    }

    /// The body as it was sent.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The body as JSON, if it is JSON.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

/// The latest requests.
#[derive(Default)]
pub(crate) struct Recorded {
    pub requests: VecDeque<RecordedRequest>,
    bytes: usize,
}

impl Recorded {
    pub fn push(&mut self, request: RecordedRequest) {
        self.bytes += request.body.len();
        self.requests.push_back(request);
        while self.requests.len() > MOST || self.bytes > MOST_BYTES {
            let Some(oldest) = self.requests.pop_front() else {
                break;
            };
            self.bytes -= oldest.body.len();
        }
    }
}
