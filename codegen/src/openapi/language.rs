//! Types in the keys of the description language, as `x-sdk` holds them.
//!
//! What a schema says and an import reads from it is not repeated: see `of_type` and `of_field`. Everything else is
//! written in full, with what is described inside of it.

use std::collections::{BTreeMap, BTreeSet};

use super::json::{Json, Object, list, object};
use super::words::{facts, rust_name};
use chatbotkit_description::ir::{
    self, Api, Builtin, Documented, Enum, Field, Kind, Literal, Presence, Tagging, Type, TypeRef,
    Union, Variant,
};
use chatbotkit_description::names;

/// What the schema of a declared type does not say.
pub(super) fn of_type(api: &Api, ty: &Type) -> Object {
    let shape = match &ty.kind {
        Kind::Alias(target) if is_read(api, target) => Object::default(),
        Kind::Object(object) if fields_are_read(ty, object) => rules(object),
        _ => shape(api, ty),
    };
    object! {
        "rust" => rust_name(&ty.rust, names::type_name(&ty.name)),
        "undocumented" => (ty.documented == Documented::Not).then_some(true),
        ..facts(&ty.doc),
        ..shape,
    }
}

/// Whether the schema of an object says what its fields are.
pub(super) fn fields_are_read(ty: &Type, object: &ir::Object) -> bool {
    ty.extends.is_empty() && object.as_string.is_none() && !object.fields.is_empty()
}

/// What the schema of a field does not say. `patch`: its object clears what is null.
pub(super) fn of_field(api: &Api, ty: &Type, field: &Field, patch: bool) -> Object {
    // Where a field can be left out, an import takes null for the same.
    let keeps_null = field.presence == Presence::ThreeState && !patch;
    let read = [
        ("doc", true),
        ("type", !keeps_null && is_read(api, &field.given())),
        ("secret", field.ty == TypeRef::STRING),
    ];
    let read = read.into_iter().filter(|(_, is_read)| *is_read);
    read.fold(whole_field(api, ty, field, patch), |keys, (key, _)| keys.without(key))
}

/// Whether an import reads a use of a type from its schema.
pub(super) fn is_read(api: &Api, ty: &TypeRef) -> bool {
    match ty {
        TypeRef::Builtin(builtin) => *builtin != Builtin::Timestamp,
        TypeRef::Named(id) => api.at(*id).documented != Documented::Inline,
        TypeRef::Nullable(inner) => **inner != TypeRef::ANY && is_read(api, inner),
        TypeRef::Array(inner) | TypeRef::Map(inner) => is_read(api, inner),
    }
}

/// What a type consists of.
fn shape(api: &Api, ty: &Type) -> Object {
    match &ty.kind {
        Kind::Alias(target) => of_use(api, target, &names::inline_name(&ty.rust, "item")),
        Kind::Object(object) => object_shape(api, ty, object),
        Kind::Enum(known) => object! { "enum" => values(known) },
        Kind::Union(union) => union_shape(api, ty, union),
    }
}

/// A use of a type, which is called `inline` by itself where it is described in place.
fn of_use(api: &Api, ty: &TypeRef, inline: &str) -> Object {
    let part = |inner: &TypeRef| {
        let doc = match inner {
            TypeRef::Named(id) => said(&api.at(*id).doc),
            _ => Object::default(),
        };
        object! { ..doc, ..of_use(api, inner, inline) }
    };
    let has_text = ty.has_text() && ty.name().is_none_or(|id| is_read(api, &TypeRef::Named(*id)));
    match ty {
        TypeRef::Named(id) if !has_text => {
            let ty = api.at(*id);
            object! { "name" => (ty.name != inline).then_some(&ty.name), ..shape(api, ty) }
        }
        TypeRef::Array(item) if !has_text => object! { "items" => part(item) },
        TypeRef::Map(value) if !has_text => object! { "values" => part(value) },
        _ => object! { "type" => api.expression(ty) },
    }
}

fn object_shape(api: &Api, ty: &Type, object: &ir::Object) -> Object {
    let inherited = inherited(api, ty);
    let patch = object.is_patch();
    let (mut overrides, mut fields) = (Vec::new(), Vec::new());
    for field in &object.fields {
        let known = inherited.get(field.wire.as_str()).map(Vec::as_slice).unwrap_or_default();
        let mark = if field.is_required() { "" } else { "?" };
        let entry = |secret: Option<bool>| {
            let keys = object! { ..whole_field(api, ty, field, patch), "secret" => secret };
            (format!("{}{mark}", field.wire), keys)
        };
        if known.is_empty() {
            fields.push(entry(None));
        } else if differs(api, ty, field, known, patch) {
            let revealed = !field.secret && known.iter().any(|field| field.secret);
            overrides.push(entry(revealed.then_some(false)));
        }
    }
    let extends = extends(api, ty);
    let needed = extends == Json::Nothing || !fields.is_empty();
    let fields: Object = fields.into_iter().collect();
    object! {
        "extends" => extends,
        ..rules(object),
        "as_string" => object.as_string.as_ref().map(|it| as_string(object, it)),
        "override" => overrides.into_iter().collect::<Object>().some(),
        "fields" => needed.then_some(fields),
    }
}

