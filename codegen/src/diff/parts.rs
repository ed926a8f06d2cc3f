//! The parts of what is compared: what each is called, and which of two lists of them is which.

use std::collections::{BTreeMap, BTreeSet};

use chatbotkit_description::ir::{
    Also, DistinguishedBy, Doc, EnumValue, Field, Header, Module, Operation, Parameter, Type,
    Variant,
};

/// Something with a name in the description and one in Rust and, maybe, earlier ones.
pub(super) trait Named {
    /// The two names, and the documentation, which holds the earlier ones.
    fn names(&self) -> (&str, &str, &Doc);

    /// What identifies it where its name is a new one.
    fn mark(&self) -> Option<String> {
        None
    }
}

macro_rules! named {
    ($($ty:ty: $name:ident, $rust:ident, $doc:expr $(, $mark:expr)?;)*) => {
        $(impl Named for $ty {
            fn names(&self) -> (&str, &str, &Doc) {
                let doc: fn(&Self) -> &Doc = $doc;
                (&self.$name, &self.$rust, doc(self))
            }

            $(fn mark(&self) -> Option<String> {
                let mark: fn(&Self) -> Option<String> = $mark;
                mark(self)
            })?
        })*
    };
}

/// The documentation of what has none.
static NO_DOC: Doc = Doc { text: String::new(), since: None, deprecated: None, was: Vec::new() };

named! {
    // A method that asks for another media type and a setting that sends another header keep their names in Rust.
    Also: media_type, rust, |_| &NO_DOC, |it| Some(it.rust.clone());
    Header: wire, rust, |it| &it.doc, |it| Some(it.rust.clone());
    EnumValue: wire, rust, |it| &it.doc;
    Field: wire, rust, |it| &it.doc;
    Module: resource, resource, |it| &it.doc;
    Operation: name, rust, |it| &it.doc, |it| Some(route(it));
    Parameter: wire, rust, |it| &it.doc;
    Type: name, rust, |it| &it.doc;
    Variant: wire, rust, |it| &it.doc, content;
}

impl<Of, T: Named> Named for (Of, &T) {
    fn names(&self) -> (&str, &str, &Doc) {
        self.1.names()
    }

    fn mark(&self) -> Option<String> {
        self.1.mark()
    }
}

/// The verb and the path of an operation, without the names of placeholders, for these do not travel.
pub(super) fn route(operation: &Operation) -> String {
    format!("{} {}", operation.verb.on_the_wire(), operation.template())
}

/// What distinguishes a variant without a tag, whose name does not travel.
fn content(variant: &Variant) -> Option<String> {
    match &variant.distinguished_by {
        DistinguishedBy::Tag => None,
        by => Some(format!("{by:?}")),
    }
}

/// Two lists of named things, compared: indices into the old one and into the new one, in the order of the new one.
pub(super) struct Pairs {
    pub(super) both: Vec<(usize, usize)>,
    pub(super) gone: Vec<usize>,
    pub(super) come: Vec<usize>,
}

impl Pairs {
    /// Pairs by today's names, then by earlier ones, then by what else identifies a thing.
    pub(super) fn of<T: Named>(old: &[T], new: &[T]) -> Self {
        let mut known = BTreeMap::new();
        for (it, index) in old.iter().zip(0..) {
            known.entry(it.names().0).or_insert(index);
        }
        let index = |name: &str| known.get(name).copied();
        let mut partners: Vec<_> = new.iter().map(|it| index(it.names().0)).collect();
        let mut taken: BTreeSet<usize> = partners.iter().flatten().copied().collect();
        for (new, partner) in new.iter().zip(&mut partners) {
            if partner.is_none() {
                let earlier = new.names().2.was.iter().find_map(|name| index(name));
                *partner = earlier.filter(|found| taken.insert(*found));
            }
        }
        let mut marks = BTreeMap::new();
        for (a, it) in old.iter().enumerate().filter(|(a, _)| !taken.contains(a)) {
            marks.extend(it.mark().map(|mark| (mark, a)));
        }
        for (new, partner) in new.iter().zip(&mut partners).filter(|(_, it)| it.is_none()) {
            *partner = new.mark().and_then(|mark| marks.remove(&mark));
            taken.extend(*partner);
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
