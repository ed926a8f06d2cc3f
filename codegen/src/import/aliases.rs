//! Names that nobody needs: of what turned out to be plain, and of types that are the same as others.

use std::collections::BTreeMap;

use super::types::{Shape, Types, Use, bare, nullable};

/// More than anybody needs, and less than half of what the language takes: an alias may stand within as many again.
const DEEPEST: usize = 15;

/// Puts what names stand for in their place.
pub(super) fn replace(ty: &mut Use, aliases: &BTreeMap<usize, Use>) {
    match ty {
        Use::Array(inner) | Use::Map(inner) => replace(inner, aliases),
        Use::Nullable(inner) => {
            replace(inner, aliases);
            *ty = nullable(std::mem::replace(inner, Use::ANY), true);
        }
        Use::Named(id) => {
            if let Some(real) = aliases.get(id) {
                ty.clone_from(real);
            }
        }
        Use::Builtin(_) => {}
    }
}

/// Whether there are more layers in a use than the language takes.
pub(super) fn is_deep(ty: &Use) -> bool {
    std::iter::successors(Some(ty), |ty| ty.inner()).nth(DEEPEST).is_some()
}

impl Shape {
    fn replace(&mut self, aliases: &BTreeMap<usize, Use>) {
        if let Shape::Plain(ty) = self {
            replace(ty, aliases);
        }
        self.parts_mut().iter_mut().for_each(|part| replace(&mut part.ty, aliases));
    }
}

impl Types {
    /// Says that a type is a use of others.
    pub(super) fn be(&mut self, id: usize, ty: Use) {
        self.all[id].shape = ty.clone().into();
        self.aliases.insert(id, ty);
    }

    /// Whether a use is, or consists of, a type.
    pub(super) fn leads_to(&self, ty: &Use, id: usize) -> bool {
        let mut ty = self.real(ty);
        while let Use::Array(inner) | Use::Map(inner) | Use::Nullable(inner) = ty {
            ty = self.real(&inner);
        }
        ty == Use::Named(id)
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

    /// Puts what they stand for in the place of all names that nobody needs. Returns what each stands for.
    pub(super) fn forget_aliases(&mut self) -> BTreeMap<usize, Use> {
        let mut all = BTreeMap::new();
        loop {
            let mut aliases = std::mem::take(&mut self.aliases);
            self.flatten(&mut aliases);
            for ty in &mut self.all {
                ty.shape.replace(&aliases);
            }
            all.values_mut().for_each(|ty| replace(ty, &aliases));
            all.append(&mut aliases);
            self.find_equal(&all);
            if self.aliases.is_empty() {
                return all;
            }
        }
    }

    /// Lets no alias stand for another one. None leads to itself.
    fn flatten(&mut self, aliases: &mut BTreeMap<usize, Use>) {
        let mut changed = true;
        while changed {
            changed = false;
            let known = aliases.clone();
            for (id, ty) in aliases.iter_mut() {
                let before = ty.clone();
                replace(ty, &known);
                if is_deep(ty) {
                    self.too_deep.push(*id);
                    *ty = Use::ANY;
                }
                changed |= before != *ty;
            }
        }
    }

    /// Lets those types be one that have become equal.
    fn find_equal(&mut self, aliases: &BTreeMap<usize, Use>) {
        self.known.clear();
        for (id, ty) in self.all.iter().enumerate() {
            if aliases.contains_key(&id) || ty.module.is_some() {
                continue;
            }
            let first = *self.known.entry((ty.word.clone(), bare(&ty.shape))).or_insert(id);
            if first != id {
                self.aliases.insert(id, Use::Named(first));
            }
        }
    }
}
