//! Pages: replies that hold some items of a list.

use std::collections::BTreeMap;

use chatbotkit_description::ir::{Field, Operation, Presence, TypeId, TypeRef};

use super::scope::Scope;

/// The pages among the replies, one line each.
///
/// ```ignore
/// page! { ConversationListResponse { items: [ConversationInstance], cursor: optional, send "cursor" } }
/// ```
pub(super) fn emit_pages(scope: &Scope, operations: &[Operation]) -> String {
    let paged = operations.iter().filter_map(|operation| {
        let [items, next, send_as] = scope.api.paged(operation)?;
        let TypeRef::Named(reply) = scope.api.unaliased(operation.response.ty()?) else {
            return None;
        };
        Some((*reply, [items, next, send_as]))
    });
    let pages: BTreeMap<_, _> = paged.collect();
    let line = |(reply, [items, next, send_as]): (TypeId, [&Field; 3])| {
        let presence = match next.presence {
            Presence::Required | Presence::Defaulted(_) => "required",
            _ => "optional",
        };
        format!(
            "\n{}! {{ {} {{ {}: {}, {}: {presence}, send {:?} }} }}\n",
            scope.runtime("page"),
            scope.named(reply),
            items.rust,
            scope.cell(scope.api.unaliased(&items.ty)),
            next.rust,
            send_as.wire,
        )
    };
    pages.into_iter().map(line).collect()
}
