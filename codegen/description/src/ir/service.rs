//! The service: how it is found, how it is spoken to, and how errors and streams are written.

use super::{Doc, TypeRef};

/// What holds for every operation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Service {
    /// What the service is called.
    pub name: String,
    /// The name of the generated crate, as Rust code writes it.
    pub crate_name: String,
    /// What the service is.
    pub doc: Doc,
    /// The address that paths are appended to, without a slash at its end.
    pub base_url: String,
    /// The environment variable that replaces it.
    pub base_url_variable: String,
    /// The environment variable that holds the secret.
    pub secret_variable: String,
    /// Headers that a client can send with every request.
    pub headers: Vec<Header>,
    /// How errors are written.
    pub errors: Errors,
    /// How streams are written.
    pub streams: Streams,
    /// How a map is written in a query.
    pub maps_in_query: MapsInQuery,
}

/// How a map is written in a query.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MapsInQuery {
    /// `meta.colour=red`
    #[default]
    Dotted,
    /// `meta[colour]=red`
    Brackets,
}

/// A header that a client can send with every request.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// The name on the wire, in lower case.
    pub wire: String,
    /// The client's setting.
    pub rust: String,
    /// What it says.
    pub doc: Doc,
}

/// How errors are written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Errors {
    /// The shapes that an error object may have, the usual one first. There is at least one.
    pub shapes: Vec<ErrorShape>,
    /// Whether an error object may come with a status of success.
    pub also_with_success: bool,
    /// The codes that callers usually want to distinguish.
    pub codes: Codes,
}

/// One shape of an error object. Its keys are paths: a dot divides the keys of nested objects.
#[derive(Debug, Clone, PartialEq)]
pub struct ErrorShape {
    /// The key of the message for people.
    pub message: String,
    /// The key of the code for programs.
    pub code: String,
    /// What else such an object carries. No code is generated for it.
    pub fields: Vec<ErrorField>,
}

/// Something that an error object carries beside its message and code.
#[derive(Debug, Clone, PartialEq)]
pub struct ErrorField {
    /// The key on the wire.
    pub wire: String,
    /// What it is.
    pub doc: Doc,
    /// Its type, in which no described type is named.
    pub ty: TypeRef,
    /// Whether it is always there.
    pub required: bool,
}

/// The codes that callers usually want to distinguish.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Codes {
    /// There is no such thing.
    pub not_found: Vec<String>,
    /// The secret is missing or wrong.
    pub unauthorized: Vec<String>,
    /// Too many requests.
    pub rate_limited: Vec<String>,
}

/// How streams are written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Streams {
    /// The media type of a stream.
    pub media_type: String,
    /// The key of an event's tag.
    pub tag: String,
    /// The key of an event's content.
    pub content: String,
    /// The tag of the event that ends a failed stream.
    pub error: String,
    /// The tags that mean nothing but that the connection is alive.
    pub keep_alive: Vec<String>,
    /// How long a stream may be silent, unless its operation says otherwise.
    pub silence: Silence,
}

impl Streams {
    /// What an event with this tag is in every stream of the service, if it is not left to the operations.
    pub fn own_event(&self, tag: &str) -> Option<&'static str> {
        match () {
            () if self.error == tag => Some("the service's error event"),
            () if self.keep_alive.iter().any(|own| own == tag) => {
                Some("a keep-alive of the service")
            }
            () => None,
        }
    }
}

/// How long a stream may be silent, in seconds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Silence {
    /// How long it may go without an event. `None`: as long as it takes.
    pub idle: Option<u32>,
    /// How often at least something arrives while the server is well. `None`: nothing is promised.
    pub signs_of_life: Option<u32>,
    /// How often, once an event with this tag has arrived: less often than before.
    pub after: Vec<(String, u32)>,
}

/// A number of seconds as the description writes it: `90s`, `5m`, `1h`.
pub fn duration(seconds: u32) -> String {
    let (number, unit) = in_units(seconds);
    format!("{number}{}", &unit[..1])
}

/// A number of seconds in the largest unit of which it is a whole number.
pub fn in_units(seconds: u32) -> (u32, &'static str) {
    match seconds {
        _ if seconds.is_multiple_of(60 * 60) => (seconds / 60 / 60, "hour"),
        _ if seconds.is_multiple_of(60) => (seconds / 60, "minute"),
        _ => (seconds, "second"),
    }
}
