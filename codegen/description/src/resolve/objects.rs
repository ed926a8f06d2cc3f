//! Objects: inheritance flattened, every field with its presence.

use std::collections::BTreeMap;

use super::clashes::Clashes;
use super::context::{self, Owner, similar};
use super::parts::{Parts, Position};
use super::types::Types;
use crate::ir::{self, Field, JsonKind, Kind, Literal, Presence, TypeId, TypeRef};
use crate::load::description::{AsString, Long};
use crate::load::map::Map;
use crate::load::place::At;
use crate::load::shape::{Scalar, Shape};
use crate::names;
use crate::report::Place;

/// A field and where it is described.
pub(super) type Placed = (Field, Place);

impl<'a> Types<'a> {
    /// An object, or the events of a stream where it does nothing but extend some.
    pub(super) fn object(&mut self, id: TypeId, parts: &Parts<'a>) -> Kind {
        let Some(long) = parts.long else {
            return Kind::Object(ir::Object {
                fields: Vec::new(),
                require_any: Vec::new(),
                as_string: None,
            });
        };
        let parents = self.parents(id, long);
        if long.fields.is_none() && parents.iter().any(|parent| self.is_events(*parent)) {
            return self.events(id, None, Some(long));
        }
        let mut fields = self.inherited(id, &parents, long);
        if long.patch.as_ref().is_some_and(|at| at.value) {
            // A `patch` can clear what it inherits as well.
            let optional = |field: &&mut Field| field.presence == Presence::Optional;
            let inherited = fields.iter_mut().map(|(field, _)| field);
            inherited.filter(optional).for_each(|field| field.presence = Presence::ThreeState);
        }
        let inherited = fields.len();
        self.override_fields(id, &mut fields, long);
        self.own_fields(id, &mut fields, inherited, long);
        let owner = self.slots[id.0].owner.clone();
        let mut clashes = Clashes::new();
        for (field, place) in &fields {
            clashes.check(self.report, &owner, place, &field.wire, &field.rust);
        }
        let (fields, places): (Vec<_>, Vec<_>) = fields.into_iter().unzip();
        self.slots[id.0].places = places;
        let require_any = self.require_any(id, &fields, long);
        let as_string =
            long.as_string.as_ref().and_then(|written| self.as_string(&owner, &fields, written));
        Kind::Object(ir::Object { fields, require_any, as_string })
    }

    fn override_fields(&mut self, id: TypeId, fields: &mut [Placed], long: &'a Long) {
        let Some(overrides) = &long.overrides else {
            return;
        };
        let owner = self.slots[id.0].owner.clone();
        self.check_names(&owner, overrides);
        for (name, shape) in overrides.iter() {
            let wire = name.trim_end_matches('?');
            let Some(index) = fields.iter().position(|(field, _)| field.wire == wire) else {
                if !self.slots[id.0].faulty {
                    let message = format!("nothing inherited is called `{wire}`");
                    let help =
                        similar("field", wire, fields.iter().map(|(field, _)| field.wire.as_str()));
                    let place = owner.place(name);
                    self.report
                        .push(owner.error("override-nothing", place, message).maybe_help(help));
                }
                continue;
            };
            self.check_secret(&owner, name, shape, &fields[index]);
            if let Some(field) = self.field(id, name, shape, long) {
                fields[index] = field;
            }
        }
    }

    /// A secret stays one, unless an override says that it does not.
    fn check_secret(
        &mut self,
        owner: &Owner,
        name: &At<String>,
        shape: &At<Shape>,
        (inherited, place): &Placed,
    ) {
        let says = matches!(&shape.value, Shape::Long(long) if long.secret.is_some());
        if inherited.secret && !says {
            let message = format!("`{}` is a secret where it is inherited from", inherited.wire);
            let help = "write `secret: true`, or `secret: false` if everybody may see it";
            let diagnostic = owner.error("secret-override", owner.place(name), message);
            self.report.push(diagnostic.note(place.clone(), "here").help(help));
        }
    }

