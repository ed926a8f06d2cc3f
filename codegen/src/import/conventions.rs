//! What operations show of the service as a whole: how it writes errors, queries and events, and which headers it takes.

use std::collections::BTreeSet;

use chatbotkit_description::print::{Keys, keys, list};

/// What services call the message of an error.
const MESSAGES: &[&str] = &[
    "message",
    "error_message",
    "errorMessage",
    "error_description",
    "msg",
    "detail",
    "error",
    "title",
];

/// What services call its code.
const CODES: &[&str] = &["code", "error_code", "errorCode", "error", "type"];

/// The object that many services put the message and the code in.
pub(super) const NESTED: &str = "error";

/// The tag of the event that reports a failure.
pub(super) const ERROR: &str = "error";

/// What has been found so far.
#[derive(Debug, Default)]
pub(super) struct Conventions {
    /// The keys of errors, in the order in which responses show them.
    pub(super) errors: Vec<ErrorKeys>,
    /// The headers that a client can send, by their names, each with its keys.
    pub(super) headers: Vec<(String, Keys)>,
    /// Their names and settings.
    pub(super) header_names: BTreeSet<String>,
    pub(super) settings: BTreeSet<String>,
    /// Whether a query writes maps in brackets.
    pub(super) brackets: bool,
    /// How the first stream writes its events.
    pub(super) envelope: Option<Envelope>,
    /// The tags that only keep a connection alive.
    pub(super) keep_alive: Vec<&'static str>,
}

impl Conventions {
    /// What the description says of them.
    pub(super) fn keys(&self) -> Keys {
        let Envelope { media_type, tag, content } = self.envelope.clone().unwrap_or_default();
        let shape = |it: &ErrorKeys| keys! { "message" => &it.message, "code" => it.code() };
        let usual = [ErrorKeys { message: "message".to_owned(), code: None }];
        let shapes = if self.errors.is_empty() { usual.as_slice() } else { &self.errors };
        let maps = if self.brackets { "brackets" } else { "dotted" };
        keys! {
            "headers" => self.headers.iter().cloned().collect::<Keys>(),
            "requests" => keys! { "maps_in_query" => maps, "without_fields" => "empty_object" },
            "errors" => keys! {
                "shapes" => list(shapes.iter().map(shape)), "also_with_success" => false,
            },
            "streams" => keys! {
                "media_type" => media_type,
                "tag" => tag,
                "content" => content,
                "error" => ERROR,
                "keep_alive" => list(self.keep_alive.iter().copied()),
            },
        }
    }
}

/// The keys of an error object.
#[derive(Debug)]
pub(super) struct ErrorKeys {
    pub(super) message: String,
    /// `None` where no response shows it.
    pub(super) code: Option<String>,
}

impl ErrorKeys {
    /// The keys among those that hold strings in an error object, all of them in one object.
    pub(super) fn of(keys: &[String]) -> Option<Self> {
        ["".to_owned(), format!("{NESTED}.")].into_iter().find_map(|object| {
            let path = |key: &&str| format!("{object}{key}");
            let mut messages = MESSAGES.iter().map(path);
            let message = messages.find(|path| keys.contains(path))?;
            let mut codes = CODES.iter().map(path);
            let code = codes.find(|path| keys.contains(path) && *path != message);
            Some(Self { message, code })
        })
    }

    /// The key of the code: where nothing shows it, the usual one beside the message.
    pub(super) fn code(&self) -> String {
        let object = self.message.rfind('.').map_or(0, |dot| dot + 1);
        let usual = || format!("{}code", &self.message[..object]);
        self.code.clone().unwrap_or_else(usual)
    }
}

/// How the service writes events: the same in every stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Envelope {
    pub(super) media_type: String,
    pub(super) tag: String,
    pub(super) content: String,
}

impl Envelope {
    /// How the properties of an event are written, of which `tag` is the tag.
    pub(super) fn of<'k>(media: &str, tag: &str, keys: impl Iterator<Item = &'k str>) -> Self {
        let usual = Self::default();
        let others: Vec<_> = keys.filter(|key| *key != tag).collect();
        let content = match others.first() {
            Some(first) if !others.contains(&usual.content.as_str()) => (*first).to_owned(),
            _ => usual.content,
        };
        Self { media_type: media.to_owned(), tag: tag.to_owned(), content }
    }
}

impl Default for Envelope {
    /// How most services write them.
    fn default() -> Self {
        Self {
            media_type: "application/jsonl".to_owned(),
            tag: "type".to_owned(),
            content: "data".to_owned(),
        }
    }
}
