//! A server on the loopback interface that plays a script.
//!
//! It is no mock of the API: the test says every reply, and the server adds nothing.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chatbotkit_sdk::Client;
use tokio::{
    io::BufReader,
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

use super::{
    reply::Reply,
    request::{self, Request},
};

/// A running server. It stops when it is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
    accepting: JoinHandle<()>,
}

type Script = dyn Fn(usize, &Request) -> Reply + Send + Sync;

impl Server {
    /// Gives the replies in their order, one for each request. A request too many gets status 418,
    /// which no client takes for success or tries again.
    pub async fn start(script: impl IntoIterator<Item = Reply>) -> Self {
        let script: Vec<Reply> = script.into_iter().collect();
        Self::answering(move |index, _| {
            script
                .get(index)
                .cloned()
                .unwrap_or_else(|| Reply::empty(418))
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
        let listener = TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port is free");
        let address = listener.local_addr().expect("the socket is bound");
        let requests = Arc::default();
        let accepting = tokio::spawn(accept(listener, Arc::clone(&requests), Arc::new(script)));
        Self {
            address,
            requests,
            accepting,
        }
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
        lock(&self.requests).clone()
    }

    /// The one request that has arrived.
    #[track_caller]
    pub fn request(&self) -> Request {
        let requests = self.requests();
        assert_eq!(requests.len(), 1, "one request was expected: {requests:#?}");
        requests.into_iter().next().expect("there is one")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, requests: Arc<Mutex<Vec<Request>>>, script: Arc<Script>) {
    let mut connections = tokio::task::JoinSet::new();
    loop {
        let Ok((connection, _)) = listener.accept().await else {
            return;
        };
        // Without this, the system may hold a small piece back and send it along with the next.
        connection.set_nodelay(true).expect("the socket is open");
        connections.spawn(serve(
            connection,
            Arc::clone(&requests),
            Arc::clone(&script),
        ));
        while connections.try_join_next().is_some() {}
    }
}

/// Serves one connection until the client closes it or does not speak HTTP.
async fn serve(connection: TcpStream, requests: Arc<Mutex<Vec<Request>>>, script: Arc<Script>) {
    let mut connection = BufReader::new(connection);
    while let Ok(Some(request)) = request::read(&mut connection).await {
        let index = {
            let mut requests = lock(&requests);
            requests.push(request.clone());
            requests.len() - 1
        };
        let reply = script(index, &request);
        if reply.write_to(connection.get_mut()).await.is_err() {
            return;
        }
    }
}

fn lock(requests: &Mutex<Vec<Request>>) -> MutexGuard<'_, Vec<Request>> {
    requests.lock().unwrap_or_else(PoisonError::into_inner)
}
