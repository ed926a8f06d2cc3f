//! The normal form of schemas, and the types among them that need a name: equal ones under one word are one
//! type. How schemas become shapes is in `schemas`, which name a type gets is in `naming`.

use std::collections::{BTreeMap, BTreeSet};

use chatbotkit_description::print::{Keys, Tree, keys};
use chatbotkit_description::type_expr::TypeExpr;

/// Why something becomes `any`.
pub(super) const NESTED: &str = "it is nested too deeply";

/// A use of a type: the name is an index into `Types::all`.
pub(super) type Use = TypeExpr<usize>;

/// What a document states of something, and the types that it names there.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Overlay {
    pub(super) keys: Keys,
    pub(super) named: Vec<usize>,
}

/// Keys that say what the shape of something is.
const SHAPES: &[&str] =
    &["type", "fields", "enum", "union", "events", "items", "values", "extends"];

impl Overlay {
    /// Whether it says what the shape is.
    pub(super) fn has_shape(&self) -> bool {
        self.keys.iter().any(|(key, _)| SHAPES.contains(&key))
    }

    /// Whether something is stated under a key, or under the one for what is optional.
    pub(super) fn states(&self, key: &str) -> bool {
        self.keys.iter().any(|(known, _)| known.trim_end_matches('?') == key)
    }

    /// The string that is stated under a key.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        self.keys.get(key).and_then(Tree::text)
    }

    /// What the rules made, with this laid over it. A type comes first, as in the short form.
    pub(super) fn over(&self, made: Keys) -> Keys {
        let stated = self.keys.clone();
        if !self.has_shape() {
            return made.join(stated);
        }
        let made = made.filter(|key| !SHAPES.contains(&key));
        let ty = self.keys.get("type").cloned().unwrap_or(Tree::Nothing);
        keys! { "type" => ty, ..made, ..stated }
    }
}

/// What a type consists of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shape {
    /// It needs no name.
    Plain(Use),
    Object(Vec<Field>),
    Enum(Vec<String>),
    Union {
        tag: Option<String>,
        content: Option<String>,
        variants: Vec<Field>,
    },
    Events(Vec<Field>),
}

impl From<Use> for Shape {
    fn from(ty: Use) -> Self {
        Self::Plain(ty)
    }
}

impl Shape {
    /// The fields, variants or events that it has.
    pub(super) fn parts(&self) -> &[Field] {
        match self {
            Self::Object(parts) | Self::Union { variants: parts, .. } | Self::Events(parts) => {
                parts
            }
            Self::Plain(_) | Self::Enum(_) => &[],
        }
    }

    pub(super) fn parts_mut(&mut self) -> &mut [Field] {
        match self {
            Self::Object(parts) | Self::Union { variants: parts, .. } | Self::Events(parts) => {
                parts
            }
            Self::Plain(_) | Self::Enum(_) => &mut [],
        }
    }

    /// The uses of types that it consists of.
    pub(super) fn uses(&self) -> impl Iterator<Item = &Use> {
        let plain = match self {
            Self::Plain(ty) => Some(ty),
            _ => None,
        };
        plain.into_iter().chain(self.parts().iter().map(|part| &part.ty))
    }

    /// The same or null, which only an expression can say.
    pub(super) fn or_null(self, null: bool) -> Self {
        match self {
            Self::Plain(ty) => Self::Plain(nullable(ty, null)),
            shape => shape,
        }
    }
}

/// A field, a variant or an event.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) ty: Use,
    pub(super) required: bool,
    /// At least one of the fields that say so has to be there.
    pub(super) any: bool,
    pub(super) about: About,
}

impl Field {
    /// A variant or an event: there is one of them.
    pub(super) fn new(name: impl Into<String>, ty: Use) -> Self {
        Self { name: name.into(), ty, required: true, any: false, about: About::default() }
    }
}

