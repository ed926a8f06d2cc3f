//! Objects: inheritance flattened, every field with its presence.

use std::collections::BTreeMap;

use super::context::{Context, is_true};
use super::inheritance::{Fields, Placed, wire};
use super::parts::{Parts, Position};
use super::reserved::Taken;
use super::types::{Holder, Types};
use crate::ir::{self, Builtin, Field, JsonKind, Kind, Literal, Presence, TypeId, TypeRef};
use crate::load::read::{Map, Scalar};
use crate::load::shape::{AsString, Long, Shape};
use crate::load::span::At;
use crate::names;
use crate::report::Span;
use crate::type_expr::Facts;

impl<'a> Types<'a> {
    /// An object, or the events of a stream where it does nothing but extend some.
    pub(super) fn object(&mut self, id: TypeId, long: Option<&'a Long>) -> Kind {
        let Some(long) = long else {
            return Kind::Object(ir::Object::default());
        };
        let parents = self.parents(id, long);
        if long.fields.is_none() && parents.iter().any(|id| self.api.at(*id).is_events()) {
            return self.events_of(id, None, &parents);
        }
        let mut fields = self.inherited(id, &parents, long);
        if is_true(long.patch.as_ref()) {
            // A `patch` can clear what it inherits as well.
            let inherited = fields.all.iter_mut().map(|(field, _)| field);
            let optional = inherited.filter(|field| field.presence == Presence::Optional);
            optional.for_each(|field| field.presence = Presence::ThreeState);
        }
        self.override_fields(id, &mut fields, long);
        self.own_fields(id, &mut fields, long);
        let slot = &self.slots[id.0];
        let mut taken = Taken::default();
        for (field, span) in &fields.all {
            taken.take(&slot.cx, *span, &field.wire, &field.rust);
        }
        let require_any = self.require_any(id, &parents, &fields, long);
        let written = long.as_string.as_ref();
        let as_string = written.and_then(|written| self.as_string(id, &fields, written));
        let (fields, spans) = fields.all.into_iter().unzip();
        self.slots[id.0].spans = spans;
        Kind::Object(ir::Object { fields, require_any, as_string })
    }

    fn override_fields(&mut self, id: TypeId, fields: &mut Fields, long: &'a Long) {
        let cx = self.slots[id.0].cx.clone();
        check_names(&cx, &long.overrides);
        for (name, shape) in long.overrides.iter() {
            let Some((index, _)) = fields.get(wire(name)) else {
                if !self.slots[id.0].faulty {
                    let message = format!("nothing inherited is called `{}`", wire(name));
                    let help = fields.similar(&cx, wire(name));
                    cx.error("override-nothing", name, message).maybe_help(help);
                }
                continue;
            };
            check_secret(&cx, name, shape, &fields.all[index]);
            if let Some(field) = self.field(id, name, shape, long) {
                fields.all[index] = field;
            }
        }
    }

    fn own_fields(&mut self, id: TypeId, fields: &mut Fields, long: &'a Long) {
        let Some(own) = &long.fields else { return };
        let cx = self.slots[id.0].cx.clone();
        check_names(&cx, own);
        let inherited = fields.all.len();
        for (name, shape) in own.iter() {
            let known = fields.get(wire(name)).filter(|(index, _)| *index < inherited);
            if let Some((index, field)) = known {
                let message = format!("`{}` is inherited already", field.wire);
                cx.error("field-inherited", name, message)
                    .note(fields.all[index].1, "from here")
                    .help("a field that differs from the inherited one goes under `override`");
            } else if let Some(field) = self.field(id, name, shape, long) {
                fields.push(field);
            }
        }
    }

