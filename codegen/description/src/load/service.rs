//! What `api.yaml` says, as it says it: every value with its place, nothing decided.

use schemars::JsonSchema;
use serde::Deserialize;

use super::json_schema;
use super::map::Map;
use super::place::At;
use super::shape::{Shape, or_default, present};
use super::silence::SignsOfLife;

/// The service: what holds for every operation. The content of `api.yaml`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// The JSON Schema of the file, for editors. Only in JSON: in YAML a comment names it.
    #[serde(default, deserialize_with = "present", rename = "$schema")]
    pub schema: Option<At<String>>,
    /// What the service is called.
    #[serde(deserialize_with = "or_default")]
    pub name: At<String>,
    /// What the service is. The first sentence is the summary.
    #[serde(default, deserialize_with = "present")]
    pub doc: Option<At<String>>,
    /// Where the service is found.
    #[serde(deserialize_with = "or_default")]
    pub base_url: BaseUrl,
    /// How a caller says who it is.
    #[serde(deserialize_with = "or_default")]
    pub auth: Auth,
    /// Headers that a client can send with every request, by their names.
    #[serde(default, deserialize_with = "or_default")]
    pub headers: Map<Header>,
    /// How requests are written.
    #[serde(deserialize_with = "or_default")]
    pub requests: Requests,
    /// How the service says that something failed.
    #[serde(deserialize_with = "or_default")]
    pub errors: Errors,
    /// How streams are written.
    #[serde(deserialize_with = "or_default")]
    pub streams: Streams,
    /// The files of the modules, in the order of the documentation.
    #[serde(deserialize_with = "or_default")]
    pub modules: Vec<At<String>>,
}

/// Where the service is found.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BaseUrl {
    /// The address that paths are appended to, without a slash at its end.
    pub default: At<String>,
    /// The environment variable that replaces it.
    pub env: At<String>,
}

/// How a caller says who it is.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Auth {
    /// The environment variable that holds the secret, sent as a bearer token.
    pub bearer: At<String>,
}

/// A header that a client can send with every request.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// The name of the client's setting.
    pub setting: At<String>,
    /// What the header says.
    #[serde(default, deserialize_with = "present")]
    pub doc: Option<At<String>>,
}

/// How requests are written.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Requests {
    /// How a map is written in a query.
    pub maps_in_query: MapsInQuery,
    /// What a POST, PUT or PATCH without anything to say sends.
    pub without_fields: WithoutFields,
}

/// How a map is written in a query.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MapsInQuery {
    /// `meta.colour=red`
    #[default]
    Dotted,
    /// `meta[colour]=red`
    Brackets,
}

/// What a POST, PUT or PATCH without anything to say sends.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WithoutFields {
    /// `{}`
    #[default]
    EmptyObject,
}

/// How the service says that something failed.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Errors {
    /// The shapes that an error object may have, the usual one first.
    #[serde(deserialize_with = "or_default")]
    #[schemars(extend("minItems" = 1))]
    pub shapes: At<Vec<ErrorShape>>,
    /// Whether an error object may come with a status of success.
    #[serde(default, deserialize_with = "or_default")]
    pub also_with_success: bool,
    /// The codes that callers usually want to tell apart.
    #[serde(default, deserialize_with = "or_default")]
    pub codes: Codes,
}

/// One shape of an error object. Keys inside of keys are divided by dots, such as `error.message`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ErrorShape {
    /// The key of the message for people.
    pub message: At<String>,
    /// The key of the code for programs.
    pub code: At<String>,
    /// What else such an object carries, of builtin types. A name that ends in `?` is optional.
    #[serde(default, deserialize_with = "or_default")]
    pub fields: Map<At<Shape>>,
}

/// The codes that callers usually want to tell apart. An error without a known code is judged by its status.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Codes {
    /// There is no such thing.
    #[serde(default, deserialize_with = "or_default")]
    pub not_found: Vec<At<String>>,
    /// The secret is missing or wrong.
    #[serde(default, deserialize_with = "or_default")]
    pub unauthorized: Vec<At<String>>,
    /// Too many requests.
    #[serde(default, deserialize_with = "or_default")]
    pub rate_limited: Vec<At<String>>,
}

/// How streams are written: one JSON object a line, a tag and its content.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Streams {
    /// The media type that asks for a stream, and that a stream has.
    pub media_type: At<String>,
    /// The key of an event's tag.
    pub tag: At<String>,
    /// The key of an event's content.
    pub content: At<String>,
    /// The tag of the event that ends a failed stream; its content is an error object.
    pub error: At<String>,
    /// The tags that mean nothing but that the connection is alive.
    #[serde(default, deserialize_with = "or_default")]
    pub keep_alive: Vec<At<String>>,
    /// How long a stream may go without an event; `never`: as long as it takes. Without it, 5 minutes.
    #[serde(default, deserialize_with = "present")]
    #[schemars(schema_with = "json_schema::duration_or_never")]
    pub idle: Option<At<String>>,
    /// How often at least something arrives while the server is well. Without it, nothing is promised.
    #[serde(default, deserialize_with = "present")]
    pub signs_of_life: Option<SignsOfLife>,
}
