//! What `api.yaml` says, as it says it: every value with its span, nothing decided. `drift.yaml` lies beside it.

use super::declare::{choices, keys};
use super::formats::{self, Format};
use super::read::Map;
use super::shape::{Shape, SignsOfLife};
use super::span::At;
use crate::ir::MapsInQuery;

keys! {
    /// The service: what holds for every operation. The content of `api.yaml`.
    Service {
        /// The JSON Schema of the file, for editors. Only in JSON: in YAML a comment names it.
        schema as "$schema": Option<At<String>>;
        /// What the service is called.
        name: At<String>;
        /// What the service is. The first sentence is the summary.
        doc: Option<At<String>>;
        /// Where the service is found.
        base_url: BaseUrl;
        /// How a caller says who it is.
        auth: Auth;
        /// Headers that a client can send with every request, by their names.
        headers: Map<Header>;
        /// How requests are written.
        requests: Requests;
        /// How the service says that something failed.
        errors: Errors;
        /// How streams are written.
        streams: Streams;
        /// The files of the modules, in the order of the documentation.
        modules: At<Vec<At<String>>>;
    }

    /// Where the service is found.
    BaseUrl {
        /// The address that paths are appended to, without a slash at its end.
        default: At<String>;
        /// The environment variable that replaces it.
        env: At<String>;
    }

    /// How a caller says who it is.
    Auth {
        /// The environment variable that holds the secret, sent as a bearer token.
        bearer: At<String>;
    }

    /// A header that a client can send with every request.
    Header {
        /// The name of the client's setting.
        setting: At<String>;
        /// What the header says.
        doc: Option<At<String>>;
    }

    /// How requests are written.
    Requests {
        /// How a map is written in a query.
        maps_in_query: MapsInQuery;
        /// What a POST, PUT or PATCH without anything to say sends.
        without_fields: WithoutFields;
    }

    /// How the service says that something failed.
    Errors {
        /// The shapes that an error object may have, the usual one first.
        shapes: At<Vec<ErrorShape>> => format(Format::NotEmpty);
        /// Whether an error object may come with a status of success.
        also_with_success: Option<bool>;
        /// The codes that callers usually want to distinguish.
        codes: Option<Codes>;
    }

    /// One shape of an error object. Keys inside of keys are divided by dots, such as `error.message`.
    ErrorShape {
        /// The key of the message for people.
        message: At<String>;
        /// The key of the code for programs.
        code: At<String>;
        /// What else such an object carries, of builtin types. A name that ends in `?` is optional.
        fields: Map<At<Shape>>;
    }

    /// The codes that callers usually want to distinguish. An error without a known code is judged by its status.
    Codes {
        /// There is no such thing.
        not_found: Vec<At<String>>;
        /// The secret is missing or wrong.
        unauthorized: Vec<At<String>>;
        /// Too many requests.
        rate_limited: Vec<At<String>>;
    }

    /// How streams are written: one JSON object a line, a tag and its content.
    Streams {
        /// The media type that asks for a stream, and that a stream has.
        media_type: At<String>;
        /// The key of an event's tag.
        tag: At<String>;
        /// The key of an event's content.
        content: At<String>;
        /// The tag of the event that ends a failed stream; its content is an error object.
        error: At<String>;
        /// The tags that mean nothing but that the connection is alive.
        keep_alive: Vec<At<String>>;
        /// How long a stream may go without an event; `never`: as long as it takes. Without it, 5 minutes.
        idle: Option<At<String>> => format(Format::String(formats::duration_or_never));
        /// How often at least something arrives while the server is well. Without it, nothing is promised.
        signs_of_life: Option<SignsOfLife>;
    }
}

choices! {
    /// How a map is written in a query.
    MapsInQuery: [("dotted", MapsInQuery::Dotted), ("brackets", MapsInQuery::Brackets)]
}

/// What a POST, PUT or PATCH without anything to say sends.
#[derive(Debug, Clone, Copy, Default)]
pub struct WithoutFields;

choices! {
    /// What a POST, PUT or PATCH without anything to say sends.
    WithoutFields: [("empty_object", WithoutFields)]
}
