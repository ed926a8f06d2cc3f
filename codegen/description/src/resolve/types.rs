//! Types: what each declared name stands for, with every inline type given a name of its own.

use std::collections::BTreeMap;

use super::context::{Context, is_true};
use super::parts::{Body, Expr, Parts, Position};
use crate::ir::graph::{Edge, Graph};
use crate::ir::{self, Api, Builtin, Documented, Kind, TypeId, TypeRef};
use crate::load::Description;
use crate::load::shape::Shape;
use crate::load::span::At;
use crate::names;
use crate::report::Span;
use crate::type_expr::{Name, is_name, parse};

/// The types, while they are being resolved.
pub(super) struct Types<'a> {
    pub(super) cx: Context<'a>,
    /// What is resolved so far.
    pub(super) api: Api,
    /// What else is known of each of its types.
    pub(super) slots: Vec<Slot<'a>>,
    pub(super) names: BTreeMap<&'a str, TypeId>,
}

/// What is known of a type while it is being resolved.
pub(super) struct Slot<'a> {
    pub(super) cx: Context<'a>,
    pub(super) span: Span,
    /// Everything about it is known that other types build upon.
    pub(super) done: bool,
    /// Something about it is wrong already: what follows from it is not reported again.
    pub(super) faulty: bool,
    /// The spans of its fields or variants.
    pub(super) spans: Vec<Span>,
    /// The inline types that it holds.
    inline: Vec<TypeId>,
    pub(super) shape: Option<&'a At<Shape>>,
}

/// What a type is a part of, and how it is called there.
#[derive(Debug)]
pub(super) struct Holder<'h, 'a> {
    pub(super) id: TypeId,
    pub(super) cx: &'h Context<'a>,
    pub(super) span: Span,
    /// What an inline type is called, unless it names itself.
    pub(super) inline: String,
}

impl<'a> Types<'a> {
    /// Adds the names of all types, so that any of them can name any other.
    pub(super) fn declare(description: &'a Description, cx: &Context<'a>) -> Self {
        let mut types =
            Self { cx: cx.clone(), api: Api::default(), slots: Vec::new(), names: BTreeMap::new() };
        for (module, (_, described)) in description.modules.iter().enumerate() {
            for (name, shape) in described.types.iter() {
                let cx = cx.about(format!("type `{}`", name.value));
                if let Some(first) = types.names.get(name.value.as_str()) {
                    let first = types.slots[first.0].span;
                    cx.error("repeated-name", name, "it is described twice")
                        .note(first, "first here");
                    continue;
                }
                if !is_name(name) {
                    let message =
                        format!("`{}` cannot be written in a type expression", name.value);
                    let help = "the name of a type begins with a capital letter and has no other marks than `_`";
                    cx.error("bad-type", name, message).help(help);
                }
                let id = types.add(module, cx, name.span, name.value.clone(), Documented::Named);
                types.slots[id.0].shape = Some(shape);
                types.names.insert(&name.value, id);
            }
        }
        types
    }

    fn add(
        &mut self,
        module: usize,
        cx: Context<'a>,
        span: Span,
        name: String,
        documented: Documented,
    ) -> TypeId {
        let rust = name.clone();
        self.api.types.push(ir::Type { name, rust, module, documented, ..ir::Type::default() });
        let (spans, inline) = (Vec::new(), Vec::new());
        self.slots.push(Slot { cx, span, done: false, faulty: false, spans, inline, shape: None });
        TypeId(self.slots.len() - 1)
    }

    /// Resolves every declared type, each after those that it extends.
    pub(super) fn resolve_all(&mut self) {
        for id in self.in_order() {
            let slot = &self.slots[id.0];
            let (cx, span) = (slot.cx.clone(), slot.span);
            let Some(shape) = slot.shape else { continue };
            let before = cx.errors();
            if let Some(parts) = Parts::of(&cx, Position::Type, span, shape) {
                if is_true(parts.long.and_then(|long| long.undocumented.as_ref())) {
                    self.api.types[id.0].documented = Documented::Not;
                }
                self.settle(id, parts.rust(), &parts);
            } else {
                self.slots[id.0].faulty = true;
            }
            self.slots[id.0].faulty |= cx.errors() > before;
            self.slots[id.0].done = true;
        }
    }

    /// Fills in a type.
    fn settle(&mut self, id: TypeId, rust: Option<&At<String>>, parts: &Parts<'a>) {
        let (slot, ty) = (&mut self.slots[id.0], &mut self.api.types[id.0]);
        ty.rust = slot.cx.rust_name(slot.span, rust, &ty.name, names::type_name);
        ty.doc = parts.doc.clone();
        slot.faulty |= parts.long.is_some_and(|long| long.written.faulty);
        let kind = self.kind(id, parts);
        self.api.types[id.0].kind = kind;
    }

    /// What the type `id` consists of.
    fn kind(&mut self, id: TypeId, parts: &Parts<'a>) -> Kind {
        match &parts.body {
            Body::Object => self.object(id, parts.long),
            Body::Enum(values) => Kind::Enum(self.enumeration(id, values)),
            Body::Union(variants) => self.union(id, variants, parts.long),
            Body::Events(events) => self.events(id, Some(events), parts.long),
            Body::Expr(_) | Body::Items(_) | Body::Values(_) => {
                let slot = &self.slots[id.0];
                let (cx, span) = (slot.cx.clone(), slot.span);
                let inline = names::inline_name(&self.api.types[id.0].rust, "item");
                Kind::Alias(self.part_type(&Holder { id, cx: &cx, span, inline }, parts))
            }
        }
    }

