//! What a `$ref` leads to, read once and in an order in which nothing is opened before it is known: what a
//! schema holds comes before it, and what leads back to itself has a type of its own before it is read. No
//! recursion follows a `$ref`, so that only the depth of the document counts. It does not say what a single
//! schema means: that is in `schemas`.

use super::document::{Value, component_name};
use super::importer::{Importer, Pointed};
use super::schemas::item_word;
use super::types::{Schema, Shape, Use, Word};
use chatbotkit_description::names;

/// The keys of what a schema is one or all of.
const BRANCHES: [&str; 3] = ["oneOf", "anyOf", "allOf"];

/// A schema that a `$ref` leads to, or one that has to wait until it can be merged.
#[derive(Debug, Clone)]
pub(super) struct Target<'a> {
    /// `None` for what stands where it is used.
    pointer: Option<&'a str>,
    value: Value<'a>,
    /// What the place that leads to it calls it.
    word: String,
    /// Its type, where it has one before it is read.
    id: Option<usize>,
    /// The uses of types that it is one of, where it is not read but merged.
    uses: Vec<Use>,
}

/// A `$ref` on the way, and what to do with it.
enum Step<'a> {
    Enter(Target<'a>),
    Leave(Target<'a>),
}

impl<'a> Importer<'a> {
    /// The schema that a `$ref` leads to. One that leads back to itself becomes a type of its own.
    pub(super) fn referred(&mut self, value: Value<'a>, pointer: &'a str, word: &str) -> Schema {
        let own = Some(self.about(value)).filter(|own| !own.is_empty());
        let named = |id| Schema::of(Shape::Plain(Use::Named(id)));
        if let Some(id) = self.stated_at(pointer) {
            return Schema { here: own, ..named(id) };
        }
        if !self.pointed.contains_key(pointer) {
            let Some(target) = self.target(value, pointer) else {
                return Schema::any();
            };
            self.read_all(pointer, target, word);
        }
        let schema = match self.pointed.get(pointer) {
            Some(Pointed::Done(schema)) => schema.clone(),
            Some(Pointed::Open(Some(id))) => named(*id),
            Some(Pointed::Open(None)) | None => {
                let name = self.given_name(pointer).unwrap_or_else(|| word.to_owned());
                let id = self.types.promise(Word::Whole(name));
                self.pointed.insert(pointer, Pointed::Open(Some(id)));
                named(id)
            }
        };
        // Since 3.1 a reference can have words of its own.
        Schema { here: own, ..schema }
    }

    /// Reads a target and all that it leads to, the inner ones first.
    fn read_all(&mut self, pointer: &'a str, value: Value<'a>, word: &str) {
        let outermost = !std::mem::replace(&mut self.following, true);
        let before = self.types.all.len();
        let first = Target {
            pointer: Some(pointer),
            value,
            word: word.to_owned(),
            id: None,
            uses: Vec::new(),
        };
        let mut steps = vec![Step::Enter(first)];
        while let Some(step) = steps.pop() {
            match step {
                Step::Enter(target) => {
                    let Some(name) = target.pointer else { continue };
                    if self.pointed.contains_key(name) {
                        continue;
                    }
                    self.pointed.insert(name, Pointed::Open(None));
                    let mut held = Vec::new();
                    self.held(target.value, &target.word, &mut held);
                    steps.push(Step::Leave(target));
                    steps.extend(held.into_iter().rev().map(Step::Enter));
                }
                Step::Leave(target) if self.can_be_read(&target) => {
                    self.read(&target, target.pointer == Some(pointer));
                }
                Step::Leave(target) => self.waiting.push(target),
            }
        }
        if outermost {
            self.read_waiting();
            self.following = false;
            self.forget_aliases(before);
        }
    }

    /// Reads what had to wait for others, those first that wait for nothing any more.
    fn read_waiting(&mut self) {
        while !self.waiting.is_empty() {
            let mut later = Vec::new();
            let mut any = false;
            for target in std::mem::take(&mut self.waiting) {
                if self.can_be_read(&target) {
                    any = true;
                    self.read(&target, false);
                } else {
                    later.push(target);
                }
            }
            if !any {
                let circle = later.remove(0);
                let why = "it is made of nothing but itself";
                let schema =
                    self.within(self.shown_place(&circle), |this| this.lost(circle.value, why));
                self.close(&circle, schema);
            }
            // Reading may have brought more that waits.
            later.append(&mut self.waiting);
            self.waiting = later;
        }
    }

    fn read(&mut self, target: &Target<'a>, here: bool) {
        let schema = match here {
            true => self.schema(target.value, &target.word),
            false => self.within(self.shown_place(target), |this| {
                if target.uses.is_empty() {
                    return this.schema(target.value, &target.word);
                }
                let uses = target.uses.iter().cloned();
                let schemas = uses.map(|ty| Schema::of(Shape::Plain(ty))).collect();
                this.one_of(target.value, schemas, &target.word)
            }),
        };
        self.close(target, schema);
    }

    /// Notes what a target is. What leads back to it has its type already.
    fn close(&mut self, target: &Target<'a>, mut schema: Schema) {
        let given = target.pointer.and_then(|pointer| self.given_name(pointer));
        schema.hint = given.or(schema.hint);
        let open = target.pointer.and_then(|pointer| self.pointed.get(pointer));
        let id = match open {
            Some(Pointed::Open(id)) => *id,
            _ => target.id,
        };
        if let Some(id) = id {
            schema = self.closed(target, id, schema);
        }
        if let Some(pointer) = target.pointer {
            self.pointed.insert(pointer, Pointed::Done(schema));
        }
    }

    /// A type that held itself, now that it is known what it is.
    fn closed(&mut self, target: &Target<'a>, id: usize, schema: Schema) -> Schema {
        let plain = matches!(&schema.shape, Shape::Plain(ty) if ty.has_expression());
        if plain || schema.nullable {
            let word = self.types.all[id].word.clone();
            let mut ty = self.types.take(schema.clone(), word);
            if self.types.leads_to(&ty, id) {
                let why = "it is nothing but itself";
                self.lost(target.value, why);
                ty = Use::Any;
            }
            self.types.be(id, ty.clone());
            return Schema { shape: Shape::Plain(ty), nullable: false, ..schema };
        }
        self.types.settle(id, schema.shape, schema.about.clone());
        Schema { shape: Shape::Plain(Use::Named(id)), ..schema }
    }

    /// The type of a schema that would have to be merged out of what is not known yet: it is read later.
    pub(super) fn put_off(&mut self, value: Value<'a>, word: &str) -> Option<Schema> {
        if !self.following || self.is_ready(value) {
            return None;
        }
        let id = self.types.promise(Word::Part(word.to_owned()));
        self.waiting.push(Target {
            pointer: None,
            value,
            word: word.to_owned(),
            id: Some(id),
            uses: Vec::new(),
        });
        Some(Schema {
            here: Some(self.about(value)).filter(|own| !own.is_empty()),
            ..Schema::of(Shape::Plain(Use::Named(id)))
        })
    }

    /// The same for one of several schemas that are at hand already.
    pub(super) fn put_off_merge(
        &mut self,
        value: Value<'a>,
        schemas: &[Schema],
        word: &str,
    ) -> Option<Schema> {
        let promised = |schema: &Schema| self.types.is_promise(&schema.shape);
        if !schemas.iter().any(promised) {
            return None;
        }
        let part = || Word::Part(word.to_owned());
        let uses = schemas.iter().map(|schema| self.types.take(schema.clone(), part())).collect();
        let id = self.types.promise(part());
        self.waiting.push(Target {
            pointer: None,
            value,
            word: word.to_owned(),
            id: Some(id),
            uses,
        });
        Some(Schema::of(Shape::Plain(Use::Named(id))))
    }

    fn can_be_read(&self, target: &Target<'a>) -> bool {
        let promised = |ty: &Use| self.types.is_promise(&Shape::Plain(ty.clone()));
        match target.uses.as_slice() {
            [] => self.is_ready(target.value),
            uses => !uses.iter().any(promised),
        }
    }

    /// Whether all that has to be opened for a schema is known.
    fn is_ready(&self, value: Value<'a>) -> bool {
        let branches = branches(value);
        let alone = branches.len() == 1 && value.get("properties").is_none();
        branches.into_iter().all(|(_, branch)| match branch.get("$ref").and_then(Value::text) {
            Some(_) if alone && value.get("required").is_none() => true,
            Some(pointer) => match self.pointed.get(pointer) {
                Some(Pointed::Open(_)) => false,
                Some(Pointed::Done(schema)) => !self.types.is_promise(&schema.shape),
                None => true,
            },
            None => self.is_ready(branch),
        })
    }

    /// The targets of all `$ref` in a schema that reading it leads to.
    fn held(&self, value: Value<'a>, word: &str, into: &mut Vec<Target<'a>>) {
        if let Some(pointer) = value.get("$ref").and_then(Value::text) {
            let inside = pointer.strip_prefix('#');
            let found = inside.and_then(|inside| self.at(inside));
            if let Some(value) = found.filter(|_| self.stated_at(pointer).is_none()) {
                into.push(Target {
                    pointer: Some(pointer),
                    value,
                    word: word.to_owned(),
                    id: None,
                    uses: Vec::new(),
                });
            }
            return;
        }
        let properties = value.get("properties").and_then(Value::entries);
        let mut any = false;
        for (name, property) in properties.into_iter().flatten() {
            any = true;
            self.held(property, &names::pascal(name), into);
        }
        let values = value.get("additionalProperties").filter(|_| !any);
        for inner in value.get("items").into_iter().chain(values) {
            self.held(inner, &item_word(word), into);
        }
        for (_, branch) in branches(value) {
            self.held(branch, word, into);
        }
    }

    /// Puts what a type turned out to be in the place of its name, where it needs none.
    fn forget_aliases(&mut self, before: usize) {
        let aliases = self.types.forget_aliases(before);
        if aliases.is_empty() {
            return;
        }
        for pointed in self.pointed.values_mut() {
            if let Pointed::Done(schema) = pointed {
                schema.shape.replace(&aliases);
            }
        }
        for ty in self.merged.values_mut().flatten() {
            ty.replace(&aliases);
        }
    }

    fn shown_place(&self, target: &Target<'a>) -> String {
        let name = target.pointer.and_then(component_name);
        format!("`{}`", name.as_ref().unwrap_or(&target.word))
    }

    /// The name that a component's pointer, or a hint, gives.
    pub(super) fn given_name(&self, pointer: &str) -> Option<String> {
        names::type_name(&component_name(pointer)?).ok()
    }
}

/// What a schema is one or all of, but for null.
fn branches<'a>(value: Value<'a>) -> Vec<(&'static str, Value<'a>)> {
    let of = |key: &'static str| {
        let items = value.get(key).and_then(Value::items);
        items.into_iter().flatten().map(move |branch| (key, branch))
    };
    let all = BRANCHES.into_iter().flat_map(of);
    all.filter(|(_, branch)| branch.get("type").and_then(Value::text) != Some("null")).collect()
}
