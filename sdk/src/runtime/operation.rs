//! The facts of an operation and of the service, as the generator writes them down.
//!
//! These are data. What follows from them is decided where calls are prepared, sent and decoded.

use std::borrow::Cow;

use http::Method;

/// What a repetition of a request does.
///
/// It decides which failed requests are sent again: see the table at the front page of the crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Effect {
    /// Nothing: the request only reads.
    Read,
    /// The same as the first time: sent twice, it leaves things as if it had been sent once.
    Idempotent,
    /// Something more: another message, another answer, another bill.
    Create,
}

/// One operation of the service.
#[derive(Debug, Clone)]
pub struct Operation {
    pub(crate) name: Cow<'static, str>,
    pub(crate) method: Method,
    pub(crate) path: Cow<'static, str>,
    pub(crate) effect: Effect,
    pub(crate) empty_on: &'static [u16],
    pub(crate) error_first: bool,
    /// The media type of the reply.
    pub(crate) accept: &'static str,
    /// How long a stream of it may be silent, where that differs from other streams.
    pub(crate) silence: Option<Silence>,
}

impl Operation {
    /// An operation that reads.
    pub const fn get(name: &'static str, path: &'static str) -> Self {
        Self::new(name, Method::GET, path, Effect::Read)
    }

    /// An operation that sends a body. Nothing is assumed about its effect, so it counts as
    /// [`Effect::Create`].
    pub const fn post(name: &'static str, path: &'static str) -> Self {
        Self::new(name, Method::POST, path, Effect::Create)
    }

    /// An operation that puts something in its place. Sent twice, it does what it does sent once.
    pub const fn put(name: &'static str, path: &'static str) -> Self {
        Self::new(name, Method::PUT, path, Effect::Idempotent)
    }

    /// An operation that changes parts of something. Nothing is assumed about its effect, so it counts as
    /// [`Effect::Create`].
    pub const fn patch(name: &'static str, path: &'static str) -> Self {
        Self::new(name, Method::PATCH, path, Effect::Create)
    }

    /// An operation that takes something away. Sent twice, it does what it does sent once.
    pub const fn delete(name: &'static str, path: &'static str) -> Self {
        Self::new(name, Method::DELETE, path, Effect::Idempotent)
    }

    const fn new(name: &'static str, method: Method, path: &'static str, effect: Effect) -> Self {
        let (name, path) = (Cow::Borrowed(name), Cow::Borrowed(path));
        Self {
            name,
            method,
            path,
            effect,
            empty_on: &[],
            error_first: false,
            accept: "application/json",
            silence: None,
        }
    }

    /// An operation that the description lacks. It is called by its method and path, placeholders
    /// included.
    ///
    /// Its reply may be of any type, and most types take an error object for one of their own; so
    /// that is looked for first.
    pub(crate) fn undescribed(method: Method, path: &str) -> Self {
        let effect = if method.is_safe() { Effect::Read } else { Effect::Create };
        Self {
            name: Cow::Owned(format!("{method} {path}")),
            method,
            path: Cow::Owned(path.to_owned()),
            effect,
            empty_on: &[],
            error_first: true,
            accept: "application/json",
            silence: None,
        }
    }

    /// A repetition changes nothing, for the request only reads.
    pub const fn read(mut self) -> Self {
        self.effect = Effect::Read;
        self
    }

    /// A repetition does the same again.
    pub const fn idempotent(mut self) -> Self {
        self.effect = Effect::Idempotent;
        self
    }

    /// A repetition does something more.
    pub const fn create(mut self) -> Self {
        self.effect = Effect::Create;
        self
    }

    /// Statuses that come without a body.
    pub const fn empty_on(mut self, statuses: &'static [u16]) -> Self {
        self.empty_on = statuses;
        self
    }

    /// No field of the reply is required, so an error object would decode as one and is looked for
    /// first.
    pub const fn error_first(mut self) -> Self {
        self.error_first = true;
        self
    }

    /// The media type that the reply is asked for in, where it is not JSON.
    pub const fn accept(mut self, media_type: &'static str) -> Self {
        self.accept = media_type;
        self
    }

    /// How long a stream of it may be silent, where that differs from other streams.
    pub const fn silence(mut self, silence: Silence) -> Self {
        self.silence = Some(silence);
        self
    }
}

/// What holds for all operations of a service.
#[derive(Debug)]
pub struct Service {
    /// What the service is called.
    pub name: &'static str,
    /// The address that the paths of the operations follow.
    pub base_url: &'static str,
    /// The environment variable with another such address.
    pub base_url_variable: &'static str,
    /// The environment variable with the secret.
    pub secret_variable: &'static str,
    /// What an error object looks like.
    pub errors: ErrorKeys,
    /// What a stream looks like.
    pub streams: StreamKeys,
    /// How a map is written in a query.
    pub maps_in_query: MapsInQuery,
}

/// How a map is written in a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MapsInQuery {
    /// `meta.colour=red`
    Dotted,
    /// `meta[colour]=red`
    Brackets,
}

/// What an error object looks like.
#[derive(Debug)]
pub struct ErrorKeys {
    /// The shapes that an error object may have.
    pub shapes: &'static [ErrorShape],
    /// Whether one may arrive with status 200, because the server had to answer before it knew.
    pub also_with_success: bool,
    /// Codes that mean that there is no such thing.
    pub not_found: &'static [&'static str],
    /// Codes that mean that the secret is missing or wrong.
    pub unauthorized: &'static [&'static str],
    /// Codes that mean too many requests.
    pub rate_limited: &'static [&'static str],
}

/// The keys by which an error object is read.
#[derive(Debug)]
pub struct ErrorShape {
    /// The key of the message.
    pub message: &'static str,
    /// The key of the code.
    pub code: &'static str,
}

/// What a stream looks like.
#[derive(Debug)]
pub struct StreamKeys {
    /// The media type to ask for.
    pub media_type: &'static str,
    /// The key of an event's tag.
    pub tag: &'static str,
    /// The key of an event's content.
    pub content: &'static str,
    /// The tag of the event that says what failed.
    pub error: &'static str,
    /// The tags of events that only keep the connection open.
    pub keep_alive: &'static [&'static str],
    /// How long a stream may be silent.
    pub silence: Silence,
}

/// How long a stream may be silent. All times are in seconds.
#[derive(Debug, Clone, Copy)]
pub struct Silence {
    /// How long the next event may take. `None` means as long as it takes.
    pub idle: Option<u32>,
    /// How often at least something arrives, events or signs of life, while the server is well. `None` means that
    /// nothing is promised.
    pub signs_of_life: Option<u32>,
    /// How often, once an event with this tag has arrived.
    pub signs_of_life_after: &'static [(&'static str, u32)],
}
