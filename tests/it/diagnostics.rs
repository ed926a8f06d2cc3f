//! Every diagnostic as an author sees it: `fixtures/diagnostics/<case>` holds a description with a
//! fault, and `expected.txt` the report on it. After a change of words, `UPDATE_EXPECT=1` rewrites them.
//!
//! A case with nothing but `schema.yaml` is a module of the `api.yaml` that all of them share.

use std::fs;
use std::path::{Path, PathBuf};

use chatbotkit_description::load::{Description, Sources, load, load_dir};
use chatbotkit_description::report::Report;
use chatbotkit_description::resolve::resolve;
use expect_test::expect_file;

#[test]
fn reports_read_as_expected() {
    for case in cases() {
        expect_file![case.join("expected.txt")].assert_eq(&report_on(&case));
    }
}

#[test]
fn every_diagnostic_has_a_case() {
    let reports: String = cases().iter().map(|case| report_on(case)).collect();
    let shown = |id: &str| reports.contains(&format!("[{id}]"));
    let all = ids();
    let missing: Vec<_> = all.iter().filter(|id| !shown(id)).collect();
    assert!(missing.is_empty(), "no case shows {missing:?}");
}

#[test]
fn every_case_is_named_for_what_it_shows() {
    let all = ids();
    for case in cases() {
        let name = case.file_name().unwrap_or_default().to_string_lossy();
        let report = report_on(&case);
        let named = all.iter().any(|id| {
            let rest = name.strip_prefix(id.as_str());
            let fits = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
            fits && report.contains(&format!("[{id}]"))
        });
        assert!(named, "{name} is not named for a diagnostic that it shows");
    }
}

#[test]
fn a_missing_folder_is_a_report() {
    let (description, report) = load_dir(Path::new("fixtures/nowhere"));
    assert!(description.is_none());
    let text = report.render(false);
    let message = "error[unreadable-file]: this folder cannot be read: ";
    assert!(text.starts_with(message), "{text}");
    assert!(text.contains("--> fixtures/nowhere\n"), "{text}");
}

/// The names of all diagnostics, as the reference of the language lists them.
pub(crate) fn ids() -> Vec<String> {
    let reference = read(root().join("../schema/README.md"));
    let (_, list) = reference.split_once("| diagnostic |").expect("there is a list");
    let rows = list.lines().filter_map(|row| row.strip_prefix("| `")?.split('`').next());
    rows.map(str::to_owned).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: PathBuf) -> String {
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The folders of the cases, in order.
fn cases() -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join("fixtures/diagnostics")).expect("the cases are there");
    let paths = entries.map(|entry| entry.expect("the cases can be listed").path());
    let mut cases: Vec<_> = paths.filter(|path| path.is_dir()).collect();
    cases.sort();
    cases
}

fn report_on(case: &Path) -> String {
    let schema = case.join("schema.yaml");
    if schema.exists() && !case.join("api.yaml").exists() {
        return checked(as_module(read(schema)));
    }
    let folder = format!("{}/", case.to_string_lossy().replace('\\', "/"));
    checked(load_dir(case)).replace(&folder, "")
}

/// The description whose only module says `text`.
fn as_module(text: String) -> (Option<Description>, Report) {
    let service = read(root().join("fixtures/diagnostics/api.yaml"));
    load(Sources {
        folder: String::new(),
        files: vec![("api.yaml".to_owned(), service), ("schema.yaml".to_owned(), text)],
    })
}

fn checked((description, mut report): (Option<Description>, Report)) -> String {
    if let Some(description) = description {
        resolve(&description, &mut report);
    }
    report.render(false)
}
