//! What a document says in `x-sdk-` extensions: they count for more than any rule. The table of them is in
//! [`crate::openapi`]; those of types are read in `extensions_types`. An extension that says nothing of use
//! gets a warning, and the rule applies.

use std::collections::BTreeSet;

use super::document::Value;
use super::importer::Importer;
use super::operations::Reply;
use super::service::Header;
use super::told::{Keys, Told, find, text};
use super::types::{About, Use};
use chatbotkit_description::names;

/// A module of the description.
#[derive(Debug)]
pub(super) struct Module {
    /// The resource, as files and methods are called after it.
    pub(super) resource: String,
    /// The resource and its version.
    pub(super) title: String,
    pub(super) file: String,
    pub(super) doc: String,
    /// The names of its operations in order, where that is not the order of the paths.
    pub(super) order: Vec<String>,
}

impl Module {
    /// A module that only operations or types tell of.
    pub(super) fn of(title: &str, resource: &str) -> Self {
        Self {
            resource: resource.to_owned(),
            title: title.to_owned(),
            file: format!("{resource}.yaml"),
            doc: String::new(),
            order: Vec::new(),
        }
    }
}

impl<'a> Importer<'a> {
    /// What stands under an extension, unless all of them are left alone.
    pub(super) fn told(&mut self, value: Value<'a>, key: &str) -> Option<Value<'a>> {
        let found = value.get(key).filter(|_| self.extensions);
        self.any_told |= found.is_some();
        found
    }

    /// The text under an extension.
    pub(super) fn told_text(&mut self, value: Value<'a>, key: &str) -> Option<&'a str> {
        self.told(value, key)?;
        self.text(value, key)
    }

    /// The keys under an extension.
    pub(super) fn told_keys(&mut self, value: Value<'a>, key: &str) -> Option<Keys> {
        match Told::of(self.told(value, key)?) {
            Some(Told::Keys(keys)) => Some(keys),
            _ => {
                let message = format!("`{key}` is not what the language has there: it is left out");
                self.notes.warn(value, message);
                None
            }
        }
    }

    /// The names under an extension.
    pub(super) fn told_names(&mut self, value: Value<'a>, key: &str) -> Vec<&'a str> {
        match self.told(value, key) {
            Some(_) => self.texts(value, key),
            None => Vec::new(),
        }
    }

    /// Documentation as it is written.
    pub(super) fn told_about(&mut self, value: Value<'a>) -> About {
        let doc = self.text(value, "description");
        let doc = doc.or_else(|| self.text(value, "summary"));
        About {
            doc: doc.unwrap_or_default().to_owned(),
            more: self.facts(value),
            ..About::default()
        }
    }

    /// What the language says of everything that has documentation.
    pub(super) fn facts(&mut self, value: Value<'a>) -> Keys {
        let mut facts = Keys::new();
        if let Some(since) = self.told_text(value, "x-sdk-since") {
            facts.push(text("since", since));
        }
        match self.told_text(value, "x-sdk-deprecated") {
            Some(why) => facts.push(text("deprecated", why)),
            None if value.get("deprecated").is_some_and(Value::is_true) => {
                facts.push(text("deprecated", super::docs::NO_REASON));
            }
            None => {}
        }
        let was = self.told_names(value, "x-sdk-was");
        if !was.is_empty() {
            let was = was.into_iter().map(str::to_owned).collect();
            facts.push(("was".to_owned(), Told::Names(was)));
        }
        facts
    }

    /// The keys of the service.
    pub(super) fn told_service(&mut self) -> Keys {
        let keys = self.told_keys(self.root, "x-sdk-service");
        let mut keys = keys.unwrap_or_default();
        keys.retain(|(_, told)| matches!(told, Told::Keys(_)));
        keys
    }

    /// The headers that are settings of the client.
    pub(super) fn told_headers(&mut self) {
        let Some(components) = self.root.get("components") else {
            return;
        };
        for (_, parameter) in self.mapping(components, "parameters") {
            let setting = self.told_text(parameter, "x-sdk-setting");
            let name = self.text(parameter, "name");
            let (Some(setting), Some(name)) = (setting, name) else {
                continue;
            };
            let about = self.told_about(parameter);
            self.headers.push(Header {
                name: name.to_ascii_lowercase(),
                setting: setting.to_owned(),
                about,
            });
        }
    }

    /// The modules that tags tell of.
    pub(super) fn told_modules(&mut self) {
        for tag in self.list(self.root, "tags") {
            let (Some(resource), Some(name)) = (self.told_module(tag), self.text(tag, "name"))
            else {
                continue;
            };
            self.tags.insert(name, resource.clone());
            let order = self.told_names(tag, "x-sdk-operations");
            let order = order.into_iter().map(str::to_owned).collect();
            let doc = self.told_about(tag).doc;
            let file = self.told_file(tag, &resource);
            let mut known = self.modules.iter_mut();
            if let Some(module) = known.find(|it| it.resource == resource) {
                (module.doc, module.order) = (doc, order);
                module.file = file.unwrap_or_else(|| std::mem::take(&mut module.file));
            }
        }
    }

    /// The name of a file that lies beside the others.
    fn told_file(&mut self, tag: Value<'a>, resource: &str) -> Option<String> {
        let file = self.told_text(tag, "x-sdk-source")?;
        let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        let mut others = self.modules.iter().filter(|it| it.resource != resource);
        let known = others.any(|module| module.file == file);
        let stem = file.strip_suffix(".yaml");
        if stem.is_some_and(|stem| stem.starts_with(|c: char| c.is_ascii_alphanumeric()))
            && file.chars().all(plain)
            && file != "api.yaml"
            && !known
        {
            return Some(file.to_owned());
        }
        let message = format!("`{file}` cannot be the name of a file here: it gets another one");
        self.notes.warn(tag, message);
        None
    }

    /// The module that something belongs to.
    pub(super) fn told_module(&mut self, value: Value<'a>) -> Option<String> {
        let title = self.told_text(value, "x-sdk-module")?;
        let part = |text: &str| {
            let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c);
            text.starts_with(|c: char| c.is_ascii_lowercase()) && text.chars().all(fits)
        };
        let parts = title.split_once('/');
        let Some((resource, _)) = parts.filter(|(one, two)| part(one) && part(two)) else {
            let message = format!("`{title}` is no module such as `book/v1`: it is left out");
            self.notes.warn(value, message);
            return None;
        };
        if self.modules.iter().all(|known| known.resource != resource) {
            self.modules.push(Module::of(title, resource));
        }
        Some(resource.to_owned())
    }

    /// The module of an operation: that of its tag.
    pub(super) fn told_resource(&mut self, operation: Value<'a>) -> Option<String> {
        let tags = operation.get("tags")?.items()?;
        let mut modules = tags.filter_map(|tag| self.tags.get(tag.text()?));
        modules.next().cloned()
    }

    /// The method of an operation.
    pub(super) fn told_method(&mut self, operation: Value<'a>) -> Option<String> {
        let method = self.told_text(operation, "x-sdk-method")?;
        if names::chosen_name(method).is_err() {
            let message = format!("`{method}` is no name of a method: it is left out");
            self.notes.warn(operation, message);
            return None;
        }
        Some(method.to_owned())
    }

    /// The path of an operation, with as many placeholders as that of the document has.
    pub(super) fn told_path(&mut self, operation: Value<'a>, path: &str) -> Option<&'a str> {
        let told = self.told_text(operation, "x-sdk-path")?;
        let fits = super::routes::bad_path(told).is_none()
            && super::routes::without_names(told) == super::routes::without_names(path);
        if !fits {
            let message = format!("`{told}` is not the same path: it is left out");
            self.notes.warn(operation, message);
        }
        Some(told).filter(|_| fits)
    }

    /// What is said about a placeholder.
    pub(super) fn told_parameter(&mut self, parameter: Value<'a>) -> About {
        let mut about = self.told_about(parameter);
        if let Some(rust) = self.told_text(parameter, "x-sdk-rust") {
            about.more.push(text("rust", rust));
        }
        about
    }

    /// Whether a body of a type that the document tells of can be left out.
    pub(super) fn can_do_without(&self, body: Value<'a>, request: Option<&Use>) -> Option<bool> {
        match request? {
            Use::Named(id) if self.types.all[*id].module.is_some() => {
                Some(!body.get("required").is_some_and(Value::is_true))
            }
            _ => None,
        }
    }

    /// What a repetition of a POST does.
    pub(super) fn told_effect(&mut self, operation: Value<'a>) -> Option<String> {
        let effect = self.told_text(operation, "x-sdk-effect")?;
        if !matches!(effect, "read" | "idempotent" | "create") {
            let message = format!("`{effect}` is no effect: it is left out");
            self.notes.warn(operation, message);
            return None;
        }
        Some(effect.to_owned())
    }

    /// The type of a query, and whether it can be left out. `None` where the document does not tell.
    pub(super) fn told_query(&mut self, operation: Value<'a>) -> Option<(Use, bool)> {
        let request = |optional| match optional {
            true => "x-sdk-request?",
            false => "x-sdk-request",
        };
        let optional = operation.get(request(true)).is_some();
        let name = self.told_text(operation, request(optional))?;
        Some((self.told_type(operation, name)?, optional))
    }

    /// A type by its name in the description.
    pub(super) fn told_type(&mut self, value: Value<'a>, name: &str) -> Option<Use> {
        let found = self.named.get(name).map(|id| Use::Named(*id));
        if found.is_none() {
            let message = format!("no schema with `x-sdk-module` is called `{name}`");
            self.notes.warn(value, message);
        }
        found
    }

    /// A reply that is not told by its content.
    pub(super) fn told_reply(&mut self, operation: Value<'a>) -> Option<Reply> {
        Some(match self.told_text(operation, "x-sdk-response")? {
            "nothing" => Reply::Nothing,
            media => Reply::Media(media.to_owned()),
        })
    }

    /// Further keys of an operation that are as in the language.
    pub(super) fn told_rest(&mut self, operation: Value<'a>) -> Keys {
        let mut rest = Keys::new();
        for key in ["upload", "pages", "stream", "also"] {
            let keys = self.told_keys(operation, &format!("x-sdk-{key}"));
            let Some(mut keys) = keys else { continue };
            if key == "stream" {
                let Some(Told::Text(events)) = find(&keys, "events").cloned() else {
                    let message = "`x-sdk-stream` names no `events`: it is left out";
                    self.notes.warn(operation, message);
                    continue;
                };
                let Some(ty) = self.told_type(operation, &events) else {
                    continue;
                };
                keys.retain(|(key, _)| key != "events");
                keys.insert(0, ("events".to_owned(), Told::Use(ty)));
            }
            rest.push((key.to_owned(), Told::Keys(keys)));
        }
        rest
    }
}

/// The methods that the rest of an operation names.
pub(super) fn methods(rest: &Keys) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    if let Some(Told::Keys(also)) = find(rest, "also") {
        found.extend(also.iter().map(|(method, _)| method.clone()));
    }
    if let Some(Told::Keys(upload)) = find(rest, "upload")
        && let Some(Told::Text(method)) = find(upload, "method")
    {
        found.insert(method.clone());
    }
    found
}
