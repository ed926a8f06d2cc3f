//! A call: an operation with its request, before and while it is sent.

use std::{
    fmt,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderName, HeaderValue};
use reqwest::Body;
use serde::Serialize;

use super::{
    client::Client,
    content::Content,
    content_stream::ContentStream,
    error::Error,
    limits::{Limits, limit_setters},
    prepared::Prepared,
    reply::{self, Reply, Response},
    retry::Retry,
    stream::EventStream,
    transport::{self, Answer, Form},
    union::{Event, NoEvents},
};

/// A call that is ready to be made. Nothing is sent before it is awaited or streamed.
///
/// Awaiting it gives the reply. Where the operation streams, [`stream`](Self::stream) gives its
/// events instead. An option that cannot be used, such as a header that is none, is reported then.
///
/// A call is not a future itself, but becomes one when it is awaited. `tokio::join!` and
/// `tokio::select!` take it as it is; where a value that is a `Future` is asked for, as by
/// `tokio::spawn`, [`send`](Self::send) makes one.
#[must_use = "a call does nothing until it is awaited or streamed"]
#[doc(alias = "ResponsePromise")]
pub struct Call<T, E = NoEvents> {
    pub(super) prepared: Prepared,
    expected: PhantomData<fn() -> (T, E)>,
}

impl<T, E> Call<T, E> {
    pub(super) fn new(prepared: Prepared) -> Self {
        Self { prepared, expected: PhantomData }
    }

    /// Adds a header. It wins over those of the client.
    pub fn header<N, V>(mut self, name: N, value: V) -> Self
    where
        N: TryInto<HeaderName>,
        V: TryInto<HeaderValue>,
    {
        self.prepared.header(name, value);
        self
    }

    /// Sets a pair of the query, for what the description lacks.
    pub fn query(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.prepared.set_query(name, value.to_string());
        self
    }

    /// Sets a field of the body, for what the description lacks. Only a body in JSON has fields: on a
    /// call that sends an [`Upload`](crate::Upload) it is an error.
    pub fn extra_body(mut self, name: &str, value: impl Serialize) -> Self {
        self.prepared.set_body(name, &value);
        self
    }

    /// The client that it is made with.
    pub fn client(&self) -> &Client {
        &self.prepared.client
    }

    limit_setters!();

    fn limits(&mut self) -> &mut Limits {
        &mut self.prepared.limits
    }

    /// How often to send the request if it fails.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.prepared.retry = retry;
        self
    }

    /// Reads the reply as a type of one's own.
    pub fn reply_as<U: Reply>(mut self) -> Call<U, E> {
        // The description knows nothing about that type, which may take an error object for one of
        // its own.
        self.prepared.operation.to_mut().error_first = true;
        Call::new(self.prepared)
    }
}

/// What calls with tools are made of.
#[cfg(feature = "tools")]
impl<T, E> Call<T, E> {
    /// A field of the body, as it will be sent.
    pub(crate) fn body_field(&self, name: &str) -> Option<serde_json::Value> {
        self.prepared.body_field(name)
    }

    /// The headers that were set on this call.
    pub(crate) fn headers(&self) -> &http::HeaderMap {
        self.prepared.headers()
    }

    /// Makes it a call that is refused when it is sent.
    pub(crate) fn refuse(mut self, why: impl Into<std::borrow::Cow<'static, str>>) -> Self {
        self.prepared = self.prepared.refuse(why);
        self
    }

    /// What a repetition does, where that is known better than the description knows it.
    pub(crate) fn effect(mut self, effect: super::operation::Effect) -> Self {
        self.prepared = self.prepared.effect(effect);
        self
    }
}

impl<T: Reply, E> Call<T, E> {
    /// Sends the request. The same as awaiting the call.
    pub fn send(self) -> Pending<T> {
        Pending { exchange: exchange(self.prepared, T::FORM), expected: PhantomData }
    }

