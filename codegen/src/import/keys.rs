//! The description as a tree of keys: what the rules made, with what the document states laid over it.

use std::collections::{BTreeMap, BTreeSet};

use super::about::{NO_REASON, written};
use super::importer::Importer;
use super::naming;
use super::naming::Names;
use super::routes::{Operation, Reply};
use super::service::Service;
use super::stated::Module;
use super::types::{About, Field, Shape, Use};
use chatbotkit_description::ir::Verb;
use chatbotkit_description::names;
use chatbotkit_description::print::{Keys, keys, list, mapping};

/// Makes the keys of what was imported.
pub(super) struct Writer<'w> {
    pub(super) importer: &'w Importer<'w>,
    pub(super) names: &'w Names,
    pub(super) operations: &'w [Operation<'w>],
}

impl Writer<'_> {
    /// A module: its operations, and the types that nothing else leads to.
    pub(super) fn module(&self, module: &Module) -> Keys {
        let operations = module.operations.iter().map(|index| &self.operations[*index]);
        let operations: Vec<_> = operations.collect();
        keys! {
            "module" => &module.title,
            "doc" => written(&module.doc),
            "path" => mapping(placeholders(&operations)),
            "types" => mapping(module.types.iter().map(|id| (self.names.of(*id), self.ty(*id)))),
            "operations" => mapping(operations.iter().map(|it| (&it.key, self.operation(it)))),
        }
    }

    fn ty(&self, id: usize) -> Keys {
        let ty = &self.importer.types.all[id];
        let keys = keys! { "doc" => written(&ty.about.doc), ..self.shape(&ty.shape) };
        ty.about.overlay.over(keys)
    }

    fn shape(&self, shape: &Shape) -> Keys {
        match shape {
            Shape::Plain(ty) => self.long_form(ty),
            Shape::Enum(values) => {
                let rusts = naming::value_names(values).into_iter();
                let values = values.iter().zip(rusts.map(|rust| keys! { "rust" => rust }));
                keys! { "enum" => values.collect::<Keys>() }
            }
            Shape::Object(fields) => {
                let any = fields.iter().filter(|field| field.any);
                keys! {
                    "fields" => self.parts(fields, naming::field_names(fields)),
                    "require_any" => list(any.map(|field| &field.name)),
                }
            }
            Shape::Union { tag, content, variants } => keys! {
                "tag" => tag.as_ref(), "content" => content.as_ref(), "union" => self.variants(variants),
            },
            Shape::Events(events) => keys! { "events" => self.variants(events) },
        }
    }

    fn variants(&self, variants: &[Field]) -> Keys {
        self.parts(variants, naming::value_names(variants.iter().map(|variant| &variant.name)))
    }

    fn parts(&self, parts: &[Field], rusts: Vec<Option<String>>) -> Keys {
        let part = |(part, rust): (&Field, _)| {
            let mark = if part.required { "" } else { "?" };
            let keys = named_part(self.long_form(&part.ty), &part.about, rust);
            (format!("{}{mark}", part.name), keys)
        };
        parts.iter().zip(rusts).map(part).collect()
    }

    fn operation(&self, operation: &Operation<'_>) -> Keys {
        let creates = matches!(operation.verb, Verb::Post | Verb::Patch);
        let optional = operation.request.as_ref().is_some_and(|it| self.is_optional(operation, it));
        let request = if optional { "request?" } else { "request" };
        let response = match &operation.reply {
            Reply::Nothing => Some("nothing".to_owned()),
            Reply::Json(ty) => Some(self.expression(ty)),
            Reply::Media(media) => Some(media.clone()),
            Reply::OnlyStream | Reply::Stated => None,
        };
        let stream = operation.stream.as_ref().map(|stream| {
            keys! { "events" => self.expression(&stream.events), ..stream.more.clone() }
        });
        let pages = || keys! { "items" => "items", "next" => "cursor", "send_as" => "cursor" };
        let keys = keys! {
            ..said(&operation.about),
            [operation.verb.key()] => operation.path,
            "method" => &operation.method,
            "effect" => creates.then_some("create"),
            [request] => operation.request.as_ref().map(|request| self.expression(request)),
            "response" => response,
            "upload" => operation.upload.clone(),
            "pages" => operation.pages.then(pages),
            "stream" => stream,
            "also" => operation.also.clone().some(),
            "empty_on" => operation.empty_on.clone().some(),
        };
        operation.overlay.over(keys)
    }

    fn is_optional(&self, operation: &Operation<'_>, request: &Use) -> bool {
        let fields = self.importer.types.fields(request);
        let needed = |fields: &[Field]| fields.iter().any(|field| field.required || field.any);
        operation.optional.unwrap_or_else(|| fields.is_some_and(|fields| !needed(fields)))
    }

    /// A type under its key: `type` where an expression can say it, else `items` or `values`.
    fn long_form(&self, ty: &Use) -> Keys {
        let (name, inner) = match ty {
            Use::Array(item) if !ty.has_text() => ("items", item),
            Use::Map(value) if !ty.has_text() => ("values", value),
            _ => return keys! { "type" => self.expression(ty) },
        };
        match inner.has_text() {
            true => keys! { [name] => self.expression(inner) },
            false => keys! { [name] => self.long_form(inner) },
        }
    }

    /// A type expression.
    fn expression(&self, ty: &Use) -> String {
        ty.text(|id| self.names.of(*id).to_owned())
    }

    /// `api.yaml`.
    pub(super) fn service(&self, service: Service, modules: &[Module]) -> Keys {
        let keys = service.keys.join(self.importer.conventions.keys());
        let keys = service.overlay.over(keys);
        let headers = keys.get("headers") != Some(&Keys::default().into());
        let keys = keys.filter(|key| key != "headers" || headers);
        keys! { ..keys, "modules" => list(modules.iter().map(|module| &module.file)) }
    }
}

