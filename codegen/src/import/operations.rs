//! Operations: what is sent, what comes back, and what their paths leave open.

use std::collections::{BTreeMap, BTreeSet};

use super::about;
use super::document::Value;
use super::importer::Importer;
use super::notes;
use super::routes::Operation;
use super::types::{About, Field, Schema, Shape, Use, Word};
use chatbotkit_description::ir::{Builtin, Verb};
use chatbotkit_description::names;

/// Parameters by their names.
type Parameters<'a> = Vec<(&'a str, Value<'a>)>;

impl<'a> Importer<'a> {
    /// Reads an operation; `None` where the language cannot say it, which is reported.
    pub(super) fn read_operation(&mut self, operation: &mut Operation<'a>) -> Option<()> {
        let (path, query) = self.parameters(operation);
        let creates = matches!(operation.verb, Verb::Post | Verb::Patch);
        if creates && !operation.overlay.states("effect") {
            self.count(notes::CREATE);
        }
        match operation.verb.has_body() {
            true => self.body(operation, &query)?,
            false => self.sent_in_query(operation, &query),
        }
        self.replies(operation)?;
        operation.tag = self.texts(operation.node, "tags").first().copied();
        operation.about = match self.stated.exact {
            true => self.about(operation.node),
            false => operation_doc(operation.node),
        };
        operation.placeholders = self.placeholders(operation, &path);
        Some(())
    }

    /// What a parameter says about itself, or its schema does.
    pub(super) fn parameter_doc(&self, parameter: Value<'a>) -> About {
        let own = self.about(parameter);
        match parameter.get("schema") {
            Some(schema) if own.is_empty() => self.about(schema),
            _ => own,
        }
    }

    /// The parameters of a path and a query, those of the operation before those of all operations of its path.
    fn parameters(&mut self, operation: &Operation<'a>) -> (Parameters<'a>, Parameters<'a>) {
        let own = self.list(operation.node, "parameters");
        let (mut in_path, mut in_query) = (Vec::new(), Vec::new());
        let mut known = BTreeSet::new();
        for parameter in own.into_iter().chain(self.list(operation.beside, "parameters")) {
            let Some(parameter) = self.follow(parameter) else {
                continue;
            };
            let place = self.text(parameter, "in");
            let name = self.text(parameter, "name");
            let (Some(place), Some(name)) = (place, name) else {
                self.warn(parameter, "a parameter without a name and a place is left out");
                continue;
            };
            self.parameter_keywords(parameter);
            if !known.insert((place, name)) {
                continue;
            }
            match place {
                "path" => in_path.push((name, parameter)),
                "query" => in_query.push((name, parameter)),
                "header" if self.stated.exact => {}
                "header" => self.header(name, parameter),
                other => {
                    let message = format!("the parameter `{name}` in `{other}` is left out");
                    self.warn(parameter, message);
                }
            }
        }
        (in_path, in_query)
    }

    /// What the path leaves open. The document may state other names for the same.
    fn placeholders(
        &mut self,
        operation: &Operation<'a>,
        parameters: &[(&'a str, Value<'a>)],
    ) -> Vec<(String, About)> {
        let declared: BTreeMap<_, _> = parameters.iter().copied().collect();
        let stated = operation.overlay.text(operation.verb.key()).unwrap_or(operation.path);
        let mut placeholders = Vec::new();
        let mut open = BTreeSet::new();
        for (name, stated) in names_in(operation.path).zip(names_in(stated)) {
            open.insert(name);
            let about = declared.get(name).map(|parameter| self.placeholder(name, *parameter));
            if about.is_none() {
                let message = format!("`{{{name}}}` is not a parameter of the operation");
                self.warn(operation.node, message);
            }
            placeholders.push((stated.to_owned(), about.unwrap_or_default()));
        }
        for (name, parameter) in parameters.iter().filter(|(name, _)| !open.contains(name)) {
            self.warn(*parameter, format!("`{name}` is not in the path and is left out"));
        }
        placeholders
    }

