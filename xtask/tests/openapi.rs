//! `cargo xtask openapi` as it is called: its arguments, its exit codes and where it writes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

#[test]
fn the_document_goes_to_standard_output_or_to_a_file() {
    let scratch = Scratch::new("written");
    let file = scratch.0.join("openapi.json");
    let shown = run(&[]);
    assert_eq!(shown.status.code(), Some(0), "{}", said(&shown));
    assert!(shown.stdout.starts_with(b"{\n  \"openapi\": \"3.1."));
    let written = run(&["--version=3.1", "--out", &file.to_string_lossy()]);
    assert_eq!((written.status.code(), written.stdout.len()), (Some(0), 0));
    assert_eq!(fs::read(&file).unwrap(), shown.stdout);
    let newer = run(&["--version", "3.2"]);
    assert!(newer.stdout.starts_with(b"{\n  \"openapi\": \"3.2."));
}

#[test]
fn wrong_arguments_are_told() {
    for (arguments, message) in [
        (
            &["--vesion", "3.1"][..],
            "`--vesion` is no option of this command: did you mean `--version`?",
        ),
        (
            &["--version", "3.0"],
            "`--version` is 3.1 or 3.2, not `3.0`",
        ),
        (&["--version"], "`--version` needs 3.1 or 3.2"),
        (&["--out="], "`--out` needs a file"),
        (&["--schema"], "`--schema` needs a folder"),
        (&["--out", "a", "--out", "b"], "`--out` is given twice"),
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let said = said(&output);
        assert!(said.starts_with(&format!("error: {message}\n")), "{said}");
    }
}

#[test]
fn a_faulty_description_is_reported_and_nothing_written() {
    let scratch = Scratch::new("faulty");
    let file = scratch.0.join("openapi.json");
    let schema = scratch.0.join("schema");
    fs::create_dir(&schema).unwrap();
    fs::write(schema.join("api.yaml"), "name: Nothing more\n").unwrap();
    let output = run(&[
        "--schema",
        &schema.to_string_lossy(),
        "--out",
        &file.to_string_lossy(),
    ]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains("error[missing-key]"),
        "{}",
        said(&output)
    );
    assert!(!file.exists());
}

#[test]
fn a_file_that_cannot_be_written_is_an_error() {
    let scratch = Scratch::new("unwritable");
    let file = scratch.0.join("no/such/folder.json");
    let output = run(&["--out", &file.to_string_lossy()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains("cannot be written: "),
        "{}",
        said(&output)
    );
}

#[test]
fn the_help_names_every_option() {
    let output = run(&["--help"]);
    let help = String::from_utf8_lossy(&output.stdout);
    for option in ["--version", "--schema", "--out", "--help"] {
        assert!(help.contains(option), "{option}");
    }
}

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.arg("openapi").args(arguments);
    command.output().expect("it can be run")
}

/// What was said about what went wrong.
fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A folder of a test's own, gone when the test is.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("openapi-{name}"));
        // What a test that failed has left is in the way.
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
