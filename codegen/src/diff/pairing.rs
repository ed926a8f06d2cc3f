//! Which type and which operation of one description is which of the other.
//!
//! A type may have several counterparts, for what one side describes once the other may write out at each use.
//! Fields, values, variants and placeholders are paired inside of the types and operations that are paired here.

use std::collections::{BTreeMap, BTreeSet};

use super::parts::{Named, Pairs, route};
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
    pub(super) fn new(&self, old: Id) -> Vec<Id> {
        self.new.get(&old).into_iter().flatten().copied().collect()
    }

    /// What something new was.
    pub(super) fn old(&self, new: Id) -> Vec<Id> {
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
            let is_left = pairs.new(a).is_empty() && pairs.old(b).is_empty();
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
        let mut pending: Vec<_> = self.types.all().collect();
        let (olds, news) = (operations(old), operations(new));
        let operations =
            self.operations.all().map(|(a, b)| (travels(olds[a].1), travels(news[b].1)));
        let mut places: Vec<_> = operations.flat_map(|(a, b)| a.into_iter().zip(b)).collect();
        loop {
            for (a, b) in places.drain(..) {
                if let (Some(a), Some(b)) =
                    (a.and_then(|ty| core(old, &ty)), b.and_then(|ty| core(new, &ty)))
                    && fits(&self.types, a, b)
                    && self.types.pair(a, b)
                {
                    pending.push((a, b));
                }
            }
            let Some((a, b)) = pending.pop() else { return };
            places.extend(same_places(old.at(a), new.at(b)));
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

/// A use of a type in one place, if there is one.
type Place = Option<TypeRef>;

/// The types in the request, the reply and the stream of an operation.
fn travels(operation: &Operation) -> [Place; 3] {
    let named = |id: Option<TypeId>| id.map(TypeRef::Named);
    [named(operation.sent()), operation.response.ty().cloned(), named(operation.stream)]
}

/// The types that the same parts of two types name.
fn same_places(old: &Type, new: &Type) -> Vec<(Place, Place)> {
    fn of<'t, T: Named>(
        old: &'t [T],
        new: &'t [T],
        ty: impl Fn(&'t T) -> &'t TypeRef,
    ) -> Vec<(Place, Place)> {
        let both = Pairs::of(old, new).both.into_iter();
        both.map(|(a, b)| (Some(ty(&old[a]).clone()), Some(ty(&new[b]).clone()))).collect()
    }
    match (&old.kind, &new.kind) {
        (Kind::Alias(old), Kind::Alias(new)) => vec![(Some(old.clone()), Some(new.clone()))],
        (Kind::Object(old), Kind::Object(new)) => of(&old.fields, &new.fields, |it| &it.ty),
        (Kind::Union(old), Kind::Union(new)) => of(&old.variants, &new.variants, |it| &it.ty),
        _ => Vec::new(),
    }
}

/// Whether two types in one place are one type under two names. What is written out in its place has no name, so that
/// there its place decides; else most of what it consists of has to be the same.
fn are_alike(old: &Type, new: &Type) -> bool {
    fn mostly<T: Named>(old: &[T], new: &[T]) -> bool {
        Pairs::of(old, new).both.len() * 2 >= old.len().max(new.len())
    }
    let is_inline = |ty: &Type| ty.documented == Documented::Inline;
    is_inline(old)
        || is_inline(new)
        || match (&old.kind, &new.kind) {
            (Kind::Object(old), Kind::Object(new)) => mostly(&old.fields, &new.fields),
            (Kind::Union(old), Kind::Union(new)) => mostly(&old.variants, &new.variants),
            (Kind::Enum(old), Kind::Enum(new)) => mostly(&old.values, &new.values),
            _ => false,
        }
}

/// The described type at the core of a use of one, once aliases are followed.
fn core(api: &Api, ty: &TypeRef) -> Option<TypeId> {
    let id = *ty.name()?;
    match &api.at(id).kind {
        Kind::Alias(next) => core(api, next),
        _ => Some(id),
    }
}
