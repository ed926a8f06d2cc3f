//! The one path that every call takes: sent, answered, judged.
//!
//! It deals in bytes. What these mean is decided by whoever decodes them, so nothing here is
//! generic.

use std::borrow::Cow;

use bytes::Bytes;
use reqwest::Body;

use super::{
    error::Error,
    exchange::{Exchange, Pieces, Reply, Stream},
    head::Head,
    operation::{Operation, Service, Silence},
    prepared::Prepared,
    retry::{self, Attempt, Plan},
    span::Span,
};

/// What is known about a successful answer, but for its body.
#[derive(Debug)]
pub struct Answer {
    pub(crate) head: Head,
    pub(crate) attempts: u32,
    pub(crate) operation: Cow<'static, Operation>,
    pub(crate) service: &'static Service,
    span: Span,
}

impl Answer {
    /// Completes an error about this answer that ends the call.
    pub(crate) fn error(&self, error: Error) -> Error {
        let error = self.note(error);
        self.span.failed(&error);
        error
    }

    /// Completes an error about this answer after which the call goes on.
    pub(crate) fn passing_error(&self, error: Error) -> Error {
        let error = self.note(error);
        self.span.noted(&error);
        error
    }

    /// How long what follows may be silent.
    pub(crate) fn silence(&self) -> &Silence {
        self.operation.silence.as_ref().unwrap_or(&self.service.streams.silence)
    }

    /// Nothing more belongs to the call.
    pub(crate) fn close(&mut self) {
        self.span = Span::none();
    }

    /// An answer that no server gave.
    #[cfg(test)]
    pub(crate) fn scripted() -> Self {
        static OPERATION: Operation = Operation::post("createThing", "/thing/create").create();

        Self {
            head: Head { status: http::StatusCode::OK, headers: http::HeaderMap::new() },
            attempts: 1,
            operation: Cow::Borrowed(&OPERATION),
            service: &crate::generated::service::SERVICE,
            span: Span::none(),
        }
    }

    fn note(&self, error: Error) -> Error {
        error.of_operation(&self.operation).with_head(&self.head).with_attempts(self.attempts)
    }
}

/// What a reply may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// JSON, and nothing else.
    Json,
    /// Whatever the operation asks for.
    Any,
}

/// Sends a request and reads the reply to its end.
pub(crate) async fn receive(prepared: &mut Prepared, form: Form) -> Result<(Answer, Bytes), Error> {
    let accept = prepared.operation.accept;
    let request = prepared.finish(accept)?;
    let span = Span::of_call(prepared, request.url());
    let mut attempt = Reply { exchange: Exchange::of(prepared, request, accept), form };
    run(prepared, span, &mut attempt).await
}

/// Sends a request and stops where the content begins.
pub(crate) async fn begin(prepared: &mut Prepared) -> Result<(Answer, Body), Error> {
    let accept = prepared.operation.accept;
    let request = prepared.finish(accept)?;
    let span = Span::of_call(prepared, request.url());
    let exchange = Exchange::of(prepared, request, accept);
    let mut attempt = Pieces(Reply { exchange, form: Form::Any });
    run(prepared, span, &mut attempt).await
}

/// Sends a request and stops where the stream begins.
pub(crate) async fn open(prepared: &mut Prepared) -> Result<(Answer, Body), Error> {
    let accept = prepared.client.0.service.streams.media_type;
    let request = prepared.finish(accept)?;
    let span = Span::of_call(prepared, request.url());
    let mut attempt = Stream(Exchange::of(prepared, request, accept));
    run(prepared, span, &mut attempt).await
}

async fn run<B, A>(prepared: &Prepared, span: Span, attempt: &mut A) -> Result<(Answer, B), Error>
where
    A: Attempt<Output = (Head, B)>,
{
    let Prepared { operation, effect, retry, limits, .. } = prepared;
    let client = &prepared.client.0;
    let plan = Plan { effect: *effect, retry: *retry, limits: *limits, budget: &client.budget };
    match span.around(retry::run(&plan, attempt)).await {
        Ok(((head, body), attempts)) => {
            span.answered(&head, attempts);
            let (operation, service) = (operation.clone(), client.service);
            Ok((Answer { head, attempts, operation, service, span }, body))
        }
        Err(error) => {
            let error = error.of_operation(operation);
            span.failed(&error);
            Err(error)
        }
    }
}
