//! `oneOf`, `anyOf` and `allOf`: variants that a reader can distinguish become a union, others one object.
//! Nothing is ever tried out by a reader: see the rules of the description language.

use std::collections::{BTreeMap, BTreeSet};

use super::document::Value;
use super::importer::Importer;
use super::merge::require;
use super::notes;
use super::types::{Field, Schema, Shape, Use, Word, bare};
use chatbotkit_description::ir::{Builtin, JsonKind};
use chatbotkit_description::names;

/// A variant by its name or tag.
pub(super) type Named = (String, Schema);

impl<'a> Importer<'a> {
    /// The branches of a `oneOf` or `anyOf`, together with what the schema says by itself.
    pub(super) fn beside(
        &mut self,
        value: Value<'a>,
        own: Schema,
        branches: Vec<Value<'a>>,
        word: &str,
    ) -> Schema {
        let required = self.texts(value, "required");
        let count = branches.len();
        let (mut kept, mut schemas) = (Vec::new(), Vec::new());
        for (index, branch) in branches.into_iter().enumerate() {
            if self.is_null(branch) {
                continue;
            }
            let name = if count == 1 { word.to_owned() } else { format!("{word}{}", index + 1) };
            let schema =
                self.within(format!("branch {}", index + 1), |this| this.schema(branch, &name));
            schemas.push(schema);
            kept.push(branch);
        }
        let null = own.nullable || schemas.len() < count;
        let mut schema = match own.shape {
            Shape::Object(fields) => {
                // Fields of its own stand beside those of every branch.
                let branches = self.branches_of(value, schemas);
                let alternatives = self.alternatives(value, branches);
                let merged = self.together(value, vec![fields, alternatives]);
                self.count(notes::MERGED);
                Schema::of(Shape::Object(merged))
            }
            // A bare `type: object` says nothing that the branches do not.
            _ => match self.discriminated(value, &kept, &schemas, word) {
                Some(schema) => schema,
                None => match (schemas.as_slice(), kept.as_slice()) {
                    // One of one is that one, whatever it is.
                    ([schema], [branch]) => {
                        Schema { about: self.about_of(*branch, schema), ..schema.clone() }
                    }
                    _ => self.one_of(value, schemas, word),
                },
            },
        };
        if !required.is_empty() {
            let mut opened = self.opened(value, schema.clone());
            if let Shape::Object(fields) = &mut opened.shape {
                require(fields, &required);
                schema = opened;
            }
        }
        schema.nullable |= null;
        schema
    }

    /// Whether a branch says nothing but that there may be null.
    fn is_null(&self, branch: Value<'a>) -> bool {
        self.document.pointed_at(branch).is_some_and(Value::allows_null_only)
    }

    /// The fields of branches that stand beside properties.
    fn branches_of(&mut self, value: Value<'a>, schemas: Vec<Schema>) -> Vec<Vec<Field>> {
        let mut branches = Vec::new();
        for schema in schemas {
            match self.opened(value, schema).fields() {
                Some(fields) => branches.push(fields),
                None => self
                    .warn(value, "a branch beside `properties` is not an object and is left out"),
            }
        }
        branches
    }

    /// One of several schemas.
    pub(super) fn one_of(&mut self, value: Value<'a>, schemas: Vec<Schema>, word: &str) -> Schema {
        let mut null = false;
        let (mut flat, mut known) = (Vec::new(), BTreeSet::new());
        let mut pending: Vec<_> = schemas.into_iter().rev().collect();
        while let Some(schema) = pending.pop() {
            let schema = self.opened(value, schema);
            null |= schema.nullable;
            match schema.shape {
                Shape::Union { tag: None, variants, .. } => {
                    let uses = variants.into_iter().map(|variant| variant.ty);
                    pending.extend(uses.map(Schema::of).rev());
                }
                shape => {
                    if known.insert(bare(&shape)) {
                        flat.push(Schema { shape, nullable: false, ..schema });
                    }
                }
            }
        }
        let any = |schema: &Schema| schema.shape == Shape::Plain(Use::ANY);
        let mut schema = match flat.len() {
            0 => Schema::any(),
            1 => flat.remove(0),
            _ if flat.iter().any(any) => Schema::any(),
            _ => self.several(value, flat, word),
        };
        schema.nullable |= null;
        schema
    }

