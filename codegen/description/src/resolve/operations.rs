//! Operations: routes, requests, replies.

use std::collections::BTreeMap;

use super::clashes::Clashes;
use super::contents::is_media_type;
use super::context::{self, Owner};
use super::parts::Expr;
use super::types::Types;
use crate::ir::{self, Builtin, Kind, Presence, Response, TypeId, TypeRef, Verb};
use crate::load::description::{Effect, Module, Operation};
use crate::load::place::At;
use crate::names;
use crate::report::{FileId, Place};

/// The operations of one module, and what they must not share with those of others.
pub(super) struct Operations<'t, 'r> {
    pub(super) types: &'t mut Types<'r>,
    /// What holds for all streams.
    pub(super) service: &'t ir::Streams,
    /// Every route so far, and where it is described.
    pub(super) routes: BTreeMap<(Verb, String), Place>,
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
        context::repeated(report, &owner, module.operations.iter().map(|(name, _)| name));
        let mut methods = Clashes::with("new", "the handle's constructor");
        let mut used = Vec::new();
        let mut operations = Vec::new();
        for (name, described) in module.operations.iter() {
            let owner = Owner::new(file, format!("operation `{}`", name.value));
            let before = self.types.report.counts().0;
            let operation = self.operation(&owner, name, described, &parameters, &mut methods);
            used.extend(operation.parameters.iter().map(|parameter| parameter.wire.clone()));
            if before == self.types.report.counts().0 {
                operations.push(operation);
            }
        }
        for (name, _) in module.path.iter().filter(|(name, _)| !used.contains(&name.value)) {
            let owner = Owner::new(file, format!("placeholder `{}`", name.value));
            let warning = owner.warning("placeholder-unused", owner.place(name), "no path has it");
            self.types.report.push(warning);
        }
        operations
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
        let doc = context::doc(self.types.report, owner, place.clone(), described.into());
        let (verb, path) = self.route(owner, &place, described);
        let parameters =
            path.map(|path| self.parameters(owner, path, parameters)).unwrap_or_default();
        if let Some(path) = path {
            self.check_route(owner, verb, path);
        }
        let effect = self.effect(owner, &place, (verb, path), described);
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
            upload: self.upload(owner, &place, verb, described, methods),
            response,
            also: self.also(owner, described, methods),
            stream: None,
            silence: self.silence(owner, described),
            pages: None,
            empty_on: self.empty_on(owner, described),
        };
        operation.stream = self.stream(owner, &operation, described);
        operation.pages =
            described.pages.as_ref().and_then(|pages| self.pages(owner, &operation, pages));
        operation
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
            let diagnostic =
                owner.error("missing-key", place.clone(), "it has no `method`").help(help);
            self.types.report.push(diagnostic);
            return String::new();
        };
        let rust = self.types.rust_name(owner, place, Some(method), method, names::field_name);
        let place = owner.place(method);
        self.take_method(owner, place, &rust, methods);
        rust
    }

    /// Takes the name of a method, unless another operation has it.
    pub(super) fn take_method(
        &mut self,
        owner: &Owner,
        place: Place,
        rust: &str,
        methods: &mut Clashes,
    ) {
        if let Some(what) = methods.reserved(rust) {
            let message = format!("the method `{rust}` is taken by {what}");
            self.types.report.push(owner.error("same-method", place, message));
        } else {
            methods.reserve(rust, &owner.name);
        }
    }

    fn effect(
        &mut self,
        owner: &Owner,
        place: &Place,
        (verb, path): (Verb, Option<&At<String>>),
        described: &Operation,
    ) -> ir::Effect {
        let Some(said) = &described.effect else {
            if matches!(verb, Verb::Post | Verb::Patch) && path.is_some() {
                let message = format!("a {} has to say what a repetition does", verb.on_the_wire());
                let help = "`effect: idempotent` where it changes nothing more, `effect: create` where \
                            something is made or paid for again, `effect: read` where nothing changes";
                let missing = owner.error("effect-missing", place.clone(), message);
                self.types.report.push(missing.help(help));
            }
            return match verb {
                Verb::Get => ir::Effect::Read,
                Verb::Put | Verb::Delete => ir::Effect::Idempotent,
                Verb::Post | Verb::Patch => ir::Effect::Create,
            };
        };
        let problem = match (verb, said.value) {
            (Verb::Get, Effect::Idempotent | Effect::Create) => {
                Some(("effect-get", "a GET changes nothing: its effect is `read`"))
            }
            (Verb::Put | Verb::Delete, Effect::Read) => Some((
                "effect-read",
                "a PUT or DELETE changes something: its effect is `idempotent`, or `create`",
            )),
            _ => None,
        };
        if let Some((id, message)) = problem {
            self.types.report.push(owner.error(id, owner.place(said), message));
        }
        match said.value {
            Effect::Read => ir::Effect::Read,
            Effect::Idempotent => ir::Effect::Idempotent,
            Effect::Create => ir::Effect::Create,
        }
    }

    fn request(&mut self, owner: &Owner, verb: Verb, described: &Operation) -> Option<ir::Request> {
        let (name, optional) = match (&described.request, &described.request_optional) {
            (None, None) => return None,
            (Some(name), None) => (name, false),
            (None, Some(name)) => (name, true),
            (Some(_), Some(name)) => {
                let message = "it has both `request` and `request?`";
                self.types.report.push(owner.error("request-kind", owner.place(name), message));
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
                matches!(field.presence, Presence::Required | Presence::RequiredNullable)
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
                self.types.report.push(owner.error("request-kind", place.clone(), message));
            }
        }
        if !verb.has_body() {
            self.check_query(owner, &place, &object);
        }
        Some(ir::Request { ty: id, optional })
    }

    fn not_an_object(&mut self, owner: &Owner, place: Place, name: &At<String>) {
        let message = format!("a request is an object; `{}` is none", name.value);
        self.types.report.push(owner.error("request-kind", place, message));
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
                self.types
                    .report
                    .push(owner.error("query-shape", place.clone(), message).help(help));
            } else if field.secret || self.is_secret_string(&field.ty) {
                let message = format!(
                    "the field `{}` of its request is a secret, but a query is part of the address, which ends up \
                     in logs",
                    field.wire
                );
                let help = "a secret is sent in a body: that of a POST, PUT or PATCH";
                let diagnostic = owner.error("secret-where", place.clone(), message);
                self.types.report.push(diagnostic.help(help));
            }
        }
    }

    /// Whether it is an object in string form, or several of them, with a secret in it.
    fn is_secret_string(&self, ty: &TypeRef) -> bool {
        match ty {
            TypeRef::Array(inner) | TypeRef::Map(inner) => self.is_secret_string(inner),
            TypeRef::Named(id) => match &self.types.slots[id.0].ty.kind {
                Kind::Object(object) => object.fields.iter().any(|field| field.secret),
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether a value of the type is one text, number or boolean.
    pub(super) fn is_plain(&self, ty: &TypeRef) -> bool {
        match ty {
            TypeRef::Builtin(builtin) => builtin.facts().json.is_some(),
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
                self.types.report.push(owner.error("no-reply", place.clone(), message).help(help));
            }
            return Response::OnlyStream;
        };
        if name.value == "nothing" {
            return Response::Nothing;
        }
        if is_media_type(name) {
            let media_type = name.value.clone();
            return Response::Content { media_type };
        }
        let expr = Expr { scalar: name.clone(), range: 0..name.value.len() };
        let ty = self.types.type_ref(owner, &expr);
        let error_first = match self.types.object_behind(&ty) {
            Some(object) => !object.fields.iter().any(|field| field.presence == Presence::Required),
            None => matches!(
                ty,
                TypeRef::Builtin(Builtin::Any) | TypeRef::Map(_) | TypeRef::Nullable(_)
            ),
        };
        Response::Json { ty, error_first }
    }

    fn empty_on(&mut self, owner: &Owner, described: &Operation) -> Vec<(u16, String)> {
        let mut statuses = Vec::new();
        for (status, meaning) in described.empty_on.iter().flat_map(|map| map.iter()) {
            match status.value.parse() {
                Ok(code @ (204 | 205 | 304)) => statuses.push((code, meaning.value.clone())),
                _ => {
                    let message =
                        format!("a reply with `{}` has a body, or is none at all", status.value);
                    let help = "204, 205 and 304 come without a body";
                    let place = owner.place(status);
                    self.types.report.push(owner.error("empty-status", place, message).help(help));
                }
            }
        }
        statuses
    }
}
