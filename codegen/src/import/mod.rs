//! Turns an OpenAPI document into a description: what the document says, and rules for what it does not.
//!
//! Parts of the document become schemas in a normal form (`types`), equal ones become one type, types get
//! names, and the description is written as YAML. What the language cannot say is told with its place. It
//! does not change a description that is there: see `diff` for what has changed in an API.

mod bodies;
mod docs;
mod document;
mod importer;
mod merge;
mod naming;
mod notes;
mod operations;
mod replies;
mod require_any;
mod routes;
mod rust_names;
mod schemas;
mod service;
mod streams;
mod summary;
mod text;
mod types;
mod unions;
mod write;

use std::collections::{BTreeMap, BTreeSet};

pub use self::summary::Summary;

use self::document::Value;
use self::importer::Importer;
use self::naming::Names;
use self::operations::Operation;
use self::service::Service;
use self::write::Writer;
use crate::load::{Sources, load, syntax};
use crate::report::{FileId, Report, SourceFile};
use crate::resolve::resolve;

/// What the second line of an imported file is. A file without it is nobody's but its author's.
pub const MARKER: &str = "# Written by `cargo xtask import`.";

/// More than any document needs, and few enough for the stack.
const DEEPEST: usize = 120;

/// What came of a document.
#[derive(Debug, Default)]
pub struct Imported {
    /// The files of the description; none where the document has errors.
    pub files: Option<Vec<(String, String)>>,
    /// What keeps the document from being imported.
    pub errors: Vec<String>,
    /// What was lost, each with its place.
    pub warnings: Vec<String>,
    /// The whole in numbers.
    pub summary: Summary,
}

/// Imports the document `text` from the file `name`: the operations whose paths begin with `only`.
pub fn import(name: &str, text: &str, only: Option<&str>) -> Imported {
    let mut found = Vec::new();
    let json = text.trim_start().starts_with('{');
    let syntax = syntax::read_deep(text, json, DEEPEST, FileId(0), &mut found);
    let mut report = Report::default();
    let (path, source) = (name.to_owned(), text.to_owned());
    report.files.push(SourceFile { path, text: source });
    found.into_iter().for_each(|one| report.push(one));
    let root = match syntax.root {
        Some(root) if !report.has_errors() => root,
        _ => {
            let errors = match report.has_errors() {
                true => report
                    .diagnostics()
                    .iter()
                    .map(|one| one_line(&report, one))
                    .collect(),
                false => vec![format!("{name}: nothing is written in it")],
            };
            return Imported {
                errors,
                ..Imported::default()
            };
        }
    };
    let root = Value(&root);
    if let Some(error) = no_openapi(root) {
        return Imported {
            errors: vec![format!("{name}: {error}")],
            ..Imported::default()
        };
    }
    import_document(Importer::new(root, text), only)
}

/// A diagnostic on one line: lines of a document can be as long as the document.
fn one_line(report: &Report, found: &crate::report::Diagnostic) -> String {
    let file = &report.files[found.place.file.0];
    let before = file.text.get(..found.place.bytes.0).unwrap_or(&file.text);
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    format!("{}:{line}:{column}: {}", file.path, found.message)
}

fn no_openapi(root: Value<'_>) -> Option<String> {
    let said = |key: &str| root.get(key).and_then(Value::text);
    match (said("openapi"), said("swagger")) {
        (Some(version), _) if version.starts_with("3.") => None,
        (Some(version), _) => Some(format!("OpenAPI {version} cannot be imported, only 3.x")),
        (None, Some(version)) => Some(format!(
            "Swagger {version} cannot be imported: convert it to OpenAPI 3.x first"
        )),
        (None, None) => Some("this is no OpenAPI document: it has no `openapi`".to_owned()),
    }
}

fn import_document(mut importer: Importer<'_>, only: Option<&str>) -> Imported {
    let service = importer.service();
    let (mut operations, left_out) = read_operations(&mut importer, only);
    if operations.is_empty() {
        let message = match only {
            Some(prefix) => format!("no operation below `{prefix}` can be imported"),
            None => "no operation of it can be imported".to_owned(),
        };
        importer.notes.error(importer.root, message);
        return Imported {
            errors: importer.notes.errors,
            warnings: importer.notes.warnings,
            ..Imported::default()
        };
    }
    for _ in 0..naming::share_instances(&importer.types, &mut operations) {
        importer.notes.count(summary::INSTANCE);
    }
    let names = Names::new(&importer.types, &operations);
    importer.keep_rules_of_requests(&names, &operations);
    let files = write_files(&importer, &names, &service, &operations);
    let rules = importer.notes.rules.iter();
    let summary = Summary {
        operations: operations.len(),
        left_out,
        modules: files.len() - 1,
        types: names.order.len(),
        lossy: importer.lossy,
        unsaid: anys(&importer, &names, &operations).saturating_sub(importer.lossy),
        rules: rules.map(|(rule, count)| (*rule, *count)).collect(),
        ..Summary::default()
    };
    checked(importer.notes, files, summary)
}

