//! The modules that each type can be named through: its own, and those that lead to it.

use std::collections::BTreeSet;

use chatbotkit_description::ir::{Api, TypeId};

/// The modules of all types, in both descriptions.
pub(super) struct Homes<'a> {
    pub(super) old: Held,
    pub(super) new: Held,
    /// The resources that the new description has.
    pub(super) resources: BTreeSet<&'a str>,
}

/// The modules of all types, by index.
pub(super) struct Held(Vec<Vec<usize>>);

impl<'a> Homes<'a> {
    pub(super) fn new(old: &Api, new: &'a Api) -> Self {
        let resources = new.modules.iter().map(|module| &*module.resource).collect();
        Self { old: Held::in_api(old), new: Held::in_api(new), resources }
    }
}

impl Held {
    fn in_api(api: &Api) -> Self {
        let mut homes = vec![Vec::new(); api.types.len()];
        for (module, index) in api.modules.iter().zip(0..) {
            let held: BTreeSet<_> = module.types.iter().chain(&module.foreign).collect();
            for id in held {
                homes[id.0].push(index);
            }
        }
        Self(homes)
    }

    pub(super) fn of(&self, id: TypeId) -> impl Iterator<Item = usize> {
        self.0[id.0].iter().copied()
    }
}
