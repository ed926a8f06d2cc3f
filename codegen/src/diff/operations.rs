//! The operations: methods on the handle of their module, with what travels in both directions.

use super::pairing::{OperationId, operations};
use super::uses::Uses;
use super::verdicts::*;
use super::words::rust;
use super::{Place, Walk, plain};
use chatbotkit_description::ir::{
    Also, Api, Doc, Effect, Operation, Request, Response, TypeRef, Upload,
};

const SENT: Uses = Uses { request: true, reply: false, public: false, made: true };
const RECEIVED: Uses = Uses { request: false, reply: true, public: true, made: false };

impl Walk<'_> {
    pub(super) fn operations(&mut self) {
        let (old, new) = (self.old, self.new);
        for (b, operation) in operations(new) {
            let at = place(new, b, operation);
            match self.pairing.old_operation(b) {
                None => self.added(&at, &operation.doc, OPERATION_ADDED),
                Some(a) => {
                    let before = &old.modules[a.module].operations[a.index];
                    self.method(&at, &place(old, a, before), before, operation);
                    self.operation(&at, before, operation);
                }
            }
        }
        for (a, operation) in operations(old) {
            if self.pairing.new_operation(a).is_none() {
                self.removed(&place(old, a, operation), &operation.doc, OPERATION_REMOVED);
            }
        }
    }

    fn operation(&mut self, at: &Place, old: &Operation, new: &Operation) {
        self.doc(at, &old.doc, &new.doc);
        let (was, is) = (route(old), route(new));
        if was != is {
            let (was, is) = ((was.0, &old.path), (is.0, &new.path));
            let what = format!("moved to `{} {}`, was `{} {}`", is.0, is.1, was.0, was.1);
            self.changed(at, what, ROUTE);
        }
        self.parameters(at, &old.parameters, &new.parameters);
        if old.effect != new.effect {
            let row = match (old.effect, new.effect) {
                (Effect::Create, _) => REPEATED,
                (_, Effect::Create) => NOT_REPEATED,
                _ => EFFECT,
            };
            let what =
                format!("has the effect `{}` now, was `{}`", new.effect.key(), old.effect.key());
            self.changed(at, what, row);
        }
        self.request(at, old.request.as_ref(), new.request.as_ref());
        self.upload(at, old.upload.as_ref(), new.upload.as_ref());
        self.response(at, &old.response, &new.response);
        self.also(at, &old.also, &new.also);
        self.stream(at, old, new);
        self.pages(at, old, new);
        self.empty_on(at, old, new);
    }

    fn method(&mut self, at: &Place, was: &Place, old: &Operation, new: &Operation) {
        let row = if was.rust == at.rust { OPERATION_RENAMED } else { METHOD };
        self.renamed(at, (&old.name, &was.rust), (&new.name, &at.rust), row);
    }

    fn request(&mut self, at: &Place, old: Option<&Request>, new: Option<&Request>) {
        let name = |api: &Api, request: &Request| api.at(request.ty).name.clone();
        match (old, new) {
            (None, None) => {}
            (None, Some(request)) => {
                let row = if request.optional { REQUEST_OPTIONAL_ADDED } else { REQUEST_ADDED };
                self.changed(
                    at,
                    format!("takes the request `{}` now", name(self.new, request)),
                    row,
                );
            }
            (Some(request), None) => {
                let what = format!("no longer takes the request `{}`", name(self.old, request));
                self.changed(at, what, REQUEST_REMOVED);
            }
            (Some(was), Some(is)) => {
                let types = (TypeRef::Named(was.ty), TypeRef::Named(is.ty));
                if !self.same(&types.0, &types.1) {
                    let what = format!(
                        "takes `{}` now, was `{}`",
                        name(self.new, is),
                        name(self.old, was)
                    );
                    self.changed(at, what, self.another_type(SENT, &types.0, &types.1));
                } else if was.optional != is.optional {
                    let what = if is.optional {
                        "can do without its request now"
                    } else {
                        "needs its request now"
                    };
                    self.changed(at, what, REQUEST_OPTIONAL);
                }
            }
        }
    }

    fn upload(&mut self, at: &Place, old: Option<&Upload>, new: Option<&Upload>) {
        let method = |upload: Option<&Upload>| upload.and_then(|upload| upload.rust.clone());
        let place = method(new)
            .or(method(old))
            .map_or(at.clone(), |rust| Place::new(&*at.described, at.beside(&rust)));
        let (what, row) = match (old, new) {
            (was, is) if was == is => return,
            (None, Some(upload)) if upload.rust.is_some() => {
                ("takes content to upload, too", UPLOAD_ADDED)
            }
            (None, _) => ("takes content to upload now", UPLOAD_METHOD),
            (_, None) => ("no longer takes content to upload", UPLOAD_METHOD),
            (Some(was), Some(is)) if was.rust != is.rust => {
                ("takes its content by another method", UPLOAD_METHOD)
            }
            _ => ("takes its content in another part of the body", UPLOAD_PART),
        };
        self.changed(&place, what, row);
    }

    fn response(&mut self, at: &Place, old: &Response, new: &Response) {
        let verdicts = match (old, new) {
            (Response::Json { ty: was, .. }, Response::Json { ty: is, .. }) => {
                if self.same(was, is) {
                    return;
                }
                self.another_type(RECEIVED, was, is)
            }
            (was, is) if was == is => return,
            (Response::Content { .. }, Response::Content { .. }) => REPLY_CONTENT.into(),
            (Response::Nothing, _) => REPLY_LOOKED_AT.into(),
            _ => REPLY_KIND.into(),
        };
        let what =
            format!("replies with {} now, was {}", reply(self.new, new), reply(self.old, old));
        self.changed(at, what, verdicts);
    }

    fn also(&mut self, at: &Place, old: &[Also], new: &[Also]) {
        let place = |one: &Also| {
            Place::new(
                at.about(&format!("media type `{}`", one.media_type)).described,
                at.beside(&one.rust),
            )
        };
        let mut gone: Vec<_> = old.iter().filter(|one| !new.contains(one)).collect();
        let mut take = |fits: &dyn Fn(&Also) -> bool| {
            let found = gone.iter().position(|one| fits(one))?;
            Some(gone.remove(found))
        };
        for one in new.iter().filter(|one| !old.contains(one)) {
            if let Some(was) = take(&|was| was.rust == one.rust) {
                let what = format!("was `{}`, by the same method", was.media_type);
                self.changed(&place(one), what, REPLY_CONTENT);
            } else if let Some(was) = take(&|was| was.media_type == one.media_type) {
                let what = format!("is `{}` in Rust now, was `{}`", one.rust, was.rust);
                self.changed(&place(one), what, METHOD);
            } else {
                self.added(&place(one), &Doc::default(), ALSO_ADDED);
            }
        }
        for one in gone {
            self.removed(&place(one), &Doc::default(), ALSO_REMOVED);
        }
    }

    fn stream(&mut self, at: &Place, old: &Operation, new: &Operation) {
        match (old.stream, new.stream) {
            (None, None) => {}
            (None, Some(_)) => self.changed(at, "streams now", STREAM_ADDED),
            (Some(_), None) => self.changed(at, "no longer streams", STREAM_REMOVED),
            (Some(a), Some(b)) => {
                let (was, is) = (TypeRef::Named(a), TypeRef::Named(b));
                if !self.same(&was, &is) {
                    let what = format!(
                        "streams `{}` now, was `{}`",
                        self.new.at(b).name,
                        self.old.at(a).name
                    );
                    self.changed(at, what, self.another_type(RECEIVED, &was, &is));
                }
                self.silence_of_stream(at, old, new);
            }
        }
    }

    fn pages(&mut self, at: &Place, old: &Operation, new: &Operation) {
        match (pages(self.old, old), pages(self.new, new)) {
            (was, is) if was == is => {}
            (None, _) => self.changed(at, "comes in pages now", PAGES_ADDED),
            (_, None) => self.changed(at, "no longer comes in pages", PAGES_REMOVED),
            (Some(was), Some(is)) => {
                self.changed(at, format!("has its pages by {is} now, was {was}"), PAGES_OTHER);
            }
        }
    }

    fn empty_on(&mut self, at: &Place, old: &Operation, new: &Operation) {
        let lacks = |operation: &Operation, status| {
            operation.empty_on.iter().all(|(other, _)| *other != status)
        };
        let replies = old.response != Response::Nothing || new.response != Response::Nothing;
        let row = |status, row, without_reply| match status {
            304 => EMPTY_304,
            _ if replies => row,
            _ => without_reply,
        };
        for (status, _) in new.empty_on.iter().filter(|it| lacks(old, it.0)) {
            let what = format!("can answer {status} without a body now");
            self.changed(at, what, row(*status, EMPTY_ADDED, EMPTY_ERROR));
        }
        for (status, _) in old.empty_on.iter().filter(|it| lacks(new, it.0)) {
            let what = format!("no longer answers {status} without a body");
            self.changed(at, what, row(*status, EMPTY_REMOVED, EMPTY_SUCCESS));
        }
        for (status, _) in
            new.empty_on.iter().filter(|it| !lacks(old, it.0) && !old.empty_on.contains(it))
        {
            self.found.documentation.push(at.about(&format!("status {status}")).described);
        }
    }
}

fn place(api: &Api, id: OperationId, operation: &Operation) -> Place {
    let rust = format!("{}::{}", api.modules[id.module].handle, plain(&operation.rust));
    Place::new(format!("operation `{}`", operation.name), rust)
}

/// The verb and the path, whose placeholders have no names, for these do not travel.
pub(crate) fn route(operation: &Operation) -> (&'static str, String) {
    (operation.verb.on_the_wire(), operation.template())
}

/// What comes back.
fn reply(api: &Api, response: &Response) -> String {
    match response {
        Response::Nothing => "nothing".into(),
        Response::OnlyStream => "nothing but a stream".into(),
        Response::Json { ty, .. } => match (api.expression(ty), rust(api, ty)) {
            (name, rust) if name == rust => format!("`{name}`"),
            (name, rust) => format!("`{name}` (`{rust}`)"),
        },
        Response::Content { media_type } => format!("`{media_type}`"),
    }
}

/// The fields by which pages follow one another.
fn pages(api: &Api, operation: &Operation) -> Option<String> {
    let [items, next, send_as] = api.paged(operation)?.map(|field| &field.wire);
    Some(format!("`{items}`, `{next}` and `{send_as}`"))
}
