//! The maintainer's commands. What they do is in the libraries; here are their arguments and what they print.

use std::process::ExitCode;

use chatbotkit_description::report::similar;

mod arguments;
mod codegen;
mod color;
mod diff;
mod drift;
mod import;
mod openapi;
mod project;
mod revision;
mod run;

/// A command by its name.
struct Command {
    name: &'static str,
    /// What it does, in a line.
    does: &'static str,
    run: fn(Vec<String>) -> ExitCode,
}

const fn command(
    name: &'static str,
    does: &'static str,
    run: fn(Vec<String>) -> ExitCode,
) -> Command {
    Command { name, does, run }
}

const COMMANDS: &[(&str, &[Command])] = &[
    (
        "The SDK",
        &[
            command("codegen", "Turns schema/ into sdk/src/generated/.", codegen::run),
            command("demo", "Does that, then holds a conversation through the SDK.", run::demo),
            command("mock", "Starts a server that plays the described API.", run::mock),
        ],
    ),
    (
        "When the API changes",
        &[
            command(
                "diff",
                "Shows what changed between two descriptions, whom it breaks, and which version is next.",
                diff::run,
            ),
            command(
                "drift",
                "Compares the description with a published OpenAPI document.",
                drift::run,
            ),
            command("import", "Turns an OpenAPI document into a description.", import::run),
            command("openapi", "Writes the description as an OpenAPI document.", openapi::run),
        ],
    ),
    (
        "When the generator changes",
        &[
            command("verify-accepted", run::ACCEPTED.does, run::verify_accepted),
            command("verify-diff", run::DIFF.does, run::verify_diff),
        ],
    ),
    ("Before a release", &[command("verify-packages", run::PACKAGES.does, run::verify_packages)]),
];

/// The exit code for arguments that make no sense.
const USAGE_ERROR: u8 = 2;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(name) = arguments.next() else {
        eprint!("error: no command is given\n\n{}", usage());
        return ExitCode::from(USAGE_ERROR);
    };
    if ["--help", "-h", "help"].contains(&&*name) {
        print!("{}", usage());
        return ExitCode::SUCCESS;
    }
    let commands = || COMMANDS.iter().flat_map(|(_, commands)| *commands);
    match commands().find(|command| command.name == name) {
        Some(command) => (command.run)(arguments.collect()),
        None => {
            let near = similar(&name, commands().map(|command| command.name));
            let hint = near.map_or(String::new(), |near| format!(": did you mean `{near}`?"));
            usage_error(&format!("there is no command `{name}`{hint}"), "")
        }
    }
}

fn usage() -> String {
    let mut usage = "\
The maintainer's commands. `cargo xtask <command> --help` says more about one of them.

Usage: cargo xtask <command>
"
    .to_owned();
    for (group, commands) in COMMANDS {
        usage.push_str(&format!("\n{group}:\n"));
        for command in *commands {
            usage.push_str(&format!("  {:15}  {}\n", command.name, command.does));
        }
    }
    usage
}

/// Refuses arguments. The error is the last thing that is read, so the whole usage is left to `--help`.
fn usage_error(message: &str, command: &str) -> ExitCode {
    let command = if command.is_empty() { String::new() } else { format!("{command} ") };
    eprintln!("error: {message}\n\nFor what can be given, try `cargo xtask {command}--help`.");
    ExitCode::from(USAGE_ERROR)
}
