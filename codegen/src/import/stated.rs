//! The modules and types that the document states, and whether that counts.

use std::collections::BTreeMap;

use super::document::component_name;

/// What is stated, and whether it counts.
#[derive(Debug, Default)]
pub(super) struct Stated<'a> {
    /// Whether it counts.
    pub(super) counts: bool,
    /// Whether there is anything.
    pub(super) any: bool,
    /// Whether the document was written of a description, so that nothing has to be guessed.
    pub(super) exact: bool,
    /// The modules in order, and where each is by its resource.
    pub(super) modules: Vec<Module>,
    pub(super) resources: BTreeMap<String, usize>,
    /// The resources that tags stand for.
    pub(super) tags: BTreeMap<&'a str, String>,
    /// The types by their names.
    pub(super) types: BTreeMap<String, usize>,
    /// The same by the keys of their schemas.
    pub(super) schemas: BTreeMap<&'a str, usize>,
}

impl Stated<'_> {
    /// The module of a resource, which is taken in under a title if there is none yet.
    pub(super) fn module(&mut self, resource: &str, title: &str) -> &mut Module {
        let next = self.modules.len();
        let at = *self.resources.entry(resource.to_owned()).or_insert(next);
        if at == next {
            self.modules.push(Module::of(title, resource));
        }
        &mut self.modules[at]
    }

    /// The type that a pointer leads to.
    pub(super) fn at(&self, pointer: &str) -> Option<usize> {
        self.schemas.get(component_name(pointer)?.as_str()).copied()
    }
}

/// A module of the description.
#[derive(Debug)]
pub(super) struct Module {
    /// The resource, as files and methods are called after it.
    pub(super) resource: String,
    /// The resource and its version.
    pub(super) title: String,
    pub(super) file: String,
    pub(super) doc: String,
    /// The names of its operations in order, where that is not the order of the paths.
    pub(super) order: Vec<String>,
    /// The indices of its operations.
    pub(super) operations: Vec<usize>,
    pub(super) types: Vec<usize>,
}

impl Module {
    /// A module of which only operations or types speak.
    pub(super) fn of(title: &str, resource: &str) -> Self {
        Self {
            resource: resource.to_owned(),
            title: title.to_owned(),
            file: format!("{resource}.yaml"),
            doc: String::new(),
            order: Vec::new(),
            operations: Vec::new(),
            types: Vec::new(),
        }
    }
}
