//! The one path that every call takes: sent, answered, judged.
//!
//! It deals in bytes. What these mean is decided by whoever decodes them, so nothing here is
//! generic.

use std::borrow::Cow;

use bytes::Bytes;
use http::{StatusCode, header};
use reqwest::{Body, Request};

use super::{
    api_error::ApiError,
    body,
    client::Inner,
    error::{Error, ErrorKind},
    head::Head,
    operation::{Operation, Service},
    prepared::Prepared,
    retry::{self, Attempt, Failure, Happened, Plan},
    span::Span,
};

/// What is known about a successful answer, but for its body.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) head: Head,
    pub(crate) attempts: u32,
    pub(crate) operation: Cow<'static, Operation>,
    pub(crate) service: &'static Service,
}

impl Answer {
    /// Completes an error about this answer.
    pub(crate) fn error(&self, error: Error) -> Error {
        error
            .of_operation(&self.operation)
            .with_head(&self.head)
            .with_attempts(self.attempts)
    }
}

/// Sends a request and reads the reply to its end.
pub(crate) async fn receive(prepared: &mut Prepared) -> Result<(Answer, Bytes), Error> {
    let request = prepared.finish("application/json")?;
    let mut attempt = Reply(Exchange {
        request,
        client: &prepared.client.0,
        operation: &prepared.operation,
    });
    run(prepared, &mut attempt).await
}

/// Sends a request and stops where the stream begins.
pub(crate) async fn open(prepared: &mut Prepared) -> Result<(Answer, Body), Error> {
    let request = prepared.finish(prepared.client.0.service.streams.media_type)?;
    let mut attempt = Stream(Exchange {
        request,
        client: &prepared.client.0,
        operation: &prepared.operation,
    });
    run(prepared, &mut attempt).await
}

async fn run<B, A>(prepared: &Prepared, attempt: &mut A) -> Result<(Answer, B), Error>
where
    A: Attempt<Output = (Head, B)>,
{
    let client = &prepared.client.0;
    let plan = Plan {
        effect: prepared.effect,
        retry: prepared.retry,
        limits: prepared.limits,
        budget: &client.budget,
    };
    let span = Span::of_call(&prepared.operation, &client.address);
    let result = span.around(retry::run(&plan, attempt)).await;
    let result = result
        .map_err(|error| error.of_operation(&prepared.operation))
        .map(|((head, body), attempts)| {
            let (operation, service) = (prepared.operation.clone(), client.service);
            (
                Answer {
                    head,
                    attempts,
                    operation,
                    service,
                },
                body,
            )
        });
    span.end(result.as_ref().map(|(answer, _)| answer));
    result
}

/// One request, as often as it takes.
struct Exchange<'a> {
    request: Request,
    client: &'a Inner,
    operation: &'a Operation,
}

/// An exchange that takes until the reply is complete.
struct Reply<'a>(Exchange<'a>);

impl Attempt for Reply<'_> {
    type Output = (Head, Bytes);

    async fn run(&mut self) -> Result<Self::Output, Failure> {
        let (head, body) = self.0.answer().await?;
        match body::read(body).await {
            Ok(body) => Ok((head, body)),
            Err(error) => {
                let what = "the connection failed before the reply was complete";
                Err(Failure {
                    happened: Happened::Lost,
                    error: lost(what, error).with_head(&head),
                })
            }
        }
    }
}

/// An exchange that takes until it is clear that a stream follows.
struct Stream<'a>(Exchange<'a>);

impl Attempt for Stream<'_> {
    type Output = (Head, Body);

    async fn run(&mut self) -> Result<Self::Output, Failure> {
        let (head, body) = self.0.answer().await?;
        let expected = self.0.client.service.streams.media_type;
        let Some(other) = head
            .media_type()
            .filter(|media_type| media_type != expected)
        else {
            return Ok((head, body));
        };
        let body = body::read_leniently(body).await;
        let api = ApiError::of(&body, &self.0.client.service.errors);
        let error = if api.is_complete() {
            api.into_error(format!("the server answered {} with an error", head.status))
        } else {
            let what = format!(
                "the server answered {} with `{other}` instead of a stream",
                head.status
            );
            Error::new(ErrorKind::Protocol, what)
        };
        Err(Failure {
            happened: Happened::Final,
            error: error.with_head(&head).with_body(body),
        })
    }
}

impl Exchange<'_> {
    /// Sends the request once. What comes back is a success with its body still to come.
    async fn answer(&self) -> Result<(Head, Body), Failure> {
        let Some(request) = self.request.try_clone() else {
            // Only a body that is itself a stream cannot be cloned, and there is none.
            return Err(failed(
                Happened::Final,
                Error::new(ErrorKind::Request, "the request can be sent only once"),
            ));
        };
        let response = self
            .client
            .http
            .execute(request)
            .await
            .map_err(unanswered)?;
        let (parts, body) = http::Response::<Body>::from(response).into_parts();
        let head = Head {
            status: parts.status,
            headers: parts.headers,
        };
        if head.status == StatusCode::NOT_MODIFIED
            || self.operation.empty_on.contains(&head.status.as_u16())
        {
            let error = Error::new(
                ErrorKind::NotModified,
                format!("the server answered {}: nothing changed", head.status),
            );
            return Err(failed(Happened::Final, error.with_head(&head)));
        }
        if head.status.is_redirection() {
            return Err(failed(Happened::Final, self.redirected(&head)));
        }
        if head.status.is_success() {
            Ok((head, body))
        } else {
            Err(self.refused(head, body).await)
        }
    }

    fn redirected(&self, head: &Head) -> Error {
        let target = head
            .text(header::LOCATION)
            .and_then(|location| self.client.address.target(location));
        let target = target.as_deref().unwrap_or("somewhere unnamed");
        let what = format!("the server redirects to {target}, and redirects are not followed");
        Error::new(ErrorKind::Protocol, what).with_head(head)
    }

    async fn refused(&self, head: Head, body: Body) -> Failure {
        let body = body::read_leniently(body).await;
        let api = ApiError::of(&body, &self.client.service.errors);
        let happened = Happened::Answered {
            status: head.status.as_u16(),
            retry_after: head.retry_after(),
            error_object: api.is_complete(),
        };
        let what = match head.media_type() {
            Some(other) if api.is_empty() => {
                format!("the server answered {} with `{other}`", head.status)
            }
            _ => format!("the server answered {}", head.status),
        };
        failed(
            happened,
            api.into_error(what).with_head(&head).with_body(body),
        )
    }
}

/// What it means that there is no answer.
fn unanswered(error: reqwest::Error) -> Failure {
    if error.is_connect() {
        let error = Error::new(ErrorKind::Connect, "the server was not reached").with_source(error);
        failed(Happened::NeverReached, error)
    } else if error.is_builder() {
        let error = Error::new(ErrorKind::Request, "the request cannot be sent").with_source(error);
        failed(Happened::Final, error)
    } else if error.is_redirect() {
        let error =
            Error::new(ErrorKind::Protocol, "the server redirects without end").with_source(error);
        failed(Happened::Final, error)
    } else {
        failed(
            Happened::Lost,
            lost("the connection failed before the server answered", error),
        )
    }
}

/// A failure in the middle. Only an HTTP client of the caller's has time limits of its own.
fn lost(what: &'static str, error: reqwest::Error) -> Error {
    let kind = if error.is_timeout() {
        ErrorKind::Timeout
    } else {
        ErrorKind::Transport
    };
    Error::new(kind, what).with_source(error)
}

fn failed(happened: Happened, error: Error) -> Failure {
    Failure { happened, error }
}
