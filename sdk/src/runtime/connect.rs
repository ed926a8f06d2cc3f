//! The time that connecting may take, as part of an attempt.
//!
//! When an attempt is over in time, nobody knows what became of its request. While it is still
//! connecting, nothing has been sent; so connecting ends a little earlier, and says so.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::time::{Instant, timeout_at};
use tower_layer::Layer;
use tower_service::Service;

tokio::task_local! {
    /// When the attempt that is being made has to be over.
    static END: Instant;
}

/// Sends a request as a part of an attempt that has to be over at `end`.
pub(crate) async fn by<F: Future>(end: Instant, sending: F) -> F::Output {
    END.scope(end, sending).await
}

/// Lets an HTTP client connect no longer than the attempt lasts that needs the connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct InTime;

impl<S> Layer<S> for InTime {
    type Service = Connector<S>;

    fn layer(&self, inner: S) -> Connector<S> {
        Connector(inner)
    }
}

/// A connector that looks at the clock.
#[derive(Debug, Clone)]
pub(crate) struct Connector<S>(S);

type BoxError = Box<dyn std::error::Error + Send + Sync>;

impl<S, R> Service<R> for Connector<S>
where
    S: Service<R, Error = BoxError>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, target: R) -> Self::Future {
        const A_MOMENT: Duration = Duration::from_millis(100);

        let connecting = self.0.call(target);
        let Ok(end) = END.try_with(|end| *end) else {
            return Box::pin(connecting);
        };
        let left = end.saturating_duration_since(Instant::now());
        let end = end - A_MOMENT.min(left / 10);
        Box::pin(async move {
            match timeout_at(end, connecting).await {
                Ok(connected) => connected,
                Err(_) => Err(io::Error::new(
                    io::ErrorKind::TimedOut,
                    "there was no connection before the attempt was over",
                )
                .into()),
            }
        })
    }
}
