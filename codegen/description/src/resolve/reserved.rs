//! Names that are taken in Rust: by what generated code needs, or by something else that is described.

use std::collections::BTreeMap;

use super::context::{Context, NAMELESS};
use crate::report::Span;

/// Methods that every client has, so that no resource can be called like them.
pub const CLIENT_METHODS: &[&str] = &["builder", "from_env", "prepare", "raw", "with"];

/// Modules and crates that generated code names, so that no resource can be called like them.
pub const CRATE_MODULES: &[&str] =
    &["bytes", "http", "reqwest", "runtime", "serde_json", "service"];

/// Settings that every client has, whatever the service.
pub const OWN_SETTINGS: &[&str] = &[
    "allow_http",
    "attempt_timeout",
    "base_url",
    "build",
    "configure_http",
    "connect_timeout",
    "default_header",
    "http_client",
    "idle",
    "line_limit",
    "liveness",
    "new",
    "reply_limit",
    "retry",
    "secret",
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
    pub(super) fn by<'n>(names: impl IntoIterator<Item = &'n &'n str>, what: &str) -> Self {
        let mut taken = Self::default();
        names.into_iter().for_each(|name| taken.reserve(name, what));
        taken
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
        finding.help("give it another name behind `rust:`");
    }
}
