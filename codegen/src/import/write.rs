//! The description as YAML, as one would write it by hand.

use std::collections::BTreeSet;

use super::importer::Importer;
use super::naming::Names;
use super::operations::{Operation, Reply};
use super::service::Service;
use super::streams::ERROR;
use super::text::{WIDTH, doc_entry, entry, scalar};
use super::types::{About, Field, Shape, Use};
use super::{MARKER, rust_names};
use crate::ir::Verb;
use crate::names;

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
    importer: &'w Importer<'w>,
    names: &'w Names,
}

impl<'w> Writer<'w> {
    pub(super) fn new(importer: &'w Importer<'w>, names: &'w Names) -> Self {
        Self { importer, names }
    }

    pub(super) fn service(&self, service: &Service, modules: &[String]) -> String {
        let mut out = beginning("api");
        out.push_str(&entry(0, "name", &service.name));
        if !service.about.doc.is_empty() {
            out.push_str(&doc_entry(0, &service.about.doc));
        }
        out.push_str("base_url:\n");
        out.push_str(&entry(2, "default", &service.base_url));
        out.push_str(&entry(2, "env", &format!("{}_BASE_URL", service.variables)));
        out.push_str(&format!(
            "auth: {{ bearer: {}_API_SECRET }}\n",
            service.variables
        ));
        if !self.importer.headers.is_empty() {
            out.push_str("\nheaders:\n");
        }
        for header in &self.importer.headers {
            out.push_str(&format!("  {}:\n", scalar(&header.name)));
            out.push_str(&entry(4, "setting", &header.setting));
            if !header.about.doc.is_empty() {
                out.push_str(&doc_entry(4, &header.about.doc));
            }
        }
        let maps = if self.importer.brackets {
            "brackets"
        } else {
            "dotted"
        };
        out.push_str(&format!(
            "\nrequests:\n  maps_in_query: {maps}\n  without_fields: empty_object\n"
        ));
        out.push_str("\nerrors:\n  message: message\n  code: code\n  also_with_success: false\n");
        let envelope = self.importer.envelope.as_ref();
        let media = envelope.map_or("application/jsonl", |it| &it.media_type);
        out.push_str("\nstreams:\n");
        out.push_str(&entry(2, "media_type", media));
        out.push_str(&entry(2, "tag", envelope.map_or("type", |it| &it.tag)));
        out.push_str(&entry(
            2,
            "content",
            envelope.map_or("data", |it| &it.content),
        ));
        out.push_str(&entry(2, "error", ERROR));
        if let Some(envelope) = envelope.filter(|it| !it.keep_alive.is_empty()) {
            out.push_str(&format!(
                "  keep_alive: [{}]\n",
                envelope.keep_alive.join(", ")
            ));
        }
        out.push_str("\nmodules:\n");
        for module in modules {
            out.push_str(&format!("  - {module}.yaml\n"));
        }
        out
    }

