//! Objects that become one: those of an `allOf`, and those of a `oneOf` that no reader could distinguish.

use std::collections::{BTreeMap, BTreeSet};

use super::document::Value;
use super::importer::Importer;
use super::types::{Field, Schema, Shape, Use};
use chatbotkit_description::ir::JsonKind;
use chatbotkit_description::names;

impl<'a> Importer<'a> {
    /// All parts of an `allOf`, and what the schema says by itself.
    pub(super) fn all_of(
        &mut self,
        value: Value<'a>,
        own: Schema,
        parts: Vec<Value<'a>>,
        word: &str,
    ) -> Schema {
        let mut required = self.texts(value, "required");
        let mut all = Vec::new();
        for part in parts {
            // A part that only requires says nothing else that could be merged.
            required.extend(self.texts(part, "required"));
            let schema = self.within("`allOf`", |this| this.schema(part, word));
            all.push((part, schema));
        }
        if let ([(part, schema)], true) = (all.as_slice(), required.is_empty() && !says(&own)) {
            let about = self.about_of(*part, schema);
            return Schema { nullable: own.nullable || schema.nullable, about, ..schema.clone() };
        }
        let opened = all.into_iter().map(|(part, schema)| self.opened(part, schema));
        let mut all: Vec<Schema> = opened.collect();
        let nullable = own.nullable;
        all.push(own);
        let mut saying = all.iter().filter(|schema| says(schema)).cloned();
        let Some(mut merged) = saying.next() else {
            return all.swap_remove(0);
        };
        let others: Vec<Schema> = saying.collect();
        let mut alone = others.is_empty();
        let count = others.len();
        let objects = others.into_iter().filter_map(|schema| match schema.shape {
            Shape::Object(fields) => Some(fields),
            _ => None,
        });
        let mut objects: Vec<_> = objects.collect();
        if objects.len() < count || (count > 0 && !matches!(merged.shape, Shape::Object(_))) {
            self.warn(value, "only objects can be merged: a part of `allOf` is left out");
        }
        if let Shape::Object(fields) = &mut merged.shape {
            objects.insert(0, std::mem::take(fields));
            *fields = self.together(value, objects);
            alone &= !require(fields, &required);
        }
        Schema {
            hint: merged.hint.filter(|_| alone),
            here: None,
            nullable: nullable || (alone && merged.nullable),
            ..merged
        }
    }

    /// Whether the branches beside the fields of `own` only require. Then the fields are marked, or it is reported that
    /// the rule cannot be said.
    pub(super) fn only_require(
        &mut self,
        value: Value<'a>,
        key: &str,
        branches: &[Value<'a>],
        own: &mut Schema,
    ) -> bool {
        let Shape::Object(fields) = &mut own.shape else {
            return false;
        };
        if branches.is_empty() || !branches.iter().all(requires_only) {
            return false;
        }
        let of = |branch: &Value<'a>| match self.texts(*branch, "required").as_slice() {
            [name] => fields.iter().position(|field| field.name == *name),
            _ => None,
        };
        let group: Option<BTreeSet<usize>> = branches.iter().map(of).collect();
        match group.filter(|group| key == "anyOf" && group.len() > 1) {
            Some(group) => group.iter().for_each(|index| fields[*index].any = true),
            None => {
                self.warn(value, format!("which of its fields `{key}` requires cannot be said"));
            }
        }
        true
    }

    /// The fields of several objects at once.
    pub(super) fn together(&mut self, value: Value<'a>, objects: Vec<Vec<Field>>) -> Vec<Field> {
        let mut rule = BTreeSet::new();
        for object in &objects {
            let own = object.iter().filter(|field| field.any).map(|field| field.name.clone());
            let own: BTreeSet<_> = own.collect();
            if !rule.is_empty() && !own.is_subset(&rule) {
                self.warn(value, "two rules on which fields have to be there became one");
            }
            rule.extend(own);
        }
        let same = |group: Vec<Field>| {
            let mut fields = group.into_iter();
            let first = fields.next()?;
            Some(fields.fold(first, |known, field| self.same_field(value, known, field)))
        };
        by_name(objects).into_iter().filter_map(same).collect()
    }

    /// A field that several objects have, of which all are there.
    fn same_field(&mut self, value: Value<'a>, known: Field, field: Field) -> Field {
        let mut about =
            if known.about.doc.is_empty() { field.about.clone() } else { known.about.clone() };
        about.secret = known.about.secret || field.about.secret;
        let ty = match (known.ty, field.ty) {
            (Use::ANY, ty) | (ty, Use::ANY) => ty,
            (one, other) if one == other => one,
            (one, other) => self.choice(value, vec![one, other], &names::pascal(&field.name)),
        };
        Field {
            name: known.name,
            ty,
            required: known.required || field.required,
            any: known.any || field.any,
            about,
        }
    }

    /// The fields of several objects of which one is there: required is what all of them require.
    pub(super) fn alternatives(
        &mut self,
        value: Value<'a>,
        objects: Vec<Vec<Field>>,
    ) -> Vec<Field> {
        if objects.iter().flatten().any(|field| field.any) {
            self.warn(value, "which fields a branch requires cannot be said");
        }
        let count = objects.len();
        let one = |group: Vec<Field>| {
            let required = group.len() == count && group.iter().all(|field| field.required);
            let secret = group.iter().any(|field| field.about.secret);
            let mut first = group.first()?.clone();
            first.about.secret = secret;
            let mut seen = BTreeSet::new();
            let uses = group.into_iter().map(|field| field.ty);
            let uses: Vec<_> = uses.filter(|ty| seen.insert(ty.clone())).collect();
            let ty = match uses.as_slice() {
                [ty] => ty.clone(),
                _ => self.choice(value, uses, &names::pascal(&first.name)),
            };
            Some(Field { ty, required, any: false, ..first })
        };
        by_name(objects).into_iter().filter_map(one).collect()
    }

    /// The kind of JSON that every value of a shape has.
    pub(super) fn json_kind(&self, shape: &Shape) -> JsonKind {
        match shape {
            Shape::Enum(_) => JsonKind::String,
            Shape::Plain(Use::Builtin(builtin)) => builtin.facts().json.unwrap_or(JsonKind::Object),
            Shape::Plain(Use::Array(_)) => JsonKind::Array,
            _ => JsonKind::Object,
        }
    }
}

/// Makes those fields required. Returns whether any of them was not.
pub(super) fn require(fields: &mut [Field], required: &[&str]) -> bool {
    let required: BTreeSet<_> = required.iter().copied().collect();
    let open = fields.iter_mut().filter(|it| !it.required && required.contains(it.name.as_str()));
    open.map(|field| field.required = true).count() > 0
}

/// The fields of several objects, those of one name together.
fn by_name(objects: Vec<Vec<Field>>) -> Vec<Vec<Field>> {
    let mut groups: Vec<Vec<Field>> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for field in objects.into_iter().flatten() {
        let at = *known.entry(field.name.clone()).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.push(field),
            None => groups.push(vec![field]),
        }
    }
    groups
}

/// Whether a schema says anything that could be merged.
fn says(schema: &Schema) -> bool {
    let any_map = Use::ANY.map();
    !matches!(&schema.shape, Shape::Plain(ty) if *ty == Use::ANY || *ty == any_map)
}

/// Whether a branch says which fields have to be there, and nothing else.
fn requires_only(branch: &Value<'_>) -> bool {
    let words = ["type", "title", "description"];
    let fits = |key: &str| key == "required" || words.contains(&key);
    branch.has("required")
        && branch.entries().is_some_and(|mut entries| entries.all(|(key, _)| fits(key)))
}
