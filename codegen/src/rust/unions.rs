//! Open unions: the table of their variants.

use chatbotkit_description::ir::{DistinguishedBy, JsonKind, Tagging, Type, Union, Variant};

use super::docs::{Docs, alias};
use super::scope::Scope;

/// An open union. The events of a stream are one, too.
///
/// ```ignore
/// open_union! {
///     /// What happens while an answer is written.
///     pub enum ConversationCompleteStreamType in "type", "data" {
///         /// The whole answer. The last event.
///         Result(ConversationCompleteResponse) = "result",
///         /// The next piece of the answer.
///         Token(Token) = "token",
///     }
///     ; events [text Token.token] [last Result(ConversationCompleteResponse) = "result"]
/// }
/// ```
pub(super) fn emit_union(scope: &Scope, ty: &Type, union: &Union) -> String {
    let role = if ty.flow.only_request() { "request_union" } else { "open_union" };
    let docs = Docs::of(&ty.name, &ty.doc).comments("///", 4);
    let head = format!("{}! {{\n{docs}{}", scope.runtime(role), alias(4, &ty.name, &ty.rust));
    let keys = match &union.tagging {
        Tagging::Adjacent { tag, content } => format!(" in {tag:?}, {content:?}"),
        Tagging::Internal { tag } => format!(" in {tag:?}"),
        Tagging::Untagged => String::new(),
    };
    let variants: String = union.variants.iter().map(|it| emit_variant(scope, it)).collect();
    let sources = if ty.flow.only_reply() { String::new() } else { emit_sources(scope, union) };
    let events = emit_events(scope, union);
    let secret = if ty.secret { "    ; hides unknown\n" } else { "" };
    let name = &ty.rust;
    format!("{head}    pub enum {name}{keys} {{\n{variants}    }}\n{sources}{events}{secret}}}\n")
}

/// `Token(Token) = "token",`, `Id(String) = String,`, `Contact(Contact) = Object with "email",`
fn emit_variant(scope: &Scope, variant: &Variant) -> String {
    let docs = Docs::of(&variant.wire, &variant.doc).comments("///", 8);
    let documented = variant.documented_as.as_deref();
    let alias = documented.map(|name| alias(8, name, &variant.rust)).unwrap_or_default();
    let known = match &variant.distinguished_by {
        DistinguishedBy::Tag => format!("{:?}", variant.wire),
        DistinguishedBy::Field(key) => format!("Object with {key:?}"),
        DistinguishedBy::Kind(JsonKind::Boolean) => "Boolean".to_owned(),
        DistinguishedBy::Kind(JsonKind::Number) => "Number".to_owned(),
        DistinguishedBy::Kind(JsonKind::String) => "String".to_owned(),
        DistinguishedBy::Kind(JsonKind::Array) => "Array".to_owned(),
        DistinguishedBy::Kind(JsonKind::Object) => "Object".to_owned(),
    };
    format!("{docs}{alias}        {}({}) = {known},\n", variant.rust, content(scope, variant))
}

fn content(scope: &Scope, variant: &Variant) -> String {
    let boxed = if variant.boxed { "boxed " } else { "" };
    format!("{boxed}{}", scope.cell(&variant.ty))
}

/// `; from Id(String), Contact(Contact)`: the variants that what they contain says enough about.
fn emit_sources(scope: &Scope, union: &Union) -> String {
    let sources = scope.api.convertible(union).into_iter().map(|variant| {
        let ty = scope.api.unaliased(&variant.ty);
        let boxed = if variant.boxed { "boxed " } else { "" };
        format!("{}({boxed}{})", variant.rust, scope.cell(ty))
    });
    match sources.collect::<Vec<_>>() {
        none if none.is_empty() => String::new(),
        sources => format!("    ; from {}\n", sources.join(", ")),
    }
}

/// `; events [text Token.token] [last Result(ConversationCompleteResponse) = "result"]`
fn emit_events(scope: &Scope, union: &Union) -> String {
    if union.events.is_none() {
        return String::new();
    }
    let text = scope
        .api
        .streamed_text(union)
        .map(|(variant, field)| format!(" [text {}.{}]", variant.rust, field.rust));
    let last = union
        .terminal()
        .map(|last| format!(" [last {}({}) = {:?}]", last.rust, scope.cell(&last.ty), last.wire));
    format!("    ; events{}{}\n", text.unwrap_or_default(), last.unwrap_or_default())
}
