//! Types as schemas: those with a name under `components/schemas`, the others where they are used.

use std::collections::BTreeMap;

use super::json::{Json, Object, list, object};
use super::words::{described, keys, rust_name};
use chatbotkit_description::ir::{
    self, Api, Builtin, Documented, Enum, Field, Flow, Kind, Literal, Presence, Type, TypeId,
    TypeRef,
};
use chatbotkit_description::names;

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
        let mut keys = keys(types.chain(["Error", "StreamError"])).into_iter();
        let types = ids.into_iter().zip(keys.by_ref()).collect();
        let wire = [(); 2].map(|()| keys.next().unwrap_or_default());
        Self { api, keys: types, wire }
    }

    /// Everything under `components/schemas` that is a type of the description.
    pub(super) fn named(&self) -> Object {
        let schema = |(id, key): (&TypeId, &String)| {
            let ty = self.api.at(*id);
            let schema = object! {
                ..self.of_type(*id),
                "x-sdk-name" => (ty.name != *key).then_some(&ty.name),
                "x-sdk-module" => self.api.modules.get(ty.module).map(super::module_name),
            };
            (key.clone(), schema)
        };
        self.keys.iter().map(schema).collect()
    }

    /// The schema of a use of a type.
    pub(super) fn of(&self, ty: &TypeRef) -> Object {
        match ty {
            TypeRef::Builtin(builtin) => of_builtin(*builtin),
            TypeRef::Named(id) => match self.keys.get(id) {
                Some(key) => reference(key),
                None => self.of_type(*id),
            },
            TypeRef::Array(item) => object! { "type" => "array", "items" => self.of(item) },
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
        let inline = ty.documented == Documented::Inline;
        let rust = rust_name(&ty.rust, names::type_name(&ty.name)).filter(|_| !inline);
        object! {
            "title" => inline.then_some(&ty.name),
            ..described(&ty.doc, body),
            "x-sdk-rust" => rust,
            "x-sdk-undocumented" => (ty.documented == Documented::Not).then_some(true),
            "x-sdk-extends" => list(ty.extends.iter().map(|id| &self.api.at(*id).name)),
        }
    }

    fn object(&self, ty: &Type, object: &ir::Object) -> Object {
        let wire = |index: &usize| object.fields.get(*index).map(|field| &field.wire);
        let any: Vec<_> = object.require_any.iter().filter_map(wire).collect();
        let one = |name: &&String| object! { "required" => list([*name]) };
        let required = object.fields.iter().filter(|field| field.is_required());
        let patch = object.is_patch();
        let properties = object.fields.iter().map(|field| {
            let cleared = !patch && field.presence == Presence::ThreeState;
            let mut inherited = self.inherited(ty, &field.wire);
            let shown = !field.secret && inherited.any(|field| field.secret);
            let schema = object! {
                ..self.field(field, ty.flow),
                "x-sdk-null" => cleared.then_some(true),
                "x-sdk-secret" => shown.then_some(false),
            };
            (&field.wire, schema)
        });
        let schema = object! {
            "type" => "object",
            "properties" => properties.collect::<Object>(),
            "required" => list(required.map(|field| &field.wire)),
            "anyOf" => list(any.iter().map(one)),
            "x-sdk-require-any" => list(any),
            "x-sdk-patch" => patch.then_some(true),
            "x-sdk-override" => list(self.overridden(ty, object)),
        };
        let Some(ir::AsString { first, before_key, before_value, after_value }) = &object.as_string
        else {
            return schema;
        };
        let rest = format!("{before_key}{{key}}{before_value}{{value}}{after_value}");
        object! {
            "type" => "string",
            "x-sdk-as-string" => object! { "first" => wire(first), "rest" => rest },
            "x-sdk-fields" => schema,
        }
    }

    fn field(&self, field: &Field, flow: Flow) -> Object {
        // Where a field is only read, null is the same as missing, so the service may send either.
        let may_be_null = match &field.presence {
            Presence::RequiredNullable | Presence::ThreeState => true,
            Presence::Optional => flow.only_reply() && field.ty != TypeRef::ANY,
            Presence::Required | Presence::Defaulted(_) => false,
        };
        let schema = self.of(&field.ty);
        let schema = if may_be_null { nullable(schema) } else { schema };
        let default = match &field.presence {
            Presence::Defaulted(Literal::String(text)) => text.into(),
            Presence::Defaulted(Literal::Integer(number)) => (*number).into(),
            Presence::Defaulted(Literal::Number(number)) => (*number).into(),
            Presence::Defaulted(Literal::Boolean(value)) => (*value).into(),
            _ => Json::Nothing,
        };
        let (password, secret) = match field.ty == TypeRef::STRING {
            true => (field.secret.then_some("password"), None),
            false => (None, field.secret.then_some(true)),
        };
        object! {
            ..described(&field.doc, schema.set("format", password)),
            "x-sdk-secret" => secret,
            "x-sdk-rust" => rust_name(&field.rust, names::field_name(&field.wire)),
            "x-sdk-undocumented" => (!field.documented).then_some(true),
            "x-sdk-client-default" => default,
        }
    }

    /// The fields of that name in the types that a type extends.
    fn inherited<'s>(&'s self, ty: &'s Type, wire: &'s str) -> impl Iterator<Item = &'s Field> {
        let parents = ty.extends.iter().filter_map(|id| self.api.object(*id));
        let fields = parents.flat_map(|parent| &parent.fields);
        fields.filter(move |field| field.wire == wire)
    }

    /// The inherited fields that have another shape here. Schemas are compared.
    fn overridden<'o>(&self, ty: &Type, object: &'o ir::Object) -> Vec<&'o String> {
        let patch = object.is_patch();
        let shape = |field: &Field, patch: bool| {
            let clears = patch && field.presence == Presence::Optional;
            let presence = if clears { Presence::ThreeState } else { field.presence.clone() };
            let field = Field { presence, ..field.clone() };
            (field.is_required(), self.field(&field, Flow::default()))
        };
        let differs = |own: &&Field| {
            let mut inherited = self.inherited(ty, &own.wire);
            // The first one is taken, and its documentation with it.
            let Some(first) = inherited.next() else {
                return false;
            };
            let same = |field: &Field| {
                (field.secret, &field.presence, self.of(&field.ty))
                    == (first.secret, &first.presence, self.of(&first.ty))
            };
            shape(first, patch) != shape(own, false) || !inherited.all(same)
        };
        object.fields.iter().filter(differs).map(|field| &field.wire).collect()
    }
}

