//! What makes an object: a constructor for what has to be there, and a setter for whatever may.

use proc_macro2::{Ident, Literal as Token, TokenStream};
use quote::{format_ident, quote};

use super::docs::{Docs, behind_colon};
use super::objects::{Struct, plain};
use super::secrets;
use chatbotkit_description::ir::{Field, Literal, Presence};

/// The constructors, the setters, and the default where there is one.
///
/// ```ignore
/// impl Message {
///     pub fn new(text: impl Into<String>) -> Self { .. }
///     pub fn meta(mut self, meta: impl Into<String>) -> Self { .. }
/// }
/// ```
pub(super) fn emit_makers(this: &Struct) -> TokenStream {
    let name = &this.name;
    let constants =
        this.object.as_string.as_ref().map(|form| super::strings::emit_constants(this, form));
    let constructors = emit_constructors(this);
    let setters = this.object.fields.iter().map(|field| emit_setters(this, field));
    let defaults = this.object.fields.iter().map(|field| emit_default_of(this, field));
    let default = (this.has_default() && this.has_defaulted()).then(|| emit_default(this));
    quote! {
        impl #name {
            #constants
            #constructors
            #(#setters)*
            #(#defaults)*
        }

        #default
    }
}

/// The function that makes the value of a field that nobody set.
pub(super) fn default_of(field: &Field) -> Ident {
    format_ident!("default_{}", plain(field))
}

fn emit_constructors(this: &Struct) -> TokenStream {
    let fields = &this.object.fields;
    if this.has_default() {
        let docs = Docs::own(match fields.is_empty() {
            true => "Creates one: there is nothing to set.",
            false => "Creates one with nothing set.",
        });
        return quote! {
            #docs
            pub fn new() -> Self {
                Self::default()
            }
        };
    }
    let chosen = this.object.require_any.iter().filter_map(|index| fields.get(*index));
    let from: TokenStream = chosen
        .map(|field| emit_constructor(this, format_ident!("from_{}", plain(field)), Some(field)))
        .collect();
    if from.is_empty() { emit_constructor(this, format_ident!("new"), None) } else { from }
}

