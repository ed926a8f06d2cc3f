//! Types: what each declared name stands for, with every inline type given a name of its own.

use std::collections::BTreeMap;

use super::context::{self, Owner, similar};
use super::parts::{Body, Expr, Parts, Position};
use super::type_expr::{self, TypeExpr};
use crate::ir::{self, Documented, Flow, Kind, TypeId, TypeRef};
use crate::load::Description;
use crate::load::map::Map;
use crate::load::place::At;
use crate::load::shape::Shape;
use crate::names;
use crate::report::{FileId, Place, Report};

const BUILTINS: &[(&str, TypeRef)] = &[
    ("string", TypeRef::String),
    ("integer", TypeRef::Integer),
    ("number", TypeRef::Number),
    ("boolean", TypeRef::Boolean),
    ("any", TypeRef::Any),
    ("timestamp", TypeRef::Timestamp),
];

/// Names that other languages have for builtins.
const FOREIGN_BUILTINS: &[(&str, &str)] = &[
    ("bool", "boolean"),
    ("date", "timestamp"),
    ("double", "number"),
    ("float", "number"),
    ("int", "integer"),
    ("object", "map<any>"),
    ("str", "string"),
    ("text", "string"),
];

/// Stands in for a Rust name that could not be made, which is reported.
const NAMELESS: &str = "Nameless";

/// The types, while they are being resolved.
pub(super) struct Types<'a> {
    pub(super) report: &'a mut Report,
    pub(super) slots: Vec<Slot<'a>>,
    names: BTreeMap<&'a str, TypeId>,
}

/// A type, while it is being resolved.
pub(super) struct Slot<'a> {
    pub(super) owner: Owner,
    pub(super) place: Place,
    pub(super) state: State,
    /// Something about it is wrong already: what follows from it is not reported again.
    pub(super) faulty: bool,
    /// A type that it extends, or that extends it, counts as used.
    pub(super) extended_by: Vec<TypeId>,
    /// The places of its fields or variants.
    pub(super) places: Vec<Place>,
    /// The inline types that it holds.
    inline: Vec<TypeId>,
    pub(super) shape: Option<&'a At<Shape>>,
    pub(super) ty: ir::Type,
}

/// How far a type is resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Declared,
    InProgress,
    Done,
}

impl<'a> Types<'a> {
    /// Takes in the names of all types, so that any of them can name any other.
    pub(super) fn declare(description: &'a Description, report: &'a mut Report) -> Self {
        let mut types = Self {
            report,
            slots: Vec::new(),
            names: BTreeMap::new(),
        };
        for (module, (file, described)) in description.modules.iter().enumerate() {
            for (name, shape) in described.types.iter() {
                types.declare_type(module, *file, name, shape);
            }
        }
        types
    }

    fn declare_type(
        &mut self,
        module: usize,
        file: FileId,
        name: &'a At<String>,
        shape: &'a At<Shape>,
    ) {
        let owner = Owner::new(file, format!("type `{}`", name.value));
        let place = owner.place(name);
        if let Some(first) = self.names.get(name.value.as_str()) {
            let first = self.slots[first.0].place.clone();
            let message = "it is described twice";
            self.report.push(
                owner
                    .error("repeated-name", place, message)
                    .note(first, "first here"),
            );
            return;
        }
        let id = self.add(module, owner, place, name.value.clone(), Documented::Named);
        self.slots[id.0].shape = Some(shape);
        self.names.insert(&name.value, id);
    }

    fn add(
        &mut self,
        module: usize,
        owner: Owner,
        place: Place,
        name: String,
        documented: Documented,
    ) -> TypeId {
        let ty = ir::Type {
            rust: name.clone(),
            name,
            module,
            doc: ir::Doc::default(),
            documented,
            flow: Flow::default(),
            kind: Kind::Alias(TypeRef::Any),
        };
        self.slots.push(Slot {
            owner,
            place,
            state: State::Declared,
            faulty: false,
            extended_by: Vec::new(),
            places: Vec::new(),
            inline: Vec::new(),
            shape: None,
            ty,
        });
        TypeId(self.slots.len() - 1)
    }

    /// Resolves every declared type.
    pub(super) fn resolve_all(&mut self) {
        for id in self.names.values().copied().collect::<Vec<_>>() {
            self.resolve_type(id);
        }
    }