/// The known values, or any other text: a validator lets it pass, and a generator finds the known ones.
fn enumeration(known: &Enum) -> Object {
    let line = |value: &ir::EnumValue| match value.doc.text.as_str() {
        "" => format!("- `{}`", value.wire),
        text => format!("- `{}`: {}", value.wire, text.replace('\n', "\n  ")),
    };
    let lines: Vec<_> = known.values.iter().map(line).collect();
    let said = |value: &ir::EnumValue| {
        let rust = rust_name(&value.rust, names::variant_name(&value.wire));
        let more = object! {
            "rust" => rust,
            "since" => value.doc.since.as_ref(),
            "deprecated" => value.doc.deprecated.as_ref(),
            "was" => list(&value.doc.was),
        };
        match more.some() {
            None => Json::from(&value.doc.text),
            Some(more) => object! { "doc" => &value.doc.text, ..more }.into(),
        }
    };
    let texts = object! {
        "type" => "string",
        "enum" => list(known.values.iter().map(|value| &value.wire)),
        "description" => lines.join("\n"),
    };
    let values = known.values.iter().map(|value| (&value.wire, said(value)));
    object! {
        "anyOf" => list([texts, typed("string")]),
        "x-sdk-enum" => values.collect::<Object>(),
    }
}

fn of_builtin(builtin: Builtin) -> Object {
    match builtin {
        Builtin::String => typed("string"),
        Builtin::Integer => object! { "type" => "integer", "format" => "int64" },
        Builtin::Number => object! { "type" => "number", "format" => "double" },
        Builtin::Boolean => typed("boolean"),
        Builtin::Any => Object::default(),
        Builtin::Timestamp => of_builtin(Builtin::Integer).set("x-sdk-type", "timestamp"),
        Builtin::DateTime => object! { "type" => "string", "format" => "date-time" },
    }
}

/// A schema that names a type of JSON.
pub(super) fn typed(name: &str) -> Object {
    object! { "type" => name }
}

/// A reference to a schema under `components`.
pub(super) fn reference(key: &str) -> Object {
    object! { "$ref" => format!("#/components/schemas/{key}") }
}

/// The same, or null.
fn nullable(schema: Object) -> Object {
    match schema.get("type").cloned() {
        Some(name @ Json::Plain(_)) => schema.set("type", list([name, "null".into()])),
        _ => object! { "anyOf" => list([schema, typed("null")]) },
    }
}
