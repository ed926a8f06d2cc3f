//! The description as a document of OpenAPI, so that viewers of documentation, generators for other languages
//! and API testers work from it.
//!
//! It is made of the ir and nothing else, decides nothing and cannot fail. It is not a second source: the
//! description is, and this is written from it.
//!
//! What OpenAPI has no key for stands in one extension, `x-sdk`. It holds keys of the description language, each
//! with what the language has there, for the thing that it stands in: what `schema/README.md` says of them holds here,
//! too. What an import reads from the document itself is not repeated. So reading a document back gives the same
//! description: an import lays `x-sdk` over what the rules make of the rest, key by key, and guesses nothing in a
//! document that has an `x-sdk` at its top. The order of keys is the order of the description.
//!
//! | `x-sdk` of | holds the keys of | and beside them |
//! |---|---|---|
//! | the document | `api.yaml`, without `modules` | |
//! | a tag | | `module`, such as `book/v1`; `source`, the file that describes it; `operations`: their order, where that of the paths is another one |
//! | an operation | an operation | `name`, where `operationId` had to be another one |
//! | a parameter in a path | a placeholder | |
//! | a schema under `components` | a type | `module`: a schema without it is not a type of the description; `name`, where its key had to be another one |
//! | a property | a field | |
//!
//! A type that is described where it is used, an enum, a union, and an object that inherits or travels as a string are
//! in `x-sdk` as a whole. Its schema is only for readers then, as are every `title` and each `description` for which
//! the language has no place.

mod bodies;
mod errors;
mod language;
mod operations;
mod parameters;
mod service;
mod silence;
mod types;
mod unions;
mod words;

use chatbotkit_description::ir::{Api, Module};
use chatbotkit_description::print::{Tree, json, keys, list};
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
    let in_paths = operations::in_paths(&items);
    let tags = api.modules.iter().map(|module| {
        let in_paths = in_paths.get(module.resource.as_str());
        service::tag(module, in_paths.map(Vec::as_slice).unwrap_or_default())
    });
    let document = keys! {
        "openapi" => number,
        "info" => service::info(api),
        "servers" => list([keys! { "url" => &api.service.base_url }]),
        "security" => list([keys! { "bearer" => Tree::List(Vec::new()) }]),
        "tags" => list(tags),
        "paths" => operations::paths(&schemas, &items, version),
        "components" => service::components(&schemas),
        "x-sdk" => service::facts(api),
    };
    json(&document)
}

/// The name of a module as the description has it.
fn module_name(module: &Module) -> String {
    format!("{}/{}", module.resource, module.version)
}
