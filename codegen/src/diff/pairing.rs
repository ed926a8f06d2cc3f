//! Which type and which operation of one description is which of the other.
//!
//! It is a value of its own, so that a caller that knows better than the names can bring another one.
//! Fields, values, variants and placeholders are paired by their names, inside of what is paired here.

use std::collections::{BTreeMap, BTreeSet};

use chatbotkit_description::ir::{
    Api, Doc, Documented, EnumValue, Field, Header, Kind, Operation, Parameter, Type, TypeId,
    TypeRef, Variant,
};

/// Which type and which operation is which.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pairing {
    types: Both<TypeId>,
    operations: Both<OperationId>,
}

/// Pairs of an old id and a new one, found by either.
#[derive(Debug, Clone, PartialEq)]
struct Both<Id> {
    new: BTreeMap<Id, Id>,
    old: BTreeMap<Id, Id>,
}

impl<Id> Default for Both<Id> {
    fn default() -> Self {
        Self { new: BTreeMap::new(), old: BTreeMap::new() }
    }
}

impl<Id: Copy + Ord> Both<Id> {
    fn pair(&mut self, old: Id, new: Id) {
        self.new.insert(old, new);
        self.old.insert(new, old);
    }
}

/// The place of an operation: its module, and its place among the module's operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct OperationId {
    /// Index of the module.
    pub module: usize,
    /// Index in the module.
    pub index: usize,
}

impl Pairing {
    /// By today's name, else by an earlier one; a type without a name by the place that holds it.
    pub fn by_name(old: &Api, new: &Api) -> Self {
        let mut pairing = Self::default();
        let (olds, news) = (named(old), named(new));
        for (a, b) in Pairs::of(&olds, &news).both {
            pairing.pair_types(olds[a].0, news[b].0);
        }
        let (olds, news) = (operations(old), operations(new));
        for (a, b) in Pairs::of(&olds, &news).both {
            pairing.pair_operations(olds[a].0, news[b].0);
        }
        pairing.pair_inline(old, new);
        pairing
    }

    /// Says that a type of the old description is one of the new.
    pub fn pair_types(&mut self, old: TypeId, new: TypeId) {
        self.types.pair(old, new);
    }

    /// Says that an operation of the old description is one of the new.
    pub fn pair_operations(&mut self, old: OperationId, new: OperationId) {
        self.operations.pair(old, new);
    }

    /// What a type of the old description has become.
    pub fn new_type(&self, old: TypeId) -> Option<TypeId> {
        self.types.new.get(&old).copied()
    }

    /// What a type of the new description was.
    pub fn old_type(&self, new: TypeId) -> Option<TypeId> {
        self.types.old.get(&new).copied()
    }

    /// What an operation of the old description has become.
    pub fn new_operation(&self, old: OperationId) -> Option<OperationId> {
        self.operations.new.get(&old).copied()
    }

    /// What an operation of the new description was.
    pub fn old_operation(&self, new: OperationId) -> Option<OperationId> {
        self.operations.old.get(&new).copied()
    }

    /// Pairs what stands written out, or did, in the same place of paired types.
    pub fn pair_inline(&mut self, old: &Api, new: &Api) {
        let mut pending: Vec<_> = self.types.new.iter().map(|(a, b)| (*a, *b)).collect();
        while let Some((a, b)) = pending.pop() {
            for (a, b) in same_places(old.at(a), new.at(b)) {
                let is_inline = |ty: &Type| ty.documented == Documented::Inline;
                let fits = is_inline(old.at(a)) || is_inline(new.at(b));
                if fits && self.new_type(a).is_none() && self.old_type(b).is_none() {
                    self.pair_types(a, b);
                    pending.push((a, b));
                }
            }
        }
    }
}

/// Something with a name in the description and one in Rust and, maybe, earlier ones.
pub(super) trait Named {
    fn name(&self) -> &str;
    fn rust(&self) -> &str;
    fn doc(&self) -> &Doc;
}

