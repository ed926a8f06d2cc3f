//! A server on the loopback interface that plays a script.
//!
//! It is no mock of the API: the test says every reply, and the server adds nothing.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chatbotkit_sdk::Client;
use tokio::{
    io::{AsyncReadExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
};

use super::{
    reply::{End, Reply},
    request::{self, Request},
};

/// A running server. It stops when it is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    seen: Arc<Seen>,
    accepting: JoinHandle<()>,
}

/// What has come from the clients.
#[derive(Debug, Default)]
struct Seen {
    requests: Mutex<Vec<Request>>,
    /// How many connections were closed by them.
    closed: watch::Sender<usize>,
}

type Script = dyn Fn(usize, &Request) -> Reply + Send + Sync;

impl Server {
    /// Gives the replies in their order, one for each request. A request too many gets status 418,
    /// which no client takes for success or tries again.
    pub async fn start(script: impl IntoIterator<Item = Reply>) -> Self {
        let script: Vec<Reply> = script.into_iter().collect();
        Self::answering(move |index, _| {
            script.get(index).cloned().unwrap_or_else(|| Reply::empty(418))
        })
        .await
    }

    /// Gives one reply to every request.
    pub async fn always(reply: Reply) -> Self {
        Self::answering(move |_, _| reply.clone()).await
    }

    /// Gives the reply that `script` makes of a request and of how many came before it.
    pub async fn answering(
        script: impl Fn(usize, &Request) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("the socket is bound");
        let seen = Arc::default();
        let accepting = tokio::spawn(accept(listener, Arc::clone(&seen), Arc::new(script)));
        Self { address, seen, accepting }
    }

    /// The address for a client: with a path, as the real one has it.
    pub fn base_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// A client of this server, with nothing set but what has to be.
    pub fn client(&self) -> Client {
        Client::builder()
            .secret("sk-test")
            .base_url(self.base_url())
            .build()
            .expect("the settings are right")
    }

    /// The requests that have arrived.
    pub fn requests(&self) -> Vec<Request> {
        lock(&self.seen.requests).clone()
    }

    /// The one request that has arrived.
    #[track_caller]
    pub fn request(&self) -> Request {
        let requests = self.requests();
        assert_eq!(requests.len(), 1, "one request was expected: {requests:#?}");
        requests.into_iter().next().expect("there is one")
    }

    /// Waits until clients have closed that many connections.
    pub async fn closed(&self, count: usize) {
        let mut closed = self.seen.closed.subscribe();
        let reached = closed.wait_for(|closed| *closed >= count).await;
        drop(reached.expect("the server is running"));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, seen: Arc<Seen>, script: Arc<Script>) {
    let mut connections = tokio::task::JoinSet::new();
    loop {
        let Ok((connection, _)) = listener.accept().await else {
            return;
        };
        // Without this, the system may hold a small piece back and send it along with the next.
        connection.set_nodelay(true).expect("the socket is open");
        connections.spawn(serve(connection, Arc::clone(&seen), Arc::clone(&script)));
        while connections.try_join_next().is_some() {}
    }
}

/// Serves one connection until one of both closes it, or the client does not speak HTTP.
async fn serve(connection: TcpStream, seen: Arc<Seen>, script: Arc<Script>) {
    let mut connection = BufReader::new(connection);
    while let Ok(Some(request)) = request::read(&mut connection).await {
        let index = {
            let mut requests = lock(&seen.requests);
            requests.push(request.clone());
            requests.len() - 1
        };
        match script(index, &request).write_to(connection.get_mut()).await {
            Ok(End::Proper) => {}
            Ok(End::Cut) => return,
            Ok(End::Reset) => {
                let socket = connection.get_ref();
                return socket.set_zero_linger().expect("the socket is open");
            }
            Ok(End::Silence) => {
                let mut rest = Vec::new();
                let _ = connection.read_to_end(&mut rest).await;
                break;
            }
            Err(_) => break,
        }
    }
    seen.closed.send_modify(|closed| *closed += 1);
}

fn lock(requests: &Mutex<Vec<Request>>) -> MutexGuard<'_, Vec<Request>> {
    requests.lock().unwrap_or_else(PoisonError::into_inner)
}