    /// Resolves one declared type, unless that is done or under way.
    pub(super) fn resolve_type(&mut self, id: TypeId) {
        let slot = &mut self.slots[id.0];
        let (State::Declared, Some(shape)) = (slot.state, slot.shape) else {
            return;
        };
        slot.state = State::InProgress;
        let (owner, place) = (slot.owner.clone(), slot.place.clone());
        let before = self.report.counts().0;
        if let Some(parts) = Parts::of(self.report, &owner, Position::Type, place.clone(), shape) {
            let own = parts.long.and_then(|long| long.rust.as_ref());
            let name = self.slots[id.0].ty.name.clone();
            let rust = self.rust_name(&owner, &place, own, &name, names::type_name);
            if parts
                .long
                .is_some_and(|long| long.undocumented.as_ref().is_some_and(|at| at.value))
            {
                self.slots[id.0].ty.documented = Documented::Not;
            }
            self.slots[id.0].ty.rust = rust;
            self.slots[id.0].ty.doc = parts.doc.clone();
            let kind = self.kind(id, &parts);
            self.slots[id.0].ty.kind = kind;
        }
        self.slots[id.0].faulty |= self.report.counts().0 > before;
        self.slots[id.0].state = State::Done;
    }

    /// What the type `id` consists of.
    fn kind(&mut self, id: TypeId, parts: &Parts<'a>) -> Kind {
        match &parts.body {
            Body::Expr(expr) => {
                let owner = self.slots[id.0].owner.clone();
                Kind::Alias(self.type_ref(&owner, expr))
            }
            Body::Object => self.object(id, parts),
            Body::Enum(values) => Kind::Enum(self.enumeration(id, values)),
            Body::Union(variants) => self.union(id, variants, parts.long),
            Body::Events(events) => self.events(id, Some(*events), parts.long),
            Body::Items(shape) => {
                let item = self.inner(id, shape);
                Kind::Alias(TypeRef::Array(Box::new(item)))
            }
            Body::Values(shape) => {
                let value = self.inner(id, shape);
                Kind::Alias(TypeRef::Map(Box::new(value)))
            }
        }
    }

    /// The type of a part of `holder`; an inline type becomes a type of its own, called `inline_name`
    /// unless it names itself.
    pub(super) fn part_type(
        &mut self,
        holder: TypeId,
        owner: &Owner,
        place: &Place,
        inline_name: String,
        parts: &Parts<'a>,
    ) -> TypeRef {
        match &parts.body {
            Body::Expr(expr) => self.type_ref(owner, expr),
            Body::Items(shape) => {
                let item = self.nested(holder, owner, place, inline_name, shape);
                TypeRef::Array(Box::new(item))
            }
            Body::Values(shape) => {
                let value = self.nested(holder, owner, place, inline_name, shape);
                TypeRef::Map(Box::new(value))
            }
            Body::Events(_) => {
                let message = "events are described at the top of `types`";
                self.report
                    .push(owner.error("events-where", place.clone(), message));
                TypeRef::Any
            }
            Body::Object | Body::Enum(_) | Body::Union(_) => {
                self.inline_type(holder, owner, place, inline_name, parts)
            }
        }
    }

    fn nested(
        &mut self,
        holder: TypeId,
        owner: &Owner,
        place: &Place,
        inline_name: String,
        shape: &'a At<Shape>,
    ) -> TypeRef {
        match Parts::of(self.report, owner, Position::Inner, place.clone(), shape) {
            Some(parts) => self.part_type(holder, owner, place, inline_name, &parts),
            None => TypeRef::Any,
        }
    }

    fn inner(&mut self, id: TypeId, shape: &'a At<Shape>) -> TypeRef {
        let slot = &self.slots[id.0];
        let (owner, place) = (slot.owner.clone(), slot.place.clone());
        let name = names::inline_name(&slot.ty.rust, "item");
        self.nested(id, &owner, &place, name, shape)
    }

    fn inline_type(
        &mut self,
        holder: TypeId,
        owner: &Owner,
        place: &Place,
        inline_name: String,
        parts: &Parts<'a>,
    ) -> TypeRef {
        let own = parts.long.and_then(|long| long.name.as_ref());
        let name = own.map_or(inline_name, |at| at.value.clone());
        let place = own.map_or(place.clone(), |at| owner.place(at));
        let module = self.slots[holder.0].ty.module;
        let id = self.add(
            module,
            owner.clone(),
            place.clone(),
            name.clone(),
            Documented::Inline,
        );
        self.slots[holder.0].inline.push(id);
        self.slots[id.0].state = State::InProgress;
        let rust = self.rust_name(owner, &place, own, &name, names::type_name);
        self.slots[id.0].ty.rust = rust;
        self.slots[id.0].ty.doc = parts.doc.clone();
        let before = self.report.counts().0;
        let kind = self.kind(id, parts);
        self.slots[id.0].ty.kind = kind;
        self.slots[id.0].faulty = self.report.counts().0 > before;
        self.slots[id.0].state = State::Done;
        TypeRef::Named(id)
    }