/// The fields of the types that a type extends, by their names.
fn inherited<'a>(api: &'a Api, ty: &Type) -> BTreeMap<&'a str, Vec<&'a Field>> {
    let parents = ty.extends.iter().filter_map(|id| api.object(*id));
    let mut fields: BTreeMap<&str, Vec<&Field>> = BTreeMap::new();
    for field in parents.flat_map(|parent| &parent.fields) {
        fields.entry(&field.wire).or_default().push(field);
    }
    fields
}

/// Whether a field is another one than those it is inherited from. Of several, the first one is taken.
fn differs(api: &Api, ty: &Type, field: &Field, inherited: &[&Field], patch: bool) -> bool {
    let whole = |field: &Field| (field.is_required(), whole_field(api, ty, field, patch));
    let bare = |field: &Field| (field.secret, field.presence.clone(), field.ty.clone());
    let Some(first) = inherited.first() else { return false };
    whole(first) != whole(field) || inherited.iter().any(|field| bare(field) != bare(first))
}

/// A field with all that is said of it.
fn whole_field(api: &Api, ty: &Type, field: &Field, patch: bool) -> Object {
    let default = match &field.presence {
        Presence::Defaulted(literal) => json(literal),
        _ => Json::Nothing,
    };
    let inline = names::inline_name(&ty.rust, &field.wire);
    object! {
        ..of_use(api, &written(field, patch), &inline),
        ..said(&field.doc),
        "secret" => field.secret.then_some(true),
        "rust" => rust_name(&field.rust, names::field_name(&field.wire)),
        "undocumented" => (!field.documented).then_some(true),
        "client_default" => default,
        "example" => field.example.as_ref().map(json),
        ..facts(&field.doc),
    }
}

/// The type of a field as it is written.
fn written(field: &Field, patch: bool) -> TypeRef {
    match field.presence {
        Presence::ThreeState if !patch => field.ty.clone().nullable(),
        _ => field.given(),
    }
}

pub(super) fn json(literal: &Literal) -> Json {
    match literal {
        Literal::String(text) => text.into(),
        Literal::Integer(number) => (*number).into(),
        Literal::Number(number) => (*number).into(),
        Literal::Boolean(value) => (*value).into(),
    }
}

/// What holds for an object as a whole.
fn rules(object: &ir::Object) -> Object {
    let wire = |index: &usize| object.fields.get(*index).map(|field| &field.wire);
    object! {
        "patch" => object.is_patch().then_some(true),
        "require_any" => list(object.require_any.iter().filter_map(wire)),
    }
}

fn as_string(object: &ir::Object, form: &ir::AsString) -> Object {
    let ir::AsString { first, before_key, before_value, after_value } = form;
    object! {
        "first" => object.fields.get(*first).map(|field| &field.wire),
        "rest" => format!("{before_key}{{key}}{before_value}{{value}}{after_value}"),
    }
}

fn values(known: &Enum) -> Object {
    let value = |value: &ir::EnumValue| {
        let rust = rust_name(&value.rust, names::variant_name(&value.wire));
        let more = object! { "rust" => rust, ..facts(&value.doc) };
        let says = match (value.doc.text.is_empty(), more.clone().some()) {
            (false, None) => Json::from(&value.doc.text),
            _ => object! { ..said(&value.doc), ..more }.into(),
        };
        (value.wire.clone(), says)
    };
    known.values.iter().map(value).collect()
}

fn union_shape(api: &Api, ty: &Type, union: &Union) -> Object {
    let parents = ty.extends.iter().filter_map(|id| api.union(*id));
    let inherited: BTreeSet<_> = parents.flat_map(|it| &it.variants).map(|it| &it.wire).collect();
    let own = union.variants.iter().filter(|variant| !inherited.contains(&variant.wire));
    let variant = |variant: &Variant| {
        let inline = names::inline_name(&ty.rust, &variant.wire);
        let keys = object! {
            ..of_use(api, &variant.ty, &inline),
            ..said(&variant.doc),
            "rust" => rust_name(&variant.rust, names::variant_name(&variant.wire)),
            "documented_as" => variant.documented_as.as_ref(),
            ..facts(&variant.doc),
        };
        (variant.wire.clone(), keys)
    };
    let variants: Object = own.map(variant).collect();
    if union.events.is_some() {
        return object! { "extends" => extends(api, ty), "events" => variants };
    }
    let content = match &union.tagging {
        Tagging::Adjacent { content, .. } => Some(content),
        Tagging::Internal { .. } | Tagging::Untagged => None,
    };
    object! { "tag" => union.tag(), "content" => content, "union" => variants }
}

fn extends(api: &Api, ty: &Type) -> Json {
    match ty.extends.as_slice() {
        [parent] => (&api.at(*parent).name).into(),
        parents => list(parents.iter().map(|id| &api.at(*id).name)),
    }
}

/// The documentation.
fn said(doc: &ir::Doc) -> Object {
    object! { "doc" => (!doc.text.is_empty()).then_some(&doc.text) }
}
