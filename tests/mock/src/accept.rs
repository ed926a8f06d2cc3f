//! What a request asks for: which of the media types that an operation can answer in. What stands in the
//! answer is decided in `answer`.

use chatbotkit_description::ir::{Api, Operation, Response};

use crate::check::refuse;
use crate::refusal::Refusal;

/// What a request asks for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Asked {
    /// The reply, in JSON or without a body.
    Reply,
    /// A stream of events.
    Stream,
    /// Content of this media type.
    Content(String),
}

/// What the header `accept` asks an operation for. Only its first media type counts.
pub(crate) fn asked(api: &Api, operation: &Operation, accept: &str) -> Result<Asked, Refusal> {
    let first = accept.split([',', ';']).next().unwrap_or_default();
    let first = first.trim().to_ascii_lowercase();
    let offers = offers(api, operation);
    match offers.into_iter().find(|(offer, _)| fits(&first, offer)) {
        Some((offer, Asked::Content(_))) => Ok(Asked::Content(concrete(&first, &offer))),
        Some((_, asked)) => Ok(asked),
        None => refuse("accept", &format!("cannot be \"{first}\" here")),
    }
}

/// What an operation can answer in, the reply first.
fn offers(api: &Api, operation: &Operation) -> Vec<(String, Asked)> {
    let content = |media_type: &String| {
        let media_type = media_type.to_ascii_lowercase();
        (media_type.clone(), Asked::Content(media_type))
    };
    let own = match &operation.response {
        Response::OnlyStream => None,
        Response::Content { media_type } => Some(content(media_type)),
        _ => Some(("application/json".to_owned(), Asked::Reply)),
    };
    let stream = api.service.streams.media_type.clone();
    let stream = operation.stream.map(|_| (stream, Asked::Stream));
    let also = operation.also.iter().map(|also| content(&also.media_type));
    own.into_iter().chain(stream).chain(also).collect()
}

/// Whether two media types, or ranges of them, have something in common.
fn fits(one: &str, other: &str) -> bool {
    let parts = one.split_once('/').zip(other.split_once('/'));
    parts.is_some_and(|((kind, name), (other_kind, other_name))| {
        let same = |one, other| one == other || one == "*" || other == "*";
        same(kind, other_kind) && same(name, other_name)
    })
}

/// A media type that is both, and no range.
fn concrete(asked: &str, offer: &str) -> String {
    let (kind, name) = offer.split_once('/').unwrap_or_default();
    let (asked_kind, asked_name) = asked.split_once('/').unwrap_or_default();
    let either = |one: &str, other: &str, otherwise: &str| {
        let known = [one, other].into_iter().find(|part| *part != "*");
        known.unwrap_or(otherwise).to_owned()
    };
    let kind = either(kind, asked_kind, "application");
    let otherwise = if kind == "text" { "plain" } else { "octet-stream" };
    let name = either(name, asked_name, otherwise);
    format!("{kind}/{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_become_media_types() {
        for (asked, offer, expected) in [
            ("*/*", "image/png", Some("image/png")),
            ("*/*", "*/*", Some("application/octet-stream")),
            ("image/*", "image/*", Some("image/octet-stream")),
            ("image/jpeg", "image/*", Some("image/jpeg")),
            ("text/*", "*/*", Some("text/plain")),
            ("text/csv", "text/html", None),
            ("text", "text/html", None),
        ] {
            let found = fits(asked, offer).then(|| concrete(asked, offer));
            assert_eq!(found.as_deref(), expected, "{asked} {offer}");
        }
    }
}
