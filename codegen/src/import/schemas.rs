//! Schemas to shapes, from the inside out: every part has its type before the whole has.

use std::collections::BTreeSet;

use super::about;
use super::aliases::is_deep;
use super::document::{Value, component_name};
use super::importer::Importer;
use super::keywords::pattern_values;
use super::types::{About, Field, NESTED, Schema, Shape, Use, Word};
use chatbotkit_description::ir::Builtin;
use chatbotkit_description::names;

/// More than any schema needs, and few enough for the stack.
const DEEPEST: usize = 150;

impl<'a> Importer<'a> {
    /// The use of the type that a schema describes; `word` is what its place calls it.
    pub(super) fn use_of(&mut self, value: Value<'a>, word: Word) -> Use {
        let schema = self.schema(value, word.text());
        self.types.take(schema, word)
    }

    /// A schema in its normal form.
    pub(super) fn schema(&mut self, value: Value<'a>, word: &str) -> Schema {
        match self.put_off(value, word) {
            Some(schema) => schema,
            None => self.whole_schema(value, word),
        }
    }

    /// The same where nothing is put off.
    pub(super) fn whole_schema(&mut self, value: Value<'a>, word: &str) -> Schema {
        if self.declared.depth >= DEEPEST {
            return self.lost(value, NESTED);
        }
        self.schema_keywords(value);
        self.declared.depth += 1;
        let schema = match self.text(value, "$ref") {
            Some(pointer) => {
                // Where the type is repeated, nothing is added.
                let _ = value.get("type");
                self.referred(value, pointer, word)
            }
            None => self.described(value, word),
        };
        self.report_unread(value);
        self.declared.depth -= 1;
        if self.declared.depth == 0 {
            self.read_declared();
        }
        schema
    }

    /// `any`, because the language cannot say what the document does.
    pub(super) fn lost(&mut self, value: Value<'a>, why: &str) -> Schema {
        self.warn(value, format!("{why}, so it becomes `any`"));
        self.notes.lossy += 1;
        Schema::any()
    }

    fn described(&mut self, value: Value<'a>, word: &str) -> Schema {
        let kinds = self.kinds(value);
        let null = self.null_is_allowed(value);
        let hint = self.text(value, "$$ref");
        let hint = hint.and_then(|pointer| names::type_name(&component_name(pointer)?).ok());
        let title = value.text_at("title");
        let title = title.filter(|title| title.chars().all(|c| c.is_ascii_alphanumeric()));
        let hint = hint.or_else(|| names::type_name(title?).ok());
        let inner = match &hint {
            Some(name) => Word::Whole(name.clone()),
            None => Word::Part(word.to_owned()),
        };
        let mut schema = self.own(value, &kinds, &inner);
        schema.nullable |= null;
        for key in ["oneOf", "anyOf"] {
            let branches = self.list(value, key);
            if !branches.is_empty() && !self.only_require(value, key, &branches, &mut schema) {
                schema = self.beside(value, schema, branches, inner.text());
            }
        }
        let parts = self.list(value, "allOf");
        if !parts.is_empty() {
            schema = self.all_of(value, schema, parts, inner.text());
        }
        let about = self.about(value);
        if !about.is_empty() && hint.is_none() && schema.hint.is_some() {
            schema.here = Some(about);
        } else if !about.is_empty() {
            schema.about = about;
            schema.here = None;
        }
        schema.hint = hint.or(schema.hint);
        schema
    }