    fn own_fields(
        &mut self,
        id: TypeId,
        fields: &mut Vec<Placed>,
        inherited: usize,
        long: &'a Long,
    ) {
        let Some(own) = &long.fields else {
            return;
        };
        let owner = self.slots[id.0].owner.clone();
        self.check_names(&owner, own);
        for (name, shape) in own.iter() {
            let wire = name.trim_end_matches('?');
            if let Some((_, place)) =
                fields[..inherited].iter().find(|(field, _)| field.wire == wire)
            {
                let message = format!("`{wire}` is inherited already");
                self.report.push(
                    owner
                        .error("field-inherited", owner.place(name), message)
                        .note(place.clone(), "from here")
                        .help("a field that differs from the inherited one goes under `override`"),
                );
                continue;
            }
            let known = fields.iter().any(|(field, _)| field.wire == wire);
            if let Some(field) = self.field(id, name, shape, long).filter(|_| !known) {
                fields.push(field);
            }
        }
    }

    /// Reports names that stand twice, with and without their question mark.
    fn check_names(&mut self, owner: &Owner, fields: &Map<At<Shape>>) {
        context::repeated(self.report, owner, fields.iter().map(|(name, _)| name));
        let twins = fields.iter().map(|(name, _)| (name.as_str(), name));
        let twins: BTreeMap<_, _> = twins.collect();
        for (name, _) in fields.iter() {
            let Some(plain) = name.strip_suffix('?') else {
                continue;
            };
            if let Some(twin) = twins.get(plain) {
                let message = format!("`{plain}` and `{plain}?` are one field");
                self.report.push(
                    owner
                        .error("optional-twice", owner.place(name), message)
                        .note(owner.place(twin), "the other one"),
                );
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
        let wire = name.trim_end_matches('?');
        let optional = name.ends_with('?');
        let slot = &self.slots[id.0];
        let owner = Owner::new(slot.owner.file, format!("field `{}.{wire}`", slot.ty.name));
        let inline_name = names::inline_name(&slot.ty.rust, wire);
        let place = owner.place(name);
        let parts = Parts::of(self.report, &owner, Position::Field, place.clone(), shape)?;
        let rust = parts.long.and_then(|long| long.rust.as_ref());
        let rust = self.rust_name(&owner, &place, rust, wire, names::field_name);
        let ty = self.part_type(id, &owner, &place, inline_name, &parts);
        let (ty, nullable) = match ty {
            TypeRef::Nullable(inner) => (*inner, true),
            ty => (ty, false),
        };
        let patch = holder.patch.as_ref().is_some_and(|at| at.value);
        let mut presence = match (optional, nullable) {
            (false, false) => Presence::Required,
            (false, true) => Presence::RequiredNullable,
            (true, nullable) if nullable || patch => Presence::ThreeState,
            (true, _) => Presence::Optional,
        };
        if let Some(default) = parts.long.and_then(|long| long.client_default.as_ref()) {
            let literal = self.client_default(&owner, &ty, optional, default);
            presence = literal.map_or(presence, Presence::Defaulted);
        }
        let says = |key: fn(&Long) -> &Option<At<bool>>| {
            let at = parts.long.and_then(|long| key(long).as_ref());
            at.is_some_and(|at| at.value)
        };
        let documented = !says(|long| &long.undocumented);
        let secret = says(|long| &long.secret);
        Some((
            Field {
                wire: wire.to_owned(),
                rust,
                doc: parts.doc,
                ty,
                presence,
                documented,
                secret,
                boxed: false,
            },
            place,
        ))
    }

    fn client_default(
        &mut self,
        owner: &Owner,
        ty: &TypeRef,
        optional: bool,
        default: &At<Scalar>,
    ) -> Option<Literal> {
        if !optional {
            let message = "it is required, so the caller always sets it";
            let help = "a field with a `client_default` is optional: its name ends in `?`";
            self.report
                .push(owner.error("default-required", owner.place(default), message).help(help));
            return None;
        }
        let plain = match ty {
            TypeRef::Builtin(builtin) => Some(builtin.facts()).filter(|it| it.plain.is_some()),
            _ => None,
        };
        #[expect(
            clippy::cast_precision_loss,
            reason = "a default that large is not written by hand"
        )]
        let literal = match (plain.and_then(|facts| facts.json), &default.value) {
            (Some(JsonKind::String), Scalar::String(text)) => Literal::String(text.clone()),
            (Some(JsonKind::Boolean), Scalar::Boolean(value)) => Literal::Boolean(*value),
            (Some(JsonKind::Number), Scalar::Integer(number)) => {
                match plain.is_some_and(|facts| facts.is_whole) {
                    true => Literal::Integer(*number),
                    false => Literal::Number(*number as f64),
                }
            }
            (Some(JsonKind::Number), Scalar::Number(number))
                if number.is_finite() && !plain.is_some_and(|facts| facts.is_whole) =>
            {
                Literal::Number(*number)
            }
            _ => {
                let what = plain.and_then(|facts| facts.plain);
                let what =
                    what.unwrap_or("possible: only texts, numbers and booleans have defaults");
                let message = format!("this `client_default` is not {what}");
                self.report.push(owner.error("default-type", owner.place(default), message));
                return None;
            }
        };
        Some(literal)
    }

