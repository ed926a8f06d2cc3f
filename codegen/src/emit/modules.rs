//! Modules: which file says what, and how the files hang together.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::docs::Docs;
use super::scope::{Part, Scope};
use super::{Source, enums, objects, operations, pages, service, unions};
use crate::features::has_features;
use chatbotkit_description::ir::{Api, Kind, Module, Type};

/// The root of the generated code. The feature is only asked for where each resource has one.
///
/// ```ignore
/// #[cfg(feature = "conversation")]
/// pub mod conversation {
///     //! Conversations with a bot.
///     pub mod v1;
/// }
/// pub(crate) mod service;
/// ```
pub(super) fn emit_root(api: &Api) -> TokenStream {
    let docs = Docs::own(
        "The generated part of the crate: a module for each resource of the service, by version.",
    )
    .inner();
    let mut resources: Vec<(&str, Vec<&Module>)> = Vec::new();
    for module in &api.modules {
        match resources.iter_mut().find(|(name, _)| *name == module.resource) {
            Some((_, versions)) => versions.push(module),
            None => resources.push((&module.resource, vec![module])),
        }
    }
    let resources = resources.iter().map(|(resource, versions)| {
        let gate = versions.first().and_then(|module| emit_gate(api, module));
        let docs = versions.first();
        let docs = docs.map(|module| service::summary_docs(module).inner());
        let name = format_ident!("{resource}");
        let versions = versions.iter().map(|module| format_ident!("{}", module.version));
        quote! { #gate pub mod #name { #docs #(pub mod #versions;)* } }
    });
    quote! {
        #docs
        #(#resources)*
        pub(crate) mod service;
    }
}

/// The feature that a module is compiled with, where each resource has one.
pub(super) fn emit_gate(api: &Api, module: &Module) -> Option<TokenStream> {
    let resource = &module.resource;
    has_features(api).then(|| quote! { #[cfg(feature = #resource)] })
}

/// The files of a module. One without items is left out.
pub(super) fn emit_module(api: &Api, index: usize, module: &Module) -> Vec<Source> {
    let folder = format!("{}/{}", module.resource, module.version);
    let parts = [(Part::Events, "events"), (Part::Requests, "requests"), (Part::Types, "types")];
    let (mut files, mut names) = (Vec::new(), Vec::new());
    for (part, name) in parts {
        let tokens = emit_part(api, index, module, part);
        if !tokens.is_empty() {
            names.push(name);
            files.push(Source::new(format!("{folder}/{name}.rs"), &module.source, tokens));
        }
    }
    let root = emit_operations(api, index, module, &names);
    files.push(Source::new(format!("{folder}/mod.rs"), &module.source, root));
    files
}

/// The types of one file.
fn emit_part(api: &Api, index: usize, module: &Module, part: Part) -> TokenStream {
    let scope = Scope::new(api, index, part);
    let own = module.types.iter().filter(|id| Part::of(api, **id) == part);
    let items: Vec<_> = own.map(|id| emit_type(&scope, api.at(*id))).collect();
    if items.is_empty() {
        return TokenStream::new();
    }
    let pages = (part == Part::Types).then(|| pages::emit_pages(&scope, &module.operations));
    let docs = Docs::own(match part {
        Part::Requests => "What only requests are made of.",
        Part::Events => "The events of streams.",
        Part::Types | Part::Operations => "What requests, replies and events are made of.",
    });
    let (docs, imports) = (docs.inner(), scope.emit_imports());
    quote! { #docs #imports #(#items)* #pages }
}

fn emit_type(scope: &Scope, ty: &Type) -> TokenStream {
    match &ty.kind {
        Kind::Alias(target) => {
            let (docs, alias) =
                (Docs::of(&ty.name, &ty.doc), super::docs::alias(&ty.name, &ty.rust));
            let (name, target) = (format_ident!("{}", ty.rust), scope.ty(target));
            quote! { #docs #alias pub type #name = #target; }
        }
        Kind::Object(object) => objects::emit_object(scope, ty, object),
        Kind::Enum(values) => enums::emit_enum(scope, ty, values),
        Kind::Union(union) => unions::emit_union(scope, ty, union),
    }
}

/// The root of a module: its files, the types of other modules, and the operations.
///
/// ```ignore
/// mod requests;
/// mod types;
///
/// use crate::runtime::{Call, Client, Operation};
///
/// pub use self::{requests::*, types::*};
/// ```
fn emit_operations(api: &Api, index: usize, module: &Module, files: &[&str]) -> TokenStream {
    let scope = Scope::new(api, index, Part::Operations);
    let docs = Docs::of(&module.resource, &module.doc).inner();
    let handle = (!module.operations.is_empty()).then(|| operations::emit_handle(&scope, module));
    let imports = scope.emit_imports();
    let files: Vec<_> = files.iter().map(|name| format_ident!("{name}")).collect();
    let exports = (!files.is_empty()).then(|| quote! { pub use self::{#(#files::*),*}; });
    let foreign = emit_foreign(api, module);
    quote! {
        #docs
        #(mod #files;)*
        #imports
        #exports
        #foreign
        #handle
    }
}

/// `pub use crate::model::v1::{Model, ModelRegion};`
fn emit_foreign(api: &Api, module: &Module) -> TokenStream {
    let mut home: Vec<_> = api.modules.iter().collect();
    home.sort_by_key(|module| (&module.resource, &module.version));
    let exports = home.iter().filter_map(|home| {
        let is_home = |id: &&chatbotkit_description::ir::TypeId| home.types.contains(id);
        let mut names: Vec<_> =
            module.foreign.iter().filter(is_home).map(|id| &api.at(*id).rust).collect();
        names.sort();
        let names = names.iter().map(|name| format_ident!("{name}"));
        let (resource, version) =
            (format_ident!("{}", home.resource), format_ident!("{}", home.version));
        (names.len() > 0).then(|| quote! { pub use crate::#resource::#version::{#(#names),*}; })
    });
    exports.collect()
}
