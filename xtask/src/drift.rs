//! `cargo xtask drift`: how a published document differs from the description.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chatbotkit_codegen::drift::{Drift, drift, load};
use chatbotkit_codegen::import::import;
use chatbotkit_description::ir::Api;
use chatbotkit_description::load::{self as description, Description, Sources};
use chatbotkit_description::report::Report;
use chatbotkit_description::resolve::resolve;

use crate::arguments::{self, Arguments, Spec};
use crate::color;
use crate::project::{say, within};

const USAGE: &str = "\
Compares the description with an OpenAPI document of the same service.

Usage: cargo xtask drift FILE [--schema DIR]

FILE is an OpenAPI document, 3.0 or 3.1, in JSON or YAML. What it says of resources that are not described is left
aside. Differences that are known and accepted stand in drift.yaml beside the description, each with its reason.

Options:
  --schema DIR  Where the description is. Default: schema/
  --help        Show this.

Example:
  cargo xtask drift openapi.json

Exit codes: 0 nothing but accepted differences, 1 others, or a document or description with errors, 2 wrong arguments.
";

const SPEC: Spec = Spec {
    name: "drift",
    usage: USAGE,
    switches: &[],
    options: &[("--schema", "a folder")],
    positional: true,
};

pub(crate) fn run(arguments: Vec<String>) -> ExitCode {
    arguments::run(arguments, &SPEC, understand, |(file, schema)| match carry_out(&file, &schema) {
        Ok(drift) => print(&drift, &file),
        Err(message) => {
            if let Some(message) = message {
                eprintln!("error: {message}");
            }
            ExitCode::FAILURE
        }
    })
}

/// The document and the folder of the description.
fn understand(mut given: Arguments) -> Result<(PathBuf, PathBuf), String> {
    let mut files = given.positional.drain(..);
    let file = files.next().ok_or("no document is given")?;
    if files.next().is_some() {
        return Err(format!("one document is compared, and `{file}` is one"));
    }
    drop(files);
    let schema = given.path("--schema");
    Ok((file.into(), schema.unwrap_or_else(|| within("schema"))))
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
    for warning in imported.warnings.iter().filter(|it| concerns(it, &ours)) {
        eprintln!("warning: {warning}");
    }
    let Some(files) = imported.files else {
        return Err(Some(imported.errors.join("\nerror: ")));
    };
    let folder = file.display().to_string();
    let theirs = resolved(description::load(Sources { folder, files }), false)?;
    Ok(drift(&ours, &theirs, &accepted))
}

/// Whether a warning about the document is about what is compared.
fn concerns(warning: &str, ours: &Api) -> bool {
    let mut modules = ours.modules.iter().filter(|it| !it.operations.is_empty());
    warning.starts_with("the document")
        || modules.any(|it| warning.contains(&format!(" /{}/", it.resource)))
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
    eprint!("{}", report.render(color::wanted(&io::stderr())));
}

fn print(drift: &Drift, file: &Path) -> ExitCode {
    let (open, accepted, stale) = (drift.open.len(), drift.accepted.len(), drift.stale.len());
    say(&format!(
        "{}{}: {open} differences, {accepted} accepted, {stale} accepted without cause\n",
        drift.render(),
        file.display()
    ));
    match open + stale {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}
