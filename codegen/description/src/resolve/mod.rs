//! Makes every decision: names looked up, inheritance flattened, Rust names found. Whatever the author of
//! a description can get wrong ends here, all of it in one run.

mod checks;
mod contents;
mod context;
mod cycles;
mod enums;
mod errors;
mod flow;
mod inheritance;
mod modules;
mod objects;
mod operations;
mod parts;
mod previous_names;
mod reserved;
mod routes;
mod service;
mod silence;
mod streams;
mod types;
mod unions;

use std::collections::BTreeMap;

use self::context::Context;
use self::operations::Operations;
pub use self::reserved::{
    CLIENT_METHODS, CRATE_MODULES, HANDWRITTEN, OWN_HEADERS, OWN_SETTINGS, SERVICE_TYPES,
};
use self::types::Types;
use crate::ir::graph::Edge;
use crate::ir::{Api, Kind};
use crate::load::Description;
pub use crate::load::formats::is_media_type;
use crate::report::Report;

/// Resolves a description. `None` where the report has errors, whether found here or before.
pub fn resolve(description: &Description, report: &mut Report) -> Option<Api> {
    let cx = &Context::new(report, description.complete);
    let mut types = Types::declare(description, cx);
    types.api.service = types.service(&description.service);
    types.api.modules = modules::modules(description, cx);
    types.resolve_all();
    types.distinguish_variants();
    resolve_operations(description, &mut types);
    let sound = cx.errors() == 0;
    types.mark_flow();
    types.check_all();
    types.settle_three_states();
    types.solve_cycles();
    types.mark_secrets();
    if sound {
        types.warn_of_unused();
    }
    arrange(&mut types);
    modules::check_handles(&types);
    previous_names::check_previous_names(description, cx);
    (cx.errors() == 0).then_some(types.api)
}

fn resolve_operations(description: &Description, types: &mut Types<'_>) {
    let (routes, streams) = (BTreeMap::new(), BTreeMap::new());
    let mut operations = Operations { types, api: &types.api, routes, streams };
    let described = description.modules.iter();
    let resolved: Vec<_> = described.map(|(_, module)| operations.of_module(module)).collect();
    let streams = operations.streams;
    for (module, resolved) in types.api.modules.iter_mut().zip(resolved) {
        module.operations = resolved;
    }
    for (id, (events, _)) in streams {
        if let Kind::Union(union) = &mut types.api.types[id.0].kind {
            union.events = Some(events);
        }
    }
}

/// Gives each module its types, and those of others that it leads to.
fn arrange(types: &mut Types<'_>) {
    let held = types.graph(&[Edge::Holds]);
    let own = types.by_module(types.api.modules.len());
    for (index, own) in own.into_iter().enumerate() {
        types.api.modules[index].types = own;
        let foreign = types.foreign(&held, index, &types.api.modules[index]);
        types.api.modules[index].foreign = foreign;
    }
}