/// A constructor that takes the required fields, and one that is optional besides.
///
/// ```ignore
/// /// Creates one with `text`; nothing else is set.
/// pub fn from_text(text: impl Into<String>) -> Self {
///     Self { text: Some(text.into()), name: None }
/// }
/// ```
fn emit_constructor(this: &Struct, name: Ident, chosen: Option<&Field>) -> TokenStream {
    let is_chosen = |field: &Field| chosen.is_some_and(|chosen| chosen.rust == field.rust);
    let is_taken = |field: &&Field| field.is_required() || is_chosen(field);
    let fields = &this.object.fields;
    let taken: Vec<&Field> = fields.iter().filter(is_taken).collect();
    let parameters = taken.iter().map(|field| {
        let name = format_ident!("{}", field.rust);
        let ty = this.scope.argument(&field.given(), field.boxed);
        quote! { #name: #ty }
    });
    let values = fields.iter().map(|field| {
        let name = format_ident!("{}", field.rust);
        let value = if field.is_required() {
            this.scope.converted(&field.given(), field.boxed, &name)
        } else if is_chosen(field) {
            let value = this.scope.converted(&field.ty, field.boxed, &name);
            present(this, field, &value)
        } else {
            absent(this, field)
        };
        if name == value.to_string() {
            quote! { #name }
        } else {
            quote! { #name: #value }
        }
    });
    let docs = Docs::own(&match taken.len() == fields.len() {
        true => "Creates one from its fields.".to_owned(),
        false => format!("Creates one with {}; nothing else is set.", enumerate(&taken)),
    });
    quote! {
        #docs
        pub fn #name(#(#parameters),*) -> Self {
            Self { #(#values),* }
        }
    }
}

/// The setter of a field that may be missing.
///
/// ```ignore
/// /// Sets `name`: a name to find it by.
/// pub fn name(mut self, name: impl Into<String>) -> Self {
///     self.name = Some(name.into());
///     self
/// }
/// ```
fn emit_setters(this: &Struct, field: &Field) -> Option<TokenStream> {
    if field.is_required() {
        return None;
    }
    let name = format_ident!("{}", field.rust);
    let sets = format!("Sets `{}`", plain(field));
    let sets = match field.doc.text.as_str() {
        "" => format!("{sets}."),
        text => format!("{sets}: {}", behind_colon(text)),
    };
    let mut docs = Docs::default().description(&sets).since(&field.doc);
    if let Presence::Defaulted(literal) = &field.presence {
        docs = docs.paragraph(&format!("Where it is not set, `{}` is sent.", shown(literal)));
    }
    let docs = secrets::describe(docs, this, field);
    let deprecated = emit_deprecated(&field.doc.deprecated);
    let ty = this.scope.argument(&field.ty, field.boxed);
    let value = present(this, field, &this.scope.converted(&field.ty, field.boxed, &name));
    let clear = (field.presence == Presence::ThreeState).then(|| emit_clear(this, field));
    Some(quote! {
        #docs
        #deprecated
        pub fn #name(mut self, #name: #ty) -> Self {
            self.#name = #value;
            self
        }

        #clear
    })
}

/// The setter of null, where that says something.
///
/// ```ignore
/// /// Clears `name`.
/// pub fn clear_name(mut self) -> Self {
///     self.name = Patch::Null;
///     self
/// }
/// ```
fn emit_clear(this: &Struct, field: &Field) -> TokenStream {
    let (name, clear) = (format_ident!("{}", field.rust), format_ident!("clear_{}", plain(field)));
    let docs = Docs::own(&format!("Clears `{}`.", plain(field)));
    let deprecated = emit_deprecated(&field.doc.deprecated);
    let patch = this.scope.runtime("Patch");
    quote! {
        #docs
        #deprecated
        pub fn #clear(mut self) -> Self {
            self.#name = #patch::Null;
            self
        }
    }
}

/// ```ignore
/// impl Default for Vote {
///     fn default() -> Self {
///         Self { value: Self::default_value() }
///     }
/// }
/// ```
fn emit_default(this: &Struct) -> TokenStream {
    let name = &this.name;
    let values = this.object.fields.iter().map(|field| {
        let (name, value) = (format_ident!("{}", field.rust), absent(this, field));
        quote! { #name: #value }
    });
    quote! {
        impl Default for #name {
            fn default() -> Self {
                Self { #(#values),* }
            }
        }
    }
}

/// ```ignore
/// fn default_value() -> i64 {
///     100
/// }
/// ```
fn emit_default_of(this: &Struct, field: &Field) -> Option<TokenStream> {
    let Presence::Defaulted(literal) = &field.presence else {
        return None;
    };
    let (name, ty) = (default_of(field), this.scope.ty(&field.ty));
    let value = match literal {
        Literal::Boolean(value) => quote! { #value },
        Literal::Integer(value) => integer(*value),
        Literal::Number(value) => number(*value),
        Literal::String(value) => quote! { #value.to_owned() },
    };
    Some(quote! {
        fn #name() -> #ty {
            #value
        }
    })
}

/// `#[deprecated(note = "Use limits.")]`
pub(super) fn emit_deprecated(note: &Option<String>) -> Option<TokenStream> {
    let note = note.as_ref()?.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(quote! { #[deprecated(note = #note)] })
}

/// A whole number, as a hand would write it.
pub(super) fn integer(value: i64) -> TokenStream {
    let digits = Token::u64_unsuffixed(value.unsigned_abs());
    if value < 0 {
        quote! { -#digits }
    } else {
        quote! { #digits }
    }
}

/// A number, as a hand would write it.
pub(super) fn number(value: f64) -> TokenStream {
    let digits = Token::f64_unsuffixed(value.abs());
    if value < 0.0 {
        quote! { -#digits }
    } else {
        quote! { #digits }
    }
}

/// What a field holds that has this value.
fn present(this: &Struct, field: &Field, value: &TokenStream) -> TokenStream {
    match field.presence {
        Presence::Optional => quote! { Some(#value) },
        Presence::ThreeState => {
            let patch = this.scope.runtime("Patch");
            quote! { #patch::Value(#value) }
        }
        _ => quote! { #value },
    }
}

/// What a field holds that nobody set.
fn absent(this: &Struct, field: &Field) -> TokenStream {
    match field.presence {
        Presence::Defaulted(_) => {
            let default = default_of(field);
            quote! { Self::#default() }
        }
        Presence::ThreeState => {
            let patch = this.scope.runtime("Patch");
            quote! { #patch::Absent }
        }
        _ => quote! { None },
    }
}

/// A plain value, as JSON has it.
fn shown(literal: &Literal) -> String {
    match literal {
        Literal::String(text) => text.clone(),
        Literal::Integer(value) => value.to_string(),
        Literal::Number(value) => value.to_string(),
        Literal::Boolean(value) => value.to_string(),
    }
}

/// `a`, `b` and `c`, in backticks.
fn enumerate(fields: &[&Field]) -> String {
    let names: Vec<String> = fields.iter().map(|field| format!("`{}`", plain(field))).collect();
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => "nothing".to_owned(),
    }
}
