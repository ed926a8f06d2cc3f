//! Operations: what is sent, what comes back, and what a repetition does.

use super::{Doc, Silence, TypeId, TypeRef};

/// One exchange with the service.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// The documented name, such as `completeConversation`.
    pub name: String,
    /// The method on the module's handle.
    pub rust: String,
    /// What it does.
    pub doc: Doc,
    /// The verb.
    pub verb: Verb,
    /// The path that follows the base address, with its placeholders: `/conversation/{conversationId}/fetch`.
    pub path: String,
    /// The placeholders of the path, in its order.
    pub parameters: Vec<Parameter>,
    /// What a repetition does.
    pub effect: Effect,
    /// The object that the caller sends: the JSON body where the verb has one, else the query.
    pub request: Option<Request>,
    /// The content that the caller can send instead of the request, or has to where there is none.
    pub upload: Option<Upload>,
    /// What comes back.
    pub response: Response,
    /// The other media types that the reply can be asked for in, each by a method of its own.
    pub also: Vec<Also>,
    /// The events, where the operation can stream.
    pub stream: Option<TypeId>,
    /// How long its stream may be silent, where that differs from other streams.
    pub silence: Option<Silence>,
    /// How pages follow one another.
    pub pages: Option<Pages>,
    /// Statuses that come without a body, and what they mean.
    pub empty_on: Vec<(u16, String)>,
}

/// The verb of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// It reads.
    Get,
    /// It does something.
    Post,
    /// It puts something where there was something else, or nothing.
    Put,
    /// It changes parts of something.
    Patch,
    /// It takes something away.
    Delete,
}

/// What a repetition of an operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nothing is changed.
    Read,
    /// The second time changes nothing more.
    Idempotent,
    /// Something is made, or paid for, each time.
    Create,
}

/// A placeholder of a path.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// The name in the path.
    pub wire: String,
    /// The argument in Rust.
    pub rust: String,
    /// What it is.
    pub doc: Doc,
    /// Whether a `/` in its value stays one: `{+path}`.
    pub keeps_slashes: bool,
}

/// What the caller sends.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The object.
    pub ty: TypeId,
    /// Whether it may be left out.
    pub optional: bool,
}

/// Content that the caller sends: a file, not JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct Upload {
    /// The method that sends it. `None`: the operation's own, which then takes no request.
    pub rust: Option<String>,
    /// The part of a `multipart/form-data` body that holds it. `None`: it is the whole body.
    pub part: Option<String>,
}

/// A media type that a reply can be asked for in.
#[derive(Debug, Clone, PartialEq)]
pub struct Also {
    /// The method that asks for it.
    pub rust: String,
    /// The media type.
    pub media_type: String,
}

/// What comes back.
#[derive(Debug, Clone, PartialEq)]
pub enum Response {
    /// No body that says anything.
    Nothing,
    /// A body in JSON.
    Json {
        /// Its type.
        ty: TypeRef,
        /// No field of it is required, so an error object would read as a reply: look for the error first.
        error_first: bool,
    },
    /// A body that is not JSON, as it comes.
    Content {
        /// The media type to ask for.
        media_type: String,
    },
    /// Nothing but a stream.
    OnlyStream,
}

/// How pages follow one another.
#[derive(Debug, Clone, PartialEq)]
pub struct Pages {
    /// Index of the field of the reply that holds the items.
    pub items: usize,
    /// Index of the field of the reply that says where the next page starts.
    pub next: usize,
    /// Index of the field of the request that takes it.
    pub send_as: usize,
}

impl Verb {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Get, Self::Post, Self::Put, Self::Patch, Self::Delete];

    /// As requests have it: `GET`.
    pub fn on_the_wire(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    /// As descriptions and documents of OpenAPI have it: `get`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Post => "post",
            Self::Put => "put",
            Self::Patch => "patch",
            Self::Delete => "delete",
        }
    }

    /// Whether what is sent is the body. The body of a DELETE has no meaning in HTTP, as that of a GET.
    pub fn has_body(self) -> bool {
        !matches!(self, Self::Get | Self::Delete)
    }
}

impl Effect {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Read, Self::Idempotent, Self::Create];

    /// As descriptions have it: `read`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Idempotent => "idempotent",
            Self::Create => "create",
        }
    }
}

impl Response {
    /// The type of a reply in JSON.
    pub fn ty(&self) -> Option<&TypeRef> {
        match self {
            Self::Json { ty, .. } => Some(ty),
            Self::Nothing | Self::Content { .. } | Self::OnlyStream => None,
        }
    }
}

impl Operation {
    /// The type that a caller sends.
    pub fn sent(&self) -> Option<TypeId> {
        self.request.as_ref().map(|request| request.ty)
    }

    /// The types that the service answers with: in its reply, and in its events.
    pub fn received(&self) -> impl Iterator<Item = TypeId> {
        let reply = self.response.ty().and_then(TypeRef::name).copied();
        reply.into_iter().chain(self.stream)
    }

    /// Its path without the names of the placeholders, for these do not travel: `/book/{}`.
    pub fn template(&self) -> String {
        template(&self.path)
    }
}

/// A path without the names of its placeholders: `/book/{bookId}` gives `/book/{}`.
pub fn template(path: &str) -> String {
    let mut parts = path.split('{');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |path, part| match part.split_once('}') {
        Some((_, rest)) => path + "{}" + rest,
        None => path + "{" + part,
    })
}

#[cfg(test)]
mod tests {
    use super::template;

    #[test]
    fn a_template_has_no_names() {
        for (path, expected) in [
            ("/book", "/book"),
            ("/book/{bookId}/{+page}.{x}", "/book/{}/{}.{}"),
            ("/book/{bookId", "/book/{bookId"),
        ] {
            assert_eq!(template(path), expected);
        }
    }
}
