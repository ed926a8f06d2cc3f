//! The maintainer's commands. What they do is in the libraries; here are their arguments and what they print.

use std::process::ExitCode;

mod codegen;
mod diff;
mod drift;
mod import;
mod openapi;
mod revision;
mod run;

const USAGE: &str = "\
The maintainer's commands.

Usage: cargo xtask <command>

Commands:
  codegen   Turns schema/ into sdk/src/generated/. `cargo xtask codegen --help` tells more.
  demo      Does that, then holds a conversation through the SDK just generated.
  diff      Tells what changed between two descriptions, and which version is next.
            `cargo xtask diff --help` tells more.
  drift     Compares the description with an OpenAPI document. `cargo xtask drift --help` tells more.
  openapi   Writes the description as a document of OpenAPI. `cargo xtask openapi --help` tells more.
  import    Turns an OpenAPI document into a description. `cargo xtask import --help` tells more.
  mock      Starts a server that plays the described API. `cargo xtask mock --help` tells more.
";

/// The exit code for arguments that make no sense.
const USAGE_ERROR: u8 = 2;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    match arguments.next().as_deref() {
        Some("codegen") => codegen::run(arguments.collect()),
        Some("openapi") => openapi::run(arguments.collect()),
        Some("demo") => run::demo(&arguments.collect::<Vec<_>>()),
        Some("diff") => diff::run(arguments.collect()),
        Some("drift") => drift::run(arguments.collect()),
        Some("import") => import::run(arguments.collect()),
        Some("mock") => run::mock(&arguments.collect::<Vec<_>>()),
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
