//! What changed between two descriptions, and what it does to those who use the SDK.
//!
//! It compares what was resolved, never text. [`Pairing`] says what is which, [`diff`] walks over all of it,
//! [`Version`] says which version is next, and [`render`], [`changelog`] and [`json`](to_json) say it all to people
//! and programs. What the verdicts are about is the code that `emit` makes; `cargo xtask verify-diff` holds them to it.

mod arguments;
mod change;
mod errors;
mod fields;
mod folded;
mod homes;
mod mask;
mod operations;
mod pairing;
mod parts;
mod service;
mod silence;
mod text;
mod types;
mod unions;
mod uses;
mod verdicts;
mod version;
mod wire;
mod words;

pub use change::{Change, Happened, Level, Verdict, Verdicts};
pub use pairing::Pairing;
pub use text::{changelog, render, to_json};
pub use version::{Bump, Version};

use self::homes::Homes;
use self::mask::Mask;
use self::parts::{Named, Pairs};
use self::verdicts::{DEPRECATED, Row};
use chatbotkit_description::ir::{Api, Doc, TypeId};
use std::collections::BTreeMap;

/// What changed between two descriptions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Diff {
    /// What changed, in the order of the new description: the service, its types, its operations.
    pub changes: Vec<Change>,
    /// The places where nothing changed but the documentation.
    pub documentation: Vec<String>,
}

impl Diff {
    /// Whether nothing changed at all.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.documentation.is_empty()
    }
}

/// Compares two descriptions. `pairing` says which type and which operation is which.
pub fn diff(old: &Api, new: &Api, pairing: &Pairing) -> Diff {
    let mut found = masked(old, new, pairing, Mask::default());
    if found.is_empty() && old != new {
        let order = "the order of what is described, or how it is described";
        found.documentation.push(order.to_owned());
    }
    found
}

/// Compares a description with a published document of the same service, whose names and order mean nothing.
pub(crate) fn diff_with_document(ours: &Api, theirs: &Api) -> Vec<Change> {
    masked(ours, theirs, &Pairing::by_use(ours, theirs), Mask::document(ours)).changes
}

fn masked(old: &Api, new: &Api, pairing: &Pairing, mask: Mask<'_>) -> Diff {
    let (homes, found) = ([old, new].map(homes::homes), Diff::default());
    let folded = folded::folded(new, pairing);
    let mut walk = Walk { old, new, pairing, mask, homes, folded, found };
    walk.service();
    walk.types();
    walk.operations();
    walk.found
}

/// Two descriptions while they are compared.
struct Walk<'a> {
    old: &'a Api,
    new: &'a Api,
    pairing: &'a Pairing,
    mask: Mask<'a>,
    homes: [Homes<'a>; 2],
    /// The types that came with each new operation.
    folded: BTreeMap<usize, Vec<TypeId>>,
    found: Diff,
}

/// A thing, in the words of the description and in Rust.
#[derive(Debug, Clone)]
struct Place {
    described: String,
    rust: String,
}

impl Place {
    fn new(described: impl Into<String>, rust: impl Into<String>) -> Self {
        let (described, rust) = (described.into(), rust.into());
        Self { described, rust }
    }

    /// A part of it, such as its field `text`.
    fn part(&self, noun: &str, part: &impl Named) -> Self {
        let (name, rust, _) = part.names();
        let described = format!("{}: {noun} `{name}`", self.described);
        Self::new(described, format!("{}::{}", self.rust, plain(rust)))
    }

    /// In Rust, what stands beside it.
    fn beside(&self, rust: &str) -> String {
        let holder = self.rust.rsplit_once("::").map_or("", |(holder, _)| holder);
        format!("{holder}::{}", plain(rust))
    }

    /// Something about it that has no name of its own.
    fn about(&self, what: &str) -> Self {
        Self::new(format!("{}: {what}", self.described), self.rust.clone())
    }
}

