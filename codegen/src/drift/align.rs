//! Lays a published document beside a description, so that the two can be compared like two descriptions.
//!
//! A document names its types as it likes, or not at all, and cannot know what a repetition does or how a
//! stream ends. So operations are paired by their routes and types by the places where they travel; what the
//! document leaves open is taken from the description.

use std::collections::{BTreeMap, BTreeSet};

use super::side::Side;
use crate::diff::operations::route;
use crate::diff::{OperationId, Pairing};
use chatbotkit_description::ir::{
    Api, Builtin, Doc, Documented, Enum, Events, Field, Kind, Module, Object, Operation, Presence,
    Response, Tagging, Type, TypeId, TypeRef, Union, Variant,
};
use chatbotkit_description::type_expr::TypeExpr;

/// A description and a document in a form that can be compared.
pub(super) struct Aligned {
    pub(super) ours: Api,
    pub(super) theirs: Api,
    pub(super) pairing: Pairing,
}

/// Lays `theirs` beside `ours`, as far as it is about the resources of `ours`.
pub(super) fn align(ours: &Api, theirs: &Api) -> Aligned {
    let mut table = Table {
        ours: Side::new(ours),
        theirs: Side::new(theirs),
        paired: BTreeMap::new(),
        pairing: Pairing::default(),
        routes: BTreeMap::new(),
        described: ours.modules.iter().flat_map(|it| &it.operations).map(route).collect(),
    };
    for operation in theirs.modules.iter().flat_map(|module| &module.operations) {
        table.routes.entry(route(operation)).or_insert(operation);
    }
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for module in ours.modules.iter().filter(|it| !it.operations.is_empty()) {
        let (ours, theirs) = table.module(left.len(), module);
        left.push(ours);
        right.push(theirs);
    }
    table.tell_apart();
    let mut service = ours.service.clone();
    service.base_url.clone_from(&theirs.service.base_url);
    Aligned {
        ours: Api { service: ours.service.clone(), modules: left, types: table.ours.types },
        theirs: Api { service, modules: right, types: table.theirs.types },
        pairing: table.pairing,
    }
}

/// Two descriptions while they are laid side by side.
struct Table<'a> {
    ours: Side<'a>,
    theirs: Side<'a>,
    /// What two types that travel in the same place have become.
    paired: BTreeMap<(TypeId, TypeId), (TypeId, TypeId)>,
    pairing: Pairing,
    /// The operations of the document.
    routes: BTreeMap<Route, &'a Operation>,
    /// What is described, in whichever module.
    described: BTreeSet<Route>,
}

