//! What the names in type expressions stand for.

use super::context::{Owner, similar};
use super::parts::Expr;
use super::types::Types;
use crate::ir::{Builtin, TypeRef};
use crate::report::Place;
use crate::type_expr::parse;

impl Types<'_> {
    /// What a type expression stands for; `any` where it is faulty.
    pub(super) fn type_ref(&mut self, owner: &Owner, expr: &Expr) -> TypeRef {
        let text = &expr.scalar.value[expr.range.clone()];
        let start = expr.range.start;
        match parse(text) {
            Ok(parsed) => parsed.replace_name(|name| {
                let part = start + name.span.start..start + name.span.end;
                let place = owner.part(self.report, &expr.scalar, part);
                self.name(owner, place, &name.text).unwrap_or(TypeRef::ANY)
            }),
            Err(bad) => {
                let part = start + bad.span.start..start + bad.span.end;
                let place = owner.part(self.report, &expr.scalar, part);
                let help = bad.help.map(str::to_owned);
                self.report.push(owner.error("bad-type", place, bad.message).maybe_help(help));
                TypeRef::ANY
            }
        }
    }

    /// What a builtin's or a type's name stands for. One that is not known is reported.
    pub(super) fn name(&mut self, owner: &Owner, place: Place, name: &str) -> Option<TypeRef> {
        if let Some(builtin) = Builtin::named(name) {
            return Some(TypeRef::Builtin(builtin));
        }
        if let Some(id) = self.names.get(name) {
            return Some(TypeRef::Named(*id));
        }
        let builtins = Builtin::ALL.iter().map(|builtin| builtin.facts().name);
        let known = builtins.chain(self.names.keys().copied());
        let help = match Builtin::elsewhere(name) {
            Some(builtin) => Some(format!("this language calls it `{builtin}`")),
            None => similar("type", name, known),
        };
        let message = format!("unknown type `{name}`");
        self.report.push(owner.error("unknown-type", place, message).maybe_help(help));
        None
    }
}
