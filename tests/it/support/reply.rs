//! What the server answers: a head, and a whole body or one in chunks.
//!
//! A reply is a proper one and leaves the connection open, unless it is told to end otherwise.

use std::{io, time::Duration};

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
    pause: Duration,
    end: End,
}

/// What comes after the last byte of a reply.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum End {
    /// The next request.
    Proper,
    /// The end of the connection, without the last chunk.
    Cut,
    /// A reset of the connection, without the last chunk.
    Reset,
    /// Nothing, without the last chunk, until the client goes.
    Silence,
}

#[derive(Debug, Clone)]
enum Body {
    /// Not even a head.
    None,
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

    /// A body that is no JSON, with status 200.
    pub fn content(media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::new(Body::Whole(body.into())).header("content-type", media_type)
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

    /// A reset in place of an answer.
    pub fn none() -> Self {
        Self::new(Body::None).reset()
    }

    fn new(body: Body) -> Self {
        Self { status: 200, headers: Vec::new(), body, pause: Duration::ZERO, end: End::Proper }
    }

    /// Closes the connection where the last chunk of a stream would be.
    pub fn cut(mut self) -> Self {
        self.end = End::Cut;
        self
    }

    /// Resets the connection where the last chunk of a stream would be.
    pub fn reset(mut self) -> Self {
        self.end = End::Reset;
        self
    }

    /// Is silent where the last chunk of a stream would be, until the client goes.
    pub fn silent(mut self) -> Self {
        self.end = End::Silence;
        self
    }

    /// Waits that long before each piece of a stream.
    pub fn each_after(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
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

    /// Writes the reply, but for what it ends with.
    pub(super) async fn write_to(&self, connection: &mut TcpStream) -> io::Result<End> {
        match &self.body {
            Body::None => {}
            Body::Whole(body) => {
                let head = self.head(&format!("content-length: {}", body.len()));
                write(connection, &[head.as_bytes(), body]).await?;
            }
            Body::Chunks(pieces) => {
                write(connection, &[self.head("transfer-encoding: chunked").as_bytes()]).await?;
                for piece in pieces {
                    if !self.pause.is_zero() {
                        tokio::time::sleep(self.pause).await;
                    }
                    let size = format!("{:x}\r\n", piece.len());
                    write(connection, &[size.as_bytes(), piece, b"\r\n"]).await?;
                }
                if self.end == End::Proper {
                    write(connection, &[b"0\r\n\r\n"]).await?;
                }
            }
        }
        Ok(self.end)
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
