//! The description as a tree of keys: what the rules made, with what the document states laid over it.

use std::collections::{BTreeMap, BTreeSet};

use super::conventions::Header;
use super::docs::NO_REASON;
use super::importer::Importer;
use super::modules::Filled;
use super::naming::Names;
use super::operation::{Operation, Reply};
use super::rust_names;
use super::service::Service;
use super::types::{About, Field, Shape, Use};
use chatbotkit_description::ir::Verb;
use chatbotkit_description::names;
use chatbotkit_description::print::{Keys, Yaml, key};

/// Makes the keys of what was imported.
pub(super) struct Tree<'w> {
    pub(super) importer: &'w Importer<'w>,
    pub(super) names: &'w Names,
}

impl Tree<'_> {
    /// A module: its operations, and the types that nothing else leads to.
    pub(super) fn module(&self, filled: &Filled<'_>) -> Keys {
        let Filled { module, operations, types } = filled;
        let operations_of = operations.iter().map(|it| key(&it.key, self.operation(it)));
        let parts: [(&str, Keys); 3] = [
            ("path", placeholders(operations)),
            ("types", types.iter().map(|id| key(self.names.of(*id), self.ty(*id))).collect()),
            ("operations", operations_of.collect()),
        ];
        let mut keys = vec![key("module", &module.title)];
        keys.extend(doc(&module.doc));
        let parts = parts.into_iter().filter(|(_, entries)| !entries.is_empty());
        keys.extend(parts.map(|(name, entries)| (name.to_owned(), Yaml::Mapping(entries))));
        keys
    }

    fn ty(&self, id: usize) -> Yaml {
        let ty = &self.importer.types.all[id];
        let mut keys: Keys = doc(&ty.about.doc).into_iter().collect();
        keys.extend(self.shape(&ty.shape));
        ty.about.overlay.lay_over(&mut keys);
        Yaml::Mapping(keys)
    }

    fn shape(&self, shape: &Shape) -> Keys {
        match shape {
            Shape::Plain(ty) => vec![self.long_form(ty)],
            Shape::Enum(values) => {
                let rusts = rust_names::values(values).into_iter();
                let rusts = rusts.map(|rust| rust.map(|rust| key("rust", rust)));
                let values = values.iter().zip(rusts);
                let values = values.map(|(value, rust)| (value.clone(), mapping(rust)));
                vec![("enum".to_owned(), mapping(values))]
            }
            Shape::Object(fields) => {
                let mark = |field: &Field| if field.required { "" } else { "?" };
                let names = |field: &Field| format!("{}{}", field.name, mark(field));
                let parts = self.parts(fields, rust_names::fields(fields), names);
                let any = fields.iter().filter(|field| field.any);
                let any: Vec<_> = any.map(|field| field.name.as_str()).collect();
                let any = (!any.is_empty()).then(|| ("require_any".to_owned(), Yaml::strings(any)));
                [("fields".to_owned(), parts)].into_iter().chain(any).collect()
            }
            Shape::Union { tag, content, variants } => {
                let keys = [("tag", tag), ("content", content)].into_iter();
                let keys = keys.filter_map(|(name, text)| Some(key(name, text.as_ref()?)));
                keys.chain([("union".to_owned(), self.variants(variants))]).collect()
            }
            Shape::Events(events) => vec![("events".to_owned(), self.variants(events))],
        }
    }

    fn variants(&self, variants: &[Field]) -> Yaml {
        let tags: Vec<_> = variants.iter().map(|variant| variant.name.clone()).collect();
        self.parts(variants, rust_names::values(&tags), |variant| variant.name.clone())
    }

    fn parts(
        &self,
        parts: &[Field],
        rusts: Vec<Option<String>>,
        name: impl Fn(&Field) -> String,
    ) -> Yaml {
        let parts = parts.iter().zip(rusts);
        let part = |(part, rust): (&Field, _)| {
            (name(part), named_part(self.long_form(&part.ty), &part.about, rust))
        };
        mapping(parts.map(part))
    }

    fn operation(&self, operation: &Operation) -> Yaml {
        let text = |name: &str, text: &str| key(name, text);
        let mut keys = said(&operation.about);
        keys.push(text(operation.verb.key(), &operation.path));
        keys.push(text("method", &operation.method));
        let creates = matches!(operation.verb, Verb::Post | Verb::Patch);
        keys.extend(creates.then(|| text("effect", "create")));
        if let Some(request) = &operation.request {
            let name =
                if self.can_be_left_out(operation, request) { "request?" } else { "request" };
            keys.push(key(name, self.expression(request)));
        }
        let response = match &operation.reply {
            Reply::Nothing => Some("nothing".to_owned()),
            Reply::Json(ty) => Some(self.expression(ty)),
            Reply::Media(media) => Some(media.clone()),
            Reply::OnlyStream | Reply::Stated => None,
        };
        keys.extend(response.map(|response| key("response", response)));
        self.more(&mut keys, operation);
        operation.overlay.lay_over(&mut keys);
        Yaml::Mapping(keys)
    }

    fn can_be_left_out(&self, operation: &Operation, request: &Use) -> bool {
        let fields = self.importer.types.fields(request);
        let needed = |fields: &[Field]| fields.iter().any(|field| field.required || field.any);
        operation.optional.unwrap_or_else(|| fields.is_some_and(|fields| !needed(fields)))
    }

    /// What few operations have.
    fn more(&self, keys: &mut Keys, operation: &Operation) {
        if let Some(upload) = &operation.upload {
            let entries = [("method", &upload.method), ("part", &upload.part)].into_iter();
            let entries = entries.filter_map(|(name, text)| Some(key(name, text.as_ref()?)));
            keys.push(("upload".to_owned(), mapping(entries)));
        }
        if operation.pages {
            let pages = [("items", "items"), ("next", "cursor"), ("send_as", "cursor")];
            keys.push(("pages".to_owned(), mapping(pages.map(|(name, text)| key(name, text)))));
        }
        if let Some(stream) = &operation.stream {
            let end = match &stream.terminal {
                Some(tag) => key("terminal", tag),
                None => ("open_ended".to_owned(), Yaml::truth(true)),
            };
            let text = stream.text.map(|text| key("text", text));
            let events = key("events", self.expression(&stream.events));
            let entries = [events, end].into_iter().chain(text);
            keys.push(("stream".to_owned(), mapping(entries)));
        }
        for (name, entries) in [("also", &operation.also), ("empty_on", &operation.empty_on)] {
            if !entries.is_empty() {
                let entries = entries.iter().map(|(name, text)| key(name, text));
                keys.push((name.to_owned(), mapping(entries)));
            }
        }
    }

    /// A type under its key: `type` where an expression can say it, else `items` or `values`.
    fn long_form(&self, ty: &Use) -> (String, Yaml) {
        let (name, inner) = match ty {
            Use::Array(item) if !ty.has_text() => ("items", item),
            Use::Map(value) if !ty.has_text() => ("values", value),
            _ => return key("type", self.expression(ty)),
        };
        let inner = match inner.has_text() {
            true => self.expression(inner).into(),
            false => mapping([self.long_form(inner)]),
        };
        (name.to_owned(), inner)
    }

    /// A type expression.
    fn expression(&self, ty: &Use) -> String {
        ty.text(|id| self.names.of(*id).to_owned())
    }

    /// `api.yaml`.
    pub(super) fn service(&self, service: &Service, modules: &[&str]) -> Keys {
        let mut keys = vec![key("name", &service.name)];
        keys.extend(doc(&service.about.doc));
        keys.extend(self.facts(service));
        service.overlay.lay_over(&mut keys);
        keys.retain(|(name, value)| name != "headers" || *value != Yaml::Mapping(Keys::new()));
        keys.push(("modules".to_owned(), Yaml::strings(modules.iter().copied())));
        keys
    }

    /// What holds for every operation, as the rules have it.
    fn facts(&self, service: &Service) -> Keys {
        let variables = &service.variables;
        let envelope = self.importer.conventions.envelope.clone().unwrap_or_default();
        let header = |header: &Header| {
            let setting = key("setting", &header.setting);
            (header.name.clone(), mapping([setting].into_iter().chain(doc(&header.about.doc))))
        };
        let codes = self.importer.conventions.errors.iter();
        let mut shapes: Vec<_> = codes.map(|it| (it.message.clone(), it.code())).collect();
        if shapes.is_empty() {
            shapes.push(("message".to_owned(), "code".to_owned()));
        }
        let shape = |(message, code)| mapping([key("message", message), key("code", code)]);
        let shapes = Yaml::List(shapes.into_iter().map(shape).collect());
        let mut streams = [
            ("media_type", envelope.media_type.as_str()),
            ("tag", envelope.tag.as_str()),
            ("content", envelope.content.as_str()),
            ("error", super::streams::ERROR),
        ]
        .map(|(name, text)| key(name, text))
        .to_vec();
        if !envelope.keep_alive.is_empty() {
            streams.push(("keep_alive".to_owned(), Yaml::strings(envelope.keep_alive)));
        }
        let maps = if self.importer.conventions.brackets { "brackets" } else { "dotted" };
        let address =
            [key("default", &service.base_url), key("env", format!("{variables}_BASE_URL"))];
        let requests = [key("maps_in_query", maps), key("without_fields", "empty_object")];
        let errors =
            [("shapes".to_owned(), shapes), ("also_with_success".to_owned(), Yaml::truth(false))];
        let facts = [
            ("base_url", mapping(address)),
            ("auth", mapping([key("bearer", format!("{variables}_API_SECRET"))])),
            ("headers", mapping(self.importer.conventions.headers.iter().map(header))),
            ("requests", mapping(requests)),
            ("errors", mapping(errors)),
            ("streams", Yaml::Mapping(streams)),
        ];
        facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

fn mapping(entries: impl IntoIterator<Item = (String, Yaml)>) -> Yaml {
    Yaml::Mapping(entries.into_iter().collect())
}

fn doc(text: &str) -> Option<(String, Yaml)> {
    (!text.is_empty()).then(|| key("doc", text))
}

/// What is said about something, apart from what is stated.
fn said(about: &About) -> Keys {
    let mut keys: Keys = doc(&about.text()).into_iter().collect();
    keys.extend(about.deprecated.then(|| key("deprecated", NO_REASON)));
    keys.extend(about.secret.then(|| ("secret".to_owned(), Yaml::truth(true))));
    keys
}

/// A part of a type or module that has a name.
fn named_part(ty: (String, Yaml), about: &About, rust: Option<String>) -> Yaml {
    let rust = rust.map(|rust| key("rust", rust));
    let mut keys: Keys = [ty].into_iter().chain(said(about)).chain(rust).collect();
    about.overlay.lay_over(&mut keys);
    Yaml::Mapping(keys)
}

/// What the paths of a module leave open, each with what most operations say about it.
fn placeholders(operations: &[&Operation]) -> Keys {
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
            false => rust_names::one(&mut taken, name, names::field_name, &names::snake(name)),
        };
        let about = About { doc: said_by_most(&all), overlay, ..About::default() };
        (name.to_owned(), named_part(key("type", "string"), &about, rust))
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
