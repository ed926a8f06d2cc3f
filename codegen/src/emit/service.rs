//! What holds for the whole service: its facts, the settings of the client's builder, and the ways from
//! the client to the operations.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::docs::Docs;
use super::modules::emit_gate;
use super::silence::emit_silence;
use chatbotkit_description::ir::{
    Api, Codes, Doc, ErrorShape, Header, MapsInQuery, Module, Service,
};

/// The content of `service.rs`.
pub(super) fn emit_service(api: &Api) -> TokenStream {
    let docs = Docs::own(
        "What holds for the whole service. Its operations and types are in the modules beside this one.",
    );
    let docs = docs.inner();
    let with_operations = || api.modules.iter().filter(|module| !module.operations.is_empty());
    let mut handles: Vec<_> = with_operations()
        .map(|module| {
            let [resource, version, handle] = [&module.resource, &module.version, &module.handle]
                .map(|name| format_ident!("{name}"));
            let gate = emit_gate(api, module);
            (module, quote! { #gate use super::#resource::#version::#handle; })
        })
        .collect();
    handles.sort_by_key(|(module, _)| (&module.resource, &module.version));
    let handles = handles.into_iter().map(|(_, import)| import);
    let builder = (!api.service.headers.is_empty()).then(|| quote! { ClientBuilder, });
    let facts = emit_facts(&api.service);
    let settings = api.service.headers.iter().map(emit_setting);
    let settings = builder.is_some().then(|| quote! { impl ClientBuilder { #(#settings)* } });
    let accessors = with_operations().map(|module| emit_accessor(api, module));
    quote! {
        #docs
        #(#handles)*
        use crate::runtime::{Client, #builder ErrorKeys, ErrorShape, MapsInQuery, Service, Silence, StreamKeys};

        #facts

        #settings

        impl Client {
            #(#accessors)*
        }
    }
}

/// ```ignore
/// pub(crate) static SERVICE: Service = Service {
///     name: "ChatBotKit",
///     errors: ErrorKeys { .. },
///     streams: StreamKeys { .. },
/// };
/// ```
fn emit_facts(service: &Service) -> TokenStream {
    let Service { name, base_url, base_url_variable, secret_variable, errors, streams, .. } =
        service;
    let docs = Docs::described(&service.doc);
    let also_with_success = errors.also_with_success;
    let shapes = errors.shapes.iter().map(|ErrorShape { message, code, .. }| {
        quote! { ErrorShape { message: #message, code: #code } }
    });
    let Codes { not_found, unauthorized, rate_limited } = &errors.codes;
    let (media_type, tag, content, error) =
        (&streams.media_type, &streams.tag, &streams.content, &streams.error);
    let keep_alive = &streams.keep_alive;
    let silence = emit_silence(&quote! { Silence }, &streams.silence);
    let maps_in_query = match service.maps_in_query {
        MapsInQuery::Dotted => quote! { MapsInQuery::Dotted },
        MapsInQuery::Brackets => quote! { MapsInQuery::Brackets },
    };
    quote! {
        #docs
        pub(crate) static SERVICE: Service = Service {
            name: #name,
            base_url: #base_url,
            base_url_variable: #base_url_variable,
            secret_variable: #secret_variable,
            errors: ErrorKeys {
                shapes: &[#(#shapes),*],
                also_with_success: #also_with_success,
                not_found: &[#(#not_found),*],
                unauthorized: &[#(#unauthorized),*],
                rate_limited: &[#(#rate_limited),*],
            },
            streams: StreamKeys {
                media_type: #media_type,
                tag: #tag,
                content: #content,
                error: #error,
                keep_alive: &[#(#keep_alive),*],
                silence: #silence,
            },
            maps_in_query: #maps_in_query,
        };
    }
}

/// ```ignore
/// /// The caller's time zone by its IANA name.
/// ///
/// /// Sent as the header `x-timezone`.
/// pub fn timezone(self, value: impl Into<String>) -> Self {
///     let header = "x-timezone";
///     self.setting("timezone", header, value.into())
/// }
/// ```
fn emit_setting(header: &Header) -> TokenStream {
    let (setting, wire) = (&header.rust, &header.wire);
    let name = format_ident!("{setting}");
    let docs = Docs::described(&header.doc).paragraph(&format!("Sent as the header `{wire}`."));
    quote! {
        #docs
        pub fn #name(self, value: impl Into<String>) -> Self {
            let header = #wire;
            self.setting(#setting, header, value.into())
        }
    }
}

/// ```ignore
/// /// Conversations with a bot.
/// pub fn conversation(&self) -> Conversations {
///     Conversations::new(self.clone())
/// }
/// ```
fn emit_accessor(api: &Api, module: &Module) -> TokenStream {
    let gate = emit_gate(api, module);
    let (name, handle) = (format_ident!("{}", module.resource), format_ident!("{}", module.handle));
    let docs = summary_docs(module);
    quote! {
        #docs
        #gate
        pub fn #name(&self) -> #handle {
            #handle::new(self.clone())
        }
    }
}

/// The first paragraph.
pub(super) fn summary(text: &str) -> &str {
    text.trim_start().split("\n\n").next().unwrap_or_default()
}

/// What a module is about, in one sentence.
pub(super) fn summary_docs(module: &Module) -> Docs {
    let doc = Doc { text: summary(&module.doc.text).to_owned(), ..Doc::default() };
    Docs::of(&module.resource, &doc)
}
