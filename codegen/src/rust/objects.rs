//! Objects: the table of their fields, and what makes one.

use chatbotkit_description::ir::{
    Api, AsString, Builtin, Field, Literal, Object, Presence, Type, TypeRef,
};

use super::docs::{Docs, alias};
use super::scope::Scope;

/// An object.
///
/// ```ignore
/// record! {
///     /// One message of a conversation.
///     pub struct Message {
///         /// Who or what it comes from.
///         r#type: required MessageType as "type",
///         /// What it says.
///         text: required String,
///         /// Whatever the caller attached to it.
///         meta: optional {Value},
///     }
///     new(r#type: MessageType, text: String)
/// }
/// ```
pub(super) fn emit_object(scope: &Scope, ty: &Type, object: &Object) -> String {
    let role = match ty.flow {
        flow if flow.only_reply() => "reply",
        flow if flow.only_request() => "request",
        // Of a type that nothing leads to, either may be true.
        _ => "record",
    };
    let is_made = role != "reply";
    let docs = Docs::of(&ty.name, &ty.doc).comments("///", 4);
    let head = format!("{}! {{\n{docs}{}", scope.runtime(role), alias(4, &ty.name, &ty.rust));
    let fields = object.fields.iter().map(|field| emit_field(scope, object, field, is_made));
    let fields: String = fields.collect();
    let constructors = if is_made { emit_constructors(scope, object) } else { String::new() };
    let form = object.as_string.as_ref().and_then(|form| emit_string_form(object, form));
    let (form, secrets) = (form.unwrap_or_default(), emit_secrets(object));
    let name = &ty.rust;
    format!("{head}    pub struct {name} {{\n{fields}    }}\n{constructors}{form}{secrets}}}\n")
}

/// A row: `meta: optional {Value},`
fn emit_field(scope: &Scope, object: &Object, field: &Field, is_made: bool) -> String {
    let mut docs = Docs::of(&field.wire, &field.doc);
    if let Presence::Defaulted(literal) = &field.presence {
        docs = docs.paragraph(format!("Where it is not set, `{}` is sent.", json(literal)));
    }
    docs = match (field.secret, object.as_string.is_some()) {
        (false, _) => docs,
        (true, false) => docs.paragraph("`Debug` does not show it."),
        (true, true) => docs.paragraph("`Debug` does not show it, nor the rest of the string."),
    };
    let (docs, alias) = (docs.comments("///", 8), alias(8, &field.wire, &field.rust));
    let (name, presence) = (&field.rust, presence(field));
    let ty = if is_made { given(scope.api, &field.ty) } else { field.ty.clone() };
    let ty = scope.cell(&ty);
    let wire = match *name == field.wire {
        true => String::new(),
        false => format!(" as {:?}", field.wire),
    };
    let clear = match (is_made, &field.presence) {
        (true, Presence::ThreeState) => format!(" clear clear_{}", plain(field)),
        _ => String::new(),
    };
    let deprecated = match &field.doc.deprecated {
        Some(note) => format!(" deprecated {:?}", one_line(note)),
        None => String::new(),
    };
    let default = match &field.presence {
        Presence::Defaulted(literal) => format!(" or ({})", emit_literal(literal)),
        _ => String::new(),
    };
    format!("{docs}{alias}        {name}: {presence} {ty}{wire}{clear}{deprecated}{default},\n")
}

fn presence(field: &Field) -> &'static str {
    match (&field.presence, field.boxed) {
        (Presence::Required, false) => "required",
        (Presence::Required, true) => "boxed_required",
        (Presence::RequiredNullable, false) => "nullable",
        (Presence::RequiredNullable, true) => "boxed_nullable",
        (Presence::Optional, false) => "optional",
        (Presence::Optional, true) => "boxed_optional",
        (Presence::ThreeState, false) => "patch",
        (Presence::ThreeState, true) => "boxed_patch",
        (Presence::Defaulted(_), _) => "default",
    }
}

/// A type as a setter has to see it: whether it takes an array, a map or a boolean, an alias would hide.
fn given(api: &Api, ty: &TypeRef) -> TypeRef {
    match api.unaliased(ty) {
        TypeRef::Array(item) => given(api, item).array(),
        TypeRef::Map(value) => given(api, value).map(),
        TypeRef::Builtin(Builtin::Boolean) => TypeRef::Builtin(Builtin::Boolean),
        _ => ty.clone(),
    }
}

/// `new(text: String)`, or `from_text(text: String; text)` for each of the fields of which one has to be
/// there.
fn emit_constructors(scope: &Scope, object: &Object) -> String {
    let emit = |chosen: Option<usize>| {
        let arguments = object.taken(chosen).map(|(_, field)| {
            let ty = match field.presence {
                Presence::RequiredNullable => format!("({})", scope.cell(&field.ty)),
                _ => scope.cell(&given(scope.api, &field.ty)),
            };
            format!("{}: {ty}", field.rust)
        });
        let arguments: Vec<String> = arguments.collect();
        match chosen.and_then(|index| object.fields.get(index)) {
            Some(field) => {
                let (name, arguments) = (plain(field), arguments.join(", "));
                format!("    from_{name}({arguments}; {})\n", field.rust)
            }
            None => format!("    new({})\n", arguments.join(", ")),
        }
    };
    match object.require_any.is_empty() {
        true => emit(None),
        false => object.require_any.iter().map(|index| emit(Some(*index))).collect(),
    }
}

/// `; string ("name", "/", "=", "")`
fn emit_string_form(object: &Object, form: &AsString) -> Option<String> {
    let first = &object.fields.get(form.first)?.wire;
    let AsString { before_key, before_value, after_value, .. } = form;
    Some(format!("    ; string ({first:?}, {before_key:?}, {before_value:?}, {after_value:?})\n"))
}

/// `; hides [token]`
fn emit_secrets(object: &Object) -> String {
    // A string that cannot be taken apart is in the first field, the secret with it.
    let hides_all = object.as_string.is_some() && object.fields.iter().any(|field| field.secret);
    let hidden = object.fields.iter().filter(|field| field.secret || hides_all);
    let hidden: Vec<&str> = hidden.map(|field| field.rust.as_str()).collect();
    match hidden.is_empty() {
        true => String::new(),
        false => format!("    ; hides [{}]\n", hidden.join(", ")),
    }
}

/// The name without what makes a name of a keyword.
pub(super) fn plain(field: &Field) -> &str {
    field.rust.trim_start_matches("r#")
}

/// A note without line breaks.
pub(super) fn one_line(note: &str) -> String {
    note.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The value of a field that is not set.
fn emit_literal(literal: &Literal) -> String {
    match literal {
        Literal::Boolean(value) => value.to_string(),
        Literal::Integer(value) => value.to_string(),
        Literal::Number(value) => format!("{value:?}"),
        Literal::String(value) => format!("{value:?}.to_owned()"),
    }
}

/// A plain value as JSON has it.
fn json(literal: &Literal) -> String {
    match literal {
        Literal::String(value) => value.clone(),
        Literal::Integer(value) => value.to_string(),
        Literal::Number(value) => value.to_string(),
        Literal::Boolean(value) => value.to_string(),
    }
}
