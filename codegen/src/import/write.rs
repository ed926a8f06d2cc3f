//! The description as YAML, as one would write it by hand.

use std::collections::BTreeSet;

use super::docs::NO_REASON;
use super::importer::Importer;
use super::modules::Filled;
use super::naming::Names;
use super::operations::{Operation, Reply};
use super::text::{WIDTH, doc_entry, entry, scalar};
use super::told::{Told, find};
use super::types::{About, Field, Shape, Use};
use super::{MARKER, rust_names};
use chatbotkit_description::ir::Verb;
use chatbotkit_description::names;

/// A part of a type or module that has a name: its key, its shape, what is said about it, its Rust name.
struct Part<'p> {
    key: String,
    ty: String,
    /// Its long form, where no type expression can say it.
    long: Option<String>,
    about: &'p About,
    rust: Option<String>,
}

/// The description while it is written.
pub(super) struct Writer<'w> {
    pub(super) importer: &'w Importer<'w>,
    names: &'w Names,
}

impl<'w> Writer<'w> {
    pub(super) fn new(importer: &'w Importer<'w>, names: &'w Names) -> Self {
        Self { importer, names }
    }

    /// A module: its operations, and the types that nothing else leads to.
    pub(super) fn module(&self, filled: &Filled<'_>) -> String {
        let Filled { module, operations, shared } = filled;
        let mut out = beginning("module");
        out.push_str(&entry(0, "module", &module.title));
        if !module.doc.is_empty() {
            out.push_str(&doc_entry(0, &module.doc));
        }
        out.push_str(&self.placeholders(operations));
        let here = (!shared).then_some(module.resource.as_str());
        let own = self.names.order.iter().filter(|id| self.names.module(**id) == here);
        for (index, id) in own.enumerate() {
            out.push_str(if index == 0 { "\ntypes:\n" } else { "\n" });
            self.ty(&mut out, *id);
        }
        for (index, operation) in operations.iter().enumerate() {
            out.push_str(if index == 0 { "\noperations:\n" } else { "\n" });
            self.operation(&mut out, operation);
        }
        out
    }

    fn ty(&self, out: &mut String, id: usize) {
        let ty = &self.importer.types.all[id];
        let name = scalar(self.names.of(id));
        if let Shape::Told(keys) = &ty.shape {
            self.told(out, 2, &name, &Told::Keys(keys.clone()));
            return;
        }
        out.push_str(&format!("  {name}:\n"));
        if !ty.about.doc.is_empty() {
            out.push_str(&doc_entry(4, &ty.about.doc));
        }
        match &ty.shape {
            // It is written already.
            Shape::Told(_) => {}
            Shape::Plain(ty) => out.push_str(&self.long_form(4, ty)),
            Shape::Enum(values) => {
                let rusts = rust_names::values(values);
                out.push_str("    enum:\n");
                for (value, rust) in values.iter().zip(rusts) {
                    let long = rust.map_or("{}".to_owned(), |rust| format!("{{ rust: {rust} }}"));
                    out.push_str(&format!("      {}: {long}\n", scalar(value)));
                }
            }
            Shape::Object(fields) if fields.is_empty() => out.push_str("    fields: {}\n"),
            Shape::Object(fields) => {
                let rusts = rust_names::fields(fields);
                out.push_str("    fields:\n");
                self.parts(out, fields, rusts, |field| {
                    let mark = if field.required { "" } else { "?" };
                    format!("{}{mark}", field.name)
                });
                let any = fields.iter().filter(|field| field.any);
                for (index, field) in any.enumerate() {
                    out.push_str(if index == 0 { "    require_any:\n" } else { "" });
                    out.push_str(&format!("      - {}\n", scalar(&field.name)));
                }
            }
            Shape::Union { tag, content, variants } => {
                for (key, text) in [("tag", tag), ("content", content)] {
                    if let Some(text) = text {
                        out.push_str(&entry(4, key, text));
                    }
                }
                out.push_str("    union:\n");
                self.variants(out, variants);
            }
            Shape::Events(events) => {
                out.push_str("    events:\n");
                self.variants(out, events);
            }
        }
    }

    fn variants(&self, out: &mut String, variants: &[Field]) {
        let tags: Vec<_> = variants.iter().map(|variant| variant.name.clone()).collect();
        self.parts(out, variants, rust_names::values(&tags), |variant| variant.name.clone());
    }

