//! Operations: which there are, which module each belongs to, and what its method is called.

use std::collections::{BTreeMap, BTreeSet};

use super::document::Value;
use super::importer::Importer;
use super::schemas::can_be_written;
use super::types::{About, Overlay, Use};
use chatbotkit_description::ir::{Verb, template};
use chatbotkit_description::load::formats::path_faults;
use chatbotkit_description::names;
use chatbotkit_description::print::{Keys, Tree};
use chatbotkit_description::resolve::{CLIENT_METHODS, CRATE_MODULES};

/// The verbs of OpenAPI that the language has no operations for.
const FOREIGN: &[&str] = &["head", "options", "trace"];

const ONLY: &str = "the language knows GET, POST, PUT, PATCH and DELETE only";

impl<'a> Importer<'a> {
    /// All operations under the paths that begin with `only`, but for those whose route the language cannot say.
    pub(super) fn routes(&mut self, only: Option<&str>) -> Vec<Operation<'a>> {
        let only = only.map(|prefix| prefix.trim_end_matches('/'));
        let mut operations = Vec::new();
        let mut known = BTreeSet::new();
        for (path, item) in self.mapping(self.document.root, "paths") {
            let rest = only.map(|prefix| path.strip_prefix(prefix));
            let is_below = |rest: &str| rest.is_empty() || rest.starts_with('/');
            if path.starts_with("x-") || !rest.is_none_or(|rest| rest.is_some_and(is_below)) {
                continue;
            }
            let Some(item) = self.within(path, |this| this.follow(item)) else { continue };
            for (key, node) in FOREIGN.iter().filter_map(|key| Some((key, item.get(key)?))) {
                let shown = format!("{} {path}", key.to_ascii_uppercase());
                self.within(shown, |this| this.leave_operation_out(node, ONLY));
            }
            for (verb, node) in
                Verb::ALL.into_iter().filter_map(|it| Some((it, item.get(it.key())?)))
            {
                let mut operation = Operation::new(verb, path, node, item);
                let alike = "its path cannot be distinguished from another one";
                let mut is_known = || !known.insert((verb, template(path)));
                let problem = bad_path(path).or_else(|| is_known().then_some(alike));
                self.within(operation.shown(), |this| match problem {
                    Some(problem) => this.leave_operation_out(node, problem),
                    None => {
                        this.place(&mut operation);
                        operations.push(operation);
                    }
                });
            }
        }
        self.name_keys(&mut operations);
        self.name_methods(&mut operations);
        operations
    }

    fn leave_operation_out(&mut self, node: Value<'a>, why: &str) {
        self.notes.left_out += 1;
        self.warn(node, format!("{why}: the operation is left out"));
    }

    /// Says where an operation belongs, and what the document states of it.
    fn place(&mut self, operation: &mut Operation<'a>) {
        let overlay = self.overlay(operation.node);
        let stated = |key: &str| overlay.text(key).unwrap_or_default().to_owned();
        (operation.key, operation.method) = (stated("name"), stated("method"));
        let resource = self.resource_of_tags(operation.node);
        operation.resource = resource.unwrap_or_else(|| resource_of(operation.path));
        operation.overlay =
            Overlay { keys: overlay.keys.filter(|key| key != "name"), named: overlay.named };
    }

    /// Gives each operation its documented name, no two the same.
    fn name_keys(&mut self, operations: &mut [Operation<'a>]) {
        let mut taken = BTreeSet::new();
        for it in operations {
            let stated = Some(it.key.clone()).filter(|key| !key.is_empty());
            let id = stated.as_deref().or_else(|| self.text(it.node, "operationId"));
            let made = || names::camel(&format!("{} {}", it.verb.key(), fixed(it.path).join(" ")));
            let id = id.filter(|id| can_be_written(id)).map_or_else(made, str::to_owned);
            it.key = unique(&mut taken, &id);
        }
    }

    /// Names the methods: after the path within the resource, and after the operation where two would be alike.
    fn name_methods(&mut self, operations: &mut [Operation<'a>]) {
        let by_path = |it: &Operation<'_>| {
            let words = fixed(it.path).get(1..).unwrap_or_default().join("_");
            (it.resource.clone(), if words.is_empty() { words } else { names::snake(&words) })
        };
        let mut alike: BTreeMap<(String, String), usize> = BTreeMap::new();
        operations.iter().for_each(|it| *alike.entry(by_path(it)).or_default() += 1);
        let (stated, others): (Vec<_>, Vec<_>) =
            operations.iter_mut().partition(|it| it.overlay.states("method"));
        for it in stated {
            self.methods.entry(it.resource.clone()).or_default().insert(it.method.clone());
        }
        for it in others {
            let key = by_path(it);
            let alone = alike.get(&key).is_some_and(|count| *count == 1);
            let method = match key.1 {
                method if alone && !method.is_empty() && method != "new" => method,
                _ => by_key(&it.key, &it.resource, it.verb.key()),
            };
            let taken = self.methods.entry(it.resource.clone()).or_default();
            taken.insert("new".to_owned());
            it.method = unique(taken, &method);
        }
        for it in operations {
            self.methods.entry(it.resource.clone()).or_default().extend(it.stated_methods());
        }
    }

    /// A method of the resource of an operation that nothing else has yet.
    pub(super) fn further_method(&mut self, operation: &Operation<'a>, suffix: &str) -> String {
        let methods = self.methods.entry(operation.resource.clone()).or_default();
        unique(methods, &format!("{}_{suffix}", operation.method))
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

/// An operation. What follows its overlay is read once all operations have their names.
#[derive(Debug)]
pub(super) struct Operation<'a> {
    pub(super) verb: Verb,
    pub(super) path: &'a str,
    pub(super) node: Value<'a>,
    /// What stands beside the verbs, such as parameters of all of them.
    pub(super) beside: Value<'a>,
    /// The documented name.
    pub(super) key: String,
    /// The name of the module, in snake case.
    pub(super) resource: String,
    /// The method, in snake case.
    pub(super) method: String,
    /// What the document states.
    pub(super) overlay: Overlay,
    pub(super) about: About,
    pub(super) tag: Option<&'a str>,
    /// The placeholders of the path.
    pub(super) placeholders: Vec<(String, About)>,
    pub(super) request: Option<Use>,
    /// Whether the request can be left out, where the document states it.
    pub(super) optional: Option<bool>,
    pub(super) upload: Option<Keys>,
    pub(super) reply: Reply,
    pub(super) also: Keys,
    pub(super) stream: Option<Stream>,
    pub(super) pages: bool,
    pub(super) empty_on: Keys,
}

/// What comes back.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) enum Reply {
    #[default]
    Nothing,
    Json(Use),
    Media(String),
    /// Nothing but a stream.
    OnlyStream,
    /// What the document states.
    Stated,
}

