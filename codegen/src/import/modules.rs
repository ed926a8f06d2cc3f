//! The modules of the description: those that the document states, and one for each further resource.

use std::collections::{BTreeMap, BTreeSet};

use super::about;
use super::document::Value;
use super::importer::Importer;
use super::naming::Names;
use super::routes::Operation;
use super::routes::unique;
use super::stated::Module;
use super::types::Overlay;
use chatbotkit_description::print::Tree;

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
