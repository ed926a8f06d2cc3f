//! What holds for the whole service: its facts, the settings of the client's builder, and the ways from
//! the client to the operations.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use chatbotkit_description::ir::{Api, Codes, ErrorShape, Header, MapsInQuery, Module, Service};

use super::docs::Docs;
use super::layout::items;
use super::root::{gate, summary};
use super::scope::import;
use super::silence::emit_silence;

/// The content of `service.rs`.
pub(super) fn emit_service(api: &Api) -> syn::Result<String> {
    let docs = Docs::own(
        "What holds for the whole service. Its operations and types are in the modules beside this one.",
    );
    let mut modules: Vec<_> =
        api.modules.iter().filter(|module| !module.operations.is_empty()).collect();
    let accessors = modules.iter().map(|module| emit_accessor(api, module));
    let settings = api.service.headers.iter().map(emit_setting);
    let settings =
        (!api.service.headers.is_empty()).then(|| quote! { impl ClientBuilder { #(#settings)* } });
    let facts = emit_facts(&api.service);
    let source = items(quote! {
        #facts

        #settings

        impl Client {
            #(#accessors)*
        }
    })?;
    let builder = settings.is_some().then_some("ClientBuilder");
    let names =
        ["Client", "ErrorKeys", "ErrorShape", "MapsInQuery", "Service", "Silence", "StreamKeys"];
    let names: BTreeSet<&str> = names.into_iter().chain(builder).collect();
    modules.sort_by_key(|module| (&module.resource, &module.version));
    let handles = modules.into_iter().map(|module| emit_import(api, module));
    let imports = handles.collect::<String>() + &import("use", "crate::runtime", &names);
    Ok([docs.comments("//!", 0), imports, source].join("\n"))
}

/// `use super::conversation::v1::Conversations;`
fn emit_import(api: &Api, module: &Module) -> String {
    let Module { resource, version, handle, .. } = module;
    format!(
        "{}use super::{resource}::{version}::{handle};\n",
        gate(api, module).unwrap_or_default()
    )
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
    let docs = Docs::described(&service.doc).attributes(0);
    let also_with_success = errors.also_with_success;
    let shapes = errors.shapes.iter().map(|ErrorShape { message, code, .. }| {
        quote! { ErrorShape { message: #message, code: #code } }
    });
    let Codes { not_found, unauthorized, rate_limited } = &errors.codes;
    let (media_type, tag, content, error) =
        (&streams.media_type, &streams.tag, &streams.content, &streams.error);
    let keep_alive = &streams.keep_alive;
    let silence = emit_silence(&streams.silence);
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
    let docs = Docs::described(&header.doc)
        .paragraph(format!("Sent as the header `{wire}`."))
        .attributes(4);
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
    let gate: TokenStream = gate(api, module).unwrap_or_default().parse().unwrap_or_default();
    let (name, handle) = (format_ident!("{}", module.resource), format_ident!("{}", module.handle));
    let docs = summary(module).attributes(4);
    quote! {
        #docs
        #gate
        pub fn #name(&self) -> #handle {
            #handle::new(self.clone())
        }
    }
}
