//! Types by name. What a `$ref` leads to, or a choice between types, has an id before it is read, so that whatever
//! names it need not wait. It is read when the part of the document that names it is done, or earlier, where it has to
//! be merged with others. What is met again while it is read consists of nothing but itself.

use std::collections::BTreeSet;

use super::declared::Source;
use super::document::{Value, component_name};
use super::importer::Importer;
use super::types::{About, NESTED, Schema, Shape, Use, Word};
use chatbotkit_description::names;

/// How many types may be merged into one another: more than any document needs, and few enough for the stack.
const MERGES: usize = 32;

impl<'a> Importer<'a> {
    /// The type that a `$ref` leads to, by its name.
    pub(super) fn referred(&mut self, value: Value<'a>, pointer: &'a str, word: &str) -> Schema {
        let known =
            self.stated.at(pointer).or_else(|| self.declared.pointers.get(pointer).copied());
        if let Some(id) = known {
            return self.named(value, id);
        }
        let Some(target) = self.target(value, pointer) else {
            return Schema::any();
        };
        let name = component_name(pointer).and_then(|name| names::type_name(&name).ok());
        let word = name.map_or_else(|| Word::Part(word.to_owned()), Word::Whole);
        let id = self.declare(word, Source::Schema(target));
        self.declared.pointers.insert(pointer, id);
        self.read_declared();
        self.named(value, id)
    }

    /// A type by its name. Since 3.1, what names it can have words of its own.
    fn named(&self, value: Value<'a>, id: usize) -> Schema {
        let here = Some(self.about(value)).filter(|own| !own.is_empty());
        Schema { here, ..Schema::of(Use::Named(id)) }
    }

    /// The type of a schema that merges types, by its name, while another one is read: it may be one of those.
    pub(super) fn put_off(&mut self, value: Value<'a>, word: &str) -> Option<Schema> {
        if self.declared.reading.is_empty() || !merges(value) {
            return None;
        }
        let id = self.declare(Word::Part(word.to_owned()), Source::Schema(value));
        Some(self.named(value, id))
    }

    /// The type of what is one of several, by its name. A choice among choices is one among all that these are among,
    /// since merging types that choose between one another would never end otherwise.
    pub(super) fn choice(&mut self, value: Value<'a>, uses: Vec<Use>, word: &str) -> Use {
        let mut seen = BTreeSet::new();
        let members = &self.declared.members;
        let members = uses.iter().flat_map(|ty| match ty {
            Use::Named(id) if members.contains_key(id) => members[id].as_slice(),
            ty => std::slice::from_ref(ty),
        });
        let uses: Vec<Use> = members.filter(|ty| seen.insert(*ty)).cloned().collect();
        let known = self.declared.choices.get(&uses).copied();
        Use::Named(known.unwrap_or_else(|| {
            let source = Source::OneOf(value, uses.clone());
            let id = self.declare(Word::Part(word.to_owned()), source);
            self.declared.choices.insert(uses.clone(), id);
            self.declared.members.insert(id, uses);
            id
        }))
    }

    fn declare(&mut self, word: Word, source: Source<'a>) -> usize {
        let id = self.types.add(word, Use::ANY.into(), About::default());
        self.declared.sources.insert(id, source);
        self.declared.order.push_back(id);
        id
    }

    /// Reads what is declared, and what that leads to.
    pub(super) fn read_declared(&mut self) {
        if std::mem::replace(&mut self.declared.busy, true) {
            return;
        }
        while let Some(id) = self.declared.order.pop_front() {
            self.read_type(id);
        }
        self.declared.busy = false;
    }

    /// Reads a type, unless it is read or about to be. What many others are merged with has to wait.
    fn read_type(&mut self, id: usize) {
        if self.declared.reading.len() > MERGES {
            return;
        }
        let Some(source) = self.declared.sources.remove(&id) else {
            return;
        };
        let word = self.types.all[id].word.text().to_owned();
        // Where it is read has nothing to do with the type that it is merged into.
        let elsewhere = match self.declared.reading.is_empty() {
            true => Vec::new(),
            false => self.notes.leave_to(1),
        };
        self.declared.reading.insert(id);
        let (value, schema) = self.within(format!("`{word}`"), |this| match source {
            Source::Schema(value) => (value, this.whole_schema(value, &word)),
            Source::OneOf(value, uses) => {
                let schemas = uses.into_iter().map(Schema::of).collect();
                (value, this.one_of(value, schemas, &word))
            }
        });
        self.declared.reading.remove(&id);
        elsewhere.into_iter().for_each(|part| self.notes.enter(part));
        self.settle(id, value, schema);
    }

