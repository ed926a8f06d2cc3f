//! The one path that every call takes: sent, answered, judged.
//!
//! It deals in bytes. What these mean is decided by whoever decodes them, so nothing here is
//! generic.

use std::{
    borrow::Cow,
    error::Error as StdError,
    pin::{Pin, pin},
    time::Duration,
};

use bytes::Bytes;
use http::{StatusCode, header};
use http_body::Body as _;
use reqwest::{Body, Request};
use tokio::time::{Instant, Sleep, sleep_until};

use super::{
    api_error::ApiError,
    body::{self, Unread},
    client::Inner,
    error::{Error, ErrorKind},
    handover::Handover,
    head::Head,
    limits::Deadline,
    operation::{Operation, Service},
    prepared::Prepared,
    retry::{self, Attempt, Failure, Happened, Plan},
    shown::Shown,
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

    /// Nothing more belongs to the call.
    pub(crate) fn close(&mut self) {
        self.span.close();
    }

    /// An answer that no server gave.
    #[cfg(test)]
    pub(crate) fn scripted() -> Self {
        use super::{address::Address, operation::Operation};

        static OPERATION: Operation = Operation::post("createThing", "/thing/create").create();
        let address = Address::new("http://localhost", &[]).expect("an address");
        let head = Head {
            status: StatusCode::OK,
            headers: http::HeaderMap::new(),
        };
        Self {
            head,
            attempts: 1,
            operation: Cow::Borrowed(&OPERATION),
            service: &crate::generated::service::SERVICE,
            span: Span::of_call(&OPERATION, &address),
        }
    }

    fn note(&self, error: Error) -> Error {
        error
            .of_operation(&self.operation)
            .with_head(&self.head)
            .with_attempts(self.attempts)
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
    let mut attempt = Reply {
        exchange: Exchange::of(prepared, request, accept),
        form,
    };
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
    A: Attempt<Output = (Head, B)> + Sent,
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
    if let Some(url) = attempt.url() {
        span.sent_to(url);
    }
    match span.around(retry::run(&plan, attempt)).await {
        Ok(((head, body), attempts)) => {
            span.answered(&head, attempts);
            let (operation, service) = (operation.clone(), client.service);
            Ok((
                Answer {
                    head,
                    attempts,
                    operation,
                    service,
                    span,
                },
                body,
            ))
        }
        Err(error) => {
            let error = error.of_operation(operation);
            span.failed(&error);
            Err(error)
        }
    }
}

/// An attempt that sends something somewhere.
trait Sent {
    fn url(&self) -> Option<&reqwest::Url>;
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
struct Reply<'a> {
    exchange: Exchange<'a>,
    form: Form,
}

impl Attempt for Reply<'_> {
    type Output = (Head, Bytes);

    async fn run(&mut self, deadline: Deadline) -> Result<Self::Output, Failure> {
        let mut timer = pin!(sleep_until(deadline.at));
        let (head, body) = self.exchange.answer(deadline, timer.as_mut()).await?;
        if let Some((other, asked_for)) = self.other_form(&head)
            && body.size_hint().exact() != Some(0)
        {
            let refusing = not_what_was_asked_for(head, body, deadline, &other, asked_for);
            return Err(Box::pin(refusing).await);
        }
        let limit = self.exchange.prepared.limits.reply;
        match retry::in_time(deadline, timer, pin!(body::read(body, limit))).await {
            Ok(Ok(body)) => Ok((head, body)),
            Ok(Err(unread)) => Err(unread_reply(unread, limit, &head)),
            // The status is known, but what counts is the reply.
            Err(Failure { happened, error }) => Err(Failure {
                happened,
                error: error.with_head(&head),
            }),
        }
    }
}

