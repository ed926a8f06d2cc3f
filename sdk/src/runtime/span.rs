//! One span a call, by the names that OpenTelemetry gives HTTP clients. The span of a stream ends
//! with the stream.
//!
//! There are no bodies in it, and no values of queries. Without the feature `tracing` there is
//! nothing at all.

use std::time::Duration;

use super::{error::Error, head::Head};

#[cfg(feature = "tracing")]
pub(crate) use self::recorded::{Span, retrying};
#[cfg(not(feature = "tracing"))]
pub(crate) use self::silent::{Span, retrying};

#[cfg(feature = "tracing")]
mod recorded {
    use tracing::field::Empty;

    use super::{Duration, Error, Head};
    use crate::runtime::{error::ErrorKind, prepared::Prepared};

    /// The span of one call.
    #[derive(Debug)]
    pub(crate) struct Span(tracing::Span);

    impl Span {
        /// No span: nothing that happens belongs to a call.
        pub(crate) fn none() -> Self {
            Self(tracing::Span::none())
        }

        pub(crate) fn of_call(prepared: &Prepared, url: &reqwest::Url) -> Self {
            let operation = &*prepared.operation;
            let span = tracing::info_span!(
                "call",
                otel.name = format_args!("{} {}", operation.method, operation.path),
                otel.kind = "client",
                otel.status_code = Empty,
                operation = &*operation.name,
                http.request.method = operation.method.as_str(),
                http.request.resend_count = Empty,
                http.response.status_code = Empty,
                url.full = Empty,
                url.template = &*operation.path,
                server.address = url.host_str(),
                server.port = url.port_or_known_default(),
                "error.type" = Empty,
            );
            if !span.is_disabled() {
                span.record("url.full", without_values(url).as_str());
            }
            Self(span)
        }

        pub(crate) fn around<F: Future>(&self, call: F) -> impl Future<Output = F::Output> {
            tracing::Instrument::instrument(call, self.0.clone())
        }

        /// The server answered, and this is what goes on from.
        pub(crate) fn answered(&self, head: &Head, attempts: u32) {
            self.0.record("http.response.status_code", head.status.as_u16());
            self.resent(attempts);
        }

        /// The call failed.
        pub(crate) fn failed(&self, error: &Error) {
            if let Some(status) = error.status() {
                self.0.record("http.response.status_code", status.as_u16());
            }
            self.resent(error.attempts());
            self.0.record("otel.status_code", "ERROR");
            self.0.record("error.type", tracing::field::display(type_of(error)));
        }

        /// Something went wrong after which the call goes on.
        pub(crate) fn noted(&self, error: &Error) {
            let kind = type_of(error);
            tracing::info!(parent: &self.0, { "error.type" = kind }, "a line of the stream is an error");
        }

        fn resent(&self, attempts: u32) {
            if attempts > 1 {
                self.0.record("http.request.resend_count", attempts - 1);
            }
        }
    }

    /// An address with the names of its query, but without their values.
    fn without_values(url: &reqwest::Url) -> reqwest::Url {
        let mut shown = url.clone();
        if url.query().is_some() {
            let names = url.query_pairs().map(|(name, _)| (name, "REDACTED"));
            shown.query_pairs_mut().clear().extend_pairs(names);
        }
        shown
    }

    /// The request is about to be sent again, within the span of its call.
    pub(crate) fn retrying(error: &Error, wait: Duration) {
        let wait = wait.as_secs_f64();
        let (kind, attempt) = (type_of(error), error.attempts());
        tracing::info!({ "error.type" = kind, attempt, wait }, "the request is sent again after a wait");
    }

    /// The status, where it is what went wrong, and else the kind of the error.
    fn type_of(error: &Error) -> String {
        match (error.kind(), error.status()) {
            (ErrorKind::Api, Some(status)) if !status.is_success() => status.as_str().to_owned(),
            (kind, _) => format!("{kind:?}").to_ascii_lowercase(),
        }
    }
}

#[cfg(not(feature = "tracing"))]
mod silent {
    use super::{Duration, Error, Head};
    use crate::runtime::prepared::Prepared;

    #[derive(Debug)]
    pub(crate) struct Span;

    impl Span {
        pub(crate) fn none() -> Self {
            Self
        }

        pub(crate) fn of_call(_: &Prepared, _: &reqwest::Url) -> Self {
            Self
        }

        pub(crate) fn around<F: Future>(&self, call: F) -> F {
            call
        }

        pub(crate) fn answered(&self, _: &Head, _: u32) {}

        pub(crate) fn failed(&self, _: &Error) {}

        pub(crate) fn noted(&self, _: &Error) {}
    }

    pub(crate) fn retrying(_: &Error, _: Duration) {}
}
