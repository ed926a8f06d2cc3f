//! Earlier names: none of them may still be in use, or belong to two things.

use std::collections::BTreeMap;

use super::context::Owner;
use crate::load::Description;
use crate::load::description::Long;
use crate::load::map::Map;
use crate::load::place::At;
use crate::load::shape::{OneOrMany, Shape};
use crate::report::{FileId, Place, Report};

/// Checks every `was` of a description against the names beside it.
pub(super) fn check_was(description: &Description, report: &mut Report) {
    let mut types = Names::default();
    let mut operations = Names::default();
    for (file, module) in &description.modules {
        for (name, operation) in module.operations.iter() {
            operations.add(*file, name, operation.was.as_ref());
        }
        types.add_all(*file, &module.types);
        check_scope(*file, &module.path, report);
        for (_, shape) in module.types.iter() {
            check_within(*file, shape, report);
        }
    }
    types.check("type", report);
    operations.check("operation", report);
}

/// Names that have to differ from one another, and what each was called before.
#[derive(Default)]
struct Names<'a> {
    now: BTreeMap<&'a str, Place>,
    before: Vec<(&'a str, &'a str, Place)>,
}

impl<'a> Names<'a> {
    fn add(&mut self, file: FileId, name: &'a At<String>, was: Option<&'a OneOrMany>) {
        let plain = name.value.trim_end_matches('?');
        self.now.insert(plain, Place::new(file, name.bytes.clone()));
        for earlier in was.iter().flat_map(|was| &was.0) {
            let place = Place::new(file, earlier.bytes.clone());
            let earlier = earlier.value.trim_end_matches('?');
            self.before.push((plain, earlier, place));
        }
    }

    fn add_all(&mut self, file: FileId, shapes: &'a Map<At<Shape>>) {
        for (name, shape) in shapes.iter() {
            self.add(file, name, long(shape).and_then(|long| long.was.as_ref()));
        }
    }

    fn check(&self, what: &str, report: &mut Report) {
        let mut claimed: BTreeMap<&str, &Place> = BTreeMap::new();
        for (name, earlier, place) in &self.before {
            let owner = Owner::new(place.file, format!("{what} `{name}`"));
            if name == earlier {
                let message = "`was` names what it is called now";
                report.push(owner.error("was-self", place.clone(), message));
            } else if let Some(other) = self.now.get(earlier) {
                let message = format!("`was` names `{earlier}`, which is still there");
                let diagnostic = owner.error("was-taken", place.clone(), message);
                report.push(diagnostic.note(other.clone(), "here"));
            } else if let Some(first) = claimed.insert(earlier, place) {
                let message = format!("`{earlier}` is an earlier name of something else already");
                let diagnostic = owner.error("was-taken", place.clone(), message);
                report.push(diagnostic.note(Place::clone(first), "here"));
            }
        }
    }
}

fn check_scope(file: FileId, shapes: &Map<At<Shape>>, report: &mut Report) {
    let mut names = Names::default();
    names.add_all(file, shapes);
    names.check("the name", report);
}

/// Checks what a shape holds.
fn check_within(file: FileId, shape: &At<Shape>, report: &mut Report) {
    let Some(long) = long(shape) else {
        return;
    };
    let mut names = Names::default();
    for map in [&long.fields, &long.overrides].into_iter().flatten() {
        names.add_all(file, map);
    }
    names.check("field", report);
    for map in [&long.enumeration, &long.union, &long.events].into_iter().flatten() {
        check_scope(file, map, report);
    }
    let maps = [&long.fields, &long.overrides, &long.union, &long.events];
    for (_, shape) in maps.into_iter().flatten().flat_map(|map| map.iter()) {
        check_within(file, shape, report);
    }
    for shape in [&long.items, &long.values].into_iter().flatten() {
        check_within(file, shape, report);
    }
}

fn long(shape: &At<Shape>) -> Option<&Long> {
    match &shape.value {
        Shape::Long(long) => Some(long),
        Shape::Short(_) => None,
    }
}
