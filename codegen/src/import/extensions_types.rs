//! Types that a document tells of in extensions: what stands under `components/schemas` with an
//! `x-sdk-module`. It becomes what the description says of it; schemas in it that tell nothing are read by
//! the rules.

use std::collections::BTreeSet;

use super::document::{Value, component_name};
use super::importer::Importer;
use super::told::{Keys, Told, text};
use super::types::{About, Shape, Use, Word};
use chatbotkit_description::names;

/// What a type consists of, and whether null can stand in its place although that does not say so.
type Body = (Keys, bool);

impl<'a> Importer<'a> {
    /// Takes in the types that are told of: their names first, so that any of them can name any other.
    pub(super) fn told_types(&mut self) {
        let Some(components) = self.root.get("components") else {
            return;
        };
        let mut found = Vec::new();
        for (key, schema) in self.mapping(components, "schemas") {
            let Some(module) = self.told_module(schema) else {
                continue;
            };
            let name = self.told_text(schema, "x-sdk-name").unwrap_or(key);
            if self.named.contains_key(name) {
                let message = format!("two schemas are the type `{name}`: the second is not");
                self.notes.warn(schema, message);
                continue;
            }
            let word = Word::Whole(name.to_owned());
            let shape = Shape::Plain(Use::Any);
            let id = self.types.add(word, shape, About::default());
            self.types.all[id].module = Some(module);
            self.named.insert(name, id);
            self.schemas.insert(key, id);
            found.push((name, schema, id));
        }
        for (name, schema, id) in found {
            self.within(format!("`{name}`"), |this| this.settle_told(name, schema, id));
        }
    }

    /// The type with a name that a pointer leads to.
    pub(super) fn told_at(&self, pointer: &str) -> Option<usize> {
        self.schemas.get(component_name(pointer)?.as_str()).copied()
    }

    fn settle_told(&mut self, name: &str, schema: Value<'a>, id: usize) {
        let (shape, about) = match self.whole_type(name, schema) {
            Some(keys) => (Shape::Told(keys), About::default()),
            None => {
                let read = self.schema(schema, name);
                (read.shape, read.about)
            }
        };
        (self.types.all[id].shape, self.types.all[id].about) = (shape, about);
    }

    fn whole_type(&mut self, name: &str, value: Value<'a>) -> Option<Keys> {
        let chosen = self.told_text(value, "x-sdk-rust");
        let rust = chosen.map(str::to_owned);
        let rust =
            rust.unwrap_or_else(|| names::type_name(name).unwrap_or_else(|_| names::pascal(name)));
        let mut body = match self.own_shape(value, &rust)? {
            Some(body) => body,
            None => self.use_or_nested(value, &names::inline_name(&rust, "item"))?.0,
        };
        let mut keys = self.said(value);
        keys.append(&mut self.naming(value));
        keys.append(&mut body);
        Some(keys)
    }

    /// The documentation of something.
    fn said(&mut self, value: Value<'a>) -> Keys {
        let about = self.told_about(value);
        let doc = Some(about.doc).filter(|doc| !doc.is_empty());
        let doc = doc.map(|doc| text("doc", doc));
        doc.into_iter().chain(about.more).collect()
    }

    /// What is said of something that has a name.
    fn naming(&mut self, value: Value<'a>) -> Keys {
        let mut keys = Keys::new();
        for key in ["rust", "documented-as"] {
            if let Some(name) = self.told_text(value, &format!("x-sdk-{key}")) {
                keys.push(text(&key.replace('-', "_"), name));
            }
        }
        if self.told(value, "x-sdk-undocumented").is_some_and(Value::is_true) {
            keys.push(("undocumented".to_owned(), Told::Plain("true".to_owned())));
        }
        keys
    }

    /// The shape of an object, enum or union whose Rust name is `rust`. `Some(None)`: it is none of them.
    fn own_shape(&mut self, value: Value<'a>, rust: &str) -> Option<Option<Keys>> {
        if self.told(value, "x-sdk-enum").is_some() {
            let mut values = self.told_keys(value, "x-sdk-enum")?;
            for (_, said) in values.iter_mut().filter(|(_, said)| said.is_empty()) {
                *said = Told::Keys(Keys::new());
            }
            return Some(Some(vec![("enum".to_owned(), Told::Keys(values))]));
        }
        if self.told(value, "x-sdk-union").is_some() || self.told(value, "x-sdk-events").is_some() {
            return self.variants(value, rust).map(Some);
        }
        if self.told(value, "x-sdk-as-string").is_some() {
            let written = self.told_keys(value, "x-sdk-as-string")?;
            let fields = self.told(value, "x-sdk-fields")?;
            let mut keys = vec![("as_string".to_owned(), Told::Keys(written))];
            keys.append(&mut self.extends(value));
            keys.append(&mut self.members(fields, value, rust)?);
            return Some(Some(keys));
        }
        if value.get("properties").is_none() || value.get("allOf").is_some() {
            return Some(None);
        }
        let mut keys = self.extends(value);
        keys.append(&mut self.members(value, value, rust)?);
        Some(Some(keys))
    }

