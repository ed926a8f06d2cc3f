//! Requests of the tests, and what came back. It asserts nothing.

use std::time::Duration;

use chatbotkit_mock::{Builder, MockServer};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// The media type of streams.
pub const JSONL: &str = "application/jsonl";

/// The body of a request for an answer.
pub const HELLO: &str = r#"{"messages":[{"type":"user","text":"Hello!"}]}"#;

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: Vec<u8>,
    /// Whether the connection ended before the body did.
    pub broken: bool,
}

impl Reply {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("text")
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The lines of a stream. A line that is not JSON is a string.
    pub fn events(&self) -> Vec<Value> {
        let lines = self.text().lines().filter(|line| !line.is_empty());
        lines.map(|line| serde_json::from_str(line).unwrap_or_else(|_| line.into())).collect()
    }

    /// The tags of the events of a stream.
    pub fn tags(&self) -> Vec<String> {
        let events = self.events();
        let tags = events.iter().map(|event| event["type"].as_str().unwrap_or("?"));
        tags.map(str::to_owned).collect()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }
}

/// Starts a server.
pub async fn start(builder: Builder) -> MockServer {
    builder.start().await.expect("it starts")
}

/// A request with a secret, such as `GET /conversation/list`.
pub fn request(server: &MockServer, route: &str) -> RequestBuilder {
    bare(server, route).header("authorization", "Bearer any")
}

/// The same without a secret.
pub fn bare(server: &MockServer, route: &str) -> RequestBuilder {
    let (verb, path) = route.split_once(' ').expect("a verb and a path");
    let client = Client::builder().no_proxy().build().expect("a client");
    let method: Method = verb.parse().expect("a verb");
    client.request(method, server.base_url() + path)
}

/// Sends a request and reads what comes back.
pub async fn send(request: RequestBuilder) -> Reply {
    try_send(request).await.expect("a reply")
}

/// Sends a request whose answer may have no end, and reads what comes without waiting for more.
pub async fn begin(request: RequestBuilder) -> Reply {
    let short = Duration::from_millis(50);
    let response = request.send().await.expect("a reply");
    read(response, short).await
}

/// The same as `send` where there may be no reply.
pub async fn try_send(request: RequestBuilder) -> Result<Reply, reqwest::Error> {
    Ok(read(request.send().await?, Duration::MAX).await)
}

/// Reads until there is no more for a time.
async fn read(mut response: Response, time: Duration) -> Reply {
    let mut reply = Reply {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        body: Vec::new(),
        broken: false,
    };
    loop {
        match timeout(time, response.chunk()).await {
            Ok(Ok(Some(bytes))) => reply.body.extend_from_slice(&bytes),
            Ok(Ok(None)) | Err(_) => return reply,
            Ok(Err(_)) => {
                reply.broken = true;
                return reply;
            }
        }
    }
}

/// GETs.
pub async fn get(server: &MockServer, path: &str) -> Reply {
    send(request(server, &format!("GET {path}"))).await
}

/// POSTs.
pub async fn post(server: &MockServer, path: &str, body: Value) -> Reply {
    send(request(server, &format!("POST {path}")).body(body.to_string())).await
}

/// POSTs, and takes a stream.
pub async fn stream(server: &MockServer, path: &str, body: Value) -> Reply {
    let request = request(server, &format!("POST {path}")).body(body.to_string());
    send(request.header("accept", JSONL)).await
}

/// The request for an answer to `Hello!`, as bytes; `faults` go into its header.
pub fn hello(accept: &str, faults: &str) -> String {
    format!(
        "POST /v1/conversation/complete HTTP/1.1\r\nhost: mock\r\nauthorization: Bearer any\r\n\
         accept: {accept}\r\nx-mock-fault: {faults}\r\ncontent-length: {}\r\n\r\n{HELLO}",
        HELLO.len()
    )
}

/// A connection over which `request` was sent.
pub async fn raw(server: &MockServer, request: &str) -> TcpStream {
    let mut connection = TcpStream::connect(server.address()).await.expect("it listens");
    connection.write_all(request.as_bytes()).await.expect("it reads");
    connection
}

/// Reads until `end` has come.
pub async fn read_until(connection: &mut TcpStream, end: &str) -> String {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if text.contains(end) {
            return text.into_owned();
        }
        let read = connection.read_buf(&mut bytes).await.expect("it goes on");
        assert_ne!(read, 0, "it ended with {}", String::from_utf8_lossy(&bytes));
    }
}
