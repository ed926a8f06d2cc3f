//! An example for each operation: a client, a call with values that make sense, and a look at the reply.
//!
//! Nothing is known of the API here: values are found by the names and types of what they are for.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::docs::Docs;
use super::events::variable;
use super::example_values::Values;
use super::methods::Method;
use super::scope::Scope;
use chatbotkit_description::ir::{
    Field, Kind, Module, Object, Presence, Response, TypeId, TypeRef, Union,
};

/// Adds an example of a call, and one of a stream where there can be one.
pub(super) fn add_examples(docs: Docs, scope: &Scope, module: &Module, method: &Method) -> Docs {
    let example = Example { scope, module, method };
    let docs = if method.only_streams() {
        docs
    } else {
        example.add(docs.heading("Example"), example.call())
    };
    match method.stream {
        Some(events) => {
            let docs = docs.heading(if method.only_streams() { "Example" } else { "Streaming" });
            example.add(docs, example.stream(events))
        }
        None => docs,
    }
}

struct Example<'a> {
    scope: &'a Scope<'a>,
    module: &'a Module,
    method: &'a Method<'a>,
}

impl Example<'_> {
    /// What is shown, in a function that a reader does not see.
    fn add(&self, docs: Docs, shown: TokenStream) -> Docs {
        let crate_name = &self.scope.api.service.crate_name;
        let function = format!("async fn example() -> Result<(), {crate_name}::Error> {{");
        docs.example(&[&function], &shown, &["Ok(())", "}"])
    }

    /// ```ignore
    /// let client = Client::from_env()?;
    /// let reply = client.conversation().fetch("conversation-id").await?;
    /// println!("{}", reply.id);
    /// ```
    fn call(&self) -> TokenStream {
        let (beginning, call) = (self.beginning(), self.emit_call());
        let rest = match &self.method.operation.response {
            _ if self.method.media_type.is_some() => quote! {
                let reply = #call.await?;
                println!("{} bytes", reply.bytes().len());
            },
            Response::Json { ty, .. } => {
                let reply = self.reply_name();
                let look = self.look_at_reply(ty);
                quote! {
                    let #reply = #call.await?;
                    #look
                }
            }
            _ => quote! { #call.await?; },
        };
        quote! { #beginning #rest }
    }

    /// ```ignore
    /// let mut events = client.conversation().complete(request).stream().await?;
    /// while let Some(event) = events.try_next().await? { .. }
    /// ```
    fn stream(&self, events: TypeId) -> TokenStream {
        let (beginning, call) = (self.beginning(), self.emit_call());
        let look = match &self.scope.api.at(events).kind {
            Kind::Union(union) => self.look_at_event(events, union),
            _ => None,
        };
        let look = look.unwrap_or_else(|| quote! { println!("{}", event.tag()); });
        quote! {
            #beginning
            let mut events = #call.stream().await?;
            while let Some(event) = events.try_next().await? {
                #look
            }
        }
    }

    /// The imports, a client, and what is sent if there is something.
    fn beginning(&self) -> TokenStream {
        let krate = format_ident!("{}", self.scope.api.service.crate_name);
        let resource = format_ident!("{}", self.module.resource);
        let version = format_ident!("{}", self.module.version);
        let request = self.method.request.map(|request| {
            let skipped = self.method.operation.pages.as_ref();
            let skipped = skipped.map(|pages| pages.send_as);
            let value = self.values().request(request.ty, skipped);
            quote! { let request = #value; }
        });
        let content = self.method.upload.map(|upload| {
            let name = upload.part.is_some().then(|| quote! { .file_name("hello.txt") });
            quote! { let content = Upload::new("Hello").media_type("text/plain") #name; }
        });
        let upload = content.is_some().then(|| quote! { Upload, });
        quote! {
            use #krate::{Client, #upload #resource::#version::*};

            let client = Client::from_env()?;
            #request
            #content
        }
    }

    fn emit_call(&self) -> TokenStream {
        let resource = format_ident!("{}", self.module.resource);
        let method = format_ident!("{}", self.method.rust);
        let path = self.method.operation.parameters.iter().map(|parameter| {
            let value = self.values().text(&parameter.wire);
            quote! { #value }
        });
        let request = self.method.request.map(|_| quote! { request });
        let content = self.method.upload.map(|_| quote! { content });
        let arguments = path.chain(request).chain(content);
        quote! { client.#resource().#method(#(#arguments),*) }
    }

    fn values(&self) -> Values<'_> {
        Values { api: self.scope.api }
    }

    fn reply_name(&self) -> Ident {
        format_ident!("{}", if self.method.pages.is_some() { "page" } else { "reply" })
    }

    /// The items of a page are gone through; of another reply the first text is printed.
    fn look_at_reply(&self, ty: &TypeRef) -> TokenStream {
        let reply = self.reply_name();
        let pages = self.method.pages.and_then(|_| self.scope.api.paged(self.method.operation));
        if let Some([field, ..]) = pages {
            let items = format_ident!("{}", field.rust);
            let look = match self.scope.api.behind(&field.ty) {
                TypeRef::Array(item) => self.look_at(&format_ident!("item"), item),
                _ => None,
            };
            let look = look.unwrap_or_else(|| quote! { println!("{item:?}"); });
            return quote! { for item in #reply.#items { #look } };
        }
        self.look_at(&reply, ty).unwrap_or_else(|| quote! { println!("{reply:?}"); })
    }

    /// Prints the first text of an object.
    fn look_at(&self, value: &Ident, ty: &TypeRef) -> Option<TokenStream> {
        let text = format_ident!("{}", first_text(self.scope.api.object_of(ty)?)?.rust);
        Some(quote! { println!("{}", #value.#text); })
    }

    /// Prints the pieces of a text, or else the first event that there is.
    fn look_at_event(&self, events: TypeId, union: &Union) -> Option<TokenStream> {
        let ty = format_ident!("{}", self.scope.api.at(events).rust);
        let api = self.scope.api;
        let streamed = api.streamed_text(union);
        let (variant, field) = match streamed {
            Some(streamed) => streamed,
            None => {
                let first = union.variants.first()?;
                (first, first_text(api.object_of(&first.ty)?)?)
            }
        };
        let (name, value) = (format_ident!("{}", variant.rust), variable(variant));
        let field = format_ident!("{}", field.rust);
        let look = match streamed {
            Some(_) => quote! { print!("{}", #value.#field); },
            None => quote! { println!("{}", #value.#field); },
        };
        Some(quote! { if let #ty::#name(#value) = event { #look } })
    }
}

fn first_text(object: &Object) -> Option<&Field> {
    let mut fields = object.fields.iter();
    fields.find(|field| {
        field.ty == TypeRef::STRING && field.presence == Presence::Required && !field.secret
    })
}
