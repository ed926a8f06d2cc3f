//! The service's part in a call of a function: it says that it waits, takes the first message on the channel, and
//! says that it no longer waits.

use std::{
    collections::BTreeMap,
    convert::Infallible,
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};

use bytes::Bytes;
use chatbotkit_sdk::Client;
use http::{HeaderMap, Request, Response};
use http_body::{Body, Frame};
use http_body_util::{BodyExt as _, Either, Full};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::mpsc, task::JoinHandle, time::Instant};

/// What becomes of a request to publish.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fate {
    /// It is taken, and answered.
    Taken,
    /// It is refused with this status.
    Refused(u16),
    /// It is taken, and never answered.
    Unanswered,
    /// It is neither taken nor answered.
    Lost,
}

/// A call of a function.
#[derive(Debug, Clone)]
pub struct Wait {
    pub channel: String,
    pub arguments: Value,
    /// The message that it took, and when.
    pub answer: Option<(Value, Instant)>,
}

/// A message that arrived.
#[derive(Debug, Clone)]
pub struct Published {
    pub channel: String,
    pub headers: HeaderMap,
    pub body: Value,
}

#[derive(Default)]
struct State {
    stream: Option<mpsc::UnboundedSender<io::Result<Bytes>>>,
    request: Option<(HeaderMap, Value)>,
    waits: Vec<Wait>,
    published: Vec<Published>,
    fates: Vec<Fate>,
    /// How often anything came.
    count: usize,
}

/// A running service.
pub struct Service {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    accepting: JoinHandle<()>,
}

