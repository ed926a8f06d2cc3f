//! The maintainer's commands. What they do is in the libraries; here are their arguments and what they print.

use std::process::ExitCode;

mod arguments;
mod codegen;
mod diff;
mod drift;
mod import;
mod openapi;
mod project;
mod revision;
mod run;

const USAGE: &str = "\
The maintainer's commands. `--help` behind one of them tells more.

Usage: cargo xtask <command>

The SDK:
  codegen      Turns schema/ into sdk/src/generated/.
  demo         Does that, then holds a conversation through the SDK just generated.
  mock         Starts a server that plays the described API.

When the API changes:
  diff         Tells what changed between two descriptions, whom it breaks, and which version is next.
  drift        Compares the description with a published OpenAPI document.
  import       Turns an OpenAPI document into a description.
  openapi      Writes the description as an OpenAPI document.
  verify-diff  Holds what `diff` says to the compiler. It takes minutes and needs cargo-semver-checks.
";

/// The exit code for arguments that make no sense.
const USAGE_ERROR: u8 = 2;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next();
    let arguments: Vec<String> = arguments.collect();
    match command.as_deref() {
        Some("codegen") => codegen::run(arguments),
        Some("demo") => run::demo(&arguments),
        Some("diff") => diff::run(arguments),
        Some("drift") => drift::run(arguments),
        Some("import") => import::run(arguments),
        Some("mock") => run::mock(&arguments),
        Some("openapi") => openapi::run(arguments),
        Some("verify-diff") => run::verify_diff(&arguments),
        Some("--help" | "-h" | "help") => {
            print!("{USAGE}");
            ExitCode::SUCCESS
        }
        Some(other) => usage_error(&format!("there is no command `{other}`"), USAGE),
        None => usage_error("no command is given", USAGE),
    }
}

fn usage_error(message: &str, usage: &str) -> ExitCode {
    eprintln!("error: {message}\n\n{usage}");
    ExitCode::from(USAGE_ERROR)
}
