//! Enums: an open set of strings.

use super::context::Context;
use super::parts::{Position, check_keys};
use super::reserved::Taken;
use super::types::Types;
use crate::ir::{self, TypeId};
use crate::load::read::Map;
use crate::load::shape::Shape;
use crate::load::span::At;
use crate::names;

impl<'a> Types<'a> {
    pub(super) fn enumeration(&mut self, id: TypeId, values: &'a Map<At<Shape>>) -> ir::Enum {
        let slot = &mut self.slots[id.0];
        if values.0.is_empty() {
            let help = "name at least one value, or use `string`";
            slot.cx.error("enum-empty", slot.span, "the enum has no values").help(help);
        }
        slot.cx.repeated(values.names());
        let mut taken = Taken::by(&["Unknown"], "the value that is not known");
        let values = values.iter().map(|(name, shape)| {
            let cx = slot.cx.about(format!("{}: value `{}`", slot.cx.what, name.value));
            let (doc, rust) = value(&cx, name, shape);
            let rust = cx.rust_name(name.span, rust, &name.value, names::variant_name);
            taken.take(&cx, name.span, &name.value, &rust);
            ir::EnumValue { wire: name.value.clone(), rust, doc }
        });
        ir::Enum { values: values.collect() }
    }
}

/// What a value means, and its name in Rust.
fn value<'a>(
    cx: &Context<'_>,
    name: &At<String>,
    shape: &'a At<Shape>,
) -> (ir::Doc, Option<&'a At<String>>) {
    match &shape.value {
        Shape::Short(text) => {
            let text = At { value: text.clone(), span: shape.span };
            (cx.doc(name, Some(&text)), None)
        }
        Shape::Long(long) => {
            check_keys(cx, Position::Value, None, long);
            (cx.doc(name, &**long), long.rust.as_ref())
        }
    }
}
