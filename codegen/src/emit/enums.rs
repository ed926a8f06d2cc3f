//! Open sets of texts: enums that keep a text they do not know.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::docs::{Docs, alias};
use super::scope::Scope;
use chatbotkit_description::ir::{Enum, EnumValue, Type};
use chatbotkit_description::names::serde_camel_variant;

/// An open set of texts.
///
/// ```ignore
/// pub enum ModelRegion { Us, Eu, Unknown(runtime::UnknownValue) }
/// impl ModelRegion { pub fn as_str(&self) -> &str { .. } }
/// impl From<&str> for ModelRegion { .. }
/// runtime::open_enum!(ModelRegion);
/// ```
pub(super) fn emit_enum(scope: &Scope, ty: &Type, values: &Enum) -> TokenStream {
    let runtime = scope.runtime("self");
    let name = format_ident!("{}", ty.rust);
    let docs = Docs::of(&ty.name, &ty.doc);
    let alias = alias(&ty.name, &ty.rust);
    let unknown =
        Docs::own("A value that this version does not know. [`as_str`](Self::as_str) reads it.");
    let definitions = values.values.iter().map(emit_variant);
    let variants: Vec<_> =
        values.values.iter().map(|value| format_ident!("{}", value.rust)).collect();
    let wires: Vec<_> = values.values.iter().map(|value| &value.wire).collect();
    quote! {
        #docs
        #alias
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
        #[cfg_attr(feature = "schemars", schemars(rename_all = "camelCase"))]
        #[non_exhaustive]
        pub enum #name {
            #(#definitions)*
            #unknown
            #[cfg_attr(feature = "schemars", schemars(untagged))]
            Unknown(#runtime::UnknownValue),
        }

        impl #name {
            /// The text on the wire, known or not.
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#variants => #wires,)*
                    Self::Unknown(value) => value.as_str(),
                }
            }
        }

        impl From<&str> for #name {
            fn from(value: &str) -> Self {
                match value {
                    #(#wires => Self::#variants,)*
                    _ => Self::Unknown(value.into()),
                }
            }
        }

        #runtime::open_enum!(#name);
    }
}

/// ```ignore
/// /// The United States.
/// #[cfg_attr(feature = "schemars", schemars(rename = "US"))]
/// Us,
/// ```
fn emit_variant(value: &EnumValue) -> TokenStream {
    let docs = Docs::of(&value.wire, &value.doc);
    let alias = alias(&value.wire, &value.rust);
    let rename = emit_rename(&value.wire, &value.rust);
    let name = format_ident!("{}", value.rust);
    quote! { #docs #alias #rename #name, }
}

/// The name of a variant in a JSON Schema, where it does not follow from the name in Rust.
pub(super) fn emit_rename(wire: &str, rust: &str) -> Option<TokenStream> {
    (serde_camel_variant(rust) != wire).then(|| {
        quote! { #[cfg_attr(feature = "schemars", schemars(rename = #wire))] }
    })
}
