//! The maintainer's commands as they are called: their arguments, what they print and write, how they end.

mod codegen;
mod commands;
mod diff;
mod drift;
mod import;
mod openapi;
mod run;
#[path = "../../../tests/it/support/scratch.rs"]
mod scratch;

use std::path::Path;
use std::process::Command;

use scratch::Scratch;

/// How a command ended.
struct Ended {
    code: Option<i32>,
    out: String,
    err: String,
}

/// Runs a command in a folder.
fn xtask(folder: &Path, arguments: &[&str]) -> Ended {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let output = command.current_dir(folder).args(arguments).output();
    let output = output.expect("the command starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ended { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
}

/// The folder of the package.
fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
