//! The cargo features of the generated crate: one for each resource, so that an application compiles what
//! it uses. It knows nothing of manifests.

use chatbotkit_description::ir::{Api, Module};

/// The feature that turns on all others. No resource has a name like it, for theirs have no hyphens.
pub const ALL_RESOURCES: &str = "all-resources";

/// Features, and those that each turns on.
pub type Features = Vec<(String, Vec<String>)>;

/// Whether each resource is a feature. Where only one module has operations, all would need it.
pub fn has_features(api: &Api) -> bool {
    let modules = api.modules.iter();
    modules.filter(|module| !module.operations.is_empty()).count() > 1
}

/// The features of an API, if it has any.
pub fn features(api: &Api) -> Features {
    if !has_features(api) {
        return Vec::new();
    }
    let resources = api.modules.iter().map(|module| module.resource.clone());
    let all = (ALL_RESOURCES.to_owned(), resources.collect());
    let each = api.modules.iter().map(|module| (module.resource.clone(), needs(api, module)));
    [all].into_iter().chain(each).collect()
}

/// The resources that a module takes types from, whether it names them or they are part of what it names.
fn needs(api: &Api, module: &Module) -> Vec<String> {
    let homes: Vec<usize> = module.foreign.iter().map(|id| api.at(*id).module).collect();
    let needed = api.modules.iter().enumerate().filter(|(index, _)| homes.contains(index));
    needed.map(|(_, home)| home.resource.clone()).collect()
}
