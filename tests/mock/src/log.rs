//! A line for each request. It shows no header, no body and no value of a query, so that no secret is in it.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use hyper::http::request::Parts;

/// Where lines go.
#[derive(Clone)]
pub(crate) struct Log(pub Arc<dyn Fn(&str) + Send + Sync>);

impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Log")
    }
}

/// The line of a request that is not answered yet.
pub(crate) struct Line {
    request: String,
    operation: Option<String>,
    begin: Instant,
}

impl Line {
    pub fn new(parts: &Parts, operation: Option<String>) -> Self {
        let mut request = format!("{} {}", parts.method, parts.uri.path());
        let pairs = parts.uri.query().into_iter().flat_map(|query| query.split('&'));
        for (index, pair) in pairs.filter(|pair| !pair.is_empty()).enumerate() {
            let (name, _) = pair.split_once('=').unwrap_or((pair, ""));
            request += if index == 0 { "?" } else { "&" };
            request += name;
            request += "=…";
        }
        Self { request, operation, begin: Instant::now() }
    }

    /// The line, once the head of the answer is known; without a status there is no answer.
    pub fn end(&self, status: Option<u16>) -> String {
        let Self { request, operation, begin } = self;
        let operation = operation.as_deref().unwrap_or("-");
        let status = status.map_or("-".to_owned(), |status| status.to_string());
        format!("{request} {operation} {status} {} ms", begin.elapsed().as_millis())
    }
}
