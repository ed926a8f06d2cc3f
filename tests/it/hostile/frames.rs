//! A server that speaks HTTP/2 in frames that the test writes itself.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::Relaxed},
};

use chatbotkit_sdk::Client;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::runtime_server::SECRET;

const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const GOAWAY: u8 = 7;

/// A frame: length, type, flags, stream, content.
fn frame(kind: u8, flags: u8, stream: u32, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).expect("a short frame").to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), content].concat()
}

/// The stream ends with this error code.
pub fn rst_stream(stream: u32, code: u32) -> Vec<u8> {
    frame(RST_STREAM, 0, stream, &code.to_be_bytes())
}

/// No stream after this one was or will be processed.
pub fn goaway(last_stream: u32, code: u32) -> Vec<u8> {
    frame(GOAWAY, 0, 0, &[last_stream.to_be_bytes(), code.to_be_bytes()].concat())
}

/// Status 200 and a body. The header fields are written without compression, and without Huffman
/// coding.
pub fn reply(stream: u32, body: &str) -> Vec<u8> {
    const END_HEADERS: u8 = 4;
    const END_STREAM: u8 = 1;

    // 0x88 is `:status: 200` of the static table.
    let head = frame(HEADERS, END_HEADERS, stream, &[0x88]);
    [head, frame(0, END_STREAM, stream, body.as_bytes())].concat()
}

/// A server that answers the first requests with these frames, and every other with `reply`.
pub struct Server {
    pub url: String,
    requests: Arc<AtomicUsize>,
}

impl Server {
    /// Each script gets the id of the stream that it answers. After the first answer that is no reply,
    /// a connection is closed if `close` says so.
    pub async fn start(script: Vec<fn(u32) -> Vec<u8>>, close: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/v1", listener.local_addr().expect("an address"));
        let requests = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&requests);
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(serve(socket, script.clone(), close, Arc::clone(&seen)));
            }
        });
        Self { url, requests }
    }

    /// How many requests have arrived.
    pub fn requests(&self) -> usize {
        self.requests.load(Relaxed)
    }

    /// A client that speaks HTTP/2 from the first byte.
    pub fn client(&self) -> Client {
        let builder = Client::builder().secret(SECRET).base_url(&self.url);
        let builder = builder.configure_http(reqwest::ClientBuilder::http2_prior_knowledge);
        builder.build().expect("a client")
    }
}

/// What is wrong with a connection ends it, which is the client's business.
async fn serve(
    mut socket: TcpStream,
    script: Vec<fn(u32) -> Vec<u8>>,
    close: bool,
    requests: Arc<AtomicUsize>,
) -> Option<()> {
    const PREFACE: usize = 24;
    const ACK: u8 = 1;

    socket.read_exact(&mut [0; PREFACE]).await.ok()?;
    socket.write_all(&frame(SETTINGS, 0, 0, &[])).await.ok()?;
    loop {
        let mut head = [0; 9];
        socket.read_exact(&mut head).await.ok()?;
        let [a, b, c, kind, flags, stream @ ..] = head;
        let length = usize::from(a) << 16 | usize::from(b) << 8 | usize::from(c);
        socket.read_exact(&mut vec![0; length]).await.ok()?;
        match kind {
            SETTINGS if flags & ACK == 0 => {
                socket.write_all(&frame(SETTINGS, ACK, 0, &[])).await.ok()?;
            }
            HEADERS => {
                let index = requests.fetch_add(1, Relaxed);
                let stream = u32::from_be_bytes(stream);
                let answer = script
                    .get(index)
                    .map_or_else(|| reply(stream, "{\"id\":\"m1\"}"), |answer| answer(stream));
                socket.write_all(&answer).await.ok()?;
                if close && index < script.len() {
                    return None;
                }
            }
            _ => {}
        }
    }
}
