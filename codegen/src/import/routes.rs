//! Which operations there are, which module each belongs to, and what its method is called.

use std::collections::{BTreeMap, BTreeSet};

use super::document::Value;
use super::importer::Importer;
use super::schemas::can_be_written;
use super::types::Overlay;
use chatbotkit_description::ir::{Verb, template};
use chatbotkit_description::load::formats::path_faults;
use chatbotkit_description::names;
use chatbotkit_description::print::{Keys, Tree};
use chatbotkit_description::resolve::{CLIENT_METHODS, CRATE_MODULES};

/// The verbs of OpenAPI that the language has no operations for.
const FOREIGN: &[&str] = &["head", "options", "trace"];

const ONLY: &str = "the language knows GET, POST, PUT, PATCH and DELETE only";

/// An operation before anything of it is read.
#[derive(Debug, Clone)]
pub(super) struct Route<'a> {
    pub(super) verb: Verb,
    pub(super) path: &'a str,
    pub(super) operation: Value<'a>,
    /// What stands beside the verbs, such as parameters of all of them.
    pub(super) beside: Value<'a>,
    /// The documented name.
    pub(super) key: String,
    /// The name of the module, in snake case.
    pub(super) resource: String,
    /// The method, in snake case.
    pub(super) method: String,
    /// What the document states of it.
    pub(super) overlay: Overlay,
}

impl Route<'_> {
    /// The methods that the document states for media types and uploads.
    pub(super) fn stated_methods(&self) -> BTreeSet<String> {
        let keys = |key: &str| self.overlay.keys.get(key).and_then(Tree::keys);
        let also = keys("also").into_iter().flat_map(Keys::iter).map(|(method, _)| method);
        let upload = keys("upload").and_then(|upload| upload.get("method")).and_then(Tree::text);
        also.chain(upload).map(str::to_owned).collect()
    }

    /// What the names of its types begin with.
    pub(super) fn base(&self) -> String {
        format!("{}{}", names::pascal(&self.resource), names::pascal(&self.method))
    }

    /// As warnings name it.
    pub(super) fn shown(&self) -> String {
        format!("{} {}", self.verb.on_the_wire(), self.path)
    }
}

impl<'a> Importer<'a> {
    /// All operations that the language can say, under the paths that begin with `only`. Returns how many
    /// it cannot, too.
    pub(super) fn routes(&mut self, only: Option<&str>) -> (Vec<Route<'a>>, usize) {
        let only = only.map(|prefix| prefix.trim_end_matches('/'));
        let mut routes: Vec<Route<'a>> = Vec::new();
        let mut left_out = 0;
        let mut known = BTreeSet::new();
        for (path, item) in self.mapping(self.document.root, "paths") {
            let below = |prefix| {
                path.strip_prefix(prefix)
                    .is_some_and(|rest: &str| rest.is_empty() || rest.starts_with('/'))
            };
            if path.starts_with("x-") || !only.is_none_or(below) {
                continue;
            }
            let item = self.within(path, |this| this.follow(item));
            let Some(item) = item else { continue };
            for key in FOREIGN {
                if let Some(operation) = item.get(key) {
                    left_out += 1;
                    let shown = format!("{} {path}", key.to_ascii_uppercase());
                    let message = format!("{ONLY}: the operation is left out");
                    self.within(shown, |this| this.notes.warn(operation, message));
                }
            }
            for verb in Verb::ALL {
                let Some(operation) = item.get(verb.key()) else {
                    continue;
                };
                let problem = bad_path(path).or_else(|| {
                    let route = (verb, template(path));
                    (!known.insert(route))
                        .then_some("its path cannot be distinguished from another one")
                });
                if let Some(problem) = problem {
                    left_out += 1;
                    let shown = format!("{} {path}", verb.on_the_wire());
                    let message = format!("{problem}: the operation is left out");
                    self.within(shown, |this| this.notes.warn(operation, message));
                    continue;
                }
                let shown = format!("{} {path}", verb.on_the_wire());
                let route = self.within(shown, |this| this.route(verb, path, operation, item));
                routes.push(route);
            }
        }
        self.name_keys(&mut routes);
        name_methods(&mut routes);
        (routes, left_out)
    }

    fn route(
        &mut self,
        verb: Verb,
        path: &'a str,
        operation: Value<'a>,
        beside: Value<'a>,
    ) -> Route<'a> {
        let mut overlay = self.overlay(operation);
        let stated = |key: &str| overlay.text(key).unwrap_or_default().to_owned();
        let (key, method) = (stated("name"), stated("method"));
        overlay.keys = overlay.keys.filter(|key| key != "name");
        Route {
            verb,
            path,
            operation,
            beside,
            key,
            resource: self.resource_of_tags(operation).unwrap_or_else(|| resource_of(path)),
            method,
            overlay,
        }
    }

    /// Gives each operation its documented name, no two the same.
    fn name_keys(&mut self, routes: &mut [Route<'a>]) {
        let mut taken = BTreeSet::new();
        for route in routes {
            let stated = Some(route.key.clone()).filter(|key| !key.is_empty());
            let id = stated.as_deref().or_else(|| self.text(route.operation, "operationId"));
            let id = id.filter(|id| can_be_written(id));
            let made =
                || names::camel(&format!("{} {}", route.verb.key(), fixed(route.path).join(" ")));
            let id = id.map(str::to_owned).unwrap_or_else(made);
            route.key = unique(&mut taken, &id);
        }
    }
}

