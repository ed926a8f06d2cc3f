//! What every part of the stage needs: the report, the places, and how to complain.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::ir;
use crate::load::description::{Long, Operation};
use crate::load::place::{At, part_of};
use crate::report::{self, Diagnostic, FileId, Place, Report};

/// Where something is described: its file and how a message calls it, such as ``operation `x` ``.
#[derive(Debug, Clone)]
pub(super) struct Owner {
    pub(super) file: FileId,
    pub(super) name: String,
}

impl Owner {
    pub(super) fn new(file: FileId, name: impl Into<String>) -> Self {
        Self { file, name: name.into() }
    }

    pub(super) fn place<T>(&self, at: &At<T>) -> Place {
        Place::new(self.file, at.bytes.clone())
    }

    pub(super) fn error(
        &self,
        id: &'static str,
        place: Place,
        message: impl AsRef<str>,
    ) -> Diagnostic {
        Diagnostic::error(id, place, format!("{}: {}", self.name, message.as_ref()))
    }

    pub(super) fn warning(
        &self,
        id: &'static str,
        place: Place,
        message: impl AsRef<str>,
    ) -> Diagnostic {
        Diagnostic::warning(id, place, format!("{}: {}", self.name, message.as_ref()))
    }

    /// The stretch `part` of what a scalar says.
    pub(super) fn part(&self, report: &Report, at: &At<String>, part: Range<usize>) -> Place {
        let source = &report.files[self.file.0].text;
        Place::new(self.file, part_of(source, &at.bytes, &at.value, part))
    }
}

/// The strings of a list, without their places.
pub(super) fn strings(list: &[At<String>]) -> Vec<String> {
    list.iter().map(|at| at.value.clone()).collect()
}

/// `help: a type with a similar name exists` and its like.
pub(super) fn similar<'a>(
    what: &str,
    name: &str,
    known: impl Iterator<Item = &'a str>,
) -> Option<String> {
    let near = report::similar(name, known)?;
    let article = if what.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    Some(format!("{article} {what} with a similar name exists: `{near}`"))
}

/// What a description says about something that has a name.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Said<'a> {
    pub(super) text: Option<&'a At<String>>,
    pub(super) since: Option<&'a At<String>>,
    pub(super) deprecated: Option<&'a At<String>>,
    pub(super) was: &'a [At<String>],
}

impl<'a> From<Option<&'a At<String>>> for Said<'a> {
    fn from(text: Option<&'a At<String>>) -> Self {
        Self { text, ..Self::default() }
    }
}

impl<'a> From<&'a Long> for Said<'a> {
    fn from(long: &'a Long) -> Self {
        Self {
            text: long.doc.as_ref(),
            since: long.since.as_ref(),
            deprecated: long.deprecated.as_ref(),
            was: long.was.as_ref().map_or(&[], |was| &was.0),
        }
    }
}

impl<'a> From<&'a Operation> for Said<'a> {
    fn from(operation: &'a Operation) -> Self {
        Self {
            text: operation.doc.as_ref(),
            since: operation.since.as_ref(),
            deprecated: operation.deprecated.as_ref(),
            was: operation.was.as_ref().map_or(&[], |was| &was.0),
        }
    }
}

/// Documentation as the description has it, with complaints about what is missing or cut off.
pub(super) fn doc(report: &mut Report, owner: &Owner, name: Place, said: Said<'_>) -> ir::Doc {
    let words = said.text.map_or("", |at| at.value.trim());
    if words.is_empty() {
        report.push(owner.warning("doc-missing", name, "it has no documentation"));
    } else if let Some(at) = said.text {
        check_end(report, owner, at);
    }
    ir::Doc {
        text: words.to_owned(),
        since: said.since.map(|at| at.value.clone()),
        deprecated: said.deprecated.map(|at| at.value.clone()),
        was: strings(said.was),
    }
}

fn check_end(report: &mut Report, owner: &Owner, text: &At<String>) {
    let end = text.trim_end();
    if end.ends_with(['.', '!', '?']) || end.ends_with("```") {
        return;
    }
    let after = report.files[owner.file.0].text.get(text.bytes.end..).unwrap_or("");
    let cut = after.lines().next().is_some_and(|rest| rest.trim_start().starts_with('#'));
    let help = if cut {
        "` #` starts a comment and cuts the text: quote the text"
    } else {
        "end the documentation with a full stop"
    };
    report.push(
        owner
            .warning(
                "doc-end",
                owner.place(text),
                "the documentation does not end with a full stop",
            )
            .help(help),
    );
}

/// The first place of a name that is written more than once is fine; each further one is reported.
pub(super) fn repeated<'a>(
    report: &mut Report,
    owner: &Owner,
    names: impl Iterator<Item = &'a At<String>>,
) {
    let mut seen: BTreeMap<&str, &At<String>> = BTreeMap::new();
    for name in names {
        match seen.get(name.value.as_str()) {
            Some(first) => report.push(
                owner
                    .error(
                        "repeated-key",
                        owner.place(name),
                        format!("`{}` is written twice", name.value),
                    )
                    .note(owner.place(first), "first here"),
            ),
            None => {
                seen.insert(&name.value, name);
            }
        }
    }
}
