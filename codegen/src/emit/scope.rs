//! One file in the making: which types it names, and what it has to import for them.
//!
//! It answers what a use of a type looks like in Rust. What is emitted around it is not its business.

use std::cell::RefCell;
use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use chatbotkit_description::ir::{Api, Builtin, Kind, TypeId, TypeRef};

/// The files of a module that hold types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The operations.
    Operations,
    /// Objects that only requests lead to.
    Requests,
    /// The events of streams.
    Events,
    /// Everything else.
    Types,
}

impl Part {
    /// Where a type is written down.
    pub(super) fn of(api: &Api, id: TypeId) -> Self {
        let ty = api.at(id);
        match &ty.kind {
            Kind::Union(union) if union.events.is_some() => Self::Events,
            Kind::Object(_) if ty.flow.only_request() => Self::Requests,
            _ => Self::Types,
        }
    }
}

/// One file in the making.
pub(super) struct Scope<'a> {
    /// All there is.
    pub(super) api: &'a Api,
    module: usize,
    part: Part,
    imports: RefCell<Imports>,
}

#[derive(Default)]
struct Imports {
    maps: bool,
    fmt: bool,
    siblings: BTreeSet<String>,
    runtime: BTreeSet<&'static str>,
}

impl<'a> Scope<'a> {
    /// A file of a module, without anything in it.
    pub(super) fn new(api: &'a Api, module: usize, part: Part) -> Self {
        Self { api, module, part, imports: RefCell::default() }
    }

    /// Names something of the runtime. `self` stands for the runtime, as in `runtime::Page`.
    pub(super) fn runtime(&self, name: &'static str) -> Ident {
        self.imports.borrow_mut().runtime.insert(name);
        if name == "self" { format_ident!("runtime") } else { format_ident!("{name}") }
    }

    /// Names the module of the standard library for `Debug`.
    pub(super) fn fmt(&self) -> Ident {
        self.imports.borrow_mut().fmt = true;
        format_ident!("fmt")
    }

    /// Names a described type.
    pub(super) fn named(&self, id: TypeId) -> Ident {
        let rust = &self.api.at(id).rust;
        // The operations stand where everything of the module can be seen.
        let is_here = self.api.at(id).module == self.module && Part::of(self.api, id) == self.part;
        if !is_here && self.part != Part::Operations {
            self.imports.borrow_mut().siblings.insert(rust.clone());
        }
        format_ident!("{rust}")
    }