    fn placeholder(&mut self, name: &str, parameter: Value<'a>) -> About {
        if parameter.get("required").is_some_and(|it| !it.is_true()) {
            self.warn(parameter, format!("`{name}` is optional, but a path needs all its parts"));
        }
        About { overlay: self.overlay(parameter), ..self.parameter_doc(parameter) }
    }

    /// The query, where the verb has no body.
    fn sent_in_query(&mut self, operation: &mut Operation<'a>, query: &[(&str, Value<'a>)]) {
        let node = operation.node;
        if node.has("requestBody") {
            let message =
                format!("a {} sends no body: it is left out", operation.verb.on_the_wire());
            self.warn(node, message);
        }
        if query.is_empty() || operation.overlay.states("request") {
            return;
        }
        let field = |(name, parameter): &(&str, Value<'a>)| {
            self.within(format!("query `{name}`"), |this| this.query_field(name, *parameter))
        };
        let schema = Schema::of(Shape::Object(query.iter().map(field).collect()));
        let word = Word::Whole(format!("{}Request", operation.base()));
        operation.request = Some(self.types.take(schema, word));
    }

    fn query_field(&mut self, name: &str, parameter: Value<'a>) -> Field {
        let word = names::pascal(name);
        let ty = match parameter.get("schema") {
            Some(schema) => self.use_of(schema, Word::Part(word)),
            None => Use::STRING,
        };
        if self.text(parameter, "style") == Some("deepObject") {
            self.conventions.brackets = true;
        }
        let schema = parameter.get("schema");
        if schema.is_some_and(|schema| about::is_secret(&self.document, schema)) {
            let message = "a query is part of the address, which ends up in logs: this is described as if it were \
                           not a secret";
            self.warn(parameter, message);
        }
        Field {
            name: name.to_owned(),
            ty: self.plain_in_query(parameter, &ty, true),
            required: parameter.is_true_at("required"),
            any: false,
            about: self.parameter_doc(parameter),
        }
    }

    /// What a query can hold: plain values, and `outside` arrays and maps of them.
    fn plain_in_query(&mut self, parameter: Value<'a>, ty: &Use, outside: bool) -> Use {
        let ty = self.real(ty);
        match &ty {
            Use::Nullable(inner) if outside => self.plain_in_query(parameter, inner, true),
            Use::Array(item) if outside => self.plain_in_query(parameter, item, false).array(),
            Use::Map(value) if outside => self.plain_in_query(parameter, value, false).map(),
            Use::Builtin(Builtin::Any) => Use::STRING,
            Use::Builtin(_) => ty,
            Use::Named(id) => match &self.types.all[*id].shape {
                Shape::Enum(_) => ty,
                Shape::Object(_) if outside => {
                    self.warn(parameter, "an object in a query becomes `map<string>`");
                    Use::STRING.map()
                }
                _ => self.as_string(parameter),
            },
            _ => self.as_string(parameter),
        }
    }

    fn as_string(&mut self, parameter: Value<'a>) -> Use {
        self.warn(parameter, "a value in a query that is not plain becomes a string");
        Use::STRING
    }
}

/// The names of what a path leaves open.
fn names_in(path: &str) -> impl Iterator<Item = &str> {
    let parts = path.split('{').skip(1).filter_map(|part| part.split('}').next());
    parts.map(|name| name.trim_start_matches('+'))
}

/// The summary of an operation, and after it its description.
fn operation_doc(node: Value<'_>) -> About {
    let text = |key: &str| {
        let text = node.text_at(key);
        about::sentence(text.unwrap_or_default())
    };
    let (summary, description) = (text("summary"), text("description"));
    let doc = match (summary.is_empty(), description.is_empty()) {
        (false, false) if summary != description => format!("{summary}\n\n{description}"),
        (true, _) => description,
        _ => summary,
    };
    About { doc, ..about::about(node) }
}