    /// The values of an enum.
    fn enumeration(&mut self, id: TypeId, values: &'a Map<At<Shape>>) -> ir::Enum {
        let slot = &self.slots[id.0];
        let (owner, place) = (slot.owner.clone(), slot.place.clone());
        if values.0.is_empty() {
            let help = "name at least one value, or use `string`";
            self.report.push(
                owner
                    .error("enum-empty", place, "the enum has no values")
                    .help(help),
            );
        }
        context::repeated(self.report, &owner, values.iter().map(|(name, _)| name));
        let mut lowered = Vec::new();
        let mut clash = Clashes::with("Unknown", "the value that is not known");
        for (name, shape) in values.iter() {
            let place = owner.place(name);
            let value_owner = Owner::new(
                owner.file,
                format!("{}: value `{}`", owner.name, name.value),
            );
            let (doc, rust) = self.enum_value(&value_owner, name, shape);
            let rust = self.rust_name(&value_owner, &place, rust, &name.value, names::variant_name);
            clash.check(self.report, &value_owner, &place, &name.value, &rust);
            lowered.push(ir::EnumValue {
                wire: name.value.clone(),
                rust,
                doc,
            });
            self.slots[id.0].places.push(place);
        }
        ir::Enum { values: lowered }
    }

    fn enum_value(
        &mut self,
        owner: &Owner,
        name: &At<String>,
        shape: &'a At<Shape>,
    ) -> (ir::Doc, Option<&'a At<String>>) {
        match &shape.value {
            Shape::Short(text) => {
                let text = At {
                    value: text.clone(),
                    bytes: shape.bytes.clone(),
                };
                (
                    context::doc(
                        self.report,
                        owner,
                        owner.place(name),
                        Some(&text),
                        None,
                        None,
                    ),
                    None,
                )
            }
            Shape::Long(long) => {
                let (since, deprecated) = (long.since.as_ref(), long.deprecated.as_ref());
                let doc = context::doc(
                    self.report,
                    owner,
                    owner.place(name),
                    long.doc.as_ref(),
                    since,
                    deprecated,
                );
                if long.says_more_than_a_value() {
                    let message = "the value of an enum has no shape";
                    let help = "only `doc`, `rust`, `since` and `deprecated` belong to it";
                    self.report.push(
                        owner
                            .error("misplaced-key", owner.place(name), message)
                            .help(help),
                    );
                }
                (doc, long.rust.as_ref())
            }
        }
    }

    /// What a type expression stands for; `any` where it is faulty.
    pub(super) fn type_ref(&mut self, owner: &Owner, expr: &Expr) -> TypeRef {
        let text = &expr.scalar.value[expr.range.clone()];
        match type_expr::parse(text) {
            Ok(parsed) => self.look_up(owner, expr, &parsed),
            Err(bad) => {
                let part = expr.range.start + bad.part.start..expr.range.start + bad.part.end;
                let place = owner.part(self.report, &expr.scalar, part);
                let help = bad.help.map(str::to_owned);
                self.report
                    .push(owner.error("bad-type", place, bad.message).maybe_help(help));
                TypeRef::Any
            }
        }
    }

    fn look_up(&mut self, owner: &Owner, expr: &Expr, parsed: &TypeExpr) -> TypeRef {
        match parsed {
            TypeExpr::Array(item) => TypeRef::Array(Box::new(self.look_up(owner, expr, item))),
            TypeExpr::Map(value) => TypeRef::Map(Box::new(self.look_up(owner, expr, value))),
            TypeExpr::Nullable(inner) => {
                TypeRef::Nullable(Box::new(self.look_up(owner, expr, inner)))
            }
            TypeExpr::Name(name, part) => {
                let part = expr.range.start + part.start..expr.range.start + part.end;
                let place = owner.part(self.report, &expr.scalar, part);
                match self.name(owner, place, name) {
                    Some(ty) => ty,
                    None => TypeRef::Any,
                }
            }
        }
    }

