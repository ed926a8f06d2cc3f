//! The description as a document of OpenAPI, so that viewers of documentation, generators for other languages
//! and API testers work from it.
//!
//! It is made of the ir and nothing else, decides nothing and cannot fail. It is not a second source: the
//! description is, and this is written from it.
//!
//! What OpenAPI has no key for stands in extensions. They are named after the keys of the description language,
//! with a dash for each underscore, and hold what the language has there, so that reading a document back gives
//! the same description. The order of keys is the order of the description.
//!
//! | where | extension | what it says |
//! |---|---|---|
//! | the document | `x-sdk-service` | `base_url`, `auth`, `requests`, `errors` and `streams` of `api.yaml` |
//! | a parameter for a header | `x-sdk-setting` | the client's setting |
//! | a tag | `x-sdk-module`, `x-sdk-source` | the module, such as `book/v1`, and the file that describes it |
//! | a tag | `x-sdk-operations` | the order of the operations, where that of the paths is another one |
//! | an operation | `x-sdk-name` | its name, where `operationId` had to be another one |
//! | an operation | `x-sdk-method`, `x-sdk-effect`, `x-sdk-upload`, `x-sdk-also`, `x-sdk-stream`, `x-sdk-pages` | as in the language |
//! | an operation | `x-sdk-request`, `x-sdk-request?` | the type of which the query is made; `nothing` where the body is an empty object |
//! | an operation | `x-sdk-response` | `nothing`, or a media type that is no JSON |
//! | an operation | `x-sdk-path` | the path as described, where it has a `{+name}` or other names than its twin |
//! | a schema under `components` | `x-sdk-module` | the module of a type. A schema without it is no type of the description |
//! | a schema under `components` | `x-sdk-name` | its name, where the key had to be another one |
//! | a schema of a type | `x-sdk-extends`, `x-sdk-override` | what it inherits from, and which inherited fields are other ones here |
//! | a schema of a type | `x-sdk-require-any`, `x-sdk-patch`, `x-sdk-as-string` | as in the language; `x-sdk-fields` is the object that is one string |
//! | a schema of a type | `x-sdk-enum` | the values of an enum, each with its documentation or with the long form |
//! | a schema of a type | `x-sdk-union`, `x-sdk-events` | `tag` and `content` of a union; `true` for the events of a stream |
//! | a variant | `x-sdk-variant`, `x-sdk-documented-as` | its tag or name; what the documentation calls it |
//! | a schema | `x-sdk-type` | `timestamp`, for milliseconds since 1970 |
//! | a property | `x-sdk-null` | `true` where null says something else than nothing, outside of a `patch` |
//! | a property | `x-sdk-secret` | `true` for a secret that is not a string, which has the format `password`; `false` for an inherited secret that is none here |
//! | a property | `x-sdk-client-default` | what the client sends in its place; `default` would be the service's |
//! | whatever has a name | `x-sdk-rust`, `x-sdk-undocumented`, `x-sdk-was`, `x-sdk-since`, `x-sdk-deprecated` | as in the language |
//!
//! A type that is described where it is used is a schema there, and its `title` is its name. The `title` of a
//! variant and every `description` for which the language has no place are only for readers.

mod bodies;
mod errors;
mod json;
mod operations;
mod parameters;
mod service;
mod silence;
mod types;
mod unions;
mod words;

use chatbotkit_description::ir::{Api, Module};
use json::{Json, list, object};
use types::Schemas;

/// A version of OpenAPI.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Version {
    /// 3.1, which most tools read. The schema of a stream is that of one line.
    #[default]
    V3_1,
    /// 3.2, which has a key for the items of a stream.
    V3_2,
}

/// The document, as JSON with a line feed at its end.
pub fn openapi(api: &Api, version: Version) -> String {
    let schemas = Schemas::new(api);
    let items = operations::path_items(api);
    let number = match version {
        Version::V3_1 => "3.1.1",
        Version::V3_2 => "3.2.0",
    };
    let tags = api.modules.iter();
    let tags = tags.map(|module| service::tag(module, &operations::in_paths(&items, module)));
    let document = object! {
        "openapi" => number,
        "info" => service::info(api),
        "servers" => list([object! { "url" => &api.service.base_url }]),
        "security" => list([object! { "bearer" => Json::List(Vec::new()) }]),
        "tags" => list(tags),
        "paths" => operations::paths(&schemas, &items, version),
        "components" => service::components(&schemas),
        "x-sdk-service" => service::facts(api),
    };
    format!("{document}\n")
}

/// The name of a module as the description has it.
fn module_name(module: &Module) -> String {
    format!("{}/{}", module.resource, module.version)
}
