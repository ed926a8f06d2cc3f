//! Commands that run another package of the workspace. Each is built when it is asked for, so that a broken
//! SDK does not keep `cargo xtask codegen` from mending it.

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::{Command, ExitCode};

use crate::arguments::{self, Arguments, Spec};
use crate::codegen;

const DEMO: Spec = without_options(
    "demo",
    "\
Generates the SDK, then holds a conversation through it, with a server in the same process: no account is needed.

Usage: cargo xtask demo

Options:
  --help  Show this.

The SDK is built without TLS, which the demo does not need, so that no C compiler is needed either.

Example:
  cargo xtask demo
",
);

/// What to expect of the compiler, which says nothing of time.
const BUILDING: &str = "
Building the SDK and a server that plays the API, some 90 crates, without TLS. The first time this takes half a minute
to two minutes, later a second.
";

/// `cargo xtask demo`: generates, then shows what came of it at work.
pub(crate) fn demo(arguments: Vec<String>) -> ExitCode {
    arguments::run(arguments, &DEMO, nothing, |()| {
        let generated = codegen::run(Vec::new());
        if generated != ExitCode::SUCCESS {
            return generated;
        }
        println!("{BUILDING}");
        let resources = ["--no-default-features", "--features", "all-resources"];
        let example = ["--example", "demo"];
        cargo(&[&["run", "--package", "chatbotkit-sdk"], &resources[..], &example].concat(), &[])
    })
}

/// `cargo xtask mock`: the server that plays the described API. It knows its own arguments.
pub(crate) fn mock(arguments: Vec<String>) -> ExitCode {
    cargo(&["run", "--package", "chatbotkit-mock", "--"], &arguments)
}

/// A test that is too long for every day, and that a command starts.
pub(crate) struct LongTest {
    pub(crate) does: &'static str,
    name: &'static str,
    spec: Spec,
}

pub(crate) const ACCEPTED: LongTest = LongTest {
    does: "Compiles what becomes of several hundred changed descriptions. It takes minutes.",
    name: "accepted_descriptions_compile",
    spec: without_options(
        "verify-accepted",
        "\
Changes our descriptions and those of the tests at random, and compiles what becomes of those that are accepted, with
the examples in its documentation. It takes minutes.

Usage: cargo xtask verify-accepted

Variables:
  ACCEPTED=N  How many accepted descriptions are compiled. Default: 400
  SEED=N      Where chance begins. The same seed gives the same descriptions. Default: 1

Options:
  --help  Show this.

Example:
  ACCEPTED=40 SEED=7 cargo xtask verify-accepted
",
    ),
};

pub(crate) const DIFF: LongTest = LongTest {
    does: "Holds what `diff` says to the compiler. It takes minutes and needs cargo-semver-checks.",
    name: "verdicts_about_source_are_true",
    spec: without_options(
        "verify-diff",
        "\
Compiles what is generated after each edit of tests/fixtures/diff, with a caller of the API before it, and has
cargo-semver-checks compare the two: whether the verdicts of `diff` are true. It takes minutes.

Usage: cargo xtask verify-diff

Options:
  --help  Show this.

Example:
  cargo xtask verify-diff
",
    ),
};

pub(crate) const PACKAGES: LongTest = LongTest {
    does: "Builds and tests each package as it is published. It takes minutes.",
    name: "packages_pass_their_own_tests",
    spec: without_options(
        "verify-packages",
        "\
Packs each crate that is published, unpacks it outside of the project, and has it pass its own tests there. It takes
minutes and needs a C compiler.

Usage: cargo xtask verify-packages

Options:
  --help  Show this.

Example:
  cargo xtask verify-packages
",
    ),
};

/// `cargo xtask verify-accepted`: whether what is accepted compiles.
pub(crate) fn verify_accepted(arguments: Vec<String>) -> ExitCode {
    ACCEPTED.run(arguments)
}

/// `cargo xtask verify-diff`: whether what `diff` says of callers' code is what the compiler says.
pub(crate) fn verify_diff(arguments: Vec<String>) -> ExitCode {
    DIFF.run(arguments)
}

/// `cargo xtask verify-packages`: whether what is published stands on its own.
pub(crate) fn verify_packages(arguments: Vec<String>) -> ExitCode {
    PACKAGES.run(arguments)
}

impl LongTest {
    fn run(&self, arguments: Vec<String>) -> ExitCode {
        let test = ["test", "--quiet", "--package", "chatbotkit-tests", "--test", "it", self.name];
        arguments::run(arguments, &self.spec, nothing, |()| {
            cargo(&[&test[..], &["--", "--ignored", "--nocapture"]].concat(), &[])
        })
    }
}

/// A command that takes nothing.
const fn without_options(name: &'static str, usage: &'static str) -> Spec {
    Spec { name, usage, switches: &[], options: &[], positional: false }
}

#[expect(clippy::unnecessary_wraps, reason = "other commands can be given what makes no sense")]
fn nothing(_: Arguments) -> Result<(), String> {
    Ok(())
}

fn cargo(arguments: &[&str], more: &[String]) -> ExitCode {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.toml");
    let (verb, rest) =
        arguments.split_first().map_or(("run", arguments), |(verb, rest)| (*verb, rest));
    let mut command = Command::new(cargo);
    command.arg(verb).arg("--manifest-path").arg(manifest).args(rest).args(more);
    become_it(&mut command).unwrap_or_else(|error| {
        eprintln!("error: cargo cannot be started: {error}");
        ExitCode::FAILURE
    })
}

/// Puts a program in the place of this process, as cargo then does with what it has built. So whoever ends the process
/// that they started ends the server as well, which would go on without its parent.
#[cfg(unix)]
fn become_it(command: &mut Command) -> io::Result<ExitCode> {
    use std::os::unix::process::CommandExt as _;

    Err(command.exec())
}

/// Runs a program to its end.
#[cfg(not(unix))]
fn become_it(command: &mut Command) -> io::Result<ExitCode> {
    let status = command.status()?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
