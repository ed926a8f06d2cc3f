//! The operations of a module: the handle with a method for each. What a method's documentation says is
//! in `operation_docs`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::docs::{Docs, alias};
use super::methods::{Method, methods};
use super::operation_docs::describe;
use super::requests::emit_deprecated;
use super::scope::Scope;
use super::silence::emit_silence;
use chatbotkit_description::ir::{Effect, Module, Response, Verb};

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
    let docs =
        Docs::own(&format!("The operations of this module: what [`Client::{accessor}`] returns."));
    let methods = methods(module).map(|method| emit_method(scope, module, &method));
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

/// A method: the facts of its operation, and what the caller says put into a call.
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
fn emit_method(scope: &Scope, module: &Module, method: &Method) -> TokenStream {
    let operation = method.operation;
    let docs = describe(scope, module, method);
    let alias = alias(&operation.name, method.rust);
    let deprecated = emit_deprecated(&operation.doc.deprecated);
    let name = format_ident!("{}", method.rust);
    let arguments: Vec<_> =
        operation.parameters.iter().map(|it| format_ident!("{}", it.rust)).collect();
    let request = method.request.map(|request| {
        let ty = scope.named(request.ty);
        quote! { request: #ty }
    });
    let content = method.upload.map(|_| {
        let ty = scope.runtime("Upload");
        quote! { content: #ty }
    });
    let parameters = arguments
        .iter()
        .map(|name| quote! { #name: impl AsRef<str> })
        .chain(request)
        .chain(content);
    let (sent, call) = (emit_sent(method), emit_call_type(scope, method));
    let facts = emit_facts(scope, method);
    quote! {
        #docs
        #alias
        #deprecated
        pub fn #name(&self, #(#parameters),*) -> #call {
            #facts
            self.client.prepare(&OPERATION) #(.path(#arguments.as_ref()))* #sent .call()
        }
    }
}

/// `.body(&request)`, `.upload_part("file", content)`
fn emit_sent(method: &Method) -> TokenStream {
    let request = method.request.map(|_| match method.operation.verb.has_body() {
        true => quote! { .body(&request) },
        false => quote! { .query(&request) },
    });
    let content = method.upload.map(|upload| match &upload.part {
        Some(part) => quote! { .upload_part(#part, content) },
        None => quote! { .upload(content) },
    });
    quote! { #request #content }
}

/// `Call<ConversationCompleteResponse, ConversationCompleteStreamType>`
fn emit_call_type(scope: &Scope, method: &Method) -> TokenStream {
    let call = scope.runtime("Call");
    let reply = match &method.operation.response {
        _ if method.media_type.is_some() => {
            let content = scope.runtime("Content");
            quote! { #content }
        }
        Response::Json { ty, .. } => scope.ty(ty),
        _ => quote! { () },
    };
    let events = method.stream.map(|id| scope.named(id)).into_iter();
    quote! { #call<#reply #(, #events)*> }
}

/// The name, the path, and what else the runtime has to know.
///
/// ```ignore
/// const NAME: &str = "createConversation";
/// const PATH: &str = "/conversation/create";
/// static OPERATION: Operation = Operation::post(NAME, PATH).create();
/// ```
fn emit_facts(scope: &Scope, method: &Method) -> TokenStream {
    let operation = method.operation;
    let ty = scope.runtime("Operation");
    let (name, path) = (&operation.name, &operation.path);
    let verb = format_ident!("{}", operation.verb.key());
    let effect = match (operation.verb, operation.effect) {
        // What goes without saying.
        (Verb::Get, Effect::Read) | (Verb::Put | Verb::Delete, Effect::Idempotent) => None,
        (_, Effect::Read) => Some(quote! { .read() }),
        (_, Effect::Idempotent) => Some(quote! { .idempotent() }),
        (_, Effect::Create) => Some(quote! { .create() }),
    };
    let statuses =
        operation.empty_on.iter().map(|(status, _)| proc_macro2::Literal::u16_unsuffixed(*status));
    let empty_on =
        (!operation.empty_on.is_empty()).then(|| quote! { .empty_on(&[#(#statuses),*]) });
    let error_first = matches!(operation.response, Response::Json { error_first: true, .. });
    let error_first =
        (error_first && method.media_type.is_none()).then(|| quote! { .error_first() });
    let accept = method.media_type.map(|media_type| quote! { .accept(#media_type) });
    let silence = operation.silence.as_ref().filter(|_| method.stream.is_some());
    let silence = silence.map(|silence| {
        let runtime = scope.runtime("self");
        let silence = emit_silence(&quote! { #runtime::Silence }, silence);
        quote! { const SILENCE: #runtime::Silence = #silence; }
    });
    let says_silence = silence.is_some().then(|| quote! { .silence(SILENCE) });
    quote! {
        const NAME: &str = #name;
        const PATH: &str = #path;
        #silence
        static OPERATION: #ty =
            #ty::#verb(NAME, PATH) #effect #empty_on #error_first #accept #says_silence;
    }
}
