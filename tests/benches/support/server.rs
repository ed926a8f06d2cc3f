//! A server on the loopback interface, on a thread of its own.
//!
//! It answers at once and from memory, so that what is left to measure is the client. Its thread
//! has its own runtime: what is counted or timed on the thread of the client is the client's.

use std::{
    convert::Infallible,
    net::SocketAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    thread,
};

use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::{
    Request, Response,
    body::{Body, Frame, Incoming, SizeHint},
    header::CONTENT_TYPE,
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpListener, runtime::Runtime};

/// What to answer, whatever was asked.
#[derive(Clone)]
pub struct Reply {
    pub media_type: &'static str,
    /// A whole body, or the HTTP chunks of one.
    pub pieces: Arc<[Bytes]>,
    /// Whether the body never ends.
    pub stays_open: bool,
}

/// A runtime that runs everything on the thread that waits.
pub fn runtime() -> Runtime {
    let builder = &mut tokio::runtime::Builder::new_current_thread();
    builder.enable_all().build().expect("a runtime")
}

/// Starts a server that gives one reply to every request, and gives its address. It serves until
/// the process ends.
pub fn start(reply: Reply) -> String {
    let (sender, receiver) = std::sync::mpsc::channel();
    thread::spawn(move || {
        runtime().block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
            let address: SocketAddr = listener.local_addr().expect("an address");
            sender.send(address).expect("somebody waits for it");
            serve(listener, reply).await;
        });
    });
    format!("http://{}/v1", receiver.recv().expect("the server starts"))
}

async fn serve(listener: TcpListener, reply: Reply) {
    while let Ok((connection, _)) = listener.accept().await {
        connection.set_nodelay(true).expect("an open socket");
        let reply = reply.clone();
        tokio::spawn(async move {
            let answer = service_fn(move |request| answer(request, reply.clone()));
            // A client that goes away in the middle is as it should be.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(connection), answer).await;
        });
    }
}

async fn answer(request: Request<Incoming>, reply: Reply) -> Result<Response<Pieces>, Infallible> {
    // A connection is used again only when the request is read to its end.
    let _ = request.into_body().collect().await;
    let response = Response::builder().header(CONTENT_TYPE, reply.media_type);
    let body = Pieces { reply, next: 0 };
    Ok(response.body(body).expect("a proper head"))
}

/// A body in pieces.
struct Pieces {
    reply: Reply,
    next: usize,
}

impl Body for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let piece = self.reply.pieces.get(self.next).cloned();
        self.next += 1;
        match piece {
            None if self.reply.stays_open => Poll::Pending,
            piece => Poll::Ready(piece.map(|piece| Ok(Frame::data(piece)))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.next >= self.reply.pieces.len() && !self.reply.stays_open
    }

    fn size_hint(&self) -> SizeHint {
        match &self.reply.pieces[..] {
            [whole] if !self.reply.stays_open => SizeHint::with_exact(whole.len() as u64),
            _ => SizeHint::default(),
        }
    }
}
