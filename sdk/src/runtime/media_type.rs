//! Media types, as far as it matters whether an answer is what was asked for.

/// Whether whoever asks for a media type, or a range of them, gets what was asked for if it is this.
pub(crate) fn may_be(accept: &str, media_type: &str) -> bool {
    let range = media_type.split('/').next().unwrap_or_default();
    accept == media_type || accept == "*/*" || accept.strip_suffix("/*") == Some(range)
}

/// The same for JSON, which has many names.
pub(crate) fn may_be_json(accept: &str) -> bool {
    is_json(accept) || may_be(accept, "application/json")
}

pub(crate) fn is_json(media_type: &str) -> bool {
    media_type == "application/json" || media_type.ends_with("+json")
}