/// The stream that an operation can answer with.
#[derive(Debug)]
pub(super) struct Stream {
    pub(super) events: Use,
    /// How it ends, and where its text is.
    pub(super) more: Keys,
}

impl<'a> Operation<'a> {
    /// An operation before anything of it is read.
    pub(super) fn new(verb: Verb, path: &'a str, node: Value<'a>, beside: Value<'a>) -> Self {
        Self {
            verb,
            path,
            node,
            beside,
            key: String::new(),
            resource: String::new(),
            method: String::new(),
            overlay: Overlay::default(),
            about: About::default(),
            tag: None,
            placeholders: Vec::new(),
            request: None,
            optional: None,
            upload: None,
            reply: Reply::Nothing,
            also: Keys::default(),
            stream: None,
            pages: false,
            empty_on: Keys::default(),
        }
    }

    /// As warnings name it.
    pub(super) fn shown(&self) -> String {
        format!("{} {}", self.verb.on_the_wire(), self.path)
    }

    /// What the names of its types begin with.
    pub(super) fn base(&self) -> String {
        format!("{}{}", names::pascal(&self.resource), names::pascal(&self.method))
    }

    /// The methods that the document states for media types and uploads.
    pub(super) fn stated_methods(&self) -> BTreeSet<String> {
        let keys = |key: &str| self.overlay.keys.get(key).and_then(Tree::keys);
        let also = keys("also").into_iter().flat_map(Keys::iter).map(|(method, _)| method);
        let upload = keys("upload").and_then(|upload| upload.get("method")).and_then(Tree::text);
        also.chain(upload).map(str::to_owned).collect()
    }

    /// The types of what is received: the reply, and the events of a stream.
    pub(super) fn received(&self) -> impl Iterator<Item = &Use> {
        let events = self.stream.as_ref().map(|stream| &stream.events);
        self.reply.ty().into_iter().chain(events)
    }

    /// The uses of types that its parts are.
    pub(super) fn uses(&self) -> impl Iterator<Item = &Use> {
        self.request.iter().chain(self.received())
    }

    /// The same, to be changed.
    pub(super) fn uses_mut(&mut self) -> impl Iterator<Item = &mut Use> {
        let reply = match &mut self.reply {
            Reply::Json(ty) => Some(ty),
            _ => None,
        };
        let events = self.stream.as_mut().map(|stream| &mut stream.events);
        self.request.iter_mut().chain(reply).chain(events)
    }

    /// The types that it names.
    pub(super) fn named(&self) -> impl Iterator<Item = usize> {
        self.uses().filter_map(Use::name).chain(&self.overlay.named).copied()
    }
}

impl Reply {
    /// The type of a reply in JSON.
    pub(super) fn ty(&self) -> Option<&Use> {
        match self {
            Self::Json(ty) => Some(ty),
            _ => None,
        }
    }
}
