//! Operations: routes, requests, replies.

use std::collections::BTreeMap;

use super::context::{self, Owner, similar};
use super::parts::{Body, Expr, Parts, Position};
use super::types::{Clashes, Types};
use crate::ir::{self, Kind, Presence, Response, TypeId, TypeRef, Verb};
use crate::load::description::{Effect, Module, Operation};
use crate::load::place::At;
use crate::names;
use crate::report::{FileId, Place};

/// The operations of one module, and what they must not share with those of others.
pub(super) struct Operations<'t, 'r> {
    pub(super) types: &'t mut Types<'r>,
    /// Every route so far, and where it is described.
    pub(super) routes: BTreeMap<(bool, String), Place>,
    /// What each set of events has been said to end with, and where.
    pub(super) streams: BTreeMap<TypeId, (ir::Events, Place)>,
}

impl<'r> Operations<'_, 'r> {
    /// The operations of `module`, without its types.
    pub(super) fn resolve_module(
        &mut self,
        file: FileId,
        module: &'r Module,
    ) -> Vec<ir::Operation> {
        let parameters = self.placeholders(file, module);
        let report = &mut *self.types.report;
        let owner = Owner::new(file, "the operations");
        context::repeated(
            report,
            &owner,
            module.operations.iter().map(|(name, _)| name),
        );
        let mut methods = Clashes::with("new", "the handle's constructor");
        let mut used = Vec::new();
        let mut operations = Vec::new();
        for (name, described) in module.operations.iter() {
            let owner = Owner::new(file, format!("operation `{}`", name.value));
            let before = self.types.report.counts().0;
            let operation = self.operation(&owner, name, described, &parameters, &mut methods);
            used.extend(
                operation
                    .parameters
                    .iter()
                    .map(|parameter| parameter.wire.clone()),
            );
            if before == self.types.report.counts().0 {
                operations.push(operation);
            }
        }
        for (name, _) in module
            .path
            .iter()
            .filter(|(name, _)| !used.contains(&name.value))
        {
            let owner = Owner::new(file, format!("placeholder `{}`", name.value));
            let warning = owner.warning("placeholder-unused", owner.place(name), "no path has it");
            self.types.report.push(warning);
        }
        operations
    }

    fn placeholders(&mut self, file: FileId, module: &'r Module) -> Vec<ir::Parameter> {
        let owner = Owner::new(file, "the placeholders");
        context::repeated(
            self.types.report,
            &owner,
            module.path.iter().map(|(name, _)| name),
        );
        let mut clashes = Clashes::with("request", "the argument for the request");
        let mut parameters = Vec::new();
        for (name, shape) in module.path.iter() {
            let owner = Owner::new(file, format!("placeholder `{}`", name.value));
            let place = owner.place(name);
            let parts = Parts::of(
                self.types.report,
                &owner,
                Position::Placeholder,
                place.clone(),
                shape,
            );
            let Some(parts) = parts else {
                continue;
            };
            if !self.is_string(&owner, &parts) {
                let message = "a placeholder stands for a `string`";
                self.types
                    .report
                    .push(owner.error("placeholder-type", place.clone(), message));
            }
            let rust = parts.long.and_then(|long| long.rust.as_ref());
            let rust = self
                .types
                .rust_name(&owner, &place, rust, name, names::field_name);
            clashes.check(self.types.report, &owner, &place, name, &rust);
            let wire = name.value.clone();
            parameters.push(ir::Parameter {
                wire,
                rust,
                doc: parts.doc,
                keeps_slashes: false,
            });
        }
        parameters
    }

    fn is_string(&mut self, owner: &Owner, parts: &Parts<'_>) -> bool {
        match &parts.body {
            Body::Expr(expr) => matches!(
                self.types.type_ref(owner, expr),
                TypeRef::String | TypeRef::Any
            ),
            _ => false,
        }
    }

    fn operation(
        &mut self,
        owner: &Owner,
        name: &At<String>,
        described: &Operation,
        parameters: &[ir::Parameter],
        methods: &mut Clashes,
    ) -> ir::Operation {
        let place = owner.place(name);
        let (since, deprecated) = (described.since.as_ref(), described.deprecated.as_ref());
        let doc = context::doc(
            self.types.report,
            owner,
            place.clone(),
            described.doc.as_ref(),
            since,
            deprecated,
        );
        let (verb, path) = self.route(owner, &place, described);
        let parameters = path
            .map(|path| self.parameters(owner, path, parameters))
            .unwrap_or_default();
        if let Some(path) = path {
            self.check_route(owner, verb, path);
        }
        let effect = self.effect(owner, &place, verb, described);
        let request = self.request(owner, verb, described);
        let response = self.response(owner, &place, described);
        let mut operation = ir::Operation {
            name: name.value.clone(),
            rust: self.method(owner, &place, described, methods),
            doc,
            verb,
            path: path.map(|path| path.value.clone()).unwrap_or_default(),
            parameters,
            effect,
            request,
            response,
            stream: None,
            pages: None,
            empty_on: self.empty_on(owner, described),
        };
        operation.stream = self.stream(owner, &operation, described);
        operation.pages = described
            .pages
            .as_ref()
            .and_then(|pages| self.pages(owner, &operation, pages));
        operation
    }

    fn route<'d>(
        &mut self,
        owner: &Owner,
        place: &Place,
        described: &'d Operation,
    ) -> (Verb, Option<&'d At<String>>) {
        match (&described.get, &described.post) {
            (Some(path), None) => (Verb::Get, Some(path)),
            (None, Some(path)) => (Verb::Post, Some(path)),
            (get, _) => {
                let message = "it needs exactly one of `get` and `post`, with its path";
                self.types
                    .report
                    .push(owner.error("verb", place.clone(), message));
                (if get.is_some() { Verb::Get } else { Verb::Post }, None)
            }
        }
    }

    /// The placeholders of `path`, in its order.
    fn parameters(
        &mut self,
        owner: &Owner,
        path: &At<String>,
        known: &[ir::Parameter],
    ) -> Vec<ir::Parameter> {
        let mut found: Vec<ir::Parameter> = Vec::new();
        let mut bad = |id, part: std::ops::Range<usize>, message: String, help: Option<String>| {
            let place = owner.part(self.types.report, path, part);
            self.types
                .report
                .push(owner.error(id, place, message).maybe_help(help));
        };
        if !path.starts_with('/') {
            bad(
                "bad-path",
                0..path.len(),
                "a path begins with `/`".into(),
                None,
            );
        }
        if let Some(at) = path.find(['?', '#', ' ', '%']) {
            let message = "a path holds no `?`, `#`, `%` or space".to_owned();
            bad("bad-path", at..at + 1, message, None);
        }
        let mut from = 0;
        while let Some(open) = path[from..].find(['{', '}']).map(|at| from + at) {
            let end = path[open..].find('}').map(|at| open + at);
            let (true, Some(end)) = (path[open..].starts_with('{'), end) else {
                bad(
                    "bad-path",
                    open..open + 1,
                    "this brace stands alone".into(),
                    None,
                );
                break;
            };
            from = end + 1;
            let inside = &path[open + 1..end];
            let wire = inside.strip_prefix('+').unwrap_or(inside);
            let Some(parameter) = known.iter().find(|parameter| parameter.wire == wire) else {
                let help = similar(
                    "placeholder",
                    wire,
                    known.iter().map(|known| known.wire.as_str()),
                )
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

    fn check_route(&mut self, owner: &Owner, verb: Verb, path: &At<String>) {
        let mut route = String::new();
        let mut inside = false;
        for c in path.chars() {
            inside = c == '{' || (inside && c != '}');
            if !inside {
                route.push(c);
            }
        }
        let place = owner.place(path);
        let key = (verb == Verb::Get, route);
        if let Some(first) = self.routes.get(&key) {
            let message = "this route cannot be told from another one";
            let diagnostic = owner
                .error("same-route", place, message)
                .note(first.clone(), "the other one");
            self.types.report.push(diagnostic);
        } else {
            self.routes.insert(key, place);
        }
    }

    fn method(
        &mut self,
        owner: &Owner,
        place: &Place,
        described: &Operation,
        methods: &mut Clashes,
    ) -> String {
        let Some(method) = &described.method else {
            let help = "name the method of the client that carries it out";
            let diagnostic = owner
                .error("missing-key", place.clone(), "it has no `method`")
                .help(help);
            self.types.report.push(diagnostic);
            return String::new();
        };
        let rust = self
            .types
            .rust_name(owner, place, Some(method), method, names::field_name);
        let place = owner.place(method);
        if let Some(what) = methods.reserved(&rust) {
            let message = format!("the method `{rust}` is taken by {what}");
            self.types
                .report
                .push(owner.error("same-method", place, message));
        } else {
            methods.reserve(&rust, &owner.name);
        }
        rust
    }

    fn effect(
        &mut self,
        owner: &Owner,
        place: &Place,
        verb: Verb,
        described: &Operation,
    ) -> ir::Effect {
        match (verb, &described.effect) {
            (Verb::Get, Some(effect)) if effect.value != Effect::Read => {
                let message = "a GET changes nothing: its effect is `read`";
                self.types
                    .report
                    .push(owner.error("effect-get", owner.place(effect), message));
                ir::Effect::Read
            }
            (Verb::Get, _) => ir::Effect::Read,
            (Verb::Post, None) => {
                if described.post.is_some() {
                    let message = "a POST has to say what a repetition does";
                    let help = "`effect: idempotent` where it changes nothing more, `effect: create` where \
                                something is made or paid for again, `effect: read` where nothing changes";
                    self.types.report.push(
                        owner
                            .error("effect-missing", place.clone(), message)
                            .help(help),
                    );
                }
                ir::Effect::Create
            }
            (Verb::Post, Some(effect)) => match effect.value {
                Effect::Read => ir::Effect::Read,
                Effect::Idempotent => ir::Effect::Idempotent,
                Effect::Create => ir::Effect::Create,
            },
        }
    }

    fn request(&mut self, owner: &Owner, verb: Verb, described: &Operation) -> Option<ir::Request> {
        let (name, optional) = match (&described.request, &described.request_optional) {
            (None, None) => return None,
            (Some(name), None) => (name, false),
            (None, Some(name)) => (name, true),
            (Some(_), Some(name)) => {
                let message = "it has both `request` and `request?`";
                self.types
                    .report
                    .push(owner.error("request-kind", owner.place(name), message));
                return None;
            }
        };
        let place = owner.place(name);
        let ty = self.types.name(owner, place.clone(), name)?;
        let TypeRef::Named(id) = ty else {
            self.not_an_object(owner, place, name);
            return None;
        };
        if self.types.slots[id.0].faulty {
            return None;
        }
        let Some(object) = self.types.object_behind(&ty).cloned() else {
            self.not_an_object(owner, place, name);
            return None;
        };
        if optional {
            let required = object.fields.iter().find(|field| {
                matches!(
                    field.presence,
                    Presence::Required | Presence::RequiredNullable
                )
            });
            let message = match required {
                Some(field) => format!(
                    "`request?` may be left out, but its field `{}` is required",
                    field.wire
                ),
                None if !object.require_any.is_empty() => {
                    "`request?` may be left out, but one of its fields has to be there".to_owned()
                }
                None => String::new(),
            };
            if !message.is_empty() {
                self.types
                    .report
                    .push(owner.error("request-kind", place.clone(), message));
            }
        }
        if verb == Verb::Get {
            self.check_query(owner, &place, &object);
        }
        Some(ir::Request { ty: id, optional })
    }

    fn not_an_object(&mut self, owner: &Owner, place: Place, name: &At<String>) {
        let message = format!("a request is an object; `{}` is none", name.value);
        self.types
            .report
            .push(owner.error("request-kind", place, message));
    }

    fn check_query(&mut self, owner: &Owner, place: &Place, object: &ir::Object) {
        for field in &object.fields {
            let plain = match &field.ty {
                TypeRef::Array(item) | TypeRef::Map(item) => self.is_plain(item),
                ty => self.is_plain(ty),
            };
            if !plain {
                let message = format!(
                    "the field `{}` of its request cannot be written in a query",
                    field.wire
                );
                let help = "a query holds plain values, arrays of them and maps of them";
                self.types.report.push(
                    owner
                        .error("query-shape", place.clone(), message)
                        .help(help),
                );
            }
        }
    }

    /// Whether a value of the type is one text, number or boolean.
    pub(super) fn is_plain(&self, ty: &TypeRef) -> bool {
        match ty {
            TypeRef::String
            | TypeRef::Integer
            | TypeRef::Number
            | TypeRef::Boolean
            | TypeRef::Timestamp => true,
            TypeRef::Named(id) => match &self.types.slots[id.0].ty.kind {
                Kind::Enum(_) => true,
                Kind::Object(object) => object.as_string.is_some(),
                _ => self.types.slots[id.0].faulty,
            },
            _ => false,
        }
    }

    fn response(&mut self, owner: &Owner, place: &Place, described: &Operation) -> Response {
        let Some(name) = &described.response else {
            if described.stream.is_none() {
                let message = "it says neither what it replies nor what it streams";
                let help = "an operation without a reply has `response: nothing`";
                self.types
                    .report
                    .push(owner.error("no-reply", place.clone(), message).help(help));
            }
            return Response::OnlyStream;
        };
        if name.value == "nothing" {
            return Response::Nothing;
        }
        let expr = Expr {
            scalar: name.clone(),
            range: 0..name.value.len(),
        };
        let ty = self.types.type_ref(owner, &expr);
        let error_first = match self.types.object_behind(&ty) {
            Some(object) => !object
                .fields
                .iter()
                .any(|field| field.presence == Presence::Required),
            None => matches!(ty, TypeRef::Any | TypeRef::Map(_) | TypeRef::Nullable(_)),
        };
        Response::Json { ty, error_first }
    }

    fn empty_on(&mut self, owner: &Owner, described: &Operation) -> Vec<(u16, String)> {
        let mut statuses = Vec::new();
        for (status, meaning) in described.empty_on.iter().flat_map(|map| map.iter()) {
            match status.value.parse() {
                Ok(code @ (204 | 205 | 304)) => statuses.push((code, meaning.value.clone())),
                _ => {
                    let message = format!(
                        "a reply with `{}` has a body, or is none at all",
                        status.value
                    );
                    let help = "204, 205 and 304 come without a body";
                    let place = owner.place(status);
                    self.types
                        .report
                        .push(owner.error("empty-status", place, message).help(help));
                }
            }
        }
        statuses
    }
}
