//! Routes: verbs, paths and their placeholders.

use std::ops::Range;

use super::clashes::Clashes;
use super::context::{self, Owner, similar};
use super::operations::Operations;
use super::parts::{Body, Parts, Position};
use crate::ir::{self, TypeRef, Verb};
use crate::load::description::{Module, Operation};
use crate::load::place::At;
use crate::names;
use crate::report::{FileId, Place};

impl<'r> Operations<'_, 'r> {
    pub(super) fn placeholders(&mut self, file: FileId, module: &'r Module) -> Vec<ir::Parameter> {
        let owner = Owner::new(file, "the placeholders");
        context::repeated(self.types.report, &owner, module.path.iter().map(|(name, _)| name));
        let mut clashes = Clashes::with("request", "the argument for the request");
        let mut operations = module.operations.iter();
        if operations.any(|(_, operation)| operation.upload.is_some()) {
            clashes.reserve("content", "the argument for the content");
        }
        let mut parameters = Vec::new();
        for (name, shape) in module.path.iter() {
            let owner = Owner::new(file, format!("placeholder `{}`", name.value));
            let place = owner.place(name);
            let parts =
                Parts::of(self.types.report, &owner, Position::Placeholder, place.clone(), shape);
            let Some(parts) = parts else {
                continue;
            };
            if !self.is_string(&owner, &parts) {
                let message = "a placeholder stands for a `string`";
                self.types.report.push(owner.error("placeholder-type", place.clone(), message));
            }
            let rust = parts.long.and_then(|long| long.rust.as_ref());
            let rust = self.types.rust_name(&owner, &place, rust, name, names::field_name);
            clashes.check(self.types.report, &owner, &place, name, &rust);
            let wire = name.value.clone();
            parameters.push(ir::Parameter { wire, rust, doc: parts.doc, keeps_slashes: false });
        }
        parameters
    }

    fn is_string(&mut self, owner: &Owner, parts: &Parts<'_>) -> bool {
        match &parts.body {
            Body::Expr(expr) => {
                [TypeRef::STRING, TypeRef::ANY].contains(&self.types.type_ref(owner, expr))
            }
            _ => false,
        }
    }

    pub(super) fn route<'d>(
        &mut self,
        owner: &Owner,
        place: &Place,
        described: &'d Operation,
    ) -> (Verb, Option<&'d At<String>>) {
        let path = |verb| match verb {
            Verb::Get => described.get.as_ref(),
            Verb::Post => described.post.as_ref(),
            Verb::Put => described.put.as_ref(),
            Verb::Patch => described.patch.as_ref(),
            Verb::Delete => described.delete.as_ref(),
        };
        let mut said = Verb::ALL.into_iter().filter_map(|verb| Some((verb, path(verb)?)));
        if let (Some((verb, path)), None) = (said.next(), said.next()) {
            return (verb, Some(path));
        }
        let message =
            "it needs exactly one of `get`, `post`, `put`, `patch` and `delete`, with its path";
        self.types.report.push(owner.error("verb", place.clone(), message));
        (Verb::Post, None)
    }

    /// The placeholders of `path`, in its order.
    pub(super) fn parameters(
        &mut self,
        owner: &Owner,
        path: &At<String>,
        known: &[ir::Parameter],
    ) -> Vec<ir::Parameter> {
        let mut found: Vec<ir::Parameter> = Vec::new();
        let mut bad = |id, part: Range<usize>, message: String, help: Option<String>| {
            let place = owner.part(self.types.report, path, part);
            self.types.report.push(owner.error(id, place, message).maybe_help(help));
        };
        if !path.starts_with('/') {
            bad("bad-path", 0..path.len(), "a path begins with `/`".into(), None);
        }
        if let Some(at) = path.find(['?', '#', ' ', '%']) {
            let message = "a path holds no `?`, `#`, `%` or space".to_owned();
            bad("bad-path", at..at + 1, message, None);
        }
        let mut from = 0;
        while let Some(open) = path[from..].find(['{', '}']).map(|at| from + at) {
            let end = path[open..].find('}').map(|at| open + at);
            let (true, Some(end)) = (path[open..].starts_with('{'), end) else {
                bad("bad-path", open..open + 1, "this brace stands alone".into(), None);
                break;
            };
            from = end + 1;
            let inside = &path[open + 1..end];
            let wire = inside.strip_prefix('+').unwrap_or(inside);
            let Some(parameter) = known.iter().find(|parameter| parameter.wire == wire) else {
                let help =
                    similar("placeholder", wire, known.iter().map(|known| known.wire.as_str()))
                        .unwrap_or_else(|| format!("describe `{wire}` under the module's `path`"));
                let message = format!("`{{{inside}}}` is not under `path`");
                bad("placeholder-unknown", open..from, message, Some(help));
                continue;
            };
            if found.iter().any(|other| other.wire == wire) {
                let message = format!("`{{{inside}}}` stands in the path twice");
                bad("placeholder-twice", open..from, message, None);
                continue;
            }
            found.push(ir::Parameter {
                keeps_slashes: inside.starts_with('+'),
                ..parameter.clone()
            });
        }
        found
    }

    pub(super) fn check_route(&mut self, owner: &Owner, verb: Verb, path: &At<String>) {
        let place = owner.place(path);
        let key = (verb, ir::template(path));
        if let Some(first) = self.routes.get(&key) {
            let message = "this route cannot be told from another one";
            let diagnostic =
                owner.error("same-route", place, message).note(first.clone(), "the other one");
            self.types.report.push(diagnostic);
        } else {
            self.routes.insert(key, place);
        }
    }
}
