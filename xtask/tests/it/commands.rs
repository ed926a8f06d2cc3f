//! What all commands have in common: how they are found, what their help says, and how they refuse arguments.

use crate::{here, xtask};

/// Every command but `mock`, whose help is that of the server.
const COMMANDS: &[&str] = &[
    "codegen",
    "demo",
    "diff",
    "drift",
    "import",
    "openapi",
    "verify-accepted",
    "verify-diff",
    "verify-packages",
];

#[test]
fn each_command_is_listed_and_has_a_help_of_its_own() {
    let all = xtask(here(), &["--help"]);
    assert_eq!(all.code, Some(0));
    for name in COMMANDS {
        assert!(all.out.contains(&format!("\n  {name} ")), "{name}: {}", all.out);
        for help in ["--help", "-h"] {
            let output = xtask(here(), &[name, help]);
            assert_eq!((output.code, &*output.err), (Some(0), ""), "{name} {help}");
            let usage = format!("\nUsage: cargo xtask {name}");
            assert!(output.out.contains(&usage), "{}", output.out);
            assert_eq!(output.out.matches("Usage:").count(), 1, "{}", output.out);
            assert!(output.out.contains("  --help "), "{}", output.out);
            let (_, example) = output.out.split_once("\nExample").expect("it shows one");
            assert!(example.contains(&format!("cargo xtask {name}")), "{}", output.out);
        }
    }
}

#[test]
fn a_refusal_is_short_and_says_where_the_help_is() {
    for name in COMMANDS {
        let output = xtask(here(), &[name, "--nonsense"]);
        let said = format!(
            "error: `--nonsense` is not an option of this command\n\n\
             For what can be given, try `cargo xtask {name} --help`.\n"
        );
        assert_eq!((output.code, output.err), (Some(2), said));
    }
    let output = xtask(here(), &["diff", "HEAD", "nope"]);
    assert_eq!(output.code, Some(2));
    let first = output.err.lines().next();
    assert_eq!(first, Some("error: `nope` is neither a folder nor a git revision"));
    assert_eq!(output.err.lines().count(), 3, "{}", output.err);
}

#[test]
fn a_mistyped_command_gets_the_one_that_was_probably_meant() {
    let output = xtask(here(), &["codgen"]);
    let first = output.err.lines().next();
    assert_eq!(first, Some("error: there is no command `codgen`: did you mean `codegen`?"));
    let output = xtask(here(), &["something-else"]);
    let first = output.err.lines().next();
    assert_eq!(first, Some("error: there is no command `something-else`"));
}
