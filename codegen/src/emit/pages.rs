//! Replies that are pages: how the runtime gets at their items and at what comes next.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::scope::Scope;
use chatbotkit_description::ir::{Field, Operation, Pages, Presence, Response, TypeId, TypeRef};

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
        let Response::Json { ty, .. } = &operation.response else {
            return None;
        };
        let TypeRef::Named(reply) = scope.without_alias(ty) else {
            return None;
        };
        Some((*reply, (operation.request.as_ref()?.ty, operation.pages.as_ref()?)))
    });
    let replies: BTreeMap<TypeId, (TypeId, &Pages)> = paged.collect();
    let pages = replies
        .iter()
        .filter_map(|(reply, (request, pages))| emit_page(scope, *reply, *request, pages));
    pages.collect()
}

fn emit_page(scope: &Scope, reply: TypeId, request: TypeId, pages: &Pages) -> Option<TokenStream> {
    let field = |id: TypeId, index: usize| scope.api.object(id)?.fields.get(index);
    let (items, next, send_as) = (
        field(reply, pages.items)?,
        field(reply, pages.next)?,
        &field(request, pages.send_as)?.wire,
    );
    let TypeRef::Array(item) = scope.without_alias(&items.ty) else {
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
