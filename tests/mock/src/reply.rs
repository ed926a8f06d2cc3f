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
use crate::fault::{Faults, asked};
use crate::link::Link;
use crate::player::Player;
use crate::server::Shared;

/// A body, known from the start or not.
pub(crate) type Body = Either<Full<Bytes>, Played>;

/// A reply that is about to be sent.
pub(crate) struct Reply {
    pub status: u16,
    pub content: Content,
    /// How long the body comes behind the head.
    pub late: Option<Duration>,
}

pub(crate) enum Content {
    /// No body at all.
    Nothing,
    Json(Value),
    Html(String),
    /// No JSON, as it is.
    Bytes {
        media_type: String,
        bytes: Bytes,
    },
    /// Tags, and contents in JSON: as text they take a tenth of the room.
    Events(Vec<(String, String)>),
}

impl Reply {
    pub fn new(status: u16, content: Content) -> Self {
        let late = None;
        Self {
            status,
            content,
            late,
        }
    }

    /// A page as a proxy makes it.
    pub fn html(status: u16) -> Self {
        let code = StatusCode::from_u16(status).unwrap_or_default();
        let head = format!("<head><title>{code}</title></head>");
        let page = format!("<!DOCTYPE html>\n<html>{head}<body>{code}</body></html>\n");
        Self::new(status, Content::Html(page))
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
            Content::Nothing => return response,
            Content::Html(_) => "text/html",
            Content::Json(_) => "application/json",
            Content::Bytes { media_type, .. } => media_type,
            Content::Events(_) => &shared.service.streams.media_type,
        };
        let claimed = asked!(faults, ContentType);
        header(CONTENT_TYPE, claimed.as_deref().unwrap_or(media_type));
        *response.body_mut() = self.body(shared, faults, link);
        response
    }

    fn body(self, shared: &Shared, faults: Faults, link: Link) -> Body {
        let whole = self.late.is_none() && !faults.shape_the_body();
        let (sender, pieces) = mpsc::channel(1);
        let player = Player::new(sender, faults, Arc::clone(&shared.service));
        let open = Arc::clone(&shared.open);
        let player: Playing = match self.content {
            Content::Events(events) => Box::pin(async move {
                player.play_events(events).await;
                drop(open);
            }),
            content if whole => return Body::Left(content.bytes().into()),
            content => Box::pin(player.play_bytes(content.bytes(), self.late.unwrap_or_default())),
        };
        let player = Some(player);
        Body::Right(Played {
            pieces,
            player,
            link,
        })
    }
}

impl Content {
    fn bytes(self) -> Bytes {
        match self {
            Self::Nothing | Self::Events(_) => Bytes::new(),
            Self::Json(value) => value.to_string().into(),
            Self::Html(page) => page.into(),
            Self::Bytes { bytes, .. } => bytes,
        }
    }
}