    /// The type of a part of a type. An inline type becomes a type of its own.
    pub(super) fn part_type(&mut self, holder: &Holder<'_, 'a>, parts: &Parts<'a>) -> TypeRef {
        match &parts.body {
            Body::Expr(expr) => {
                let ty = self.type_ref(holder.cx, *expr);
                self.slots[holder.id.0].faulty |= ty.is_none();
                ty.unwrap_or(TypeRef::ANY)
            }
            Body::Items(shape) => self.nested(holder, shape).array(),
            Body::Values(shape) => self.nested(holder, shape).map(),
            Body::Events(_) => {
                let message = "events are described at the top of `types`";
                holder.cx.error("events-where", holder.span, message);
                TypeRef::ANY
            }
            Body::Object | Body::Enum(_) | Body::Union(_) => self.inline_type(holder, parts),
        }
    }

    fn nested(&mut self, holder: &Holder<'_, 'a>, shape: &'a At<Shape>) -> TypeRef {
        match Parts::of(holder.cx, Position::Inner, holder.span, shape) {
            Some(parts) => self.part_type(holder, &parts),
            None => TypeRef::ANY,
        }
    }

    fn inline_type(&mut self, holder: &Holder<'_, 'a>, parts: &Parts<'a>) -> TypeRef {
        let own = parts.long.and_then(|long| long.name.as_ref());
        let name = own.map_or_else(|| holder.inline.clone(), |at| at.value.clone());
        let span = own.map_or(holder.span, |at| at.span);
        let module = self.api.at(holder.id).module;
        let id = self.add(module, holder.cx.clone(), span, name, Documented::Inline);
        self.slots[holder.id.0].inline.push(id);
        let before = holder.cx.errors();
        self.settle(id, own, parts);
        self.slots[id.0].faulty |= holder.cx.errors() > before;
        self.slots[id.0].done = true;
        TypeRef::Named(id)
    }

    /// What a type expression stands for. `None` where it is faulty, or names what is not known.
    pub(super) fn type_ref(&self, cx: &Context<'_>, expr: Expr<'_>) -> Option<TypeRef> {
        let span = |part| cx.part(expr.span, expr.scalar, part);
        match parse(expr.text()) {
            Ok(parsed) => {
                let at = |name: &Name| span(name.span.clone());
                let named = parsed.name().map(|name| self.name(cx, at(name), &name.text));
                let named = named.unwrap_or(Some(TypeRef::ANY))?;
                Some(parsed.replace_name(|_| named))
            }
            Err(bad) => {
                let help = bad.help.map(str::to_owned);
                cx.error("bad-type", span(bad.span), bad.message).maybe_help(help);
                None
            }
        }
    }

    /// What a builtin's or a type's name stands for. One that is not known is reported.
    pub(super) fn name(&self, cx: &Context<'_>, at: Span, name: &str) -> Option<TypeRef> {
        if let Some(builtin) = Builtin::named(name) {
            return Some(TypeRef::Builtin(builtin));
        }
        if let Some(id) = self.names.get(name) {
            return Some(TypeRef::Named(*id));
        }
        if !cx.complete {
            return None;
        }
        let builtins = Builtin::ALL.iter().map(|builtin| builtin.facts().name);
        let help = match Builtin::elsewhere(name) {
            Some(builtin) => Some(format!("this language calls it `{builtin}`")),
            None => cx.similar("type", name, builtins.chain(self.names.keys().copied())),
        };
        cx.error("unknown-type", at, format!("unknown type `{name}`")).maybe_help(help);
        None
    }

    /// The edges of some kinds between the types.
    pub(super) fn graph(&self, edges: &[Edge]) -> Graph {
        Graph::of(&self.api.types, edges)
    }

    /// The declared types, each after those that it extends, be it through aliases.
    fn in_order(&self) -> Vec<TypeId> {
        let named = |name| self.names.get(name).copied();
        let extended = self.slots.iter().map(|slot| extended(slot.shape).into_iter());
        Graph::new(extended.map(|names| names.filter_map(named).collect())).cycles().order()
    }

    /// The types of each module, each inline type after the one that holds it.
    pub(super) fn by_module(&self, modules: usize) -> Vec<Vec<TypeId>> {
        let mut order = vec![Vec::new(); modules];
        for (index, ty) in self.api.types.iter().enumerate() {
            if ty.documented != Documented::Inline {
                self.with_inline(TypeId(index), &mut order[ty.module]);
            }
        }
        order
    }

    /// Types are nested in one another only as deep as a file may nest them.
    fn with_inline(&self, id: TypeId, order: &mut Vec<TypeId>) {
        order.push(id);
        for inline in &self.slots[id.0].inline {
            self.with_inline(*inline, order);
        }
    }
}

/// The names of the types that a type extends, it or anything described within it, or that it is an alias of.
fn extended(shape: Option<&At<Shape>>) -> Vec<&str> {
    let mut names = Vec::new();
    let mut pending: Vec<_> = shape.into_iter().collect();
    while let Some(shape) = pending.pop() {
        let Some(long) = shape.long() else {
            if let Shape::Short(text) = &shape.value {
                names.extend(text.split_whitespace().next());
            }
            continue;
        };
        names.extend(long.ty.as_ref().map(|ty| ty.trim()));
        let extends = long.extends.iter().flat_map(|list| &list.0);
        names.extend(extends.map(|name| name.value.as_str()));
        pending.extend(long.parts());
    }
    names
}
