//! An answer that is being written, and the tools that it uses.

use std::{
    collections::VecDeque,
    fmt,
    future::poll_fn,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use futures_core::Stream;
use tokio::{sync::mpsc, task::JoinSet};

use super::{
    event::{Called, ToolEvent},
    signal::{CallsTools, Signal},
    tool::Tool,
    worker::{Order, Report, Settings, Worker},
};
use crate::{Error, EventStream};

/// The events of an answer, while the tools that it calls run.
///
/// It is a [`Stream`] and has [`try_next`](Self::try_next) of its own. It ends as the
/// [`EventStream`] does whose events it gives. Dropping it closes the connection and cancels the tools
/// that run.
///
/// Tools run and answer whether or not it is polled; but a call is only noticed, and its tool only
/// started, when the event that says so is read.
#[must_use = "a run does nothing until it is polled"]
pub struct ToolRun<E> {
    events: EventStream<E>,
    tools: Vec<Slot>,
    settings: Arc<Settings>,
    workers: JoinSet<()>,
    reports: (mpsc::UnboundedSender<Report>, mpsc::UnboundedReceiver<Report>),
    /// How many calls are not closed yet.
    open: usize,
    /// What is to be handed out before anything else.
    next: VecDeque<ToolEvent<E>>,
    /// Why an answer could not be published.
    failure: Option<Error>,
}

/// A tool, the channel on which its results are awaited, and whoever runs it once it was called.
struct Slot {
    channel: String,
    tool: Tool,
    orders: Option<mpsc::UnboundedSender<Order>>,
}

impl<E: CallsTools> ToolRun<E> {
    pub(super) fn new(
        events: EventStream<E>,
        tools: Vec<(String, Tool)>,
        settings: Settings,
    ) -> Self {
        let slot = |(channel, tool)| Slot { channel, tool, orders: None };
        Self {
            events,
            tools: tools.into_iter().map(slot).collect(),
            settings: Arc::new(settings),
            workers: JoinSet::new(),
            reports: mpsc::unbounded_channel(),
            open: 0,
            next: VecDeque::new(),
            failure: None,
        }
    }

    /// What happens next, or `None` when the answer is complete.
    ///
    /// # Errors
    ///
    /// Those of [`EventStream::try_next`]; and that an answer of a tool could not be published, which is the
    /// end.
    pub async fn try_next(&mut self) -> Result<Option<ToolEvent<E>>, Error> {
        // Waiting ends when this future is dropped, even if the run is not.
        struct Waiting<'a, E: CallsTools>(&'a mut ToolRun<E>);

        impl<E: CallsTools> Drop for Waiting<'_, E> {
            fn drop(&mut self) {
                self.0.events.pause();
            }
        }

        let waiting = Waiting(self);
        poll_fn(|context| waiting.0.poll_event(context)).await.transpose()
    }

    /// Runs to the end, and gives the reply. At once, if the end was reached already.
    ///
    /// # Errors
    ///
    /// Those of [`EventStream::finish`]; and that an answer of a tool could not be published.
    pub async fn finish(mut self) -> Result<E::Reply, Error> {
        while !self.is_over() {
            match self.try_next().await {
                Ok(Some(ToolEvent::Event(event))) => {
                    if let Some(reply) = event.into_reply() {
                        return Ok(reply);
                    }
                }
                Ok(Some(_)) | Err(_) => {}
                Ok(None) => break,
            }
        }
        match self.failure {
            Some(failure) => Err(failure),
            None => self.events.finish().await,
        }
    }

    /// The events by themselves: their text so far, and the head of the answer.
    pub fn events(&self) -> &EventStream<E> {
        &self.events
    }

    fn is_over(&self) -> bool {
        self.failure.is_some() || self.events.is_over()
    }

    fn poll_event(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<ToolEvent<E>, Error>>> {
        if let Some(next) = self.next.pop_front() {
            return Poll::Ready(Some(Ok(next)));
        }
        if self.failure.is_none()
            && let Poll::Ready(Some(report)) = self.reports.1.poll_recv(context)
        {
            return Poll::Ready(Some(self.reported(report)));
        }
        if self.is_over() {
            return self.poll_end(context);
        }
        self.events.hold_clocks(self.open > 0);
        let event = ready!(Pin::new(&mut self.events).poll_next(context));
        if let Some(Ok(event)) = &event
            && let Some(call) = event.signal().and_then(|signal| self.signalled(signal))
        {
            self.next.push_back(ToolEvent::Called(call));
        }
        match event {
            Some(event) => Poll::Ready(Some(event.map(ToolEvent::Event))),
            None => self.poll_end(context),
        }
    }

    /// Cancels what still runs, and gives what was reported before.
    fn poll_end(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<ToolEvent<E>, Error>>> {
        for slot in &mut self.tools {
            slot.orders = None;
        }
        if self.failure.is_some() {
            self.workers.abort_all();
        }
        while ready!(self.workers.poll_join_next(context)).is_some() {}
        match self.reports.1.try_recv() {
            Ok(report) if self.failure.is_none() => Poll::Ready(Some(self.reported(report))),
            _ => Poll::Ready(None),
        }
    }

    fn reported(&mut self, report: Report) -> Result<ToolEvent<E>, Error> {
        self.open = self.open.saturating_sub(1);
        match report {
            Report::Answered(answered) => Ok(ToolEvent::Answered(answered)),
            Report::Missed(call) => Ok(ToolEvent::Missed(call)),
            Report::Failed(error) => {
                self.failure = Some(error.again());
                self.workers.abort_all();
                Err(error)
            }
        }
    }

    /// Tells whoever runs the tool. Waits on channels of others are none of ours.
    fn signalled(&mut self, signal: Signal<'_>) -> Option<Called> {
        let (Signal::Begin(wait) | Signal::End(wait)) = signal;
        let channel = wait.channel.as_deref()?;
        let slot = self.tools.iter_mut().find(|slot| slot.channel == channel)?;
        let orders = slot.orders.get_or_insert_with(|| {
            let (orders, received) = mpsc::unbounded_channel();
            let worker = Worker::new(
                slot.tool.clone(),
                slot.channel.clone(),
                Arc::clone(&self.settings),
                self.reports.0.clone(),
            );
            self.workers.spawn(worker.work(received));
            orders
        });
        let (order, call) = match signal {
            Signal::Begin(wait) => {
                let arguments = wait.function.as_ref().and_then(|it| it.args.clone());
                let call = Called::new(slot.tool.shared_name(), arguments.unwrap_or_default());
                self.open += 1;
                (Order::Begin(call.clone()), Some(call))
            }
            Signal::End(_) => (Order::End, None),
        };
        // A worker that is gone has reported why.
        let _ = orders.send(order);
        call
    }
}

impl<E: CallsTools + Unpin> Stream for ToolRun<E> {
    type Item = Result<ToolEvent<E>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_event(context)
    }
}

impl<E> fmt::Debug for ToolRun<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ToolRun")
            .field("events", &self.events)
            .field("open", &self.open)
            .finish_non_exhaustive()
    }
}
