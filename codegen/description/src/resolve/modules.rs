//! Modules: their names, and what these become in Rust.

use std::collections::BTreeMap;

use super::context::Context;
use super::reserved::{HANDWRITTEN, SERVICE_TYPES, Taken};
use super::types::Types;
use crate::ir::Module;
use crate::load::Description;
use crate::load::module;
use crate::load::span::At;
use crate::names;

/// The modules without what is in them.
pub(super) fn modules(description: &Description, cx: &Context<'_>) -> Vec<Module> {
    let cx = cx.about("the module");
    let taken = Taken::resources();
    let mut handles = Taken::by(SERVICE_TYPES, "the generated description of the service");
    let mut resources = BTreeMap::new();
    let mut modules = Vec::new();
    for (source, described) in &description.modules {
        let name = &described.module;
        check_name(&cx, described);
        let (resource, version) = name.split_once('/').unwrap_or((name, "v1"));
        let accessor = resource.replace('-', "_");
        let handwritten =
            accessor.ends_with(HANDWRITTEN).then_some("a file that is written by hand");
        if let Some(what) = taken.reserved(&accessor).or(handwritten) {
            cx.error("bad-module", name, format!("`{accessor}` is the name of {what}"));
        }
        if let Some(first) = resources.get(&accessor).filter(|_| name.is_written()) {
            let message = format!("the resource `{accessor}` has a module already");
            cx.error("repeated-name", name, message).note(*first, "the other one");
        } else {
            resources.insert(accessor.clone(), name.span);
        }
        let handle = names::handle_name(resource);
        if !described.operations.0.is_empty() {
            let by = format!("the module `{accessor}`");
            handles.claim(&cx, ("bad-module", name.span), ("handle", &handle), &by);
        }
        modules.push(Module {
            doc: cx.doc(name, (&described.doc, &described.written)),
            handle,
            resource: accessor,
            version: version.to_owned(),
            source: source.value.clone(),
            types: Vec::new(),
            foreign: Vec::new(),
            operations: Vec::new(),
        });
    }
    modules
}

/// A module's name is `resource/version`.
fn check_name(cx: &Context<'_>, module: &module::Module) {
    let name: &At<String> = &module.module;
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
    let is_fine = name.split_once('/').is_some_and(|(resource, version)| {
        let number = version.strip_prefix('v').unwrap_or_default();
        resource.starts_with(|c: char| c.is_ascii_lowercase())
            && resource.chars().all(fits)
            && names::field_name(resource).is_ok_and(|rust| !rust.starts_with("r#"))
            && !number.is_empty()
            && number.bytes().all(|digit| digit.is_ascii_digit())
    });
    if !is_fine && name.is_written() {
        let message = format!("`{}` is not a resource with its version", name.value);
        let help = "write it in lower case with a slash between, such as `conversation/v1`";
        cx.error("bad-module", name, message).help(help);
    }
}

/// A handle is a type of its module, too.
pub(super) fn check_handles(types: &Types<'_>) {
    for (ty, slot) in types.api.types.iter().zip(&types.slots) {
        let module = &types.api.modules[ty.module];
        if ty.rust == module.handle && !module.operations.is_empty() {
            let message =
                format!("`{}` is the type that carries the module's operations", module.handle);
            let help = "give it another name after `rust:`";
            slot.cx.error("reserved-name", slot.span, message).help(help);
        }
    }
}
