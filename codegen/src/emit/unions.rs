//! Unions: one of several shapes, and what is unknown is kept. What the events of a stream are besides is
//! in `events`.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::docs::{Docs, alias};
use super::enums::emit_rename;
use super::events;
use super::scope::Scope;
use super::secrets;
use chatbotkit_description::ir::{JsonKind, Tagging, ToldBy, Type, Union, Variant};

/// A union.
///
/// ```ignore
/// pub enum Contact { Id(String), Unknown(runtime::UnknownVariant) }
/// impl Contact { pub fn to_json(&self) -> Result<Value, runtime::Error> { .. } }
/// impl runtime::Union for Contact { .. }
/// impl Serialize for Contact { .. }
/// impl<'de> Deserialize<'de> for Contact { .. }
/// ```
pub(super) fn emit_union(scope: &Scope, ty: &Type, union: &Union) -> TokenStream {
    let name = format_ident!("{}", ty.rust);
    let definition = emit_definition(scope, ty, &name, union);
    let debug = ty.secret.then(|| secrets::emit_union(scope, ty, union));
    let methods = emit_methods(scope, &name, union);
    let decode = emit_decode(scope, &name, union);
    let events = union.events.is_some().then(|| events::emit_events(scope, &name, union));
    let serde = emit_serde(scope, &name, union);
    quote! { #definition #debug #methods #decode #events #serde }
}

/// What a variant that nobody knows is called in the documentation.
fn noun(union: &Union) -> &'static str {
    if union.events.is_some() { "event" } else { "value" }
}

