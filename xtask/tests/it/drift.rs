//! `cargo xtask drift` as its user meets it: what it prints, how it ends.

use std::fs;

use crate::{Scratch, here};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/drift");

#[test]
fn what_is_open_fails_the_command() {
    let (code, said, warned) =
        drift(&[&format!("{FIXTURES}/openapi.yaml"), "--schema", &format!("{FIXTURES}/schema")]);
    assert_eq!(code, 1, "{warned}");
    assert!(said.contains("The document has, and the description lacks:\n"), "{said}");
    assert!(said.ends_with("11 differences, 2 accepted, 1 accepted without cause\n"), "{said}");
}

#[test]
fn nothing_but_accepted_differences_is_a_success() {
    let scratch = Scratch::new("accepted");
    let folder = scratch.path();
    for file in ["api.yaml", "book.yaml"] {
        fs::copy(format!("{FIXTURES}/schema/{file}"), folder.join(file))
            .expect("the folder is ours");
    }
    let all = "accepted:\n- because: Anything goes.\n  differences: ['*']\n";
    fs::write(folder.join("drift.yaml"), all).expect("the folder is ours");
    let schema = folder.to_string_lossy().into_owned();
    let document = format!("{FIXTURES}/openapi.yaml");
    let (code, said, warned) = drift(&[&document, "--schema", &schema]);
    assert_eq!(code, 0, "{said}{warned}");
    assert!(said.ends_with(": 0 differences, 13 accepted, 0 accepted without cause\n"), "{said}");
    assert_eq!(warned, "");

    fs::write(folder.join("drift.yaml"), "accepted: [{ becuase: no }]\n").expect("it is ours");
    let (code, said, warned) = drift(&[&document, "--schema", &schema]);
    assert_eq!((code, said.as_str()), (1, ""));
    assert!(warned.contains("drift.yaml:1:14"), "{warned}");
}

#[test]
fn what_cannot_be_compared_is_told() {
    let (code, _, warned) = drift(&["nowhere.json"]);
    assert_eq!(code, 1);
    assert!(warned.starts_with("error: `nowhere.json`: "), "{warned}");

    let description = format!("{FIXTURES}/schema/api.yaml");
    let (code, _, warned) = drift(&[&description]);
    assert_eq!(code, 1);
    assert!(warned.contains("this is not an OpenAPI document"), "{warned}");
}

#[test]
fn arguments_that_make_no_sense_are_refused() {
    for (arguments, message) in [
        (&[][..], "no document is given"),
        (&["a", "b"], "one document is compared, and `a` is one"),
        (
            &["a", "--shema", "b"],
            "`--shema` is not an option of this command: did you mean `--schema`?",
        ),
        (&["a", "--schema"], "`--schema` needs a folder"),
    ] {
        let (code, _, warned) = drift(arguments);
        assert_eq!(code, 2, "{warned}");
        assert!(warned.starts_with(&format!("error: {message}\n")), "{warned}");
    }
}

fn drift(arguments: &[&str]) -> (i32, String, String) {
    let ended = crate::xtask(here(), &[&["drift"], arguments].concat());
    let code = ended.code.expect("it ends by itself");
    (code, ended.out, ended.err)
}