    /// A module: its operations, and the types that nothing else leads to.
    pub(super) fn module(&self, name: &str, doc: &str, operations: &[&Operation]) -> String {
        let mut out = beginning("module");
        out.push_str(&format!("module: {name}/v1\n"));
        if !doc.is_empty() {
            out.push_str(&doc_entry(0, doc));
        }
        out.push_str(&placeholders(operations));
        let here = (!operations.is_empty()).then_some(name);
        let own = self
            .names
            .order
            .iter()
            .filter(|id| self.names.module(**id) == here);
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
        out.push_str(&format!("  {}:\n", self.names.of(id)));
        if !ty.about.doc.is_empty() {
            out.push_str(&doc_entry(4, &ty.about.doc));
        }
        match &ty.shape {
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
            Shape::Union {
                tag,
                content,
                variants,
            } => {
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
        let tags: Vec<_> = variants
            .iter()
            .map(|variant| variant.name.clone())
            .collect();
        self.parts(out, variants, rust_names::values(&tags), |variant| {
            variant.name.clone()
        });
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
            write_part(out, 6, &part);
        }
    }

    fn operation(&self, out: &mut String, operation: &Operation) {
        out.push_str(&format!("  {}:\n", scalar(&operation.key)));
        said(out, 4, &operation.about);
        let mut line = |key: &str, text: &str| out.push_str(&entry(4, key, text));
        line(operation.verb.key(), &operation.path);
        line("method", &operation.method);
        if matches!(operation.verb, Verb::Post | Verb::Patch) {
            line("effect", "create");
        }
        if let Some(request) = &operation.request {
            let optional = match self.importer.types.behind(request) {
                Shape::Object(fields) => !fields.iter().any(|field| field.required || field.any),
                _ => false,
            };
            line(
                if optional { "request?" } else { "request" },
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
            let said = if said.is_empty() {
                " {}\n".to_owned()
            } else {
                format!("\n{}", said.concat())
            };
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
    fn expression(&self, ty: &Use) -> String {
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
}

/// What a file begins with.
fn beginning(schema: &str) -> String {
    format!("# yaml-language-server: $schema=json-schema/{schema}.json\n{MARKER}\n")
}

fn said(out: &mut String, indent: usize, about: &About) {
    let doc = about.text();
    if !doc.is_empty() {
        out.push_str(&doc_entry(indent, &doc));
    }
    if about.deprecated {
        out.push_str(&entry(
            indent,
            "deprecated",
            "The service's document says so without a reason.",
        ));
    }
}

/// The short form where it fits, else the long one.
fn write_part(out: &mut String, indent: usize, part: &Part<'_>) {
    let doc = part.about.text();
    let margin = " ".repeat(indent);
    let text = if doc.is_empty() {
        part.ty.clone()
    } else {
        format!("{} -- {doc}", part.ty)
    };
    let short = format!("{margin}{}: {}\n", part.key, scalar(&text));
    let fits = !doc.contains('\n') && short.chars().count() <= WIDTH;
    if part.long.is_none() && part.rust.is_none() && !part.about.deprecated && fits {
        out.push_str(&short);
        return;
    }
    out.push_str(&format!("{margin}{}:\n", part.key));
    let ty = || entry(indent + 2, "type", &part.ty);
    out.push_str(&part.long.clone().unwrap_or_else(ty));
    said(out, indent + 2, part.about);
    if let Some(rust) = &part.rust {
        out.push_str(&entry(indent + 2, "rust", rust));
    }
}

/// What the paths of a module leave open, each with what most operations say about it.
fn placeholders(operations: &[&Operation]) -> String {
    let mut found: Vec<(&str, Vec<&About>)> = Vec::new();
    for (name, about) in operations
        .iter()
        .flat_map(|operation| &operation.placeholders)
    {
        match found.iter_mut().find(|(known, _)| known == name) {
            Some((_, all)) => all.push(about),
            None => found.push((name, vec![about])),
        }
    }
    let mut out = String::new();
    let mut taken = BTreeSet::from(["request".to_owned()]);
    if operations
        .iter()
        .any(|operation| operation.upload.is_some())
    {
        taken.insert("content".to_owned());
    }
    for (name, all) in found {
        let rust = rust_names::one(&mut taken, name, names::field_name, &names::snake(name));
        let about = About {
            doc: most_common(&all),
            ..About::default()
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
        write_part(&mut out, 2, &part);
    }
    out
}

/// The documentation that is written most often, the first of those where there are several.
fn most_common(all: &[&About]) -> String {
    let docs = || {
        all.iter()
            .map(|about| about.doc.as_str())
            .filter(|doc| !doc.is_empty())
    };
    let count = |doc: &str| docs().filter(|other| *other == doc).count();
    let most = docs().rev().max_by_key(|doc| count(doc));
    most.unwrap_or_default().to_owned()
}
