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
pub struct Answer {
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
    let accept = prepared.operation.accept;
    let request = prepared.finish(accept)?;
    let mut attempt = Reply(Exchange::of(prepared, request, accept));
    run(prepared, &mut attempt).await
}

/// Sends a request and stops where the stream begins.
pub(crate) async fn open(prepared: &mut Prepared) -> Result<(Answer, Body), Error> {
    let accept = prepared.client.0.service.streams.media_type;
    let request = prepared.finish(accept)?;
    let mut attempt = Stream(Exchange::of(prepared, request, accept));
    run(prepared, &mut attempt).await
}

async fn run<B, A>(prepared: &Prepared, attempt: &mut A) -> Result<(Answer, B), Error>
where
    A: Attempt<Output = (Head, B)>,
{
    let Prepared {
        operation,
        effect,
        retry,
        limits,
        ..
    } = prepared;
    let client = &prepared.client.0;
    let plan = Plan {
        effect: *effect,
        retry: *retry,
        limits: *limits,
        budget: &client.budget,
    };
    let span = Span::of_call(operation, &client.address);
    let result = match span.around(retry::run(&plan, attempt)).await {
        Ok(((head, body), attempts)) => {
            let (operation, service) = (operation.clone(), client.service);
            Ok((
                Answer {
                    head,
                    attempts,
                    operation,
                    service,
                },
                body,
            ))
        }
        Err(error) => Err(error.of_operation(operation)),
    };
    span.end(result.as_ref().map(|(answer, _)| answer));
    result
}

/// One request, as often as it takes.
struct Exchange<'a> {
    /// What to send next. It is made anew after a failure: keeping a copy of each request would
    /// cost all of them for the sake of few.
    request: Option<Request>,
    accept: &'static str,
    prepared: &'a Prepared,
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
                let error = lost(what, error).with_head(&head);
                Err(Failure {
                    happened: Happened::Lost,
                    error,
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
        let service = self.0.client.service;
        let (head, body) = self.0.answer().await?;
        let other = match head.media_type() {
            Some(media_type) if media_type != service.streams.media_type => media_type,
            _ => return Ok((head, body)),
        };
        let body = body::read_leniently(body).await;
        let api = ApiError::of(&body, &service.errors);
        let answered = format!("the server answered {}", head.status);
        let error = if api.is_complete() {
            api.into_error(answered + " with an error")
        } else {
            Error::new(
                ErrorKind::Protocol,
                format!("{answered} with `{other}` instead of a stream"),
            )
        };
        Err(Failure::last(error.with_head(&head).with_body(body)))
    }
}

impl<'a> Exchange<'a> {
    fn of(prepared: &'a Prepared, request: Request, accept: &'static str) -> Self {
        Self {
            request: Some(request),
            accept,
            prepared,
            client: &prepared.client.0,
            operation: &prepared.operation,
        }
    }

    /// Sends the request once. What comes back is a success with its body still to come.
    async fn answer(&mut self) -> Result<(Head, Body), Failure> {
        let request = match self.request.take() {
            Some(request) => request,
            None => self.prepared.request(self.accept).map_err(Failure::last)?,
        };
        let response = self.client.http.execute(request).await;
        let response = response.map_err(|error| self.unanswered(error))?;
        let (parts, body) = http::Response::<Body>::from(response).into_parts();
        let head = Head {
            status: parts.status,
            headers: parts.headers,
        };
        let status = head.status;
        let empty = status == StatusCode::NOT_MODIFIED;
        if empty || self.operation.empty_on.contains(&status.as_u16()) {
            let what = format!("the server answered {status}: nothing changed");
            Err(Failure::last(
                Error::new(ErrorKind::NotModified, what).with_head(&head),
            ))
        } else if status.is_redirection() {
            Err(Failure::last(self.redirected(&head)))
        } else if status.is_success() {
            Ok((head, body))
        } else {
            Err(self.refused(head, body).await)
        }
    }

    /// What it means that there is no answer.
    fn unanswered(&self, error: reqwest::Error) -> Failure {
        if error.is_connect() {
            let what = format!("{} was not reached", self.client.address.host());
            let error = Error::new(ErrorKind::Connect, what).with_source(error);
            Failure {
                happened: Happened::NeverReached,
                error,
            }
        } else if error.is_builder() {
            Failure::last(Error::request("the request cannot be sent").with_source(error))
        } else if error.is_redirect() {
            let what = "the server redirects without end";
            Failure::last(Error::new(ErrorKind::Protocol, what).with_source(error))
        } else {
            let error = lost("the connection failed before the server answered", error);
            Failure {
                happened: Happened::Lost,
                error,
            }
        }
    }

    fn redirected(&self, head: &Head) -> Error {
        let target = head.text(header::LOCATION);
        let target = target.and_then(|location| self.client.address.target(location));
        let target = target.as_deref().unwrap_or("somewhere unnamed");
        let what = format!("the server redirects to {target}, and redirects are not followed");
        Error::new(ErrorKind::Protocol, what).with_head(head)
    }

    async fn refused(&self, head: Head, body: Body) -> Failure {
        let body = body::read_leniently(body).await;
        let api = ApiError::of(&body, &self.client.service.errors);
        let (status, retry_after) = (head.status.as_u16(), head.retry_after());
        let error_object = api.is_complete();
        let what = match head.media_type() {
            Some(other) if api.is_empty() => {
                format!("the server answered {} with `{other}`", head.status)
            }
            _ => format!("the server answered {}", head.status),
        };
        let happened = Happened::Answered {
            status,
            retry_after,
            error_object,
        };
        Failure {
            happened,
            error: api.into_error(what).with_head(&head).with_body(body),
        }
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