/// What is said about something. Two shapes that differ in nothing else are equal, unless in what is deprecated or a
/// secret.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct About {
    /// What it is.
    pub(super) doc: String,
    /// What it can be: its limits and its default. They belong to a field, not to its type.
    pub(super) limits: String,
    pub(super) deprecated: bool,
    /// Whether a field holds a secret.
    pub(super) secret: bool,
    /// Whether it goes one way only.
    pub(super) one_way: Option<OneWay>,
    /// What the document states.
    pub(super) overlay: Overlay,
}

impl About {
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// All of it.
    pub(super) fn text(&self) -> String {
        let said = [self.doc.as_str(), self.limits.as_str()];
        let said: Vec<_> = said.into_iter().filter(|text| !text.is_empty()).collect();
        said.join(" ")
    }
}

/// The only way that a field goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum OneWay {
    Read,
    Write,
}

/// A schema in its normal form.
#[derive(Debug, Clone)]
pub(super) struct Schema {
    pub(super) shape: Shape,
    pub(super) nullable: bool,
    pub(super) about: About,
    /// What the place that uses it says, where that is something else.
    pub(super) here: Option<About>,
    /// The name that the document gives it.
    pub(super) hint: Option<String>,
}

impl Schema {
    pub(super) fn of(shape: impl Into<Shape>) -> Self {
        let shape = shape.into();
        Self { shape, nullable: false, about: About::default(), here: None, hint: None }
    }

    pub(super) fn any() -> Self {
        Self::of(Use::ANY)
    }

    /// The fields, if it is an object. One that says nothing more than that has none.
    pub(super) fn fields(&self) -> Option<Vec<Field>> {
        match &self.shape {
            Shape::Object(fields) => Some(fields.clone()),
            Shape::Plain(Use::ANY | Use::Map(_)) => Some(Vec::new()),
            _ => None,
        }
    }
}

/// What a type is called, as far as its place says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Word {
    /// Its whole name.
    Whole(String),
    /// What distinguishes it within what holds it.
    Part(String),
}

impl Word {
    pub(super) fn text(&self) -> &str {
        match self {
            Word::Whole(text) | Word::Part(text) => text,
        }
    }
}

/// A type that needs a name.
#[derive(Debug)]
pub(super) struct Type {
    pub(super) word: Word,
    pub(super) shape: Shape,
    pub(super) about: About,
    /// The resource that the document states it to belong to. Such a type is not taken apart.
    pub(super) module: Option<String>,
}

impl Type {
    /// The types that its parts name.
    pub(super) fn named(&self) -> impl Iterator<Item = usize> {
        let parts = self.shape.parts().iter().map(|part| &part.about);
        let stated = std::iter::once(&self.about).chain(parts).flat_map(|it| &it.overlay.named);
        self.shape.uses().filter_map(Use::name).chain(stated).copied()
    }
}

/// All types, found again by what they are.
#[derive(Debug, Default)]
pub(super) struct Types {
    pub(super) all: Vec<Type>,
    pub(super) known: BTreeMap<(Word, Shape), usize>,
    /// Those that are given up, since they have more layers than the language takes.
    pub(super) too_deep: Vec<usize>,
    /// Those that turned out to need no name.
    pub(super) aliases: BTreeMap<usize, Use>,
}

impl Types {
    /// The use of a schema; a shape that needs a name becomes a type under `word`, or under its own name.
    pub(super) fn take(&mut self, schema: Schema, word: Word) -> Use {
        // Only an expression says that something may be null.
        match schema.nullable {
            true => self.take_expression(schema, word),
            false => self.enter(schema, word, |_| true),
        }
    }

    /// The same where there is room for a type expression only.
    pub(super) fn take_expression(&mut self, schema: Schema, word: Word) -> Use {
        self.enter(schema, word, Use::has_text)
    }

