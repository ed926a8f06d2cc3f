//! Objects that travel as one string: how they are written and read.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::objects::Struct;
use chatbotkit_description::ir::{AsString, Field};

/// What stands around the keys and values, and which keys there are.
///
/// ```ignore
/// const FORMAT: runtime::StringFormat = runtime::StringFormat {
///     before_key: "/",
///     before_value: "=",
///     after_value: "",
/// };
/// const KEYS: &[&str] = &["maxTokens", "temperature"];
/// ```
pub(super) fn emit_constants(this: &Struct, form: &AsString) -> TokenStream {
    let runtime = this.scope.runtime("self");
    let AsString { before_key, before_value, after_value, .. } = form;
    let keys = behind_first(this, form).map(|field| &field.wire);
    quote! {
        const FORMAT: #runtime::StringFormat = #runtime::StringFormat {
            before_key: #before_key,
            before_value: #before_value,
            after_value: #after_value,
        };
        const KEYS: &[&str] = &[#(#keys),*];
    }
}

/// serde by way of the string.
///
/// ```ignore
/// fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
///     runtime::StringWriter::new(&self.name, &Self::FORMAT)
///         .field("maxTokens", &self.max_tokens)
///         .finish(serializer)
/// }
/// ```
pub(super) fn emit_text_form(this: &Struct, form: &AsString) -> TokenStream {
    let (name, scope) = (&this.name, this.scope);
    let runtime = scope.runtime("self");
    let (serialize, serializer) = (scope.runtime("Serialize"), scope.runtime("Serializer"));
    let (deserialize, deserializer) = (scope.runtime("Deserialize"), scope.runtime("Deserializer"));
    let first = this.object.fields.get(form.first).map(|field| format_ident!("{}", field.rust));
    let written = behind_first(this, form).map(|field| {
        let (method, key, name) = part(field);
        quote! { .#method(#key, &self.#name) }
    });
    let read = this.object.fields.iter().enumerate().map(|(index, field)| {
        let (method, key, name) = part(field);
        if index == form.first {
            quote! { #name: fields.first().to_owned() }
        } else {
            quote! { #name: fields.#method(#key)? }
        }
    });
    quote! {
        impl #serialize for #name {
            fn serialize<S: #serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                #runtime::StringWriter::new(&self.#first, &Self::FORMAT)
                    #(#written)*
                    .finish(serializer)
            }
        }

        impl<'de> #deserialize<'de> for #name {
            fn deserialize<D: #deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let fields = #runtime::StringReader::new(deserializer, &Self::FORMAT, Self::KEYS)?;
                Ok(Self { #(#read),* })
            }
        }
    }
}

/// The method that writes or reads a field, its key, and its name.
fn part(field: &Field) -> (proc_macro2::Ident, &str, proc_macro2::Ident) {
    let method = if field.is_required() { "required" } else { "field" };
    (format_ident!("{method}"), &field.wire, format_ident!("{}", field.rust))
}

/// The fields that have a key in the string.
fn behind_first<'a>(this: &'a Struct, form: &AsString) -> impl Iterator<Item = &'a Field> {
    let first = form.first;
    let fields = this.object.fields.iter().enumerate();
    fields.filter(move |(index, _)| *index != first).map(|(_, field)| field)
}
