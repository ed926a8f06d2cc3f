//! One span a call, by the names that OpenTelemetry gives HTTP.
//!
//! There are no bodies and no queries in it. Without the feature `tracing` there is nothing at all.

use super::{address::Address, error::Error, operation::Operation, transport::Answer};

/// The span of one call.
#[cfg(feature = "tracing")]
pub(crate) struct Span(tracing::Span);

#[cfg(feature = "tracing")]
impl Span {
    pub(crate) fn of_call(operation: &Operation, address: &Address) -> Self {
        use tracing::field::Empty;

        Self(tracing::info_span!(
            "call",
            otel.name = format_args!("{} {}", operation.method, operation.path),
            otel.kind = "client",
            otel.status_code = Empty,
            rpc.method = &*operation.name,
            http.request.method = operation.method.as_str(),
            http.request.resend_count = Empty,
            http.response.status_code = Empty,
            url.template = &*operation.path,
            url.scheme = address.url.scheme(),
            server.address = address.host(),
            server.port = address.url.port_or_known_default(),
            "error.type" = Empty,
        ))
    }

    pub(crate) async fn around<F: Future>(&self, call: F) -> F::Output {
        tracing::Instrument::instrument(call, self.0.clone()).await
    }

    pub(crate) fn end(&self, result: Result<&Answer, &Error>) {
        let (status, attempts) = match result {
            Ok(answer) => (Some(answer.head.status), answer.attempts),
            Err(error) => (error.status(), error.attempts()),
        };
        if let Some(status) = status {
            self.0.record("http.response.status_code", status.as_u16());
        }
        if attempts > 1 {
            self.0.record("http.request.resend_count", attempts - 1);
        }
        if let Err(error) = result {
            self.0.record("otel.status_code", "ERROR");
            self.0
                .record("error.type", tracing::field::debug(error.kind()));
        }
    }
}

#[cfg(not(feature = "tracing"))]
pub(crate) struct Span;

#[cfg(not(feature = "tracing"))]
impl Span {
    pub(crate) fn of_call(_: &Operation, _: &Address) -> Self {
        Self
    }

    pub(crate) async fn around<F: Future>(&self, call: F) -> F::Output {
        call.await
    }

    pub(crate) fn end(&self, _: Result<&Answer, &Error>) {}
}
