//! The resolved description: every decision made, every reference an id.
//!
//! Wire names and Rust names stand side by side, and what is optional, nullable or boxed is said
//! outright. What follows from that is asked here, by methods, so that nobody asks it in two ways. It
//! knows nothing of YAML, and nothing of how Rust source is written.

pub mod graph;
mod operation;
mod service;
mod types;

use std::collections::BTreeMap;

pub use crate::type_expr::{Builtin, JsonKind, Literal};
pub use operation::{
    Also, Effect, Operation, Pages, Parameter, Request, Response, Upload, Verb, template,
};
pub use service::{
    Codes, ErrorField, ErrorShape, Errors, Header, MapsInQuery, Service, Silence, Streams,
    duration, in_units,
};
pub use types::{
    AsString, DistinguishedBy, Documented, Enum, EnumValue, Events, Field, Flow, Kind, Object,
    Presence, SECRET, Tagging, Type, Union, Variant,
};

use crate::type_expr::TypeExpr;

/// A use of a type whose name is resolved. That a field may be null is said by its [`Presence`] instead.
pub type TypeRef = TypeExpr<TypeId>;

/// A whole API.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Api {
    /// What holds for every operation.
    pub service: Service,
    /// The modules, in the order of the documentation.
    pub modules: Vec<Module>,
    /// All types of all modules. A `TypeId` is an index into it.
    pub types: Vec<Type>,
}

/// The index of a type in `Api::types`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TypeId(pub usize);

/// One resource: its types and its operations.
#[derive(Debug, Clone, PartialEq)]
pub struct Module {
    /// The resource in snake case, such as `conversation`. Also the client's accessor.
    pub resource: String,
    /// The version, such as `v1`.
    pub version: String,
    /// The type that carries the operations, such as `Conversations`.
    pub handle: String,
    /// The file that describes it, such as `conversation.yaml`.
    pub source: String,
    /// What it is about.
    pub doc: Doc,
    /// Its types, in the order of the description, each inline type after the one that holds it.
    pub types: Vec<TypeId>,
    /// Types of other modules that its types and operations lead to.
    pub foreign: Vec<TypeId>,
    /// Its operations.
    pub operations: Vec<Operation>,
}

/// Documentation in CommonMark, as the description has it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Doc {
    /// The text; empty where nothing was written.
    pub text: String,
    /// The version of the service that it came with.
    pub since: Option<String>,
    /// Why not to use it, and what to use instead.
    pub deprecated: Option<String>,
    /// The names that it had before.
    pub was: Vec<String>,
}

impl Api {
    /// The type with an id.
    pub fn at(&self, id: TypeId) -> &Type {
        &self.types[id.0]
    }

    /// All operations, each with its module.
    pub fn operations(&self) -> impl Iterator<Item = (&Module, &Operation)> {
        let modules = self.modules.iter();
        modules.flat_map(|module| module.operations.iter().map(move |it| (module, it)))
    }

    /// A use of a type as the description writes it: `Message[]`.
    pub fn expression(&self, ty: &TypeRef) -> String {
        ty.text(|id| self.at(*id).name.clone())
    }

    /// What a use of a type stands for once aliases are followed.
    pub fn unaliased<'t>(&'t self, ty: &'t TypeRef) -> &'t TypeRef {
        let mut ty = ty;
        // While a description is resolved, aliases may still form a cycle.
        for _ in 0..=self.types.len() {
            match ty {
                TypeRef::Named(id) => match &self.at(*id).kind {
                    Kind::Alias(next) => ty = next,
                    _ => return ty,
                },
                _ => return ty,
            }
        }
        ty
    }

    /// The same use of a type with aliases followed at every layer of it.
    pub fn without_aliases(&self, ty: &TypeRef) -> TypeRef {
        match self.unaliased(ty) {
            TypeRef::Array(inner) => self.without_aliases(inner).array(),
            TypeRef::Map(inner) => self.without_aliases(inner).map(),
            TypeRef::Nullable(inner) => self.without_aliases(inner).nullable(),
            ty => ty.clone(),
        }
    }

    /// The variants of a union that are made from their content alone, since no other has content of that type.
    pub fn convertible<'u>(&self, union: &'u Union) -> Vec<&'u Variant> {
        let types = union.variants.iter().map(|variant| self.without_aliases(&variant.ty));
        let types: Vec<_> = types.collect();
        let mut counts: BTreeMap<&TypeRef, usize> = BTreeMap::new();
        types.iter().for_each(|ty| *counts.entry(ty).or_default() += 1);
        let variants = union.variants.iter().zip(&types).filter(|(_, ty)| counts[ty] == 1);
        variants.map(|(variant, _)| variant).collect()
    }

    /// The described type that a use of a type stands for once aliases are followed.
    pub fn unaliased_type(&self, ty: &TypeRef) -> Option<&Type> {
        match self.unaliased(ty) {
            TypeRef::Named(id) => Some(self.at(*id)),
            _ => None,
        }
    }

    /// The object that a use of a type leads to.
    pub fn object_of(&self, ty: &TypeRef) -> Option<&Object> {
        match &self.unaliased_type(ty)?.kind {
            Kind::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The object with an id.
    pub fn object(&self, id: TypeId) -> Option<&Object> {
        self.object_of(&TypeRef::Named(id))
    }

    /// The object that a caller sends.
    pub fn request(&self, operation: &Operation) -> Option<&Object> {
        self.object(operation.sent()?)
    }

    /// The events that an operation can stream.
    pub fn events(&self, operation: &Operation) -> Option<&Union> {
        self.union(operation.stream?)
    }

    /// The union with an id.
    pub fn union(&self, id: TypeId) -> Option<&Union> {
        match &self.at(id).kind {
            Kind::Union(union) => Some(union),
            _ => None,
        }
    }

    /// The event that carries the next piece of the text, and the field of it that does.
    pub fn streamed_text<'a>(&'a self, union: &'a Union) -> Option<(&'a Variant, &'a Field)> {
        let (variant, field) = union.events.as_ref()?.text?;
        let variant = union.variants.get(variant)?;
        Some((variant, self.object_of(&variant.ty)?.fields.get(field)?))
    }

    /// The fields by which pages follow one another: the items, what comes next, and where that is sent.
    pub fn paged(&self, operation: &Operation) -> Option<[&Field; 3]> {
        let pages = operation.pages.as_ref()?;
        let reply = self.object_of(operation.response.ty()?)?;
        let request = self.request(operation)?;
        Some([
            reply.fields.get(pages.items)?,
            reply.fields.get(pages.next)?,
            request.fields.get(pages.send_as)?,
        ])
    }

    /// The kind that every value of a type has in JSON; `None` where it can be one of several.
    pub fn json_kind(&self, ty: &TypeRef) -> Option<JsonKind> {
        match self.unaliased(ty) {
            TypeRef::Builtin(builtin) => builtin.facts().json,
            TypeRef::Array(_) => Some(JsonKind::Array),
            TypeRef::Map(_) => Some(JsonKind::Object),
            TypeRef::Nullable(_) => None,
            TypeRef::Named(id) => match &self.at(*id).kind {
                Kind::Enum(_) => Some(JsonKind::String),
                Kind::Object(object) if object.as_string.is_some() => Some(JsonKind::String),
                Kind::Object(_) => Some(JsonKind::Object),
                Kind::Union(union) => union.tag().map(|_| JsonKind::Object),
                Kind::Alias(_) => None,
            },
        }
    }
}
