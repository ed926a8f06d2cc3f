//! The edits of `fixtures/diff`: the description that all of them change, and what each makes of it.
//!
//! An edit is a list of hunks: `@ book.yaml`, the lines that go after `-`, the lines that come after `+`.

use std::fs;
use std::path::{Path, PathBuf};

use chatbotkit_codegen::diff::{Diff, Pairing, diff};
use chatbotkit_description::ir::Api;
use chatbotkit_description::load::{Sources, load};
use chatbotkit_description::report::Report;
use chatbotkit_description::resolve::resolve;

/// An edit by its name, and the description after it.
pub struct Edit {
    pub name: String,
    pub sources: Sources,
}

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/diff")
}

/// The description before any edit.
pub fn base() -> Sources {
    let files = ["api.yaml", "author.yaml", "book.yaml"];
    let read = |name: &str| read(&folder().join("base").join(name));
    Sources { folder: String::new(), files: files.map(|name| (name.to_owned(), read(name))).into() }
}

/// All edits, in order.
pub fn edits() -> Vec<Edit> {
    let entries = fs::read_dir(folder().join("edits")).expect("the edits are there");
    let paths = entries.map(|entry| entry.expect("the edits can be listed").path());
    let mut paths: Vec<_> =
        paths.filter(|path| path.extension().is_some_and(|it| it == "patch")).collect();
    paths.sort();
    let edit = |path: &PathBuf| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        Edit { sources: patched(&name, &read(path)), name: name.into_owned() }
    };
    paths.iter().map(edit).collect()
}

/// What an edit changes.
pub fn changes(edit: &Edit) -> Diff {
    let (old, new) = (api(base()), api(edit.sources.clone()));
    diff(&old, &new, &Pairing::by_name(&old, &new))
}

pub fn api(sources: Sources) -> Api {
    let (description, mut report) = load(sources);
    let api = description.and_then(|description| resolve(&description, &mut report));
    api.unwrap_or_else(|| panic!("{}", shown(&report)))
}

fn shown(report: &Report) -> String {
    report.render(false)
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The description after the edit `name`.
fn patched(name: &str, patch: &str) -> Sources {
    let mut sources = base();
    for hunk in patch.split("@ ").skip(1) {
        let (file, lines) = hunk.split_once('\n').expect("a hunk names a file");
        let part = |sign: char| -> String {
            let lines = lines.lines().filter_map(|line| line.strip_prefix(sign));
            lines.map(|line| format!("{line}\n")).collect()
        };
        let (old, new) = (part('-'), part('+'));
        let text = sources.files.iter_mut().find(|(other, _)| other == file);
        let (_, text) = text.unwrap_or_else(|| panic!("{name}: there is no {file}"));
        assert_eq!(text.matches(&old).count(), 1, "{name}: once in {file}:\n{old}");
        *text = text.replace(&old, &new);
    }
    sources
}