fn emit_definition(scope: &Scope, ty: &Type, name: &Ident, union: &Union) -> TokenStream {
    let runtime = scope.runtime("self");
    let docs = Docs::of(&ty.name, &ty.doc);
    let other_name = alias(&ty.name, &ty.rust);
    let representation = match &union.tagging {
        Tagging::Adjacent { tag, content } => quote! { tag = #tag, content = #content },
        Tagging::Internal { tag } => quote! { tag = #tag },
        Tagging::Untagged => quote! { untagged },
    };
    let is_tagged = union.tagging != Tagging::Untagged;
    let rename_all = is_tagged.then(|| {
        quote! { #[cfg_attr(feature = "schemars", schemars(rename_all = "camelCase"))] }
    });
    let variants = union.variants.iter().map(|variant| {
        let docs = Docs::of(&variant.wire, &variant.doc);
        let documented = variant.documented_as.as_ref().and_then(|name| alias(name, &variant.rust));
        let rename = is_tagged.then(|| emit_rename(&variant.wire, &variant.rust));
        let name = format_ident!("{}", variant.rust);
        let content = scope.held(&variant.ty, variant.boxed);
        quote! { #docs #documented #rename #name(#content), }
    });
    let read_by = if is_tagged {
        "[`tag`](Self::tag) and [`to_json`](Self::to_json) read"
    } else {
        "[`to_json`](Self::to_json) reads"
    };
    let debug = (!ty.secret).then(|| quote! { Debug, });
    let article = if union.events.is_some() { "An" } else { "A" };
    let unknown = Docs::own(&format!(
        "{article} {} that this version does not know. {read_by} it.",
        noun(union)
    ));
    let untagged =
        is_tagged.then(|| quote! { #[cfg_attr(feature = "schemars", schemars(untagged))] });
    quote! {
        #docs
        #other_name
        #[derive(#debug Clone, PartialEq)]
        #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
        #[cfg_attr(feature = "schemars", schemars(#representation))]
        #rename_all
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            #unknown
            #untagged
            Unknown(#runtime::UnknownVariant),
        }
    }
}

/// ```ignore
/// /// The tag on the wire, known or not.
/// pub fn tag(&self) -> &str {
///     match self {
///         Self::Token(_) => "token",
///         Self::Unknown(event) => event.tag(),
///     }
/// }
/// ```
fn emit_methods(scope: &Scope, name: &Ident, union: &Union) -> TokenStream {
    let (runtime, value) = (scope.runtime("self"), scope.runtime("Value"));
    let noun = noun(union);
    let unknown = format_ident!("{noun}");
    let docs =
        Docs::own(&format!("The whole {noun} as JSON, known or not.")).heading("Errors").paragraph(
            "It is nested too deeply for a `Value`, or has a number that is too large for one.",
        );
    let arms = union.variants.iter().map(|variant| {
        let (name, wire) = (format_ident!("{}", variant.rust), &variant.wire);
        quote! { Self::#name(_) => #wire, }
    });
    let tag = (union.tagging != Tagging::Untagged).then(|| {
        quote! {
            /// The tag on the wire, known or not.
            pub fn tag(&self) -> &str {
                match self {
                    #(#arms)*
                    Self::Unknown(#unknown) => #unknown.tag(),
                }
            }
        }
    });
    quote! {
        impl #name {
            #tag

            #docs
            pub fn to_json(&self) -> Result<#value, #runtime::Error> {
                #runtime::to_json(self)
            }
        }
    }
}

/// ```ignore
/// fn decode(raw: &runtime::RawUnion<'_>) -> Result<Self, runtime::Fault> {
///     let event = match raw.tag() {
///         "token" => Self::Token(raw.content()?),
///         _ => Self::Unknown(raw.to_unknown()),
///     };
///     Ok(event)
/// }
/// ```
fn emit_decode(scope: &Scope, name: &Ident, union: &Union) -> TokenStream {
    let runtime = scope.runtime("self");
    let envelope = match &union.tagging {
        Tagging::Adjacent { tag, content } => quote! { Adjacent { tag: #tag, content: #content } },
        Tagging::Internal { tag } => quote! { Internal { tag: #tag } },
        Tagging::Untagged => quote! { Untagged },
    };
    let read = format_ident!("{}", noun(union));
    let (question, told) = match &union.tagging {
        Tagging::Untagged => (quote! { kind }, Some(scope.runtime("JsonKind"))),
        _ => (quote! { tag }, None),
    };
    let arms = union.variants.iter().map(|variant| {
        let name = format_ident!("{}", variant.rust);
        let pattern = emit_pattern(variant, &told);
        let read = match scope.nests_integer(&variant.ty) {
            true => quote! { integer },
            false => quote! { content },
        };
        quote! { #pattern => Self::#name(raw.#read()?), }
    });
    quote! {
        impl #runtime::Union for #name {
            const ENVELOPE: #runtime::Envelope = #runtime::Envelope::#envelope;

            fn decode(raw: &#runtime::RawUnion<'_>) -> Result<Self, #runtime::Fault> {
                let #read = match raw.#question() {
                    #(#arms)*
                    _ => Self::Unknown(raw.to_unknown()),
                };
                Ok(#read)
            }
        }
    }
}

fn emit_pattern(variant: &Variant, json_kind: &Option<Ident>) -> TokenStream {
    let wire = &variant.wire;
    match &variant.told_by {
        ToldBy::Tag => quote! { #wire },
        ToldBy::Field(key) => quote! { #json_kind::Object if raw.has(#key) },
        ToldBy::Kind(kind) => match kind {
            JsonKind::Boolean => quote! { #json_kind::Boolean },
            JsonKind::Number => quote! { #json_kind::Number },
            JsonKind::String => quote! { #json_kind::String },
            JsonKind::Array => quote! { #json_kind::Array },
            JsonKind::Object => quote! { #json_kind::Object },
        },
    }
}

/// ```ignore
/// fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
///     match self {
///         Self::Token(it) => runtime::adjacent(serializer, "type", self.tag(), "data", it),
///         Self::Unknown(event) => event.serialize(serializer),
///     }
/// }
/// ```
fn emit_serde(scope: &Scope, name: &Ident, union: &Union) -> TokenStream {
    let runtime = scope.runtime("self");
    let (serialize, serializer) = (scope.runtime("Serialize"), scope.runtime("Serializer"));
    let (deserialize, deserializer) = (scope.runtime("Deserialize"), scope.runtime("Deserializer"));
    let unknown = format_ident!("{}", noun(union));
    let arms = union.variants.iter().map(|variant| {
        let name = format_ident!("{}", variant.rust);
        let write = match &union.tagging {
            Tagging::Adjacent { tag, content } => {
                quote! { #runtime::adjacent(serializer, #tag, self.tag(), #content, content) }
            }
            Tagging::Internal { tag } => {
                quote! { #runtime::internal(serializer, #tag, self.tag(), content) }
            }
            Tagging::Untagged if scope.nests_number(&variant.ty) => {
                quote! { #runtime::finite(content, serializer) }
            }
            Tagging::Untagged => quote! { content.serialize(serializer) },
        };
        quote! { Self::#name(content) => #write, }
    });
    quote! {
        impl #serialize for #name {
            fn serialize<S: #serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    #(#arms)*
                    Self::Unknown(#unknown) => #unknown.serialize(serializer),
                }
            }
        }

        impl<'de> #deserialize<'de> for #name {
            fn deserialize<D: #deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #runtime::deserialize_union(deserializer)
            }
        }
    }
}
