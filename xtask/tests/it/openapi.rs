//! `cargo xtask openapi` as it is called: its arguments, its exit codes and where it writes.

use std::fs;

use crate::{Ended, Scratch, here};

#[test]
fn the_document_goes_to_standard_output_or_to_a_file() {
    let scratch = Scratch::new("written");
    let file = scratch.path().join("openapi.json");
    let shown = run(&[]);
    assert_eq!(shown.code, Some(0), "{}", shown.err);
    assert!(shown.out.starts_with("{\n  \"openapi\": \"3.1."));
    let written = run(&["--version=3.1", "--out", &file.to_string_lossy()]);
    assert_eq!((written.code, written.out.len()), (Some(0), 0));
    assert_eq!(fs::read_to_string(&file).unwrap(), shown.out);
    let newer = run(&["--version", "3.2"]);
    assert!(newer.out.starts_with("{\n  \"openapi\": \"3.2."));
}

#[test]
fn wrong_arguments_are_told() {
    for (arguments, message) in [
        (
            &["--vesion", "3.1"][..],
            "`--vesion` is not an option of this command: did you mean `--version`?",
        ),
        (&["--version", "3.0"], "`--version` is 3.1 or 3.2, not `3.0`"),
        (&["--version"], "`--version` needs 3.1 or 3.2"),
        (&["--out="], "`--out` needs a file"),
        (&["--schema"], "`--schema` needs a folder"),
        (&["--out", "a", "--out", "b"], "`--out` is given twice"),
    ] {
        let output = run(arguments);
        assert_eq!(output.code, Some(2), "{arguments:?}");
        let said = output.err;
        assert!(said.starts_with(&format!("error: {message}\n")), "{said}");
    }
}

#[test]
fn a_faulty_description_is_reported_and_nothing_written() {
    let scratch = Scratch::new("faulty");
    let file = scratch.path().join("openapi.json");
    let schema = scratch.path().join("schema");
    fs::create_dir(&schema).unwrap();
    fs::write(schema.join("api.yaml"), "name: Nothing more\n").unwrap();
    let output = run(&["--schema", &schema.to_string_lossy(), "--out", &file.to_string_lossy()]);
    assert_eq!(output.code, Some(1));
    assert!(output.err.contains("error[missing-key]"), "{}", output.err);
    assert!(!file.exists());
}

#[test]
fn a_file_that_cannot_be_written_is_an_error() {
    let scratch = Scratch::new("unwritable");
    let file = scratch.path().join("no/such/folder.json");
    let output = run(&["--out", &file.to_string_lossy()]);
    assert_eq!(output.code, Some(1));
    assert!(output.err.contains("cannot be written: "), "{}", output.err);
}

#[test]
fn the_help_names_every_option() {
    let output = run(&["--help"]);
    let help = output.out;
    for option in ["--version", "--schema", "--out", "--help"] {
        assert!(help.contains(option), "{option}");
    }
}

fn run(arguments: &[&str]) -> Ended {
    crate::xtask(here(), &[&["openapi"], arguments].concat())
}
