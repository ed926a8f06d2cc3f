//! Values for examples: what a caller might write for a field, by its name and type.

use std::cell::{Cell, RefCell};

use proc_macro2::TokenStream;
use quote::{ToTokens as _, format_ident, quote};

use chatbotkit_description::ir::{
    Api, Builtin, Field, Kind, Literal, Presence, SECRET, TypeId, TypeRef, Union,
};
use chatbotkit_description::names;

use super::{objects::plain, scope::rust_type};

/// Finds the values of one example.
pub(super) struct Values<'a> {
    api: &'a Api,
    /// How many more values the example has room for.
    room: Cell<usize>,
    /// The types around the value that is being made.
    around: RefCell<Vec<TypeId>>,
}

impl<'a> Values<'a> {
    /// The values of an example that has none yet.
    pub(super) fn new(api: &'a Api) -> Self {
        Self { api, room: Cell::new(32), around: RefCell::default() }
    }

    /// A request. Where nothing has to be said, one thing is said all the same, if it is a plain one. `None`
    /// where a request takes more than an example has room for.
    pub(super) fn request(&self, id: TypeId, skipped: Option<usize>) -> Option<TokenStream> {
        let request = self.named("", id)?;
        let object = self.api.object(id)?;
        if object.taken(object.require_any.last().copied()).next().is_some() {
            return Some(request);
        }
        let is_shown = |(index, field): &(usize, &Field)| {
            let is_optional = matches!(field.presence, Presence::Optional | Presence::ThreeState);
            let is_plain = match &field.ty {
                TypeRef::Builtin(builtin) => *builtin != Builtin::Any,
                TypeRef::Named(_) => true,
                _ => false,
            };
            let is_plain = is_plain && !field.secret && field.doc.deprecated.is_none();
            is_optional && is_plain && skipped != Some(*index)
        };
        let said = object.fields.iter().enumerate().find(is_shown).and_then(|(_, field)| {
            let (setter, value) = (format_ident!("{}", field.rust), self.argument(field)?);
            Some(quote! { .#setter(#value) })
        });
        Some(quote! { #request #said })
    }

    /// A string for something of that name: ids look like ids, and the rest like what it is called.
    pub(super) fn text(&self, name: &str) -> String {
        if name == SECRET {
            return name.to_owned();
        }
        let name = names::kebab_name(name);
        match name.as_str() {
            "text" | "message" | "content" => "Hello".to_owned(),
            "name" | "title" => "Example".to_owned(),
            "email" => "ada@example.com".to_owned(),
            "phone" => "+44 20 7946 0018".to_owned(),
            "url" => "https://example.com".to_owned(),
            _ => name,
        }
    }

    /// What a constructor or setter of a field is given.
    fn argument(&self, field: &Field) -> Option<TokenStream> {
        match field.presence {
            Presence::RequiredNullable => Some(quote! { None }),
            _ if field.example.is_some() => field.example.as_ref().map(literal),
            _ if field.secret => self.value(SECRET, &field.ty),
            _ => self.value(&field.wire, &field.ty),
        }
    }

    /// Something that turns into a value of the type.
    fn value(&self, name: &str, ty: &TypeRef) -> Option<TokenStream> {
        self.room.set(self.room.get().checked_sub(1)?);
        Some(match self.api.unaliased(ty) {
            TypeRef::Builtin(builtin) => self.builtin(name, *builtin),
            TypeRef::Array(item) if self.is_around(item) => {
                let item = self.rust(item);
                quote! { Vec::<#item>::new() }
            }
            TypeRef::Array(item) => {
                let value = self.value(name, item)?;
                quote! { [#value] }
            }
            TypeRef::Map(value) if self.is_around(value) => {
                let value = self.rust(value);
                quote! { Vec::<(String, #value)>::new() }
            }
            TypeRef::Map(value) => {
                let value = self.value(name, value)?;
                quote! { [("key", #value)] }
            }
            TypeRef::Nullable(_) => quote! { None },
            TypeRef::Named(id) => self.named(name, *id)?,
        })
    }

    fn builtin(&self, name: &str, builtin: Builtin) -> TokenStream {
        literal(&(builtin.facts().example)(&self.text(name)))
    }

    /// A value of exactly the type.
    fn exact(&self, name: &str, ty: &TypeRef) -> Option<TokenStream> {
        Some(match self.api.unaliased(ty) {
            TypeRef::Builtin(Builtin::Integer | Builtin::Number | Builtin::Boolean)
            | TypeRef::Named(_)
            | TypeRef::Nullable(_) => self.value(name, ty)?,
            TypeRef::Array(item) if !self.is_around(item) => {
                let value = self.exact(name, item)?;
                quote! { vec![#value] }
            }
            TypeRef::Map(value) if !self.is_around(value) => {
                let value = self.exact(name, value)?;
                quote! { [("key".to_owned(), #value)].into() }
            }
            TypeRef::Map(_) => quote! { [].into() },
            _ => {
                let value = self.value(name, ty)?;
                quote! { #value.into() }
            }
        })
    }

    /// A value of a described type.
    fn named(&self, name: &str, id: TypeId) -> Option<TokenStream> {
        self.around.borrow_mut().push(id);
        let ty = format_ident!("{}", self.api.at(id).rust);
        let value = match &self.api.at(id).kind {
            Kind::Alias(ty) => self.value(name, ty),
            Kind::Object(_) => self.object(id),
            Kind::Enum(values) => {
                let first = values.values.first().map(|value| format_ident!("{}", value.rust));
                first.map(|first| quote! { #ty::#first })
            }
            Kind::Union(union) => self.union(name, union).map(|variant| quote! { #ty::#variant }),
        };
        self.around.borrow_mut().pop();
        value
    }

    fn object(&self, id: TypeId) -> Option<TokenStream> {
        let (ty, object) = (format_ident!("{}", self.api.at(id).rust), self.api.object(id)?);
        // Of several fields the last is taken: an author writes the simple one first and the full one last.
        let chosen = object.require_any.last().copied();
        let constructor = match chosen.and_then(|index| object.fields.get(index)) {
            Some(field) => format_ident!("from_{}", plain(field)),
            None => format_ident!("new"),
        };
        let arguments = object.taken(chosen).map(|(_, field)| self.argument(field));
        let arguments: Vec<_> = arguments.collect::<Option<_>>()?;
        Some(quote! { #ty::#constructor(#(#arguments),*) })
    }

    /// The first variant, unless it contains what is being made.
    fn union(&self, name: &str, union: &Union) -> Option<TokenStream> {
        let mut variants = union.variants.iter();
        let variant = variants.find(|variant| !self.is_around(&variant.ty));
        let variant = variant.or(union.variants.first())?;
        let content = self.exact(name, &variant.ty)?;
        let content = if variant.boxed {
            quote! { Box::new(#content) }
        } else {
            content
        };
        let variant = format_ident!("{}", variant.rust);
        Some(quote! { #variant(#content) })
    }

    /// Whether a type is among those around the value.
    fn is_around(&self, ty: &TypeRef) -> bool {
        ty.name().is_some_and(|id| self.around.borrow().contains(id))
    }

    /// The type of what an empty list has none of.
    fn rust(&self, ty: &TypeRef) -> TokenStream {
        let core = ty.name().map_or("_", |id| &self.api.at(*id).rust);
        rust_type(ty, core).parse().unwrap_or_default()
    }
}

/// A value as a setter takes it.
fn literal(value: &Literal) -> TokenStream {
    match value {
        Literal::String(value) => quote! { #value },
        Literal::Boolean(value) => quote! { #value },
        Literal::Number(value) => proc_macro2::Literal::f64_unsuffixed(*value).into_token_stream(),
        Literal::Integer(value) => integer(*value),
    }
}

/// An integer as a person writes it: in groups of three digits where there are many, and then with its type, for
/// Rust takes an integer to be a small one.
fn integer(value: i64) -> TokenStream {
    let digits = value.unsigned_abs().to_string();
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    let sign = if value < 0 { "-" } else { "" };
    let (number, ty) = match i32::try_from(value) {
        Ok(_) if digits.len() < 5 => (digits, ""),
        Ok(_) => (groups.join("_"), ""),
        Err(_) => (groups.join("_"), "_i64"),
    };
    format!("{sign}{number}{ty}").parse().unwrap_or_default()
}
