//! `cargo xtask openapi`: the description to a document of OpenAPI.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use chatbotkit_codegen::openapi::{Version, openapi};
use chatbotkit_description::load::load_dir;
use chatbotkit_description::resolve::resolve;

use crate::arguments::{self, Arguments, Spec};
use crate::color;
use crate::project::within;

const USAGE: &str = "\
Writes the description of the API as a document of OpenAPI, in JSON.

Usage: cargo xtask openapi [--version 3.1|3.2] [--schema DIR] [--out FILE]

Options:
  --version 3.1|3.2   The version of OpenAPI. Default: 3.1
  --schema DIR        Where the description is. Default: schema/
  --out FILE          Where the document goes. Default: standard output
  --help              Show this.

Example:
  cargo xtask openapi --version 3.2 --out openapi.json

Exit codes: 0 done, 1 the description has errors or the file cannot be written, 2 wrong arguments.
";

/// What the arguments say.
#[derive(Debug, Default)]
struct Options {
    version: Version,
    schema: Option<PathBuf>,
    out: Option<PathBuf>,
}

const SPEC: Spec = Spec {
    name: "openapi",
    usage: USAGE,
    switches: &[],
    options: &[("--version", "3.1 or 3.2"), ("--schema", "a folder"), ("--out", "a file")],
    positional: false,
};

pub(crate) fn run(arguments: Vec<String>) -> ExitCode {
    arguments::run(arguments, &SPEC, understand, |options| {
        carry_out(options).unwrap_or_else(|message| {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        })
    })
}

fn understand(mut given: Arguments) -> Result<Options, String> {
    let version = match given.take("--version").as_deref() {
        None | Some("3.1") => Version::V3_1,
        Some("3.2") => Version::V3_2,
        Some(other) => return Err(format!("`--version` is 3.1 or 3.2, not `{other}`")),
    };
    Ok(Options { version, schema: given.path("--schema"), out: given.path("--out") })
}

fn carry_out(options: Options) -> Result<ExitCode, String> {
    let schema = options.schema.unwrap_or_else(|| within("schema"));
    let (description, mut report) = load_dir(&schema);
    let api = description.and_then(|description| resolve(&description, &mut report));
    eprint!("{}", report.render(color::wanted(&io::stderr())));
    let Some(api) = api.filter(|_| !report.has_errors()) else {
        return Ok(ExitCode::FAILURE);
    };
    let document = openapi(&api, options.version);
    match options.out {
        Some(file) => fs::write(&file, document)
            .map_err(|error| format!("`{}` cannot be written: {error}", file.display()))?,
        None => io::stdout()
            .write_all(document.as_bytes())
            .map_err(|error| format!("the document cannot be written: {error}"))?,
    }
    Ok(ExitCode::SUCCESS)
}
