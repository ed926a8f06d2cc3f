//! What went wrong, so that one line says enough.
//!
//! Neither `Display` nor `Debug` shows the body of a reply, a value that did not decode, a secret
//! or the query of an address. Whoever needs the body asks for it by name.

use std::{borrow::Cow, error::Error as StdError, fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use super::{
    api_error::{ApiError, Meaning},
    fault::Fault,
    head::{Head, RetryAfter},
    operation::Operation,
    shown::Shown,
};

/// What kind of thing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The request or the client could not be made. Nothing was sent.
    Request,
    /// The server was not reached: name resolution, connection or TLS. Nothing was sent.
    Connect,
    /// It took too long: an attempt, the whole call, or the wait for the next event of a stream.
    Timeout,
    /// The connection failed after the request was on its way. What the server did is not known,
    /// unless the protocol says that it did nothing.
    Transport,
    /// The server answered with an error.
    Api,
    /// The server has nothing to change or to return, and sent no body.
    NotModified,
    /// A reply or an event is not what the description says.
    Decode,
    /// A stream ended before it was complete.
    Truncated,
    /// The server answered with something that does not belong to this API.
    Protocol,
    /// The pages do not come to an end.
    Paging,
}

/// What went wrong with a call, a stream or the making of a client.
///
/// Its text names the operation and says in one line what happened; [`source`](StdError::source)
/// adds the cause where there is one. Neither shows what was sent or received, but for the error
/// message of the server.
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    what: Cow<'static, str>,
    details: Details,
}

#[derive(Default, Clone)]
struct Details {
    operation: Option<Cow<'static, str>>,
    head: Option<Head>,
    api: ApiError,
    attempts: u32,
    /// Whether another attempt was due, and the client's budget of retries was used up.
    out_of_budget: bool,
    path: Option<String>,
    text: Option<Arc<String>>,
    body: Option<Bytes>,
    timed_out: bool,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl Error {
    /// What kind of thing went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Whether something took too long, the connecting included.
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::Timeout || self.0.details.timed_out
    }

    /// Whether the server was not reached.
    pub fn is_connect(&self) -> bool {
        self.0.kind == ErrorKind::Connect
    }

    /// Whether a stream ended before it was complete. [`text_so_far`](Self::text_so_far) has what
    /// came before.
    pub fn is_truncated(&self) -> bool {
        self.0.kind == ErrorKind::Truncated
    }

    /// Whether a reply or an event is not what the description says. [`path`](Self::path) says
    /// where.
    pub fn is_decode(&self) -> bool {
        self.0.kind == ErrorKind::Decode
    }

    /// Whether the server says that there is no such thing.
    pub fn is_not_found(&self) -> bool {
        self.meaning() == Some(Meaning::NotFound)
    }

    /// Whether the server does not know who is calling: the secret is missing or wrong.
    pub fn is_unauthorized(&self) -> bool {
        self.meaning() == Some(Meaning::Unauthorized)
    }

    /// Whether the server refuses because of too many requests.
    pub fn is_rate_limited(&self) -> bool {
        self.meaning() == Some(Meaning::RateLimited)
    }

    /// The operation that was called. `None` where there was none yet, as when a client is built.
    pub fn operation(&self) -> Option<&str> {
        self.0.details.operation.as_deref()
    }

    /// The status of the answer. An error may come with status 200, in a stream or in a slow reply.
    pub fn status(&self) -> Option<StatusCode> {
        self.head().map(|head| head.status)
    }

    /// The server's code for the error.
    pub fn code(&self) -> Option<&str> {
        self.0.details.api.code.as_deref()
    }

    /// The server's words for the error.
    pub fn message(&self) -> Option<&str> {
        self.0.details.api.message.as_deref()
    }

    /// The whole error object of the server as JSON, with whatever else it says. `None` where there
    /// was none, or what there was is not JSON.
    pub fn details(&self) -> Option<Value> {
        self.0.details.api.details()
    }

    /// The headers of the answer.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.head().map(|head| &head.headers)
    }

    /// The id under which the server, or a proxy before it, knows the request.
    pub fn request_id(&self) -> Option<&str> {
        self.head()?.request_id()
    }

    /// How often the request was sent, or was tried to be sent.
    pub fn attempts(&self) -> u32 {
        self.0.details.attempts
    }

    /// How long the server asks to wait before the next attempt. If that is longer than the client
    /// waits (see [`Retry::longest_wait`](crate::Retry::longest_wait)), there was no other attempt.
    pub fn retry_after(&self) -> Option<Duration> {
        match self.head()?.retry_after()? {
            RetryAfter::In(wait) => Some(wait),
            RetryAfter::Unreadable => None,
        }
    }

    /// The path to the field that did not decode, such as `items[3].id`.
    pub fn path(&self) -> Option<&str> {
        self.0.details.path.as_deref()
    }

    /// The text that a stream brought before it failed. `None` where nothing was streamed.
    pub fn text_so_far(&self) -> Option<&str> {
        self.0.details.text.as_deref().map(String::as_str)
    }

    /// What was received: the body of the reply, as far as it was read, or the line of the stream.
    pub fn body(&self) -> Option<&[u8]> {
        self.0.details.body.as_deref()
    }

    /// The code comes first, since an error may arrive with status 200.
    fn meaning(&self) -> Option<Meaning> {
        let of_status = || match self.status()? {
            StatusCode::NOT_FOUND => Some(Meaning::NotFound),
            StatusCode::UNAUTHORIZED => Some(Meaning::Unauthorized),
            StatusCode::TOO_MANY_REQUESTS => Some(Meaning::RateLimited),
            _ => None,
        };
        self.0.details.api.meaning.or_else(of_status)
    }

    fn head(&self) -> Option<&Head> {
        self.0.details.head.as_ref()
    }
}

