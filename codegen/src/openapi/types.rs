//! Types as schemas: those with a name under `components/schemas`, the others where they are used.

use std::collections::BTreeMap;

use super::json::{Json, Object, list};
use super::words::{described, facts, keys, rust_name};
use crate::ir::{
    self, Api, Documented, Enum, Field, Kind, Literal, Presence, Type, TypeId, TypeRef,
};
use crate::names;

/// Makes schemas of types.
pub(super) struct Schemas<'a> {
    pub(super) api: &'a Api,
    /// The keys of the types that have a name.
    keys: BTreeMap<TypeId, String>,
    /// The key of the error object.
    pub(super) error: String,
    /// The key of the event that ends a failed stream.
    pub(super) failure: String,
    /// The key of the events without a meaning.
    pub(super) keep_alive: String,
}

impl<'a> Schemas<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        let named = api.types.iter().enumerate();
        let named = named.filter(|(_, ty)| ty.documented != Documented::Inline);
        let (ids, types): (Vec<_>, Vec<_>) = named.map(|(index, ty)| (TypeId(index), ty)).unzip();
        let types = types.iter().map(|ty| ty.name.as_str());
        // The types come first, so that they keep their names.
        let mut keys = keys(types.chain(["Error", "StreamError", "KeepAlive"])).into_iter();
        let mut next = || keys.next().unwrap_or_default();
        Self {
            api,
            keys: ids.into_iter().map(|id| (id, next())).collect(),
            error: next(),
            failure: next(),
            keep_alive: next(),
        }
    }

    /// Everything under `components/schemas` that is a type of the description.
    pub(super) fn named(&self) -> Object {
        let schema = |(id, key): (&TypeId, &String)| {
            let ty = self.api.at(*id);
            let name = (ty.name != *key).then_some(&ty.name);
            let module = self.api.modules.get(ty.module).map(super::module_name);
            let schema = self
                .of_type(*id)
                .set_some("x-sdk-name", name)
                .set_some("x-sdk-module", module);
            (key.clone(), schema)
        };
        self.keys.iter().map(schema).collect()
    }

    /// The schema of a use of a type.
    pub(super) fn of(&self, ty: &TypeRef) -> Object {
        match ty {
            TypeRef::String => typed("string"),
            TypeRef::Integer => typed("integer").set("format", "int64"),
            TypeRef::Number => typed("number").set("format", "double"),
            TypeRef::Boolean => typed("boolean"),
            TypeRef::Any => Object::default(),
            TypeRef::Timestamp => self.of(&TypeRef::Integer).set("x-sdk-type", "timestamp"),
            TypeRef::DateTime => typed("string").set("format", "date-time"),
            TypeRef::Named(id) | TypeRef::Boxed(id) => match self.keys.get(id) {
                Some(key) => reference(key),
                None => self.of_type(*id),
            },
            TypeRef::Array(item) => typed("array").set("items", self.of(item)),
            TypeRef::Map(value) => typed("object").set("additionalProperties", self.of(value)),
            TypeRef::Nullable(inner) => nullable(self.of(inner)),
        }
    }

    fn of_type(&self, id: TypeId) -> Object {
        let ty = self.api.at(id);
        let body = match &ty.kind {
            Kind::Alias(target) => self.of(target),
            Kind::Object(object) => self.object(ty, object),
            Kind::Enum(known) => enumeration(known),
            Kind::Union(union) => self.union(union),
        };
        let body = described(&ty.doc, body);
        if ty.documented == Documented::Inline {
            return Object::default()
                .set("title", &ty.name)
                .join(body)
                .join(self.extends(ty));
        }
        body.set_some(
            "x-sdk-rust",
            rust_name(&ty.rust, names::type_name(&ty.name)),
        )
        .set_flag("x-sdk-undocumented", ty.documented == Documented::Not)
        .join(self.extends(ty))
    }

    fn object(&self, ty: &Type, object: &ir::Object) -> Object {
        let properties = object
            .fields
            .iter()
            .map(|field| (&field.wire, self.field(field)));
        let required = object.fields.iter().filter(|field| is_required(field));
        let any = || {
            object
                .require_any
                .iter()
                .filter_map(|index| object.fields.get(*index))
        };
        let required_any =
            any().map(|field| Object::default().set("required", list([&field.wire])));
        let schema = typed("object")
            .set("properties", properties.collect::<Object>())
            .set_list("required", required.map(|field| &field.wire))
            .set_list("anyOf", required_any)
            .set_list("x-sdk-require-any", any().map(|field| &field.wire))
            .set_flag("x-sdk-patch", is_patch(object))
            .set_list("x-sdk-override", self.overridden(ty, object));
        let Some(written) = &object.as_string else {
            return schema;
        };
        let ir::AsString {
            first,
            before_key,
            before_value,
            after_value,
        } = written;
        let rest = format!("{before_key}{{key}}{before_value}{{value}}{after_value}");
        let first = object.fields.get(*first).map(|field| &field.wire);
        let written = Object::default().set_some("first", first).set("rest", rest);
        typed("string")
            .set("x-sdk-as-string", written)
            .set("x-sdk-fields", schema)
    }

    fn field(&self, field: &Field) -> Object {
        let schema = match &field.presence {
            Presence::RequiredNullable | Presence::ThreeState => nullable(self.of(&field.ty)),
            _ => self.of(&field.ty),
        };
        let default = match &field.presence {
            Presence::Defaulted(Literal::String(text)) => Some(text.into()),
            Presence::Defaulted(Literal::Integer(number)) => Some((*number).into()),
            Presence::Defaulted(Literal::Number(number)) => Some((*number).into()),
            Presence::Defaulted(Literal::Boolean(value)) => Some((*value).into()),
            _ => None::<Json>,
        };
        described(&field.doc, schema)
            .set_some(
                "x-sdk-rust",
                rust_name(&field.rust, names::field_name(&field.wire)),
            )
            .set_flag("x-sdk-undocumented", !field.documented)
            .set_some("x-sdk-client-default", default)
    }

    fn extends(&self, ty: &Type) -> Object {
        let parents = ty.extends.iter().map(|id| &self.api.at(*id).name);
        Object::default().set_list("x-sdk-extends", parents)
    }

    /// The inherited fields that have another shape here.
    fn overridden(&self, ty: &Type, object: &ir::Object) -> Vec<String> {
        let patch = is_patch(object);
        let as_inherited = |field: &Field| {
            let clears = patch && field.presence == Presence::Optional;
            let presence = if clears {
                Presence::ThreeState
            } else {
                field.presence.clone()
            };
            Field {
                presence,
                ..field.clone()
            }
        };
        let differs = |own: &&Field| {
            let parents = ty.extends.iter().filter_map(|id| self.api.object(*id));
            let inherited = parents.flat_map(|parent| &parent.fields);
            let inherited = inherited
                .filter(|field| field.wire == own.wire)
                .map(as_inherited);
            // Schemas are compared, for what is boxed is of no account here.
            inherited.into_iter().any(|field| {
                is_required(&field) != is_required(own) || self.field(&field) != self.field(own)
            })
        };
        let differing = object.fields.iter().filter(differs);
        differing.map(|field| field.wire.clone()).collect()
    }
}

