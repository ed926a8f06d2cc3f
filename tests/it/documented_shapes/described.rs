//! The resolved description as facts.
//!
//! What the documentation does not have (`undocumented`) is left out: it is marked, and that is all
//! that is asked of it. Everything else has to be in the table.

use std::collections::BTreeSet;

use chatbotkit_description::ir::{
    Api, Documented, Enum, Kind, Object, Operation, Presence, Response, Tagging, TypeRef, Union,
};

use super::facts::{Facts, one_of};

/// The facts of a description.
pub fn facts(api: &Api) -> Facts {
    let mut facts = Facts::default();
    for ty in api.types.iter().filter(|ty| ty.documented == Documented::Named) {
        let name = &ty.name;
        match &ty.kind {
            Kind::Alias(target) => add_alias(api, name, target, &mut facts),
            Kind::Object(object) => add_object(api, name, object, &mut facts),
            Kind::Enum(texts) => facts.add(name, choices(texts)),
            Kind::Union(union) => add_union(api, name, union, &mut facts),
        }
    }
    for operation in api.modules.iter().flat_map(|module| &module.operations) {
        add_operation(api, operation, &mut facts);
    }
    facts
}

/// The fields that the documentation does not have: their types by their Rust names, and their wire names.
pub fn undocumented_fields(api: &Api) -> BTreeSet<(String, String)> {
    let mut fields = BTreeSet::new();
    for ty in &api.types {
        if let Kind::Object(object) = &ty.kind {
            let undocumented = object.fields.iter().filter(|field| !field.documented);
            fields.extend(undocumented.map(|field| (ty.rust.clone(), field.wire.clone())));
        }
    }
    fields
}

/// Another name for an object has its fields; for anything else, it is what it stands for.
fn add_alias(api: &Api, name: &str, target: &TypeRef, facts: &mut Facts) {
    match api.object_of(target) {
        Some(object) => add_object(api, name, object, facts),
        None => {
            let term = term(api, name, target, facts);
            facts.add(name, term);
        }
    }
}

fn add_object(api: &Api, name: &str, object: &Object, facts: &mut Facts) {
    facts.add(name, "object");
    add_fields(api, name, object, facts);
    if !object.require_any.is_empty() {
        let names = object.require_any.iter().map(|&index| object.fields[index].wire.clone());
        facts.add(format!("{name} has any of"), one_of(names));
    }
}

fn add_fields(api: &Api, owner: &str, object: &Object, facts: &mut Facts) {
    for field in object.fields.iter().filter(|field| field.documented) {
        let place = format!("{owner}.{}", field.wire);
        let mut ty = term(api, &place, &field.ty, facts);
        let optional = match field.presence {
            Presence::Required => false,
            Presence::RequiredNullable => {
                ty += " | null";
                false
            }
            Presence::Optional | Presence::ThreeState | Presence::Defaulted(_) => true,
        };
        facts.add_field(place, optional, &ty);
    }
}

/// A union is its variants, and each variant is a documented type of its own: the object on the wire.
fn add_union(api: &Api, name: &str, union: &Union, facts: &mut Facts) {
    facts.add(name, variants(union));
    for variant in &union.variants {
        let (Some(alias), Tagging::Adjacent { tag, content }) =
            (&variant.documented_as, &union.tagging)
        else {
            continue;
        };
        facts.add(alias, "object");
        facts.add(format!("{alias}.{tag}"), format!("\"{}\"", variant.wire));
        let place = format!("{alias}.{content}");
        let term = term(api, &place, &variant.ty, facts);
        facts.add(place, term);
    }
}

fn variants(union: &Union) -> String {
    one_of(union.variants.iter().filter_map(|variant| variant.documented_as.clone()))
}

fn choices(texts: &Enum) -> String {
    one_of(texts.values.iter().map(|value| format!("\"{}\"", value.wire)))
}

/// A type in the terms of the table. What the documentation writes out without a name, it adds below `place`.
fn term(api: &Api, place: &str, ty: &TypeRef, facts: &mut Facts) -> String {
    match ty {
        TypeRef::Builtin(builtin) => builtin.facts().name.to_owned(),
        TypeRef::Array(item) => format!("{}[]", term(api, &format!("{place}[]"), item, facts)),
        TypeRef::Map(value) => format!("map<{}>", term(api, &format!("{place}{{}}"), value, facts)),
        TypeRef::Nullable(inner) => format!("{} | null", term(api, place, inner, facts)),
        TypeRef::Named(id) => {
            let ty = api.at(*id);
            match &ty.kind {
                _ if ty.documented == Documented::Named => ty.name.clone(),
                // Documented on a page of its own, under another name.
                Kind::Object(object) if object.as_string.is_some() => ty.name.clone(),
                Kind::Object(object) => {
                    add_fields(api, place, object, facts);
                    "object".to_owned()
                }
                Kind::Enum(texts) => choices(texts),
                Kind::Alias(target) => term(api, place, target, facts),
                Kind::Union(_) => ty.name.clone(),
            }
        }
    }
}

fn add_operation(api: &Api, operation: &Operation, facts: &mut Facts) {
    let name = &operation.name;
    // Every documented function takes the client; an operation is a method of it.
    let mut parameters = vec!["client"];
    facts.add(format!("{name}(client)"), "ChatBotKitClient");
    for parameter in &operation.parameters {
        parameters.push(&parameter.wire);
        facts.add(format!("{name}({})", parameter.wire), "string");
    }
    if let Some(request) = &operation.request {
        parameters.push("request");
        facts.add_field(format!("{name}(request)"), request.optional, &api.at(request.ty).name);
    }
    facts.add(name, parameters.join(", "));
    if let Response::Json { ty, .. } = &operation.response {
        let place = format!("{name} returns");
        let term = term(api, &place, ty, facts);
        facts.add(place, term);
    }
    if let Some(Kind::Union(events)) = operation.stream.map(|id| &api.at(id).kind) {
        facts.add(format!("{name} streams"), variants(events));
    }
}
