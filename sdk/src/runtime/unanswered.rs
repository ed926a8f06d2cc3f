//! What it means that a request got no answer: whether it was processed is what counts.

use std::error::Error as StdError;

use super::{
    error::{Error, ErrorKind},
    outgoing::Unreadable,
    retry::{Failure, Happened},
    shown::Shown,
};

/// What it means that there is no answer.
pub(crate) fn unanswered(error: reqwest::Error, host: &str) -> Failure {
    let host = Shown(host);
    if proxy_wants_credentials(&error) {
        let what = format!("{host} was not reached: the proxy wants other credentials");
        Failure::last(Error::new(ErrorKind::Connect, what).with_source(error))
    } else if causes(&error).any(|cause| cause.is::<Unreadable>()) {
        Failure::last(Error::request("the content was not sent to its end").with_source(error))
    } else if error.is_connect() {
        let what = format!("{host} was not reached");
        let error = Error::new(ErrorKind::Connect, what).with_source(error);
        Failure { happened: Happened::unprocessed(), error }
    } else if was_not_processed(&error) {
        let what = "the server refused the request before it processed it";
        Failure { happened: Happened::unprocessed(), error: lost(what, error) }
    } else if error.is_builder() {
        Failure::last(Error::request("the request cannot be sent").with_source(error))
    } else if error.is_redirect() {
        let what = "the server redirects without end";
        Failure::last(Error::new(ErrorKind::Protocol, what).with_source(error))
    } else {
        let error = lost("the connection failed before the server answered", error);
        Failure { happened: Happened::Unknown(None), error }
    }
}

/// A failure in the middle. Only an HTTP client of the caller's has time limits of its own.
pub(crate) fn lost(what: &'static str, error: reqwest::Error) -> Error {
    let kind = if error.is_timeout() { ErrorKind::Timeout } else { ErrorKind::Transport };
    Error::new(kind, what).with_source(error)
}

/// Whether HTTP/2 says that the request was not processed: its stream was refused, or came after the
/// last one that the server deals with before it closes the connection.
fn was_not_processed(error: &reqwest::Error) -> bool {
    causes(error).filter_map(|cause| cause.downcast_ref::<h2::Error>()).any(|error| {
        let refused = error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM);
        error.is_remote() && (refused || error.is_go_away())
    })
}

/// Whether a proxy refused to connect because of who is asking. The error has no type that could be
/// asked, only this message.
fn proxy_wants_credentials(error: &reqwest::Error) -> bool {
    causes(error).any(|cause| cause.to_string() == "tunnel error: proxy authorization required")
}

fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    std::iter::successors(error.source(), |cause: &&(dyn StdError + 'static)| (**cause).source())
}
