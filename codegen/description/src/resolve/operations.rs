//! Operations: routes, requests, replies.

use std::collections::{BTreeMap, BTreeSet};

use super::context::Context;
use super::parts::Expr;
use super::reserved::Taken;
use super::types::Types;
use crate::ir::{
    self, Api, Builtin, Effect, Kind, Parameter, Presence, Response, TypeId, TypeRef, Verb,
};
use crate::load::formats::is_media_type;
use crate::load::module::{Module, Operation};
use crate::load::span::At;
use crate::names;
use crate::report::Span;

/// The operations of all modules, and what they must not share with one another.
pub(super) struct Operations<'t, 'a> {
    pub(super) types: &'t Types<'a>,
    pub(super) api: &'t Api,
    /// Every route so far, and where it is described.
    pub(super) routes: BTreeMap<(Verb, String), Span>,
    /// What each set of events ends with, and where that is described.
    pub(super) streams: BTreeMap<TypeId, (ir::Events, Span)>,
}

/// An operation while it is resolved.
pub(super) struct Described<'o, 'a> {
    pub(super) cx: Context<'a>,
    /// Its name.
    pub(super) span: Span,
    pub(super) keys: &'o Operation,
    pub(super) verb: Verb,
    pub(super) path: Option<&'o At<String>>,
}

impl<'a> Operations<'_, 'a> {
    /// The operations of `module`, without its types.
    pub(super) fn of_module(&mut self, module: &Module) -> Vec<ir::Operation> {
        let cx = &self.types.cx;
        let known = self.placeholders(module);
        let by_name: BTreeMap<_, _> = known.iter().map(|it| (it.wire.as_str(), it)).collect();
        cx.about("the operations").repeated(module.operations.names());
        let mut methods = Taken::by(&["new"], "the handle's constructor");
        let mut used = BTreeSet::new();
        let mut operations = Vec::new();
        for (name, keys) in module.operations.iter() {
            let cx = cx.about(format!("operation `{}`", name.value));
            let before = cx.errors();
            let (verb, path) = route(&cx, name.span, keys);
            let described = Described { cx, span: name.span, keys, verb, path };
            let operation = self.operation(name, &described, &by_name, &mut methods);
            used.extend(operation.parameters.iter().map(|parameter| parameter.wire.clone()));
            if described.cx.errors() == before {
                operations.push(operation);
            }
        }
        let all_read = module.operations.iter().all(|(_, keys)| !keys.written.faulty);
        for name in module.path.names().filter(|_| all_read && !module.written.faulty) {
            if !used.contains(&name.value) {
                let cx = cx.about(format!("placeholder `{}`", name.value));
                cx.warning("placeholder-unused", name, "no path has it");
            }
        }
        operations
    }

    fn operation(
        &mut self,
        name: &At<String>,
        described: &Described<'_, 'a>,
        known: &BTreeMap<&str, &Parameter>,
        methods: &mut Taken,
    ) -> ir::Operation {
        let Described { cx, keys, verb, path, .. } = described;
        let doc = cx.doc(name, *keys);
        let parameters = path.map(|path| self.parameters(cx, *verb, path, known));
        let mut operation = ir::Operation {
            name: name.value.clone(),
            doc,
            verb: *verb,
            path: path.map(|path| path.value.clone()).unwrap_or_default(),
            parameters: parameters.unwrap_or_default(),
            effect: effect(described),
            request: self.request(described),
            response: self.response(described),
            rust: match keys.method.is_written() {
                true => method(cx, &keys.method, methods),
                false => String::new(),
            },
            upload: self.upload(described, methods),
            also: self.also(described, methods),
            stream: None,
            silence: self.silence(described),
            pages: None,
            empty_on: empty_on(described),
        };
        operation.stream = self.stream(described, &operation);
        operation.pages = self.pages(described, &operation);
        operation
    }

    fn request(&self, described: &Described<'_, 'a>) -> Option<ir::Request> {
        let Described { cx, keys, verb, .. } = described;
        let (name, optional) = match (&keys.request, &keys.request_optional) {
            (None, None) => return None,
            (Some(name), None) => (name, false),
            (None, Some(name)) => (name, true),
            (Some(_), Some(name)) => {
                cx.error("request-kind", name, "it has both `request` and `request?`");
                return None;
            }
        };
        let ty = self.types.name(cx, name.span, name)?;
        if self.types.is_faulty(&ty) {
            return None;
        }
        let (TypeRef::Named(id), Some(object)) = (&ty, self.types.object_of(&ty)) else {
            let message = format!("a request is an object, which `{}` is not", name.value);
            cx.error("request-kind", name, message);
            return None;
        };
        let needed = match object.fields.iter().find(|field| field.is_required()) {
            _ if !optional => None,
            Some(field) => Some(format!("its field `{}` is required", field.wire)),
            None if object.require_any.is_empty() => None,
            None => Some("one of its fields has to be there".to_owned()),
        };
        if let Some(needed) = needed {
            let message = format!("`request?` may be left out, but {needed}");
            cx.error("request-kind", name, message);
        }
        if !verb.has_body() {
            self.check_query(cx, name.span, object);
        }
        Some(ir::Request { ty: *id, optional })
    }

    fn check_query(&self, cx: &Context<'_>, at: Span, object: &ir::Object) {
        for field in &object.fields {
            let item = match &field.ty {
                TypeRef::Array(item) | TypeRef::Map(item) => item,
                ty => ty,
            };
            let named = item.name().map(|id| self.api.at(*id));
            let hides_string = named
                .is_some_and(|ty| ty.is_string_form() && ty.fields().iter().any(|it| it.secret));
            let about = format!("the field `{}` of its request", field.wire);
            if !self.is_plain(item) {
                let message = format!("{about} cannot be written in a query");
                let help = "a query holds plain values, arrays of them and maps of them";
                cx.error("query-shape", at, message).help(help);
            } else if field.secret || hides_string {
                let message = format!(
                    "{about} is a secret, but a query is part of the address, which ends up in logs"
                );
                let help = "a secret is sent in a body: that of a POST, PUT or PATCH";
                cx.error("secret-where", at, message).help(help);
            }
        }
    }

    /// Whether a value of the type is one string, number or boolean.
    fn is_plain(&self, ty: &TypeRef) -> bool {
        match ty {
            TypeRef::Builtin(builtin) => builtin.facts().json.is_some(),
            TypeRef::Named(id) => {
                let ty = self.api.at(*id);
                matches!(ty.kind, Kind::Enum(_))
                    || ty.is_string_form()
                    || self.types.slots[id.0].faulty
            }
            _ => false,
        }
    }

    fn response(&self, described: &Described<'_, 'a>) -> Response {
        let Described { cx, span, keys, .. } = described;
        let Some(name) = &keys.response else {
            if keys.stream.is_none() && !keys.written.faulty {
                let message = "it says neither what it replies nor what it streams";
                let help = "an operation without a reply has `response: nothing`";
                cx.error("no-reply", *span, message).help(help);
            }
            return Response::OnlyStream;
        };
        if name.value == "nothing" {
            return Response::Nothing;
        }
        if is_media_type(name) {
            return Response::Content { media_type: name.value.clone() };
        }
        let Some(ty) = self.types.type_ref(cx, Expr::new(name)) else {
            return Response::OnlyStream;
        };
        let error_first = match self.types.object_of(&ty) {
            Some(object) => !object.fields.iter().any(|field| field.presence == Presence::Required),
            None => matches!(
                ty,
                TypeRef::Builtin(Builtin::Any) | TypeRef::Map(_) | TypeRef::Nullable(_)
            ),
        };
        Response::Json { ty, error_first }
    }
}

