//! Makes every decision: names looked up, inheritance flattened, Rust names found. Whatever the author of
//! a description can get wrong ends here, all of it in one run.

mod checks;
mod clashes;
mod contents;
mod context;
mod cycles;
mod errors;
mod flow;
mod inheritance;
mod look_up;
mod objects;
mod operations;
mod parts;
mod routes;
mod service;
mod silence;
mod streams;
mod types;
mod unions;
mod was;

use std::collections::BTreeMap;

use clashes::Clashes;
pub use contents::is_media_type;
use context::Owner;
use operations::Operations;
pub use service::{OWN_HEADERS, OWN_SETTINGS};
use types::Types;

use crate::ir::graph::Edge;
use crate::ir::{Api, Module};
use crate::load::Description;
use crate::load::description;
use crate::load::place::At;
use crate::names;
use crate::report::{Place, Report};

/// Methods that every client has, so that no resource can be called like them.
pub const CLIENT_METHODS: &[&str] = &["builder", "from_env", "prepare", "raw", "with"];

/// Modules and crates that generated code names, so that no resource can be called like them.
pub const CRATE_MODULES: &[&str] =
    &["bytes", "http", "reqwest", "runtime", "serde_json", "service"];

/// Resolves a description. `None` where the report has errors, whether found here or before.
pub fn resolve(description: &Description, report: &mut Report) -> Option<Api> {
    let mut modules = resolve_modules(description, report);
    let mut types = Types::declare(description, report);
    let service = types.service(description.service_file, &description.service);
    types.resolve_all();
    types.fill_envelopes(&description.service);
    types.tell_variants_apart();
    let mut operations = Operations {
        types: &mut types,
        service: &service.streams,
        routes: BTreeMap::new(),
        streams: BTreeMap::new(),
    };
    for (module, (file, described)) in modules.iter_mut().zip(&description.modules) {
        module.operations = operations.resolve_module(*file, described);
    }
    let sound = !types.report.has_errors();
    types.mark_flow(&modules);
    types.check_all();
    types.settle_three_states();
    types.solve_cycles();
    types.mark_secrets();
    if sound {
        types.warn_of_unused();
    }
    let held = types.graph(&[Edge::Holds]);
    for (index, module) in modules.iter_mut().enumerate() {
        module.types = types.of_module(index);
        module.foreign = types.foreign(&held, index, module);
    }
    check_handles(&mut types, description, &modules);
    was::check_was(description, types.report);
    if types.report.has_errors() {
        return None;
    }
    let types = types.slots.into_iter().map(|slot| slot.ty).collect();
    Some(Api { service, modules, types })
}

/// The modules without what is in them.
fn resolve_modules(description: &Description, report: &mut Report) -> Vec<Module> {
    let mut accessors = Clashes::new();
    for method in CLIENT_METHODS {
        accessors.reserve(method, "a method that every client has");
    }
    for name in CRATE_MODULES {
        accessors.reserve(name, "a module that the crate has already");
    }
    let mut resources: Vec<(String, Place)> = Vec::new();
    let mut modules = Vec::new();
    for (index, (file, described)) in description.modules.iter().enumerate() {
        let owner = Owner::new(*file, "the module");
        let source =
            description.service.modules.get(index).map_or_else(String::new, |at| at.value.clone());
        let name = module_name(report, &owner, described);
        let (resource, version) = name.value.split_once('/').unwrap_or((&name.value, "v1"));
        let place = owner.place(&name);
        let doc = context::doc(report, &owner, place.clone(), described.doc.as_ref().into());
        let accessor = resource.replace('-', "_");
        if let Some(what) = accessors.reserved(&accessor) {
            let message = format!("`{accessor}` is the name of {what}");
            report.push(owner.error("bad-module", place.clone(), message));
        }
        if let Some((_, first)) = resources.iter().find(|(other, _)| *other == accessor) {
            let message = format!("the resource `{accessor}` has a module already");
            let diagnostic = owner.error("repeated-name", place.clone(), message);
            report.push(diagnostic.note(Place::clone(first), "the other one"));
        }
        resources.push((accessor.clone(), place.clone()));
        modules.push(Module {
            handle: names::handle_name(resource),
            resource: accessor,
            version: version.to_owned(),
            source,
            doc,
            types: Vec::new(),
            foreign: Vec::new(),
            operations: Vec::new(),
        });
    }
    modules
}

/// The module's name, `resource/version`.
fn module_name(report: &mut Report, owner: &Owner, described: &description::Module) -> At<String> {
    let Some(name) = &described.module else {
        let place = Place::new(owner.file, 0..0);
        let help = "write the resource and its version, such as `conversation/v1`";
        report.push(owner.error("missing-key", place, "it has no `module`").help(help));
        return At { value: "nameless/v1".into(), bytes: 0..0 };
    };
    let part = |text: &str, begins: fn(&char) -> bool| {
        text.chars().next().is_some_and(|c| begins(&c))
            && text
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-')
    };
    let fits = name.split_once('/').is_some_and(|(resource, version)| {
        part(resource, char::is_ascii_lowercase)
            && names::field_name(resource).is_ok_and(|rust| !rust.starts_with("r#"))
            && version
                .strip_prefix('v')
                .is_some_and(|n| !n.is_empty() && n.chars().all(|c| c.is_ascii_digit()))
    });
    if !fits {
        let message = format!("`{}` is no resource with its version", name.value);
        let help = "write it in lower case with a slash between, such as `conversation/v1`";
        report.push(owner.error("bad-module", owner.place(name), message).help(help));
    }
    name.clone()
}

/// A handle is a type of its module too.
fn check_handles(types: &mut Types<'_>, description: &Description, modules: &[Module]) {
    for (index, module) in modules.iter().enumerate() {
        if module.operations.is_empty() {
            continue;
        }
        let Some((file, _)) = description.modules.get(index) else {
            continue;
        };
        for slot in types
            .slots
            .iter()
            .filter(|slot| slot.ty.module == index && slot.ty.rust == module.handle)
        {
            let owner = Owner::new(*file, slot.owner.name.clone());
            let message =
                format!("`{}` is the type that carries the module's operations", module.handle);
            let help = "give it another name behind `rust:`";
            types.report.push(owner.error("reserved-name", slot.place.clone(), message).help(help));
        }
    }
}
