//! `cargo xtask diff` as its user meets it: what it prints, how it ends.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn xtask(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    command
        .current_dir(here)
        .args(arguments)
        .output()
        .expect("the command starts")
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

const BASE: &str = "../tests/fixtures/diff/base";

/// The base with a text replaced, in a folder of its own.
fn edited(name: &str, old: &str, new: &str) -> PathBuf {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join(BASE);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("diff-{name}"));
    fs::create_dir_all(&folder).expect("the target folder can be written to");
    for file in ["api.yaml", "author.yaml", "book.yaml"] {
        let text = fs::read_to_string(base.join(file)).expect("it is there");
        fs::write(folder.join(file), text.replace(old, new)).expect("the folder is ours");
    }
    folder
}

#[test]
fn nothing_changed_is_said_and_no_failure() {
    let output = xtask(&["diff", BASE, BASE, "--deny", "breaking"]);
    assert_eq!(
        (output.status.code(), stdout(&output).as_str()),
        (Some(0), "nothing changed\n")
    );
}

#[test]
fn what_breaks_fails_only_where_it_is_denied() {
    let new = edited("moved", "post: /close", "post: /shut");
    let new = new.to_str().expect("it has a name");
    let arguments = ["diff", BASE, new, "--version", "1.2.3"];
    let output = xtask(&arguments);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(
        stdout(&output).contains("\nversion 1.2.3 -> 1.2.4: "),
        "{}",
        stdout(&output)
    );
    let denied = xtask(&[&arguments[..], &["--deny=breaking"]].concat());
    assert_eq!(
        (denied.status.code(), stdout(&denied)),
        (Some(1), stdout(&output))
    );
    let entry = xtask(&[&arguments[..], &["--changelog"]].concat());
    assert!(stdout(&entry).starts_with("## 1.2.4\n\n### Fixed\n\n- `Books::close` moved to"));
    let json = xtask(&[&arguments[..], &["--json"]].concat());
    assert!(
        stdout(&json).contains("\"next\": \"1.2.4\""),
        "{}",
        stdout(&json)
    );
}

#[test]
fn a_faulty_description_is_reported() {
    let new = edited("faulty", "response: BookReading", "response: BookReding");
    let output = xtask(&["diff", BASE, new.to_str().expect("it has a name")]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("error[unknown-type]"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn arguments_that_make_no_sense_are_refused() {
    for (arguments, what) in [
        (&[][..], "there is nothing to compare with"),
        (
            &["nowhere"],
            "`nowhere` is neither a folder nor a git revision",
        ),
        (&[BASE, BASE, "more"], "`more` is one more"),
        (&[BASE, "--deny", "all"], "what can be denied is `breaking`"),
        (&[BASE, "--changelog", "--json"], "exclude each other"),
        (&[BASE, "--jsn"], "did you mean `--json`?"),
        (&[BASE, "--version"], "`--version` needs a value"),
        (&[BASE, "--version", "1"], "`1` is no version such as 1.2.3"),
    ] {
        let output = xtask(&[&["diff"], arguments].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).contains(what), "{}", stderr(&output));
    }
}