/// The Rust name of a method that carries out an operation.
pub(super) fn method(cx: &Context<'_>, method: &At<String>, methods: &mut Taken) -> String {
    let rust = cx.rust_name(method.span, Some(method), method, names::field_name);
    methods.claim(cx, ("same-method", method.span), ("method", &rust), &cx.what);
    rust
}

fn route<'o>(cx: &Context<'_>, name: Span, keys: &'o Operation) -> (Verb, Option<&'o At<String>>) {
    let path = |verb| match verb {
        Verb::Get => keys.get.as_ref(),
        Verb::Post => keys.post.as_ref(),
        Verb::Put => keys.put.as_ref(),
        Verb::Patch => keys.patch.as_ref(),
        Verb::Delete => keys.delete.as_ref(),
    };
    let mut written = Verb::ALL.into_iter().filter_map(|verb| Some((verb, path(verb)?)));
    let (first, second) = (written.next(), written.next());
    if let (Some((verb, path)), None) = (first, second) {
        return (verb, Some(path));
    }
    if second.is_some() || !keys.written.faulty {
        let message =
            "it needs exactly one of `get`, `post`, `put`, `patch` and `delete`, with its path";
        cx.error("verb", name, message);
    }
    (Verb::Post, None)
}

fn effect(described: &Described<'_, '_>) -> Effect {
    let Described { cx, span, keys, verb, path } = described;
    let Some(said) = &keys.effect else {
        let is_open = matches!(verb, Verb::Post | Verb::Patch) && path.is_some();
        if is_open && !keys.written.faulty {
            let message = format!("a {} has to say what a repetition does", verb.on_the_wire());
            let help = "`effect: idempotent` where it changes nothing more, `effect: create` where \
                        something is made or paid for again, `effect: read` where nothing changes";
            cx.error("effect-missing", *span, message).help(help);
        }
        return match verb {
            Verb::Get => Effect::Read,
            Verb::Put | Verb::Delete => Effect::Idempotent,
            Verb::Post | Verb::Patch => Effect::Create,
        };
    };
    match (verb, said.value) {
        (Verb::Get, Effect::Idempotent | Effect::Create) => {
            cx.error("effect-get", said, "a GET changes nothing: its effect is `read`");
        }
        (Verb::Put | Verb::Delete, Effect::Read) => {
            let message =
                "a PUT or DELETE changes something: its effect is `idempotent`, or `create`";
            cx.error("effect-read", said, message);
        }
        _ => {}
    }
    said.value
}

fn empty_on(described: &Described<'_, '_>) -> Vec<(u16, String)> {
    let mut statuses = Vec::new();
    for (status, meaning) in described.keys.empty_on.iter() {
        if let Ok(code @ (204 | 205 | 304)) = status.value.parse() {
            statuses.push((code, meaning.value.clone()));
            continue;
        }
        let message =
            format!("a reply with `{}` has a body, or is not a reply at all", status.value);
        let help = "204, 205 and 304 come without a body";
        described.cx.error("empty-status", status, message).help(help);
    }
    statuses
}
