//! Operations: where each stands in the document, what it is called, and what is read of it.

use std::collections::BTreeSet;

use super::document::Value;
use super::types::{About, Overlay, Use};
use chatbotkit_description::ir::Verb;
use chatbotkit_description::names;
use chatbotkit_description::print::{Keys, Tree};

/// An operation. What follows its overlay is read once all operations have their names.
#[derive(Debug)]
pub(super) struct Operation<'a> {
    pub(super) verb: Verb,
    pub(super) path: &'a str,
    pub(super) node: Value<'a>,
    /// What stands beside the verbs, such as parameters of all of them.
    pub(super) beside: Value<'a>,
    /// The documented name.
    pub(super) key: String,
    /// The name of the module, in snake case.
    pub(super) resource: String,
    /// The method, in snake case.
    pub(super) method: String,
    /// What the document states.
    pub(super) overlay: Overlay,
    pub(super) about: About,
    pub(super) tag: Option<&'a str>,
    /// The placeholders of the path.
    pub(super) placeholders: Vec<(String, About)>,
    pub(super) request: Option<Use>,
    /// Whether the request can be left out, where the document states it.
    pub(super) optional: Option<bool>,
    pub(super) upload: Option<Keys>,
    pub(super) reply: Reply,
    pub(super) also: Keys,
    pub(super) stream: Option<Stream>,
    pub(super) pages: bool,
    pub(super) empty_on: Keys,
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

/// The stream that an operation can answer with.
#[derive(Debug)]
pub(super) struct Stream {
    pub(super) events: Use,
    /// How it ends, and where its text is.
    pub(super) more: Keys,
}

impl<'a> Operation<'a> {
    /// An operation before anything of it is read.
    pub(super) fn new(verb: Verb, path: &'a str, node: Value<'a>, beside: Value<'a>) -> Self {
        Self {
            verb,
            path,
            node,
            beside,
            key: String::new(),
            resource: String::new(),
            method: String::new(),
            overlay: Overlay::default(),
            about: About::default(),
            tag: None,
            placeholders: Vec::new(),
            request: None,
            optional: None,
            upload: None,
            reply: Reply::Nothing,
            also: Keys::default(),
            stream: None,
            pages: false,
            empty_on: Keys::default(),
        }
    }

    /// As warnings name it.
    pub(super) fn shown(&self) -> String {
        format!("{} {}", self.verb.on_the_wire(), self.path)
    }

    /// What the names of its types begin with.
    pub(super) fn base(&self) -> String {
        format!("{}{}", names::pascal(&self.resource), names::pascal(&self.method))
    }

    /// The methods that the document states for media types and uploads.
    pub(super) fn stated_methods(&self) -> BTreeSet<String> {
        let keys = |key: &str| self.overlay.keys.get(key).and_then(Tree::keys);
        let also = keys("also").into_iter().flat_map(Keys::iter).map(|(method, _)| method);
        let upload = keys("upload").and_then(|upload| upload.get("method")).and_then(Tree::text);
        also.chain(upload).map(str::to_owned).collect()
    }

    /// The types of what is received: the reply, and the events of a stream.
    pub(super) fn received(&self) -> impl Iterator<Item = &Use> {
        let events = self.stream.as_ref().map(|stream| &stream.events);
        self.reply.ty().into_iter().chain(events)
    }

    /// The uses of types that its parts are.
    pub(super) fn uses(&self) -> impl Iterator<Item = &Use> {
        self.request.iter().chain(self.received())
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
