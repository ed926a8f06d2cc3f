//! How an answer travels: status, headers, and a body that is whole or comes piece by piece.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{Either, Full};
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER};
use hyper::{Response, StatusCode};
use serde_json::Value;
use tokio::sync::mpsc;

use crate::body::{Played, Playing};
use crate::events::Events;
use crate::fault::{Faults, asked};
use crate::link::Link;
use crate::player::Player;
use crate::server::Shared;
use crate::unfinished::Unfinished;

/// A body, known from the start or not.
pub(crate) type Body = Either<Full<Bytes>, Played>;

/// A reply that is about to be sent.
pub(crate) struct Reply {
    pub status: u16,
    pub content: Content,
    /// How long after the head the body comes.
    pub late: Option<Duration>,
}

pub(crate) enum Content {
    /// No body at all.
    Nothing,
    /// A body of this media type that is known from the start.
    Whole(String, Bytes),
    Events(Events),
    /// A body in JSON that is not known before it is finished.
    Unfinished(Unfinished),
}

impl Reply {
    pub fn new(status: u16, content: Content) -> Self {
        let late = None;
        Self { status, content, late }
    }

    pub fn json(status: u16, value: &Value) -> Self {
        let json = "application/json".to_owned();
        Self::new(status, Content::Whole(json, value.to_string().into()))
    }

    /// The same reply, once all of it is known that has to be before its head is sent.
    pub async fn finished(self) -> Self {
        match self.content {
            Content::Unfinished(unfinished) => Self::json(self.status, &unfinished.finish().await),
            _ => self,
        }
    }

    /// A page as a proxy makes it.
    pub fn html(status: u16) -> Self {
        let code = StatusCode::from_u16(status).unwrap_or_default();
        let head = format!("<head><title>{code}</title></head>");
        let page = format!("<!DOCTYPE html>\n<html>{head}<body>{code}</body></html>\n");
        let html = "text/html".to_owned();
        Self::new(status, Content::Whole(html, page.into()))
    }

    /// What the HTTP library sends.
    pub fn send(self, shared: &Shared, faults: Faults, link: Link) -> Response<Body> {
        let mut response = Response::new(Body::Left(Full::default()));
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or_default();
        let mut header = |name: HeaderName, value: &str| {
            // A value that cannot be a header's comes from the test's own code, and is left out.
            if let Ok(value) = HeaderValue::from_str(value) {
                response.headers_mut().insert(name, value);
            }
        };
        if let Some(value) = asked!(faults, RetryAfter).filter(|_| self.status >= 400) {
            header(RETRY_AFTER, &value);
        }
        let media_type = match &self.content {
            Content::Nothing | Content::Unfinished(_) => return response,
            Content::Whole(media_type, _) => media_type,
            Content::Events(_) => &shared.play.api.service.streams.media_type,
        };
        let claimed = asked!(faults, ContentType);
        header(CONTENT_TYPE, claimed.as_deref().unwrap_or(media_type));
        *response.body_mut() = self.body(shared, faults, link);
        response
    }

    fn body(self, shared: &Shared, faults: Faults, link: Link) -> Body {
        let has_length = self.late.is_none() && !faults.hide_the_length();
        let stops = faults.stops();
        let mut length = None;
        let (sender, pieces) = mpsc::channel(1);
        let player = Player::new(sender, faults, Arc::clone(&shared.play.api));
        let player: Playing = match self.content {
            Content::Nothing | Content::Unfinished(_) => return Body::Left(Full::default()),
            Content::Whole(_, bytes) if has_length && !stops => return Body::Left(bytes.into()),
            Content::Whole(_, bytes) => {
                length = has_length.then_some(bytes.len() as u64);
                Box::pin(player.play_bytes(bytes, self.late.unwrap_or_default()))
            }
            Content::Events(events) => {
                let open = Arc::clone(&shared.open);
                Box::pin(async move {
                    player.play_events(events).await;
                    drop(open);
                })
            }
        };
        let player = Some(player);
        Body::Right(Played { pieces, player, length, link })
    }
}
