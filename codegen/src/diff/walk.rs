//! Two descriptions while they are compared, and how a change is reported.

use std::collections::BTreeMap;

use super::change::{Change, Diff, Happened, Level, Verdict, Verdicts};
use super::homes::Homes;
use super::mask::Mask;
use super::pairing::Pairing;
use super::parts::{Named, Pairs};
use super::verdicts::{DEPRECATED, Row};
use chatbotkit_description::ir::{Api, Doc, TypeId};

/// Two descriptions while they are compared.
pub(super) struct Walk<'a> {
    pub(super) old: &'a Api,
    pub(super) new: &'a Api,
    pub(super) pairing: &'a Pairing,
    pub(super) mask: Mask<'a>,
    pub(super) homes: [Homes<'a>; 2],
    /// The types that came with each new operation.
    pub(super) folded: BTreeMap<usize, Vec<TypeId>>,
    pub(super) found: Diff,
}

/// A thing, in the words of the description and in Rust.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) described: String,
    pub(super) rust: String,
}

impl Place {
    pub(super) fn new(described: impl Into<String>, rust: impl Into<String>) -> Self {
        let (described, rust) = (described.into(), rust.into());
        Self { described, rust }
    }

    /// A part of it, such as its field `text`.
    pub(super) fn part(&self, noun: &str, part: &impl Named) -> Self {
        let (name, rust, _) = part.names();
        let described = format!("{}: {noun} `{name}`", self.described);
        Self::new(described, format!("{}::{}", self.rust, plain(rust)))
    }

    /// In Rust, what stands beside it.
    pub(super) fn beside(&self, rust: &str) -> String {
        let holder = self.rust.rsplit_once("::").map_or("", |(holder, _)| holder);
        format!("{holder}::{}", plain(rust))
    }

    /// Something about it that has no name of its own.
    pub(super) fn about(&self, what: &str) -> Self {
        Self::new(format!("{}: {what}", self.described), self.rust.clone())
    }
}

impl Walk<'_> {
    pub(super) fn added(&mut self, place: &Place, doc: &Doc, verdicts: impl Into<Verdicts>) {
        self.push(Happened::Added, place, "added", summary(doc), verdicts);
    }

    pub(super) fn removed(&mut self, place: &Place, doc: &Doc, verdicts: impl Into<Verdicts>) {
        let note = doc.deprecated.as_deref().map(on_one_line);
        self.push(Happened::Removed, place, "removed", note, verdicts);
    }

    pub(super) fn changed(
        &mut self,
        place: &Place,
        what: impl AsRef<str>,
        verdicts: impl Into<Verdicts>,
    ) {
        self.push(Happened::Changed, place, what.as_ref(), None, verdicts);
    }

    pub(super) fn push(
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
    pub(super) fn doc(&mut self, place: &Place, old: &Doc, new: &Doc) {
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
    pub(super) fn parts<T: Named>(
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
            self.part(&place, old, new, || verdicts(Happened::Changed, old, new));
            both(self, &place, old, new);
        }
        for part in pairs.gone.iter().map(|a| &old[*a]) {
            self.removed(&place(part), part.names().2, verdicts(Happened::Removed, part, part));
        }
        pairs
    }

    /// Compares what is written of a part, and its names.
    pub(super) fn part<T: Named>(
        &mut self,
        place: &Place,
        old: &T,
        new: &T,
        verdicts: impl FnOnce() -> Verdicts,
    ) {
        let (was, is) = (old.names(), new.names());
        self.doc(place, was.2, is.2);
        if (was.0, was.1) != (is.0, is.1) {
            self.renamed(place, (was.0, was.1), (is.0, is.1), verdicts());
        }
    }

    /// Reports a change in the words of its kind.
    pub(super) fn became(
        &mut self,
        place: &Place,
        verdicts: impl Into<Verdicts>,
        was: &str,
        is: &str,
    ) {
        let verdicts = verdicts.into();
        // A path may have a placeholder `{is}` of its own, so `was` must not be searched for it.
        let parts: Vec<_> = verdicts.says.split("{was}").map(|it| it.replace("{is}", is)).collect();
        self.changed(place, parts.join(was), verdicts);
    }

    /// Compares something that holds or does not.
    pub(super) fn flag(&mut self, place: &Place, was: bool, is: bool, [come, gone]: [Row; 2]) {
        if was != is {
            self.became(place, if is { come } else { gone }, "", "");
        }
    }

    /// Compares two sets of strings.
    pub(super) fn strings(&mut self, at: &Place, old: &[String], new: &[String], rows: [Row; 2]) {
        for text in new.iter().filter(|text| !old.contains(text)) {
            self.changed(at, format!("`{text}` added"), rows[0]);
        }
        for text in old.iter().filter(|text| !new.contains(text)) {
            self.changed(at, format!("`{text}` removed"), rows[1]);
        }
    }

    /// Compares something that may be missing, by what it is called.
    pub(super) fn optional(
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
    pub(super) fn renamed(
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
pub(super) fn rows<T>(rows: [Verdicts; 3]) -> impl Fn(Happened, &T, &T) -> Verdicts {
    move |happened, _, _| rows[happened as usize].clone()
}

/// A name without what makes a keyword of it a name.
pub(super) fn plain(rust: &str) -> &str {
    rust.trim_start_matches("r#")
}

/// The first paragraph of a documentation.
pub(super) fn summary(doc: &Doc) -> Option<String> {
    let summary = doc.text.split("\n\n").next().map(str::trim);
    summary.filter(|text| !text.is_empty()).map(on_one_line)
}

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
