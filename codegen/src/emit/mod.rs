//! Names things: turns the resolved description into the tokens of Rust source.
//!
//! It decides nothing and cannot fail. What can be wrong was found by `resolve`; how the source is laid
//! out is for `format`; what is the same for all operations is in the runtime of the generated crate.

use proc_macro2::TokenStream;

use chatbotkit_description::ir::Api;

mod docs;
mod enums;
mod events;
mod example_values;
mod examples;
mod methods;
mod modules;
mod objects;
mod operation_docs;
mod operations;
mod pages;
mod requests;
mod scope;
mod secrets;
mod service;
mod silence;
mod strings;
mod unions;

/// A file of the generated crate, before it has a layout.
#[derive(Debug, Clone)]
pub struct Source {
    /// Where it belongs, such as `conversation/v1/types.rs`.
    pub path: String,
    /// The file of the description that it comes from.
    pub described_in: String,
    /// What it says.
    pub tokens: TokenStream,
}

impl Source {
    fn new(path: String, described_in: &str, tokens: TokenStream) -> Self {
        let described_in = described_in.to_owned();
        Self { path, described_in, tokens }
    }
}

/// All files of the generated crate.
pub fn emit(api: &Api) -> Vec<Source> {
    let root = Source::new("mod.rs".to_owned(), SERVICE_FILE, modules::emit_root(api));
    let service = Source::new("service.rs".to_owned(), SERVICE_FILE, service::emit_service(api));
    let modules = api.modules.iter().enumerate();
    let modules = modules.flat_map(|(index, module)| modules::emit_module(api, index, module));
    [root, service].into_iter().chain(modules).collect()
}

/// The file of the description that says what holds for all modules.
const SERVICE_FILE: &str = "api.yaml";