impl Service {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("the socket is bound");
        let state = Arc::default();
        let accepting = tokio::spawn(accept(listener, Arc::clone(&state)));
        Self { address, state, accepting }
    }

    pub fn client(&self) -> Client {
        let url = format!("http://{}/v1", self.address);
        Client::builder().secret("sk-test").base_url(url).build().expect("the settings are right")
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// Forgets everything.
    pub fn reset(&self) {
        *self.state() = State::default();
    }

    /// What becomes of the next requests to publish; the others are taken.
    pub fn fates(&self, fates: impl IntoIterator<Item = Fate>) {
        self.state().fates = fates.into_iter().collect();
    }

    /// Whether an answer is being streamed.
    pub fn is_asked(&self) -> bool {
        self.state().stream.is_some()
    }

    /// The request for an answer.
    pub fn request(&self) -> (HeaderMap, Value) {
        self.state().request.clone().expect("there was a request")
    }

    pub fn published(&self) -> Vec<Published> {
        self.state().published.clone()
    }

    pub fn waits(&self) -> Vec<Wait> {
        self.state().waits.clone()
    }

    pub fn count(&self) -> usize {
        self.state().count
    }

    /// The channel of a function, as the request has it.
    pub fn channel(&self, function: &str) -> String {
        let (_, body) = self.request();
        let mut functions = body["functions"].as_array().into_iter().flatten();
        let function = functions.find(|it| it["name"] == function).expect("it is in the request");
        function["result"]["channel"].as_str().expect("it has a channel").to_owned()
    }

    /// Begins to wait for a function, which is called as `named` in the event.
    pub fn begin(&self, function: &str, named: &str, arguments: Value) {
        let channel = self.channel(function);
        let about = json!({ "channel": channel, "function": { "name": named, "args": arguments } });
        let mut state = self.state();
        state.waits.push(Wait { channel, arguments, answer: None });
        state.send("waitForChannelMessageBegin", &about);
    }

    /// Gives up waiting for everything.
    pub fn give_up(&self) {
        let mut state = self.state();
        let open: Vec<Wait> =
            state.waits.iter().filter(|it| it.answer.is_none()).cloned().collect();
        for wait in open {
            state.send("waitForChannelMessageEnd", &json!({ "channel": wait.channel }));
        }
    }

    pub fn event(&self, tag: &str, content: &Value) {
        self.state().send(tag, content);
    }

    /// Sends the last event.
    pub fn finish(&self) {
        let usage = json!({ "token": 1 });
        let mut state = self.state();
        state.send("result", &json!({ "text": "Done.", "usage": usage }));
        state.stream = None;
    }

    /// Cuts the stream.
    pub fn cut(&self) {
        if let Some(stream) = self.state().stream.take() {
            let _ = stream.send(Err(io::ErrorKind::ConnectionAborted.into()));
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl State {
    fn send(&mut self, tag: &str, content: &Value) {
        self.count += 1;
        let line = json!({ "type": tag, "data": content }).to_string() + "\n";
        if let Some(stream) = &self.stream {
            let _ = stream.send(Ok(line.into()));
        }
    }

    /// Hands a message to all who wait on its channel, as one message does.
    fn take(&mut self, channel: &str, message: &Value) {
        let now = Instant::now();
        let waits = self.waits.iter_mut().filter(|it| it.channel == channel && it.answer.is_none());
        let taken = waits.map(|wait| wait.answer = Some((message.clone(), now))).count();
        for _ in 0..taken {
            let about = json!({ "channel": channel, "message": message });
            self.send("waitForChannelMessageEnd", &about);
        }
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

type Answer = Response<Either<Full<Bytes>, Pieces>>;

async fn accept(listener: TcpListener, state: Arc<Mutex<State>>) {
    let mut connections = tokio::task::JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let state = Arc::clone(&state);
        connections.spawn(async move {
            let answering = service_fn(move |request| answer(Arc::clone(&state), request));
            let mut http = http1::Builder::new();
            let _ = http
                .timer(TokioTimer::new())
                .serve_connection(TokioIo::new(stream), answering)
                .await;
        });
    }
}

async fn answer(
    state: Arc<Mutex<State>>,
    request: Request<Incoming>,
) -> Result<Answer, Infallible> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    let body: Value = serde_json::from_slice(&body).expect("a body is JSON");
    let path = parts.uri.path().to_owned();
    let channel = path.strip_prefix("/v1/channel/").and_then(|rest| rest.strip_suffix("/publish"));
    let Some(channel) = channel else {
        let (sender, pieces) = mpsc::unbounded_channel();
        let mut state = lock(&state);
        state.count += 1;
        state.request = Some((parts.headers, body));
        state.stream = Some(sender);
        let mut response = Response::new(Either::Right(Pieces(pieces)));
        let jsonl = http::HeaderValue::from_static("application/jsonl");
        response.headers_mut().insert(http::header::CONTENT_TYPE, jsonl);
        return Ok(response);
    };
    let fate = {
        let mut state = lock(&state);
        state.count += 1;
        let fate = if state.fates.is_empty() { Fate::Taken } else { state.fates.remove(0) };
        let channel = channel.to_owned();
        if matches!(fate, Fate::Taken | Fate::Unanswered) {
            state.take(&channel, &body["message"]);
        }
        state.published.push(Published { channel, headers: parts.headers, body });
        fate
    };
    let (status, text) = match fate {
        Fate::Taken => (200, json!({ "id": "m1" })),
        Fate::Refused(status) => (status, json!({ "message": "not now", "code": "X" })),
        Fate::Unanswered | Fate::Lost => std::future::pending().await,
    };
    let mut response = Response::new(Either::Left(Full::from(text.to_string())));
    *response.status_mut() = http::StatusCode::from_u16(status).expect("it is a status");
    Ok(response)
}

/// A body that is written piece by piece.
struct Pieces(mpsc::UnboundedReceiver<io::Result<Bytes>>);

impl Body for Pieces {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        self.0.poll_recv(context).map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }
}

/// What became of each call, by the `id` in its arguments.
#[derive(Debug, Clone, Default)]
pub struct Tally(Arc<Mutex<BTreeMap<i64, Ran>>>);

/// What became of a call.
#[derive(Debug, Clone, Default)]
pub struct Ran {
    pub times: usize,
    /// How many of them are going on.
    pub going: usize,
    pub ended: Option<Instant>,
}

impl Tally {
    /// A call begins. It ends when the guard is dropped.
    pub fn begin(&self, id: i64) -> Going {
        let mut all = self.all();
        let ran = all.entry(id).or_default();
        ran.times += 1;
        ran.going += 1;
        Going(self.clone(), id)
    }

    pub fn all(&self) -> MutexGuard<'_, BTreeMap<i64, Ran>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn going(&self) -> usize {
        self.all().values().map(|ran| ran.going).sum()
    }
}

pub struct Going(Tally, i64);

impl Drop for Going {
    fn drop(&mut self) {
        let mut all = self.0.all();
        let ran = all.entry(self.1).or_default();
        ran.going -= 1;
        ran.ended = Some(Instant::now());
    }
}
