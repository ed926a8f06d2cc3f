//! What the files of modules say, as they say it: every value with its span, nothing decided.

use super::declare::{choices, keys};
use super::formats::{self, Format};
use super::read::{Map, OneOrMany};
use super::shape::{Shape, SignsOfLife};
use super::span::At;
use crate::ir::Effect;

keys! {
    /// One resource of the service: its types and its operations.
    Module {
        /// The JSON Schema of the file, for editors. Only in JSON: in YAML a comment names it.
        schema as "$schema": Option<At<String>>;
        /// The resource and its version, such as `conversation/v1`.
        module: At<String> => format(Format::String(formats::module));
        /// What the module is about.
        doc: Option<At<String>>;
        /// The placeholders of the module's paths.
        path: Map<At<Shape>>;
        /// The types, by their documented names.
        types: Map<At<Shape>>;
        /// The operations, by their documented names.
        operations: Map<Operation>;
    }

    /// One exchange with the service.
    Operation {
        /// What it does. The first sentence is the summary.
        doc: Option<At<String>>;
        /// The path of a GET.
        get: Option<At<String>> => format(Format::String(formats::path));
        /// The path of a POST.
        post: Option<At<String>> => format(Format::String(formats::path));
        /// The path of a PUT.
        put: Option<At<String>> => format(Format::String(formats::path));
        /// The path of a PATCH.
        patch: Option<At<String>> => format(Format::String(formats::path));
        /// The path of a DELETE.
        delete: Option<At<String>> => format(Format::String(formats::path));
        /// The method on the module's handle.
        method: At<String>;
        /// What a repetition does.
        effect: Option<At<Effect>>;
        /// What the caller sends: the query of a GET or DELETE, the JSON body of a POST, PUT or PATCH.
        request: Option<At<String>>;
        /// The same where it may be left out.
        request_optional as "request?": Option<At<String>>;
        /// Content that the caller can send instead of the request.
        upload: Option<Upload>;
        /// The type of the reply, the media type of a reply that is not JSON, or `nothing`.
        response: Option<At<String>>;
        /// Other media types that the reply can be asked for in, by the methods that do.
        also: Map<At<String>>;
        /// How the pages of a list follow one another.
        pages: Option<Pages>;
        /// The stream that the operation can answer with.
        stream: Option<Stream>;
        /// Statuses that come without a body, and what they mean.
        empty_on: Map<At<String>>;
        /// The version of the service that it came with.
        since: Option<At<String>>;
        /// Why not to use it, and what to use instead.
        deprecated: Option<At<String>>;
        /// The names that it had before.
        was: OneOrMany;
    }

    /// Content that the caller sends: a file, not JSON.
    Upload {
        /// The method that sends it. Only beside a `request`, which the operation's own method sends.
        method: Option<At<String>>;
        /// The part of a `multipart/form-data` body that holds it. Without it, it is the whole body.
        part: Option<At<String>>;
    }

    /// How the pages of a list follow one another.
    Pages {
        /// The field of the reply that holds the items.
        items: At<String>;
        /// The field of the reply that says where the next page starts.
        next: At<String>;
        /// The field of the request that takes it.
        send_as: At<String>;
    }

    /// The stream that an operation can answer with.
    Stream {
        /// The type of the events.
        events: At<String>;
        /// The tag of the event that ends the stream. Its content is the reply.
        terminal: Option<At<String>>;
        /// No event ends the stream.
        open_ended: Option<At<bool>>;
        /// Where the pieces of the text are: `tag.field`.
        text: Option<At<String>>;
        /// How long it may go without an event, where that differs from other streams.
        idle: Option<At<String>> => format(Format::String(formats::duration_or_never));
        /// How often at least something arrives, where that differs; `never` takes a promise back.
        signs_of_life: Option<SignsOfLife>;
    }
}

choices! {
    /// What a repetition of an operation does.
    Effect: Effect::ALL.map(|effect| (effect.key(), effect))
}
