//! The types: which there are, what they are called, where they are found, and what kind they are.
//!
//! A type that is written out where it is used comes and goes with the field that holds it, so it is only compared
//! where it is in both descriptions.

use std::collections::BTreeSet;

use super::parts::Pairs;
use super::uses::Uses;
use super::verdicts::*;
use super::walk::{Place, Walk};
use super::words::list;
use chatbotkit_description::ir::{
    AsString, Documented, Flow, Kind, Module, Object, Type, TypeId, TypeRef,
};

impl Walk<'_> {
    pub(super) fn types(&mut self) {
        let (old, new, pairs) = (self.old, self.new, &self.pairing.types);
        let folded: BTreeSet<_> = self.folded.values().flatten().copied().collect();
        for (b, ty) in (0..).map(TypeId).zip(&new.types) {
            let olds = pairs.old_of(b);
            if olds.is_empty() && ty.documented != Documented::Inline && !folded.contains(&b) {
                self.added(&place(ty, &ty.name), &ty.doc, TYPE_ADDED);
            }
            for a in olds {
                self.type_pair(a, b);
            }
        }
        for (a, ty) in (0..).map(TypeId).zip(&old.types) {
            if pairs.new_of(a).is_empty() && ty.documented != Documented::Inline {
                self.removed(&place(ty, &ty.name), &ty.doc, TYPE_REMOVED);
            }
        }
    }

    fn type_pair(&mut self, a: TypeId, b: TypeId) {
        let (old, new) = (self.old.at(a), self.new.at(b));
        let (place, uses) = (place(new, &self.pair_name(a, b)), Uses::of(old.flow, new.flow));
        self.part(&place, old, new, || TYPE_RENAMED.into());
        self.homes(&place, a, b);
        match (&old.kind, &new.kind) {
            (Kind::Alias(was), Kind::Alias(is)) => {
                self.retyped(&place, ("stands for", uses), (was, false), (is, false), |_| {});
            }
            (Kind::Object(was), Kind::Object(is)) => {
                self.flow(&place, old.flow, new.flow);
                let pairs = self.fields((&place, uses), was, is);
                if uses.made {
                    self.constructors(&place, &pairs, was, is);
                    self.require_any((&place, uses), &pairs, was, is);
                }
                self.as_string((&place, uses), &pairs, was, is);
            }
            (Kind::Enum(was), Kind::Enum(is)) => self.values(&place, uses, was, is),
            (Kind::Union(was), Kind::Union(is)) => self.union(&place, uses, was, is),
            (was, is) => {
                let what = format!("is {} now, was {}", kind(is), kind(was));
                let verdicts = self.another_type(uses, &TypeRef::Named(a), &TypeRef::Named(b));
                self.changed(&place, what, verdicts);
            }
        }
    }

    /// Compares the modules that a type can be named through: its own, and those that lead to it.
    fn homes(&mut self, place: &Place, a: TypeId, b: TypeId) {
        let path = |module: &Module| format!("`{}::{}`", module.resource, module.version);
        let home = path(&self.new.modules[self.new.at(b).module]);
        let [before, now] = &self.homes;
        let lost = before[a.0].iter().filter(|module| {
            let mut homes = now[b.0].iter().map(|home| &home.resource);
            let mut all = self.new.modules.iter().map(|module| &module.resource);
            homes.all(|it| *it != module.resource) && all.any(|it| *it == module.resource)
        });
        for module in lost.map(|module| path(module)).collect::<Vec<_>>() {
            self.became(place, TYPE_MOVED, &module, &home);
        }
    }

    /// Compares where an object travels, on which depends whether its fields are public and whether it is made.
    fn flow(&mut self, place: &Place, was: Flow, is: Flow) {
        let row = match was {
            _ if was == is => return,
            _ if !was.only_request() && is.only_request() => FLOW_PRIVATE,
            _ if !was.only_reply() && is.only_reply() => FLOW_MADE,
            _ => FLOW,
        };
        self.became(place, row, travels(was), travels(is));
    }

    fn require_any(&mut self, at: (&Place, Uses), pairs: &Pairs, old: &Object, new: &Object) {
        let is: Vec<_> = new.require_any.iter().map(|index| pairs.old(*index)).collect();
        let kept = old.require_any.iter().all(|index| is.contains(&Some(*index)));
        if kept && is.len() == old.require_any.len() {
            return;
        }
        let row = match (old.require_any.is_empty(), new.require_any.is_empty()) {
            (true, false) => ANY_REQUIRED,
            (false, true) => ANY_LOOSER,
            _ if kept => ANY_ADDED,
            _ => ANY_REQUIRED,
        };
        let is = new.require_any.iter().map(|index| &*new.fields[*index].wire);
        self.became(at.0, row.of(at.1), "", &list(is));
    }

    fn as_string(&mut self, at: (&Place, Uses), pairs: &Pairs, old: &Object, new: &Object) {
        let what = match (&old.as_string, &new.as_string) {
            (None, None) => return,
            (None, Some(_)) => "travels as one string now",
            (Some(_), None) => "no longer travels as one string",
            (Some(was), Some(is))
                if signs(was) != signs(is) || pairs.old(is.first) != Some(was.first) =>
            {
                "is written as a string in another form"
            }
            _ if pairs.both.windows(2).all(|pair| pair[0].0 < pair[1].0) => return,
            _ => "is written as a string in another order",
        };
        self.changed(at.0, what, STRING_FORM.of(at.1));
    }
}

/// What stands between the fields of an object in the form of one string.
fn signs(form: &AsString) -> [&str; 3] {
    [&form.before_key, &form.before_value, &form.after_value]
}

fn place(ty: &Type, name: &str) -> Place {
    let noun = match &ty.kind {
        Kind::Enum(_) => "enum",
        Kind::Union(union) if union.events.is_some() => "events",
        Kind::Union(_) => "union",
        Kind::Alias(_) | Kind::Object(_) => "type",
    };
    Place::new(format!("{noun} `{name}`"), &*ty.rust)
}

fn kind(kind: &Kind) -> &'static str {
    match kind {
        Kind::Alias(_) => "an alias",
        Kind::Object(_) => "an object",
        Kind::Enum(_) => "an enum",
        Kind::Union(_) => "a union",
    }
}

fn travels(flow: Flow) -> &'static str {
    match (flow.request, flow.reply) {
        (true, true) => "requests and replies",
        (true, false) => "requests",
        (false, true) => "replies",
        (false, false) => "neither requests nor replies",
    }
}
