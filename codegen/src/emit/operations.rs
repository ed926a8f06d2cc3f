//! The operations of a module: the handle with a method for each. What a method's documentation says is
//! in `operation_docs`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::docs::{Docs, alias};
use super::operation_docs::describe;
use super::requests::emit_deprecated;
use super::scope::Scope;
use crate::ir::{Effect, Module, Operation, Response, Verb};

/// The type that carries the operations.
///
/// ```ignore
/// pub struct Conversations { client: Client }
/// impl Conversations {
///     pub fn new(client: Client) -> Self { Self { client } }
///     pub fn fetch(&self, conversation_id: impl AsRef<str>) -> Call<ConversationInstance> { .. }
/// }
/// ```
pub(super) fn emit_handle(scope: &Scope, module: &Module) -> TokenStream {
    let (handle, client) = (format_ident!("{}", module.handle), scope.runtime("Client"));
    let accessor = &module.resource;
    let docs = Docs::own(&format!(
        "The operations of this module: what [`Client::{accessor}`] returns."
    ));
    let methods = module
        .operations
        .iter()
        .map(|operation| emit_operation(scope, module, operation));
    quote! {
        #docs
        #[derive(Debug, Clone)]
        pub struct #handle {
            client: #client,
        }

        impl #handle {
            /// The operations, carried out by `client`.
            pub fn new(client: #client) -> Self {
                Self { client }
            }

            #(#methods)*
        }
    }
}

/// An operation: its facts, and what the caller says put into a call.
///
/// ```ignore
/// pub fn fetch(&self, conversation_id: impl AsRef<str>) -> Call<ConversationInstance> {
///     const NAME: &str = "fetchConversation";
///     const PATH: &str = "/conversation/{conversationId}/fetch";
///     static OPERATION: Operation = Operation::get(NAME, PATH);
///
///     self.client.prepare(&OPERATION).path(conversation_id.as_ref()).call()
/// }
/// ```
fn emit_operation(scope: &Scope, module: &Module, operation: &Operation) -> TokenStream {
    let docs = describe(scope, module, operation);
    let alias = alias(&operation.name, &operation.rust);
    let deprecated = emit_deprecated(&operation.doc.deprecated);
    let method = format_ident!("{}", operation.rust);
    let arguments: Vec<_> = operation
        .parameters
        .iter()
        .map(|it| format_ident!("{}", it.rust))
        .collect();
    let request = operation.request.as_ref().map(|request| {
        let ty = scope.named(request.ty);
        quote! { request: #ty }
    });
    let parameters = arguments
        .iter()
        .map(|name| quote! { #name: impl AsRef<str> })
        .chain(request);
    let sent = operation.request.is_some().then(|| match operation.verb {
        Verb::Get => quote! { .query(&request) },
        Verb::Post => quote! { .body(&request) },
    });
    let call = emit_call_type(scope, operation);
    let facts = emit_facts(scope, operation);
    quote! {
        #docs
        #alias
        #deprecated
        pub fn #method(&self, #(#parameters),*) -> #call {
            #facts
            self.client.prepare(&OPERATION) #(.path(#arguments.as_ref()))* #sent .call()
        }
    }
}

/// `Call<ConversationCompleteResponse, ConversationCompleteStreamType>`
fn emit_call_type(scope: &Scope, operation: &Operation) -> TokenStream {
    let call = scope.runtime("Call");
    let reply = match &operation.response {
        Response::Json { ty, .. } => scope.ty(ty),
        Response::Content { .. } => {
            let content = scope.runtime("Content");
            quote! { #content }
        }
        Response::Nothing | Response::OnlyStream => quote! { () },
    };
    let events = operation.stream.map(|id| scope.named(id)).into_iter();
    quote! { #call<#reply #(, #events)*> }
}

/// The name, the path, and what else the runtime has to know.
///
/// ```ignore
/// const NAME: &str = "createConversation";
/// const PATH: &str = "/conversation/create";
/// static OPERATION: Operation = Operation::post(NAME, PATH).create();
/// ```
fn emit_facts(scope: &Scope, operation: &Operation) -> TokenStream {
    let ty = scope.runtime("Operation");
    let (name, path) = (&operation.name, &operation.path);
    let facts = match (operation.verb, operation.effect) {
        (Verb::Get, Effect::Read) => quote! { get(NAME, PATH) },
        (Verb::Get, Effect::Idempotent) => quote! { get(NAME, PATH).idempotent() },
        (Verb::Get, Effect::Create) => quote! { get(NAME, PATH).create() },
        (Verb::Post, Effect::Read) => quote! { post(NAME, PATH).read() },
        (Verb::Post, Effect::Idempotent) => quote! { post(NAME, PATH).idempotent() },
        (Verb::Post, Effect::Create) => quote! { post(NAME, PATH).create() },
    };
    let statuses = operation
        .empty_on
        .iter()
        .map(|(status, _)| proc_macro2::Literal::u16_unsuffixed(*status));
    let empty_on =
        (!operation.empty_on.is_empty()).then(|| quote! { .empty_on(&[#(#statuses),*]) });
    let error_first = matches!(
        operation.response,
        Response::Json {
            error_first: true,
            ..
        }
    );
    let error_first = error_first.then(|| quote! { .error_first() });
    quote! {
        const NAME: &str = #name;
        const PATH: &str = #path;
        static OPERATION: #ty = #ty::#facts #empty_on #error_first;
    }
}
