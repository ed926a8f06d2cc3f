//! The bytes of a stream, copied by hand and relayed by the SDK.

use std::{future::poll_fn, hint::black_box, pin::Pin, time::Duration};

use chatbotkit_sdk::Relay;
use futures_core::Stream;
use reqwest::Response;
use tokio::time::timeout;

/// Takes the bytes as they come, and counts them.
pub async fn copy(mut response: Response) -> usize {
    let mut length = 0;
    while let Some(piece) = response.chunk().await.expect("a whole stream") {
        length += black_box(piece).len();
    }
    length
}

/// The same with a limit for each wait, as the SDK has one. Nothing else notices a server that died.
pub async fn copy_in_time(mut response: Response) -> usize {
    const IDLE: Duration = Duration::from_secs(300);

    let mut length = 0;
    loop {
        let piece = timeout(IDLE, response.chunk()).await.expect("it is in time");
        let Some(piece) = piece.expect("a whole stream") else {
            return length;
        };
        length += black_box(piece).len();
    }
}

/// Takes the bytes that the SDK relays, and counts them.
pub async fn relay(mut relay: Relay) -> usize {
    let mut length = 0;
    while let Some(Ok(piece)) = poll_fn(|context| Pin::new(&mut relay).poll_next(context)).await {
        length += black_box(piece).len();
    }
    length
}
