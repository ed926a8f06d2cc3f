//! The modules that each type can be named through: its own, and those that lead to it.

use chatbotkit_description::ir::{Api, Module, TypeId};

/// The modules of all types, by the index of the type.
pub(super) struct Homes<'a>(Vec<Vec<&'a Module>>);

impl<'a> Homes<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        let mut homes = vec![Vec::new(); api.types.len()];
        for module in &api.modules {
            for id in module.types.iter().chain(&module.foreign) {
                homes[id.0].push(module);
            }
        }
        Self(homes)
    }

    pub(super) fn of(&self, id: TypeId) -> &[&'a Module] {
        &self.0[id.0]
    }
}
