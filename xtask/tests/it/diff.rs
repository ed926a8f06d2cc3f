//! `cargo xtask diff` as its user meets it: what it prints, how it ends.

use std::fs;

use crate::{Ended, Scratch, here};

fn xtask(arguments: &[&str]) -> Ended {
    crate::xtask(here(), arguments)
}

const BASE: &str = "../tests/fixtures/diff/base";

/// The base with a text replaced, in a folder of its own.
fn edited(name: &str, old: &str, new: &str) -> Scratch {
    let scratch = Scratch::new(name);
    for file in ["api.yaml", "author.yaml", "book.yaml"] {
        let text = fs::read_to_string(here().join(BASE).join(file)).expect("it is there");
        let text = text.replace(old, new);
        fs::write(scratch.path().join(file), text).expect("the folder is ours");
    }
    scratch
}

#[test]
fn nothing_changed_is_said_and_no_failure() {
    let output = xtask(&["diff", BASE, BASE, "--deny", "breaking"]);
    assert_eq!((output.code, output.out.as_str()), (Some(0), "nothing changed\n"));
}

#[test]
fn what_breaks_fails_only_where_it_is_denied() {
    let new = edited("moved", "post: /close", "post: /shut");
    let new = new.path().to_str().expect("it has a name");
    let arguments = ["diff", BASE, new, "--version", "1.2.3"];
    let output = xtask(&arguments);
    assert_eq!(output.code, Some(0), "{}", output.err);
    assert!(output.out.contains("\nversion 1.2.3 -> 1.2.4: "), "{}", output.out);
    let denied = xtask(&[&arguments[..], &["--deny=breaking"]].concat());
    assert_eq!((denied.code, denied.out), (Some(1), output.out));
    let entry = xtask(&[&arguments[..], &["--changelog"]].concat());
    assert!(entry.out.starts_with("## 1.2.4\n\n### Fixed\n\n- `Books::close` moved to"));
    let json = xtask(&[&arguments[..], &["--json"]].concat());
    assert!(json.out.contains("\"next\": \"1.2.4\""), "{}", json.out);
}

#[test]
fn a_faulty_description_is_reported() {
    let new = edited("faulty", "response: BookReading", "response: BookReding");
    let output = xtask(&["diff", BASE, new.path().to_str().expect("it has a name")]);
    assert_eq!(output.code, Some(1));
    assert!(output.err.contains("error[unknown-type]"), "{}", output.err);
}

#[test]
fn arguments_that_make_no_sense_are_refused() {
    for (arguments, what) in [
        (&[][..], "there is nothing to compare with"),
        (&["nowhere"], "`nowhere` is neither a folder nor a git revision"),
        (&[BASE, BASE, "more"], "`more` is one more"),
        (&[BASE, "--deny", "all"], "what can be denied is `breaking`"),
        (&[BASE, "--changelog", "--json"], "exclude each other"),
        (&[BASE, "--jsn"], "did you mean `--json`?"),
        (&[BASE, "--version"], "`--version` needs a value"),
        (&[BASE, "--version", "1"], "`1` is not a version such as 1.2.3"),
    ] {
        let output = xtask(&[&["diff"], arguments].concat());
        assert_eq!(output.code, Some(2), "{arguments:?}");
        assert!(output.err.contains(what), "{}", output.err);
    }
}

/// What is printed on a difference, in an environment that says this about colours.
fn colored(environment: &[(&str, &str)]) -> String {
    let new = edited("colored", "post: /close", "post: /shut");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_xtask"));
    for variable in ["NO_COLOR", "CLICOLOR_FORCE"] {
        command.env_remove(variable);
    }
    command.envs(environment.iter().copied()).current_dir(here());
    let output = command.args(["diff", BASE]).arg(new.path()).output().expect("it starts");
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn there_is_color_on_a_terminal_or_where_it_is_asked_for() {
    let plain = colored(&[]);
    assert!(plain.contains("\n  wire       breaks: "), "{plain}");
    assert!(!plain.contains('\x1b'), "piped, it is plain: {plain}");
    let forced = colored(&[("CLICOLOR_FORCE", "1")]);
    assert!(forced.contains("\n  wire       \x1b[1;91mbreaks\x1b[0m: "), "{forced}");
    let mut without = String::new();
    for part in forced.split('\x1b') {
        let (_, text) =
            part.split_once('m').filter(|_| part.starts_with('[')).unwrap_or(("", part));
        without += text;
    }
    assert_eq!(without, plain);
    assert_eq!(colored(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]), plain);
    assert_eq!(colored(&[("CLICOLOR_FORCE", "0")]), plain);
}