impl<'a> Reply<'a> {
    /// What came and what was asked for, if these are not the same. A page that some proxy made is
    /// never the content that was asked for; of other content, the caller is the judge.
    fn other_form(&self, head: &Head) -> Option<(String, &'a str)> {
        let accept = self.exchange.accept;
        let media_type = head.media_type()?;
        let (other, asked_for) = match self.form {
            Form::Json => (!is_json(&media_type), "JSON"),
            Form::Any => {
                let asked_for = may_be(accept, "text/html") || may_be_json(accept);
                (media_type == "text/html" && !asked_for, accept)
            }
        };
        other.then(|| (media_type.into_owned(), asked_for))
    }
}

/// An exchange that takes until it is clear that a stream follows.
struct Stream<'a>(Exchange<'a>);

impl Attempt for Stream<'_> {
    type Output = (Head, Body);

    async fn run(&mut self, deadline: Deadline) -> Result<Self::Output, Failure> {
        let service = self.0.client.service;
        let timer = pin!(sleep_until(deadline.at));
        let (head, body) = self.0.answer(deadline, timer).await?;
        match head.media_type() {
            Some(media_type) if is_json(&media_type) => {
                let body = body::read_leniently(body, deadline.at).await;
                let api = ApiError::of(&body, &service.errors);
                let answered = format!("the server answered {}", head.status);
                let error = if api.is_complete() {
                    Error::api(answered + " with an error", api)
                } else {
                    let what = format!(
                        "{answered} with `{}` instead of a stream",
                        Shown(&media_type)
                    );
                    Error::new(ErrorKind::Protocol, what)
                };
                Err(Failure::last(error.with_head(&head).with_body(body)))
            }
            Some(other) if other != service.streams.media_type => {
                let other = other.into_owned();
                Err(not_what_was_asked_for(head, body, deadline, &other, "a stream").await)
            }
            _ => Ok((head, body)),
        }
    }
}

impl Sent for Reply<'_> {
    fn url(&self) -> Option<&reqwest::Url> {
        self.exchange.request.as_ref().map(Request::url)
    }
}

impl Sent for Stream<'_> {
    fn url(&self) -> Option<&reqwest::Url> {
        self.0.request.as_ref().map(Request::url)
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
    async fn answer(
        &mut self,
        deadline: Deadline,
        timer: Pin<&mut Sleep>,
    ) -> Result<(Head, Body), Failure> {
        let mut request = match self.request.take() {
            Some(request) => request,
            None => self.prepared.request(self.accept).map_err(Failure::last)?,
        };
        // Where the attempt is over before connecting is, only this tells how far it came.
        let handover = (deadline.time <= self.client.settings.connect_limit()).then(|| {
            let handover = Handover::default();
            handover.watch(&mut request);
            handover
        });
        let sending =
            retry::in_time(deadline, timer, pin!(self.client.http.execute(request))).await;
        let response = sending.map_err(|failure| match handover {
            Some(handover) if handover.give_up() => self.not_connected(deadline),
            _ => failure,
        })?;
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
        } else if !status.is_success() {
            // In a box, so that only those who need it have room for it.
            Err(Box::pin(self.refused(head, body, deadline)).await)
        } else if let Some(coding) = head.coding() {
            let what = format!(
                "the server answered {status} in the coding `{}`, which was not asked for",
                Shown(coding)
            );
            Err(Failure::last(
                Error::new(ErrorKind::Protocol, what).with_head(&head),
            ))
        } else {
            Ok((head, body))
        }
    }

    /// What it means that there is no answer.
    fn unanswered(&self, error: reqwest::Error) -> Failure {
        let host = Shown(self.client.address.host());
        if proxy_wants_credentials(&error) {
            let what = format!("{host} was not reached: the proxy wants other credentials");
            Failure::last(Error::new(ErrorKind::Connect, what).with_source(error))
        } else if error.is_connect() {
            let what = format!("{host} was not reached");
            let error = Error::new(ErrorKind::Connect, what).with_source(error);
            Failure {
                happened: Happened::unprocessed(),
                error,
            }
        } else if was_not_processed(&error) {
            let what = "the server refused the request before it processed it";
            Failure {
                happened: Happened::unprocessed(),
                error: lost(what, error),
            }
        } else if error.is_builder() {
            Failure::last(Error::request("the request cannot be sent").with_source(error))
        } else if error.is_redirect() {
            let what = "the server redirects without end";
            Failure::last(Error::new(ErrorKind::Protocol, what).with_source(error))
        } else {
            let error = lost("the connection failed before the server answered", error);
            Failure {
                happened: Happened::Unknown(None),
                error,
            }
        }
    }

    /// The attempt was over before there was a connection.
    fn not_connected(&self, deadline: Deadline) -> Failure {
        let host = Shown(self.client.address.host());
        let what = deadline.missed(&format!("{host} was not reached"));
        let error = Error::new(ErrorKind::Connect, what).timed_out();
        Failure {
            happened: Happened::unprocessed(),
            error,
        }
    }

    fn redirected(&self, head: &Head) -> Error {
        let target = head.text(header::LOCATION);
        let target = target.and_then(|location| self.client.address.target(location));
        let target = target.as_deref().unwrap_or("somewhere unnamed");
        let target = Shown(target);
        let what = format!("the server redirects to {target}, and redirects are not followed");
        Error::new(ErrorKind::Protocol, what).with_head(head)
    }

    async fn refused(&self, head: Head, body: Body, deadline: Deadline) -> Failure {
        const LONGEST: Duration = Duration::from_secs(10);

        let until = deadline.at.min(Instant::now() + LONGEST);
        let body = body::read_leniently(body, until).await;
        let api = ApiError::of(&body, &self.client.service.errors);
        let happened =
            Happened::answered(head.status.as_u16(), head.retry_after(), api.is_complete());
        let what = match head.media_type() {
            Some(other) if api.is_empty() => {
                format!(
                    "the server answered {} with `{}`",
                    head.status,
                    Shown(&other)
                )
            }
            _ => format!("the server answered {}", head.status),
        };
        Failure {
            happened,
            error: Error::api(what, api).with_head(&head).with_body(body),
        }
    }
}

