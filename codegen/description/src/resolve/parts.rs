//! A shape taken apart: what it is, its documentation, and the keys that do not belong there.

use super::context::Context;
use crate::ir;
use crate::load::keys::On;
use crate::load::read::Map;
use crate::load::shape::Long;
use crate::load::shape::Shape;
use crate::load::span::At;
use crate::report::Span;

/// What separates a type from its documentation.
const DOC_MARK: &str = " -- ";

/// Where a shape stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Position {
    Type,
    Field,
    Variant,
    Event,
    /// The value of an enum, which has no shape.
    Value,
    /// The items of an array or the values of a map.
    Inner,
    Placeholder,
    /// Something that an error object carries beside its message and code.
    ErrorField,
}

/// What a shape is.
#[derive(Debug, Clone)]
pub(super) enum Body<'a> {
    Expr(Expr<'a>),
    Object,
    Enum(&'a Map<At<Shape>>),
    Union(&'a Map<At<Shape>>),
    Events(&'a Map<At<Shape>>),
    Items(&'a At<Shape>),
    Values(&'a At<Shape>),
}

/// A type expression at the beginning of a scalar.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expr<'a> {
    pub(super) scalar: &'a str,
    pub(super) span: Span,
    pub(super) end: usize,
}

impl<'a> Expr<'a> {
    pub(super) fn new(scalar: &'a At<String>) -> Self {
        Self { scalar: &scalar.value, span: scalar.span, end: scalar.value.len() }
    }

    /// The expression without what follows it.
    pub(super) fn text(&self) -> &'a str {
        &self.scalar[..self.end]
    }
}

/// A shape taken apart.
#[derive(Debug, Clone)]
pub(super) struct Parts<'a> {
    pub(super) body: Body<'a>,
    pub(super) doc: ir::Doc,
    pub(super) long: Option<&'a Long>,
}

impl<'a> Parts<'a> {
    /// Takes `shape` apart. `None` where it is not one thing; that is reported.
    pub(super) fn of(
        cx: &Context<'_>,
        position: Position,
        name: Span,
        shape: &'a At<Shape>,
    ) -> Option<Self> {
        match &shape.value {
            Shape::Short(text) => Self::short(cx, position, name, text, shape.span),
            Shape::Long(long) => {
                let doc = match position {
                    Position::Inner if long.doc.is_none() => ir::Doc::default(),
                    _ => cx.doc(name, &**long),
                };
                let body = body(cx, name, long)?;
                check_keys(cx, position, Some(&body), long);
                Some(Self { body, doc, long: Some(long) })
            }
        }
    }

    fn short(
        cx: &Context<'_>,
        position: Position,
        name: Span,
        scalar: &'a str,
        span: Span,
    ) -> Option<Self> {
        if scalar.trim().is_empty() {
            let message = "nothing is written after it";
            let help = "write a type, such as `string -- What it says.`, or the keys of the long form below it";
            cx.error("nothing-written", name, message).help(help);
            return None;
        }
        let end = scalar.find(DOC_MARK);
        let doc = end.map(|end| {
            let range = end + DOC_MARK.len()..scalar.len();
            let value = scalar[range.clone()].to_owned();
            At { value, span: cx.part(span, scalar, range) }
        });
        let doc = match position {
            Position::Inner if doc.is_none() => ir::Doc::default(),
            _ => cx.doc(name, doc.as_ref()),
        };
        let end = end.unwrap_or(scalar.len());
        Some(Self { body: Body::Expr(Expr { scalar, span, end }), doc, long: None })
    }

    /// The name that the author chose for Rust.
    pub(super) fn rust(&self) -> Option<&'a At<String>> {
        self.long?.rust.as_ref()
    }
}

/// The one thing that the keys of a long form say it is.
fn body<'a>(cx: &Context<'_>, name: Span, long: &'a Long) -> Option<Body<'a>> {
    let all = [
        ("type", long.ty.as_ref().map(|ty| Body::Expr(Expr::new(ty)))),
        ("fields", long.fields.as_ref().map(|_| Body::Object)),
        ("enum", long.enumeration.as_ref().map(|values| Body::Enum(&values.0))),
        ("union", long.union.as_ref().map(Body::Union)),
        ("events", long.events.as_ref().map(Body::Events)),
        ("items", long.items.as_deref().map(Body::Items)),
        ("values", long.values.as_deref().map(Body::Values)),
    ];
    let mut found: Vec<_> = all.into_iter().filter_map(|(key, body)| Some((key, body?))).collect();
    if found.len() > 1 {
        let keys: Vec<_> = found.iter().map(|(key, _)| format!("`{key}`")).collect();
        let message =
            format!("it has {}, and only one of them can say its shape", keys.join(" and "));
        cx.error("two-shapes", name, message);
        return None;
    }
    let body = found.pop().map(|(_, body)| body).or(long.extends.as_ref().map(|_| Body::Object));
    if body.is_none() && !long.written.faulty {
        let help = "give it one of `type`, `fields`, `enum`, `union`, `events`, `items`, `values`, `extends`";
        cx.error("no-shape", name, "nothing is said about its shape").help(help);
    }
    body
}

/// Reports keys that mean nothing at this position.
pub(super) fn check_keys(
    cx: &Context<'_>,
    position: Position,
    body: Option<&Body<'_>>,
    long: &Long,
) {
    let tagged = long.tag.is_some() || long.written.faulty;
    for key in &long.written.keys {
        let on = Long::KEYS.iter().find(|known| known.name == key.value).map(|known| known.on);
        let Some(on) = on.filter(|on| !fits(*on, position, body, tagged)) else {
            continue;
        };
        let hidden = match position {
            Position::Placeholder => "a path can be a secret, since addresses end up in logs",
            Position::ErrorField => {
                "an error can be a secret, since errors are shown and end up in logs"
            }
            _ => "",
        };
        if on == On::Field && !hidden.is_empty() {
            let message = format!("nothing in {hidden}");
            cx.error("secret-where", key, message).help("leave `secret` out here");
        } else {
            let message = format!("`{}` does not belong here", key.value);
            let help = format!("`{}` belongs to {}", key.value, on.words());
            cx.error("misplaced-key", key, message).help(help);
        }
    }
}

fn fits(on: On, position: Position, body: Option<&Body<'_>>, tagged: bool) -> bool {
    use Position::{Event, Field, Placeholder, Type, Value, Variant};
    let is_object = matches!(body, Some(Body::Object));
    let is_union = matches!(body, Some(Body::Union(_)));
    match on {
        On::Everything => true,
        On::Shape => position != Value,
        On::Named => matches!(position, Type | Field | Variant | Event | Value | Placeholder),
        On::TypeOrField => matches!(position, Type | Field),
        On::Field | On::OptionalField => position == Field,
        On::VariantOrEvent => matches!(position, Variant | Event),
        On::Inline => {
            position != Type && (is_object || is_union || matches!(body, Some(Body::Enum(_))))
        }
        On::Object => is_object,
        On::ObjectOrEvents => is_object || matches!(body, Some(Body::Events(_))),
        On::Union => is_union,
        On::TaggedUnion => is_union && tagged,
    }
}
