//! An example for each operation: a call with values that make sense, and a look at the reply.
//!
//! Nothing is known of the API here: values are found by the names and types of what they are for.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use chatbotkit_description::ir::{
    Field, Module, Object, Presence, Response, TypeId, TypeRef, Union, Variant,
};
use chatbotkit_description::names::field_name;

use super::docs::Docs;
use super::example_values::Values;
use super::layout::statements;
use super::methods::Method;
use super::scope::Scope;

/// Adds an example of a call, and one of a stream where there can be one.
pub(super) fn add_examples(
    mut docs: Docs,
    scope: &Scope,
    module: &Module,
    method: &Method,
) -> syn::Result<Docs> {
    let example = Example { scope, module, method };
    let only_streams = method.only_streams();
    if !only_streams {
        docs = example.add(docs.heading("Example"), example.call())?;
    }
    if let Some(events) = method.stream {
        let heading = if only_streams { "Example" } else { "Streaming" };
        docs = example.add(docs.heading(heading), example.stream(events))?;
    }
    Ok(docs)
}

struct Example<'a> {
    scope: &'a Scope<'a>,
    module: &'a Module,
    method: &'a Method<'a>,
}

impl Example<'_> {
    /// What is shown, in a function that a reader does not see.
    fn add(&self, docs: Docs, shown: TokenStream) -> syn::Result<Docs> {
        let krate = &self.scope.api.service.crate_name;
        let (resource, version) = (&self.module.resource, &self.module.version);
        let upload = if self.method.upload.is_some() { ", Upload" } else { "" };
        // A request that is too large for an example is there already.
        let given = self.method.request.filter(|_| self.request().is_none());
        let given =
            given.map(|request| format!(", request: {}", self.scope.api.at(request.ty).rust));
        let given = given.unwrap_or_default();
        let before = [
            format!("use {krate}::{{Client{upload}, {resource}::{version}::*}};"),
            format!("async fn example(client: Client{given}) -> Result<(), {krate}::Error> {{"),
        ];
        Ok(docs.example(&before, &statements(shown)?, &["Ok(())", "}"]))
    }

    /// ```ignore
    /// let reply = client.conversation().fetch("conversation-id").await?;
    /// println!("{}", reply.id);
    /// ```
    fn call(&self) -> TokenStream {
        let (sent, call) = (self.sent(), self.emit_call());
        match &self.method.operation.response {
            _ if self.method.media_type.is_some() => quote! {
                #sent
                let reply = #call.await?;
                println!("{} bytes", reply.bytes().len());
            },
            Response::Json { ty, .. } => {
                let reply =
                    format_ident!("{}", if self.method.pages.is_some() { "page" } else { "reply" });
                let look = self.look_at_reply(&reply, ty);
                quote! {
                    #sent
                    let #reply = #call.await?;
                    #look
                }
            }
            _ => quote! {
                #sent
                #call.await?;
            },
        }
    }

    /// ```ignore
    /// let mut events = client.conversation().complete(request).stream().await?;
    /// while let Some(event) = events.try_next().await? { .. }
    /// ```
    fn stream(&self, events: TypeId) -> TokenStream {
        let (sent, call) = (self.sent(), self.emit_call());
        let union = self.scope.api.union(events);
        let look = union.and_then(|union| self.look_at_event(events, union));
        let look = look.unwrap_or_else(|| quote! { println!("{}", event.tag()); });
        quote! {
            #sent
            let mut events = #call.stream().await?;
            while let Some(event) = events.try_next().await? {
                #look
            }
        }
    }

    /// What is sent, if there is something.
    fn sent(&self) -> TokenStream {
        let request = self.request().map(|request| quote! { let request = #request; });
        let content = self.method.upload.map(|upload| {
            let name = upload.part.is_some().then(|| quote! { .file_name("hello.txt") });
            quote! { let content = Upload::new("Hello").media_type("text/plain") #name; }
        });
        quote! { #request #content }
    }

    fn request(&self) -> Option<TokenStream> {
        let skipped = self.method.operation.pages.as_ref().map(|pages| pages.send_as);
        Values::new(self.scope.api).request(self.method.request?.ty, skipped)
    }

    fn emit_call(&self) -> TokenStream {
        let values = Values::new(self.scope.api);
        let resource = format_ident!("{}", self.module.resource);
        let method = format_ident!("{}", self.method.rust);
        let path = self.method.operation.parameters.iter().map(|parameter| {
            let value = values.text(&parameter.wire);
            quote! { #value }
        });
        let request = self.method.request.map(|_| quote! { request });
        let content = self.method.upload.map(|_| quote! { content });
        let arguments = path.chain(request).chain(content);
        quote! { client.#resource().#method(#(#arguments),*) }
    }

    /// Goes through the items of a page; of another reply the first text is printed.
    fn look_at_reply(&self, reply: &proc_macro2::Ident, ty: &TypeRef) -> TokenStream {
        let api = self.scope.api;
        if let Some([items, ..]) = self.method.pages.and_then(|_| api.paged(self.method.operation))
        {
            let look = api
                .unaliased(&items.ty)
                .inner()
                .and_then(|item| self.look_at(quote! { item }, item));
            let look = look.unwrap_or_else(|| quote! { println!("{item:?}"); });
            let items = format_ident!("{}", items.rust);
            return quote! { for item in #reply.#items { #look } };
        }
        let look = self.look_at(quote! { #reply }, ty);
        look.unwrap_or_else(|| quote! { println!("{reply:?}"); })
    }

    /// Prints the first text of an object.
    fn look_at(&self, value: TokenStream, ty: &TypeRef) -> Option<TokenStream> {
        let text = format_ident!("{}", first_text(self.scope.api.object_of(ty)?)?.rust);
        Some(quote! { println!("{}", #value.#text); })
    }

    /// Prints the pieces of a text, or else the first event that there is.
    fn look_at_event(&self, events: TypeId, union: &Union) -> Option<TokenStream> {
        let api = self.scope.api;
        let ty = format_ident!("{}", api.at(events).rust);
        let streamed = api.streamed_text(union);
        let (variant, field) = match streamed {
            Some(streamed) => streamed,
            None => {
                let first = union.variants.first()?;
                (first, first_text(api.object_of(&first.ty)?)?)
            }
        };
        let (name, value) = (format_ident!("{}", variant.rust), variable(variant));
        let (value, field) = (format_ident!("{value}"), format_ident!("{}", field.rust));
        let look = match streamed {
            Some(_) => quote! { print!("{}", #value.#field); },
            None => quote! { println!("{}", #value.#field); },
        };
        Some(quote! { if let #ty::#name(#value) = event { #look } })
    }
}

/// What the content of a variant is called. A variant's name has a snake case, unless it is one of the few
/// words that nothing can be called.
fn variable(variant: &Variant) -> String {
    field_name(&variant.rust).unwrap_or_else(|_| "content".to_owned())
}

fn first_text(object: &Object) -> Option<&Field> {
    let mut fields = object.fields.iter();
    fields.find(|field| {
        field.ty == TypeRef::STRING && field.presence == Presence::Required && !field.secret
    })
}
