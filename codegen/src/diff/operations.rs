//! The operations: methods on the handle of their module, with what travels in both directions.

use std::collections::BTreeMap;

use super::change::Happened;
use super::pairing::operations;
use super::parts::route;
use super::uses::Uses;
use super::verdicts::*;
use super::walk::{Place, Walk, plain, summary};
use super::words::{list, rust};
use chatbotkit_description::ir::{
    Also, Api, Effect, Module, Operation, Request, Response, TypeId, TypeRef, Upload,
};

const SENT: Uses = Uses { request: true, reply: false, public: false, made: true };
const RECEIVED: Uses = Uses { request: false, reply: true, public: true, made: false };

impl Walk<'_> {
    pub(super) fn operations(&mut self) {
        let (olds, news) = (operations(self.old), operations(self.new));
        let pairs = &self.pairing.operations;
        for (b, new) in news.iter().enumerate() {
            let before = pairs.old_of(b);
            if before.is_empty() && !self.mask.hides_resource(&new.0.resource) {
                let types = self.folded.get(&b).into_iter().flatten();
                let names: Vec<_> = types.map(|id| &*self.new.at(*id).name).collect();
                let what = match names.is_empty() || self.mask.is_document() {
                    true => "added".to_owned(),
                    false => format!("added, with {}", list(names)),
                };
                let (place, note) = (self.lone(*new), summary(&new.1.doc));
                self.push(Happened::Added, &place, &what, note, OPERATION_ADDED);
            }
            for old in before.iter().map(|a| olds[*a]) {
                let name = if self.mask.is_document() { &old.1.name } else { &new.1.name };
                let (was, at) = (place(old, &old.1.name), place(*new, name));
                let row = if was.rust == at.rust { OPERATION_RENAMED } else { METHOD };
                self.renamed(&at, (&old.1.name, &was.rust), (&new.1.name, &at.rust), row);
                self.operation(&at, old.1, new.1);
            }
        }
        for (a, old) in olds.iter().enumerate() {
            if pairs.new_of(a).is_empty() {
                self.removed(&self.lone(*old), &old.1.doc, OPERATION_REMOVED);
            }
        }
    }

    /// The place of an operation that only one side has. Compared with a document it goes by its route, since a document
    /// may call it anything.
    fn lone(&self, (module, operation): (&Module, &Operation)) -> Place {
        let by_route = || format!("{} {}", operation.verb.on_the_wire(), operation.path);
        let name = self.mask.is_document().then(by_route);
        place((module, operation), name.as_ref().unwrap_or(&operation.name))
    }

    fn operation(&mut self, at: &Place, old: &Operation, new: &Operation) {
        self.doc(at, &old.doc, &new.doc);
        if route(old) != route(new) {
            let [was, is] = [old, new].map(|it| format!("{} {}", it.verb.on_the_wire(), it.path));
            self.became(at, ROUTE, &was, &is);
        }
        self.parameters(at, &old.parameters, &new.parameters);
        if old.effect != new.effect {
            let row = match (old.effect, new.effect) {
                (Effect::Create, _) => REPEATED,
                (_, Effect::Create) => NOT_REPEATED,
                _ => EFFECT,
            };
            self.became(at, row, old.effect.key(), new.effect.key());
        }
        self.request(at, old.request.as_ref(), new.request.as_ref());
        self.upload(at, old.upload.as_ref(), new.upload.as_ref());
        self.response(at, &old.response, &new.response);
        self.also(at, &old.also, &new.also);
        let rows = [STREAM_ADDED, STREAM_REMOVED];
        self.travels(at, ("streams", RECEIVED), (old.stream, new.stream), rows);
        if old.stream.is_some() && new.stream.is_some() {
            self.silence_of_stream(at, old, new);
        }
        let pages = (pages(self.old, old), pages(self.new, new));
        self.optional(at, pages, [PAGES_ADDED, PAGES_OTHER, PAGES_REMOVED]);
        self.empty_on(at, old, new);
    }

    fn request(&mut self, at: &Place, old: Option<&Request>, new: Option<&Request>) {
        // In a document a body without fields says no more than none.
        let says = |api: &Api, one: &&Request| {
            !self.mask.is_document() || api.object(one.ty).is_none_or(|it| !it.fields.is_empty())
        };
        let (old, new) = match (old, new) {
            (Some(_), Some(_)) => (old, new),
            _ => (old.filter(|it| says(self.old, it)), new.filter(|it| says(self.new, it))),
        };
        let is_optional = |request: Option<&Request>| request.is_some_and(|it| it.optional);
        let row = if is_optional(new) { REQUEST_OPTIONAL_ADDED } else { REQUEST_ADDED };
        let types = (old.map(|it| it.ty), new.map(|it| it.ty));
        let is_other = self.travels(at, ("takes", SENT), types, [row, REQUEST_REMOVED]);
        if !is_other && is_optional(old) != is_optional(new) {
            let what = ["needs its request now", "can do without its request now"];
            self.changed(at, what[usize::from(is_optional(new))], REQUEST_OPTIONAL);
        }
    }

    /// Compares a type that an operation sends or receives, and says whether it is another, or only now there or gone.
    fn travels(
        &mut self,
        at: &Place,
        said: (&str, Uses),
        (old, new): (Option<TypeId>, Option<TypeId>),
        [come, gone]: [Row; 2],
    ) -> bool {
        let name = |api: &Api, id: Option<TypeId>| id.map(|id| api.at(id).name.clone());
        let names = (name(self.old, old), name(self.new, new));
        if let (Some(a), Some(b)) = (old.map(TypeRef::Named), new.map(TypeRef::Named)) {
            return self.retyped(at, said, (&a, false), (&b, false), |_| {});
        }
        self.optional(at, names, [come, come, gone]);
        old.is_some() || new.is_some()
    }

    fn upload(&mut self, at: &Place, old: Option<&Upload>, new: Option<&Upload>) {
        let method = [new, old].into_iter().flatten().find_map(|upload| upload.rust.as_ref());
        let rust = method.map_or(at.rust.clone(), |rust| at.beside(rust));
        let place = Place { rust, ..at.clone() };
        let (what, row) = match (old, new) {
            (was, is) if was == is => return,
            (None, Some(upload)) if upload.rust.is_some() => {
                ("takes content to upload, too", UPLOAD_ADDED)
            }
            (None, _) => ("takes content to upload now", UPLOAD_METHOD),
            (_, None) => ("no longer takes content to upload", UPLOAD_METHOD),
            (Some(was), Some(is)) if was.part == is.part => {
                ("takes its content by another method", UPLOAD_METHOD)
            }
            _ => ("takes its content in another part of the body", UPLOAD_PART),
        };
        self.changed(&place, what, row);
    }

    fn response(&mut self, at: &Place, old: &Response, new: &Response) {
        let verdicts = match (old, new) {
            (Response::Json { ty: was, .. }, Response::Json { ty: is, .. }) => {
                // A document says nothing of the type in Rust.
                if self.mask.is_document() || self.same(was, is) {
                    let said = ("replies with", RECEIVED);
                    self.retyped(at, said, (was, false), (is, false), |_| {});
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
        let place = |one: &Also| Place {
            rust: at.beside(&one.rust),
            ..at.about(&format!("media type `{}`", one.media_type))
        };
        let verdicts = |happened, was: &Also, is: &Also| match happened {
            Happened::Added => ALSO_ADDED.into(),
            Happened::Removed => ALSO_REMOVED.into(),
            Happened::Changed if was.media_type == is.media_type => METHOD.into(),
            Happened::Changed => REPLY_CONTENT.into(),
        };
        self.parts(place, (old, new), verdicts, |_, _, _, _| {});
    }

    fn empty_on(&mut self, at: &Place, old: &Operation, new: &Operation) {
        let replies = old.response != Response::Nothing || new.response != Response::Nothing;
        let row = |status, row, without_reply| match status {
            304 => EMPTY_304,
            _ if replies => row,
            _ => without_reply,
        };
        let (was, is) = (by_status(old), by_status(new));
        for (status, meaning) in &is {
            match was.get(status) {
                None => {
                    let what = format!("can answer {status} without a body now");
                    self.changed(at, what, row(**status, EMPTY_ADDED, EMPTY_ERROR));
                }
                Some(other) if other == meaning => {}
                _ => self.found.documentation.push(at.about(&format!("status {status}")).described),
            }
        }
        for status in was.keys().filter(|status| !is.contains_key(*status)) {
            let what = format!("no longer answers {status} without a body");
            self.changed(at, what, row(**status, EMPTY_REMOVED, EMPTY_SUCCESS));
        }
    }
}

fn place((module, operation): (&Module, &Operation), name: &str) -> Place {
    let rust = format!("{}::{}", module.handle, plain(&operation.rust));
    Place::new(format!("operation `{name}`"), rust)
}

/// The statuses that come without a body, and what they mean.
fn by_status(operation: &Operation) -> BTreeMap<&u16, &String> {
    operation.empty_on.iter().map(|(status, meaning)| (status, meaning)).collect()
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
