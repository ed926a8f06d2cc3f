//! An example for each operation: a client, a call with values that make sense, and a look at the reply.
//!
//! Nothing is known of the API here: values are found by the names and types of what they are for.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::docs::Docs;
use super::example_values::Values;
use super::scope::Scope;
use crate::ir::{
    Field, Kind, Module, Object, Operation, Presence, Response, TypeId, TypeRef, Union,
};

/// Adds an example of a call, and one of a stream where the operation streams.
pub(super) fn add_examples(
    docs: Docs,
    scope: &Scope,
    module: &Module,
    operation: &Operation,
) -> Docs {
    let example = Example {
        scope,
        module,
        operation,
    };
    let docs = match operation.response {
        Response::OnlyStream => docs,
        _ => example.add(docs.heading("Example"), example.call()),
    };
    match operation.stream {
        Some(events) => {
            let docs = docs.heading(if operation.response == Response::OnlyStream {
                "Example"
            } else {
                "Streaming"
            });
            example.add(docs, example.stream(events))
        }
        None => docs,
    }
}

struct Example<'a> {
    scope: &'a Scope<'a>,
    module: &'a Module,
    operation: &'a Operation,
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
        let rest = match &self.operation.response {
            Response::Json { ty, .. } => {
                let look = self.look_at_reply(ty);
                quote! {
                    let reply = #call.await?;
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

    fn beginning(&self) -> TokenStream {
        let [krate, resource, version] = [
            &self.scope.api.service.crate_name,
            &self.module.resource,
            &self.module.version,
        ]
        .map(|name| format_ident!("{name}"));
        quote! {
            use #krate::{Client, #resource::#version::*};

            let client = Client::from_env()?;
        }
    }

    fn emit_call(&self) -> TokenStream {
        let (resource, method) = (
            format_ident!("{}", self.module.resource),
            format_ident!("{}", self.operation.rust),
        );
        let values = Values {
            api: self.scope.api,
        };
        let path = self.operation.parameters.iter().map(|parameter| {
            let value = values.text(&parameter.wire);
            quote! { #value }
        });
        let request = self.operation.request.as_ref().map(|request| {
            let skipped = self.operation.pages.as_ref().map(|pages| pages.send_as);
            values.request(request.ty, skipped)
        });
        let arguments = path.chain(request);
        quote! { client.#resource().#method(#(#arguments),*) }
    }

    fn look_at_reply(&self, ty: &TypeRef) -> TokenStream {
        let object = match self.scope.without_alias(ty) {
            TypeRef::Named(id) => self.scope.api.object(*id),
            _ => None,
        };
        let items = self
            .operation
            .pages
            .as_ref()
            .zip(object)
            .and_then(|(pages, object)| object.fields.get(pages.items));
        if let Some(field) = items {
            let items = format_ident!("{}", field.rust);
            let look = match self.scope.without_alias(&field.ty) {
                TypeRef::Array(item) => self.look_at(&quote! { item }, item),
                _ => None,
            };
            let look = look.unwrap_or_else(|| quote! { println!("{item:?}"); });
            return quote! { for item in reply.#items { #look } };
        }
        self.look_at(&quote! { reply }, ty)
            .unwrap_or_else(|| quote! { println!("{reply:?}"); })
    }

    /// The first text of an object is printed.
    fn look_at(&self, value: &TokenStream, ty: &TypeRef) -> Option<TokenStream> {
        let TypeRef::Named(id) = self.scope.without_alias(ty) else {
            return None;
        };
        let text = first_text(self.scope.api.object(*id)?)?;
        let text = format_ident!("{}", text.rust);
        Some(quote! { println!("{}", #value.#text); })
    }

    /// The pieces of a text are printed, or else the first event that there is.
    fn look_at_event(&self, events: TypeId, union: &Union) -> Option<TokenStream> {
        let ty = format_ident!("{}", self.scope.api.at(events).rust);
        let text = union.events.as_ref().and_then(|events| events.text);
        let variant = union.variants.get(text.map_or(0, |(variant, _)| variant))?;
        let content = match variant.ty {
            TypeRef::Named(id) => self.scope.api.object(id)?,
            _ => return None,
        };
        let name = format_ident!("{}", variant.rust);
        let look = match text {
            Some((_, field)) => {
                let field = format_ident!("{}", content.fields.get(field)?.rust);
                quote! { print!("{}", content.#field); }
            }
            None => {
                let field = format_ident!("{}", first_text(content)?.rust);
                quote! { println!("{}", content.#field); }
            }
        };
        Some(quote! { if let #ty::#name(content) = event { #look } })
    }
}

fn first_text(object: &Object) -> Option<&Field> {
    object
        .fields
        .iter()
        .find(|field| field.ty == TypeRef::String && field.presence == Presence::Required)
}
