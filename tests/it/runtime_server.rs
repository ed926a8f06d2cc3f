//! A server on a loopback socket that does to its clients exactly what a test says.
//!
//! It knows no HTTP beyond finding the end of a request: what is sent back is written byte by byte
//! by the tests, for most of them are about answers that no HTTP library would send.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use chatbotkit_sdk::{
    Call, Client,
    runtime::{Operation, open_union, page, reply},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
};

/// A server and what it has seen.
pub struct Server {
    pub url: String,
    requests: Arc<Mutex<Vec<String>>>,
    _stop: oneshot::Sender<()>,
}

impl Server {
    /// Serves every connection with `serve`, which is told how many came before.
    ///
    /// It has a thread of its own, so that it goes on when a test blocks its own.
    pub async fn start<F, S>(serve: S) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
        S: Fn(usize, Connection) -> F + Send + 'static,
    {
        let (address, bound) = oneshot::channel();
        let (stop, stopped) = oneshot::channel();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = requests.clone();
        let serving = async move {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
            let _ = address.send(listener.local_addr().expect("an address"));
            let mut count = 0;
            while let Ok((socket, _)) = listener.accept().await {
                socket.set_nodelay(true).expect("a socket");
                tokio::spawn(serve(count, Connection { socket, requests: seen.clone() }));
                count += 1;
            }
        };
        std::thread::spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(async {
                tokio::select! {
                    () = serving => {}
                    _ = stopped => {}
                }
            });
        });
        let url = format!("http://{}/v1", bound.await.expect("an address"));
        Self { url, requests, _stop: stop }
    }

    /// Answers the requests in order, one on each connection.
    pub async fn answering(answers: impl IntoIterator<Item = String>) -> Self {
        // Said outright: otherwise a client may send the next request into a connection that is about to close.
        let close =
            |answer: String| answer.replacen("\r\n\r\n", "\r\nconnection: close\r\n\r\n", 1);
        let answers: Arc<[String]> = answers.into_iter().map(close).collect();
        Self::start(move |count, mut connection| {
            let answers = answers.clone();
            async move {
                connection.request().await;
                connection.send(answers.get(count).map_or("", |answer| answer)).await;
            }
        })
        .await
    }

    /// Sends the beginning of an answer to the first connection, and reports when the client has closed it.
    pub async fn left_open(beginning: String) -> (Self, oneshot::Receiver<()>) {
        let (closed, heard) = oneshot::channel();
        let closed = Mutex::new(Some(closed));
        let server = Self::start(move |_, mut connection| {
            let closed = closed.lock().expect("no panic").take();
            let beginning = beginning.clone();
            async move {
                connection.request().await;
                connection.send(beginning).await;
                connection.closed().await;
                let _ = closed.expect("one connection").send(());
            }
        })
        .await;
        (server, heard)
    }

    pub fn client(&self) -> Client {
        Client::builder().secret(SECRET).base_url(&self.url).build().expect("a client")
    }

    /// The requests so far, heads and bodies.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("no panic").clone()
    }
}

/// One connection of a client.
pub struct Connection {
    socket: TcpStream,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Connection {
    /// Reads a whole request. False when the client has closed the connection instead.
    pub async fn request(&mut self) -> bool {
        self.next_request().await.is_some()
    }

    /// The same, and gives it.
    pub async fn next_request(&mut self) -> Option<String> {
        let mut bytes = Vec::new();
        loop {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            if let Some((head, body)) = text.split_once("\r\n\r\n") {
                let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
                if body.len() >= length.map_or(0, |length| length.parse().expect("a length")) {
                    self.requests.lock().expect("no panic").push(text.clone());
                    return Some(text);
                }
            }
            if !matches!(self.socket.read_buf(&mut bytes).await, Ok(1..)) {
                return None;
            }
        }
    }

    /// Writes bytes. That the client is gone is its own business.
    pub async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.try_send(bytes).await;
    }

    /// The same, and whether the client is there.
    pub async fn try_send(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        self.socket.write_all(bytes.as_ref()).await.is_ok()
    }

    /// Ends the connection as a crash does: the client gets a reset.
    pub fn reset(self) {
        self.socket.set_zero_linger().expect("a socket");
    }

    /// Waits until the client closes.
    pub async fn closed(&mut self) {
        let mut rest = [0; 64];
        while matches!(self.socket.read(&mut rest).await, Ok(1..)) {}
    }
}

/// The secret of every client here. It must not show anywhere.
pub const SECRET: &str = "secret-7f3a";

/// A complete answer with a length.
pub fn answer(status: &str, media_type: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: {media_type}\r\ncontent-length: {length}\r\n\r\n{body}"
    )
}

/// A complete JSON answer.
pub fn json(status: &str, body: &str) -> String {
    answer(status, "application/json", body)
}

/// The head of a stream that ends when the connection does.
pub const UNTIL_CLOSE: &str =
    "HTTP/1.1 200 OK\r\ncontent-type: application/jsonl\r\nconnection: close\r\n\r\n";

/// The head of a stream in chunks.
pub const CHUNKED: &str =
    "HTTP/1.1 200 OK\r\ncontent-type: application/jsonl\r\ntransfer-encoding: chunked\r\n\r\n";

/// One chunk of such a stream. An empty one is its end.
pub fn chunk(data: &str) -> String {
    format!("{:x}\r\n{data}\r\n", data.len())
}

pub fn token(text: &str) -> String {
    format!("{{\"type\":\"token\",\"data\":{{\"token\":\"{text}\"}}}}\n")
}

pub const RESULT: &str = "{\"type\":\"result\",\"data\":{\"id\":\"m1\"}}\n";

reply! {
    /// A reply, and what the terminal event carries.
    pub struct Reply {
        /// Its id.
        id: required String,
    }
}

reply! {
    /// A piece of a text.
    pub struct Token {
        /// The piece.
        token: required String,
    }
}

open_union! {
    /// Events of which one is the last.
    pub enum Answering in "type", "data" {
        /// The last one.
        Result(Reply) = "result",
        /// A piece of the text.
        Token(Token) = "token",
    }
    ; events [text Token.token] [last Result(Reply) = "result"]
}

open_union! {
    /// Events of which any may be the last.
    pub enum Listing in "type", "data" {
        /// Something listed.
        Item(Reply) = "item",
    }
    ; events
}

reply! {
    /// A page of a list.
    pub struct Page {
        /// What is listed.
        items: required [Reply],
        /// Where the next page begins.
        cursor: optional String,
    }
}

page! { Page { items: [Reply], cursor: optional, send "cursor" } }

pub fn read(client: &Client) -> Call<Reply> {
    static OPERATION: Operation = Operation::get("readThing", "/thing/{id}/read");
    client.prepare(&OPERATION).path("t1").call()
}

pub fn change(client: &Client) -> Call<Reply> {
    static OPERATION: Operation =
        Operation::post("changeThing", "/thing/{id}/change").idempotent().empty_on(&[304]);
    client.prepare(&OPERATION).path("t1").call()
}

pub fn create(client: &Client) -> Call<Reply, Answering> {
    static OPERATION: Operation = Operation::post("createThing", "/thing/create").create();
    client.prepare(&OPERATION).call()
}

pub fn list(client: &Client) -> Call<Page, Listing> {
    static OPERATION: Operation = Operation::get("listThings", "/thing/list");
    client.prepare(&OPERATION).call()
}

/// Time for what is on its way to arrive.
pub async fn a_moment() {
    tokio::time::sleep(Duration::from_millis(50)).await;
}
