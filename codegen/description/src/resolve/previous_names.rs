//! Previous names: none of them may still be in use, or belong to two things.

use std::collections::BTreeMap;

use super::context::Context;
use super::inheritance::wire;
use crate::load::Description;
use crate::load::read::{Map, OneOrMany};
use crate::load::shape::Shape;
use crate::load::span::At;
use crate::report::Span;

/// Checks every `was` of a description against the names beside it.
pub(super) fn check_previous_names(description: &Description, cx: &Context<'_>) {
    let mut types = Scope::default();
    let mut operations = Scope::default();
    let mut pending = Vec::new();
    for (_, module) in &description.modules {
        for (name, operation) in module.operations.iter() {
            operations.add(name, &operation.was);
        }
        types.add_all(&module.types);
        Scope::of([&module.path]).check(cx, "the name");
        pending.extend(module.types.iter().map(|(_, shape)| shape));
    }
    types.check(cx, "type");
    operations.check(cx, "operation");
    while let Some(shape) = pending.pop() {
        let Some(long) = shape.long() else { continue };
        Scope::of(long.fields.iter().chain([&long.overrides])).check(cx, "field");
        let values = long.enumeration.as_ref().map(|values| &values.0);
        for map in [&long.union, &long.events].into_iter().flatten().chain(values) {
            Scope::of([map]).check(cx, "the name");
        }
        pending.extend(long.parts());
    }
}

/// Names that have to differ from one another, and what each was called before.
#[derive(Default)]
struct Scope<'a> {
    now: Vec<(&'a str, Span)>,
    before: Vec<(&'a str, &'a At<String>)>,
}

impl<'a> Scope<'a> {
    fn of(maps: impl IntoIterator<Item = &'a Map<At<Shape>>>) -> Self {
        let mut scope = Self::default();
        maps.into_iter().for_each(|map| scope.add_all(map));
        scope
    }

    fn add(&mut self, name: &'a At<String>, was: &'a OneOrMany) {
        self.now.push((wire(name), name.span));
        self.before.extend(was.0.iter().map(|previous| (wire(name), previous)));
    }

    fn add_all(&mut self, shapes: &'a Map<At<Shape>>) {
        const NONE: &OneOrMany = &OneOrMany(Vec::new());
        for (name, shape) in shapes.iter() {
            self.add(name, shape.long().map_or(NONE, |long| &long.was));
        }
    }

    fn check(&self, cx: &Context<'_>, what: &str) {
        if self.before.is_empty() {
            return;
        }
        let now: BTreeMap<_, _> = self.now.iter().copied().collect();
        let mut claimed: BTreeMap<&str, Span> = BTreeMap::new();
        for (name, previous) in &self.before {
            let cx = cx.about(format!("{what} `{name}`"));
            let was = wire(previous);
            if *name == was {
                cx.error("was-self", *previous, "`was` names what it is called now");
            } else if let Some(other) = now.get(was) {
                let message = format!("`was` names `{was}`, which is still there");
                cx.error("was-taken", *previous, message).note(*other, "here");
            } else if let Some(first) = claimed.insert(was, previous.span) {
                let message = format!("`{was}` is a previous name of something else already");
                cx.error("was-taken", *previous, message).note(first, "here");
            }
        }
    }
}
