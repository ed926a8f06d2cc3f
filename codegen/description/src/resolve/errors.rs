//! Error objects: the keys by which each shape of them is read, and what else they carry.

use std::collections::BTreeMap;

use super::context::{self, Owner};
use super::parts::{Body, Parts, Position};
use super::types::Types;
use crate::ir::{self, TypeRef};
use crate::load::place::At;
use crate::load::service::{ErrorShape, Errors};
use crate::load::shape::Shape;

impl<'a> Types<'a> {
    pub(super) fn errors(&mut self, owner: &Owner, errors: &'a Errors) -> ir::Errors {
        let codes = &errors.codes;
        let lists = [&codes.not_found, &codes.unauthorized, &codes.rate_limited];
        context::repeated(self.report, owner, lists.into_iter().flatten());
        let [not_found, unauthorized, rate_limited] = lists.map(|list| context::strings(list));
        ir::Errors {
            shapes: self.error_shapes(owner, &errors.shapes),
            also_with_success: errors.also_with_success,
            codes: ir::Codes { not_found, unauthorized, rate_limited },
        }
    }

    fn error_shapes(
        &mut self,
        owner: &Owner,
        shapes: &'a At<Vec<ErrorShape>>,
    ) -> Vec<ir::ErrorShape> {
        if shapes.is_empty() {
            let message = "`shapes` is empty, so that no error object could be read";
            let help =
                "name the keys of an error object, such as `{ message: message, code: code }`";
            let diagnostic = owner.error("error-shape", owner.place(shapes), message);
            self.report.push(diagnostic.help(help));
        }
        let mut known: BTreeMap<(&str, &str), &At<String>> = BTreeMap::new();
        let mut resolved = Vec::new();
        for shape in shapes.iter() {
            let keys = (shape.message.as_str(), shape.code.as_str());
            if let Some(first) = known.insert(keys, &shape.message) {
                let message = "this shape has the keys of another one, so that it is never used";
                let diagnostic = owner.error("error-shape", owner.place(&shape.message), message);
                self.report.push(diagnostic.note(owner.place(first), "the other one"));
            }
            self.check_error_keys(owner, shape);
            let fields = shape.fields.iter();
            let fields = fields.filter_map(|(name, field)| self.error_field(owner, name, field));
            resolved.push(ir::ErrorShape {
                fields: fields.collect(),
                message: shape.message.value.clone(),
                code: shape.code.value.clone(),
            });
        }
        resolved
    }

    /// Every key is a path of keys. No two are the same, and none leads through a value.
    fn check_error_keys(&mut self, owner: &Owner, shape: &ErrorShape) {
        let own = [&shape.message, &shape.code].map(|key| (key.as_str(), key));
        let fields = shape.fields.iter();
        let fields = fields.map(|(name, _)| (name.trim_end_matches('?'), name));
        let all: Vec<_> = own.into_iter().chain(fields).collect();
        let mut known: BTreeMap<&str, &At<String>> = BTreeMap::new();
        for (path, key) in &all {
            if path.split('.').any(str::is_empty) {
                let message = format!("a key is missing in `{path}`");
                let help = "a dot divides the keys of nested objects, such as `error.message`";
                let diagnostic = owner.error("error-key", owner.place(key), message);
                self.report.push(diagnostic.help(help));
            }
            if let Some(first) = known.insert(path, key) {
                let message = format!("`{path}` is described already");
                let diagnostic = owner.error("error-key", owner.place(key), message);
                self.report.push(diagnostic.note(owner.place(first), "here"));
            }
        }
        for (path, key) in all {
            let mut outer = path.match_indices('.').map(|(dot, _)| &path[..dot]);
            if let Some(value) = outer.find_map(|outer| known.get(outer)) {
                let message = format!(
                    "`{path}` is inside of `{}`, which is not an object",
                    value.trim_end_matches('?')
                );
                let diagnostic = owner.error("error-key", owner.place(key), message);
                self.report.push(diagnostic.note(owner.place(value), "it is described here"));
            }
        }
    }

    fn error_field(
        &mut self,
        owner: &Owner,
        name: &'a At<String>,
        shape: &'a At<Shape>,
    ) -> Option<ir::ErrorField> {
        let wire = name.trim_end_matches('?');
        let owner = Owner::new(owner.file, format!("error field `{wire}`"));
        let place = owner.place(name);
        let position = Position::ErrorField;
        let parts = Parts::of(self.report, &owner, position, place.clone(), shape)?;
        let ty = match &parts.body {
            Body::Expr(expr) => self.type_ref(&owner, expr),
            _ => TypeRef::ANY,
        };
        if ty.name().is_some() || !matches!(parts.body, Body::Expr(_)) {
            let message = "an error object carries builtin types only";
            let help = "such as `string`, `string[]` or `map<any>`";
            let diagnostic = owner.error("error-field", place, message);
            self.report.push(diagnostic.help(help));
        }
        Some(ir::ErrorField {
            wire: wire.to_owned(),
            doc: parts.doc,
            ty,
            required: !name.ends_with('?'),
        })
    }
}
