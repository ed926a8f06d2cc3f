//! What the files of modules say, as they say it: every value with its place, nothing decided.

use schemars::JsonSchema;
use serde::Deserialize;

use super::json_schema;
use super::map::Map;
use super::place::At;
use super::shape::{OneOrMany, Scalar, Shape, or_default, present};
use super::silence::SignsOfLife;

/// One resource of the service: its types and its operations.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("required" = ["module"]))]
pub struct Module {
    /// The JSON Schema of the file, for editors. Only in JSON: in YAML a comment names it.
    #[serde(default, deserialize_with = "present", rename = "$schema")]
    pub schema: Option<At<String>>,
    /// The resource and its version, such as `conversation/v1`.
    #[serde(default, deserialize_with = "present")]
    #[schemars(regex(pattern = json_schema::MODULE), extend("patternErrorMessage" = json_schema::NO_MODULE))]
    pub module: Option<At<String>>,
    /// What the module is about.
    #[serde(default, deserialize_with = "present")]
    pub doc: Option<At<String>>,
    /// The placeholders of the module's paths.
    #[serde(default, deserialize_with = "or_default")]
    pub path: Map<At<Shape>>,
    /// The types, by their documented names.
    #[serde(default, deserialize_with = "or_default")]
    pub types: Map<At<Shape>>,
    /// The operations, by their documented names.
    #[serde(default, deserialize_with = "or_default")]
    pub operations: Map<Operation>,
}

/// One exchange with the service.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("required" = ["method"]))]
pub struct Operation {
    /// What it does. The first sentence is the summary.
    #[serde(default, deserialize_with = "present")]
    pub doc: Option<At<String>>,
    /// The path of a GET.
    #[serde(default, deserialize_with = "present")]
    #[schemars(regex(pattern = json_schema::PATH), extend("patternErrorMessage" = json_schema::NO_PATH))]
    pub get: Option<At<String>>,
    /// The path of a POST.
    #[serde(default, deserialize_with = "present")]
    #[schemars(regex(pattern = json_schema::PATH), extend("patternErrorMessage" = json_schema::NO_PATH))]
    pub post: Option<At<String>>,
    /// The path of a PUT.
    #[serde(default, deserialize_with = "present")]
    #[schemars(regex(pattern = json_schema::PATH), extend("patternErrorMessage" = json_schema::NO_PATH))]
    pub put: Option<At<String>>,
    /// The path of a PATCH.
    #[serde(default, deserialize_with = "present")]
    #[schemars(regex(pattern = json_schema::PATH), extend("patternErrorMessage" = json_schema::NO_PATH))]
    pub patch: Option<At<String>>,
    /// The path of a DELETE.
    #[serde(default, deserialize_with = "present")]
    #[schemars(regex(pattern = json_schema::PATH), extend("patternErrorMessage" = json_schema::NO_PATH))]
    pub delete: Option<At<String>>,
    /// The method on the module's handle.
    #[serde(default, deserialize_with = "present")]
    pub method: Option<At<String>>,
    /// What a repetition does.
    #[serde(default, deserialize_with = "present")]
    pub effect: Option<At<Effect>>,
    /// What the caller sends: the query of a GET or DELETE, the JSON body of a POST, PUT or PATCH.
    #[serde(default, deserialize_with = "present")]
    pub request: Option<At<String>>,
    /// The same where it may be left out.
    #[serde(default, deserialize_with = "present", rename = "request?")]
    pub request_optional: Option<At<String>>,
    /// Content that the caller can send in place of the request.
    #[serde(default, deserialize_with = "present")]
    pub upload: Option<Upload>,
    /// The type of the reply, the media type of a reply that is no JSON, or `nothing`.
    #[serde(default, deserialize_with = "present")]
    pub response: Option<At<String>>,
    /// Other media types that the reply can be asked for in, by the methods that do.
    #[serde(default, deserialize_with = "present")]
    pub also: Option<Map<At<String>>>,
    /// How the pages of a list follow one another.
    #[serde(default, deserialize_with = "present")]
    pub pages: Option<Pages>,
    /// The stream that the operation can answer with.
    #[serde(default, deserialize_with = "present")]
    pub stream: Option<Stream>,
    /// Statuses that come without a body, and what they mean.
    #[serde(default, deserialize_with = "present")]
    pub empty_on: Option<Map<At<String>>>,
    /// The version of the service that it came with.
    #[serde(default, deserialize_with = "present")]
    pub since: Option<At<String>>,
    /// Why not to use it, and what to use instead.
    #[serde(default, deserialize_with = "present")]
    pub deprecated: Option<At<String>>,
    /// The names that it had before.
    #[serde(default, deserialize_with = "present")]
    pub was: Option<OneOrMany>,
}

/// Content that the caller sends: a file, not JSON.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Upload {
    /// The method that sends it. Only beside a `request`, which the operation's own method sends.
    #[serde(default, deserialize_with = "present")]
    pub method: Option<At<String>>,
    /// The part of a `multipart/form-data` body that holds it. Without it, it is the whole body.
    #[serde(default, deserialize_with = "present")]
    pub part: Option<At<String>>,
}

/// What a repetition of an operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Nothing is changed.
    Read,
    /// The second time changes nothing more.
    Idempotent,
    /// Something is made, or paid for, each time.
    Create,
}

/// How the pages of a list follow one another.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pages {
    /// The field of the reply that holds the items.
    pub items: At<String>,
    /// The field of the reply that says where the next page starts.
    pub next: At<String>,
    /// The field of the request that takes it.
    pub send_as: At<String>,
}

