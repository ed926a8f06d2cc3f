//! Bodies, read to their end.

use std::{
    future::poll_fn,
    pin::{Pin, pin},
    time::Duration,
};

use bytes::Bytes;
use http_body::Body as _;
use tokio::{runtime::Handle, time::timeout};

/// The whole body.
pub(crate) async fn read(body: reqwest::Body) -> Result<Bytes, reqwest::Error> {
    let mut body = pin!(body);
    let mut first = Bytes::new();
    let mut all = Vec::new();
    while let Some(frame) = poll_fn(|context| body.as_mut().poll_frame(context)).await {
        let Ok(data) = frame?.into_data() else {
            continue;
        };
        // Most bodies arrive in one piece, which needs no copy.
        if first.is_empty() && all.is_empty() {
            first = data;
        } else {
            all.extend_from_slice(&std::mem::take(&mut first));
            all.extend_from_slice(&data);
        }
    }
    Ok(if all.is_empty() { first } else { all.into() })
}

/// As much of the body of a failure as is there. That it failed is known, so nothing about the body
/// is an error.
pub(crate) async fn read_leniently(mut body: reqwest::Body) -> Bytes {
    const LONGEST: Duration = Duration::from_secs(10);
    const LARGEST: usize = 1 << 20;

    let mut all = Vec::new();
    let reading = async {
        while let Some(Ok(frame)) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await
        {
            if let Ok(data) = frame.into_data() {
                all.extend_from_slice(&data[..data.len().min(LARGEST - all.len())]);
            }
            if all.len() == LARGEST {
                break;
            }
        }
    };
    let _ = timeout(LONGEST, reading).await;
    all.into()
}

/// Reads what comes after the last thing of interest, for only a connection that was read to the
/// end can be used again. Nobody waits for it.
pub(crate) fn drain(mut body: reqwest::Body) {
    const LONGEST: Duration = Duration::from_secs(1);

    if let Ok(runtime) = Handle::try_current() {
        let reading = async move {
            while let Some(Ok(_)) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await
            {
            }
        };
        runtime.spawn(async { timeout(LONGEST, reading).await });
    }
}
