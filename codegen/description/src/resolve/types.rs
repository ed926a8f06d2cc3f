//! Types: what each declared name stands for, with every inline type given a name of its own.

use std::collections::BTreeMap;

use super::clashes::Clashes;
use super::context::{self, Owner};
use super::parts::{Body, Parts, Position};
use crate::ir::{self, Documented, Flow, Kind, TypeId, TypeRef};
use crate::load::Description;
use crate::load::map::Map;
use crate::load::place::At;
use crate::load::shape::Shape;
use crate::names;
use crate::report::{FileId, Place, Report};

/// Stands in for a Rust name that could not be made, which is reported.
pub(super) const NAMELESS: &str = "Nameless";

/// The types, while they are being resolved.
pub(super) struct Types<'a> {
    pub(super) report: &'a mut Report,
    pub(super) slots: Vec<Slot<'a>>,
    pub(super) names: BTreeMap<&'a str, TypeId>,
}

/// A type, while it is being resolved.
pub(super) struct Slot<'a> {
    pub(super) owner: Owner,
    pub(super) place: Place,
    pub(super) state: State,
    /// Something about it is wrong already: what follows from it is not reported again.
    pub(super) faulty: bool,
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
        let mut types = Self { report, slots: Vec::new(), names: BTreeMap::new() };
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
            self.report
                .push(owner.error("repeated-name", place, message).note(first, "first here"));
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
            extends: Vec::new(),
            secret: false,
            kind: Kind::Alias(TypeRef::ANY),
        };
        self.slots.push(Slot {
            owner,
            place,
            state: State::Declared,
            faulty: false,
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
            if parts.long.is_some_and(|long| long.undocumented.as_ref().is_some_and(|at| at.value))
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
                Kind::Alias(item.array())
            }
            Body::Values(shape) => {
                let value = self.inner(id, shape);
                Kind::Alias(value.map())
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
                item.array()
            }
            Body::Values(shape) => {
                let value = self.nested(holder, owner, place, inline_name, shape);
                value.map()
            }
            Body::Events(_) => {
                let message = "events are described at the top of `types`";
                self.report.push(owner.error("events-where", place.clone(), message));
                TypeRef::ANY
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
            None => TypeRef::ANY,
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
        let id = self.add(module, owner.clone(), place.clone(), name.clone(), Documented::Inline);
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
            self.report.push(owner.error("enum-empty", place, "the enum has no values").help(help));
        }
        context::repeated(self.report, &owner, values.iter().map(|(name, _)| name));
        let mut lowered = Vec::new();
        let mut clash = Clashes::with("Unknown", "the value that is not known");
        for (name, shape) in values.iter() {
            let place = owner.place(name);
            let value_owner =
                Owner::new(owner.file, format!("{}: value `{}`", owner.name, name.value));
            let (doc, rust) = self.enum_value(&value_owner, name, shape);
            let rust = self.rust_name(&value_owner, &place, rust, &name.value, names::variant_name);
            clash.check(self.report, &value_owner, &place, &name.value, &rust);
            lowered.push(ir::EnumValue { wire: name.value.clone(), rust, doc });
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
                let text = At { value: text.clone(), bytes: shape.bytes.clone() };
                (context::doc(self.report, owner, owner.place(name), Some(&text).into()), None)
            }
            Shape::Long(long) => {
                let doc = context::doc(self.report, owner, owner.place(name), long.as_ref().into());
                if long.says_more_than_a_value() {
                    let message = "the value of an enum has no shape";
                    let help = "only `doc`, `rust`, `was`, `since` and `deprecated` belong to it";
                    self.report
                        .push(owner.error("misplaced-key", owner.place(name), message).help(help));
                }
                (doc, long.rust.as_ref())
            }
        }
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
            self.report.push(owner.error("bad-rust-name", place, message).help(help));
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
