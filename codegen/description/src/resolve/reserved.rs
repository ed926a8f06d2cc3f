//! Names that are taken in Rust: by what generated code needs, or by something else that is described.

use std::collections::BTreeMap;

use super::context::{Context, NAMELESS};
use crate::report::Span;

/// Names, and the methods of traits that are in scope everywhere: one of the same name would be called instead.
macro_rules! with_methods_of_traits {
    [$($name:literal),* $(,)?] => {
        &[
            "borrow",
            "borrow_mut",
            "clone",
            "clone_from",
            "clone_into",
            "fmt",
            "from",
            "into",
            "to_owned",
            "try_from",
            "try_into",
            "type_id",
            $($name),*
        ]
    };
}

/// Methods that every client has, private ones included, so that no resource can be called like them. A test holds this
/// list and the next two to the source of the runtime.
pub const CLIENT_METHODS: &[&str] = with_methods_of_traits![
    "builder",
    "from_env",
    "of",
    "prepare",
    "raw",
    "send_elsewhere",
    "with"
];

/// Modules and crates at the root of the crate and of the generated code, so that no resource can be called like them.
pub const CRATE_MODULES: &[&str] =
    &["bytes", "generated", "http", "reqwest", "runtime", "serde_json", "service", "tools"];

/// Types that the description of the service is made of, which imports the types that carry operations, too.
pub const SERVICE_TYPES: &[&str] = &[
    "Client",
    "ClientBuilder",
    "ErrorKeys",
    "ErrorShape",
    "MapsInQuery",
    "Service",
    "Silence",
    "StreamKeys",
];

/// How the names of files end that lie beside the generated code and are written by hand.
pub const HANDWRITTEN: &str = "_ext";

/// Settings that every client has, whatever the service, and what else its builder is made of.
pub const OWN_SETTINGS: &[&str] = with_methods_of_traits![
    "allow_http",
    "attempt_timeout",
    "base_url",
    "base_url_from",
    "build",
    "configure_http",
    "connect_timeout",
    "default_header",
    "header_of",
    "http_client",
    "idle",
    "limits",
    "line_limit",
    "liveness",
    "new",
    "new_connections",
    "of",
    "refuse",
    "reply_limit",
    "retry",
    "secret",
    "secret_from",
    "setting",
    "timeout",
    "user_agent",
];

/// Headers that the runtime writes.
pub const OWN_HEADERS: &[&str] = &[
    "accept",
    "authorization",
    "connection",
    "content-length",
    "content-type",
    "host",
    "transfer-encoding",
    "user-agent",
];

/// The names of one scope that are taken, and by what.
#[derive(Debug, Default)]
pub(super) struct Taken(BTreeMap<String, By>);

#[derive(Debug)]
enum By {
    /// Something that generated code needs, in words.
    Reserved(String),
    /// Something described, by its wire name.
    Described(String, Span),
}

impl Taken {
    /// Begins with names that generated code needs.
    pub(super) fn by(names: &[&str], what: &str) -> Self {
        let mut taken = Self::default();
        taken.reserve_all(names, what);
        taken
    }

    /// The resources that there can be no module for.
    pub(super) fn resources() -> Self {
        let mut taken = Self::by(CLIENT_METHODS, "a method that every client has");
        taken.reserve_all(CRATE_MODULES, "a module that the crate has already");
        taken
    }

    fn reserve_all(&mut self, names: &[&str], what: &str) {
        names.iter().for_each(|name| self.reserve(name, what));
    }

    pub(super) fn reserve(&mut self, rust: &str, what: &str) {
        self.0.insert(rust.to_owned(), By::Reserved(what.to_owned()));
    }

    /// What has taken `rust`, if it was reserved.
    pub(super) fn reserved(&self, rust: &str) -> Option<&str> {
        match self.0.get(rust) {
            Some(By::Reserved(what)) => Some(what),
            _ => None,
        }
    }

    /// Takes `rust` for `by`; reports it as `id` where it was reserved. `what` is the kind of the name.
    pub(super) fn claim(
        &mut self,
        cx: &Context<'_>,
        (id, at): (&'static str, Span),
        (what, rust): (&str, &str),
        by: &str,
    ) {
        match self.reserved(rust) {
            Some(other) => {
                cx.error(id, at, format!("the {what} `{rust}` is taken by {other}"));
            }
            None => self.reserve(rust, by),
        }
    }

    /// Where `rust` was taken for another thing called `wire`.
    pub(super) fn of_name(&self, wire: &str, rust: &str) -> Option<Span> {
        match self.0.get(rust) {
            Some(By::Described(name, span)) if name == wire => Some(*span),
            _ => None,
        }
    }

    /// Takes `rust` for the thing called `wire`; reports a name clash where it is taken.
    pub(super) fn take(&mut self, cx: &Context<'_>, at: Span, wire: &str, rust: &str) {
        let finding = match self.0.get(rust) {
            _ if rust == NAMELESS => return,
            // The same wire name twice is reported as a repeated key.
            Some(By::Described(first, _)) if first == wire => return,
            Some(By::Described(first, first_span)) => {
                let message = format!("`{wire}` becomes `{rust}`, and so does `{first}`");
                cx.error("rust-clash", at, message).note(*first_span, "the other one")
            }
            Some(By::Reserved(what)) => {
                let message = format!("`{wire}` becomes `{rust}`, which is the name of {what}");
                cx.error("rust-clash", at, message)
            }
            None => {
                self.0.insert(rust.to_owned(), By::Described(wire.to_owned(), at));
                return;
            }
        };
        finding.help("give it another name after `rust:`");
    }
}
