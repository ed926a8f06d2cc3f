//! The arguments of constructors and methods: what happens to callers when they stand for something else.
//!
//! An argument that comes or goes is reported where the thing is that it stands for. Here is what the
//! compiler may not notice: as many arguments as before, that take the same values and mean something else.

use super::parts::Pairs;
use super::verdicts::*;
use super::walk::{Place, Walk, plain};
use super::words::list;
use chatbotkit_description::ir::{Api, Builtin, Field, Kind, Object, Parameter, TypeRef};
use chatbotkit_description::type_expr::TypeExpr;

impl Walk<'_> {
    /// Compares the constructors of an object that callers make.
    pub(super) fn constructors(&mut self, at: &Place, pairs: &Pairs, old: &Object, new: &Object) {
        let is_chosen = |a: &usize| old.require_any.contains(a);
        let kept =
            new.require_any.iter().filter_map(|b| Some((pairs.old(*b).filter(is_chosen)?, *b)));
        let mut constructors: Vec<_> = kept.map(|(a, b)| (Some(a), Some(b))).collect();
        if old.require_any.is_empty() && new.require_any.is_empty() {
            constructors.push((None, None));
        }
        for (a, b) in constructors {
            let taken = |object: &Object, chosen| -> Vec<usize> {
                object.taken(chosen).map(|(index, _)| index).collect()
            };
            let (was, is) = (taken(old, a), taken(new, b));
            let moved = |(a, b): (&usize, &usize)| pairs.old(*b) != Some(*a);
            if was.len() != is.len() || !was.iter().zip(&is).any(moved) {
                continue;
            }
            let alike = was.iter().zip(&is).all(|(a, b)| {
                let (a, b) = (old.fields[*a].given(), new.fields[*b].given());
                alike((self.old, &a), (self.new, &b))
            });
            let same_fields = is.iter().all(|b| pairs.old(*b).is_some_and(|a| was.contains(&a)));
            if !alike && !same_fields {
                continue;
            }
            let names = |fields: &[Field], taken: &[usize]| {
                list(taken.iter().map(|index| &*fields[*index].wire))
            };
            let (was, is) = (names(&old.fields, &was), names(&new.fields, &is));
            let constructor = match b {
                Some(b) => format!("from_{}", plain(&new.fields[b].rust)),
                None => "new".to_owned(),
            };
            let rust = format!("{}::{constructor}", at.rust);
            let place = Place { rust, ..at.about(&format!("arguments of `{constructor}`")) };
            let row = if alike { SAME_ARGUMENTS } else { OTHER_ARGUMENTS };
            self.became(&place, row, &was, &is);
            return;
        }
    }

    /// Compares the placeholders of an operation's path, which are arguments that all take a text.
    pub(super) fn parameters(&mut self, at: &Place, old: &[Parameter], new: &[Parameter]) {
        let pairs = Pairs::of(old, new);
        if old.len() != new.len() {
            for b in &pairs.come {
                let what = format!("takes the placeholder `{}` now", new[*b].wire);
                self.changed(at, what, PLACEHOLDERS);
            }
            for a in &pairs.gone {
                let what = format!("no longer takes the placeholder `{}`", old[*a].wire);
                self.changed(at, what, PLACEHOLDERS);
            }
        } else if (0..new.len()).any(|b| pairs.old(b) != Some(b)) {
            let names = |parameters: &[Parameter]| list(parameters.iter().map(|it| &*it.wire));
            let place = at.about("placeholders");
            self.became(&place, PLACEHOLDER_ORDER, &names(old), &names(new));
        }
        for (old, new) in pairs.both.iter().map(|(a, b)| (&old[*a], &new[*b])) {
            let place = at.about(&format!("placeholder `{}`", new.wire));
            self.part(&place, old, new, || PLACEHOLDER_RENAMED.into());
            if old.keeps_slashes != new.keeps_slashes {
                let keeps = ["encodes a `/` now", "leaves a `/` as it is now"];
                self.changed(&place, keeps[usize::from(new.keeps_slashes)], SLASHES);
            }
        }
    }
}

/// Whether there are values that arguments for both take.
fn alike(old: (&Api, &TypeRef), new: (&Api, &TypeRef)) -> bool {
    use Builtin::{Any, DateTime, Integer, Number, Timestamp};
    use TypeExpr::{Array, Map, Nullable};
    let (a, b) = (old.0.unaliased(old.1), new.0.unaliased(new.1));
    let is_text = |api: &Api, ty: &TypeRef| match ty {
        TypeRef::Builtin(Builtin::String) => true,
        TypeRef::Named(id) => matches!(api.at(*id).kind, Kind::Enum(_)),
        _ => false,
    };
    let texts = (is_text(old.0, a), is_text(new.0, b));
    match (a, b) {
        (TypeRef::Builtin(Any), other) | (other, TypeRef::Builtin(Any)) => {
            !matches!(other, TypeRef::Builtin(DateTime | Timestamp) | Map(_))
                && (!matches!(other, TypeRef::Named(_)) || texts.0 || texts.1)
        }
        (TypeRef::Builtin(a), TypeRef::Builtin(b)) => {
            a == b
                || matches!((a, b), (Integer, Number | Timestamp) | (Number | Timestamp, Integer))
        }
        (Array(a), Array(b)) | (Map(a), Map(b)) => alike((old.0, a), (new.0, b)),
        (Nullable(a), b) => alike((old.0, a), (new.0, b)),
        (a, Nullable(b)) => alike((old.0, a), (new.0, b)),
        (TypeRef::Named(a), TypeRef::Named(b)) if !(texts.0 && texts.1) => {
            old.0.at(*a).rust == new.0.at(*b).rust
        }
        _ => texts.0 && texts.1,
    }
}
