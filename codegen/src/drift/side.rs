//! One of two descriptions that are laid side by side: the types of it that are in use, without aliases.

use std::collections::BTreeMap;

use chatbotkit_description::ir::{Api, Kind, Operation, Response, Type, TypeId, TypeRef};

/// One of the two, and the types of it that are in use.
pub(super) struct Side<'a> {
    pub(super) api: &'a Api,
    pub(super) types: Vec<Type>,
    /// What types have become that the other one does not lead to.
    pub(super) alone: BTreeMap<TypeId, TypeId>,
}

impl<'a> Side<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        Self { api, types: Vec::new(), alone: BTreeMap::new() }
    }

    pub(super) fn push(&mut self, ty: Type) -> TypeId {
        self.types.push(ty);
        TypeId(self.types.len() - 1)
    }

    /// The type that aliases lead to.
    pub(super) fn through(&self, id: TypeId) -> TypeId {
        match &self.api.at(id).kind {
            Kind::Alias(TypeRef::Named(next)) => self.through(*next),
            _ => id,
        }
    }

    pub(super) fn travels_as_text(&self, id: TypeId) -> bool {
        self.api.object(id).is_some_and(|object| object.as_string.is_some())
    }

    pub(super) fn is_empty(&self, id: TypeId) -> bool {
        self.api.object(id).is_some_and(|object| object.fields.is_empty())
    }

    /// A use of a type that the other one does not have.
    pub(super) fn alone(&mut self, ty: &TypeRef) -> TypeRef {
        match self.api.unaliased(ty) {
            TypeRef::Builtin(builtin) => TypeRef::Builtin(*builtin),
            TypeRef::Named(id) => TypeRef::Named(self.named(*id)),
            TypeRef::Array(inner) => self.alone(inner).array(),
            TypeRef::Map(inner) => self.alone(inner).map(),
            TypeRef::Nullable(inner) => self.alone(inner).nullable(),
        }
    }

    pub(super) fn named(&mut self, id: TypeId) -> TypeId {
        let id = self.through(id);
        if let Some(known) = self.alone.get(&id) {
            return *known;
        }
        let ty = self.api.at(id);
        let copy = self.push(Type { module: 0, ..ty.clone() });
        self.alone.insert(id, copy);
        self.types[copy.0].kind = self.kind(&ty.kind);
        copy
    }

    pub(super) fn kind(&mut self, kind: &Kind) -> Kind {
        let mut kind = kind.clone();
        match &mut kind {
            Kind::Alias(ty) => *ty = self.alone(ty),
            Kind::Object(object) => {
                for field in &mut object.fields {
                    (field.ty, field.boxed) = (self.alone(&field.ty), false);
                }
            }
            Kind::Union(union) => {
                for variant in &mut union.variants {
                    (variant.ty, variant.boxed) = (self.alone(&variant.ty), false);
                }
            }
            Kind::Enum(_) => {}
        }
        kind
    }

    pub(super) fn request(&mut self, operation: &mut Operation) {
        if let Some(request) = &mut operation.request {
            request.ty = self.named(request.ty);
        }
    }

    pub(super) fn response(&mut self, response: &Response) -> Response {
        match response {
            Response::Json { ty, error_first } => {
                Response::Json { ty: self.alone(ty), error_first: *error_first }
            }
            other => other.clone(),
        }
    }

    /// An operation that the other one does not have.
    pub(super) fn operation(&mut self, operation: &Operation) -> Operation {
        let mut copy = operation.clone();
        self.request(&mut copy);
        copy.response = self.response(&operation.response);
        copy.stream = operation.stream.map(|id| self.named(id));
        copy.pages = None;
        copy
    }
}
