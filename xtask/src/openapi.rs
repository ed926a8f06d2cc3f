//! `cargo xtask openapi`: the description to a document of OpenAPI.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use chatbotkit_codegen::load::load_dir;
use chatbotkit_codegen::openapi::{Version, openapi};
use chatbotkit_codegen::report::similar;
use chatbotkit_codegen::resolve::resolve;

use crate::codegen::within;
use crate::usage_error;

const USAGE: &str = "\
Writes the description of the API as a document of OpenAPI, in JSON.

Usage: cargo xtask openapi [--version 3.1|3.2] [--schema DIR] [--out FILE]

Options:
  --version 3.1|3.2   The version of OpenAPI. Default: 3.1
  --schema DIR        Where the description is. Default: schema/
  --out FILE          Where the document goes. Default: standard output
  --help              Show this.

Exit codes: 0 done, 1 the description has errors or the file cannot be written, 2 wrong arguments.
";

/// What the arguments say.
#[derive(Debug, Default)]
struct Options {
    version: Version,
    schema: Option<PathBuf>,
    out: Option<PathBuf>,
}

pub(crate) fn run(arguments: Vec<String>) -> ExitCode {
    if arguments
        .iter()
        .any(|argument| argument == "--help" || argument == "-h")
    {
        print!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    match parse(arguments) {
        Err(message) => usage_error(&message, USAGE),
        Ok(options) => match carry_out(options) {
            Ok(code) => code,
            Err(message) => {
                eprintln!("error: {message}");
                ExitCode::FAILURE
            }
        },
    }
}

fn parse(arguments: Vec<String>) -> Result<Options, String> {
    let (mut version, mut schema, mut out) = (None, None, None);
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        let (flag, inline) = match argument.split_once('=') {
            Some((flag, value)) => (flag, Some(value.to_owned())),
            None => (argument.as_str(), None),
        };
        let (target, what) = match flag {
            "--version" => (&mut version, "3.1 or 3.2"),
            "--schema" => (&mut schema, "a folder"),
            "--out" => (&mut out, "a file"),
            _ => {
                let near = similar(flag, ["--version", "--schema", "--out", "--help"]);
                let hint = near.map_or(String::new(), |near| format!(": did you mean `{near}`?"));
                return Err(format!("`{argument}` is no option of this command{hint}"));
            }
        };
        let value = inline
            .or_else(|| arguments.next())
            .filter(|value| !value.is_empty());
        let value = value.ok_or_else(|| format!("`{flag}` needs {what}"))?;
        if target.replace(value).is_some() {
            return Err(format!("`{flag}` is given twice"));
        }
    }
    let version = match version.as_deref() {
        None | Some("3.1") => Version::V3_1,
        Some("3.2") => Version::V3_2,
        Some(other) => return Err(format!("`--version` is 3.1 or 3.2, not `{other}`")),
    };
    Ok(Options {
        version,
        schema: schema.map(PathBuf::from),
        out: out.map(PathBuf::from),
    })
}

fn carry_out(options: Options) -> Result<ExitCode, String> {
    let schema = options.schema.unwrap_or_else(|| within("schema"));
    let (description, mut report) = load_dir(&schema);
    let api = description.and_then(|description| resolve(&description, &mut report));
    eprint!("{}", report.render(io::stderr().is_terminal()));
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
