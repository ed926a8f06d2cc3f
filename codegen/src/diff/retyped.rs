//! Uses of types: whether one is of another type now, and what it is called.

use super::change::Verdicts;
use super::uses::Uses;
use super::walk::{Place, Walk};
use chatbotkit_description::ir::{TypeId, TypeRef};
use chatbotkit_description::type_expr::TypeExpr;

impl Walk<'_> {
    /// What a pair of types is called. In a document it goes by our name, which holds for one of several types of
    /// the document no further than what that type is called there.
    pub(super) fn pair_name(&self, a: TypeId, b: TypeId) -> String {
        let (old, new) = (&self.old.at(a).name, &self.new.at(b).name);
        match self.mask.is_document() {
            true if self.pairing.types.new_of(a).len() > 1 => format!("{old} ({new})"),
            true => old.clone(),
            false => new.clone(),
        }
    }

    /// Two uses of types as the description writes them.
    pub(super) fn expressions(&self, old: &TypeRef, new: &TypeRef) -> [String; 2] {
        if !self.mask.is_document() {
            return [self.old.expression(old), self.new.expression(new)];
        }
        let (old, new) = (self.old.without_aliases(old), self.new.without_aliases(new));
        match (old.name(), new.name()) {
            (Some(a), Some(b)) if self.pairing.types.has(*a, *b) => {
                let name = self.pair_name(*a, *b);
                [old.text(|_| name.clone()), new.text(|_| name.clone())]
            }
            _ => [self.old.expression(&old), self.new.expression(&new)],
        }
    }

    /// Compares the types of something that travels, each with whether it is boxed, and says whether it is of another
    /// type now. `adjust` changes the verdicts where they depend on more than the types.
    pub(super) fn retyped(
        &mut self,
        place: &Place,
        (verb, uses): (&str, Uses),
        (old, was_boxed): (&TypeRef, bool),
        (new, is_boxed): (&TypeRef, bool),
        adjust: impl FnOnce(&mut Verdicts),
    ) -> bool {
        if self.same(old, new) && (was_boxed == is_boxed || self.mask.is_document()) {
            return false;
        }
        let [was, is] = self.expressions(old, new);
        let what = match was == is {
            true => "is boxed otherwise, since a type holds itself in another way".to_owned(),
            false => format!("{verb} `{is}` now, was `{was}`"),
        };
        let mut verdicts = self.another_type(uses, old, new);
        adjust(&mut verdicts);
        self.changed(place, what, verdicts);
        true
    }

    /// Whether a use of a type is the same as before in Rust; what is inside of it is compared where it is
    /// described.
    pub(super) fn same(&self, old: &TypeRef, new: &TypeRef) -> bool {
        use TypeExpr::{Array, Map, Named, Nullable};
        match (old, new) {
            (Named(a), Named(b)) if self.pairing.types.has(*a, *b) => true,
            (Array(a), Array(b)) | (Map(a), Map(b)) | (Nullable(a), Nullable(b)) => self.same(a, b),
            _ => {
                let (a, b) = (self.old.unaliased(old), self.new.unaliased(new));
                match (a, b) {
                    _ if a != old || b != new => self.same(a, b),
                    (TypeExpr::Builtin(a), TypeExpr::Builtin(b)) => self.mask.same(*a, *b),
                    (Named(a), &TypeRef::STRING) => {
                        self.mask.is_document() && self.old.at(*a).is_string_form()
                    }
                    _ => false,
                }
            }
        }
    }
}