impl Walk<'_> {
    fn added(&mut self, place: &Place, doc: &Doc, verdicts: impl Into<Verdicts>) {
        self.push(Happened::Added, place, "added", summary(doc), verdicts);
    }

    fn removed(&mut self, place: &Place, doc: &Doc, verdicts: impl Into<Verdicts>) {
        let note = doc.deprecated.as_deref().map(on_one_line);
        self.push(Happened::Removed, place, "removed", note, verdicts);
    }

    fn changed(&mut self, place: &Place, what: impl AsRef<str>, verdicts: impl Into<Verdicts>) {
        self.push(Happened::Changed, place, what.as_ref(), None, verdicts);
    }

    fn push(
        &mut self,
        happened: Happened,
        place: &Place,
        what: &str,
        note: Option<String>,
        verdicts: impl Into<Verdicts>,
    ) {
        let verdicts = verdicts.into();
        if self.mask.is_document() && !verdicts.in_documents {
            return;
        }
        self.found.changes.push(Change {
            happened,
            place: place.described.clone(),
            what: what.to_owned(),
            rust: place.rust.clone(),
            note,
            verdicts,
        });
    }

    /// Compares what is written for people.
    fn doc(&mut self, place: &Place, old: &Doc, new: &Doc) {
        let come = new.deprecated.as_ref().filter(|_| old.deprecated.is_none());
        if let Some(note) = come {
            let note = Some(on_one_line(note));
            self.push(Happened::Changed, place, "is deprecated", note, DEPRECATED);
        } else if (&old.text, &old.since, &old.deprecated)
            != (&new.text, &new.since, &new.deprecated)
        {
            self.found.documentation.push(place.described.clone());
        }
    }

    /// Compares the parts of something: what came, what stays, what is gone. `verdicts` are asked about an old and a
    /// new part, which are the same where there is only one.
    fn parts<T: Named>(
        &mut self,
        place: impl Fn(&T) -> Place,
        (old, new): (&[T], &[T]),
        verdicts: impl Fn(Happened, &T, &T) -> Verdicts,
        mut both: impl FnMut(&mut Self, &Place, &T, &T),
    ) -> Pairs {
        let pairs = Pairs::of(old, new);
        for part in pairs.come.iter().map(|b| &new[*b]) {
            self.added(&place(part), part.names().2, verdicts(Happened::Added, part, part));
        }
        for (old, new) in pairs.both.iter().map(|(a, b)| (&old[*a], &new[*b])) {
            let place = place(new);
            let (was, is) = (old.names(), new.names());
            self.doc(&place, was.2, is.2);
            if (was.0, was.1) != (is.0, is.1) {
                let verdicts = verdicts(Happened::Changed, old, new);
                self.renamed(&place, (was.0, was.1), (is.0, is.1), verdicts);
            }
            both(self, &place, old, new);
        }
        for part in pairs.gone.iter().map(|a| &old[*a]) {
            self.removed(&place(part), part.names().2, verdicts(Happened::Removed, part, part));
        }
        pairs
    }

    /// A change that its kind has words for.
    fn became(&mut self, place: &Place, verdicts: impl Into<Verdicts>, was: &str, is: &str) {
        let verdicts = verdicts.into();
        // What it is called is not searched for what stands for it.
        let parts: Vec<_> = verdicts.says.split("{was}").map(|it| it.replace("{is}", is)).collect();
        self.changed(place, parts.join(was), verdicts);
    }

    /// Compares something that holds or does not.
    fn flag(&mut self, place: &Place, was: bool, is: bool, [come, gone]: [Row; 2]) {
        if was != is {
            self.became(place, if is { come } else { gone }, "", "");
        }
    }

    /// Compares something that may be missing, by what it is called.
    fn optional(
        &mut self,
        place: &Place,
        (was, is): (Option<String>, Option<String>),
        [come, other, gone]: [Row; 3],
    ) {
        let row = match (&was, &is) {
            _ if was == is => return,
            (None, _) => come,
            (_, None) => gone,
            _ => other,
        };
        self.became(place, row, &was.unwrap_or_default(), &is.unwrap_or_default());
    }

    /// A thing that is called otherwise now. The verdicts are those of a name that is another everywhere.
    fn renamed(
        &mut self,
        place: &Place,
        was: (&str, &str),
        is: (&str, &str),
        verdicts: impl Into<Verdicts>,
    ) {
        let mut verdicts = verdicts.into();
        let rust = (plain(was.1), plain(is.1));
        if was.0 == is.0 {
            verdicts.wire = Verdict::new(Level::Fine, "the name on the wire stays");
        }
        if rust.0 == rust.1 {
            verdicts.source = Verdict::new(Level::Fine, "the name in Rust stays");
        }
        let what = match (was.0 == is.0, rust.0 == rust.1) {
            (true, true) => return,
            (false, true) => format!("renamed from `{}`, but not in Rust", was.0),
            (true, false) => format!("is `{}` in Rust now, was `{}`", rust.1, rust.0),
            (false, false) if was.0 == rust.0 => format!("renamed from `{}`", was.0),
            (false, false) => format!("renamed from `{}`, in Rust from `{}`", was.0, rust.0),
        };
        self.changed(place, what, verdicts);
    }
}

/// The verdicts on parts that are added, removed or renamed, whatever they are.
fn rows<T>(rows: [Verdicts; 3]) -> impl Fn(Happened, &T, &T) -> Verdicts {
    move |happened, _, _| rows[happened as usize].clone()
}

/// A name without what makes a keyword of it a name.
fn plain(rust: &str) -> &str {
    rust.trim_start_matches("r#")
}

/// The first paragraph of a documentation.
fn summary(doc: &Doc) -> Option<String> {
    let summary = doc.text.split("\n\n").next().map(str::trim);
    summary.filter(|text| !text.is_empty()).map(on_one_line)
}

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
