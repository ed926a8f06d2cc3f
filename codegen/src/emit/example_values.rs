//! Values for examples: what a caller might write for a field, going by its name and type.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use chatbotkit_description::ir::{Api, Builtin, Field, Kind, Presence, SECRET, TypeId, TypeRef};
use chatbotkit_description::names;

/// Finds values.
pub(super) struct Values<'a> {
    pub(super) api: &'a Api,
}

impl Values<'_> {
    /// A request. Where nothing has to be said, one thing is said all the same, if it is a plain one.
    pub(super) fn request(&self, id: TypeId, skipped: Option<usize>) -> TokenStream {
        let made = self.object(id);
        let Some(object) = self.api.object(id) else {
            return made;
        };
        let says_nothing =
            object.require_any.is_empty() && !object.fields.iter().any(Field::is_required);
        let fields = object.fields.iter().enumerate();
        let is_shown = |(index, field): &(usize, &Field)| {
            let is_optional = matches!(field.presence, Presence::Optional | Presence::ThreeState);
            let is_plain = !matches!(
                field.ty,
                TypeRef::Builtin(Builtin::Any) | TypeRef::Map(_) | TypeRef::Array(_)
            );
            let is_plain = is_plain && !field.secret;
            is_optional && is_plain && skipped != Some(*index) && field.doc.deprecated.is_none()
        };
        match fields.filter(|_| says_nothing).find(is_shown) {
            Some((_, field)) => {
                let (setter, value) = (format_ident!("{}", field.rust), self.argument(field));
                quote! { #made.#setter(#value) }
            }
            None => made,
        }
    }

    /// A text for something of that name: ids look like ids, secrets like none, and the rest like what it is called.
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

    fn object(&self, id: TypeId) -> TokenStream {
        let ty = format_ident!("{}", self.api.at(id).rust);
        let Some(object) = self.api.object(id) else {
            return quote! { #ty::new() };
        };
        // Of several fields the last is taken: an author writes the simple one first and the full one last.
        let chosen = object.require_any.last().and_then(|index| object.fields.get(*index));
        let constructor = match chosen {
            Some(field) => format_ident!("from_{}", field.rust.trim_start_matches("r#")),
            None => format_ident!("new"),
        };
        let is_taken =
            |field: &&Field| field.is_required() || chosen.is_some_and(|chosen| chosen == *field);
        let arguments = object.fields.iter().filter(is_taken).map(|field| self.argument(field));
        quote! { #ty::#constructor(#(#arguments),*) }
    }

    /// What a constructor or setter of a field is given.
    fn argument(&self, field: &Field) -> TokenStream {
        match field.presence {
            Presence::RequiredNullable => quote! { None },
            _ if field.secret => self.value(SECRET, &field.ty),
            _ => self.value(&field.wire, &field.ty),
        }
    }

    /// Something that turns into a value of the type.
    fn value(&self, name: &str, ty: &TypeRef) -> TokenStream {
        match ty {
            TypeRef::Builtin(Builtin::String | Builtin::Any) => {
                let text = self.text(name);
                quote! { #text }
            }
            TypeRef::Builtin(Builtin::Integer) => quote! { 1 },
            TypeRef::Builtin(Builtin::Number) => quote! { 0.5 },
            TypeRef::Builtin(Builtin::Boolean) => quote! { true },
            TypeRef::Builtin(Builtin::Timestamp) => quote! { 1_700_000_000_000_i64 },
            TypeRef::Builtin(Builtin::DateTime) => quote! { "2024-05-01T12:00:00Z" },
            TypeRef::Array(item) => {
                let value = self.value(name, item);
                quote! { [#value] }
            }
            TypeRef::Map(value) => {
                let value = self.value(name, value);
                quote! { [("key", #value)] }
            }
            TypeRef::Nullable(_) => quote! { None },
            TypeRef::Named(id) => self.named(name, *id),
        }
    }

    fn named(&self, name: &str, id: TypeId) -> TokenStream {
        let ty = format_ident!("{}", self.api.at(id).rust);
        match &self.api.at(id).kind {
            Kind::Alias(ty) => self.value(name, ty),
            Kind::Object(_) => self.object(id),
            Kind::Enum(values) => {
                let first = values.values.first().map(|value| format_ident!("{}", value.rust));
                quote! { #ty::#first }
            }
            Kind::Union(union) => match union.variants.first() {
                Some(variant) => {
                    let (name, content) =
                        (format_ident!("{}", variant.rust), self.value(name, &variant.ty));
                    quote! { #ty::#name(#content.into()) }
                }
                None => quote! { #ty },
            },
        }
    }
}
