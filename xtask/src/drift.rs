//! `cargo xtask drift`: how a published document differs from the description.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chatbotkit_codegen::drift::{Drift, drift, load};
use chatbotkit_codegen::import::import;
use chatbotkit_codegen::ir::Api;
use chatbotkit_codegen::load::{self as description, Description, Sources};
use chatbotkit_codegen::report::{Report, similar};
use chatbotkit_codegen::resolve::resolve;

use crate::revision::root;
use crate::usage_error;

const USAGE: &str = "\
Compares the description with an OpenAPI document of the same service.

Usage: cargo xtask drift FILE [--schema DIR]

FILE is an OpenAPI document, 3.0 or 3.1, in JSON or YAML. What it says of resources that are not described is left
aside. Differences that are known and accepted stand in drift.yaml beside the description, each with its reason.

Options:
  --schema DIR  Where the description is. Default: schema/
  --help        Show this.

Exit codes: 0 nothing but accepted differences, 1 others, or a document or description with errors, 2 wrong arguments.
";

pub(crate) fn run(arguments: Vec<String>) -> ExitCode {
    if arguments.iter().any(|it| it == "--help" || it == "-h") {
        print!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    match parse(arguments) {
        Err(message) => usage_error(&message, USAGE),
        Ok((file, schema)) => match carry_out(&file, &schema) {
            Ok(drift) => print(&drift, &file),
            Err(Some(message)) => {
                eprintln!("error: {message}");
                ExitCode::FAILURE
            }
            Err(None) => ExitCode::FAILURE,
        },
    }
}

fn parse(arguments: Vec<String>) -> Result<(PathBuf, PathBuf), String> {
    let (mut file, mut schema) = (None, None);
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        if !argument.starts_with('-') {
            if let Some(first) = file.replace(argument) {
                return Err(format!("one document is compared, and `{first}` is one"));
            }
            continue;
        }
        let (flag, inline) = match argument.split_once('=') {
            Some((flag, value)) => (flag, Some(value.to_owned())),
            None => (argument.as_str(), None),
        };
        if flag != "--schema" {
            let near = similar(flag, ["--schema", "--help"]);
            let hint = near.map_or(String::new(), |near| format!(": did you mean `{near}`?"));
            return Err(format!("`{argument}` is no option of this command{hint}"));
        }
        let value = inline
            .or_else(|| arguments.next())
            .filter(|it| !it.is_empty());
        schema = Some(value.ok_or("`--schema` needs a folder")?);
    }
    let file = file.ok_or("no document is given")?;
    let schema = schema.map_or_else(|| root().join("schema"), PathBuf::from);
    Ok((file.into(), schema))
}

/// Fails with a message, or without one where the report has been printed.
fn carry_out(file: &Path, schema: &Path) -> Result<Drift, Option<String>> {
    let text =
        std::fs::read_to_string(file).map_err(|error| format!("`{}`: {error}", file.display()))?;
    let ours = resolved(description::load_dir(schema), true)?;
    let accepted = match load(schema) {
        Ok((accepted, report)) => {
            show(&report);
            accepted
        }
        Err(report) => {
            show(&report);
            return Err(None);
        }
    };
    let imported = import(&file.display().to_string(), &text, None);
    let Some(files) = imported.files else {
        return Err(Some(imported.errors.join("\nerror: ")));
    };
    let folder = file.display().to_string();
    let theirs = resolved(description::load(Sources { folder, files }), false)?;
    Ok(drift(&ours, &theirs, &accepted))
}

/// A description, resolved. Its warnings are the author's, and a document has none that could do anything about them.
fn resolved(
    (description, mut report): (Option<Description>, Report),
    with_warnings: bool,
) -> Result<Api, Option<String>> {
    let api = description.and_then(|it| resolve(&it, &mut report));
    if with_warnings || api.is_none() {
        show(&report);
    }
    api.ok_or(None)
}

fn show(report: &Report) {
    eprint!("{}", report.render(io::stderr().is_terminal()));
}

fn print(drift: &Drift, file: &Path) -> ExitCode {
    print!("{}", drift.render());
    let (open, accepted, stale) = (drift.open.len(), drift.accepted.len(), drift.stale.len());
    println!(
        "{}: {open} differences, {accepted} accepted, {stale} accepted without cause",
        file.display()
    );
    match open + stale {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}