/// A name that nothing has yet: `name`, else `name2`, and so on. What is taken is found by doubling the number
/// and then halving the distance, since thousands of operations can have one name.
pub(super) fn unique(taken: &mut BTreeSet<String>, name: &str) -> String {
    if taken.insert(name.to_owned()) {
        return name.to_owned();
    }
    let numbered = |count: usize| format!("{name}{count}");
    let (mut last, mut free) = (1, 2);
    while taken.contains(&numbered(free)) {
        (last, free) = (free, free * 2);
    }
    while free - last > 1 {
        let between = last + (free - last) / 2;
        match taken.contains(&numbered(between)) {
            true => last = between,
            false => free = between,
        }
    }
    taken.insert(numbered(free));
    numbered(free)
}

/// The steps of a path that are no placeholders, nor the version of the whole API.
fn fixed(path: &str) -> Vec<&str> {
    let version = |step: &str| {
        let number = step.strip_prefix('v');
        number.is_some_and(|n| !n.is_empty() && n.chars().all(|c| c.is_ascii_digit()))
    };
    let steps = path.split('/').filter(|step| !step.is_empty());
    let steps = steps.filter(|step| !step.contains(['{', '}']));
    steps.skip_while(|step| version(step) || *step == "api").collect()
}

fn resource_of(path: &str) -> String {
    let first = fixed(path).first().map_or("root".to_owned(), |step| names::snake(step));
    let keyword = names::field_name(&first).map_or(true, |rust| rust.starts_with("r#"));
    let reserved = CLIENT_METHODS.iter().chain(CRATE_MODULES).any(|name| *name == first);
    if keyword || reserved {
        return format!("{first}_api");
    }
    first
}

/// Names the methods: after the path within the resource, and after the operation where two would be alike.
fn name_methods(routes: &mut [Route<'_>]) {
    let mut alike: BTreeMap<(String, String), usize> = BTreeMap::new();
    let by_path = |route: &Route<'_>| {
        let steps = fixed(route.path);
        let words = steps.get(1..).unwrap_or_default().join("_");
        (route.resource.clone(), if words.is_empty() { words } else { names::snake(&words) })
    };
    for route in routes.iter() {
        *alike.entry(by_path(route)).or_default() += 1;
    }
    let mut taken: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for route in routes.iter().filter(|route| route.overlay.states("method")) {
        let taken = taken.entry(route.resource.clone()).or_default();
        taken.insert(route.method.clone());
    }
    for route in routes.iter_mut().filter(|route| !route.overlay.states("method")) {
        let key = by_path(route);
        let alone = alike.get(&key).is_some_and(|count| *count == 1);
        let method = if alone && !key.1.is_empty() && key.1 != "new" {
            key.1
        } else {
            by_key(&route.key, &route.resource, route.verb.key())
        };
        let taken = taken.entry(route.resource.clone()).or_default();
        taken.insert("new".to_owned());
        route.method = unique(taken, &method);
    }
}

/// The words of an operation's name, without its resource.
fn by_key(key: &str, resource: &str, verb: &str) -> String {
    let name = format!("_{}_", names::snake(key));
    let mut short = name.clone();
    for own in [format!("_{resource}_"), format!("_{resource}s_")] {
        short = short.replacen(&own, "_", 1);
    }
    match short.trim_matches('_') {
        "" => verb.to_owned(),
        words => names::snake(words),
    }
}

/// Why no operation can have a path.
fn bad_path(path: &str) -> Option<&'static str> {
    if let Some((_, fault)) = path_faults(path).into_iter().next() {
        return Some(fault);
    }
    let mut names = BTreeSet::new();
    let mut parts = path.split('{');
    let closes = |part: &str| part.contains('}');
    if parts.next().is_some_and(closes) {
        return Some("its path closes a brace that is not open");
    }
    for part in parts {
        let Some((name, rest)) = part.split_once('}') else {
            return Some("its path does not close a brace");
        };
        let name = name.trim_start_matches('+');
        if name.contains('/') || closes(rest) {
            return Some("its path closes a brace that is not open");
        }
        if !can_be_written(name) {
            return Some("its path has a placeholder without a name, or no end");
        }
        if !names.insert(name) {
            return Some("its path has the same placeholder twice");
        }
    }
    (!can_be_written(path)).then_some("its path has no end")
}
