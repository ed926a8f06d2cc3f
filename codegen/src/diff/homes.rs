//! The modules that each type can be named through: its own, and those that lead to it.

use chatbotkit_description::ir::{Api, Module};

/// The modules of all types, by the index of the type.
pub(super) type Homes<'a> = Vec<Vec<&'a Module>>;

pub(super) fn homes(api: &Api) -> Homes<'_> {
    let mut homes = vec![Vec::new(); api.types.len()];
    for module in &api.modules {
        for id in module.types.iter().chain(&module.foreign) {
            homes[id.0].push(module);
        }
    }
    homes
}