    /// One of several schemas that differ.
    fn several(&mut self, value: Value<'a>, schemas: Vec<Schema>, word: &str) -> Schema {
        let mut groups: Vec<(JsonKind, Vec<Schema>)> = Vec::new();
        for schema in schemas {
            let kind = self.json_kind(&schema.shape);
            match groups.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, group)) => group.push(schema),
                None => groups.push((kind, vec![schema])),
            }
        }
        let alone = groups.len() == 1;
        let mut variants = Vec::new();
        for (kind, group) in groups {
            let found = match kind {
                JsonKind::Object if group.len() > 1 => self.objects(value, group, word, alone),
                _ => vec![(kind_name(kind).to_owned(), self.one_kind(value, kind, group, word))],
            };
            variants.extend(found);
        }
        if variants.len() == 1 {
            return variants.remove(0).1;
        }
        let variant = |(name, schema): Named| {
            let word = Word::Part(format!("{word}{}", names::pascal(&name)));
            Field { about: schema.about.clone(), ..Field::new(name, self.types.take(schema, word)) }
        };
        let variants = variants.into_iter().map(variant).collect();
        Schema::of(Shape::Union { tag: None, content: None, variants })
    }

    /// Several schemas whose values look the same in JSON.
    fn one_kind(
        &mut self,
        at: Value<'a>,
        kind: JsonKind,
        group: Vec<Schema>,
        word: &str,
    ) -> Schema {
        match (kind, group.as_slice()) {
            (_, [schema]) => schema.clone(),
            (JsonKind::String, _) => {
                let mut texts: Vec<String> = Vec::new();
                let mut seen = BTreeSet::new();
                for schema in group {
                    match schema.shape {
                        Shape::Enum(more) => {
                            texts.extend(more.into_iter().filter(|text| seen.insert(text.clone())));
                        }
                        // Beside values it says that there may be others, which goes for every enum.
                        Shape::Plain(Use::STRING) => {}
                        _ => return Schema::of(Use::STRING),
                    }
                }
                Schema::of(Shape::Enum(texts))
            }
            (JsonKind::Array, _) => {
                let items = group.into_iter().filter_map(|schema| match schema.shape {
                    Shape::Plain(Use::Array(item)) => Some(Schema::of(*item)),
                    _ => None,
                });
                let word = super::schemas::item_word(word);
                let item = self.one_of(at, items.collect(), &word);
                Schema::of(self.types.take(item, Word::Part(word)).array())
            }
            _ => Schema::of(Use::Builtin(Builtin::Number)),
        }
    }

    /// Several objects, `alone` if there is nothing else: distinguished by a tag, or by fields of their own, else one
    /// object.
    fn objects(&mut self, at: Value<'a>, all: Vec<Schema>, word: &str, alone: bool) -> Vec<Named> {
        let name = kind_name(JsonKind::Object).to_owned();
        if all.iter().any(|schema| matches!(schema.shape, Shape::Plain(_))) {
            self.count(notes::ANY_OBJECT);
            return vec![(name, Schema::of(Use::ANY.map()))];
        }
        let all: Vec<_> =
            all.into_iter().filter(|it| matches!(it.shape, Shape::Object(_))).collect();
        if let Some(tag) = self.tag_of(at, &all).filter(|_| alone) {
            let tagged = |schema: Schema| Some((self.tag_value(&schema, &tag)?, schema));
            let tagged = all.into_iter().filter_map(tagged).collect();
            return vec![(name, self.tagged(at, &tag, tagged, word))];
        }
        let own = own_fields(&all);
        if own.len() == all.len() {
            self.count(notes::BY_FIELD);
            let named = |(own, schema): (String, Schema)| {
                (names::camel(schema.hint.as_deref().unwrap_or(&own)), schema)
            };
            return own.into_iter().zip(all).map(named).collect();
        }
        self.count(notes::MERGED);
        let fields = all.iter().filter_map(Schema::fields).collect();
        vec![(name, Schema::of(Shape::Object(self.alternatives(at, fields))))]
    }

    /// The key whose values distinguish the objects.
    fn tag_of(&self, value: Value<'a>, objects: &[Schema]) -> Option<String> {
        let stated = value.get("discriminator").and_then(|it| it.text_at("propertyName"));
        let first = objects.first()?.shape.parts().iter().map(|field| field.name.as_str());
        let distinguishes = |tag: &&str| {
            let mut seen = BTreeSet::new();
            let mut values = objects.iter().map(|schema| self.tag_value(schema, tag));
            values.all(|value| value.is_some_and(|value| seen.insert(value)))
        };
        stated.into_iter().chain(first).find(distinguishes).map(str::to_owned)
    }

    /// The only value that a required field can have.
    pub(super) fn tag_value(&self, object: &Schema, tag: &str) -> Option<String> {
        let field = object.shape.parts().iter().find(|field| field.name == tag)?;
        match self.types.shape(&field.ty)? {
            Shape::Enum(values) if field.required && values.len() == 1 => values.first().cloned(),
            _ => None,
        }
    }

    /// A union whose variants say which they are.
    pub(super) fn tagged(
        &mut self,
        at: Value<'a>,
        tag: &str,
        objects: Vec<Named>,
        word: &str,
    ) -> Schema {
        let content = content_of(tag, &objects);
        let mut variants = Vec::new();
        for (name, mut schema) in objects {
            let about = schema.about.clone();
            let mut fields = schema.fields().unwrap_or_default();
            fields.retain(|field| field.name != tag);
            let ty = match (&content, fields.pop()) {
                (Some(_), Some(field)) => field.ty,
                (_, last) => {
                    fields.extend(last);
                    schema.shape = Shape::Object(fields);
                    let word = Word::Part(format!("{word}{}", names::pascal(&name)));
                    self.types.take(schema, word)
                }
            };
            variants.push(Field { about, ..Field::new(name, ty) });
        }
        self.count(notes::BY_TAG);
        if variants.is_empty() {
            return self.lost(at, "its branches cannot be distinguished");
        }
        Schema::of(Shape::Union { tag: Some(tag.to_owned()), content, variants })
    }
}

