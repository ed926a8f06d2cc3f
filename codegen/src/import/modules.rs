//! The modules of the description: those that the document states, and one for each further resource.

use std::collections::{BTreeMap, BTreeSet};

use super::about;
use super::document::{Value, component_name};
use super::importer::Importer;
use super::naming::Names;
use super::routes::Operation;
use super::routes::unique;
use super::types::Overlay;
use chatbotkit_description::print::Tree;

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
    fn module(&mut self, resource: &str, title: &str) -> &mut Module {
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
    resource: String,
    /// The resource and its version.
    pub(super) title: String,
    pub(super) file: String,
    pub(super) doc: String,
    /// The names of its operations in order, where that is not the order of the paths.
    order: Vec<String>,
    /// The indices of its operations.
    pub(super) operations: Vec<usize>,
    pub(super) types: Vec<usize>,
}

impl Module {
    /// A module of which only operations or types speak.
    fn of(title: &str, resource: &str) -> Self {
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

/// The resource in a title such as `book/v1`.
fn resource_of(title: &str) -> Option<&str> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c);
    let part =
        |text: &str| text.starts_with(|c: char| c.is_ascii_lowercase()) && text.chars().all(fits);
    let (resource, version) = title.split_once('/')?;
    (part(resource) && part(version)).then_some(resource)
}

impl<'a> Importer<'a> {
    /// The modules that tags state.
    pub(super) fn stated_modules(&mut self) {
        for tag in self.list(self.document.root, "tags") {
            let own = self.overlay(tag);
            let (Some(resource), Some(name)) =
                (self.stated_module(tag, &own), self.text(tag, "name"))
            else {
                continue;
            };
            let file = own.text("source").filter(|file| self.can_be_file(tag, file, &resource));
            let order = match own.keys.get("operations") {
                Some(Tree::List(order)) => order.as_slice(),
                _ => &[],
            };
            let module = self.stated.module(&resource, &resource);
            module.doc = about::as_written(tag).doc;
            module.order = order.iter().filter_map(Tree::text).map(str::to_owned).collect();
            if let Some(file) = file {
                module.file = file.to_owned();
            }
            self.stated.tags.insert(name, resource);
        }
    }

    /// Whether a file can have that name: it lies beside the others.
    fn can_be_file(&mut self, tag: Value<'a>, file: &str, resource: &str) -> bool {
        let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        let mut others = self.stated.modules.iter().filter(|it| it.resource != resource);
        let known = others.any(|module| module.file == file);
        let stem = file.strip_suffix(".yaml");
        let fits = stem.is_some_and(|stem| stem.starts_with(|c: char| c.is_ascii_alphanumeric()))
            && file.chars().all(plain)
            && file != "api.yaml"
            && !known;
        if !fits {
            let message =
                format!("`{file}` cannot be the name of a file here: it gets another one");
            self.warn(tag, message);
        }
        fits
    }

    /// The resource of the module that something states to belong to.
    pub(super) fn stated_module(&mut self, value: Value<'a>, own: &Overlay) -> Option<String> {
        let title = own.text("module")?;
        let Some(resource) = resource_of(title) else {
            let message = format!("`{title}` is not a module such as `book/v1`: it is left out");
            return self.refuse(value, message);
        };
        self.stated.module(resource, title);
        Some(resource.to_owned())
    }

    /// The resource of an operation: that of its tag.
    pub(super) fn resource_of_tags(&self, operation: Value<'a>) -> Option<String> {
        let tags = operation.items_at("tags");
        let mut modules = tags.filter_map(|tag| self.stated.tags.get(tag.text()?));
        modules.next().cloned()
    }
}

/// All modules in order, each with what belongs to it. Where a part of the document is imported, those without
/// operations and types are left out.
pub(super) fn all(
    importer: &mut Importer<'_>,
    names: &Names,
    operations: &[Operation<'_>],
    whole: bool,
) -> Vec<Module> {
    for (index, operation) in operations.iter().enumerate() {
        let title = format!("{}/v1", operation.resource);
        importer.stated.module(&operation.resource, &title).operations.push(index);
    }
    let mut all = std::mem::take(&mut importer.stated.modules);
    let mut types = names.by_module();
    for it in &mut all {
        it.types = types.remove(&Some(it.resource.clone())).unwrap_or_default();
    }
    all.retain(|it| whole || !it.operations.is_empty() || !it.types.is_empty());
    let mut taken: BTreeSet<String> = all.iter().map(|it| it.resource.clone()).collect();
    if let Some(types) = types.remove(&None) {
        let name = unique(&mut taken, "shared");
        let doc = "What several resources have in common.".to_owned();
        all.insert(0, Module { types, doc, ..Module::of(&format!("{name}/v1"), &name) });
    }
    let docs = docs_of_tags(importer.document.root);
    let mut files = BTreeSet::from(["api".to_owned()]);
    for it in &mut all {
        let stem = it.file.trim_end_matches(".yaml");
        it.file = format!("{}.yaml", unique(&mut files, stem));
        if it.doc.is_empty() {
            let tag = it.operations.first().and_then(|index| operations[*index].tag);
            it.doc = tag.and_then(|tag| docs.get(tag)).cloned().unwrap_or_default();
        }
        let order = it.order.iter().enumerate();
        let order: BTreeMap<_, _> = order.map(|(at, name)| (name.as_str(), at)).collect();
        it.operations.sort_by_key(|index| order.get(operations[*index].key.as_str()));
    }
    all
}

/// What the document says about each tag.
fn docs_of_tags(root: Value<'_>) -> BTreeMap<&str, String> {
    let docs = root.items_at("tags").filter_map(|tag| {
        let doc = tag.text_at("description").unwrap_or_default();
        Some((tag.text_at("name")?, about::sentence(doc)))
    });
    // Of two tags with one name, the first one counts.
    docs.collect::<Vec<_>>().into_iter().rev().collect()
}
