//! One attempt to send a request, and what its answer means.

use std::{
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
    media_type::{is_json, may_be, may_be_json},
    operation::{Operation, Service},
    prepared::Prepared,
    retry::{self, Attempt, Failure, Happened},
    shown::Shown,
    transport::Form,
    unanswered::{lost, unanswered},
};

/// One request, as often as it takes.
pub(crate) struct Exchange<'a> {
    /// What to send next. It is made anew after a failure: keeping a copy of each request would
    /// cost all of them for the sake of few.
    request: Option<Request>,
    accept: &'static str,
    prepared: &'a Prepared,
    client: &'a Inner,
    operation: &'a Operation,
}

/// An exchange that takes until the reply is complete.
pub(crate) struct Reply<'a> {
    pub(crate) exchange: Exchange<'a>,
    pub(crate) form: Form,
}

impl Attempt for Reply<'_> {
    type Output = (Head, Bytes);

    async fn run(&mut self, deadline: Deadline) -> Result<Self::Output, Failure> {
        let mut timer = pin!(sleep_until(deadline.at));
        let (head, body) = self.begin(deadline, timer.as_mut()).await?;
        let limit = self.exchange.prepared.limits.reply;
        match retry::in_time(deadline, timer, pin!(body::read(body, limit))).await {
            Ok(Ok(body)) => Ok((head, body)),
            Ok(Err(unread)) => Err(unread_reply(unread, limit, &head)),
            // The status is known, but what counts is the reply.
            Err(Failure { happened, error }) => {
                Err(Failure { happened, error: error.with_head(&head) })
            }
        }
    }

    fn is_there(&self) -> bool {
        self.exchange.prepared.is_there()
    }
}

impl<'a> Reply<'a> {
    /// Up to the body of what was asked for.
    async fn begin(
        &mut self,
        deadline: Deadline,
        timer: Pin<&mut Sleep>,
    ) -> Result<(Head, Body), Failure> {
        let (head, body) = self.exchange.answer(deadline, timer).await?;
        if let Some((other, asked_for)) = self.other_form(&head)
            && body.size_hint().exact() != Some(0)
        {
            let refusing = not_what_was_asked_for(head, body, deadline, &other, asked_for);
            return Err(Box::pin(refusing).await);
        }
        Ok((head, body))
    }

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

/// An exchange that takes until content begins, which is then read piece by piece.
pub(crate) struct Pieces<'a>(pub(crate) Reply<'a>);

impl Attempt for Pieces<'_> {
    type Output = (Head, Body);

    async fn run(&mut self, deadline: Deadline) -> Result<Self::Output, Failure> {
        let timer = pin!(sleep_until(deadline.at));
        let (head, body) = self.0.begin(deadline, timer).await?;
        let Exchange { accept, client, .. } = self.0.exchange;
        match head.media_type() {
            Some(media_type) if is_json(&media_type) && !may_be_json(accept) => {
                let media_type = media_type.into_owned();
                let service = client.service;
                Err(json_instead(head, body, deadline, service, (&media_type, accept)).await)
            }
            _ => Ok((head, body)),
        }
    }

    fn is_there(&self) -> bool {
        self.0.is_there()
    }
}

/// An exchange that takes until it is clear that a stream follows.
pub(crate) struct Stream<'a>(pub(crate) Exchange<'a>);

impl Attempt for Stream<'_> {
    type Output = (Head, Body);

    async fn run(&mut self, deadline: Deadline) -> Result<Self::Output, Failure> {
        let service = self.0.client.service;
        let timer = pin!(sleep_until(deadline.at));
        let (head, body) = self.0.answer(deadline, timer).await?;
        match head.media_type() {
            Some(media_type) if is_json(&media_type) => {
                let media_type = media_type.into_owned();
                Err(json_instead(head, body, deadline, service, (&media_type, "a stream")).await)
            }
            Some(other) if other != service.streams.media_type => {
                let other = other.into_owned();
                Err(not_what_was_asked_for(head, body, deadline, &other, "a stream").await)
            }
            _ => Ok((head, body)),
        }
    }

    fn is_there(&self) -> bool {
        self.0.prepared.is_there()
    }
}

/// The status is that of a success, but what comes is JSON: the error object, if nothing else.
async fn json_instead(
    head: Head,
    body: Body,
    deadline: Deadline,
    service: &Service,
    (media_type, asked_for): (&str, &str),
) -> Failure {
    let body = body::read_leniently(body, deadline.at).await;
    let api = ApiError::of(&body, &service.errors);
    let answered = format!("the server answered {}", head.status);
    let error = if api.is_complete() {
        Error::api(answered + " with an error", api)
    } else {
        let what = format!("{answered} with `{}` instead of {asked_for}", Shown(media_type));
        Error::new(ErrorKind::Protocol, what)
    };
    Failure::last(error.with_head(&head).with_body(body))
}

impl<'a> Exchange<'a> {
    pub(crate) fn of(prepared: &'a Prepared, request: Request, accept: &'static str) -> Self {
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
        // Where the attempt is over before connecting is, only this shows how far it came.
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
        let response = response.map_err(|error| unanswered(error, self.prepared.host()))?;
        let (parts, body) = http::Response::<Body>::from(response).into_parts();
        let head = Head { status: parts.status, headers: parts.headers };
        let status = head.status;
        let empty = status == StatusCode::NOT_MODIFIED;
        if empty || self.operation.empty_on.contains(&status.as_u16()) {
            let what = format!("the server answered {status}: nothing changed");
            Err(Failure::last(Error::new(ErrorKind::NotModified, what).with_head(&head)))
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
            Err(Failure::last(Error::new(ErrorKind::Protocol, what).with_head(&head)))
        } else {
            Ok((head, body))
        }
    }

    /// The attempt was over before there was a connection.
    fn not_connected(&self, deadline: Deadline) -> Failure {
        let host = Shown(self.prepared.host());
        let what = deadline.missed(&format!("{host} was not reached"));
        let error = Error::new(ErrorKind::Connect, what).timed_out();
        Failure { happened: Happened::unprocessed(), error }
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
                format!("the server answered {} with `{}`", head.status, Shown(&other))
            }
            _ => format!("the server answered {}", head.status),
        };
        Failure { happened, error: Error::api(what, api).with_head(&head).with_body(body) }
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
            Failure { happened: Happened::Unknown(None), error: error.with_head(head) }
        }
        Unread::TooLong => {
            let what = format!(
                "the reply is longer than {limit} bytes, which is its limit: `reply_limit` sets another"
            );
            Failure::last(Error::new(ErrorKind::Protocol, what).with_head(head))
        }
    }
}
