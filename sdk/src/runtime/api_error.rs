//! The error object of the service, in whatever body it arrives.
//!
//! It is read tolerantly, and nothing else is: why something failed has to come through even where
//! the rest of the object cannot be read, was cut, or is followed by something else.

use std::borrow::Cow;

use serde_json::Value;

use super::{
    careful,
    operation::ErrorKeys,
    scan::{members, unescape},
};

/// The kinds of server errors that clients usually distinguish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    NotFound,
    Unauthorized,
    RateLimited,
}

impl Meaning {
    pub(crate) fn of_code(code: &str, keys: &ErrorKeys) -> Option<Self> {
        let meanings = [
            (keys.not_found, Self::NotFound),
            (keys.unauthorized, Self::Unauthorized),
            (keys.rate_limited, Self::RateLimited),
        ];
        let meaning = meanings.into_iter().find(|(codes, _)| codes.contains(&code));
        meaning.map(|(_, meaning)| meaning)
    }
}

/// What an error object says. Bodies of proxies say nothing.
#[derive(Debug, Clone, Default)]
pub(crate) struct ApiError {
    pub(crate) message: Option<String>,
    pub(crate) code: Option<String>,
    pub(crate) meaning: Option<Meaning>,
    /// The object as it was written.
    object: String,
}

impl ApiError {
    pub(crate) fn of(body: &[u8], keys: &ErrorKeys) -> Self {
        Self::of_text(&String::from_utf8_lossy(body), keys)
    }

    pub(crate) fn of_text(text: &str, keys: &ErrorKeys) -> Self {
        let text = text.trim_start_matches('\u{feff}');
        if members(text).is_none() {
            return Self::default();
        }
        let read = |shape: usize| {
            let shape = keys.shapes.get(shape)?;
            Some((string_at(text, shape.message), string_at(text, shape.code)))
        };
        let shapes = (0..keys.shapes.len()).filter_map(read);
        // The first shape that fits as a whole, or else the one that fits best.
        let fit = |found: &(Option<String>, Option<String>)| {
            usize::from(found.0.is_some()) + usize::from(found.1.is_some())
        };
        let best = shapes.reduce(|best, next| if fit(&next) > fit(&best) { next } else { best });
        let (message, code) = best.unwrap_or_default();
        let meaning = code.as_deref().and_then(|code| Meaning::of_code(code, keys));
        Self { message, code, meaning, object: text.to_owned() }
    }

    /// Whether it has all that makes an error object of the service. Proxies write objects with a
    /// message, too.
    pub(crate) fn is_complete(&self) -> bool {
        self.message.is_some() && self.code.is_some()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.message.is_none() && self.code.is_none()
    }

    /// The whole object, as far as it is JSON.
    pub(crate) fn details(&self) -> Option<Value> {
        careful::read_first(&self.object).ok().filter(Value::is_object)
    }
}

/// The string at a path of keys that are divided by dots. The first one, where a key comes twice.
fn string_at(object: &str, path: &str) -> Option<String> {
    let mut value = object;
    for key in path.split('.') {
        (_, value) = members(value)?.find(|(name, _)| name == key)?;
    }
    value.starts_with('"').then(|| unescape(value)).map(Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::ApiError;
    use crate::runtime::{ErrorKeys, ErrorShape};

    const KEYS: ErrorKeys = ErrorKeys {
        shapes: &[
            ErrorShape { message: "message", code: "code" },
            ErrorShape { message: "message", code: "error" },
            ErrorShape { message: "error.message", code: "error.code" },
        ],
        also_with_success: true,
        not_found: &["GONE"],
        unauthorized: &[],
        rate_limited: &[],
    };

    #[test]
    fn an_error_object_says_what_it_can() {
        let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
        for (body, said) in [
            (r#"{"message":"m","code":"GONE"}"#.to_owned(), "m GONE"),
            ("\u{feff}{\"message\":\"x \\ud83d\",\"code\":\"c\"}".to_owned(), "x \u{fffd} c"),
            (format!(r#"{{"x":{deep},"n":1e999,"message":"m","code":"c"}}"#), "m c"),
            (r#"{"message":"m","code":"c"} and more"#.to_owned(), "m c"),
            (r#"{"code":"c","message":"it was c"#.to_owned(), "it was c c"),
            (r#"{"message":"m","error":"e","url":"u"}"#.to_owned(), "m e"),
            (r#"{"error":{"code":"c","message":"m","x":[]}}"#.to_owned(), "m c"),
            (r#"{"message":"m","code":7}"#.to_owned(), "m -"),
            (r#"{"message":["m"]}"#.to_owned(), "- -"),
            (r#"["message","m"]"#.to_owned(), "- -"),
            ("<html>".to_owned(), "- -"),
        ] {
            let error = ApiError::of(body.as_bytes(), &KEYS);
            let text = |part: Option<String>| part.unwrap_or_else(|| "-".to_owned());
            assert_eq!(format!("{} {}", text(error.message), text(error.code)), said, "{body}");
        }
        let broken = ApiError::of(b"{\"message\":\"a\xffb\",\"code\":\"c\"}", &KEYS);
        assert_eq!(broken.message.as_deref(), Some("a\u{fffd}b"));
    }

    #[test]
    fn what_else_an_error_object_carries_is_readable() {
        let details = |body: &str| ApiError::of(body.as_bytes(), &KEYS).details();
        let object = json!({ "message": "m", "error": "e", "url": "x \u{fffd}" });
        let written = r#"{"message":"m","error":"e","url":"x \ud83d"}"#;
        assert_eq!(details(written), Some(object.clone()));
        assert_eq!(details(&format!("{written} more")), Some(object));
        assert_eq!(details(r#"{"message":"m","cut":"#), None);
        assert_eq!(details("[]"), None);
    }
}
