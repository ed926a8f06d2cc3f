//! Turns an OpenAPI document into a description: what the document says, and rules for what it does not.
//!
//! It goes in passes. Whatever a `$ref` leads to gets an id (`references`) and is read as a name; schemas are read into a
//! normal form (`types`), in which those that have to be merged are (`references`, `merge`, `unions`); names that
//! nobody needs are dropped and equal types become one (`aliases`); types get their names (`naming`); what the document
//! states in `x-sdk` ([`crate::openapi`]) is laid over the keys that the rules made (`keys`); and the result is written
//! as YAML and read back as a check.
//!
//! What the language cannot say is reported with its place. An import does not change a description that is there: see
//! `diff` for what has changed in an API.

mod about;
mod aliases;
mod bodies;
mod conventions;
mod declared;
mod discriminators;
mod document;
mod errors;
mod flow;
mod importer;
mod keys;
mod keywords;
mod merge;
mod modules;
mod naming;
mod notes;
mod operations;
mod overlay;
mod references;
mod replies;
mod routes;
mod schemas;
mod service;
mod stated;
mod streams;
mod types;
mod unions;

pub use self::notes::Summary;

use self::document::{Marks, Value};
use self::importer::Importer;
use self::keys::Writer;
use self::naming::Names;
use self::notes::{Lines, Notes};
use self::routes::Operation;
use self::types::{NESTED, Use};
use chatbotkit_description::load::tree::Node;
use chatbotkit_description::load::{Sources, load, syntax};
use chatbotkit_description::print::{self, Keys};
use chatbotkit_description::report::{Diagnostic, FileId, Level, Report, SourceFile, visible};
use chatbotkit_description::resolve::resolve;

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

impl Imported {
    fn failed(errors: Vec<String>) -> Self {
        Self { errors, ..Self::default() }
    }
}

/// Imports the document `text` from the file `name`: the operations whose paths begin with `only`.
pub fn import(name: &str, text: &str, only: Option<&str>) -> Imported {
    let imported = match read(name, text) {
        Ok(root) => import_root(&root, text, only),
        Err(errors) => Imported::failed(errors),
    };
    // Whatever the document holds, none of it reaches a terminal as it is.
    let shown = |lines: Vec<String>| lines.iter().map(|line| visible(line)).collect();
    Imported { errors: shown(imported.errors), warnings: shown(imported.warnings), ..imported }
}

/// Reads a document of OpenAPI, or says why it is not one.
fn read(name: &str, text: &str) -> Result<Node, Vec<String>> {
    let mut found = Vec::new();
    let json = text.trim_start().starts_with('{');
    let syntax = syntax::read_deep(text, json, DEEPEST, FileId(0), &mut found);
    let mut report = Report::default();
    report.files.push(SourceFile { path: name.to_owned(), text: text.to_owned() });
    found.into_iter().for_each(|one| report.push(one));
    if report.has_errors() {
        return Err(on_lines(&report).into_iter().map(|(_, line)| line).collect());
    }
    let root = syntax.root.ok_or_else(|| vec![format!("{name}: nothing is written in it")])?;
    match no_openapi(Value::new(&root, &Marks::default())) {
        Some(error) => Err(vec![format!("{name}: {error}")]),
        None => Ok(root),
    }
}

/// Imports a document with what it states, or without it where that makes no description.
fn import_root(root: &Node, text: &str, only: Option<&str>) -> Imported {
    let with = |extensions: bool| {
        let marks = Marks::default();
        import_document(Importer::new(Value::new(root, &marks), text, extensions), only)
    };
    let (overlaid, any) = with(true);
    let (Some(error), true) = (overlaid.errors.first(), any) else {
        return overlaid;
    };
    let (mut ruled, _) = with(false);
    let warning = format!("`x-sdk` is left out everywhere, for with it there is an error: {error}");
    ruled.warnings.insert(0, warning);
    ruled.summary.warnings += 1;
    ruled
}

/// Diagnostics, each on one line: lines of a document can be as long as the document.
fn on_lines(report: &Report) -> Vec<(Diagnostic, String)> {
    let lines: Vec<_> = report.files.iter().map(|file| Lines::of(&file.text)).collect();
    let shown = |found: Diagnostic| {
        let (file, at) = (found.span.file.0, found.span.bytes.0);
        let (line, start) = lines[file].at(at);
        let SourceFile { path, text } = &report.files[file];
        let column = text.get(start..at).map_or(0, |before| before.chars().count()) + 1;
        let shown = format!("{path}:{line}:{column}: {}", found.message);
        (found, shown)
    };
    report.diagnostics().into_iter().map(shown).collect()
}

