//! The service: its name, its address, and the headers that its clients can send.

use super::about;
use super::document::Value;
use super::importer::Importer;
use super::notes;
use super::routes::unique;
use super::types::Overlay;
use chatbotkit_description::names;
use chatbotkit_description::print::{Keys, keys};
use chatbotkit_description::resolve::{OWN_HEADERS, OWN_SETTINGS};

/// What the document says of the service, and what it states.
#[derive(Debug)]
pub(super) struct Service {
    pub(super) keys: Keys,
    pub(super) overlay: Overlay,
}

impl<'a> Importer<'a> {
    pub(super) fn service(&mut self) -> Service {
        let info = self.document.root.get("info");
        let title = info.and_then(|info| self.text(info, "title"));
        let title = title.map(str::trim).unwrap_or_default();
        let described = info.and_then(|info| info.text_at("description"));
        let overlay = self.overlay(self.document.root);
        self.warn_of_security();
        let (name, doc) = match self.stated.exact {
            true => (self.service_name(title), described.unwrap_or_default().to_owned()),
            false => {
                let short = title.strip_suffix(" API").unwrap_or(title).trim();
                let name = self.service_name(short);
                let words: Vec<_> = name.split_whitespace().collect();
                (words.join(" "), about::sentence(described.unwrap_or(title)))
            }
        };
        let letter = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
        let variables: String = name.chars().map(letter).collect();
        let variables = variables.trim_matches('_');
        let address =
            keys! { "default" => self.base_url(), "env" => format!("{variables}_BASE_URL") };
        let keys = keys! {
            "name" => name,
            "doc" => about::written(&doc),
            "base_url" => address,
            "auth" => keys! { "bearer" => format!("{variables}_API_SECRET") },
        };
        Service { keys, overlay }
    }

    /// The name of the service, of which that of a crate is made.
    fn service_name(&mut self, title: &str) -> String {
        if names::crate_name(title).is_ok() {
            return title.to_owned();
        }
        // The name of a crate begins with a letter.
        let is_named = title.contains(|c: char| c.is_ascii_alphabetic());
        let name = if is_named { format!("Service {title}") } else { "Service".to_owned() };
        let why = if is_named { "its title begins with a digit" } else { "it has no title" };
        self.warn(self.document.root, format!("{why}, so the service is called `{name}`"));
        name
    }

    /// Tells which ways to say who calls are left out.
    fn warn_of_security(&mut self) {
        let Some(components) = self.document.root.get("components") else {
            return;
        };
        for (name, scheme) in self.mapping(components, "securitySchemes") {
            let Some(scheme) = self.document.pointed_at(scheme) else {
                continue;
            };
            let said = |key: &str| scheme.text_at(key);
            let bearer = said("scheme").is_some_and(|it| it.eq_ignore_ascii_case("bearer"));
            if said("type") != Some("http") || !bearer {
                let message = format!(
                    "`{name}` is left out: clients send a bearer secret, nothing else can be described"
                );
                self.warn(scheme, message);
            }
        }
    }

    /// The address of the first server, with what it leaves open filled in.
    fn base_url(&mut self) -> String {
        let servers = self.list(self.document.root, "servers");
        let Some(server) = servers.first().copied() else {
            self.warn(self.document.root, "it names no server, so the address is made up");
            return "https://example.com".to_owned();
        };
        let mut url = self.text(server, "url").unwrap_or_default().to_owned();
        for (name, variable) in self.mapping(server, "variables") {
            let default = self.text(variable, "default").unwrap_or_default();
            url = url.replace(&format!("{{{name}}}"), default);
        }
        let url = url.trim().trim_end_matches('/');
        let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        let fits = |rest: &str| {
            !rest.is_empty() && !rest.starts_with('/') && !rest.contains(['?', '#', ' ', '{', '}'])
        };
        if rest.is_some_and(fits) {
            return url.to_owned();
        }
        self.warn(server, format!("`{url}` is not a whole address, so one is made up"));
        let path = url.strip_prefix('/').filter(|path| fits(path));
        match path {
            Some(path) => format!("https://example.com/{path}"),
            None => "https://example.com".to_owned(),
        }
    }

    /// Takes in a header, unless the client writes it itself.
    pub(super) fn header(&mut self, name: &str, parameter: Value<'a>) {
        let wire = name.to_ascii_lowercase();
        if self.conventions.header_names.contains(&wire) {
            return;
        }
        if OWN_HEADERS.contains(&wire.as_str()) || wire.starts_with("accept") {
            self.count(notes::ACCEPT);
            let message =
                format!("the header `{name}` follows from the method chosen and is left out");
            self.warn(parameter, message);
            return;
        }
        let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        if wire.is_empty() || !wire.chars().all(token) {
            self.warn(parameter, format!("`{name}` is not the name of a header and is left out"));
            return;
        }
        if parameter.is_true_at("required") {
            let message = format!(
                "the header `{name}` has to be there, but is a setting of the whole client"
            );
            self.warn(parameter, message);
        }
        self.count(notes::HEADER);
        self.conventions.header_names.insert(wire.clone());
        let short = names::snake(wire.strip_prefix("x-").unwrap_or(&wire));
        let own = OWN_SETTINGS.contains(&short.as_str());
        let setting = if own { format!("{short}_header") } else { short };
        let setting = unique(&mut self.conventions.settings, &setting);
        let about = self.parameter_doc(parameter);
        let keys = keys! { "setting" => setting, "doc" => about::written(&about.doc) };
        self.conventions.headers.push((wire, keys));
    }
}
