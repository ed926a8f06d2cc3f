//! The running server: it listens, reads requests and remembers them. What is answered is decided in
//! `exchange`.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use std::{fmt, future, io};

use http_body_util::BodyExt;
use hyper::body::{Body as _, Incoming};
use hyper::http::request::Parts;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet, spawn_blocking};

use crate::aim::Aimed;
use crate::builder::Builder;
use crate::clock::Clock;
use crate::exchange::Play;
use crate::fault::{Fault, Faults, HEADER, asked};
use crate::guide;
use crate::link::{Ending, Link, Wire};
use crate::lock::lock;
use crate::log::{Line, Log};
use crate::refusal::{Refusal, asked_shape};
use crate::reply::{Body, Reply};
use crate::request::{Recorded, RecordedRequest};
use crate::scripted::Scripted;
use crate::tries::Tries;

/// The longest body that is read.
const LONGEST_BODY: usize = 16 << 20;

/// From so many bytes of a body on, a request is worked on beside the connections, for none of them is served
/// meanwhile.
const LARGE: usize = 1 << 16;

/// What a connection may hold back for a client that does not read.
const HELD_BACK: usize = 1 << 16;

/// A server on the loopback interface. It stops when it is dropped.
pub struct MockServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

/// What all connections share.
pub(crate) struct Shared {
    pub play: Play,
    /// What goes wrong without being asked for.
    pub faults: Vec<Aimed>,
    /// How many connections are still to be reset before anything is read from them.
    pub resets: AtomicUsize,
    pub recorded: Mutex<Recorded>,
    /// How often each address was tried with its faults, and failed.
    pub tries: Mutex<Tries>,
    /// Held once by each open stream.
    pub open: Arc<()>,
    /// Where a line for each request goes.
    pub log: Option<Log>,
    pub clock: Arc<Clock>,
}

impl MockServer {
    /// A server to be started with settings of one's own.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Starts a server with nothing special about it.
    ///
    /// # Errors
    ///
    /// No port is free.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    pub(crate) async fn listen(port: u16, shared: Shared) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await;
        let named =
            |error: io::Error| io::Error::new(error.kind(), format!("port {port}: {error}"));
        let listener = listener.map_err(named)?;
        let address = listener.local_addr()?;
        shared.play.origin.get_or_init(|| format!("http://{address}"));
        let shared = Arc::new(shared);
        let accepting = tokio::spawn(accept(listener, Arc::clone(&shared)));
        Ok(Self { address, shared, accepting })
    }

    /// The base address for a client, such as `http://127.0.0.1:4010/v1`.
    pub fn base_url(&self) -> String {
        format!("http://{}{}", self.address, self.shared.play.routes.base)
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The requests that arrived, oldest first. The latest 10,000 are remembered, as long as they take no more
    /// than 64 MiB with all that they hold.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        lock(&self.shared.recorded).requests()
    }

    /// How many streams are being sent. One that a client drops is none as soon as the server has noticed.
    pub fn open_streams(&self) -> usize {
        Arc::strong_count(&self.shared.open) - 1
    }

    /// Puts the clock forward, so that sessions expire, history is forgotten, and the result of a function is
    /// no longer waited for.
    pub fn advance_clock(&self, by: Duration) {
        self.shared.clock.put_forward(by);
    }

    /// Has an operation give these answers from now on, after those that it was already to give; see
    /// [`Builder::on`].
    ///
    /// # Errors
    ///
    /// There is no such operation.
    pub fn on(
        &self,
        operation: impl Into<String>,
        answers: impl IntoIterator<Item = Scripted>,
    ) -> io::Result<()> {
        self.shared.play.script(operation.into(), answers)
    }

    /// What it plays, and a command to try it with: some lines for a terminal.
    pub fn guide(&self) -> String {
        guide::guide(&self.shared.play, &self.base_url())
    }
}

impl fmt::Debug for MockServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("MockServer");
        debug.field("address", &self.address).finish_non_exhaustive()
    }
}

impl Drop for MockServer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    // The connections end with this task.
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        let Ok((stream, _)) = listener.accept().await else {
            // There are too many connections. Some will end.
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        let less = |left: usize| left.checked_sub(1);
        if shared.resets.fetch_update(Relaxed, Relaxed, less).is_ok() {
            // Where this fails the connection is closed all the same.
            let _ = stream.set_zero_linger();
            continue;
        }
        connections.spawn(serve(stream, Arc::clone(&shared)));
    }
}

