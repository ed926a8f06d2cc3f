//! `oneOf`, `anyOf` and `allOf`: variants that a reader can distinguish become a union, others one object.
//! Nothing is ever tried out by a reader: see the rules of the description language.

use std::collections::{BTreeMap, BTreeSet};

use super::discriminators::Tagged;
use super::document::Value;
use super::importer::Importer;
use super::merge::{objects_of, require};
use super::notes;
use super::types::{Field, Schema, Shape, Use, Word, bare};
use chatbotkit_description::ir::{Builtin, JsonKind};
use chatbotkit_description::names;

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
                self.notes.count(notes::MERGED);
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
            match self.opened(value, schema).shape {
                Shape::Object(fields) => branches.push(fields),
                // Such as one that says nothing but `required`.
                Shape::Plain(Use::ANY | Use::Map(_)) => branches.push(Vec::new()),
                _ => self
                    .notes
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
                    let schemas = uses.map(|ty| Schema::of(Shape::Plain(ty)));
                    pending.extend(schemas.rev());
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
        let variant = |(name, schema): (String, Schema)| {
            let inner = Word::Part(format!("{word}{}", names::pascal(&name)));
            let about = schema.about.clone();
            let ty = self.types.take(schema, inner);
            Field { about, ..Field::new(name, ty) }
        };
        let variants = variants.into_iter().map(variant).collect();
        Schema::of(Shape::Union { tag: None, content: None, variants })
    }

    /// Several schemas whose values look the same in JSON.
    fn one_kind(
        &mut self,
        value: Value<'a>,
        kind: JsonKind,
        mut group: Vec<Schema>,
        word: &str,
    ) -> Schema {
        if group.len() == 1 {
            return group.remove(0);
        }
        match kind {
            JsonKind::String => {
                let mut texts: Vec<String> = Vec::new();
                let mut seen = BTreeSet::new();
                for schema in group {
                    match schema.shape {
                        Shape::Enum(more) => {
                            texts.extend(more.into_iter().filter(|text| seen.insert(text.clone())));
                        }
                        // Beside values it says that there may be others, which goes for every enum.
                        Shape::Plain(Use::STRING) => {}
                        _ => return Schema::of(Shape::Plain(Use::STRING)),
                    }
                }
                Schema::of(Shape::Enum(texts))
            }
            JsonKind::Array => {
                let items = group.into_iter().filter_map(|schema| match schema.shape {
                    Shape::Plain(Use::Array(item)) => Some(Schema::of(Shape::Plain(*item))),
                    _ => None,
                });
                let inner = super::schemas::item_word(word);
                let items = items.collect();
                let item = self.one_of(value, items, &inner);
                let item = self.types.take(item, Word::Part(inner));
                Schema::of(Shape::Plain(item.array()))
            }
            _ => Schema::of(Shape::Plain(Use::Builtin(Builtin::Number))),
        }
    }

    /// Several objects: distinguished by a tag, or by fields of their own, else one object.
    fn objects(
        &mut self,
        value: Value<'a>,
        group: Vec<Schema>,
        word: &str,
        alone: bool,
    ) -> Vec<(String, Schema)> {
        let name = kind_name(JsonKind::Object).to_owned();
        let is_map = |schema: &Schema| matches!(schema.shape, Shape::Plain(_));
        if group.iter().any(is_map) {
            self.notes.count(notes::ANY_OBJECT);
            let any = Use::ANY.map();
            return vec![(name, Schema::of(Shape::Plain(any)))];
        }
        let objects: Vec<(Vec<Field>, Schema)> = group
            .into_iter()
            .filter_map(|schema| Some((objects_of(schema.clone())?, schema)))
            .collect();
        let tag = self.tag_of(value, &objects);
        if let Some(tag) = tag.filter(|_| alone) {
            let named = objects.into_iter().filter_map(|(fields, schema)| {
                Some((self.tag_value(&fields, &tag)?, fields, schema))
            });
            let named = named.collect();
            return vec![(name, self.tagged(value, &tag, named, word))];
        }
        let own = own_fields(&objects);
        if own.len() == objects.len() {
            self.notes.count(notes::BY_FIELD);
            return own
                .into_iter()
                .zip(objects)
                .map(|(own, (_, schema))| {
                    let name = schema.hint.as_deref().unwrap_or(&own);
                    (names::camel(name), schema)
                })
                .collect();
        }
        self.notes.count(notes::MERGED);
        let branches = objects.into_iter().map(|(fields, _)| fields).collect();
        let merged = self.alternatives(value, branches);
        vec![(name, Schema::of(Shape::Object(merged)))]
    }

    /// The key whose values distinguish the objects.
    fn tag_of(&self, value: Value<'a>, objects: &[(Vec<Field>, Schema)]) -> Option<String> {
        let said = value.get("discriminator").and_then(|it| it.get("propertyName"));
        let first = objects.first()?.0.iter().map(|field| field.name.as_str());
        let candidates = said.and_then(Value::text).into_iter().chain(first);
        let distinguishes = |tag: &&str| {
            let values = objects.iter().map(|(fields, _)| self.tag_value(fields, tag));
            let values: Option<Vec<_>> = values.collect();
            values.is_some_and(|mut values| {
                let count = values.len();
                values.sort();
                values.dedup();
                values.len() == count
            })
        };
        candidates.filter(distinguishes).map(str::to_owned).next()
    }

    /// The only value that a required field can have.
    pub(super) fn tag_value(&self, fields: &[Field], tag: &str) -> Option<String> {
        let field = fields.iter().find(|field| field.name == tag)?;
        match self.types.shape(&field.ty)? {
            Shape::Enum(values) if field.required && values.len() == 1 => values.first().cloned(),
            _ => None,
        }
    }

    /// A union whose variants say which they are.
    pub(super) fn tagged(
        &mut self,
        value: Value<'a>,
        tag: &str,
        objects: Vec<Tagged>,
        word: &str,
    ) -> Schema {
        let content = content_of(tag, &objects);
        let mut variants = Vec::new();
        for (name, mut fields, schema) in objects {
            fields.retain(|field| field.name != tag);
            let inner = Word::Part(format!("{word}{}", names::pascal(&name)));
            let ty = match (&content, fields.pop()) {
                (Some(_), Some(field)) => field.ty,
                (_, last) => {
                    fields.extend(last);
                    let shape = Shape::Object(fields);
                    self.types.take(Schema { shape, ..schema.clone() }, inner)
                }
            };
            variants.push(Field { about: schema.about, ..Field::new(name, ty) });
        }
        self.notes.count(notes::BY_TAG);
        if variants.is_empty() {
            return self.lost(value, "its branches cannot be distinguished");
        }
        Schema::of(Shape::Union { tag: Some(tag.to_owned()), content, variants })
    }
}

/// The one key that stands beside the tag in all objects, and has to.
fn content_of(tag: &str, objects: &[Tagged]) -> Option<String> {
    let mut content = None;
    for (_, fields, _) in objects {
        let mut others = fields.iter().filter(|field| field.name != tag);
        let (Some(field), None) = (others.next(), others.next()) else {
            return None;
        };
        if !field.required || content.is_some_and(|known: &String| *known != field.name) {
            return None;
        }
        content = Some(&field.name);
    }
    content.cloned()
}

/// For each object a required field that the others lack; fewer where one has none.
fn own_fields(objects: &[(Vec<Field>, Schema)]) -> Vec<String> {
    let mut holders: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (at, (fields, _)) in objects.iter().enumerate() {
        for field in fields {
            holders.entry(&field.name).or_default().insert(at);
        }
    }
    let is_own = |field: &&Field| {
        let alone = holders.get(field.name.as_str()).is_some_and(|holders| holders.len() == 1);
        field.required && alone && !matches!(field.ty, Use::Nullable(_))
    };
    let own = objects.iter().filter_map(|(fields, _)| fields.iter().find(is_own));
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
