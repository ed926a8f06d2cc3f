//! A shape taken apart: what it says it is, its documentation, and the keys that do not belong there.

use std::ops::Range;

use super::context::{self, Owner};
use crate::ir;
use crate::load::description::Long;
use crate::load::map::Map;
use crate::load::place::{At, part_of};
use crate::load::shape::Shape;
use crate::report::{Diagnostic, Place, Report};

/// What separates a type from its documentation.
const DOC_MARK: &str = " -- ";

/// Where a shape stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Position {
    Type,
    Field,
    Variant,
    Event,
    /// The items of an array or the values of a map.
    Inner,
    Placeholder,
    /// Something that an error object carries beside its message and code.
    ErrorField,
}

/// What a shape says it is.
#[derive(Debug, Clone)]
pub(super) enum Body<'a> {
    Expr(Expr),
    Object,
    Enum(&'a Map<At<Shape>>),
    Union(&'a Map<At<Shape>>),
    Events(&'a Map<At<Shape>>),
    Items(&'a At<Shape>),
    Values(&'a At<Shape>),
}

/// A type expression within a scalar.
#[derive(Debug, Clone)]
pub(super) struct Expr {
    pub(super) scalar: At<String>,
    pub(super) range: Range<usize>,
}

/// A shape taken apart.
#[derive(Debug, Clone)]
pub(super) struct Parts<'a> {
    pub(super) body: Body<'a>,
    pub(super) doc: ir::Doc,
    pub(super) long: Option<&'a Long>,
}

impl<'a> Parts<'a> {
    /// Takes `shape` apart. `None` where it does not say one thing; that is reported.
    pub(super) fn of(
        report: &mut Report,
        owner: &Owner,
        position: Position,
        name: Place,
        shape: &'a At<Shape>,
    ) -> Option<Self> {
        match &shape.value {
            Shape::Short(text) => Self::short(report, owner, position, name, text, &shape.bytes),
            Shape::Long(long) => Self::long(report, owner, position, name, long),
        }
    }

    fn short(
        report: &mut Report,
        owner: &Owner,
        position: Position,
        name: Place,
        text: &str,
        bytes: &Range<usize>,
    ) -> Option<Self> {
        if text.trim().is_empty() {
            let message = "nothing is written behind it";
            let help = "write a type, such as `string -- What it says.`, or the keys of the long form below it";
            report.push(owner.error("nothing-written", name, message).help(help));
            return None;
        }
        let (end, words) = match text.find(DOC_MARK) {
            Some(end) => (end, Some(end + DOC_MARK.len()..text.len())),
            None => (text.len(), None),
        };
        let doc = words.map(|range| {
            let source = &report.files[owner.file.0].text;
            At { value: text[range.clone()].to_owned(), bytes: part_of(source, bytes, text, range) }
        });
        let doc = match position {
            Position::Inner => {
                ir::Doc { text: doc.map(|at| at.value).unwrap_or_default(), ..ir::Doc::default() }
            }
            _ => context::doc(report, owner, name, doc.as_ref().into()),
        };
        let scalar = At { value: text.to_owned(), bytes: bytes.clone() };
        Some(Self { body: Body::Expr(Expr { scalar, range: 0..end }), doc, long: None })
    }

    fn long(
        report: &mut Report,
        owner: &Owner,
        position: Position,
        name: Place,
        long: &'a Long,
    ) -> Option<Self> {
        let doc = match position {
            Position::Inner if long.doc.is_none() => ir::Doc::default(),
            _ => context::doc(report, owner, name.clone(), long.into()),
        };
        let body = body(report, owner, &name, long)?;
        check_keys(report, owner, position, &body, &name, long);
        Some(Self { body, doc, long: Some(long) })
    }
}

/// What the keys of a long form say it is.
fn body<'a>(report: &mut Report, owner: &Owner, name: &Place, long: &'a Long) -> Option<Body<'a>> {
    let mut said: Vec<(&str, Body<'a>)> = Vec::new();
    if let Some(ty) = &long.ty {
        let expr = Expr { scalar: ty.clone(), range: 0..ty.value.len() };
        said.push(("type", Body::Expr(expr)));
    }
    if long.fields.is_some() {
        said.push(("fields", Body::Object));
    }
    said.extend(long.enumeration.as_ref().map(|map| ("enum", Body::Enum(map))));
    said.extend(long.union.as_ref().map(|map| ("union", Body::Union(map))));
    said.extend(long.events.as_ref().map(|map| ("events", Body::Events(map))));
    said.extend(long.items.as_ref().map(|shape| ("items", Body::Items(shape))));
    said.extend(long.values.as_ref().map(|shape| ("values", Body::Values(shape))));
    if said.is_empty() && long.extends.is_some() {
        said.push(("extends", Body::Object));
    }
    if said.len() > 1 {
        let keys: Vec<_> = said.iter().map(|(key, _)| format!("`{key}`")).collect();
        let message =
            format!("it has {}, and only one of them can say its shape", keys.join(" and "));
        report.push(owner.error("two-shapes", name.clone(), message));
        return None;
    }
    let Some((_, body)) = said.pop() else {
        let help = "give it one of `type`, `fields`, `enum`, `union`, `events`, `items`, `values`, `extends`";
        report.push(
            owner.error("no-shape", name.clone(), "nothing is said about its shape").help(help),
        );
        return None;
    };
    Some(body)
}

/// Reports keys that mean nothing at this place.
fn check_keys(
    report: &mut Report,
    owner: &Owner,
    position: Position,
    body: &Body<'_>,
    name: &Place,
    long: &Long,
) {
    use Position::{Event, Field, Placeholder, Type, Variant};
    let object = matches!(body, Body::Object);
    let union = matches!(body, Body::Union(_));
    let inline = matches!(body, Body::Object | Body::Enum(_) | Body::Union(_)) && position != Type;
    let first_name = |map: &Option<Map<At<Shape>>>| {
        map.as_ref().map(|map| map.0.first().map_or(name.clone(), |(key, _)| owner.place(key)))
    };
    let text = |at: &Option<At<String>>| at.as_ref().map(|at| owner.place(at));
    let names = |list: &[At<String>]| list.first().map_or(name.clone(), |at| owner.place(at));
    let mut check = |key: &str, place: Option<Place>, fits: bool, where_it_belongs: &str| {
        if let Some(place) = place.filter(|_| !fits) {
            let message = format!("`{key}` does not belong here");
            let help = format!("`{key}` belongs to {where_it_belongs}");
            report.push(owner.error("misplaced-key", place, message).help(help));
        }
    };
    check("tag", text(&long.tag), union, "a `union`");
    check("content", text(&long.content), union, "a `union` with a `tag`");
    check(
        "name",
        text(&long.name),
        inline,
        "an object, enum or union that is described where it is used",
    );
    let extends = long.extends.as_ref().map(|list| names(&list.0));
    check(
        "extends",
        extends,
        object || matches!(body, Body::Events(_)),
        "an object or to `events`",
    );
    check("override", first_name(&long.overrides), object, "an object");
    check("require_any", long.require_any.as_deref().map(names), object, "an object");
    check("patch", long.patch.as_ref().map(|at| owner.place(at)), object, "an object");
    check(
        "as_string",
        long.as_string.as_ref().map(|it| owner.place(&it.first)),
        object,
        "an object",
    );
    let default = long.client_default.as_ref().map(|at| owner.place(at));
    check("client_default", default, position == Field, "an optional field of a request");
    let event = matches!(position, Variant | Event);
    check("documented_as", text(&long.documented_as), event, "a variant or an event");
    let undocumented = long.undocumented.as_ref().map(|at| owner.place(at));
    check("undocumented", undocumented, matches!(position, Type | Field), "a type or a field");
    let named = matches!(position, Type | Field | Variant | Event | Placeholder);
    check("rust", text(&long.rust), named, "something that has a name in Rust");
    let was = long.was.as_ref().map(|list| names(&list.0));
    check("was", was, named, "something that has a name in Rust");
    if let Some(at) = long.secret.as_ref().filter(|_| position != Field) {
        report.push(misplaced_secret(owner, position, owner.place(at)));
    }
}

/// Only `Debug` keeps a secret, and only that of a type with fields.
fn misplaced_secret(owner: &Owner, position: Position, place: Place) -> Diagnostic {
    let message = match position {
        Position::Placeholder => {
            "nothing in a path can be a secret, since addresses end up in logs"
        }
        Position::ErrorField => {
            "nothing in an error can be a secret, since errors are shown and end up in logs"
        }
        _ => {
            let diagnostic = owner.error("misplaced-key", place, "`secret` does not belong here");
            return diagnostic.help("`secret` belongs to a field of an object");
        }
    };
    let diagnostic = owner.error("secret-where", place, message);
    diagnostic.help("leave `secret` out here")
}