    fn parts(
        &self,
        out: &mut String,
        fields: &[Field],
        rusts: Vec<Option<String>>,
        key: impl Fn(&Field) -> String,
    ) {
        for (field, rust) in fields.iter().zip(rusts) {
            let part = Part {
                key: scalar(&key(field)),
                ty: self.expression(&field.ty),
                long: (!field.ty.has_expression()).then(|| self.long_form(8, &field.ty)),
                about: &field.about,
                rust,
            };
            self.write_part(out, 6, &part);
        }
    }

    fn operation(&self, out: &mut String, operation: &Operation) {
        out.push_str(&format!("  {}:\n", scalar(&operation.key)));
        self.said(out, 4, &operation.about);
        let mut line = |key: &str, text: &str| out.push_str(&entry(4, key, text));
        line(operation.verb.key(), &operation.path);
        line("method", &operation.method);
        let effect = operation.effect.as_deref();
        let effect = match operation.verb {
            Verb::Get => None,
            Verb::Post | Verb::Patch => Some(effect.unwrap_or("create")),
            Verb::Put | Verb::Delete => effect.filter(|effect| *effect != "idempotent"),
        };
        if let Some(effect) = effect {
            line("effect", effect);
        }
        if let Some(request) = &operation.request {
            let all_optional = || match self.importer.types.behind(request) {
                Shape::Object(fields) => !fields.iter().any(|field| field.required || field.any),
                _ => false,
            };
            line(
                if operation.optional.unwrap_or_else(all_optional) {
                    "request?"
                } else {
                    "request"
                },
                &self.expression(request),
            );
        }
        match &operation.reply {
            Reply::Nothing => line("response", "nothing"),
            Reply::Json(ty) => line("response", &self.expression(ty)),
            Reply::Media(media) => line("response", media),
            Reply::OnlyStream => {}
        }
        self.more(out, operation);
    }

    /// What few operations have.
    fn more(&self, out: &mut String, operation: &Operation) {
        if let Some(upload) = &operation.upload {
            let said: Vec<_> = [("method", &upload.method), ("part", &upload.part)]
                .into_iter()
                .filter_map(|(key, text)| Some(entry(6, key, text.as_ref()?)))
                .collect();
            let said =
                if said.is_empty() { " {}\n".to_owned() } else { format!("\n{}", said.concat()) };
            out.push_str(&format!("    upload:{said}"));
        }
        if operation.pages {
            out.push_str("    pages: { items: items, next: cursor, send_as: cursor }\n");
        }
        if let Some(stream) = &operation.stream {
            out.push_str("    stream:\n");
            out.push_str(&entry(6, "events", &self.expression(&stream.events)));
            match &stream.terminal {
                Some(tag) => out.push_str(&entry(6, "terminal", tag)),
                None => out.push_str("      open_ended: true\n"),
            }
            if let Some(text) = stream.text {
                out.push_str(&entry(6, "text", text));
            }
        }
        for (key, told) in &operation.rest {
            self.told(out, 4, key, told);
        }
        for (key, entries) in [("also", &operation.also), ("empty_on", &operation.empty_on)] {
            if !entries.is_empty() {
                out.push_str(&format!("    {key}:\n"));
            }
            for (name, text) in entries {
                out.push_str(&entry(6, name, text));
            }
        }
    }

    /// A type behind its key: `type` where an expression can say it, else `items` or `values`.
    fn long_form(&self, indent: usize, ty: &Use) -> String {
        let (key, inner) = match ty {
            Use::Array(item) if !ty.has_expression() => ("items", &**item),
            Use::Map(value) if !ty.has_expression() => ("values", &**value),
            _ => return entry(indent, "type", &self.expression(ty)),
        };
        if inner.has_expression() {
            return entry(indent, key, &self.expression(inner));
        }
        let margin = " ".repeat(indent);
        format!("{margin}{key}:\n{}", self.long_form(indent + 2, inner))
    }