    fn extends(&mut self, value: Value<'a>) -> Keys {
        let parents = self.told_names(value, "x-sdk-extends");
        let parents = parents.into_iter().filter_map(|name| self.told_type(value, name));
        let parents: Vec<_> = parents.collect();
        if parents.is_empty() {
            return Keys::new();
        }
        vec![("extends".to_owned(), Told::Uses(parents))]
    }

    /// The fields of an object, and what else it says about them. `whole` is its schema.
    fn members(&mut self, object: Value<'a>, whole: Value<'a>, rust: &str) -> Option<Keys> {
        let inherited = self.inherited(whole, "properties");
        let changed = self.told_names(object, "x-sdk-override");
        let required = self.texts(object, "required");
        let patch = self.told(object, "x-sdk-patch").is_some_and(Value::is_true);
        let (mut overrides, mut fields) = (Keys::new(), Keys::new());
        for (name, property) in self.mapping(object, "properties") {
            let into = match changed.contains(&name) {
                true => &mut overrides,
                false if inherited.contains(name) => continue,
                false => &mut fields,
            };
            let needed = required.contains(&name);
            let inline = names::inline_name(rust, name);
            let field = self
                .within(format!("`{name}`"), |this| this.told_field(property, needed, &inline))?;
            let mark = if needed { "" } else { "?" };
            into.push((format!("{name}{mark}"), Told::Keys(field)));
        }
        let mut keys = Keys::new();
        if patch {
            keys.push(("patch".to_owned(), Told::Plain("true".to_owned())));
        }
        let any = self.told_names(object, "x-sdk-require-any");
        if !any.is_empty() {
            let any = any.into_iter().map(str::to_owned).collect();
            keys.push(("require_any".to_owned(), Told::Names(any)));
        }
        if !overrides.is_empty() {
            keys.push(("override".to_owned(), Told::Keys(overrides)));
        }
        if !fields.is_empty() || whole.get("x-sdk-extends").is_none() {
            keys.push(("fields".to_owned(), Told::Keys(fields)));
        }
        Some(keys)
    }