fn no_openapi(root: Value<'_>) -> Option<String> {
    let said = |key: &str| root.text_at(key);
    match (said("openapi"), said("swagger")) {
        (Some(version), _) if version.starts_with("3.") => None,
        (Some(version), _) => Some(format!("OpenAPI {version} cannot be imported, only 3.x")),
        (None, Some(version)) => {
            Some(format!("Swagger {version} cannot be imported: convert it to OpenAPI 3.x first"))
        }
        (None, None) => Some("this is not an OpenAPI document: it has no `openapi`".to_owned()),
    }
}

/// Imports a document, and says whether there were extensions in it.
fn import_document(mut importer: Importer<'_>, only: Option<&str>) -> (Imported, bool) {
    importer.stated_modules();
    importer.stated_types();
    let service = importer.service();
    let operations = operations_of(&mut importer, only);
    if operations.is_empty() && importer.stated.modules.is_empty() {
        let message = match only {
            Some(prefix) => format!("no operation below `{prefix}` can be imported"),
            None => "no operation of it can be imported".to_owned(),
        };
        importer.notes.error(importer.document.root, message);
        let warnings = importer.notes.warnings;
        let failed = Imported { warnings, ..Imported::failed(importer.notes.errors) };
        return (failed, importer.stated.any);
    }
    importer.report_unread(importer.document.root);
    let names = Names::new(&importer.types, &operations, only.is_none());
    importer.settle_fields(&names, &operations);
    let modules = modules::all(&mut importer, &names, &operations, only.is_none());
    let writer = Writer { importer: &importer, names: &names, operations: &operations };
    let api = writer.service(service, &modules);
    let mut files = vec![("api.yaml".to_owned(), file("api", &api))];
    files.extend(modules.iter().map(|it| (it.file.clone(), file("module", &writer.module(it)))));
    let anys = anys(&importer, &names, &operations);
    let rules = importer.notes.rules.iter();
    let summary = Summary {
        operations: operations.len(),
        left_out: importer.notes.left_out,
        modules: modules.len(),
        types: names.order.len(),
        lossy: importer.notes.lossy,
        unsaid: anys.saturating_sub(importer.notes.lossy),
        rules: rules.map(|(rule, count)| (*rule, *count)).collect(),
        ..Summary::default()
    };
    (checked(importer.notes, files, summary), importer.stated.any)
}

/// A file of the description, whose schema for editors has that name.
fn file(schema: &str, keys: &Keys) -> String {
    let first = format!("# yaml-language-server: $schema=json-schema/{schema}.json");
    format!("{first}\n{MARKER}\n{}", print::file(keys))
}

/// The operations in the order of the document.
fn operations_of<'a>(importer: &mut Importer<'a>, only: Option<&str>) -> Vec<Operation<'a>> {
    let mut operations = Vec::new();
    for mut operation in importer.routes(only) {
        let read = importer.within(operation.shown(), |this| {
            this.read_operation(&mut operation)?;
            this.report_unread(operation.node);
            Some(())
        });
        importer.within(operation.path, |this| this.report_unread(operation.beside));
        match read {
            Some(()) => operations.push(operation),
            None => importer.notes.left_out += 1,
        }
    }
    let aliases = importer.types.forget_aliases();
    for id in std::mem::take(&mut importer.types.too_deep) {
        let name = importer.types.all[id].word.text().to_owned();
        importer.within(format!("`{name}`"), |this| this.lost(this.document.root, NESTED));
    }
    for operation in &mut operations {
        operation.uses_mut().for_each(|ty| aliases::replace(ty, &aliases));
    }
    if importer.stated.exact {
        return operations;
    }
    for _ in 0..naming::share_instances(&importer.types, &mut operations) {
        importer.notes.count(notes::INSTANCE);
    }
    operations
}

/// What is written has to be right: it is read back and resolved.
fn checked(notes: Notes, files: Vec<(String, String)>, mut summary: Summary) -> Imported {
    let mut errors = notes.errors;
    let sources = Sources { folder: String::new(), files: files.clone() };
    let (description, mut report) = load(sources);
    if let Some(description) = description {
        resolve(&description, &mut report);
    }
    let mut warnings = notes.warnings;
    for (found, line) in on_lines(&report) {
        match (found.id, found.level) {
            ("doc-missing", _) => summary.undocumented += 1,
            (_, Level::Error) => errors.push(line),
            _ => warnings.push(line),
        }
    }
    summary.warnings = warnings.len();
    Imported { files: errors.is_empty().then_some(files), errors, warnings, summary }
}

/// How often `any` is written.
fn anys(importer: &Importer<'_>, names: &Names, operations: &[Operation<'_>]) -> usize {
    let types = names.order.iter().map(|id| &importer.types.all[*id]);
    let types = types.filter(|ty| !ty.about.overlay.has_shape()).flat_map(|ty| ty.shape.uses());
    let all = types.chain(operations.iter().flat_map(Operation::uses));
    all.filter(|ty| *ty.core() == Use::ANY).count()
}