macro_rules! named {
    ($($ty:ty: $name:ident),*) => {
        $(impl Named for $ty {
            fn name(&self) -> &str {
                &self.$name
            }

            fn rust(&self) -> &str {
                &self.rust
            }

            fn doc(&self) -> &Doc {
                &self.doc
            }
        })*
    };
}

named!(EnumValue: wire, Field: wire, Header: wire, Operation: name, Parameter: wire, Type: name, Variant: wire);

impl<Id, T: Named> Named for (Id, &T) {
    fn name(&self) -> &str {
        self.1.name()
    }

    fn rust(&self) -> &str {
        self.1.rust()
    }

    fn doc(&self) -> &Doc {
        self.1.doc()
    }
}

/// Two lists of named things, compared: indices into the old one and into the new one, in the order of the new one.
pub(super) struct Pairs {
    pub(super) both: Vec<(usize, usize)>,
    pub(super) gone: Vec<usize>,
    pub(super) come: Vec<usize>,
}

impl Pairs {
    pub(super) fn of<T: Named>(old: &[T], new: &[T]) -> Self {
        let mut known = BTreeMap::new();
        for (it, index) in old.iter().zip(0..) {
            known.entry(it.name()).or_insert(index);
        }
        let index = |name: &str| known.get(name).copied();
        let mut partners: Vec<_> = new.iter().map(|it| index(it.name())).collect();
        let mut taken: BTreeSet<usize> = partners.iter().flatten().copied().collect();
        for (new, partner) in new.iter().zip(&mut partners) {
            if partner.is_none() {
                let earlier = new.doc().was.iter().find_map(|name| index(name));
                *partner = earlier.filter(|found| taken.insert(*found));
            }
        }
        let indices = || partners.iter().zip(0..);
        Self {
            both: indices().filter_map(|(a, b)| Some(((*a)?, b))).collect(),
            gone: (0..old.len()).filter(|a| !taken.contains(a)).collect(),
            come: indices().filter(|(a, _)| a.is_none()).map(|(_, b)| b).collect(),
        }
    }

    /// The old place of what stands in a new one.
    pub(super) fn old(&self, new: usize) -> Option<usize> {
        let found = self.both.binary_search_by_key(&new, |(_, b)| *b);
        found.ok().map(|index| self.both[index].0)
    }
}

/// All operations and their places.
pub(super) fn operations(api: &Api) -> Vec<(OperationId, &Operation)> {
    let modules = api.modules.iter().zip(0..);
    let operations = modules.flat_map(|(it, module)| {
        let places = (0..).map(move |index| OperationId { module, index });
        places.zip(&it.operations)
    });
    operations.collect()
}

fn named(api: &Api) -> Vec<(TypeId, &Type)> {
    let types = (0..).map(TypeId).zip(&api.types);
    types.filter(|(_, ty)| ty.documented != Documented::Inline).collect()
}

/// The types that the same parts of two types name.
fn same_places(old: &Type, new: &Type) -> Vec<(TypeId, TypeId)> {
    let pairs: Vec<(&TypeRef, &TypeRef)> = match (&old.kind, &new.kind) {
        (Kind::Alias(old), Kind::Alias(new)) => vec![(old, new)],
        (Kind::Object(old), Kind::Object(new)) => Pairs::of(&old.fields, &new.fields)
            .both
            .iter()
            .map(|(a, b)| (&old.fields[*a].ty, &new.fields[*b].ty))
            .collect(),
        (Kind::Union(old), Kind::Union(new)) => Pairs::of(&old.variants, &new.variants)
            .both
            .iter()
            .map(|(a, b)| (&old.variants[*a].ty, &new.variants[*b].ty))
            .collect(),
        _ => Vec::new(),
    };
    pairs.into_iter().filter_map(|(old, new)| Some((*old.name()?, *new.name()?))).collect()
}
