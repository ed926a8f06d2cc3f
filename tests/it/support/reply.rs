//! What the server answers: a head, and a whole body or one in chunks.
//!
//! Every reply is a proper one, and leaves the connection open.

use std::io;

use tokio::{
    io::{AsyncWrite, AsyncWriteExt},
    net::TcpStream,
};

/// One reply of a script.
#[derive(Debug, Clone)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Body,
}

#[derive(Debug, Clone)]
enum Body {
    /// Bytes whose number the head tells.
    Whole(Vec<u8>),
    /// One HTTP chunk for each piece.
    Chunks(Vec<Vec<u8>>),
}

impl Reply {
    /// A body in JSON, with status 200.
    pub fn json(body: &serde_json::Value) -> Self {
        Self::new(Body::Whole(body.to_string().into())).header("content-type", "application/json")
    }

    /// A stream of events, one HTTP chunk for each piece.
    pub fn stream<P: AsRef<[u8]>>(pieces: impl IntoIterator<Item = P>) -> Self {
        let pieces = pieces.into_iter().map(|piece| piece.as_ref().to_vec());
        Self::new(Body::Chunks(pieces.collect())).header("content-type", "application/jsonl")
    }

    /// A status without a body.
    pub fn empty(status: u16) -> Self {
        Self::new(Body::Whole(Vec::new())).status(status)
    }

    fn new(body: Body) -> Self {
        Self {
            status: 200,
            headers: Vec::new(),
            body,
        }
    }

    /// Another status.
    pub fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// One more header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(super) async fn write_to(&self, connection: &mut TcpStream) -> io::Result<()> {
        match &self.body {
            Body::Whole(body) => {
                let head = self.head(&format!("content-length: {}", body.len()));
                write(connection, &[head.as_bytes(), body]).await
            }
            Body::Chunks(pieces) => {
                write(
                    connection,
                    &[self.head("transfer-encoding: chunked").as_bytes()],
                )
                .await?;
                for piece in pieces {
                    let size = format!("{:x}\r\n", piece.len());
                    write(connection, &[size.as_bytes(), piece, b"\r\n"]).await?;
                }
                write(connection, &[b"0\r\n\r\n"]).await
            }
        }
    }

    fn head(&self, length: &str) -> String {
        let mut head = format!("HTTP/1.1 {} Scripted\r\n", self.status);
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        // A body, or a word of its length, is not allowed with these.
        if !matches!(self.status, 204 | 304) {
            head += &format!("{length}\r\n");
        }
        head + "\r\n"
    }
}

/// Writes it all in one go, so that the system has no reason to send the parts one by one.
async fn write(connection: &mut (impl AsyncWrite + Unpin), parts: &[&[u8]]) -> io::Result<()> {
    connection.write_all(&parts.concat()).await?;
    connection.flush().await
}
