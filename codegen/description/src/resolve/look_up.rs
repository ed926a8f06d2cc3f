//! What the names in type expressions stand for.

use super::context::{Owner, similar};
use super::parts::Expr;
use super::type_expr::{self, TypeExpr};
use super::types::Types;
use crate::ir::TypeRef;
use crate::report::Place;

const BUILTINS: &[(&str, TypeRef)] = &[
    ("string", TypeRef::String),
    ("integer", TypeRef::Integer),
    ("number", TypeRef::Number),
    ("boolean", TypeRef::Boolean),
    ("any", TypeRef::Any),
    ("timestamp", TypeRef::Timestamp),
    ("datetime", TypeRef::DateTime),
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

impl Types<'_> {
    /// What a type expression stands for; `any` where it is faulty.
    pub(super) fn type_ref(&mut self, owner: &Owner, expr: &Expr) -> TypeRef {
        let text = &expr.scalar.value[expr.range.clone()];
        match type_expr::parse(text) {
            Ok(parsed) => self.look_up(owner, expr, &parsed),
            Err(bad) => {
                let part = expr.range.start + bad.part.start..expr.range.start + bad.part.end;
                let place = owner.part(self.report, &expr.scalar, part);
                let help = bad.help.map(str::to_owned);
                self.report.push(owner.error("bad-type", place, bad.message).maybe_help(help));
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
        let known = BUILTINS.iter().map(|(name, _)| *name).chain(self.names.keys().copied());
        let foreign =
            FOREIGN_BUILTINS.iter().find(|(other, _)| *other == name.to_ascii_lowercase());
        let help = match foreign {
            Some((_, builtin)) => Some(format!("this language calls it `{builtin}`")),
            None => similar("type", name, known),
        };
        let message = format!("unknown type `{name}`");
        self.report.push(owner.error("unknown-type", place, message).maybe_help(help));
        None
    }
}