    /// Sends the request, and gives status, headers and bytes along with the reply.
    ///
    /// # Errors
    ///
    /// The same as when the call is awaited.
    pub async fn with_response(self) -> Result<Response<T>, Error> {
        let (answer, body) = exchange(self.prepared, T::FORM).await?;
        reply::respond(answer, body)
    }
}

impl<E> Call<Content, E> {
    /// Sends the request, and gives the content piece by piece instead of whole: it may be as long as
    /// it likes, for none of it is kept, and no limit of size holds.
    ///
    /// ```no_run
    /// # async fn run(
    /// #     call: chatbotkit_sdk::Call<chatbotkit_sdk::Content>,
    /// #     mut file: impl std::io::Write,
    /// # ) -> Result<(), Box<dyn std::error::Error>> {
    /// let mut pieces = call.pieces().await?;
    /// while let Some(piece) = pieces.try_next().await? {
    ///     file.write_all(&piece)?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The request cannot be sent, the server refuses it, or what it answers with is not the content.
    /// What goes wrong later comes out of the stream.
    pub async fn pieces(self) -> Result<ContentStream, Error> {
        let limits = self.prepared.limits;
        let mut prepared = self.prepared;
        let beginning: Exchange<Body> =
            Box::pin(async move { transport::begin(&mut prepared).await });
        let (answer, body) = beginning.await?;
        Ok(ContentStream::new(answer, body, &limits))
    }
}

// The bound is the method's own and not the block's: so the compiler says what the trait says.
impl<T, E> Call<T, E> {
    /// Sends the request and asks for a stream of events in place of the reply.
    ///
    /// # Errors
    ///
    /// The request cannot be sent, the server refuses it, or what it answers with is not a stream.
    /// What goes wrong later comes out of the stream.
    pub fn stream(self) -> Opening<E>
    where
        E: Event,
    {
        let limits = self.prepared.limits;
        Opening { opening: opening(self.prepared), limits, events: PhantomData }
    }
}

impl<T: Reply, E> IntoFuture for Call<T, E> {
    type Output = Result<T, Error>;
    type IntoFuture = Pending<T>;

    fn into_future(self) -> Pending<T> {
        self.send()
    }
}

impl<T, E> fmt::Debug for Call<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.prepared.operation.name)
            .finish_non_exhaustive()
    }
}

type Exchange<B> = Pin<Box<dyn Future<Output = Result<(Answer, B), Error>> + Send>>;

/// Everything up to the bytes of the reply, which is the same code for all types.
fn exchange(mut prepared: Prepared, form: Form) -> Exchange<Bytes> {
    Box::pin(async move { transport::receive(&mut prepared, form).await })
}

/// Everything up to the head of a stream. It is in a box that is gone when the stream is open, so
/// that the future of whoever reads the stream does not have room for it all the while.
fn opening(mut prepared: Prepared) -> Exchange<Body> {
    Box::pin(async move { transport::open(&mut prepared).await })
}

/// A call that is being made. Dropping it gives the call up.
#[must_use = "futures do nothing unless awaited"]
pub struct Pending<T> {
    exchange: Exchange<Bytes>,
    expected: PhantomData<fn() -> T>,
}

impl<T: Reply> Future for Pending<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let received = ready!(self.exchange.as_mut().poll(context));
        Poll::Ready(received.and_then(|(answer, body)| T::read(&answer, &body)))
    }
}

impl<T> fmt::Debug for Pending<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending").finish_non_exhaustive()
    }
}

/// A stream that is being asked for. Dropping it gives the call up.
#[must_use = "futures do nothing unless awaited"]
pub struct Opening<E> {
    opening: Exchange<Body>,
    limits: Limits,
    events: PhantomData<fn() -> E>,
}

// Without a bound: where events are missing, one error is enough.
impl<E> Future for Opening<E> {
    type Output = Result<EventStream<E>, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let opened = ready!(self.opening.as_mut().poll(context));
        Poll::Ready(opened.map(|(answer, body)| EventStream::new(answer, body, &self.limits)))
    }
}

impl<E> fmt::Debug for Opening<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opening").finish_non_exhaustive()
    }
}