/// The operations that can be described, and how many cannot.
fn read_operations(importer: &mut Importer<'_>, only: Option<&str>) -> (Vec<Operation>, usize) {
    let (routes, mut left_out) = importer.routes(only);
    let mut methods: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for route in &routes {
        let methods = methods.entry(route.resource.clone()).or_default();
        methods.insert(route.method.clone());
    }
    let mut operations = Vec::new();
    for route in &routes {
        let methods = methods.entry(route.resource.clone()).or_default();
        let operation = importer.within(route.told(), |this| this.operation(route, methods));
        left_out += usize::from(operation.is_none());
        operations.extend(operation);
    }
    (operations, left_out)
}

/// The files of the description, `api.yaml` first.
fn write_files(
    importer: &Importer<'_>,
    names: &Names,
    service: &Service,
    operations: &[Operation],
) -> Vec<(String, String)> {
    let modules = modules(operations);
    let writer = Writer::new(importer, names);
    let mut files = Vec::new();
    if names.any_shared() {
        let shared = shared_name(&modules);
        let text = writer.module(&shared, "What several resources have in common.", &[]);
        files.push((shared, text));
    }
    for (name, operations) in &modules {
        let doc = module_doc(importer, operations);
        files.push((name.clone(), writer.module(name, &doc, operations)));
    }
    let listed: Vec<_> = files.iter().map(|(name, _)| name.clone()).collect();
    for (name, _) in &mut files {
        name.push_str(".yaml");
    }
    let service = writer.service(service, &listed);
    files.insert(0, ("api.yaml".to_owned(), service));
    files
}

/// What is written has to be right: it is read back and resolved.
fn checked(notes: notes::Notes, files: Vec<(String, String)>, mut summary: Summary) -> Imported {
    let mut errors = notes.errors;
    let sources = Sources {
        folder: String::new(),
        files: files.clone(),
    };
    let (description, mut report) = load(sources);
    if let Some(description) = description {
        resolve(&description, &mut report);
    }
    let mut warnings = notes.warnings;
    for found in report.diagnostics() {
        match (found.id, found.level) {
            ("doc-missing", _) => summary.undocumented += 1,
            (_, crate::report::Level::Error) => errors.push(one_line(&report, found)),
            _ => warnings.push(one_line(&report, found)),
        }
    }
    summary.warnings = warnings.len();
    Imported {
        files: errors.is_empty().then_some(files),
        errors,
        warnings,
        summary,
    }
}

/// The operations of each module, in the order of the document.
fn modules(operations: &[Operation]) -> Vec<(String, Vec<&Operation>)> {
    let mut modules: Vec<(String, Vec<&Operation>)> = Vec::new();
    for operation in operations {
        match modules
            .iter_mut()
            .find(|(name, _)| *name == operation.resource)
        {
            Some((_, operations)) => operations.push(operation),
            None => modules.push((operation.resource.clone(), vec![operation])),
        }
    }
    modules
}

/// The module for what several resources have in common.
fn shared_name(modules: &[(String, Vec<&Operation>)]) -> String {
    let mut taken = modules.iter().map(|(name, _)| name.clone()).collect();
    routes::unique(&mut taken, "shared")
}

/// What the document says about the tag that all operations of a module have.
fn module_doc(importer: &Importer<'_>, operations: &[&Operation]) -> String {
    let tag = operations
        .first()
        .and_then(|operation| operation.tag.as_deref());
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

/// How often `any` is written.
fn anys(importer: &Importer<'_>, names: &Names, operations: &[Operation]) -> usize {
    let types = names
        .order
        .iter()
        .flat_map(|id| naming::uses_of(&importer.types.all[*id].shape));
    let roots = operations.iter().flat_map(naming::roots_of);
    types.chain(roots).map(naming::anys).sum()
}
