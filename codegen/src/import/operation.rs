//! Operations as they will be described.

use super::types::{About, Overlay, Use};
use chatbotkit_description::ir::Verb;

/// An operation as it will be described.
#[derive(Debug)]
pub(super) struct Operation {
    pub(super) key: String,
    pub(super) about: About,
    pub(super) verb: Verb,
    pub(super) path: String,
    pub(super) resource: String,
    pub(super) method: String,
    pub(super) tag: Option<String>,
    /// The placeholders of the path.
    pub(super) placeholders: Vec<(String, About)>,
    pub(super) request: Option<Use>,
    /// Whether the request can be left out, where the document states it.
    pub(super) optional: Option<bool>,
    pub(super) upload: Option<Upload>,
    pub(super) reply: Reply,
    pub(super) also: Vec<(String, String)>,
    pub(super) stream: Option<Stream>,
    pub(super) pages: bool,
    pub(super) empty_on: Vec<(String, String)>,
    /// What the document states.
    pub(super) overlay: Overlay,
}

impl Operation {
    /// The uses of types that its parts are.
    pub(super) fn uses(&self) -> impl Iterator<Item = &Use> {
        let events = self.stream.as_ref().map(|stream| &stream.events);
        self.request.iter().chain(self.reply.ty()).chain(events)
    }

    /// The same, to be changed.
    pub(super) fn uses_mut(&mut self) -> impl Iterator<Item = &mut Use> {
        let reply = match &mut self.reply {
            Reply::Json(ty) => Some(ty),
            _ => None,
        };
        let events = self.stream.as_mut().map(|stream| &mut stream.events);
        self.request.iter_mut().chain(reply).chain(events)
    }

    /// The types that it names.
    pub(super) fn named(&self) -> impl Iterator<Item = usize> {
        self.uses().filter_map(Use::name).chain(&self.overlay.named).copied()
    }
}

impl Reply {
    /// The type of a reply in JSON.
    pub(super) fn ty(&self) -> Option<&Use> {
        match self {
            Self::Json(ty) => Some(ty),
            _ => None,
        }
    }
}

/// What comes back.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) enum Reply {
    #[default]
    Nothing,
    Json(Use),
    Media(String),
    /// Nothing but a stream.
    OnlyStream,
    /// What the document states.
    Stated,
}

/// Content that can be sent.
#[derive(Debug)]
pub(super) struct Upload {
    pub(super) method: Option<String>,
    pub(super) part: Option<String>,
}

/// The stream that an operation can answer with.
#[derive(Debug)]
pub(super) struct Stream {
    pub(super) events: Use,
    /// The tag of the last event.
    pub(super) terminal: Option<String>,
    /// Where the pieces of the text are.
    pub(super) text: Option<&'static str>,
}

/// What an operation sends.
#[derive(Debug, Default)]
pub(super) struct Sent {
    pub(super) request: Option<Use>,
    /// Whether the request can be left out, where the document says so.
    pub(super) optional: Option<bool>,
    pub(super) upload: Option<Upload>,
}

/// What an operation answers.
#[derive(Debug, Default)]
pub(super) struct Replies {
    pub(super) reply: Reply,
    pub(super) also: Vec<(String, String)>,
    pub(super) stream: Option<Stream>,
    pub(super) pages: bool,
    pub(super) empty_on: Vec<(String, String)>,
}
