//! What the events of a stream are besides a union: pieces of a text, and the last one with the reply.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::scope::Scope;
use chatbotkit_description::ir::{Field, Union, Variant};
use chatbotkit_description::names::field_name;

/// The events of a stream.
///
/// ```ignore
/// impl runtime::Event for ConversationCompleteStreamType {
///     const TERMINAL: Option<&'static str> = Some("result");
///     fn text(&self) -> Option<&str> { .. }
/// }
/// impl runtime::Terminal for ConversationCompleteStreamType { .. }
/// ```
pub(super) fn emit_events(scope: &Scope, name: &Ident, union: &Union) -> TokenStream {
    let runtime = scope.runtime("self");
    let last = union.terminal();
    let terminal = match last {
        Some(variant) => {
            let wire = &variant.wire;
            quote! { Some(#wire) }
        }
        None => quote! { None },
    };
    let text = scope.api.streamed_text(union).map(|(event, field)| emit_text(event, field));
    let reply = last.map(|variant| {
        let (variant, reply) = (format_ident!("{}", variant.rust), scope.ty(&variant.ty));
        emit_terminal(&runtime, name, &variant, &reply)
    });
    quote! {
        impl #runtime::Event for #name {
            const TERMINAL: Option<&'static str> = #terminal;

            #text
        }

        #reply
    }
}

/// ```ignore
/// fn text(&self) -> Option<&str> {
///     match self {
///         Self::Token(token) => Some(&token.token),
///         _ => None,
///     }
/// }
/// ```
fn emit_text(variant: &Variant, field: &Field) -> TokenStream {
    let content = variable(variant);
    let (variant, field) = (format_ident!("{}", variant.rust), format_ident!("{}", field.rust));
    quote! {
        fn text(&self) -> Option<&str> {
            match self {
                Self::#variant(#content) => Some(&#content.#field),
                _ => None,
            }
        }
    }
}

fn emit_terminal(
    runtime: &Ident,
    name: &Ident,
    variant: &Ident,
    reply: &TokenStream,
) -> TokenStream {
    quote! {
        impl #runtime::Terminal for #name {
            type Reply = #reply;

            fn into_reply(self) -> Option<Self::Reply> {
                match self {
                    Self::#variant(reply) => Some(reply),
                    _ => None,
                }
            }
        }
    }
}

/// What the content of a variant is called where there is nothing else around.
pub(super) fn variable(variant: &Variant) -> Ident {
    // A variant's name has a snake case, unless it is one of the few words that nothing can be called.
    format_ident!("{}", field_name(&variant.rust).unwrap_or_else(|_| "content".to_owned()))
}
