//! Commands that run another package of the workspace. Each is built when it is asked for, so that a broken
//! SDK does not keep `cargo xtask codegen` from mending it.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, ExitCode};

use crate::codegen;

/// `cargo xtask demo`: generates, then shows what came of it at work.
pub(crate) fn demo(arguments: &[String]) -> ExitCode {
    if let Some(ended) = without_arguments("demo", arguments) {
        return ended;
    }
    let generated = codegen::run(Vec::new());
    if generated != ExitCode::SUCCESS {
        return generated;
    }
    println!();
    cargo(&["run", "--quiet", "--package", "chatbotkit-sdk", "--example", "demo"], &[])
}

/// `cargo xtask mock`: the server that plays the described API. It knows its own arguments.
pub(crate) fn mock(arguments: &[String]) -> ExitCode {
    cargo(&["run", "--quiet", "--package", "chatbotkit-mock", "--"], arguments)
}

/// `cargo xtask verify-diff`: whether what `diff` says of callers' code is what the compiler says.
pub(crate) fn verify_diff(arguments: &[String]) -> ExitCode {
    if let Some(ended) = without_arguments("verify-diff", arguments) {
        return ended;
    }
    cargo(
        &[
            "test",
            "--quiet",
            "--package",
            "chatbotkit-tests",
            "--test",
            "it",
            "verdicts_about_source_are_true",
            "--",
            "--ignored",
            "--nocapture",
        ],
        &[],
    )
}

/// How a command ends that takes no arguments and is given some.
fn without_arguments(command: &str, arguments: &[String]) -> Option<ExitCode> {
    let argument = arguments.first()?;
    if argument == "--help" || argument == "-h" {
        print!("{}", crate::USAGE);
        return Some(ExitCode::SUCCESS);
    }
    let message = format!("`{command}` takes no arguments, and `{argument}` is one");
    Some(crate::usage_error(&message, crate::USAGE))
}

fn cargo(arguments: &[&str], more: &[String]) -> ExitCode {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.toml");
    let (verb, rest) =
        arguments.split_first().map_or(("run", arguments), |(verb, rest)| (*verb, rest));
    let mut command = Command::new(cargo);
    command.arg(verb).arg("--manifest-path").arg(manifest).args(rest).args(more);
    match command.status() {
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