    fn enter(&mut self, schema: Schema, word: Word, nameless: fn(&Use) -> bool) -> Use {
        let ty = match schema.shape {
            Shape::Plain(ty) if nameless(&ty) => ty,
            shape => {
                let word = schema.hint.map_or(word, Word::Whole);
                let key = (word, bare(&shape));
                let id = self.known.get(&key).copied();
                Use::Named(id.unwrap_or_else(|| {
                    self.known.insert(key.clone(), self.all.len());
                    self.add(key.0, shape, schema.about.clone())
                }))
            }
        };
        if let Use::Named(id) = ty
            && let Some(known) = self.all.get_mut(id)
            && known.about.doc.is_empty()
            && known.module.is_none()
            && !schema.about.is_empty()
        {
            known.about = schema.about;
        }
        nullable(ty, schema.nullable)
    }

    /// A type that is like no other, such as one that is not known yet.
    pub(super) fn add(&mut self, word: Word, shape: Shape, about: About) -> usize {
        let module = None;
        self.all.push(Type { word, shape, about, module });
        self.all.len() - 1
    }

    /// A type that the document states.
    pub(super) fn add_stated(&mut self, word: Word, module: String) -> usize {
        let id = self.add(word, Use::ANY.into(), About::default());
        self.all[id].module = Some(module);
        id
    }

    /// Whether a use is that of a type that the document states.
    pub(super) fn is_stated(&self, ty: &Use) -> bool {
        matches!(ty, Use::Named(id) if self.all[*id].module.is_some())
    }

    /// Says what a type is that was added before that was known.
    pub(super) fn settle(&mut self, id: usize, shape: Shape, about: About) {
        let ty = &mut self.all[id];
        let key = (ty.word.clone(), bare(&shape));
        (ty.shape, ty.about) = (shape, about);
        let first = *self.known.entry(key).or_insert(id);
        if first != id {
            self.be(id, Use::Named(first));
        }
    }

    /// The type of that name and shape, if there is one.
    pub(super) fn find(&self, name: &str, shape: &Shape) -> Option<usize> {
        let key = (Word::Whole(name.to_owned()), bare(shape));
        self.known.get(&key).copied()
    }

    /// The shape of the type that a use names.
    pub(super) fn shape(&self, ty: &Use) -> Option<&Shape> {
        match self.real(ty) {
            Use::Named(id) => Some(&self.all[id].shape),
            _ => None,
        }
    }

    /// The fields of an object, to be changed.
    pub(super) fn fields_mut(&mut self, id: usize) -> Option<&mut Vec<Field>> {
        match &mut self.all[id].shape {
            Shape::Object(fields) => Some(fields),
            _ => None,
        }
    }

    /// These types, and those that they lead to.
    pub(super) fn reached(&self, from: impl IntoIterator<Item = usize>) -> BTreeSet<usize> {
        let mut pending: Vec<usize> = from.into_iter().collect();
        let mut found = BTreeSet::new();
        while let Some(id) = pending.pop() {
            if found.insert(id) {
                pending.extend(self.all[id].named());
            }
        }
        found
    }

    /// The fields of the object that a use names.
    pub(super) fn fields(&self, ty: &Use) -> Option<&[Field]> {
        match self.shape(ty)? {
            Shape::Object(fields) => Some(fields),
            _ => None,
        }
    }
}

pub(super) fn nullable(ty: Use, nullable: bool) -> Use {
    match ty {
        ty @ (Use::Nullable(_) | Use::ANY) => ty,
        ty if nullable => ty.nullable(),
        ty => ty,
    }
}

/// A shape without what is said about its parts, but that they are deprecated or secrets.
pub(super) fn bare(shape: &Shape) -> Shape {
    let mut shape = shape.clone();
    for part in shape.parts_mut() {
        // What is on its way out is not the same as what stays, a secret not the same as what everybody may see, and
        // whether it has to be there depends on the way that it goes.
        part.about.doc.clear();
        part.about.limits.clear();
    }
    shape
}
