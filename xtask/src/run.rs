//! Commands that run another package of the workspace. Each is built when it is asked for, so that a broken
//! SDK does not keep `cargo xtask codegen` from mending it.

use std::ffi::OsString;
#[cfg(unix)]
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, ExitCode};

use crate::arguments::{self, Arguments, Spec};
use crate::codegen;

const DEMO: Spec = without_options(
    "demo",
    "\
Generates the SDK, then holds a conversation through it, with a server in the same process: no account is needed.

Usage: cargo xtask demo
",
);

/// `cargo xtask demo`: generates, then shows what came of it at work.
pub(crate) fn demo(arguments: Vec<String>) -> ExitCode {
    arguments::run(arguments, &DEMO, nothing, |()| {
        let generated = codegen::run(Vec::new());
        if generated != ExitCode::SUCCESS {
            return generated;
        }
        println!(
            "\nBuilding the SDK and a server for it to talk to, in the same process and so without TLS. The first time it \
             takes about a minute.\n"
        );
        let features = ["--no-default-features", "--features", "all-resources"];
        let demo = ["run", "--package", "chatbotkit-sdk", "--example", "demo"];
        cargo(&[&demo[..], &features].concat(), &[])
    })
}

/// `cargo xtask mock`: the server that plays the described API. It knows its own arguments.
pub(crate) fn mock(arguments: Vec<String>) -> ExitCode {
    cargo(&["run", "--quiet", "--package", "chatbotkit-mock", "--"], &arguments)
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
    // Nothing is left to do here. Where it can be, cargo takes this process over, so that whoever ends it ends the
    // program, too.
    #[cfg(unix)]
    let status = Err::<std::process::ExitStatus, _>(command.exec());
    #[cfg(not(unix))]
    let status = command.status();
    match status {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(status) => {
            ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1))
        }
        Err(error) => {
            eprintln!("error: cargo cannot be started: {error}");
            ExitCode::FAILURE
        }
    }
}