/// The status is that of a success, but what comes is of no use.
async fn not_what_was_asked_for(
    head: Head,
    body: Body,
    deadline: Deadline,
    other: &str,
    asked_for: &str,
) -> Failure {
    const LONGEST: Duration = Duration::from_secs(1);

    let body = body::read_leniently(body, deadline.at.min(Instant::now() + LONGEST)).await;
    let (status, other) = (head.status, Shown(other));
    let what = format!("the server answered {status} with `{other}` instead of {asked_for}");
    let error = Error::new(ErrorKind::Protocol, what);
    Failure::last(error.with_head(&head).with_body(body))
}

fn unread_reply(unread: Unread, limit: usize, head: &Head) -> Failure {
    match unread {
        Unread::Broken(error) => {
            let error = lost("the connection failed before the reply was complete", error);
            Failure {
                happened: Happened::Unknown(None),
                error: error.with_head(head),
            }
        }
        Unread::TooLong => {
            let what = format!(
                "the reply is longer than {limit} bytes, which is its limit: `reply_limit` sets another"
            );
            Failure::last(Error::new(ErrorKind::Protocol, what).with_head(head))
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

/// Whether HTTP/2 says that the request was not processed: its stream was refused, or came after the
/// last one that the server deals with before it closes the connection.
fn was_not_processed(error: &reqwest::Error) -> bool {
    causes(error)
        .filter_map(|cause| cause.downcast_ref::<h2::Error>())
        .any(|error| {
            let refused = error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM);
            error.is_remote() && (refused || error.is_go_away())
        })
}

/// Whether a proxy refused to connect because of who is asking. The error has no type that could be
/// asked, only this message.
fn proxy_wants_credentials(error: &reqwest::Error) -> bool {
    causes(error).any(|cause| cause.to_string() == "tunnel error: proxy authorization required")
}

fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    std::iter::successors(error.source(), |cause: &&(dyn StdError + 'static)| {
        (**cause).source()
    })
}

/// Whether whoever asks for a media type, or a range of them, gets what was asked for if it is this.
fn may_be(accept: &str, media_type: &str) -> bool {
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