/// The one key that stands beside the tag in all objects, and has to.
fn content_of(tag: &str, objects: &[Named]) -> Option<String> {
    let only = |(_, object): &Named| {
        let mut others = object.shape.parts().iter().filter(|field| field.name != tag);
        let only = others.next().filter(|field| field.required && others.next().is_none())?;
        Some(only.name.clone())
    };
    let keys: BTreeSet<_> = objects.iter().map(only).collect::<Option<_>>()?;
    keys.first().filter(|_| keys.len() == 1).cloned()
}

/// For each object a required field that the others lack; fewer where one has none.
fn own_fields(objects: &[Schema]) -> Vec<String> {
    let mut holders: BTreeMap<&str, usize> = BTreeMap::new();
    for field in objects.iter().flat_map(|object| object.shape.parts()) {
        *holders.entry(&field.name).or_default() += 1;
    }
    let is_own = |field: &&Field| {
        let alone = holders.get(field.name.as_str()) == Some(&1);
        field.required && alone && !matches!(field.ty, Use::Nullable(_))
    };
    let own = objects.iter().filter_map(|object| object.shape.parts().iter().find(is_own));
    own.map(|field| field.name.clone()).collect()
}

fn kind_name(kind: JsonKind) -> &'static str {
    match kind {
        JsonKind::Boolean => "boolean",
        JsonKind::Number => "number",
        JsonKind::String => "text",
        JsonKind::Array => "list",
        JsonKind::Object => "object",
    }
}
