//! Error objects: the keys by which each shape of them is read, and what else they carry.

use std::collections::BTreeMap;

use super::context::{Context, strings};
use super::parts::{Body, Parts, Position};
use super::types::Types;
use crate::ir::{self, TypeRef};
use crate::load::service::{ErrorShape, Errors};
use crate::load::shape::Shape;
use crate::load::span::At;

impl Types<'_> {
    pub(super) fn errors(&self, errors: &Errors) -> ir::Errors {
        let codes = errors.codes.clone().unwrap_or_default();
        let lists = [&codes.not_found, &codes.unauthorized, &codes.rate_limited];
        self.cx.repeated(lists.into_iter().flatten());
        let [not_found, unauthorized, rate_limited] = lists.map(|list| strings(list));
        ir::Errors {
            shapes: self.error_shapes(errors),
            also_with_success: errors.also_with_success == Some(true),
            codes: ir::Codes { not_found, unauthorized, rate_limited },
        }
    }

    fn error_shapes(&self, errors: &Errors) -> Vec<ir::ErrorShape> {
        let (cx, shapes) = (&self.cx, &errors.shapes);
        if shapes.is_empty() && shapes.is_written() {
            let message = "`shapes` is empty, so that no error object could be read";
            let help =
                "name the keys of an error object, such as `{ message: message, code: code }`";
            cx.error("error-shape", shapes, message).help(help);
        }
        let mut known: BTreeMap<(&str, &str), &At<String>> = BTreeMap::new();
        let mut resolved = Vec::new();
        for shape in shapes.iter().filter(|shape| !shape.written.faulty) {
            let keys = (shape.message.as_str(), shape.code.as_str());
            if let Some(first) = known.insert(keys, &shape.message) {
                let message = "this shape has the keys of another one, so that it is never used";
                cx.error("error-shape", &shape.message, message).note(first, "the other one");
            }
            check_error_keys(cx, shape);
            let fields = shape.fields.iter();
            resolved.push(ir::ErrorShape {
                fields: fields.filter_map(|(name, it)| self.error_field(name, it)).collect(),
                message: shape.message.value.clone(),
                code: shape.code.value.clone(),
            });
        }
        resolved
    }

    fn error_field(&self, name: &At<String>, shape: &At<Shape>) -> Option<ir::ErrorField> {
        let wire = name.trim_end_matches('?');
        let cx = self.cx.about(format!("error field `{wire}`"));
        let parts = Parts::of(&cx, Position::ErrorField, name.span, shape)?;
        let ty = match &parts.body {
            Body::Expr(expr) => Some(self.type_ref(&cx, *expr)?),
            _ => None,
        };
        let ty = ty.filter(|ty| ty.name().is_none());
        if ty.is_none() {
            let help = "such as `string`, `string[]` or `map<any>`";
            cx.error("error-field", name, "an error object carries builtin types only").help(help);
        }
        Some(ir::ErrorField {
            wire: wire.to_owned(),
            doc: parts.doc,
            ty: ty.unwrap_or(TypeRef::ANY),
            required: !name.ends_with('?'),
        })
    }
}

/// Every key is a path of keys. No two are the same, and none leads through a value.
fn check_error_keys(cx: &Context<'_>, shape: &ErrorShape) {
    let own = [&shape.message, &shape.code].map(|key| (key.as_str(), key));
    let fields = shape.fields.names().map(|name| (name.trim_end_matches('?'), name));
    let all: Vec<_> = own.into_iter().chain(fields).collect();
    let mut known: BTreeMap<&str, &At<String>> = BTreeMap::new();
    for (path, key) in &all {
        if path.split('.').any(str::is_empty) {
            let help = "a dot divides the keys of nested objects, such as `error.message`";
            cx.error("error-key", *key, format!("a key is missing in `{path}`")).help(help);
        }
        if let Some(first) = known.insert(path, key) {
            let message = format!("`{path}` is described already");
            cx.error("error-key", *key, message).note(first, "here");
        }
    }
    for (path, key) in all {
        let mut outer = path.match_indices('.').map(|(dot, _)| &path[..dot]);
        if let Some(value) = outer.find_map(|outer| known.get(outer)) {
            let outer = value.trim_end_matches('?');
            let message = format!("`{path}` is inside of `{outer}`, which is not an object");
            cx.error("error-key", key, message).note(*value, "it is described here");
        }
    }
}
