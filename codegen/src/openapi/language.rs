//! Types in the keys of the description language, as `x-sdk` holds them.
//!
//! What a schema says and an import reads from it is not repeated: see `of_type` and `of_field`. Everything else is
//! written in full, with what is described inside of it.

use std::collections::{BTreeMap, BTreeSet};

use super::words::{facts, rust_name, said};
use chatbotkit_description::ir::{
    self, Api, Builtin, Documented, Enum, Field, Kind, Presence, Tagging, Type, TypeRef, Union,
    Variant,
};
use chatbotkit_description::names;
use chatbotkit_description::print::{Keys, Tree, keys, list, mapping};

/// What the schema of a declared type does not say.
pub(super) fn of_type(api: &Api, ty: &Type) -> Keys {
    let shape = match &ty.kind {
        Kind::Alias(target) if is_read(api, target) => Keys::default(),
        Kind::Object(object) if fields_are_read(ty, object) => rules(object),
        _ => shape(api, ty),
    };
    keys! {
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
pub(super) fn of_field(api: &Api, ty: &Type, field: &Field, patch: bool) -> Keys {
    // Where a field can be left out, an import takes null for the same.
    let keeps_null = field.presence == Presence::ThreeState && !patch;
    let read = [
        ("doc", true),
        ("type", !keeps_null && is_read(api, &field.given())),
        ("secret", field.ty == TypeRef::STRING),
    ];
    whole_field(api, ty, field, patch).filter(|key| !read.contains(&(key, true)))
}

/// What the schema of a field has words of its own for, beside its type and its documentation.
pub(super) fn in_schema(field: &Field) -> Keys {
    let is_password = field.secret && field.ty == TypeRef::STRING;
    keys! {
        "format" => is_password.then_some("password"),
        "examples" => list(field.example.as_ref()),
    }
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
fn shape(api: &Api, ty: &Type) -> Keys {
    match &ty.kind {
        Kind::Alias(target) => of_use(api, target, &names::inline_name(&ty.rust, "item")),
        Kind::Object(object) => object_shape(api, ty, object),
        Kind::Enum(known) => keys! { "enum" => values(known) },
        Kind::Union(union) => union_shape(api, ty, union),
    }
}

/// A use of a type, which is called `inline` by itself where it is described in place.
fn of_use(api: &Api, ty: &TypeRef, inline: &str) -> Keys {
    let part = |inner: &TypeRef| {
        let doc = match inner {
            TypeRef::Named(id) => said(&api.at(*id).doc),
            _ => Keys::default(),
        };
        keys! { ..doc, ..of_use(api, inner, inline) }
    };
    let has_text = ty.has_text() && ty.name().is_none_or(|id| is_read(api, &TypeRef::Named(*id)));
    match ty {
        TypeRef::Named(id) if !has_text => {
            let ty = api.at(*id);
            keys! { "name" => (ty.name != inline).then_some(&ty.name), ..shape(api, ty) }
        }
        TypeRef::Array(item) if !has_text => keys! { "items" => part(item) },
        TypeRef::Map(value) if !has_text => keys! { "values" => part(value) },
        _ => keys! { "type" => api.expression(ty) },
    }
}

fn object_shape(api: &Api, ty: &Type, object: &ir::Object) -> Keys {
    let inherited = inherited(api, ty);
    let patch = object.is_patch();
    let (mut overrides, mut fields) = (Vec::new(), Vec::new());
    for field in &object.fields {
        let known = inherited.get(field.wire.as_str()).map(Vec::as_slice).unwrap_or_default();
        let mark = if field.is_required() { "" } else { "?" };
        let entry = |secret: Option<bool>| {
            let keys = keys! { ..whole_field(api, ty, field, patch), "secret" => secret };
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
    let needed = extends == Tree::Nothing || !fields.is_empty();
    let fields: Keys = fields.into_iter().collect();
    keys! {
        "extends" => extends,
        ..rules(object),
        "as_string" => object.as_string.as_ref().map(|it| as_string(object, it)),
        "override" => mapping(overrides),
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
fn whole_field(api: &Api, ty: &Type, field: &Field, patch: bool) -> Keys {
    let default = match &field.presence {
        Presence::Defaulted(literal) => Some(literal),
        _ => None,
    };
    let inline = names::inline_name(&ty.rust, &field.wire);
    keys! {
        ..of_use(api, &written(field, patch), &inline),
        ..said(&field.doc),
        "secret" => field.secret.then_some(true),
        "rust" => rust_name(&field.rust, names::field_name(&field.wire)),
        "undocumented" => (!field.documented).then_some(true),
        "client_default" => default,
        "example" => field.example.as_ref(),
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

/// What holds for an object as a whole.
fn rules(object: &ir::Object) -> Keys {
    let wire = |index: &usize| object.fields.get(*index).map(|field| &field.wire);
    keys! {
        "patch" => object.is_patch().then_some(true),
        "require_any" => list(object.require_any.iter().filter_map(wire)),
    }
}

fn as_string(object: &ir::Object, form: &ir::AsString) -> Keys {
    let ir::AsString { first, before_key, before_value, after_value } = form;
    keys! {
        "first" => object.fields.get(*first).map(|field| &field.wire),
        "rest" => format!("{before_key}{{key}}{before_value}{{value}}{after_value}"),
    }
}

fn values(known: &Enum) -> Keys {
    let value = |value: &ir::EnumValue| {
        let rust = rust_name(&value.rust, names::variant_name(&value.wire));
        let more = keys! { "rust" => rust, ..facts(&value.doc) };
        let says = match (value.doc.text.is_empty(), more.clone().some()) {
            (false, None) => Tree::from(&value.doc.text),
            _ => keys! { ..said(&value.doc), ..more }.into(),
        };
        (value.wire.clone(), says)
    };
    known.values.iter().map(value).collect()
}

fn union_shape(api: &Api, ty: &Type, union: &Union) -> Keys {
    let parents = ty.extends.iter().filter_map(|id| api.union(*id));
    let inherited: BTreeSet<_> = parents.flat_map(|it| &it.variants).map(|it| &it.wire).collect();
    let own = union.variants.iter().filter(|variant| !inherited.contains(&variant.wire));
    let variant = |variant: &Variant| {
        let inline = names::inline_name(&ty.rust, &variant.wire);
        let keys = keys! {
            ..of_use(api, &variant.ty, &inline),
            ..said(&variant.doc),
            "rust" => rust_name(&variant.rust, names::variant_name(&variant.wire)),
            "documented_as" => variant.documented_as.as_ref(),
            ..facts(&variant.doc),
        };
        (variant.wire.clone(), keys)
    };
    let variants: Keys = own.map(variant).collect();
    if union.events.is_some() {
        return keys! { "extends" => extends(api, ty), "events" => variants };
    }
    let content = match &union.tagging {
        Tagging::Adjacent { content, .. } => Some(content),
        Tagging::Internal { .. } | Tagging::Untagged => None,
    };
    keys! { "tag" => union.tag(), "content" => content, "union" => variants }
}

fn extends(api: &Api, ty: &Type) -> Tree {
    match ty.extends.as_slice() {
        [parent] => (&api.at(*parent).name).into(),
        parents => list(parents.iter().map(|id| &api.at(*id).name)),
    }
}
