//! `cargo xtask import` as its user meets it: what it prints, what it writes, what it leaves alone.

use std::fs;

use crate::{Ended, Scratch, xtask};

const DOCUMENT: &str = r#"openapi: 3.0.0
info: { title: Books API }
servers: [{ url: "https://books.example" }]
paths:
  /book/list: { get: { operationId: listBooks, summary: Lists books, responses: { 204: { description: Done } } } }
  /shelf/list: { get: { operationId: listShelves, responses: { 204: { description: Done } } } }
  /shelf/drop: { options: { operationId: dropShelf, responses: { 204: { description: Done } } } }
"#;

/// The crate that the generated source belongs to, with a place for its features.
const MANIFEST: &str = "\
[features]
# resources: written by `cargo xtask codegen`
# end of resources
";

/// A folder with a document, and room for what comes of it.
struct Project(Scratch);

impl Project {
    fn new(name: &str) -> Self {
        let scratch = Scratch::new(name);
        fs::write(scratch.path().join("openapi.yaml"), DOCUMENT).expect("the folder is ours");
        fs::write(scratch.path().join("Cargo.toml"), MANIFEST).expect("the folder is ours");
        Self(scratch)
    }

    fn run(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        let Ended { code, out, err } = xtask(self.0.path(), arguments);
        (code, out, err)
    }

    fn import(&self, more: &[&str]) -> (Option<i32>, String, String) {
        self.run(&[&["import", "openapi.yaml", "--out", "out"], more].concat())
    }

    fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path().join("out")).expect("it was written");
        let names = entries.map(|entry| entry.expect("it can be listed").file_name());
        let mut names: Vec<_> = names.map(|name| name.to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

#[test]
fn what_is_imported_can_be_generated() {
    let project = Project::new("generated");
    let (code, said, warned) = project.import(&[]);
    assert_eq!(code, Some(0), "{warned}");
    assert!(
        said.starts_with("2 operations, 0 types in 2 modules; 1 operations left out\n"),
        "{said}"
    );
    let warning = "warning: OPTIONS /shelf/drop (line 7): the language knows GET, POST, PUT, PATCH and DELETE only";
    assert!(warned.starts_with(warning), "{warned}");
    assert_eq!(project.files(), ["api.yaml", "book.yaml", "json-schema", "shelf.yaml"]);
    let (code, said, warned) = project.run(&["codegen", "--schema", "out", "--out", "source"]);
    assert_eq!(code, Some(0), "{warned}");
    assert!(said.starts_with("2 operations, 0 types\n"), "{said}");
}

#[test]
fn a_prefix_leaves_the_rest_and_removes_what_was_there() {
    let project = Project::new("only");
    project.import(&[]);
    let (code, said, _) = project.import(&["--only", "/book"]);
    assert_eq!(code, Some(0));
    assert!(said.starts_with("1 operations"), "{said}");
    assert_eq!(project.files(), ["api.yaml", "book.yaml", "json-schema"]);
}

#[test]
fn a_folder_with_files_by_other_hands_is_left_alone() {
    let project = Project::new("other-hands");
    let own = project.0.path().join("out/api.yaml");
    fs::create_dir_all(project.0.path().join("out")).expect("the folder is ours");
    fs::write(&own, "name: Mine\n").expect("the folder is ours");
    let (code, _, warned) = project.import(&[]);
    assert_eq!(code, Some(1));
    assert!(
        warned.ends_with("error: `out/api.yaml` was not imported: choose another folder\n"),
        "{warned}"
    );
    assert_eq!(project.files(), ["api.yaml"]);
    assert_eq!(fs::read_to_string(own).ok().as_deref(), Some("name: Mine\n"));
}

#[test]
fn a_document_with_errors_writes_nothing() {
    let project = Project::new("errors");
    fs::write(project.0.path().join("openapi.yaml"), "swagger: '2.0'\n")
        .expect("the folder is ours");
    let (code, said, warned) = project.import(&[]);
    assert_eq!((code, said.as_str()), (Some(1), ""));
    assert!(warned.starts_with("error: openapi.yaml: Swagger 2.0 cannot be imported"), "{warned}");
    assert!(!project.0.path().join("out").exists());
}

#[test]
fn arguments_that_make_no_sense_are_refused() {
    let project = Project::new("arguments");
    for (arguments, what) in [
        (&["import"][..], "no document is given"),
        (&["import", "a"], "`--out` says where the description goes, and is not given"),
        (&["import", "a", "b", "--out", "c"], "one document is imported at a time, and `a` is one"),
        (&["import", "a", "--out"], "`--out` needs a folder"),
        (&["import", "a", "--out=b", "--out=c"], "`--out` is given twice"),
        (&["import", "a", "--out=b", "--onyl=/c"], "did you mean `--only`?"),
        (&["import", "a", "--out=b", "--only=c"], "`--only` takes the beginning of a path"),
    ] {
        let (code, _, said) = project.run(arguments);
        assert_eq!(code, Some(2), "{arguments:?}");
        assert!(said.contains(what), "{said}");
    }
    let (code, said, _) = project.run(&["import", "--help"]);
    assert_eq!(code, Some(0));
    assert!(said.contains("--only PREFIX"));
    let (code, _, said) = project.run(&["import", "nowhere.json", "--out", "out"]);
    assert_eq!(code, Some(1));
    assert!(said.starts_with("error: `nowhere.json`: "), "{said}");
}