    /// The JSON types that are named, without null.
    fn kinds(&mut self, value: Value<'a>) -> Vec<&'a str> {
        let Some(ty) = value.get("type") else {
            return Vec::new();
        };
        let mut kinds: Vec<_> = match (ty.text(), ty.items()) {
            (Some(kind), _) => vec![kind],
            (None, Some(items)) => items.filter_map(Value::text).collect(),
            (None, None) => {
                self.warn(ty, "`type` is neither a string nor a list");
                Vec::new()
            }
        };
        // One that is named twice would be read twice, and so would be all that it holds.
        let mut seen = BTreeSet::from(["null"]);
        kinds.retain(|kind| seen.insert(kind));
        kinds
    }

    fn null_is_allowed(&mut self, value: Value<'a>) -> bool {
        let is_null = |ty: Value<'a>| ty.is_null() || ty.text() == Some("null");
        value.is_true_at("nullable")
            || value.text_at("type") == Some("null")
            || value.items_at("type").any(is_null)
            || value.items_at("enum").any(Value::is_null)
    }

    /// What the schema says by itself, without `oneOf` and its like.
    fn own(&mut self, value: Value<'a>, kinds: &[&'a str], word: &Word) -> Schema {
        if let [_, _, ..] = kinds {
            let alternatives = kinds.iter().map(|kind| self.own(value, &[kind], word)).collect();
            return self.one_of(value, alternatives, word.text());
        }
        let kind = kinds.first().copied().or_else(|| self.implied(value));
        let shape = match kind {
            Some("string") => self.string(value),
            Some("integer") => Shape::Plain(Use::Builtin(Builtin::Integer)),
            Some("number") => Shape::Plain(Use::Builtin(Builtin::Number)),
            Some("boolean") => Shape::Plain(Use::Builtin(Builtin::Boolean)),
            Some("array") => {
                let item = match value.get("items") {
                    Some(items) => self.within("its items", |this| this.use_of(items, item(word))),
                    None => Use::ANY,
                };
                Shape::Plain(item.array())
            }
            Some("object") => self.object(value, word),
            None => Shape::Plain(Use::ANY),
            Some(other) => {
                return self.lost(value, &format!("`{other}` is not a type of JSON Schema"));
            }
        };
        if matches!(&shape, Shape::Plain(ty) if is_deep(ty)) {
            return self.lost(value, NESTED);
        }
        Schema::of(shape)
    }

