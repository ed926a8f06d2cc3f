//! `cargo xtask codegen` as its user meets it: what it prints, what it writes, how it ends.

use std::fs;
use std::path::{Path, PathBuf};

use crate::{Ended, Scratch, here, xtask};

/// A small description, and a folder for what comes of it.
struct Project {
    folder: Scratch,
}

impl Project {
    fn new(name: &str, module: &str) -> Self {
        let fixtures = here().join("../tests/fixtures/diagnostics");
        let folder = Scratch::new(name);
        let schema = folder.path().join("schema");
        fs::create_dir_all(&schema).expect("the target folder can be written to");
        fs::copy(fixtures.join("api.yaml"), schema.join("api.yaml")).expect("it is there");
        fs::write(schema.join("schema.yaml"), module).expect("the folder is ours");
        Self { folder }
    }

    fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn codegen(&self, more: &[&str]) -> Ended {
        let arguments = ["codegen", "--schema", "schema", "--out", "out"];
        xtask(self.folder(), &[&arguments, more].concat())
    }

    fn out(&self) -> PathBuf {
        self.folder().join("out")
    }
}

const GOOD: &str = "\
module: thing/v1
doc: Things.

types:
  Thing:
    doc: A thing.
    fields:
      id: string -- Its id.

operations:
  fetchThing:
    doc: Fetches the thing.
    get: /thing
    method: fetch
    response: Thing
";

#[test]
fn a_good_description_is_written_once() {
    let project = Project::new("good", GOOD);
    let first = project.codegen(&[]);
    assert_eq!(first.code, Some(0), "{}", first.err);
    assert!(first.out.starts_with("1 operation, 1 type\n4 files written, 0 unchanged, 0 removed"));
    let second = project.codegen(&[]);
    assert!(second.out.contains("0 files written, 4 unchanged"), "{}", second.out);
    let check = project.codegen(&["--check"]);
    assert_eq!((check.code, check.out.as_str()), (Some(0), "everything is up to date\n"));
}

#[test]
fn a_faulty_description_writes_nothing() {
    let project = Project::new("faulty", &GOOD.replace("response: Thing", "response: Thign"));
    let output = project.codegen(&[]);
    assert_eq!(output.code, Some(1));
    let report = output.err;
    assert!(
        report.contains("error[unknown-type]: operation `fetchThing`: unknown type `Thign`"),
        "{report}"
    );
    assert!(report.contains("--> schema/schema.yaml:15:15"), "{report}");
    assert!(report.contains("help: a type with a similar name exists: `Thing`"), "{report}");
    assert!(!project.out().exists());
}

#[test]
fn check_shows_what_is_stale_and_writes_nothing() {
    let project = Project::new("stale", GOOD);
    project.codegen(&[]);
    let module = project.folder().join("schema/schema.yaml");
    fs::write(&module, GOOD.replace("Its id.", "Its new id.")).expect("the folder is ours");
    let types = project.out().join("thing/v1/types.rs");
    let before = fs::read_to_string(&types).expect("it was written");
    let output = project.codegen(&["--check"]);
    let said = output.out;
    assert_eq!(output.code, Some(1));
    assert!(said.contains("-        /// Its id.\n+        /// Its new id.\n"), "{said}");
    assert!(said.contains("cargo xtask codegen --schema schema --out out"), "{said}");
    assert_eq!(fs::read_to_string(&types).ok(), Some(before));
}

/// A second resource, which uses the first.
const SECOND: &str = "\
module: other/v1
doc: Other things.

operations:
  fetchOther:
    doc: Fetches another thing.
    get: /other
    method: fetch
    response: Thing
";

/// A description with two resources, in a crate with this manifest.
fn two_resources(name: &str, manifest: &str) -> Project {
    let project = Project::new(name, GOOD);
    let schema = project.folder().join("schema");
    let service = fs::read_to_string(schema.join("api.yaml")).expect("it is there");
    let service = service.replace("[schema.yaml]", "[schema.yaml, other.yaml]");
    fs::write(schema.join("api.yaml"), service).expect("the folder is ours");
    fs::write(schema.join("other.yaml"), SECOND).expect("the folder is ours");
    fs::write(project.folder().join("Cargo.toml"), manifest).expect("the folder is ours");
    project
}