/// Whether everything in it that may be missing can be cleared.
fn is_patch(object: &ir::Object) -> bool {
    let has = |presence| object.fields.iter().any(|field| field.presence == presence);
    has(Presence::ThreeState) && !has(Presence::Optional)
}

fn is_required(field: &Field) -> bool {
    matches!(
        field.presence,
        Presence::Required | Presence::RequiredNullable
    )
}

/// The known values, or any other text: a validator lets it pass, and a generator finds the known ones.
fn enumeration(known: &Enum) -> Object {
    let line = |value: &ir::EnumValue| match value.doc.text.as_str() {
        "" => format!("- `{}`", value.wire),
        text => format!("- `{}`: {}", value.wire, text.replace('\n', "\n  ")),
    };
    let lines: Vec<_> = known.values.iter().map(line).collect();
    let values = known.values.iter().map(|value| {
        let rust = rust_name(&value.rust, names::variant_name(&value.wire));
        let more = Object::default()
            .set_some("rust", rust)
            .join(facts(&value.doc));
        let said = match more == Object::default() {
            true => Json::from(&value.doc.text),
            false => Object::default()
                .set("doc", &value.doc.text)
                .join(more)
                .into(),
        };
        (&value.wire, said)
    });
    let texts = typed("string")
        .set("enum", list(known.values.iter().map(|value| &value.wire)))
        .set("description", lines.join("\n"));
    Object::default()
        .set("anyOf", list([texts, typed("string")]))
        .set("x-sdk-enum", values.collect::<Object>())
}

/// A schema that names a type of JSON.
pub(super) fn typed(name: &str) -> Object {
    Object::default().set("type", name)
}

/// A reference to a schema under `components`.
pub(super) fn reference(key: &str) -> Object {
    Object::default().set("$ref", format!("#/components/schemas/{key}"))
}

/// The same, or null.
fn nullable(schema: Object) -> Object {
    match schema.get("type") {
        Some(Json::Text(name)) => {
            let names = list([name.as_str(), "null"]);
            schema.set("type", names)
        }
        _ => Object::default().set("anyOf", list([schema, typed("null")])),
    }
}
