//! What went wrong, told so that one line is enough.
//!
//! Neither `Display` nor `Debug` shows the body of a reply, a value that did not decode, a secret
//! or the query of an address. Whoever needs the body asks for it by name.

use std::{
    borrow::Cow,
    error::Error as StdError,
    fmt::{self, Write as _},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::{fault::Fault, head::Head, operation::Operation};

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
    /// The connection failed after the request was on its way. What the server did is not known.
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

struct Inner {
    kind: ErrorKind,
    what: Cow<'static, str>,
    details: Details,
}

#[derive(Default)]
struct Details {
    operation: Option<Cow<'static, str>>,
    status: Option<StatusCode>,
    code: Option<String>,
    /// What the code means to the service.
    meaning: Option<Meaning>,
    message: Option<String>,
    headers: Option<HeaderMap>,
    request_id: Option<String>,
    attempts: u32,
    retry_after: Option<Duration>,
    path: Option<String>,
    text: Option<String>,
    body: Option<Bytes>,
    timed_out: bool,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What clients usually want to tell apart about an error of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    NotFound,
    Unauthorized,
    RateLimited,
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

    /// Whether a reply or an event is not what the description says. [`path`](Self::path) tells
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
        self.0.details.status
    }

    /// The server's code for the error.
    pub fn code(&self) -> Option<&str> {
        self.0.details.code.as_deref()
    }

    /// The server's words for the error.
    pub fn message(&self) -> Option<&str> {
        self.0.details.message.as_deref()
    }

    /// The headers of the answer.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.details.headers.as_ref()
    }

    /// The id under which the server, or a proxy before it, knows the request.
    pub fn request_id(&self) -> Option<&str> {
        self.0.details.request_id.as_deref()
    }

    /// How often the request was sent, or was tried to be sent.
    pub fn attempts(&self) -> u32 {
        self.0.details.attempts
    }

    /// How long the server asks to wait before the next attempt.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.details.retry_after
    }

    /// The path to the field that did not decode, such as `items[3].id`.
    pub fn path(&self) -> Option<&str> {
        self.0.details.path.as_deref()
    }

    /// The text that a stream brought before it failed. `None` where nothing was streamed.
    pub fn text_so_far(&self) -> Option<&str> {
        self.0.details.text.as_deref()
    }

    /// What was received: the body of the reply, or the line of the stream.
    pub fn body(&self) -> Option<&[u8]> {
        self.0.details.body.as_deref()
    }

    /// The code comes first, since an error may arrive with status 200.
    fn meaning(&self) -> Option<Meaning> {
        let of_status = || match self.0.details.status? {
            StatusCode::NOT_FOUND => Some(Meaning::NotFound),
            StatusCode::UNAUTHORIZED => Some(Meaning::Unauthorized),
            StatusCode::TOO_MANY_REQUESTS => Some(Meaning::RateLimited),
            _ => None,
        };
        self.0.details.meaning.or_else(of_status)
    }
}

/// How the runtime puts an error together.
impl Error {
    /// `what` is shown as it is, so nothing that was sent or received may be in it.
    pub(crate) fn new(kind: ErrorKind, what: impl Into<Cow<'static, str>>) -> Self {
        let (what, details) = (what.into(), Details::default());
        Self(Box::new(Inner {
            kind,
            what,
            details,
        }))
    }