    /// Notes what a declared type is: only its name is known so far.
    fn settle(&mut self, id: usize, value: Value<'a>, mut schema: Schema) {
        let hint = schema.hint.take();
        if let (Word::Part(_), Some(name)) = (&self.types.all[id].word, hint) {
            self.types.all[id].word = Word::Whole(name);
        }
        let plain = matches!(&schema.shape, Shape::Plain(ty) if ty.has_text());
        if !plain && !schema.nullable {
            self.types.settle(id, schema.shape, schema.about);
            return;
        }
        let word = self.types.all[id].word.clone();
        self.types.all[id].about = schema.about.clone();
        let mut ty = self.types.take(schema, word);
        if self.types.leads_to(&ty, id) {
            self.lost(value, "it is nothing but itself");
            ty = Use::ANY;
        }
        self.types.be(id, ty);
    }

    /// A use by what it turns out to be.
    pub(super) fn real(&mut self, ty: &Use) -> Use {
        let mut ty = self.types.real(ty);
        // An alias may stand for what is not read yet.
        while let Use::Named(id) = ty
            && self.declared.sources.contains_key(&id)
        {
            self.read_type(id);
            if self.declared.sources.contains_key(&id) {
                break;
            }
            ty = self.types.real(&ty);
        }
        ty
    }

    /// A schema with the shape of the type that it names, so that it can be merged. Its fields do not name what needs no
    /// name.
    pub(super) fn opened(&mut self, value: Value<'a>, schema: Schema) -> Schema {
        let Shape::Plain(ty) = &schema.shape else {
            return schema;
        };
        let (ty, nullable) = match self.real(ty) {
            Use::Nullable(inner) => (self.real(&inner), true),
            ty => (ty, schema.nullable),
        };
        let Use::Named(id) = ty else {
            return Schema { shape: ty.into(), nullable, ..schema };
        };
        if self.types.is_stated(&ty) {
            return schema;
        }
        if self.declared.reading.contains(&id) {
            return self.lost(value, "it is made of nothing but itself");
        }
        if self.declared.sources.contains_key(&id) {
            return self.lost(value, NESTED);
        }
        let mut shape = self.types.all[id].shape.clone();
        if let Shape::Object(fields) = &mut shape {
            for field in fields {
                if !self.is_merged_later(&field.ty) {
                    field.ty = self.real(&field.ty);
                }
            }
        }
        let named = &self.types.all[id];
        let name = match &named.word {
            Word::Whole(name) => Some(name.clone()),
            Word::Part(_) => None,
        };
        let about = if schema.about.is_empty() { named.about.clone() } else { schema.about };
        Schema { shape, nullable, about, hint: schema.hint.or(name), here: schema.here }
    }

    /// Whether a type is still to be merged of others, one of which may be about to be read.
    fn is_merged_later(&self, ty: &Use) -> bool {
        let Use::Named(id) = ty else { return false };
        match self.declared.sources.get(id) {
            Some(Source::Schema(value)) => branches(*value).next().is_some(),
            Some(Source::OneOf(..)) => true,
            None => false,
        }
    }

    /// The same for a use of a type.
    pub(super) fn shape_of(&mut self, value: Value<'a>, ty: &Use) -> Shape {
        self.opened(value, Schema::of(ty.clone())).shape
    }
}

/// Whether a schema is made of types that have a name, and not just one of them.
fn merges(value: Value<'_>) -> bool {
    let alone = branches(value).count() == 1;
    let alone = alone && value.get("properties").is_none() && value.get("required").is_none();
    branches(value).any(|branch| match branch.get("$ref") {
        Some(_) => !alone,
        None => merges(branch),
    })
}

/// What a schema is one or all of, but for null.
fn branches(value: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    value.branches().filter(|branch| branch.text_at("type") != Some("null"))
}
