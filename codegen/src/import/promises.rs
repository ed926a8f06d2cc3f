//! Types that are used before it is known what they are, and what becomes of their names where they turn out to
//! need none. When they are needed is for `refs` to say.

use std::collections::BTreeMap;

use super::types::{Shape, Types, Use, Word, nullable};

impl Use {
    /// Puts what a name stands for in its place.
    pub(super) fn replace(&mut self, aliases: &BTreeMap<usize, Use>) {
        match self {
            Use::Array(inner) | Use::Map(inner) => inner.replace(aliases),
            Use::Nullable(inner) => {
                inner.replace(aliases);
                *self = nullable(std::mem::replace(inner, Use::Any), true);
            }
            Use::Named(id) => {
                if let Some(ty) = aliases.get(id) {
                    *self = ty.clone();
                }
            }
            _ => {}
        }
    }
}

impl Shape {
    pub(super) fn replace(&mut self, aliases: &BTreeMap<usize, Use>) {
        match self {
            Shape::Plain(ty) => ty.replace(aliases),
            Shape::Object(parts) | Shape::Union { variants: parts, .. } | Shape::Events(parts) => {
                for part in parts {
                    part.ty.replace(aliases);
                }
            }
            Shape::Enum(_) => {}
        }
    }
}

/// Types that have a name before it is known what they are.
impl Types {
    /// A type that is not known yet.
    pub(super) fn promise(&mut self, word: Word) -> usize {
        let id = self.all.len();
        self.promised.insert(id);
        self.add(word, Shape::Plain(Use::Named(id)), Default::default())
    }

    pub(super) fn is_promise(&self, shape: &Shape) -> bool {
        match shape {
            Shape::Plain(ty) => match self.real(ty) {
                Use::Named(id) => self.promised.contains(&id),
                Use::Nullable(inner) => self.is_promise(&Shape::Plain(*inner)),
                _ => false,
            },
            _ => false,
        }
    }

    /// Says that a promised type is a use of others.
    pub(super) fn be(&mut self, id: usize, ty: Use) {
        self.promised.remove(&id);
        self.all[id].shape = Shape::Plain(ty.clone());
        self.aliases.insert(id, ty);
    }

    /// Whether a use is, or consists of, a promised type.
    pub(super) fn leads_to(&self, ty: &Use, id: usize) -> bool {
        match self.real(ty) {
            Use::Named(other) => other == id,
            Use::Array(inner) | Use::Map(inner) | Use::Nullable(inner) => self.leads_to(&inner, id),
            _ => false,
        }
    }

    /// A use by what it turned out to be.
    pub(super) fn real(&self, ty: &Use) -> Use {
        let mut ty = ty;
        while let Use::Named(id) = ty
            && let Some(real) = self.aliases.get(id)
        {
            ty = real;
        }
        ty.clone()
    }

    /// Replaces the names that nobody needs in all types since `before`, and tells what stood for what.
    pub(super) fn forget_aliases(&mut self, before: usize) -> BTreeMap<usize, Use> {
        let mut aliases = std::mem::take(&mut self.aliases);
        // An alias of an alias: as often as there are any, since none leads to itself.
        let mut changed = true;
        while changed {
            changed = false;
            let known = aliases.clone();
            for ty in aliases.values_mut() {
                let was = ty.clone();
                ty.replace(&known);
                changed |= was != *ty;
            }
        }
        if !aliases.is_empty() {
            for ty in self.all.iter_mut().skip(before) {
                ty.shape.replace(&aliases);
            }
        }
        aliases
    }
}