    fn require_any(&mut self, id: TypeId, fields: &[Field], long: &Long) -> Vec<usize> {
        let owner = self.slots[id.0].owner.clone();
        let Some(names) = &long.require_any else {
            return Vec::new();
        };
        let mut chosen = Vec::new();
        for name in names {
            let found = fields.iter().position(|field| field.wire == name.value);
            let message = match found.map(|index| &fields[index].presence) {
                Some(Presence::Optional) if !chosen.contains(&found.unwrap_or(0)) => {
                    chosen.extend(found);
                    continue;
                }
                Some(Presence::Optional) => format!("`{}` is named twice", name.value),
                Some(_) => format!("`{}` is not a plain optional field", name.value),
                None => format!("`{}` is no field of this type", name.value),
            };
            let known = fields.iter().map(|field| field.wire.as_str());
            let help = if found.is_none() { similar("field", name, known) } else { None };
            self.report
                .push(owner.error("require-any", owner.place(name), message).maybe_help(help));
        }
        if names.len() < 2 {
            let place = names
                .first()
                .map_or_else(|| self.slots[id.0].place.clone(), |name| owner.place(name));
            let message = "`require_any` needs two or more optional fields";
            self.report.push(owner.error("require-any", place, message));
        }
        chosen
    }

    fn as_string(
        &mut self,
        owner: &Owner,
        fields: &[Field],
        written: &AsString,
    ) -> Option<ir::AsString> {
        let first = fields.iter().position(|field| {
            field.wire == written.first.value
                && field.ty == TypeRef::STRING
                && field.presence == Presence::Required
        });
        if first.is_none() {
            let message =
                format!("`{}` is no required `string` field of this type", written.first.value);
            self.report.push(owner.error("as-string", owner.place(&written.first), message));
        }
        let split = written.rest.split_once("{key}").and_then(|(before_key, rest)| {
            let (before_value, after_value) = rest.split_once("{value}")?;
            Some((before_key.to_owned(), before_value.to_owned(), after_value.to_owned()))
        });
        if split.is_none() {
            let message = "`rest` has to hold `{key}` and, behind it, `{value}`";
            let help = "such as `/{key}={value}`";
            self.report
                .push(owner.error("as-string", owner.place(&written.rest), message).help(help));
        }
        let (before_key, before_value, after_value) = split?;
        Some(ir::AsString { first: first?, before_key, before_value, after_value })
    }
}