    /// A type expression.
    pub(super) fn expression(&self, ty: &Use) -> String {
        match ty {
            Use::Any => "any".to_owned(),
            Use::String => "string".to_owned(),
            Use::Integer => "integer".to_owned(),
            Use::Number => "number".to_owned(),
            Use::Boolean => "boolean".to_owned(),
            Use::Timestamp => "timestamp".to_owned(),
            Use::DateTime => "datetime".to_owned(),
            Use::Array(item) => format!("{}[]", self.expression(item)),
            Use::Map(value) => format!("map<{}>", self.expression(value)),
            Use::Nullable(inner) => format!("{} | null", self.expression(inner)),
            Use::Named(id) => self.names.of(*id).to_owned(),
        }
    }

    fn said(&self, out: &mut String, indent: usize, about: &About) {
        let doc = about.text();
        if !doc.is_empty() {
            out.push_str(&doc_entry(indent, &doc));
        }
        if about.deprecated {
            out.push_str(&entry(indent, "deprecated", NO_REASON));
        }
        if about.secret {
            out.push_str(&format!("{}secret: true\n", " ".repeat(indent)));
        }
        for (key, told) in &about.more {
            self.told(out, indent, key, told);
        }
    }

    /// The short form where it fits, else the long one.
    fn write_part(&self, out: &mut String, indent: usize, part: &Part<'_>) {
        let doc = part.about.text();
        let margin = " ".repeat(indent);
        let text = if doc.is_empty() { part.ty.clone() } else { format!("{} -- {doc}", part.ty) };
        let short = format!("{margin}{}: {}\n", part.key, scalar(&text));
        let fits = !doc.contains('\n') && short.chars().count() <= WIDTH;
        let about = part.about;
        let plain = !about.deprecated && !about.secret && about.more.is_empty();
        if plain && part.long.is_none() && part.rust.is_none() && fits {
            out.push_str(&short);
            return;
        }
        out.push_str(&format!("{margin}{}:\n", part.key));
        let ty = || entry(indent + 2, "type", &part.ty);
        out.push_str(&part.long.clone().unwrap_or_else(ty));
        self.said(out, indent + 2, part.about);
        if let Some(rust) = &part.rust {
            out.push_str(&entry(indent + 2, "rust", rust));
        }
    }

    /// What the paths of a module leave open, each with what most operations say about it.
    fn placeholders(&self, operations: &[&Operation]) -> String {
        let mut found: Vec<(&str, Vec<&About>)> = Vec::new();
        for (name, about) in operations.iter().flat_map(|operation| &operation.placeholders) {
            match found.iter_mut().find(|(known, _)| known == name) {
                Some((_, all)) => all.push(about),
                None => found.push((name, vec![about])),
            }
        }
        let mut out = String::new();
        let mut taken = BTreeSet::from(["request".to_owned()]);
        if operations.iter().any(|operation| operation.upload.is_some()) {
            taken.insert("content".to_owned());
        }
        for (name, all) in found {
            // Where the document tells, there is nothing to choose.
            let told = all.iter().find(|about| !about.more.is_empty());
            let about = About {
                doc: told_of_all(&all),
                more: told.map(|about| about.more.clone()).unwrap_or_default(),
                ..About::default()
            };
            let rust = match find(&about.more, "rust") {
                Some(_) => None,
                None => {
                    let made = names::snake(name);
                    rust_names::one(&mut taken, name, names::field_name, &made)
                }
            };
            let part = Part {
                key: scalar(name),
                ty: "string".to_owned(),
                long: None,
                about: &about,
                rust,
            };
            if out.is_empty() {
                out.push_str("\npath:\n");
            }
            self.write_part(&mut out, 2, &part);
        }
        out
    }
}

/// What a file begins with.
pub(super) fn beginning(schema: &str) -> String {
    format!("# yaml-language-server: $schema=json-schema/{schema}.json\n{MARKER}\n")
}

/// What is true of all of them: the documentation that most have, else the words that all begin with, else the
/// documentation that is written most often, the first of those where there are several.
fn told_of_all(all: &[&About]) -> String {
    let docs = || all.iter().map(|about| about.doc.as_str()).filter(|doc| !doc.is_empty());
    let count = |doc: &str| docs().filter(|other| *other == doc).count();
    let most = docs().rev().max_by_key(|doc| count(doc)).unwrap_or_default();
    if count(most) * 2 > docs().count() {
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

/// Words that no text ends with.
const OPEN: [&str; 8] = ["a", "an", "for", "of", "the", "that", "to", "whose"];