    /// The names of what the parents of a type have, which the document writes out in it once more.
    fn inherited(&mut self, value: Value<'a>, of: &str) -> BTreeSet<&'a str> {
        let mut names = BTreeSet::new();
        for parent in self.told_names(value, "x-sdk-extends") {
            let schemas = self.root.get("components").and_then(|it| it.get("schemas"));
            let entries = schemas.and_then(Value::entries).into_iter().flatten();
            let mut schemas = entries.filter(|(key, schema)| {
                schema.get("x-sdk-name").and_then(Value::text).unwrap_or(key) == parent
            });
            let Some((_, schema)) = schemas.next() else {
                continue;
            };
            let object = schema.get("x-sdk-fields").unwrap_or(schema);
            let fields = object.get(of).and_then(Value::entries).into_iter().flatten();
            names.extend(fields.map(|(name, _)| name));
            let variants = schema.get(of).and_then(Value::items).into_iter().flatten();
            names.extend(variants.filter_map(|it| it.get("x-sdk-variant")?.text()));
        }
        names
    }

    fn told_field(&mut self, value: Value<'a>, required: bool, inline: &str) -> Option<Keys> {
        let (mut body, null) = self.use_or_nested(value, inline)?;
        // Where it can be left out, null is the same as nothing unless the document says otherwise.
        let says_something = self.told(value, "x-sdk-null").is_some_and(Value::is_true);
        if required || says_something {
            if null {
                let message = "what is described in place cannot be null: this is left out";
                self.notes.warn(value, message);
            }
        } else if let [(_, Told::Use(ty))] = body.as_mut_slice()
            && let Use::Nullable(inner) = ty
        {
            *ty = (**inner).clone();
        }
        if let Some(secret) = self.secret(value) {
            body.push(("secret".to_owned(), Told::Plain(secret.to_string())));
        }
        if let Some(default) = self.told(value, "x-sdk-client-default") {
            let plain = Told::of(default).filter(|it| matches!(it, Told::Text(_) | Told::Plain(_)));
            match plain {
                Some(default) => body.push(("client_default".to_owned(), default)),
                None => self.notes.warn(default, "this is no plain value and is left out"),
            }
        }
        Some(self.named_part(value, body))
    }

    /// Something with a name that is a part of something else.
    fn named_part(&mut self, value: Value<'a>, body: Keys) -> Keys {
        let (mut expression, mut rest): (Keys, Keys) =
            body.into_iter().partition(|(key, _)| key == "type");
        expression.append(&mut self.said(value));
        expression.append(&mut self.naming(value));
        expression.append(&mut rest);
        expression
    }

    /// The variants of a union, or events.
    fn variants(&mut self, value: Value<'a>, rust: &str) -> Option<Keys> {
        let events = self.told(value, "x-sdk-events").is_some();
        let list = match value.get("oneOf") {
            Some(_) => "oneOf",
            None => "anyOf",
        };
        let mut keys = match events {
            true => self.extends(value),
            false => self.told_keys(value, "x-sdk-union")?,
        };
        let tag = keys.iter().any(|(key, _)| key == "tag");
        let inherited = self.inherited(value, list);
        let mut variants = Keys::new();
        for variant in self.list(value, list) {
            let Some(name) = self.told_text(variant, "x-sdk-variant") else {
                let message =
                    "it has a variant without `x-sdk-variant`, so it is read by the rules";
                self.notes.warn(variant, message);
                return None;
            };
            if inherited.contains(name) {
                continue;
            }
            let content = match (tag || events, variant.get("allOf")) {
                (false, _) => Some(variant),
                (true, Some(parts)) => parts.items().and_then(|mut parts| parts.next()),
                (true, None) => content(variant),
            };
            let Some(content) = content else {
                let message = format!("`{name}` has no content, so it is read by the rules");
                self.notes.warn(variant, message);
                return None;
            };
            let inline = names::inline_name(rust, name);
            let (body, _) =
                self.within(format!("`{name}`"), |this| this.use_or_nested(content, &inline))?;
            let part = self.named_part(variant, body);
            variants.push((name.to_owned(), Told::Keys(part)));
        }
        if !variants.is_empty() || !events {
            let key = if events { "events" } else { "union" };
            keys.push((key.to_owned(), Told::Keys(variants)));
        }
        Some(keys)
    }

    /// The use of a type, or a type that is described in place, whose name is `inline` by itself.
    fn use_or_nested(&mut self, value: Value<'a>, inline: &str) -> Option<Body> {
        let (inner, null) = without_null(value);
        if let Some(title) = inner.get("title").and_then(Value::text)
            && let Some(mut body) = self.own_shape(inner, title)?
        {
            if title != inline {
                body.insert(0, text("name", title));
            }
            return Some((body, null));
        }
        for (key, own) in [("items", "items"), ("values", "additionalProperties")] {
            let Some(part) = inner.get(own).filter(|part| holds_inline(*part)) else {
                continue;
            };
            let (mut body, _) = self.use_or_nested(part, inline)?;
            let mut keys = self.said(part);
            keys.append(&mut body);
            return Some((vec![(key.to_owned(), Told::Keys(keys))], null));
        }
        let ty = self.told_use(value, inline);
        Some((vec![("type".to_owned(), Told::Use(ty))], false))
    }

    /// The use of a type, in which null counts wherever it stands. One that only rules can read is called `name`.
    pub(super) fn told_use(&mut self, value: Value<'a>, name: &str) -> Use {
        let (inner, null) = without_null(value);
        let kind = inner.get("type").and_then(|it| match it.items() {
            Some(mut kinds) => kinds.find_map(Value::text),
            None => it.text(),
        });
        let ty = match (kind, inner.get("items"), inner.get("additionalProperties")) {
            (Some("array"), Some(items), _) => Use::Array(Box::new(self.told_use(items, name))),
            (Some("object"), _, Some(values))
                if inner.get("properties").is_none() && values.entries().is_some() =>
            {
                Use::Map(Box::new(self.told_use(values, name)))
            }
            _ => match self.use_of(inner, Word::Whole(name.to_owned())) {
                Use::Nullable(ty) => *ty,
                ty => ty,
            },
        };
        match null {
            true => Use::Nullable(Box::new(ty)),
            false => ty,
        }
    }
}

/// A schema without its null, and whether it has one.
fn without_null(value: Value<'_>) -> (Value<'_>, bool) {
    let is_null = |value: Value<'_>| value.get("type").and_then(Value::text) == Some("null");
    let own = ["x-sdk-enum", "x-sdk-union"];
    if own.iter().all(|key| value.get(key).is_none())
        && let Some(branches) = value.get("anyOf").and_then(Value::items)
        && let [one, null] = branches.collect::<Vec<_>>().as_slice()
        && is_null(*null)
    {
        return (*one, true);
    }
    let kinds = value.get("type").and_then(Value::items);
    let null = kinds.is_some_and(|mut kinds| kinds.any(|kind| kind.text() == Some("null")));
    (value, null)
}

/// Whether a type is described in a schema, or in what that is an array or a map of.
fn holds_inline(value: Value<'_>) -> bool {
    let (inner, _) = without_null(value);
    let own = ["x-sdk-enum", "x-sdk-union", "x-sdk-as-string", "properties"];
    let here = inner.get("title").is_some() && own.iter().any(|key| inner.get(key).is_some());
    let parts = ["items", "additionalProperties"];
    here || parts.iter().any(|key| inner.get(key).is_some_and(holds_inline))
}

/// What stands beside the tag of a variant.
fn content(variant: Value<'_>) -> Option<Value<'_>> {
    let mut properties = variant.get("properties")?.entries()?;
    let content = properties.find(|(_, value)| value.get("const").is_none());
    content.map(|(_, value)| value)
}
