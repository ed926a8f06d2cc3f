//! How a use of a type reads in Rust, and as an argument. What emit writes is not taken from
//! here; that both agree is what `cargo xtask verify-diff` finds out.

use chatbotkit_description::ir::{Api, Builtin, Field, Literal, Presence, TypeRef};

/// As Rust has it: `Vec<Message>`.
pub(super) fn rust(api: &Api, ty: &TypeRef) -> String {
    match ty {
        TypeRef::Builtin(Builtin::String) => "String".into(),
        TypeRef::Builtin(Builtin::Integer) => "i64".into(),
        TypeRef::Builtin(Builtin::Number) => "f64".into(),
        TypeRef::Builtin(Builtin::Boolean) => "bool".into(),
        TypeRef::Builtin(Builtin::Any) => "Value".into(),
        TypeRef::Builtin(Builtin::Timestamp) => "Timestamp".into(),
        TypeRef::Builtin(Builtin::DateTime) => "DateTime".into(),
        TypeRef::Named(id) => api.at(*id).rust.clone(),
        TypeRef::Array(item) => format!("Vec<{}>", rust(api, item)),
        TypeRef::Map(value) => format!("BTreeMap<String, {}>", rust(api, value)),
        TypeRef::Nullable(inner) => format!("Option<{}>", rust(api, inner)),
    }
}

/// The same with a box around what it contains by value.
pub(super) fn boxed(api: &Api, ty: &TypeRef, boxed: bool) -> String {
    match ty {
        TypeRef::Nullable(inner) if boxed => format!("Option<Box<{}>>", rust(api, inner)),
        _ if boxed => format!("Box<{}>", rust(api, ty)),
        _ => rust(api, ty),
    }
}

/// As an argument that takes a value of a field.
pub(super) fn argument(api: &Api, field: &Field) -> String {
    let ty = field.given();
    match api.unaliased(&ty) {
        TypeRef::Builtin(Builtin::Boolean) => "bool".into(),
        TypeRef::Array(_) | TypeRef::Map(_) => element(api, &ty),
        _ => {
            let is_nullable = matches!(ty, TypeRef::Nullable(_));
            format!("impl Into<{}>", boxed(api, &ty, field.boxed && is_nullable))
        }
    }
}

/// As an argument, or a part of one, that may be several.
fn element(api: &Api, ty: &TypeRef) -> String {
    match api.unaliased(ty) {
        TypeRef::Array(item) => format!("impl IntoIterator<Item = {}>", element(api, item)),
        TypeRef::Map(value) => {
            format!("impl IntoIterator<Item = (impl Into<String>, {})>", element(api, value))
        }
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
