//! `Debug` of types that hold secrets: it shows what the derive would show, and none of the secrets.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::docs::Docs;
use super::objects::{Struct, plain};
use super::scope::Scope;
use chatbotkit_description::ir::{Field, Type, Union};

/// `Debug` of an object with a secret among its fields.
///
/// ```ignore
/// impl fmt::Debug for Login {
///     fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
///         f.debug_struct("Login").field("name", &self.name).field("password", &runtime::Hidden).finish()
///     }
/// }
/// ```
pub(super) fn emit_object(this: &Struct) -> TokenStream {
    let (name, runtime) = (&this.ty.rust, this.scope.runtime("self"));
    let fields = this.object.fields.iter().map(|field| {
        let (shown, name) = (plain(field), format_ident!("{}", field.rust));
        match field.secret {
            true => quote! { .field(#shown, &#runtime::Hidden) },
            false => quote! { .field(#shown, &self.#name) },
        }
    });
    // A string that cannot be taken apart is in the first field, the secret with it.
    let body = match this.object.as_string.is_some() {
        true => quote! { f.debug_tuple(#name).field(&#runtime::Hidden).finish() },
        false => quote! { f.debug_struct(#name) #(#fields)* .finish() },
    };
    emit_debug(this.scope, &this.name, &body)
}

/// `Debug` of a union with a secret in one of its variants. What is unknown may hold it as well.
///
/// ```ignore
/// match self {
///     Self::Login(content) => f.debug_tuple("Login").field(content).finish(),
///     Self::Unknown(_) => f.debug_tuple("Unknown").field(&runtime::Hidden).finish(),
/// }
/// ```
pub(super) fn emit_union(scope: &Scope, ty: &Type, union: &Union) -> TokenStream {
    let runtime = scope.runtime("self");
    let arms = union.variants.iter().map(|variant| {
        let (shown, name) = (&variant.rust, format_ident!("{}", variant.rust));
        quote! { Self::#name(content) => f.debug_tuple(#shown).field(content).finish(), }
    });
    let body = quote! {
        match self {
            #(#arms)*
            Self::Unknown(_) => f.debug_tuple("Unknown").field(&#runtime::Hidden).finish(),
        }
    };
    emit_debug(scope, &format_ident!("{}", ty.rust), &body)
}

fn emit_debug(scope: &Scope, name: &Ident, body: &TokenStream) -> TokenStream {
    let fmt = scope.fmt();
    quote! {
        impl #fmt::Debug for #name {
            fn fmt(&self, f: &mut #fmt::Formatter<'_>) -> #fmt::Result {
                #body
            }
        }
    }
}

/// Says of a secret that it is one.
pub(super) fn describe(docs: Docs, this: &Struct, field: &Field) -> Docs {
    match (field.secret, this.object.as_string.is_some()) {
        (false, _) => docs,
        (true, false) => docs.paragraph("`Debug` does not show it."),
        (true, true) => docs.paragraph("`Debug` does not show it, nor the rest of the string."),
    }
}