async fn serve(stream: TcpStream, shared: Arc<Shared>) {
    // Otherwise the system may hold a small piece back and send it along with the next.
    let _ = stream.set_nodelay(true);
    let link = Link::default();
    let io = TokioIo::new(stream);
    let wire = Wire { io, link: Arc::clone(&link) };
    let service = service_fn(move |request| {
        let (shared, link) = (Arc::clone(&shared), Arc::clone(&link));
        async move { answer(shared, link, request).await }
    });
    // A connection that breaks is the client's business, or was meant to.
    let mut http = http1::Builder::new();
    let _ = http.max_buf_size(HELD_BACK).serve_connection(wire, service).await;
}

async fn answer(
    shared: Arc<Shared>,
    link: Link,
    request: Request<Incoming>,
) -> io::Result<Response<Body>> {
    let mut faults = Faults::default();
    let (parts, body) = request.into_parts();
    let line = shared.log.as_ref().map(|log| (log, shared.line(&parts)));
    let log = |status| {
        if let Some((log, line)) = &line {
            (log.0)(&line.end(status));
        }
    };
    let reply = match shared.read(&parts, body, &mut faults).await {
        Ok(_) if faults.has(&Fault::Hang) => {
            log(None);
            future::pending().await
        }
        Ok(_) if asked!(faults, Reset) == Some(0) => {
            log(None);
            let _ = link.set(Ending::Reset);
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        Ok(request) if request.body().len() >= LARGE => {
            let (shared, faults) = (Arc::clone(&shared), faults.clone());
            let reply = spawn_blocking(move || shared.reply(&request, &faults)).await;
            reply.map_err(io::Error::other)?
        }
        Ok(request) => shared.reply(&request, &faults),
        Err(refusal) => Err(refusal),
    };
    let reply = match reply {
        Ok(reply) => reply.finished().await,
        Err(refusal) => Reply::json(refusal.status, &refusal.object(&shared.play.api, &faults)),
    };
    log(Some(reply.status));
    Ok(reply.send(&shared, faults, link))
}

impl Shared {
    /// The reply to a request, with the faults that are asked for.
    fn reply(&self, request: &RecordedRequest, faults: &Faults) -> Result<Reply, Refusal> {
        if let Some(status) = asked!(faults, HtmlError) {
            return Ok(Reply::html(status));
        }
        if let Some(status) = self.failing(request, faults) {
            return Err(Refusal::on_purpose(status));
        }
        if let Some(after) = asked!(faults, LateError) {
            let error = Refusal::on_purpose(500).object(&self.play.api, faults);
            let mut reply = Reply::json(200, &error);
            reply.late = Some(Duration::from_millis(after));
            return Ok(reply);
        }
        self.play.carry_out(request, faults)
    }

    /// The line of a request, as far as it is known before it is answered.
    fn line(&self, parts: &Parts) -> Line {
        let target = self.play.target(parts.method.as_str(), parts.uri.path());
        Line::new(parts, target.operation)
    }

    /// Reads a request to its end, with the faults that it asks for, and remembers it.
    async fn read(
        &self,
        parts: &Parts,
        body: Incoming,
        faults: &mut Faults,
    ) -> Result<RecordedRequest, Refusal> {
        let body = read_body(body).await;
        let body = body.ok_or_else(|| Refusal::new(413, "the body is too long, or was cut"))?;
        let target = self.play.target(parts.method.as_str(), parts.uri.path());
        let request = RecordedRequest::new(parts, body, target.operation.as_deref());
        lock(&self.recorded).push(request.clone());
        let asked = parts.headers.get_all(HEADER).iter();
        let asked = asked.map(|value| value.to_str().unwrap_or("?"));
        let asked = Faults::new(asked, &self.faults, &target);
        *faults = asked.map_err(|it| Refusal::bad(it.to_string()))?;
        match asked_shape(&self.play.api.service.errors, faults) {
            Some(_) => Ok(request),
            None => Err(Refusal::bad("errors have no such shape")),
        }
    }

    /// The status to fail with, if this try is one that fails.
    fn failing(&self, request: &RecordedRequest, faults: &Faults) -> Option<u16> {
        let (status, tries) = faults.failing()?;
        let Some(tries) = tries else {
            return Some(status);
        };
        let (method, path, query) = (request.method(), request.path(), request.query());
        let tried = format!("{method} {path} {query:?} {:?}", faults.0);
        lock(&self.tries).fails(tried, tries).then_some(status)
    }
}

/// All of a body; `None` where it is too long or does not come to its end.
async fn read_body(mut body: Incoming) -> Option<Vec<u8>> {
    let promised = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    let mut bytes = Vec::with_capacity(promised.min(LONGEST_BODY));
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame.ok()?.into_data() {
            if bytes.len() + data.len() > LONGEST_BODY {
                return None;
            }
            bytes.extend_from_slice(&data);
        }
    }
    Some(bytes)
}
