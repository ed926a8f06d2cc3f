//! What a document states in `x-sdk`: the modules and types of a description.

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
    /// The resource of a module, which is taken in. `None` where no module can have that name.
    pub(super) fn module(&mut self, title: &str) -> Option<String> {
        let part = |text: &str| {
            let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c);
            text.starts_with(|c: char| c.is_ascii_lowercase()) && text.chars().all(fits)
        };
        let (resource, _) = title.split_once('/').filter(|(one, two)| part(one) && part(two))?;
        if !self.resources.contains_key(resource) {
            self.resources.insert(resource.to_owned(), self.modules.len());
            self.modules.push(Module::of(title, resource));
        }
        Some(resource.to_owned())
    }

    /// The module of a resource.
    pub(super) fn of_resource(&mut self, resource: &str) -> Option<&mut Module> {
        self.modules.get_mut(*self.resources.get(resource)?)
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
        }
    }
}
