//! Paths and their placeholders.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::context::Context;
use super::operations::Operations;
use super::parts::{Body, Parts, Position};
use super::reserved::Taken;
use crate::ir::{self, Parameter, TypeRef, Verb};
use crate::load::formats::path_faults;
use crate::load::module::Module;
use crate::load::span::At;
use crate::names;

impl<'a> Operations<'_, 'a> {
    /// The placeholders that a module describes.
    pub(super) fn placeholders(&self, module: &Module) -> Vec<Parameter> {
        let cx = self.types.cx.clone();
        cx.about("the placeholders").repeated(module.path.names());
        let mut taken = Taken::by(&["request"], "the argument for the request");
        if module.operations.iter().any(|(_, operation)| operation.upload.is_some()) {
            taken.reserve("content", "the argument for the content");
        }
        let mut parameters = Vec::new();
        for (name, shape) in module.path.iter() {
            let cx = cx.about(format!("placeholder `{}`", name.value));
            let parts = Parts::of(&cx, Position::Placeholder, name.span, shape);
            if let Some(parts) = &parts
                && !self.is_string(&cx, parts)
            {
                cx.error("placeholder-type", name, "a placeholder stands for a `string`");
            }
            let rust = parts.as_ref().and_then(Parts::rust);
            let rust = cx.rust_name(name.span, rust, name, names::field_name);
            taken.take(&cx, name.span, name, &rust);
            parameters.push(Parameter {
                wire: name.value.clone(),
                rust,
                doc: parts.map(|parts| parts.doc).unwrap_or_default(),
                keeps_slashes: false,
            });
        }
        parameters
    }

    fn is_string(&self, cx: &Context<'_>, parts: &Parts<'_>) -> bool {
        match &parts.body {
            Body::Expr(expr) => {
                self.types.type_ref(cx, *expr).is_none_or(|ty| ty == TypeRef::STRING)
            }
            _ => false,
        }
    }

    /// The placeholders of `path`, in its order.
    pub(super) fn parameters(
        &mut self,
        cx: &Context<'a>,
        verb: Verb,
        path: &At<String>,
        known: &BTreeMap<&str, &Parameter>,
    ) -> Vec<Parameter> {
        let span = |part: Range<usize>| cx.part(path.span, path, part);
        for (part, message) in path_faults(path) {
            cx.error("bad-path", span(part), message);
        }
        let mut found: Vec<Parameter> = Vec::new();
        let mut names = BTreeSet::new();
        let mut from = 0;
        while let Some(open) = path[from..].find(['{', '}']).map(|at| from + at) {
            let end = path[open + 1..].find(['{', '}', '/']).map(|at| open + 1 + at);
            let end = end.filter(|end| path[*end..].starts_with('}'));
            let (true, Some(end)) = (path[open..].starts_with('{'), end) else {
                cx.error("bad-path", span(open..open + 1), "this brace stands alone");
                break;
            };
            from = end + 1;
            let inside = &path[open + 1..end];
            let wire = inside.strip_prefix('+').unwrap_or(inside);
            if let Some(parameter) = known.get(wire) {
                if names.insert(wire) {
                    let keeps_slashes = inside.starts_with('+');
                    found.push(Parameter { keeps_slashes, ..(*parameter).clone() });
                } else {
                    let message = format!("`{{{inside}}}` stands in the path twice");
                    cx.error("placeholder-twice", span(open..from), message);
                }
            } else if cx.complete {
                let help = cx.similar("placeholder", wire, known.keys().copied());
                let help =
                    help.unwrap_or_else(|| format!("describe `{wire}` under the module's `path`"));
                let message = format!("`{{{inside}}}` is not under `path`");
                cx.error("placeholder-unknown", span(open..from), message).help(help);
            }
        }
        self.check_route(cx, verb, path);
        found
    }

    fn check_route(&mut self, cx: &Context<'_>, verb: Verb, path: &At<String>) {
        let key = (verb, ir::template(path));
        if let Some(first) = self.routes.get(&key) {
            let message = "this route cannot be distinguished from another one";
            cx.error("same-route", path, message).note(*first, "the other one");
        } else {
            self.routes.insert(key, path.span);
        }
    }
}
