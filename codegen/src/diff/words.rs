//! How a use of a type reads in Rust, and as an argument. What emit writes is not taken from
//! here; that both agree is what `cargo xtask verify-diff` finds out.

use chatbotkit_description::ir::{Api, Field, Kind, Literal, Presence, TypeRef};

/// As Rust has it: `Vec<Message>`.
pub(super) fn rust(api: &Api, ty: &TypeRef) -> String {
    match ty {
        TypeRef::String => "String".into(),
        TypeRef::Integer => "i64".into(),
        TypeRef::Number => "f64".into(),
        TypeRef::Boolean => "bool".into(),
        TypeRef::Any => "Value".into(),
        TypeRef::Timestamp => "Timestamp".into(),
        TypeRef::DateTime => "DateTime".into(),
        TypeRef::Named(id) => api.at(*id).rust.clone(),
        TypeRef::Boxed(id) => format!("Box<{}>", api.at(*id).rust),
        TypeRef::Array(item) => format!("Vec<{}>", rust(api, item)),
        TypeRef::Map(value) => format!("BTreeMap<String, {}>", rust(api, value)),
        TypeRef::Nullable(inner) => format!("Option<{}>", rust(api, inner)),
    }
}

/// As an argument that takes such a value.
pub(super) fn argument(api: &Api, ty: &TypeRef) -> String {
    match without_alias(api, ty) {
        TypeRef::Boolean => "bool".into(),
        TypeRef::Boxed(id) => argument(api, &TypeRef::Named(*id)),
        TypeRef::Array(item) => {
            format!("impl IntoIterator<Item = impl Into<{}>>", rust(api, item))
        }
        TypeRef::Map(value) => format!(
            "impl IntoIterator<Item = (impl Into<String>, impl Into<{}>)>",
            rust(api, value)
        ),
        _ => format!("impl Into<{}>", rust(api, ty)),
    }
}

/// What the struct holds for a field of this presence whose value is of type `ty`.
pub(super) fn held(presence: &Presence, ty: &str) -> String {
    match presence {
        Presence::Required | Presence::Defaulted(_) => ty.to_owned(),
        Presence::RequiredNullable | Presence::Optional => format!("Option<{ty}>"),
        Presence::ThreeState => format!("Patch<{ty}>"),
    }
}

/// What a presence is called.
pub(super) fn presence(presence: &Presence) -> &'static str {
    match presence {
        Presence::Required => "required",
        Presence::RequiredNullable => "required, and can be null",
        Presence::Optional => "optional",
        Presence::ThreeState => "optional, and can be null",
        Presence::Defaulted(_) => "optional, with a client default",
    }
}

/// What an alias stands for.
pub(super) fn without_alias<'a>(api: &'a Api, ty: &'a TypeRef) -> &'a TypeRef {
    match ty {
        TypeRef::Named(id) => match &api.at(*id).kind {
            Kind::Alias(next) => without_alias(api, next),
            _ => ty,
        },
        _ => ty,
    }
}

/// The type of a value that a caller gives for a field.
pub(super) fn given(field: &Field) -> TypeRef {
    match field.presence {
        Presence::RequiredNullable => TypeRef::Nullable(Box::new(field.ty.clone())),
        _ => field.ty.clone(),
    }
}

/// `a`, `b` and `c`, in backticks.
pub(super) fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<_> = names.into_iter().map(|it| format!("`{it}`")).collect();
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => "nothing".to_owned(),
    }
}

/// A plain value, as the description writes it.
pub(super) fn literal(value: &Literal) -> String {
    match value {
        Literal::String(text) => format!("`{text}`"),
        Literal::Integer(number) => number.to_string(),
        Literal::Number(number) => number.to_string(),
        Literal::Boolean(value) => value.to_string(),
    }
}
