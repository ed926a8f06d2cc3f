//! Replies that are pages: how the runtime gets at their items and at what comes next.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::scope::Scope;
use chatbotkit_description::ir::{Field, Operation, Presence, TypeId, TypeRef};

/// Pages of the operations, one for each type of reply.
///
/// ```ignore
/// impl runtime::Page for ConversationListResponse {
///     type Item = ConversationInstance;
///     const SEND_AS: &'static str = "cursor";
///     fn next(&self) -> Option<&str> { self.cursor.as_deref() }
///     fn is_empty(&self) -> bool { self.items.is_empty() }
///     fn into_items(self) -> Vec<Self::Item> { self.items }
/// }
/// ```
pub(super) fn emit_pages(scope: &Scope, operations: &[Operation]) -> TokenStream {
    let paged = operations.iter().filter_map(|operation| {
        let paged = scope.api.paged(operation)?;
        match scope.api.behind(operation.response.ty()?) {
            TypeRef::Named(reply) => Some((*reply, paged)),
            _ => None,
        }
    });
    let replies: BTreeMap<TypeId, [&Field; 3]> = paged.collect();
    let pages = replies.iter().filter_map(|(reply, paged)| emit_page(scope, *reply, *paged));
    pages.collect()
}

fn emit_page(
    scope: &Scope,
    reply: TypeId,
    [items, next, send_as]: [&Field; 3],
) -> Option<TokenStream> {
    let send_as = &send_as.wire;
    let TypeRef::Array(item) = scope.api.behind(&items.ty) else {
        return None;
    };
    let (runtime, name, item) = (scope.runtime("self"), scope.named(reply), scope.ty(item));
    let (next, items) = (emit_next(next), format_ident!("{}", items.rust));
    Some(quote! {
        impl #runtime::Page for #name {
            type Item = #item;

            const SEND_AS: &'static str = #send_as;

            fn next(&self) -> Option<&str> {
                #next
            }

            fn is_empty(&self) -> bool {
                self.#items.is_empty()
            }

            fn into_items(self) -> Vec<Self::Item> {
                self.#items
            }
        }
    })
}

fn emit_next(next: &Field) -> TokenStream {
    let name = format_ident!("{}", next.rust);
    match next.presence {
        Presence::Required | Presence::Defaulted(_) => quote! { Some(&self.#name) },
        _ => quote! { self.#name.as_deref() },
    }
}
