//! Which type and which operation of one description is which of the other.
//!
//! A type may have several counterparts, for what one side describes once the other may write out at each use.
//! Fields, values, variants and placeholders are paired inside of the types and operations that are paired here.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::discriminant;

use super::parts::{Pairs, route};
use chatbotkit_description::ir::{Api, Documented, Kind, Module, Operation, Type, TypeId, TypeRef};

/// Which type and which operation is which. Operations go by their number among all of a description.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pairing {
    pub(super) types: Both<TypeId>,
    pub(super) operations: Both<usize>,
}

/// Pairs of an old id and a new one, found by either.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Both<Id> {
    new: BTreeMap<Id, BTreeSet<Id>>,
    old: BTreeMap<Id, BTreeSet<Id>>,
}

impl<Id> Default for Both<Id> {
    fn default() -> Self {
        Self { new: BTreeMap::new(), old: BTreeMap::new() }
    }
}

impl<Id: Copy + Ord> Both<Id> {
    /// Adds a pair, and says whether it is a new one.
    fn pair(&mut self, old: Id, new: Id) -> bool {
        self.old.entry(new).or_default().insert(old);
        self.new.entry(old).or_default().insert(new)
    }

    /// What something old has become.
    pub(super) fn new_of(&self, old: Id) -> Vec<Id> {
        self.new.get(&old).into_iter().flatten().copied().collect()
    }

    /// What something new was.
    pub(super) fn old_of(&self, new: Id) -> Vec<Id> {
        self.old.get(&new).into_iter().flatten().copied().collect()
    }

    pub(super) fn has(&self, old: Id, new: Id) -> bool {
        self.new.get(&old).is_some_and(|news| news.contains(&new))
    }

    /// All pairs, in the order of the old ids.
    pub(super) fn all(&self) -> impl Iterator<Item = (Id, Id)> {
        self.new.iter().flat_map(|(old, news)| news.iter().map(|new| (*old, *new)))
    }
}

impl Pairing {
    /// Pairs by today's names, else by earlier ones. What is left is paired otherwise: operations by their routes,
    /// types by where they travel.
    pub fn by_name(old: &Api, new: &Api) -> Self {
        let mut pairing = Self::default();
        let (olds, news) = (named(old), named(new));
        for (a, b) in Pairs::of(&olds, &news).both {
            pairing.types.pair(olds[a].0, news[b].0);
        }
        let (olds, news) = (operations(old), operations(new));
        for (a, b) in Pairs::of(&olds, &news).both {
            pairing.operations.pair(a, b);
        }
        pairing.pair_by_place(old, new, |pairs, a, b| {
            let is_left = pairs.new_of(a).is_empty() && pairs.old_of(b).is_empty();
            is_left && are_alike(old.at(a), new.at(b))
        });
        pairing
    }

    /// Pairs operations by their routes and types by where they travel, whatever either is called. A type has as
    /// many counterparts as there are types in its places.
    pub fn by_use(old: &Api, new: &Api) -> Self {
        let mut pairing = Self::default();
        let mut routes = BTreeMap::new();
        for (a, (_, operation)) in operations(old).into_iter().enumerate() {
            routes.entry(route(operation)).or_insert(a);
        }
        for (b, (_, operation)) in operations(new).into_iter().enumerate() {
            if let Some(a) = routes.get(&route(operation)) {
                pairing.operations.pair(*a, b);
            }
        }
        pairing.pair_by_place(old, new, |_, _, _| true);
        pairing
    }

    /// Pairs types that fit one another and stand in the same place of what is paired.
    fn pair_by_place(
        &mut self,
        old: &Api,
        new: &Api,
        fits: impl Fn(&Both<TypeId>, TypeId, TypeId) -> bool,
    ) {
        let (olds, news) = (operations(old), operations(new));
        let operations = self.operations.all();
        let travels = operations.map(|(a, b)| (travels(olds[a].1), travels(news[b].1)));
        let places = travels.flat_map(|(a, b)| a.into_iter().zip(b));
        let mut places: Vec<_> = places.filter_map(|(a, b)| Some((a?, b?))).collect();
        let mut pending: Vec<_> = self.types.all().collect();
        loop {
            for (a, b) in places.drain(..) {
                if let (Some(a), Some(b)) = (core(old, &a), core(new, &b))
                    && fits(&self.types, a, b)
                    && self.types.pair(a, b)
                {
                    pending.push((a, b));
                }
            }
            let Some((a, b)) = pending.pop() else { return };
            let (olds, news): (Vec<_>, Vec<_>) =
                (old.at(a).uses().collect(), new.at(b).uses().collect());
            let both = same_parts(old.at(a), new.at(b)).into_iter();
            let both = both.filter_map(|(a, b)| Some((*olds.get(a)?, *news.get(b)?)));
            places.extend(both.map(|(a, b)| (a.clone(), b.clone())));
        }
    }
}

/// All operations, each with its module.
pub(super) fn operations(api: &Api) -> Vec<(&Module, &Operation)> {
    api.operations().collect()
}

fn named(api: &Api) -> Vec<(TypeId, &Type)> {
    let types = (0..).map(TypeId).zip(&api.types);
    types.filter(|(_, ty)| ty.documented != Documented::Inline).collect()
}

/// The types in the request, the reply and the stream of an operation.
fn travels(operation: &Operation) -> [Option<TypeRef>; 3] {
    let named = |id: Option<TypeId>| id.map(TypeRef::Named);
    [named(operation.sent()), operation.response.ty().cloned(), named(operation.stream)]
}

/// Which parts of two types are which, by their indices.
fn same_parts(old: &Type, new: &Type) -> Vec<(usize, usize)> {
    match (&old.kind, &new.kind) {
        (Kind::Alias(_), Kind::Alias(_)) => vec![(0, 0)],
        (Kind::Object(old), Kind::Object(new)) => Pairs::of(&old.fields, &new.fields).both,
        (Kind::Union(old), Kind::Union(new)) => Pairs::of(&old.variants, &new.variants).both,
        (Kind::Enum(old), Kind::Enum(new)) => Pairs::of(&old.values, &new.values).both,
        _ => Vec::new(),
    }
}

/// Whether two types in one place are one type under two names. What is written out in its place has no name, so that
/// there its place decides; else most of what it consists of has to be the same.
fn are_alike(old: &Type, new: &Type) -> bool {
    let size = |ty: &Type| match &ty.kind {
        Kind::Enum(set) => set.values.len(),
        _ => ty.uses().count(),
    };
    [old, new].iter().any(|ty| ty.documented == Documented::Inline)
        || discriminant(&old.kind) == discriminant(&new.kind)
            && same_parts(old, new).len() * 2 >= size(old).max(size(new))
}

/// The described type at the core of a use of one, once aliases are followed.
fn core(api: &Api, ty: &TypeRef) -> Option<TypeId> {
    let id = *ty.name()?;
    match &api.at(id).kind {
        Kind::Alias(next) => core(api, next),
        _ => Some(id),
    }
}