    /// The type that goes without saying.
    fn implied(&mut self, value: Value<'a>) -> Option<&'static str> {
        let has = |key: &str| value.has(key);
        if has("properties") || has("additionalProperties") || has("patternProperties") {
            return Some("object");
        }
        if has("items") {
            return Some("array");
        }
        let listed = value.get("enum").and_then(Value::items);
        let values = listed.into_iter().flatten().chain(value.get("const"));
        let mut kinds = values.filter(|value| !value.is_null()).map(kind_of);
        let first = kinds.next()??;
        kinds.try_fold(first, |known, kind| match (known, kind?) {
            ("integer" | "number", "number") | ("number", "integer") => Some("number"),
            (known, kind) => (known == kind).then_some(kind),
        })
    }

    fn string(&mut self, value: Value<'a>) -> Shape {
        let mut texts: Vec<String> = Vec::new();
        let mut seen = BTreeSet::new();
        let listed = self.list(value, "enum");
        for item in listed.into_iter().chain(value.get("const")) {
            match item.text() {
                Some(text) if !can_be_written(text) => {
                    self.warn(item, "an empty or endless value of an enum is left out");
                }
                Some(text) if seen.insert(text) => texts.push(text.into()),
                Some(_) => {}
                None if item.is_null() => {}
                None => self.warn(item, "a value of the enum is not a string and is left out"),
            }
        }
        if !texts.is_empty() {
            return Shape::Enum(texts);
        }
        match self.text(value, "format") {
            Some("date-time") => Shape::Plain(Use::Builtin(Builtin::DateTime)),
            Some("binary") => {
                self.warn(value, "binary content within JSON is taken for a string");
                Shape::Plain(Use::STRING)
            }
            _ => Shape::Plain(Use::STRING),
        }
    }

    fn object(&mut self, value: Value<'a>, word: &Word) -> Shape {
        let properties = self.mapping(value, "properties");
        let additional = value.get("additionalProperties");
        let pattern = pattern_values(value).filter(|_| properties.is_empty());
        let closed = additional.is_some_and(|more| more.plain() == Some("false"));
        let closed = closed && pattern.is_none();
        if properties.is_empty() && !closed {
            let of =
                additional.filter(|more| more.entries().is_some_and(|mut e| e.next().is_some()));
            let values = match pattern.or(of) {
                Some(of) => self.within("its values", |this| this.use_of(of, item(word))),
                None => Use::ANY,
            };
            return Shape::Plain(values.map());
        }
        if additional.is_some() && !closed {
            self.count(super::notes::OPEN_OBJECT);
        }
        let required: BTreeSet<_> = self.texts(value, "required").into_iter().collect();
        let mut fields = Vec::new();
        for (name, property) in properties {
            if !can_be_written(name) || name.ends_with('?') {
                self.warn(property, "a key that is empty, endless or ends in `?` is left out");
                continue;
            }
            let field = self.within(format!("`{name}`"), |this| this.field(name, property));
            let required = required.contains(name);
            // A description says that a field can be left out, which a document may write as null, too.
            let ty = match field.ty {
                Use::Nullable(ty) if self.stated.exact && !required => *ty,
                ty => ty,
            };
            fields.push(Field { ty, required, ..field });
        }
        Shape::Object(fields)
    }

    /// A field, optional until somebody says otherwise.
    fn field(&mut self, name: &'a str, value: Value<'a>) -> Field {
        let word = names::pascal(name);
        let overlay = self.overlay(value);
        let (ty, mut about) = match overlay.has_shape() {
            true => (Use::ANY, self.about(value)),
            false => {
                let schema = self.schema(value, &word);
                let about = self.about_of(value, &schema);
                let ty = self.types.take(schema, Word::Part(word));
                (self.as_time(name, ty, &about.doc), about)
            }
        };
        about.one_way = about::one_way(&self.document, value);
        about.secret = about::is_secret(&self.document, value);
        about.overlay = overlay;
        Field { name: name.to_owned(), ty, required: false, any: false, about }
    }

    /// What is said where a schema stands, or else about what it refers to.
    pub(super) fn about_of(&self, value: Value<'a>, schema: &Schema) -> About {
        match (&schema.here, self.document.pointed_at(value)) {
            (Some(here), _) => here.clone(),
            (None, Some(target)) if schema.about.is_empty() => self.about(target),
            _ => schema.about.clone(),
        }
    }

    /// A number that is a time: its name ends in `At`, and its documentation speaks of milliseconds.
    fn as_time(&mut self, name: &str, ty: Use, doc: &str) -> Use {
        if self.stated.exact || !name.ends_with("At") {
            return ty;
        }
        match self.real(&ty) {
            Use::Builtin(Builtin::Integer | Builtin::Number)
                if doc.contains("timestamp") && about::is_in_ms(doc) =>
            {
                self.count(super::notes::TIMESTAMP);
                Use::Builtin(Builtin::Timestamp)
            }
            Use::Nullable(inner) => self.as_time(name, *inner, doc).nullable(),
            ty => ty,
        }
    }
}

/// The JSON type of a value that is neither a list nor a mapping.
fn kind_of(value: Value<'_>) -> Option<&'static str> {
    if value.is_string() {
        return Some("string");
    }
    match value.plain()? {
        "true" | "false" => Some("boolean"),
        plain if plain.parse::<i64>().is_ok() => Some("integer"),
        plain => plain.parse::<f64>().is_ok().then_some("number"),
    }
}

/// Whether a string can be a key of the description.
pub(super) fn can_be_written(text: &str) -> bool {
    !text.is_empty() && text.len() < 500
}

/// The same for one of many: the items of what has a name of its own have one, too.
fn item(word: &Word) -> Word {
    match word {
        Word::Whole(name) => Word::Whole(item_word(name)),
        Word::Part(name) => Word::Part(item_word(name)),
    }
}

/// What one of many is called: `Entities` gives `Entity`.
pub(super) fn item_word(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 1 && !stem.ends_with(['s', 'u']) => stem.to_owned(),
        _ => format!("{word}Item"),
    }
}
