//! Objects: the struct with what serde has to know. How one is made is in `requests`.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::docs::{Docs, alias};
use super::requests;
use super::scope::Scope;
use super::secrets;
use super::strings;
use chatbotkit_description::ir::{Field, Object, Presence, Type};
use chatbotkit_description::names::serde_camel_field;

/// An object with its name, and whether only requests lead to it: such a one keeps its fields to itself.
pub(super) struct Struct<'a> {
    pub(super) scope: &'a Scope<'a>,
    pub(super) ty: &'a Type,
    pub(super) object: &'a Object,
    pub(super) name: Ident,
}

/// An object, and what makes one where requests lead to it.
///
/// ```ignore
/// /// One message of a conversation.
/// #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
/// #[non_exhaustive]
/// pub struct Message {
///     /// What it says.
///     pub text: String,
/// }
/// ```
pub(super) fn emit_object(scope: &Scope, ty: &Type, object: &Object) -> TokenStream {
    let this = Struct { scope, ty, object, name: format_ident!("{}", ty.rust) };
    let definition = this.emit_struct();
    let makers = this.is_made().then(|| requests::emit_makers(&this));
    let text_form = object.as_string.as_ref().map(|form| strings::emit_text_form(&this, form));
    let debug = this.has_secret().then(|| secrets::emit_object(&this));
    quote! { #definition #debug #makers #text_form }
}

impl Struct<'_> {
    /// Whether only requests lead to it.
    pub(super) fn is_private(&self) -> bool {
        self.ty.flow.only_request()
    }

    /// Whether callers make it. Of a type that nothing leads to, nobody knows that they do not.
    fn is_made(&self) -> bool {
        !self.ty.flow.only_reply()
    }

    /// Whether a value exists before anything is said, and whether it is that of every field's type.
    pub(super) fn has_default(&self) -> bool {
        self.is_made() && self.object.require_any.is_empty() && self.required().next().is_none()
    }

    /// Whether a field has a value of its own before anything is said.
    pub(super) fn has_defaulted(&self) -> bool {
        self.object.fields.iter().any(|field| matches!(field.presence, Presence::Defaulted(_)))
    }

    /// Whether a field has a value that `Debug` hides.
    fn has_secret(&self) -> bool {
        self.object.fields.iter().any(|field| field.secret)
    }

    /// The fields without which there is no value.
    pub(super) fn required(&self) -> impl Iterator<Item = &Field> {
        self.object.fields.iter().filter(|field| field.is_required())
    }

    /// Whether serde is told to turn all names into camel case.
    fn renames_all(&self) -> bool {
        let is_camel = |field: &Field| field.wire == serde_camel_field(&field.rust);
        let is_same = |field: &Field| field.wire == plain(field);
        self.object.fields.iter().any(|field| is_camel(field) && !is_same(field))
    }

    fn emit_struct(&self) -> TokenStream {
        let Self { ty, name, object, .. } = self;
        let docs = Docs::of(&ty.name, &ty.doc);
        let alias = alias(&ty.name, &ty.rust);
        let derives = self.emit_derives();
        let rename = self.renames_all().then(|| quote! { #[serde(rename_all = "camelCase")] });
        let rename = rename.filter(|_| object.as_string.is_none());
        // Private fields keep others from writing a literal as well as the attribute does.
        let open = !self.is_private() || object.fields.is_empty();
        let non_exhaustive = open.then(|| quote! { #[non_exhaustive] });
        let fields = object.fields.iter().map(|field| self.emit_field(field));
        quote! {
            #docs
            #alias
            #derives
            #rename
            #non_exhaustive
            pub struct #name { #(#fields)* }
        }
    }

    fn emit_derives(&self) -> TokenStream {
        let default = (self.has_default() && !self.has_defaulted()).then(|| quote! { Default, });
        let debug = (!self.has_secret()).then(|| quote! { Debug, });
        if self.object.as_string.is_some() {
            return quote! {
                #[derive(#debug Clone, #default PartialEq)]
                #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
                #[cfg_attr(feature = "schemars", schemars(with = "String"))]
            };
        }
        let (serialize, deserialize) =
            (self.scope.runtime("Serialize"), self.scope.runtime("Deserialize"));
        quote! {
            #[derive(#debug Clone, #default PartialEq, #serialize, #deserialize)]
            #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
        }
    }

    /// ```ignore
    /// /// The newest answer.
    /// #[serde(rename = "answer2", skip_serializing_if = "Option::is_none")]
    /// pub answer: Option<String>,
    /// ```
    fn emit_field(&self, field: &Field) -> TokenStream {
        let docs = secrets::describe(Docs::of(&field.wire, &field.doc), self, field);
        let alias = alias(&field.wire, &field.rust);
        let serde = self.object.as_string.is_none().then(|| self.emit_serde(field));
        let visibility = (!self.is_private()).then(|| quote! { pub });
        let name = format_ident!("{}", field.rust);
        let ty = self.field_type(field);
        quote! {
            #docs
            #alias
            #serde
            #visibility #name: #ty,
        }
    }

    fn field_type(&self, field: &Field) -> TokenStream {
        let ty = self.scope.held(&field.ty, field.boxed);
        match field.presence {
            Presence::Required | Presence::Defaulted(_) => ty,
            Presence::RequiredNullable | Presence::Optional => quote! { Option<#ty> },
            Presence::ThreeState => {
                let patch = self.scope.runtime("Patch");
                quote! { #patch<#ty> }
            }
        }
    }

    /// The attributes that serde needs, a line each for the name, the presence and the value: together
    /// they would be too long for one.
    fn emit_serde(&self, field: &Field) -> TokenStream {
        let by_rule = if self.renames_all() {
            serde_camel_field(&field.rust)
        } else {
            plain(field).to_owned()
        };
        let rename = (field.wire != by_rule).then(|| {
            let wire = &field.wire;
            quote! { #[serde(rename = #wire)] }
        });
        let reads_itself = !self.scope.nests_integer(&field.ty);
        let presence = self.emit_presence(field, reads_itself);
        let read = (!reads_itself).then(|| {
            self.scope.runtime("self");
            quote! { #[serde(deserialize_with = "runtime::integer")] }
        });
        let write = (self.is_made() && self.scope.nests_number(&field.ty)).then(|| {
            self.scope.runtime("self");
            quote! { #[serde(serialize_with = "runtime::finite")] }
        });
        quote! { #rename #presence #read #write }
    }

    /// What may be missing. serde knows of an `Option` by itself, unless somebody else reads it.
    fn emit_presence(&self, field: &Field, reads_itself: bool) -> Option<TokenStream> {
        match field.presence {
            Presence::Required => None,
            Presence::RequiredNullable if reads_itself => None,
            Presence::RequiredNullable => Some(quote! { #[serde(default)] }),
            Presence::Optional if reads_itself => {
                Some(quote! { #[serde(skip_serializing_if = "Option::is_none")] })
            }
            Presence::Optional => {
                Some(quote! { #[serde(default, skip_serializing_if = "Option::is_none")] })
            }
            Presence::ThreeState => {
                Some(quote! { #[serde(default, skip_serializing_if = "Patch::is_absent")] })
            }
            Presence::Defaulted(_) => {
                let default = format!("{}::{}", self.name, requests::default_of(field));
                Some(quote! { #[serde(default = #default)] })
            }
        }
    }
}

/// The name without what makes a keyword of it a name.
pub(super) fn plain(field: &Field) -> &str {
    field.rust.trim_start_matches("r#")
}