type Route = (&'static str, String);

impl<'a> Table<'a> {
    /// Where a type stands for several of the document, each place goes by the name there, too: what one of
    /// them lacks, the others may have.
    fn tell_apart(&mut self) {
        let mut counts: BTreeMap<TypeId, usize> = BTreeMap::new();
        for (ours, _) in self.paired.keys() {
            *counts.entry(*ours).or_default() += 1;
        }
        for ((ours, theirs), (left, right)) in &self.paired {
            if counts[ours] > 1 {
                let (ours, theirs) = (self.ours.api.at(*ours), self.theirs.api.at(*theirs));
                let name = format!("{} ({})", ours.name, theirs.name);
                self.ours.types[left.0].name.clone_from(&name);
                self.theirs.types[right.0].name = name;
            }
        }
    }

    fn module(&mut self, index: usize, ours: &'a Module) -> (Module, Module) {
        let (mut left, mut right) = (Vec::new(), Vec::new());
        for operation in &ours.operations {
            let id = |index_in| OperationId { module: index, index: index_in };
            match self.routes.get(&route(operation)).copied() {
                Some(other) => {
                    self.pairing.pair_operations(id(left.len()), id(right.len()));
                    let (ours, theirs) = self.operation(operation, other);
                    left.push(ours);
                    right.push(theirs);
                }
                None => left.push(told_by_route(self.ours.operation(operation))),
            }
        }
        let api = self.theirs.api;
        let same = api.modules.iter().filter(|module| module.resource == ours.resource);
        let rest = same.flat_map(|module| &module.operations);
        for other in rest.filter(|other| !self.described.contains(&route(other))) {
            right.push(told_by_route(self.theirs.operation(other)));
        }
        let module = |operations| Module {
            types: Vec::new(),
            foreign: Vec::new(),
            operations,
            ..ours.clone()
        };
        (module(left), module(right))
    }

    fn operation(&mut self, ours: &Operation, theirs: &Operation) -> (Operation, Operation) {
        let (mut left, mut right) = (ours.clone(), ours.clone());
        right.doc.deprecated = right.doc.deprecated.or(theirs.doc.deprecated.clone());
        right.request.clone_from(&theirs.request);
        // A body without fields says no more than none.
        match (&left.request, &right.request) {
            (Some(a), None) if self.ours.is_empty(a.ty) => left.request = None,
            (None, Some(b)) if self.theirs.is_empty(b.ty) => right.request = None,
            _ => {}
        }
        if let (Some(a), Some(b)) = (&mut left.request, &mut right.request) {
            (a.ty, b.ty) = self.types(a.ty, b.ty);
            b.optional = a.optional;
        } else {
            self.ours.request(&mut left);
            self.theirs.request(&mut right);
        }
        right.response = match (&mut left.response, &theirs.response) {
            (Response::Json { ty, error_first }, Response::Json { ty: other, .. }) => {
                let (a, b) = self.refs(ty, other);
                *ty = a;
                Response::Json { ty: b, error_first: *error_first }
            }
            (response, other) => {
                let theirs = self.theirs.response(other);
                *response = self.ours.response(response);
                theirs
            }
        };
        (left.stream, right.stream) = match (ours.stream, theirs.stream) {
            (Some(a), Some(b)) => {
                let (a, b) = self.types(a, b);
                (Some(a), Some(b))
            }
            (a, b) => (a.map(|id| self.ours.named(id)), b.map(|id| self.theirs.named(id))),
        };
        // A document does not say what a page is.
        (left.pages, right.pages) = (None, None);
        take_over_statuses_and_media(&mut right, theirs);
        (left, right)
    }

    /// Two uses of a type in the same place.
    fn refs(&mut self, ours: &TypeRef, theirs: &TypeRef) -> (TypeRef, TypeRef) {
        use Builtin::{Integer, Number, Timestamp};
        use TypeExpr::{Array, Builtin as Plain, Map, Named, Nullable};
        let (ours, theirs) = (self.ours.api.unaliased(ours), self.theirs.api.unaliased(theirs));
        match (ours, theirs) {
            (Array(a), Array(b)) => {
                let (a, b) = self.refs(a, b);
                (a.array(), b.array())
            }
            (Map(a), Map(b)) => {
                let (a, b) = self.refs(a, b);
                (a.map(), b.map())
            }
            (Nullable(a), Nullable(b)) => {
                let (a, b) = self.refs(a, b);
                (a.nullable(), b.nullable())
            }
            (Nullable(a), b) => {
                let (a, b) = self.refs(a, b);
                (a.nullable(), b)
            }
            (a, Nullable(b)) => {
                let (a, b) = self.refs(a, b);
                (a, b.nullable())
            }
            (Named(a), Named(b)) => {
                let (a, b) = self.types(*a, *b);
                (Named(a), Named(b))
            }
            // OpenAPI has no word for a time in milliseconds.
            (Plain(Timestamp), Plain(Integer | Number)) => (Plain(Timestamp), Plain(Timestamp)),
            // Both are a text where they travel.
            (Named(a), Plain(Builtin::String)) if self.ours.travels_as_text(*a) => {
                (TypeRef::STRING, TypeRef::STRING)
            }
            _ => (self.ours.alone(ours), self.theirs.alone(theirs)),
        }
    }

    /// Two types that travel in the same place. The one of the document gets the name of ours.
    fn types(&mut self, ours: TypeId, theirs: TypeId) -> (TypeId, TypeId) {
        let (ours, theirs) = (self.ours.through(ours), self.theirs.through(theirs));
        if let Some(known) = self.paired.get(&(ours, theirs)) {
            return *known;
        }
        let (a, b) = (self.ours.api.at(ours), self.theirs.api.at(theirs));
        let blank = |kind| Type {
            doc: Doc::default(),
            documented: Documented::Named,
            module: 0,
            kind,
            ..a.clone()
        };
        let ids = (self.ours.push(blank(a.kind.clone())), self.theirs.push(blank(b.kind.clone())));
        self.paired.insert((ours, theirs), ids);
        self.pairing.pair_types(ids.0, ids.1);
        let (a, b) = match (&a.kind, &b.kind) {
            (Kind::Object(a), Kind::Object(b)) => {
                let (a, b) = self.objects(a, b);
                (Kind::Object(a), Kind::Object(b))
            }
            (Kind::Union(a), Kind::Union(b)) => {
                let (a, b) = self.unions(a, b);
                (Kind::Union(a), Kind::Union(b))
            }
            (Kind::Enum(a), Kind::Enum(b)) => (Kind::Enum(a.clone()), Kind::Enum(values(a, b))),
            (a, b) => (self.ours.kind(a), self.theirs.kind(b)),
        };
        self.ours.types[ids.0.0].kind = a;
        self.theirs.types[ids.1.0].kind = b;
        ids
    }

    /// The fields of `theirs` come in the order of ours: JSON knows none.
    fn objects(&mut self, ours: &Object, theirs: &Object) -> (Object, Object) {
        let (mut left, mut right) = (Vec::new(), Vec::new());
        for field in &ours.fields {
            let mut field = field.clone();
            field.doc = Doc { deprecated: field.doc.deprecated, ..Doc::default() };
            field.presence = undefaulted(&field.presence);
            field.boxed = false;
            match theirs.fields.iter().find(|it| it.wire == field.wire) {
                Some(other) => {
                    let mut twin = field.clone();
                    twin.presence = undefaulted(&other.presence);
                    twin.doc.deprecated.clone_from(&other.doc.deprecated);
                    // Many documents do not say what is a secret.
                    twin.secret |= other.secret;
                    (field.ty, twin.ty) = self.refs(&field.ty, &other.ty);
                    right.push(twin);
                }
                None => field.ty = self.ours.alone(&field.ty),
            }
            left.push(field);
        }
        let is_known = |wire: &str| ours.fields.iter().any(|it| it.wire == wire);
        for field in theirs.fields.iter().filter(|it| !is_known(&it.wire)) {
            let ty = self.theirs.alone(&field.ty);
            let presence = undefaulted(&field.presence);
            right.push(Field { ty, presence, boxed: false, ..field.clone() });
        }
        let any = |object: &Object, fields: &[Field]| {
            let wires = object.require_any.iter().map(|it| &object.fields[*it].wire);
            let index = |wire: &String| fields.iter().position(|it| it.wire == *wire);
            wires.filter_map(index).collect()
        };
        let (of_ours, of_theirs) = (any(ours, &left), any(theirs, &right));
        (plain_object(left, of_ours), plain_object(right, of_theirs))
    }

    /// The variants of `theirs` come in the order of ours, under the names of ours where no tag distinguishes them.
    fn unions(&mut self, ours: &Union, theirs: &Union) -> (Union, Union) {
        let mut taken = BTreeSet::new();
        let (mut left, mut right) = (Vec::new(), Vec::new());
        let tagged = ours.tagging != Tagging::Untagged;
        for variant in &ours.variants {
            let mut variant = variant.clone();
            variant.doc = Doc::default();
            variant.boxed = false;
            let same = |other: &Variant| match tagged {
                true => other.wire == variant.wire,
                false => other.distinguished_by == variant.distinguished_by,
            };
            match theirs.variants.iter().position(same) {
                Some(index) => {
                    taken.insert(index);
                    let mut twin = variant.clone();
                    (variant.ty, twin.ty) = self.refs(&variant.ty, &theirs.variants[index].ty);
                    right.push(twin);
                }
                None => variant.ty = self.ours.alone(&variant.ty),
            }
            left.push(variant);
        }
        for (index, variant) in theirs.variants.iter().enumerate() {
            if !taken.contains(&index) {
                let ty = self.theirs.alone(&variant.ty);
                right.push(Variant { ty, boxed: false, ..variant.clone() });
            }
        }
        let union = |from: &Union, variants| Union {
            tagging: from.tagging.clone(),
            variants,
            events: from.events.as_ref().map(|_| Events::default()),
        };
        (union(ours, left), union(theirs, right))
    }
}

/// What the document says of statuses and media types, under the names that ours has for it.
fn take_over_statuses_and_media(right: &mut Operation, theirs: &Operation) {
    let ours = std::mem::replace(&mut right.empty_on, theirs.empty_on.clone());
    for (status, meaning) in &mut right.empty_on {
        if let Some((_, known)) = ours.iter().find(|(other, _)| other == status) {
            meaning.clone_from(known);
        }
    }
    let ours = std::mem::replace(&mut right.upload, theirs.upload.clone());
    if let (Some(ours), Some(upload)) = (ours, &mut right.upload) {
        upload.rust = ours.rust;
    }
    let ours = std::mem::replace(&mut right.also, theirs.also.clone());
    for also in &mut right.also {
        if let Some(known) = ours.iter().find(|it| it.media_type == also.media_type) {
            also.rust.clone_from(&known.rust);
        }
    }
}

/// An operation that only one side has goes by its route: the other side knows it by no name.
fn told_by_route(mut operation: Operation) -> Operation {
    operation.name = format!("{} {}", operation.verb.on_the_wire(), operation.path);
    operation
}

/// A document does not know what a client sends by itself.
fn undefaulted(presence: &Presence) -> Presence {
    match presence {
        Presence::Defaulted(_) => Presence::Optional,
        other => other.clone(),
    }
}

fn plain_object(fields: Vec<Field>, require_any: Vec<usize>) -> Object {
    Object { fields, require_any, as_string: None }
}

/// The values of `theirs` in the order of ours.
fn values(ours: &Enum, theirs: &Enum) -> Enum {
    let has = |of: &Enum, wire: &str| of.values.iter().any(|it| it.wire == wire);
    let both = ours.values.iter().filter(|it| has(theirs, &it.wire));
    let more = theirs.values.iter().filter(|it| !has(ours, &it.wire));
    Enum { values: both.chain(more).cloned().collect() }
}
