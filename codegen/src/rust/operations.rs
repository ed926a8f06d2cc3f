//! Operations: the handle of a module, with a method for each.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use chatbotkit_description::ir::{Effect, Module, Response, Verb};

use super::docs::{Docs, alias};
use super::layout::items;
use super::methods::{Method, methods};
use super::objects::one_line;
use super::operation_docs::describe;
use super::scope::Scope;
use super::silence::emit_silence;

/// The type that carries the operations.
///
/// ```ignore
/// pub struct Conversations { client: Client }
/// impl Conversations {
///     pub fn new(client: Client) -> Self { Self { client } }
///     pub fn fetch(&self, conversation_id: impl AsRef<str>) -> Call<ConversationInstance> { .. }
/// }
/// ```
pub(super) fn emit_handle(scope: &Scope, module: &Module) -> syn::Result<String> {
    let (handle, client) = (format_ident!("{}", module.handle), name(scope.runtime("Client")));
    let accessor = &module.resource;
    let docs =
        Docs::own(format!("The operations of this module: what [`Client::{accessor}`] returns."));
    let docs = docs.attributes(0);
    let methods = methods(module).map(|method| emit_method(scope, module, &method));
    let methods = methods.collect::<Result<Vec<_>, _>>()?;
    items(quote! {
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
    })
}

/// A method: the facts of its operation, and a call of what the caller says.
///
/// ```ignore
/// pub fn fetch(&self, conversation_id: impl AsRef<str>) -> Call<ConversationInstance> {
///     static OPERATION: Operation = Operation::get("fetchConversation", "/conversation/{conversationId}/fetch");
///     self.client.prepare(&OPERATION).path(conversation_id.as_ref()).call()
/// }
/// ```
fn emit_method(scope: &Scope, module: &Module, method: &Method) -> syn::Result<TokenStream> {
    let operation = method.operation;
    let docs = describe(scope, module, method)?.attributes(4);
    let alias = tokens(&alias(0, &operation.name, method.rust));
    let deprecated = operation.doc.deprecated.as_deref().map(|note| {
        let note = one_line(note);
        quote! { #[deprecated(note = #note)] }
    });
    let rust = name(method.rust);
    let arguments: Vec<_> = operation.parameters.iter().map(|it| name(&it.rust)).collect();
    let request = method.request.map(|request| {
        let ty = name(scope.named(request.ty));
        quote! { request: #ty }
    });
    let content = method.upload.map(|_| {
        let ty = name(scope.runtime("Upload"));
        quote! { content: #ty }
    });
    let parameters = arguments.iter().map(|name| quote! { #name: impl AsRef<str> });
    let parameters = parameters.chain(request).chain(content);
    let (sent, call, facts) =
        (emit_sent(method), emit_call(scope, method), emit_facts(scope, method));
    Ok(quote! {
        #docs
        #alias
        #deprecated
        pub fn #rust(&self, #(#parameters),*) -> #call {
            #facts
            self.client.prepare(&OPERATION) #(.path(#arguments.as_ref()))* #sent .call()
        }
    })
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
fn emit_call(scope: &Scope, method: &Method) -> TokenStream {
    let call = name(scope.runtime("Call"));
    let reply = match &method.operation.response {
        _ if method.media_type.is_some() => tokens(scope.runtime("Content")),
        Response::Json { ty, .. } => tokens(&scope.ty(ty)),
        _ => quote! { () },
    };
    let events = method.stream.map(|id| name(scope.named(id))).into_iter();
    quote! { #call<#reply #(, #events)*> }
}

/// The name, the path, and what else the runtime has to know.
///
/// ```ignore
/// static OPERATION: Operation = Operation::post("createConversation", "/conversation/create").create();
/// ```
fn emit_facts(scope: &Scope, method: &Method) -> TokenStream {
    let operation = method.operation;
    let ty = name(scope.runtime("Operation"));
    let (documented, path, verb) = (&operation.name, &operation.path, name(operation.verb.key()));
    let effect = match (operation.verb, operation.effect) {
        // What goes without saying.
        (Verb::Get, Effect::Read) | (Verb::Put | Verb::Delete, Effect::Idempotent) => None,
        (_, effect) => {
            let effect = name(effect.key());
            Some(quote! { .#effect() })
        }
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
        scope.runtime("Silence");
        let silence = emit_silence(silence);
        quote! { .silence(#silence) }
    });
    quote! {
        static OPERATION: #ty =
            #ty::#verb(#documented, #path) #effect #empty_on #error_first #accept #silence;
    }
}

/// A name in tokens.
fn name(name: &str) -> proc_macro2::Ident {
    format_ident!("{name}")
}

/// Source of ours in tokens.
fn tokens(source: &str) -> TokenStream {
    source.parse().unwrap_or_default()
}