const FEATURES: &str = "\
# resources: written by `cargo xtask codegen`
all-resources = [\"thing\", \"other\"]
thing = []
other = [\"thing\"]
# end of resources
";

#[test]
fn features_are_written_into_the_manifest() {
    let before = "[features]\n# resources: written by `cargo xtask codegen`\n# end of resources\n";
    let project = two_resources("features", before);
    let manifest = || fs::read_to_string(project.folder().join("Cargo.toml")).expect("it is there");
    let check = project.codegen(&["--check"]);
    assert_eq!(check.code, Some(1));
    assert!(check.out.contains("+other = [\"thing\"]\n"), "{}", check.out);
    assert_eq!(manifest(), before);
    let first = project.codegen(&[]);
    assert_eq!(first.code, Some(0), "{}", first.err);
    assert_eq!(manifest(), format!("[features]\n{FEATURES}"));
    let second = project.codegen(&[]);
    assert!(second.out.contains("\n0 files written"), "{}", second.out);
    assert_eq!(project.codegen(&["--check"]).code, Some(0));

    // What is left of them when one resource remains is an empty place.
    let service = project.folder().join("schema/api.yaml");
    let text = fs::read_to_string(&service).expect("it is there");
    fs::write(&service, text.replace(", other.yaml", "")).expect("the folder is ours");
    assert_eq!(project.codegen(&[]).code, Some(0));
    assert_eq!(manifest(), before);
}

#[test]
fn features_without_a_place_are_shown_and_nothing_is_written() {
    let project = two_resources("no-place", "[features]\n");
    let output = project.codegen(&[]);
    assert_eq!(output.code, Some(1));
    assert!(output.err.contains(FEATURES), "{}", output.err);
    assert!(output.err.contains("Cargo.toml"), "{}", output.err);
    assert!(!project.out().exists());
}

#[test]
fn a_file_in_the_way_is_named_and_nothing_is_written() {
    let before = "[features]\n# resources: written by `cargo xtask codegen`\n# end of resources\n";
    let project = two_resources("in-the-way", before);
    fs::create_dir(project.out()).expect("the folder is ours");
    fs::write(project.out().join("mod.rs"), "// Mine.\n").expect("the folder is ours");
    let output = project.codegen(&[]);
    assert_eq!(output.code, Some(1));
    let said = "error: `out/mod.rs` was not generated and is in the way: move it elsewhere\n";
    assert!(output.err.ends_with(said), "{}", output.err);
    assert_eq!(fs::read_dir(project.out()).expect("it is there").count(), 1);
    let manifest = fs::read_to_string(project.folder().join("Cargo.toml"));
    assert_eq!(manifest.expect("it is there"), before);
}

#[test]
fn what_cannot_be_written_is_named_with_its_whole_path() {
    let project = Project::new("not-a-folder", GOOD);
    fs::create_dir(project.out()).expect("the folder is ours");
    fs::write(project.out().join("thing"), "").expect("the folder is ours");
    let output = project.codegen(&[]);
    assert_eq!(output.code, Some(1));
    assert!(output.err.contains("error: `out/thing/v1"), "{}", output.err);
}

#[test]
fn arguments_that_make_no_sense_are_refused() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (arguments, what) in [
        (&["codegen", "--chek"][..], "did you mean `--check`?"),
        (&["codegen", "--out"], "`--out` needs a folder"),
        (&["codegen", "--out", "a", "--out", "b"], "`--out` is given twice"),
        (&["codgen"], "there is no command `codgen`"),
        (&[], "no command is given"),
    ] {
        let output = xtask(here, arguments);
        assert_eq!(output.code, Some(2), "{arguments:?}");
        assert!(output.err.contains(what), "{}", output.err);
    }
    let help = xtask(here, &["codegen", "--help"]);
    assert_eq!(help.code, Some(0));
    assert!(help.out.contains("--schema DIR"));
}