/// How the runtime puts an error together.
impl Error {
    /// `what` is shown as it is, so nothing that was sent or received may be in it.
    pub(crate) fn new(kind: ErrorKind, what: impl Into<Cow<'static, str>>) -> Self {
        let (what, details) = (what.into(), Details::default());
        Self(Box::new(Inner { kind, what, details }))
    }

    /// The request or the client cannot be made.
    pub(crate) fn request(what: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Request, what)
    }

    /// What happened, without the operation and the details that only its caller can do something with.
    pub(crate) fn what(&self) -> &str {
        &self.0.what
    }

    pub(crate) fn decode(subject: &str, fault: Fault) -> Self {
        let mut error = Self::new(ErrorKind::Decode, format!("{subject} does not decode: {fault}"));
        error.0.details.path = Some(fault.path);
        error
    }

    pub(crate) fn of_operation(mut self, operation: &Operation) -> Self {
        self.0.details.operation.get_or_insert_with(|| operation.name.clone());
        self
    }

    pub(crate) fn with_head(mut self, head: &Head) -> Self {
        self.0.details.head = Some(head.clone());
        self
    }

    /// An error of the server, in its own words.
    pub(crate) fn api(what: impl Into<Cow<'static, str>>, api: ApiError) -> Self {
        let mut error = Self::new(ErrorKind::Api, what);
        error.0.details.api = api;
        error
    }

    pub(crate) fn with_body(mut self, body: Bytes) -> Self {
        self.0.details.body = Some(body);
        self
    }

    pub(crate) fn with_text(mut self, text: &Arc<String>) -> Self {
        self.0.details.text = Some(text.clone());
        self
    }

    pub(crate) fn with_attempts(mut self, attempts: u32) -> Self {
        self.0.details.attempts = attempts;
        self
    }

    /// The request would have been sent again, had the budget of retries not been used up.
    pub(crate) fn out_of_budget(mut self) -> Self {
        self.0.details.out_of_budget = true;
        self
    }

    /// The address is taken off: it would show the query.
    pub(crate) fn with_source(mut self, source: reqwest::Error) -> Self {
        self.0.details.timed_out = source.is_timeout();
        self.0.details.source = Some(Arc::new(source.without_url()));
        self
    }

    pub(crate) fn timed_out(mut self) -> Self {
        self.0.details.timed_out = true;
        self
    }

    /// What went wrong before, and may be why.
    pub(crate) fn with_cause(mut self, cause: Self) -> Self {
        self.0.details.source = Some(Arc::new(cause));
        self
    }

    /// The same error once more, for whoever asks again.
    pub(crate) fn again(&self) -> Self {
        Self(self.0.clone())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, what, details } = &*self.0;
        if let Some(operation) = &details.operation {
            write!(f, "{operation}: ")?;
        }
        f.write_str(what)?;
        if let Some(message) = self.message() {
            write!(f, ": {}", Shown(message))?;
        }
        let mut separator = " (";
        let mut detail = |f: &mut fmt::Formatter<'_>, detail: fmt::Arguments<'_>| {
            write!(f, "{}{detail}", std::mem::replace(&mut separator, ", "))
        };
        if let Some(code) = self.code() {
            detail(f, format_args!("code {}", Shown(code)))?;
        }
        // The others are about the status and have it in their text.
        let aside = !matches!(kind, ErrorKind::Api | ErrorKind::NotModified | ErrorKind::Protocol);
        if let Some(status) = self.status().filter(|_| aside) {
            detail(f, format_args!("status {}", status.as_u16()))?;
        }
        if let Some(id) = self.request_id() {
            detail(f, format_args!("request {}", Shown(id)))?;
        }
        if details.attempts > 1 {
            detail(f, format_args!("{} attempts", details.attempts))?;
        }
        if details.out_of_budget {
            detail(f, format_args!("not sent again, for the client's retry budget is used up"))?;
        }
        if separator == ", " { f.write_str(")") } else { Ok(()) }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, what, details } = &*self.0;
        let mut debug = f.debug_struct("Error");
        debug.field("kind", kind).field("what", what);
        let mut field = |name, value: Option<&dyn fmt::Debug>| {
            if let Some(value) = value {
                debug.field(name, value);
            }
        };
        // A cause may quote the server, as HTTP/2 does when it closes a connection.
        let source = self.source().map(|source| source.to_string());
        field("operation", details.operation.as_ref().map(|it| it as _));
        field("status", self.status().as_ref().map(|it| it as _));
        field("code", self.code().map(Shown).as_ref().map(|it| it as _));
        field("message", self.message().map(Shown).as_ref().map(|it| it as _));
        field("request_id", self.request_id().map(Shown).as_ref().map(|it| it as _));
        field("retry_after", self.retry_after().as_ref().map(|it| it as _));
        field("path", details.path.as_ref().map(|it| it as _));
        field("source", source.as_deref().map(Shown).as_ref().map(|it| it as _));
        debug.field("attempts", &details.attempts).finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.details.source.as_deref().map(|source| source as _)
    }
}