    fn field(
        &mut self,
        id: TypeId,
        name: &At<String>,
        shape: &'a At<Shape>,
        holder: &Long,
    ) -> Option<Placed> {
        let (wire, optional) = (wire(name), name.ends_with('?'));
        let ty = self.api.at(id);
        let cx = self.cx.about(format!("field `{}.{wire}`", ty.name));
        let inline = names::inline_name(&ty.rust, wire);
        let parts = Parts::of(&cx, Position::Field, name.span, shape);
        self.slots[id.0].faulty |= parts.is_none();
        let parts = parts?;
        let rust = cx.rust_name(name.span, parts.rust(), wire, names::field_name);
        let ty = self.part_type(&Holder { id, cx: &cx, span: name.span, inline }, &parts);
        let (ty, nullable) = match ty {
            TypeRef::Nullable(inner) => (*inner, true),
            ty => (ty, false),
        };
        let mut presence = match (optional, nullable) {
            (false, false) => Presence::Required,
            (false, true) => Presence::RequiredNullable,
            (true, nullable) if nullable || is_true(holder.patch.as_ref()) => Presence::ThreeState,
            (true, _) => Presence::Optional,
        };
        if let Some(default) = parts.long.and_then(|long| long.client_default.as_ref()) {
            let literal = client_default(&cx, &ty, optional, default);
            presence = literal.map_or(presence, Presence::Defaulted);
        }
        let is = |key: fn(&Long) -> &Option<At<bool>>| {
            is_true(parts.long.and_then(|long| key(long).as_ref()))
        };
        let secret = is(|long| &long.secret);
        let shown = parts.long.and_then(|long| long.example.as_ref());
        let field = Field {
            wire: wire.to_owned(),
            example: shown.and_then(|shown| example(&cx, &ty, secret, shown)),
            rust,
            documented: !is(|long| &long.undocumented),
            secret,
            doc: parts.doc,
            ty,
            presence,
            boxed: false,
        };
        Some((field, name.span))
    }

    /// The fields of which one has to be there: those that are named, else those of the type that it extends.
    fn require_any(
        &self,
        id: TypeId,
        parents: &[TypeId],
        fields: &Fields,
        long: &Long,
    ) -> Vec<usize> {
        let slot = &self.slots[id.0];
        let Some(names) = &long.require_any else {
            return self.inherited_require_any(id, parents, fields);
        };
        let mut chosen = Vec::new();
        for name in names {
            let found = fields.get(name);
            let message = match found.map(|(index, field)| (index, &field.presence)) {
                Some((index, Presence::Optional)) if !chosen.contains(&index) => {
                    chosen.push(index);
                    continue;
                }
                Some((_, Presence::Optional)) => format!("`{}` is named twice", name.value),
                Some(_) => format!("`{}` is not a plain optional field", name.value),
                None if slot.faulty => continue,
                None => format!("`{}` is not a field of this type", name.value),
            };
            let help = if found.is_none() { fields.similar(&slot.cx, name) } else { None };
            slot.cx.error("require-any", name, message).maybe_help(help);
        }
        let inherits = |id: &TypeId| self.object_rule(*id).is_some();
        if names.len() < 2 && !(names.is_empty() && parents.iter().any(inherits)) {
            let at = names.first().map_or(slot.span, |name| name.span);
            let message = "`require_any` needs two or more optional fields";
            slot.cx.error("require-any", at, message);
        }
        chosen
    }

    /// An inherited rule holds as it is. Where it cannot, the type has to say what holds instead.
    fn inherited_require_any(&self, id: TypeId, parents: &[TypeId], fields: &Fields) -> Vec<usize> {
        let rules: Vec<_> = parents.iter().filter_map(|id| self.object_rule(*id)).collect();
        let [rule] = rules.as_slice() else {
            if !rules.is_empty() {
                self.refuse_rule(id, "it extends several types with `require_any`");
            }
            return Vec::new();
        };
        let found: Vec<_> = rule.iter().filter_map(|wire| fields.get(wire)).collect();
        if found.iter().any(|(_, field)| field.presence == Presence::Required) {
            // One of them is always there.
            return Vec::new();
        }
        if let Some((_, field)) = found.iter().find(|(_, it)| it.presence != Presence::Optional) {
            let wire = &field.wire;
            let message = format!(
                "it inherits a `require_any` that names `{wire}`, which is not a plain optional field here"
            );
            self.refuse_rule(id, &message);
        }
        found.into_iter().map(|(index, _)| index).collect()
    }

    fn refuse_rule(&self, id: TypeId, message: &str) {
        let slot = &self.slots[id.0];
        let help = "write the `require_any` of this type, or `require_any: []` where it has none";
        slot.cx.error("require-any", slot.span, message).help(help);
    }

    /// The names of the fields of which one has to be there.
    fn object_rule(&self, id: TypeId) -> Option<Vec<&str>> {
        match &self.api.at(id).kind {
            Kind::Object(object) if !object.require_any.is_empty() => {
                let rule = object.require_any.iter();
                Some(rule.map(|index| object.fields[*index].wire.as_str()).collect())
            }
            _ => None,
        }
    }

