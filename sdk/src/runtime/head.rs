//! The head of an answer: status and headers.

use std::{
    borrow::Cow,
    time::{Duration, SystemTime},
};

use http::{HeaderMap, HeaderName, StatusCode, header};

/// Status and headers of an answer.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
}

/// When a server asks to be asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RetryAfter {
    /// After so long.
    In(Duration),
    /// It says so in a way that cannot be read.
    Unreadable,
}

impl Head {
    /// The id that the server, or a proxy before it, gave the request. There is no standard name
    /// for it.
    pub(crate) fn request_id(&self) -> Option<&str> {
        const NAMES: [&str; 5] =
            ["x-request-id", "request-id", "x-vercel-id", "x-amzn-requestid", "cf-ray"];
        NAMES.iter().find_map(|name| self.headers.get(*name)?.to_str().ok())
    }

    /// How long to wait before the next attempt, whether it is said in seconds or as a date.
    pub(crate) fn retry_after(&self) -> Option<RetryAfter> {
        let value = self.headers.get(header::RETRY_AFTER)?;
        let wait = value.to_str().ok().and_then(|value| wait(value.trim()));
        Some(wait.map_or(RetryAfter::Unreadable, RetryAfter::In))
    }

    /// The media type without parameters, in lower case.
    pub(crate) fn media_type(&self) -> Option<Cow<'_, str>> {
        let value = self.text(header::CONTENT_TYPE)?;
        let plain = value.split(';').next().unwrap_or(value).trim();
        Some(match plain.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => Cow::Owned(plain.to_ascii_lowercase()),
            false => Cow::Borrowed(plain),
        })
        .filter(|plain| !plain.is_empty())
    }

    /// The coding of the body, unless it comes as it is.
    pub(crate) fn coding(&self) -> Option<&str> {
        let coding = self.text(header::CONTENT_ENCODING)?.trim();
        Some(coding).filter(|coding| !coding.is_empty() && !coding.eq_ignore_ascii_case("identity"))
    }

    pub(crate) fn text(&self, name: HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// Seconds, rounded up and as many as there may be, or the time until a date.
fn wait(value: &str) -> Option<Duration> {
    if value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        let seconds: f64 = value.parse().ok()?;
        return Some(Duration::try_from_secs_f64(seconds.ceil()).unwrap_or(Duration::MAX));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    Some(date.duration_since(SystemTime::now()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::{Duration, Head, HeaderMap, RetryAfter, StatusCode, header};

    #[test]
    fn a_wait_that_is_asked_for_is_there_however_it_is_written() {
        let head = |value: &str| {
            let value = value.parse().expect("a header");
            let headers = HeaderMap::from_iter([(header::RETRY_AFTER, value)]);
            Head { status: StatusCode::OK, headers }.retry_after()
        };
        let seconds = |seconds| Some(RetryAfter::In(Duration::from_secs(seconds)));
        for (value, expected) in [
            ("0", seconds(0)),
            (" 7 ", seconds(7)),
            ("1.5", seconds(2)),
            ("9".repeat(400).as_str(), Some(RetryAfter::In(Duration::MAX))),
            ("Thu, 01 Jan 1970 00:00:00 GMT", seconds(0)),
            ("soon", Some(RetryAfter::Unreadable)),
            ("-1", Some(RetryAfter::Unreadable)),
            (".", Some(RetryAfter::Unreadable)),
            ("", Some(RetryAfter::Unreadable)),
        ] {
            assert_eq!(head(value), expected, "{value:?}");
        }
    }
}
