//! The head of an answer: status and headers.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderName, StatusCode, header};

/// Status and headers of an answer.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
}

impl Head {
    /// The id that the server, or a proxy before it, gave the request. There is no standard name
    /// for it.
    pub(crate) fn request_id(&self) -> Option<&str> {
        const NAMES: [&str; 5] = [
            "x-request-id",
            "request-id",
            "x-vercel-id",
            "x-amzn-requestid",
            "cf-ray",
        ];
        NAMES
            .iter()
            .find_map(|name| self.headers.get(*name)?.to_str().ok())
    }

    /// How long to wait before the next attempt, whether it is said in seconds or as a date.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        let value = self.text(header::RETRY_AFTER)?.trim();
        if let Ok(seconds) = value.parse() {
            return Some(Duration::from_secs(seconds));
        }
        let date = httpdate::parse_http_date(value).ok()?;
        Some(date.duration_since(SystemTime::now()).unwrap_or_default())
    }

    /// The media type without parameters, in lower case.
    pub(crate) fn media_type(&self) -> Option<String> {
        let value = self.text(header::CONTENT_TYPE)?;
        Some(
            value
                .split(';')
                .next()
                .unwrap_or(value)
                .trim()
                .to_ascii_lowercase(),
        )
    }

    pub(crate) fn text(&self, name: HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}
