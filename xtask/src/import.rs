//! `cargo xtask import`: an OpenAPI document to a description.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use chatbotkit_codegen::files::{about, refuse_links};
use chatbotkit_codegen::import::{Imported, MARKER, import};
use chatbotkit_description::load::json_schema::json_schemas;

use crate::arguments::{self, Arguments, Spec};

const USAGE: &str = "\
Turns an OpenAPI document into a description, for a person to look through and go on with.

Usage: cargo xtask import FILE --out DIR [--only PREFIX]

Arguments:
  FILE           An OpenAPI document, 3.0 or 3.1, in JSON or YAML.

Options:
  --out DIR      Where the description goes. A folder with files by other hands is left alone.
  --only PREFIX  Takes only the paths below PREFIX, such as /conversation.
  --help         Show this.

What the description cannot say is reported with its place, what the document does not say follows rules, which
are counted at the end. `cargo xtask codegen --schema DIR --out ..` then makes Rust of it.

Example:
  cargo xtask import openapi.json --out imported --only /bot

Exit codes: 0 done, warnings included, 1 the document cannot be imported, 2 wrong arguments.
";

/// What the arguments say.
#[derive(Debug)]
struct Options {
    file: PathBuf,
    out: PathBuf,
    only: Option<String>,
}

const SPEC: Spec = Spec {
    name: "import",
    usage: USAGE,
    switches: &[],
    options: &[("--out", "a folder"), ("--only", "a path")],
    positional: true,
};

pub(crate) fn run(arguments: Vec<String>) -> ExitCode {
    arguments::run(arguments, &SPEC, understand, |options| {
        carry_out(&options).unwrap_or_else(|error| {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        })
    })
}

fn understand(mut given: Arguments) -> Result<Options, String> {
    let mut files = given.positional.drain(..);
    let file = files.next().ok_or("no document is given")?;
    if files.next().is_some() {
        return Err(format!("one document is imported at a time, and `{file}` is one"));
    }
    drop(files);
    let only = given.take("--only");
    if only.as_ref().is_some_and(|only| !only.starts_with('/')) {
        return Err("`--only` takes the beginning of a path, such as `/conversation`".to_owned());
    }
    let out = given.path("--out");
    Ok(Options {
        file: file.into(),
        out: out.ok_or("`--out` says where the description goes, and is not given")?,
        only,
    })
}

fn carry_out(options: &Options) -> io::Result<ExitCode> {
    let begin = Instant::now();
    let bytes = fs::read(&options.file).map_err(|error| about(&options.file, &error))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| io::Error::other(format!("`{}` is not UTF-8", options.file.display())))?;
    let name = options.file.display().to_string();
    let Imported { files, errors, warnings, summary } =
        import(&name, &text, options.only.as_deref());
    for warning in warnings {
        eprintln!("warning: {warning}");
    }
    for error in &errors {
        eprintln!("error: {error}");
    }
    let Some(files) = files else {
        return Ok(ExitCode::FAILURE);
    };
    write(&options.out, &files)?;
    print!("{summary}");
    let (count, time) = (files.len(), begin.elapsed().as_millis());
    println!("\n{count} files written to {}, in {time} ms", options.out.display());
    Ok(ExitCode::SUCCESS)
}

/// Writes the files, and the schemas that editors check them with. Those of an earlier import go.
fn write(folder: &Path, files: &[(String, String)]) -> io::Result<()> {
    let schemas = json_schemas();
    let schemas = schemas.iter().map(|(path, text)| (*path, text));
    let files: Vec<_> =
        files.iter().map(|(path, text)| (path.as_str(), text)).chain(schemas).collect();
    refuse_links(folder, files.iter().map(|(path, _)| *path))?;
    let stale = described_files(folder)?;
    for path in &stale {
        let text = fs::read_to_string(path).map_err(|error| about(path, &error))?;
        if text.lines().nth(1) != Some(MARKER) {
            let message = format!("`{}` was not imported: choose another folder", path.display());
            return Err(io::Error::other(message));
        }
    }
    for path in stale {
        if files.iter().all(|(name, _)| folder.join(name) != path) {
            fs::remove_file(&path).map_err(|error| about(&path, &error))?;
        }
    }
    for (name, text) in files {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(|error| about(parent, &error))?;
        }
        fs::write(&path, text).map_err(|error| about(&path, &error))?;
    }
    Ok(())
}

/// All that lies in the folder, but for folders.
fn described_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(|error| about(folder, &error))?,
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| about(folder, &error))?.path();
        if !path.is_dir() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
