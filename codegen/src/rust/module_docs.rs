//! What the documentation of a module says: what it is about, and its operations with the types that go in and come
//! out.

use chatbotkit_description::ir::{Module, Response, TypeRef};

use super::docs::Docs;
use super::methods::{Method, methods};
use super::scope::Scope;

/// The documentation of a module.
///
/// ```ignore
/// //! Conversations with a bot.
/// //!
/// //! [`Client::conversation`](crate::Client::conversation) returns [`Conversations`]:
/// //!
/// //! | operation | what it does | request | reply | events |
/// //! |---|---|---|---|---|
/// //! | [`fetch`](Conversations::fetch) | Fetches a conversation. | | [`ConversationInstance`] | |
/// ```
pub(super) fn describe(scope: &Scope, module: &Module) -> Docs {
    let docs = Docs::of(&module.resource, &module.doc);
    if module.operations.is_empty() {
        return docs;
    }
    let (accessor, handle) = (&module.resource, &module.handle);
    let columns = ["operation", "what it does", "request", "reply", "events"];
    let rows = methods(module).map(|method| row(scope, handle, &method));
    docs.paragraph(format!(
        "[`Client::{accessor}`](crate::Client::{accessor}) returns [`{handle}`], which has the operations:"
    ))
    .table(columns, rows.collect())
}

fn row(scope: &Scope, handle: &str, method: &Method) -> [String; 5] {
    let name = method.rust.trim_start_matches("r#");
    let link = |id| format!("[`{}`]", scope.named(id));
    let reply = match &method.operation.response {
        _ if method.media_type.is_some() => {
            format!("[`{}`](crate::Content)", scope.runtime("Content"))
        }
        Response::Json { ty: TypeRef::Named(id), .. } => link(*id),
        Response::Json { ty, .. } => format!("`{}`", scope.ty(ty)),
        _ => String::new(),
    };
    let request = match (method.request, method.upload) {
        (Some(request), _) => link(request.ty),
        (None, Some(_)) => format!("[`{}`](crate::Upload)", scope.runtime("Upload")),
        (None, None) => String::new(),
    };
    let events = method.stream.map(link).unwrap_or_default();
    let what = Docs::summary(&method.operation.doc);
    [format!("[`{name}`]({handle}::{})", method.rust), what, request, reply, events]
}
