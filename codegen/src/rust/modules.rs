//! Modules: which file holds what, and how the files hang together.

use std::collections::{BTreeMap, BTreeSet};

use chatbotkit_description::ir::{Api, Kind, Module, Type};

use super::docs::{Docs, alias};
use super::scope::{Part, Scope, import};
use super::{File, enums, module_docs, objects, operations, pages, unions};

/// The files of a module. One without items is left out.
pub(super) fn emit_module(api: &Api, index: usize) -> Vec<File> {
    let module = &api.modules[index];
    let folder = format!("{}/{}", module.resource, module.version);
    let parts = [(Part::Events, "events"), (Part::Requests, "requests"), (Part::Types, "types")];
    let (mut files, mut names) = (Vec::new(), Vec::new());
    for (part, name) in parts {
        if let Some(text) = emit_part(api, index, module, part) {
            names.push(name);
            files.push((format!("{folder}/{name}.rs"), Ok(text)));
        }
    }
    let root = emit_operations(api, index, module, &names);
    files.push((format!("{folder}/mod.rs"), root));
    files
}

/// The types of one file.
fn emit_part(api: &Api, index: usize, module: &Module, part: Part) -> Option<String> {
    let scope = Scope::new(api, index, part);
    let own = module.types.iter().filter(|id| Part::of(api, **id) == part);
    let items: String = own.map(|id| format!("\n{}", emit_type(&scope, api.at(*id)))).collect();
    if items.is_empty() {
        return None;
    }
    let pages = match part {
        Part::Types => pages::emit_pages(&scope, &module.operations),
        _ => String::new(),
    };
    let docs = Docs::own(match part {
        Part::Requests => "What only requests contain.",
        Part::Events => "The events of streams.",
        Part::Types | Part::Operations => "What requests, replies and events contain.",
    });
    Some(format!("{}\n{}{items}{pages}", docs.comments("//!", 0), scope.imports()))
}

fn emit_type(scope: &Scope, ty: &Type) -> String {
    match &ty.kind {
        Kind::Alias(target) => {
            let docs = Docs::of(&ty.name, &ty.doc).comments("///", 0);
            let alias = alias(0, &ty.name, &ty.rust);
            format!("{docs}{alias}pub type {} = {};\n", ty.rust, scope.ty(target))
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
fn emit_operations(
    api: &Api,
    index: usize,
    module: &Module,
    files: &[&str],
) -> syn::Result<String> {
    let scope = Scope::new(api, index, Part::Operations);
    let handle = match module.operations.is_empty() {
        true => String::new(),
        false => operations::emit_handle(&scope, module)?,
    };
    let docs = module_docs::describe(&scope, module).comments("//!", 0);
    let parts: String = files.iter().map(|name| format!("mod {name};\n")).collect();
    let exports = files.iter().map(|name| format!("{name}::*")).collect::<Vec<_>>();
    let exports = import("pub use", "self", &exports.iter().map(String::as_str).collect());
    let foreign = emit_foreign(api, module);
    let sections = [docs, parts, scope.imports(), exports + &foreign, handle];
    let sections: Vec<String> = sections.into_iter().filter(|text| !text.is_empty()).collect();
    Ok(sections.join("\n"))
}

/// `pub use crate::model::v1::{Model, ModelRegion};`
fn emit_foreign(api: &Api, module: &Module) -> String {
    let mut names: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for ty in module.foreign.iter().map(|id| api.at(*id)) {
        let home = &api.modules[ty.module];
        let path = format!("crate::{}::{}", home.resource, home.version);
        names.entry(path).or_default().insert(&ty.rust);
    }
    names.iter().map(|(path, names)| import("pub use", path, names)).collect()
}