    fn as_string(&self, id: TypeId, fields: &Fields, written: &AsString) -> Option<ir::AsString> {
        if written.written.faulty {
            return None;
        }
        let slot = &self.slots[id.0];
        let first = fields.get(&written.first).filter(|(_, field)| {
            field.ty == TypeRef::STRING && field.presence == Presence::Required
        });
        if first.is_none() && !slot.faulty {
            let message =
                format!("`{}` is not a required `string` field of this type", written.first.value);
            slot.cx.error("as-string", &written.first, message);
        }
        let split = written.rest.split_once("{key}").and_then(|(before_key, rest)| {
            let (before_value, after_value) = rest.split_once("{value}")?;
            Some([before_key, before_value, after_value].map(str::to_owned))
        });
        if split.is_none() {
            let message = "`rest` has to hold `{key}` and, after it, `{value}`";
            slot.cx.error("as-string", &written.rest, message).help("such as `/{key}={value}`");
        }
        let [before_key, before_value, after_value] = split?;
        Some(ir::AsString { first: first?.0, before_key, before_value, after_value })
    }
}

/// Reports names that stand twice, with and without their question mark.
fn check_names(cx: &Context<'_>, fields: &Map<At<Shape>>) {
    cx.repeated(fields.names());
    let spans: BTreeMap<_, _> = fields.names().map(|name| (name.as_str(), name.span)).collect();
    for name in fields.names() {
        let Some(plain) = name.strip_suffix('?') else { continue };
        if let Some(twin) = spans.get(plain) {
            let message = format!("`{plain}` and `{plain}?` are one field");
            cx.error("optional-twice", name, message).note(*twin, "the other one");
        }
    }
}

/// A secret stays one, unless an override says that it does not.
fn check_secret(
    cx: &Context<'_>,
    name: &At<String>,
    shape: &At<Shape>,
    (inherited, span): &(Field, Span),
) {
    let is_decided = shape.long().is_some_and(|long| long.secret.is_some() || long.written.faulty);
    if inherited.secret && !is_decided {
        let message = format!("`{}` is a secret where it is inherited from", inherited.wire);
        let help = "write `secret: true`, or `secret: false` if everybody may see it";
        cx.error("secret-override", name, message).note(*span, "here").help(help);
    }
}

fn client_default(
    cx: &Context<'_>,
    ty: &TypeRef,
    optional: bool,
    default: &At<Scalar>,
) -> Option<Literal> {
    if !optional {
        let message = "it is required, so the caller always sets it";
        let help = "a field with a `client_default` is optional: its name ends in `?`";
        cx.error("default-required", default, message).help(help);
        return None;
    }
    let is_plain = |facts: &Facts| facts.plain.is_some();
    let facts = ty.builtin().map(Builtin::facts).filter(is_plain);
    literal(cx, facts, ("client_default", "default-type"), default)
}

/// The value that examples show of a field.
fn example(cx: &Context<'_>, ty: &TypeRef, secret: bool, example: &At<Scalar>) -> Option<Literal> {
    if secret {
        cx.error("example-secret", example, "it is a secret, so that no example shows it");
        return None;
    }
    literal(cx, ty.builtin().map(Builtin::facts), ("example", "example-type"), example)
}

/// A scalar as a value of a builtin type.
fn literal(
    cx: &Context<'_>,
    facts: Option<Facts>,
    (key, id): (&str, &'static str),
    scalar: &At<Scalar>,
) -> Option<Literal> {
    let is_whole = facts.is_some_and(|facts| facts.is_whole);
    #[expect(clippy::cast_precision_loss, reason = "a number that large is not written by hand")]
    let literal = match (facts.and_then(|facts| facts.json), scalar.value.clone()) {
        (Some(JsonKind::String), Scalar::String(text)) => Literal::String(text),
        (Some(JsonKind::Boolean), Scalar::Boolean(value)) => Literal::Boolean(value),
        (Some(JsonKind::Number), Scalar::Integer(number)) if is_whole => Literal::Integer(number),
        (Some(JsonKind::Number), Scalar::Integer(number)) => Literal::Number(number as f64),
        (Some(JsonKind::Number), Scalar::Number(number)) if number.is_finite() && !is_whole => {
            Literal::Number(number)
        }
        _ => {
            let is_not = match facts {
                Some(Facts { plain: Some(plain), .. }) => plain.to_owned(),
                Some(facts) if facts.json.is_some() => format!("a `{}`", facts.name),
                _ => "possible: only strings, numbers and booleans have one".to_owned(),
            };
            cx.error(id, scalar, format!("this `{key}` is not {is_not}"));
            return None;
        }
    };
    Some(literal)
}