/// What is said about something, apart from what is stated.
fn said(about: &About) -> Keys {
    keys! {
        "doc" => written(&about.text()),
        "deprecated" => about.deprecated.then_some(NO_REASON),
        "secret" => about.secret.then_some(true),
    }
}

/// A part of a type or module that has a name.
fn named_part(ty: Keys, about: &About, rust: Option<String>) -> Keys {
    about.overlay.over(keys! { ..ty, ..said(about), "rust" => rust })
}

/// What the paths of a module leave open, each with what most operations say about it.
fn placeholders(operations: &[&Operation<'_>]) -> Vec<(String, Keys)> {
    let mut order: Vec<&str> = Vec::new();
    let mut found: BTreeMap<&str, Vec<&About>> = BTreeMap::new();
    for (name, about) in operations.iter().flat_map(|operation| &operation.placeholders) {
        let all = found.entry(name).or_default();
        if all.is_empty() {
            order.push(name);
        }
        all.push(about);
    }
    let mut taken = BTreeSet::from(["request".to_owned()]);
    if operations.iter().any(|operation| operation.upload.is_some()) {
        taken.insert("content".to_owned());
    }
    let placeholder = |name: &str| {
        let all = found.remove(name).unwrap_or_default();
        // Where the document states something, there is nothing to choose.
        let stated = all.iter().find(|about| !about.overlay.keys.is_empty());
        let overlay = stated.map(|about| about.overlay.clone()).unwrap_or_default();
        let rust = match overlay.states("rust") {
            true => None,
            false => naming::rust_name(&mut taken, name, names::field_name, &names::snake(name)),
        };
        let about = About { doc: said_by_most(&all), overlay, ..About::default() };
        (name.to_owned(), named_part(keys! { "type" => "string" }, &about, rust))
    };
    order.into_iter().map(placeholder).collect()
}

/// What is true of all of them: the documentation that most have, else the words that all begin with, else the
/// documentation that is written most often, the first of those where there are several.
fn said_by_most(all: &[&About]) -> String {
    let docs = || all.iter().map(|about| about.doc.as_str()).filter(|doc| !doc.is_empty());
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    docs().for_each(|doc| *counts.entry(doc).or_default() += 1);
    let most = docs().rev().max_by_key(|doc| counts.get(doc)).unwrap_or_default();
    if counts.get(most).is_some_and(|count| count * 2 > docs().count()) {
        return most.to_owned();
    }
    let mut shared: Vec<&str> = most.split_whitespace().collect();
    for doc in docs() {
        let same = shared.iter().zip(doc.split_whitespace());
        let same = same.take_while(|(word, other)| **word == *other).count();
        shared.truncate(same);
    }
    // `The id of the book to lend` and `The id of the book to burn` share one word too many.
    while shared.last().is_some_and(|word| OPEN.contains(word)) {
        shared.pop();
    }
    match shared.len() {
        0..3 => most.to_owned(),
        _ => format!("{}.", shared.join(" ").trim_end_matches(['.', ','])),
    }
}

/// Words that no sentence ends with.
const OPEN: [&str; 8] = ["a", "an", "for", "of", "the", "that", "to", "whose"];
