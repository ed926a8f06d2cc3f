//! `cargo xtask codegen`: the description to source.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use chatbotkit_codegen::files::{Files, Summary};
use chatbotkit_codegen::manifest::{Manifest, section};
use chatbotkit_codegen::{Failure, Generated, generate};
use chatbotkit_description::load::json_schema::json_schemas;

use crate::arguments::{self, Arguments, Spec};
use crate::color;
use crate::project::within;

const USAGE: &str = "\
Turns the description of the API into the generated part of the SDK.

Usage: cargo xtask codegen [--check] [--schema DIR] [--out DIR]

Options:
  --check        Write nothing; show what is stale and exit with 1 if anything is.
  --schema DIR   Where the description is. Default: schema/
  --out DIR      Where the source goes. Default: sdk/src/generated/
  --help         Show this.

Where more than one resource has operations, each is a cargo feature. The features are written into the
Cargo.toml of the crate that holds the source: the first one above --out.

Without --schema the JSON Schemas in schema/json-schema/ are written, or checked, as well.

Examples:
  cargo xtask codegen
  cargo xtask codegen --check

Exit codes: 0 done, 1 the description has errors or something is stale, 2 wrong arguments.
";

/// What the arguments say.
#[derive(Debug, Default)]
struct Options {
    check: bool,
    schema: Option<PathBuf>,
    out: Option<PathBuf>,
}

/// Files, and the folder that they belong in.
struct Output {
    files: Files,
    folder: PathBuf,
}

const SPEC: Spec = Spec {
    name: "codegen",
    usage: USAGE,
    switches: &["--check"],
    options: &[("--schema", "a folder"), ("--out", "a folder")],
    positional: false,
};

pub(crate) fn run(arguments: Vec<String>) -> ExitCode {
    let understand = |mut given: Arguments| {
        Ok(Options {
            check: given.has("--check"),
            schema: given.path("--schema"),
            out: given.path("--out"),
        })
    };
    arguments::run(arguments, &SPEC, understand, |options| {
        carry_out(&options).unwrap_or_else(|error| {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        })
    })
}

fn carry_out(options: &Options) -> io::Result<ExitCode> {
    let begin = Instant::now();
    let schema = options.schema.clone().unwrap_or_else(|| within("schema"));
    let generated = match generate(&schema) {
        Ok(generated) => generated,
        Err(Failure::Description(report)) => {
            eprint!("{}", report.render(color::wanted(&io::stderr())));
            return Ok(ExitCode::FAILURE);
        }
        Err(Failure::Generator(fault)) => return Err(io::Error::other(fault)),
    };
    eprint!("{}", generated.report.render(color::wanted(&io::stderr())));
    let out = options.out.clone().unwrap_or_else(|| within("sdk/src/generated"));
    let (operations, types) = (generated.operations(), generated.types());
    // Before anything is written, for the features may have no place.
    let manifest = manifest(&out, &generated)?;
    let outputs = outputs(options, generated, schema, out);
    if options.check {
        return check(&outputs, manifest.as_ref(), options);
    }
    let mut total = Summary::default();
    for output in &outputs {
        let done = output.files.write_to(&output.folder)?;
        total.written += done.written;
        total.unchanged += done.unchanged;
        total.removed += done.removed;
    }
    // Last, for files can be refused.
    if let Some(manifest) = &manifest {
        let written = usize::from(manifest.write()?);
        total.written += written;
        total.unchanged += 1 - written;
    }
    let Summary { written, unchanged, removed } = total;
    let time = begin.elapsed().as_millis();
    println!("{}, {}", count(operations, "operation"), count(types, "type"));
    println!(
        "{} written, {unchanged} unchanged, {removed} removed, in {time} ms",
        count(written, "file")
    );
    Ok(ExitCode::SUCCESS)
}

/// The manifest that the features go into. Without one, whoever takes the source has to know them.
fn manifest(out: &Path, generated: &Generated) -> io::Result<Option<Manifest>> {
    let manifest = Manifest::above(out, &generated.features)?;
    if manifest.is_none() && !generated.features.is_empty() {
        let features = section(&generated.features);
        eprintln!(
            "note: no Cargo.toml is above the source. It needs these features:\n\n{features}"
        );
    }
    Ok(manifest)
}

fn outputs(options: &Options, generated: Generated, schema: PathBuf, out: PathBuf) -> Vec<Output> {
    let mut outputs = vec![Output { files: generated.files, folder: out }];
    if options.schema.is_none() {
        let schemas = json_schemas().into_iter().map(|(path, text)| (path.to_owned(), text));
        outputs.push(Output { files: Files(schemas.collect()), folder: schema });
    }
    outputs
}

fn check(
    outputs: &[Output],
    manifest: Option<&Manifest>,
    options: &Options,
) -> io::Result<ExitCode> {
    let mut stale = false;
    let differs = manifest.and_then(|manifest| Some((manifest.path(), manifest.difference()?)));
    if let Some((path, difference)) = differs {
        println!("{} is stale:\n\n{difference}", path.display());
        stale = true;
    }
    for output in outputs {
        if let Some(difference) = output.files.difference_from(&output.folder)? {
            println!("{} is stale:\n\n{difference}", output.folder.display());
            stale = true;
        }
    }
    if !stale {
        println!("everything is up to date");
        return Ok(ExitCode::SUCCESS);
    }
    let mut command = "cargo xtask codegen".to_owned();
    for (flag, folder) in [("--schema", &options.schema), ("--out", &options.out)] {
        if let Some(folder) = folder {
            command.push_str(&format!(" {flag} {}", folder.display()));
        }
    }
    println!("To mend it, run:\n\n    {command}");
    Ok(ExitCode::FAILURE)
}

/// `1 type`, `2 types`.
fn count(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}
