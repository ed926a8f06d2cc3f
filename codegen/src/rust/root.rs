//! The root of the generated code: which modules there are.

use chatbotkit_description::ir::{Api, Doc, Module};

use super::docs::Docs;
use crate::features::has_features;

/// The content of `mod.rs`.
///
/// ```ignore
/// #[cfg(feature = "conversation")]
/// pub mod conversation {
///     //! Conversations with a bot.
///
///     pub mod v1;
/// }
/// pub(crate) mod service;
/// ```
pub(super) fn emit_root(api: &Api) -> String {
    let docs = Docs::own(
        "The generated part of the crate: a module for each resource of the service, by version.",
    );
    let mut resources: Vec<(&str, Vec<&Module>)> = Vec::new();
    for module in &api.modules {
        match resources.iter_mut().find(|(name, _)| *name == module.resource) {
            Some((_, versions)) => versions.push(module),
            None => resources.push((&module.resource, vec![module])),
        }
    }
    let resources: String =
        resources.iter().map(|(name, versions)| emit_resource(api, name, versions)).collect();
    format!("{}\n{resources}pub(crate) mod service;\n", docs.comments("//!", 0))
}

fn emit_resource(api: &Api, name: &str, versions: &[&Module]) -> String {
    let first = versions.first();
    let gate = first.and_then(|module| gate(api, module)).unwrap_or_default();
    let docs = first.map(|module| summary(module).comments("//!", 4)).unwrap_or_default();
    let versions = versions.iter().map(|module| format!("    pub mod {};\n", module.version));
    format!("{gate}pub mod {name} {{\n{docs}\n{}}}\n\n", versions.collect::<String>())
}

/// The feature that a module is compiled with, where each resource has one.
pub(super) fn gate(api: &Api, module: &Module) -> Option<String> {
    has_features(api).then(|| format!("#[cfg(feature = {:?})]\n", module.resource))
}

/// What a module is about: the first paragraph of its documentation.
pub(super) fn summary(module: &Module) -> Docs {
    let text = module.doc.text.trim_start().split("\n\n").next().unwrap_or_default();
    let doc = Doc { text: text.to_owned(), ..Doc::default() };
    Docs::of(&module.resource, &doc)
}