/// The stream that an operation can answer with.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stream {
    /// The type of the events.
    pub events: At<String>,
    /// The tag of the event that ends the stream. Its content is the reply.
    #[serde(default, deserialize_with = "present")]
    pub terminal: Option<At<String>>,
    /// No event ends the stream.
    #[serde(default, deserialize_with = "present")]
    pub open_ended: Option<At<bool>>,
    /// Where the pieces of the text are: `tag.field`.
    #[serde(default, deserialize_with = "present")]
    pub text: Option<At<String>>,
    /// How long it may go without an event, where that differs from other streams.
    #[serde(default, deserialize_with = "present")]
    #[schemars(schema_with = "json_schema::duration_or_never")]
    pub idle: Option<At<String>>,
    /// How often at least something arrives, where that differs; `never` takes a promise back.
    #[serde(default, deserialize_with = "present")]
    pub signs_of_life: Option<SignsOfLife>,
}

/// The long form of a type, a field, a variant, an event or a placeholder.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Long {
    /// What it is. The first sentence is the summary.
    #[serde(default, deserialize_with = "present")]
    pub doc: Option<At<String>>,
    /// A type expression, such as `string`, `Message[]` or `map<any>`.
    #[serde(default, deserialize_with = "present", rename = "type")]
    #[schemars(regex(pattern = json_schema::TYPE), extend("patternErrorMessage" = json_schema::NO_TYPE))]
    pub ty: Option<At<String>>,
    /// An object: its fields. A name that ends in `?` is optional.
    #[serde(default, deserialize_with = "present")]
    pub fields: Option<Map<At<Shape>>>,
    /// An open set of texts: each value and what it means.
    #[serde(default, deserialize_with = "present", rename = "enum")]
    #[schemars(schema_with = "json_schema::enum_values")]
    pub enumeration: Option<Map<At<Shape>>>,
    /// One of several shapes.
    #[serde(default, deserialize_with = "present")]
    pub union: Option<Map<At<Shape>>>,
    /// The events of a stream, by their tags.
    #[serde(default, deserialize_with = "present")]
    pub events: Option<Map<At<Shape>>>,
    /// An array: the shape of its items.
    #[serde(default, deserialize_with = "present")]
    pub items: Option<Box<At<Shape>>>,
    /// A map: the shape of its values.
    #[serde(default, deserialize_with = "present")]
    pub values: Option<Box<At<Shape>>>,
    /// The key that tells the variants of a union apart.
    #[serde(default, deserialize_with = "present")]
    pub tag: Option<At<String>>,
    /// The key that holds the content of a variant. Without it the content stands beside the tag.
    #[serde(default, deserialize_with = "present")]
    pub content: Option<At<String>>,
    /// The Rust name of an inline object, enum or union.
    #[serde(default, deserialize_with = "present")]
    pub name: Option<At<String>>,
    /// Types whose fields, or events, come first.
    #[serde(default, deserialize_with = "present")]
    pub extends: Option<OneOrMany>,
    /// Inherited fields that have another shape here.
    #[serde(default, deserialize_with = "present", rename = "override")]
    pub overrides: Option<Map<At<Shape>>>,
    /// Optional fields of which at least one has to be there.
    #[serde(default, deserialize_with = "present")]
    pub require_any: Option<Vec<At<String>>>,
    /// Every optional field can also be null, which clears it.
    #[serde(default, deserialize_with = "present")]
    pub patch: Option<At<bool>>,
    /// The object travels as one string.
    #[serde(default, deserialize_with = "present")]
    pub as_string: Option<AsString>,
    /// What is sent when the caller sets nothing.
    #[serde(default, deserialize_with = "present")]
    pub client_default: Option<At<Scalar>>,
    /// The documentation's name of a variant or event.
    #[serde(default, deserialize_with = "present")]
    pub documented_as: Option<At<String>>,
    /// The documentation has no such name.
    #[serde(default, deserialize_with = "present")]
    pub undocumented: Option<At<bool>>,
    /// A field whose value `Debug` does not show.
    #[serde(default, deserialize_with = "present")]
    pub secret: Option<At<bool>>,
    /// The Rust name, where the wire name makes none or clashes.
    #[serde(default, deserialize_with = "present")]
    pub rust: Option<At<String>>,
    /// The version of the service that it came with.
    #[serde(default, deserialize_with = "present")]
    pub since: Option<At<String>>,
    /// Why not to use it, and what to use instead.
    #[serde(default, deserialize_with = "present")]
    pub deprecated: Option<At<String>>,
    /// The names that it had before.
    #[serde(default, deserialize_with = "present")]
    pub was: Option<OneOrMany>,
}

/// How an object is written as one string.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AsString {
    /// The required field that the string starts with.
    pub first: At<String>,
    /// How each further field is written, with `{key}` and `{value}`.
    pub rest: At<String>,
}

impl Long {
    /// Whether it has keys that mean nothing for the value of an enum.
    pub fn says_more_than_a_value(&self) -> bool {
        let Self {
            doc: _,
            rust: _,
            since: _,
            deprecated: _,
            was: _,
            ty,
            fields,
            enumeration,
            union,
            events,
            items,
            values,
            tag,
            content,
            name,
            extends,
            overrides,
            require_any,
            patch,
            as_string,
            client_default,
            documented_as,
            undocumented,
            secret,
        } = self;
        let texts = [ty, tag, content, name, documented_as];
        let maps = [fields, enumeration, union, events, overrides];
        texts.iter().any(|text| text.is_some())
            || maps.iter().any(|map| map.is_some())
            || items.is_some()
            || values.is_some()
            || extends.is_some()
            || require_any.is_some()
            || patch.is_some()
            || as_string.is_some()
            || client_default.is_some()
            || undocumented.is_some()
            || secret.is_some()
    }
}