    /// The Rust type for a use of a type.
    pub(super) fn ty(&self, ty: &TypeRef) -> TokenStream {
        match ty {
            TypeRef::Builtin(Builtin::String) => quote! { String },
            TypeRef::Builtin(Builtin::Integer) => quote! { i64 },
            TypeRef::Builtin(Builtin::Number) => quote! { f64 },
            TypeRef::Builtin(Builtin::Boolean) => quote! { bool },
            TypeRef::Builtin(Builtin::Any) => self.runtime_type("Value"),
            TypeRef::Builtin(Builtin::Timestamp) => self.runtime_type("Timestamp"),
            TypeRef::Builtin(Builtin::DateTime) => self.runtime_type("DateTime"),
            TypeRef::Named(id) => {
                let name = self.named(*id);
                quote! { #name }
            }
            TypeRef::Array(item) => {
                let item = self.ty(item);
                quote! { Vec<#item> }
            }
            TypeRef::Map(value) => {
                self.imports.borrow_mut().maps = true;
                let value = self.ty(value);
                quote! { BTreeMap<String, #value> }
            }
            TypeRef::Nullable(inner) => {
                let inner = self.ty(inner);
                quote! { Option<#inner> }
            }
        }
    }

    /// The Rust type of a field or of a variant's content, with a box around what it contains by value.
    pub(super) fn held(&self, ty: &TypeRef, boxed: bool) -> TokenStream {
        match ty {
            TypeRef::Nullable(inner) if boxed => {
                let inner = self.held(inner, boxed);
                quote! { Option<#inner> }
            }
            _ => {
                let ty = self.ty(ty);
                if boxed {
                    quote! { Box<#ty> }
                } else {
                    ty
                }
            }
        }
    }

    /// The type of an argument that takes such a value: whatever turns into it.
    pub(super) fn argument(&self, ty: &TypeRef, boxed: bool) -> TokenStream {
        match self.api.behind(ty) {
            TypeRef::Builtin(Builtin::Boolean) => quote! { bool },
            TypeRef::Array(item) => {
                let item = self.ty(item);
                quote! { impl IntoIterator<Item = impl Into<#item>> }
            }
            TypeRef::Map(value) => {
                let value = self.ty(value);
                quote! { impl IntoIterator<Item = (impl Into<String>, impl Into<#value>)> }
            }
            _ => {
                let is_nullable = matches!(ty, TypeRef::Nullable(_));
                let ty = self.held(ty, boxed && is_nullable);
                quote! { impl Into<#ty> }
            }
        }
    }

    /// The value that an argument of that type turns into.
    pub(super) fn converted(&self, ty: &TypeRef, boxed: bool, argument: &Ident) -> TokenStream {
        match self.api.behind(ty) {
            _ if boxed && !matches!(ty, TypeRef::Nullable(_)) => {
                quote! { Box::new(#argument.into()) }
            }
            TypeRef::Builtin(Builtin::Boolean) => quote! { #argument },
            TypeRef::Array(_) => {
                let runtime = self.runtime("self");
                quote! { #runtime::array(#argument) }
            }
            TypeRef::Map(_) => {
                let runtime = self.runtime("self");
                quote! { #runtime::map(#argument) }
            }
            _ => quote! { #argument.into() },
        }
    }

    /// Whether an integer is in it that serde would read by itself.
    pub(super) fn nests_integer(&self, ty: &TypeRef) -> bool {
        self.nests(ty, Builtin::Integer)
    }

    /// Whether a number is in it that serde would write by itself.
    pub(super) fn nests_number(&self, ty: &TypeRef) -> bool {
        self.nests(ty, Builtin::Number)
    }

    fn nests(&self, ty: &TypeRef, wanted: Builtin) -> bool {
        match self.api.behind(ty) {
            TypeRef::Array(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => {
                self.nests(inner, wanted)
            }
            other => *other == TypeRef::Builtin(wanted),
        }
    }

    /// The imports that the file turned out to need.
    ///
    /// ```ignore
    /// use std::collections::BTreeMap;
    ///
    /// use super::Message;
    /// use crate::runtime::{Deserialize, Serialize};
    /// ```
    pub(super) fn emit_imports(&self) -> TokenStream {
        let imports = self.imports.borrow();
        let maps = imports.maps.then(|| quote! { use std::collections::BTreeMap; });
        let fmt = imports.fmt.then(|| quote! { use std::fmt; });
        let siblings = imports.siblings.iter().map(|name| format_ident!("{name}"));
        let siblings =
            (!imports.siblings.is_empty()).then(|| quote! { use super::{#(#siblings),*}; });
        let names = imports.runtime.iter().map(|name| match *name {
            "self" => quote! { self },
            name => {
                let name = format_ident!("{name}");
                quote! { #name }
            }
        });
        let runtime = match imports.runtime.iter().collect::<Vec<_>>().as_slice() {
            [] => None,
            [name] if **name == "self" => Some(quote! { use crate::runtime; }),
            _ => {
                let mut names: Vec<_> = names.collect();
                if imports.runtime.contains("self") {
                    // `self` is written first, and sorts last.
                    names.rotate_right(1);
                }
                Some(quote! { use crate::runtime::{#(#names),*}; })
            }
        };
        quote! { #maps #fmt #siblings #runtime }
    }

    fn runtime_type(&self, name: &'static str) -> TokenStream {
        let name = self.runtime(name);
        quote! { #name }
    }
}