    /// What a builtin's or a type's name stands for. One that is not known is reported.
    pub(super) fn name(&mut self, owner: &Owner, place: Place, name: &str) -> Option<TypeRef> {
        if let Some((_, builtin)) = BUILTINS.iter().find(|(builtin, _)| *builtin == name) {
            return Some(builtin.clone());
        }
        if let Some(id) = self.names.get(name) {
            return Some(TypeRef::Named(*id));
        }
        let known = BUILTINS
            .iter()
            .map(|(name, _)| *name)
            .chain(self.names.keys().copied());
        let foreign = FOREIGN_BUILTINS
            .iter()
            .find(|(other, _)| *other == name.to_ascii_lowercase());
        let help = match foreign {
            Some((_, builtin)) => Some(format!("this language calls it `{builtin}`")),
            None => similar("type", name, known),
        };
        let message = format!("unknown type `{name}`");
        self.report
            .push(owner.error("unknown-type", place, message).maybe_help(help));
        None
    }

    /// The Rust name of something: the author's, else what `rule` makes of the wire name.
    pub(super) fn rust_name(
        &mut self,
        owner: &Owner,
        place: &Place,
        chosen: Option<&At<String>>,
        wire: &str,
        rule: fn(&str) -> Result<String, names::NoName>,
    ) -> String {
        let (made, place) = match chosen {
            Some(at) => (names::chosen_name(&at.value), owner.place(at)),
            None => (rule(wire), place.clone()),
        };
        made.unwrap_or_else(|names::NoName| {
            let written = chosen.map_or(wire, |at| &at.value);
            let message = format!("`{written}` makes no Rust name");
            let help = "write the name to use behind `rust:`, of letters, digits and `_`";
            self.report
                .push(owner.error("bad-rust-name", place, message).help(help));
            NAMELESS.to_owned()
        })
    }

    /// The types of a module, each inline type behind the one that holds it.
    pub(super) fn of_module(&self, module: usize) -> Vec<TypeId> {
        let mut order = Vec::new();
        for (index, slot) in self.slots.iter().enumerate() {
            if slot.ty.module == module && slot.ty.documented != Documented::Inline {
                self.with_inline(TypeId(index), &mut order);
            }
        }
        order
    }

    fn with_inline(&self, id: TypeId, order: &mut Vec<TypeId>) {
        order.push(id);
        for inline in &self.slots[id.0].inline {
            self.with_inline(*inline, order);
        }
    }
}

/// Rust names that are taken, and by what.
pub(super) struct Clashes {
    taken: BTreeMap<String, Taken>,
}

enum Taken {
    /// Something that generated code needs, in words.
    Reserved(String),
    /// Something described, by its wire name.
    Described(String, Place),
}

impl Clashes {
    pub(super) fn new() -> Self {
        Self {
            taken: BTreeMap::new(),
        }
    }

    /// Starts with a name that generated code needs.
    pub(super) fn with(rust: &str, what: &str) -> Self {
        let mut clashes = Self::new();
        clashes.reserve(rust, what);
        clashes
    }

    pub(super) fn reserve(&mut self, rust: &str, what: &str) {
        self.taken
            .insert(rust.to_owned(), Taken::Reserved(what.to_owned()));
    }

    /// What has taken `rust`, if it was reserved.
    pub(super) fn reserved(&self, rust: &str) -> Option<&str> {
        match self.taken.get(rust) {
            Some(Taken::Reserved(what)) => Some(what),
            _ => None,
        }
    }

    /// Takes `rust` for the thing called `wire`; reports it where it is taken.
    pub(super) fn check(
        &mut self,
        report: &mut Report,
        owner: &Owner,
        place: &Place,
        wire: &str,
        rust: &str,
    ) {
        let diagnostic = match self.taken.get(rust) {
            _ if rust == NAMELESS => return,
            // The same wire name twice is reported as a repeated key.
            Some(Taken::Described(first, _)) if first == wire => return,
            Some(Taken::Described(first, first_place)) => owner
                .error(
                    "rust-clash",
                    place.clone(),
                    format!("`{wire}` becomes `{rust}`, and so does `{first}`"),
                )
                .note(first_place.clone(), "the other one"),
            Some(Taken::Reserved(what)) => owner.error(
                "rust-clash",
                place.clone(),
                format!("`{wire}` becomes `{rust}`, which is the name of {what}"),
            ),
            None => {
                self.taken.insert(
                    rust.to_owned(),
                    Taken::Described(wire.to_owned(), place.clone()),
                );
                return;
            }
        };
        report.push(diagnostic.help("give it another name behind `rust:`"));
    }
}
