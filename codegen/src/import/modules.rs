//! The modules of the description: those that the document tells of, and one for each further resource.

use std::collections::BTreeSet;

use super::docs;
use super::document::Value;
use super::extensions::Module;
use super::importer::Importer;
use super::naming::Names;
use super::operations::Operation;
use super::routes::unique;

/// A module with what belongs to it.
#[derive(Debug)]
pub(super) struct Filled<'o> {
    pub(super) module: Module,
    pub(super) operations: Vec<&'o Operation>,
    /// Whether it is for what several resources have in common.
    pub(super) shared: bool,
}

/// All modules in order. Where a part of the document is imported, those without operations and types are
/// left out.
pub(super) fn all<'o>(
    importer: &mut Importer<'_>,
    names: &Names,
    operations: &'o [Operation],
    whole: bool,
) -> Vec<Filled<'o>> {
    let mut all: Vec<Filled<'o>> = Vec::new();
    for module in std::mem::take(&mut importer.modules) {
        all.push(Filled { module, operations: Vec::new(), shared: false });
    }
    for operation in operations {
        let known = all.iter_mut().find(|it| it.module.resource == operation.resource);
        match known {
            Some(known) => known.operations.push(operation),
            None => all.push(Filled {
                module: Module::of(&format!("{}/v1", operation.resource), &operation.resource),
                operations: vec![operation],
                shared: false,
            }),
        }
    }
    let used = |it: &Filled<'_>| !it.operations.is_empty() || names.any_in(&it.module.resource);
    all.retain(|it| whole || used(it));
    let mut taken: BTreeSet<String> = all.iter().map(|it| it.module.resource.clone()).collect();
    if names.any_shared() {
        let name = unique(&mut taken, "shared");
        let mut module = Module::of(&format!("{name}/v1"), &name);
        module.doc = "What several resources have in common.".to_owned();
        let shared = Filled { module, operations: Vec::new(), shared: true };
        all.insert(0, shared);
    }
    let mut files = BTreeSet::from(["api".to_owned()]);
    for it in &mut all {
        let stem = it.module.file.trim_end_matches(".yaml");
        it.module.file = format!("{}.yaml", unique(&mut files, stem));
        if it.module.doc.is_empty() {
            it.module.doc = doc(importer, &it.operations);
        }
        let order = &it.module.order;
        let place = |operation: &&Operation| order.iter().position(|name| *name == operation.key);
        it.operations.sort_by_key(place);
    }
    all
}

/// What the document says about the tag that all operations of a module have.
fn doc(importer: &Importer<'_>, operations: &[&Operation]) -> String {
    let tag = operations.first().and_then(|operation| operation.tag.as_deref());
    let tags = importer.root.get("tags").and_then(Value::items);
    let named = |value: &Value<'_>| value.get("name").and_then(Value::text) == tag;
    let found = tags.and_then(|mut tags| tags.find(named));
    found
        .filter(|_| tag.is_some())
        .map(|tag| {
            let doc = tag.get("description").and_then(Value::text);
            docs::sentence(doc.unwrap_or_default())
        })
        .unwrap_or_default()
}
