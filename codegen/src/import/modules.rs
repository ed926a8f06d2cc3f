//! The modules of the description: those that the document states, and one for each further resource.

use std::collections::{BTreeMap, BTreeSet};

use super::about;
use super::document::Value;
use super::importer::Importer;
use super::naming::Names;
use super::operation::Operation;
use super::routes::unique;
use super::stated::Module;
use super::types::Overlay;
use chatbotkit_description::print::Tree;

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
            self.stated.tags.insert(name, resource.clone());
            let Some(Tree::List(order)) = own.keys.get("operations") else {
                self.describe_module(tag, &own, &resource, Vec::new());
                continue;
            };
            let order = order.iter().filter_map(Tree::text).map(str::to_owned).collect();
            self.describe_module(tag, &own, &resource, order);
        }
    }

    fn describe_module(
        &mut self,
        tag: Value<'a>,
        own: &Overlay,
        resource: &str,
        order: Vec<String>,
    ) {
        let doc = about::as_written(tag).doc;
        let file = own.text("source");
        let file = file.filter(|file| self.can_be_file(tag, file, resource)).map(str::to_owned);
        if let Some(module) = self.stated.of_resource(resource) {
            (module.doc, module.order) = (doc, order);
            module.file = file.unwrap_or_else(|| std::mem::take(&mut module.file));
        }
    }

    /// Whether a file can have that name: it lies beside the others.
    fn can_be_file(&mut self, tag: Value<'a>, file: &str, resource: &str) -> bool {
        let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        let mut others = self.stated.modules.iter().filter(|it| it.resource != resource);
        let known = others.any(|module| module.file == file);
        let stem = file.strip_suffix(".yaml");
        if stem.is_some_and(|stem| stem.starts_with(|c: char| c.is_ascii_alphanumeric()))
            && file.chars().all(plain)
            && file != "api.yaml"
            && !known
        {
            return true;
        }
        let message = format!("`{file}` cannot be the name of a file here: it gets another one");
        self.notes.warn(tag, message);
        false
    }

    /// The resource of the module that something states to belong to.
    pub(super) fn stated_module(&mut self, value: Value<'a>, own: &Overlay) -> Option<String> {
        let title = own.text("module")?;
        let found = self.stated.module(title);
        if found.is_none() {
            let message = format!("`{title}` is not a module such as `book/v1`: it is left out");
            self.notes.warn(value, message);
        }
        found
    }

    /// The resource of an operation: that of its tag.
    pub(super) fn resource_of_tags(&self, operation: Value<'a>) -> Option<String> {
        let tags = operation.get("tags")?.items()?;
        let mut modules = tags.filter_map(|tag| self.stated.tags.get(tag.text()?));
        modules.next().cloned()
    }
}

/// A module with what belongs to it.
#[derive(Debug)]
pub(super) struct Filled<'o> {
    pub(super) module: Module,
    pub(super) operations: Vec<&'o Operation<'o>>,
    pub(super) types: Vec<usize>,
}

/// All modules in order. Where a part of the document is imported, those without operations and types are
/// left out.
pub(super) fn all<'o>(
    importer: &mut Importer<'_>,
    names: &Names,
    operations: &'o [Operation<'o>],
    whole: bool,
) -> Vec<Filled<'o>> {
    let mut all: Vec<Filled<'o>> = Vec::new();
    for module in std::mem::take(&mut importer.stated.modules) {
        all.push(Filled { module, operations: Vec::new(), types: Vec::new() });
    }
    let known = all.iter().enumerate().map(|(at, it)| (it.module.resource.clone(), at));
    let mut known: BTreeMap<String, usize> = known.collect();
    for operation in operations {
        let at = *known.entry(operation.resource.clone()).or_insert(all.len());
        if at == all.len() {
            let module = Module::of(&format!("{}/v1", operation.resource), &operation.resource);
            all.push(Filled { module, operations: Vec::new(), types: Vec::new() });
        }
        all[at].operations.push(operation);
    }
    let mut types = names.by_module();
    for it in &mut all {
        it.types = types.remove(&Some(it.module.resource.clone())).unwrap_or_default();
    }
    all.retain(|it| whole || !it.operations.is_empty() || !it.types.is_empty());
    let mut taken: BTreeSet<String> = all.iter().map(|it| it.module.resource.clone()).collect();
    if let Some(types) = types.remove(&None) {
        let name = unique(&mut taken, "shared");
        let mut module = Module::of(&format!("{name}/v1"), &name);
        module.doc = "What several resources have in common.".to_owned();
        let shared = Filled { module, operations: Vec::new(), types };
        all.insert(0, shared);
    }
    let docs = docs_of_tags(importer.document.root);
    let mut files = BTreeSet::from(["api".to_owned()]);
    for it in &mut all {
        let stem = it.module.file.trim_end_matches(".yaml");
        it.module.file = format!("{}.yaml", unique(&mut files, stem));
        if it.module.doc.is_empty() {
            let tag = it.operations.first().and_then(|operation| operation.tag);
            it.module.doc = tag.and_then(|tag| docs.get(tag)).cloned().unwrap_or_default();
        }
        let order = it.module.order.iter().enumerate();
        let order: BTreeMap<_, _> = order.map(|(at, name)| (name.as_str(), at)).collect();
        it.operations.sort_by_key(|operation| order.get(operation.key.as_str()));
    }
    all
}

/// What the document says about each tag.
fn docs_of_tags(root: Value<'_>) -> BTreeMap<&str, String> {
    let tags = root.items_at("tags");
    let docs = tags.filter_map(|tag| {
        let doc = tag.text_at("description").unwrap_or_default();
        Some((tag.get("name")?.text()?, about::sentence(doc)))
    });
    // Of two tags with one name, the first one counts.
    docs.collect::<Vec<_>>().into_iter().rev().collect()
}