    /// The request or the client cannot be made.
    pub(crate) fn request(what: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Request, what)
    }

    pub(crate) fn decode(subject: &str, fault: Fault) -> Self {
        let mut error = Self::new(
            ErrorKind::Decode,
            format!("{subject} does not decode: {fault}"),
        );
        error.0.details.path = Some(fault.path);
        error
    }

    pub(crate) fn of_operation(mut self, operation: &Operation) -> Self {
        self.0
            .details
            .operation
            .get_or_insert_with(|| operation.name.clone());
        self
    }

    pub(crate) fn with_head(mut self, head: &Head) -> Self {
        self.0.details.status = Some(head.status);
        self.0.details.headers = Some(head.headers.clone());
        self.0.details.request_id = head.request_id().map(str::to_owned);
        self.0.details.retry_after = head.retry_after();
        self
    }

    pub(crate) fn with_api(mut self, message: Option<String>, code: Option<String>) -> Self {
        (self.0.details.message, self.0.details.code) = (message, code);
        self
    }

    pub(crate) fn with_meaning(mut self, meaning: Option<Meaning>) -> Self {
        self.0.details.meaning = meaning;
        self
    }

    pub(crate) fn with_body(mut self, body: Bytes) -> Self {
        self.0.details.body = Some(body);
        self
    }

    pub(crate) fn with_text(mut self, text: &str) -> Self {
        self.0.details.text = Some(text.to_owned());
        self
    }

    pub(crate) fn with_attempts(mut self, attempts: u32) -> Self {
        self.0.details.attempts = attempts;
        self
    }

    /// The address is taken off: it would show the query.
    pub(crate) fn with_source(mut self, source: reqwest::Error) -> Self {
        self.0.details.timed_out = source.is_timeout();
        self.0.details.source = Some(Box::new(source.without_url()));
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner {
            kind,
            what,
            details,
        } = &*self.0;
        if let Some(operation) = &details.operation {
            write!(f, "{operation}: ")?;
        }
        f.write_str(what)?;
        if let Some(message) = &details.message {
            write!(f, ": {}", OneLine(message))?;
        }
        let mut separator = " (";
        let mut detail = |f: &mut fmt::Formatter<'_>, detail: fmt::Arguments<'_>| {
            write!(f, "{}{detail}", std::mem::replace(&mut separator, ", "))
        };
        if let Some(code) = &details.code {
            detail(f, format_args!("code {}", OneLine(code)))?;
        }
        // The others are about the status and have it in their text.
        let aside = !matches!(
            kind,
            ErrorKind::Api | ErrorKind::NotModified | ErrorKind::Protocol
        );
        if let Some(status) = details.status.filter(|_| aside) {
            detail(f, format_args!("status {}", status.as_u16()))?;
        }
        if let Some(id) = &details.request_id {
            detail(f, format_args!("request {}", OneLine(id)))?;
        }
        if details.attempts > 1 {
            detail(f, format_args!("{} attempts", details.attempts))?;
        }
        if separator == ", " {
            f.write_str(")")
        } else {
            Ok(())
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner {
            kind,
            what,
            details,
        } = &*self.0;
        let mut debug = f.debug_struct("Error");
        debug.field("kind", kind).field("what", what);
        let mut field = |name, value: Option<&dyn fmt::Debug>| {
            if let Some(value) = value {
                debug.field(name, value);
            }
        };
        field("operation", details.operation.as_ref().map(|it| it as _));
        field("status", details.status.as_ref().map(|it| it as _));
        field("code", details.code.as_ref().map(|it| it as _));
        field("message", details.message.as_ref().map(|it| it as _));
        field("request_id", details.request_id.as_ref().map(|it| it as _));
        field(
            "retry_after",
            details.retry_after.as_ref().map(|it| it as _),
        );
        field("path", details.path.as_ref().map(|it| it as _));
        field("source", details.source.as_ref().map(|it| it as _));
        debug
            .field("attempts", &details.attempts)
            .finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.details.source.as_deref().map(|source| source as _)
    }
}

/// A text of the server, kept from breaking the line and from filling the log.
struct OneLine<'a>(&'a str);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LONGEST: usize = 300;
        for (index, character) in self.0.chars().enumerate() {
            if index == LONGEST {
                return f.write_str("…");
            }
            let shown = if character.is_control() {
                ' '
            } else {
                character
            };
            f.write_char(shown)?;
        }
        Ok(())
    }
}
