//! Types as schemas: those with a name under `components/schemas`, the others where they are used.

use std::collections::BTreeMap;

use super::language;
use super::words::{described, unique_keys};
use chatbotkit_description::ir::{
    self, Api, Builtin, Documented, Enum, Field, Flow, Kind, Presence, Type, TypeId, TypeRef,
};
use chatbotkit_description::print::{Keys, Tree, keys, list};

/// Makes schemas of types.
pub(super) struct Schemas<'a> {
    pub(super) api: &'a Api,
    /// The keys of the types that have a name.
    keys: BTreeMap<TypeId, String>,
    /// The keys of the error object and of the line that ends a failed stream.
    pub(super) wire: [String; 2],
}

impl<'a> Schemas<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        let named = |id: &TypeId| api.at(*id).documented != Documented::Inline;
        let ids: Vec<_> = (0..api.types.len()).map(TypeId).filter(named).collect();
        let types = ids.iter().map(|id| api.at(*id).name.as_str());
        // The types come first, so that they keep their names.
        let mut keys = unique_keys(types.chain(["Error", "StreamError"])).into_iter();
        let types = ids.into_iter().zip(keys.by_ref()).collect();
        let wire = [(); 2].map(|()| keys.next().unwrap_or_default());
        Self { api, keys: types, wire }
    }

    /// Everything under `components/schemas` that is a type of the description.
    pub(super) fn named(&self) -> Keys {
        let schema = |(id, key): (&TypeId, &String)| {
            let ty = self.api.at(*id);
            let own = keys! {
                "module" => self.api.modules.get(ty.module).map(super::module_name),
                "name" => (ty.name != *key).then_some(&ty.name),
                ..language::of_type(self.api, ty),
            };
            (key.clone(), self.of_type(*id).set("x-sdk", own))
        };
        self.keys.iter().map(schema).collect()
    }

    /// The schema of a use of a type.
    pub(super) fn of(&self, ty: &TypeRef) -> Keys {
        match ty {
            TypeRef::Builtin(builtin) => of_builtin(*builtin),
            TypeRef::Named(id) => match self.keys.get(id) {
                Some(key) => reference(key),
                None => self.of_type(*id),
            },
            TypeRef::Array(item) => keys! { "type" => "array", "items" => self.of(item) },
            TypeRef::Map(value) => typed("object").set("additionalProperties", self.of(value)),
            TypeRef::Nullable(inner) => nullable(self.of(inner)),
        }
    }

    fn of_type(&self, id: TypeId) -> Keys {
        let ty = self.api.at(id);
        let body = match &ty.kind {
            Kind::Alias(target) => self.of(target),
            Kind::Object(object) if object.as_string.is_some() => typed("string"),
            Kind::Object(object) => self.object(ty, object),
            Kind::Enum(known) => enumeration(known),
            Kind::Union(union) => self.union(union),
        };
        let inline = ty.documented == Documented::Inline;
        keys! { "title" => inline.then_some(&ty.name), ..described(&ty.doc, body) }
    }

    fn object(&self, ty: &Type, object: &ir::Object) -> Keys {
        let wire = |index: &usize| object.fields.get(*index).map(|field| &field.wire);
        let any = object.require_any.iter().filter_map(wire);
        let one = |name: &String| keys! { "required" => list([name]) };
        let required = object.fields.iter().filter(|field| field.is_required());
        // A type that is described in place, or that inherits, is in `x-sdk` as a whole.
        let is_read = ty.documented != Documented::Inline && language::fields_are_read(ty, object);
        let properties = object.fields.iter().map(|field| {
            let own = || language::of_field(self.api, ty, field, object.is_patch());
            let own = is_read.then(own).and_then(Keys::some);
            (&field.wire, self.field(field, ty.flow).set("x-sdk", own))
        });
        keys! {
            "type" => "object",
            "properties" => properties.collect::<Keys>(),
            "required" => list(required.map(|field| &field.wire)),
            "anyOf" => list(any.map(one)),
        }
    }

    fn field(&self, field: &Field, flow: Flow) -> Keys {
        // Where a field is only read, null is the same as missing, so the service may send either.
        let may_be_null = match &field.presence {
            Presence::RequiredNullable | Presence::ThreeState => true,
            Presence::Optional => flow.only_reply() && field.ty != TypeRef::ANY,
            Presence::Required | Presence::Defaulted(_) => false,
        };
        let schema = self.of(&field.ty);
        let schema = if may_be_null { nullable(schema) } else { schema };
        described(&field.doc, schema.join(language::in_schema(field)))
    }
}

/// The known values, or any other text: a validator lets it pass, and a generator finds the known ones.
fn enumeration(known: &Enum) -> Keys {
    let line = |value: &ir::EnumValue| match value.doc.text.as_str() {
        "" => format!("- `{}`", value.wire),
        text => format!("- `{}`: {}", value.wire, text.replace('\n', "\n  ")),
    };
    let lines: Vec<_> = known.values.iter().map(line).collect();
    let texts = keys! {
        "type" => "string",
        "enum" => list(known.values.iter().map(|value| &value.wire)),
        "description" => lines.join("\n"),
    };
    keys! { "anyOf" => list([texts, typed("string")]) }
}

fn of_builtin(builtin: Builtin) -> Keys {
    match builtin {
        Builtin::String => typed("string"),
        Builtin::Integer => keys! { "type" => "integer", "format" => "int64" },
        Builtin::Number => keys! { "type" => "number", "format" => "double" },
        Builtin::Boolean => typed("boolean"),
        Builtin::Any => Keys::default(),
        Builtin::Timestamp => of_builtin(Builtin::Integer),
        Builtin::DateTime => keys! { "type" => "string", "format" => "date-time" },
    }
}

/// A schema that names a type of JSON.
pub(super) fn typed(name: &str) -> Keys {
    keys! { "type" => name }
}

/// A reference to a schema under `components`.
pub(super) fn reference(key: &str) -> Keys {
    keys! { "$ref" => format!("#/components/schemas/{key}") }
}

/// The same, or null.
fn nullable(schema: Keys) -> Keys {
    match schema.get("type").cloned() {
        Some(name @ Tree::String(_)) => schema.set("type", list([name, "null".into()])),
        _ => keys! { "anyOf" => list([schema, typed("null")]) },
    }
}
