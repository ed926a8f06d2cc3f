//! `cargo xtask diff`: what changed between two descriptions. What it means is found out by the library.

use std::io;
use std::path::Path;
use std::process::ExitCode;

use chatbotkit_codegen::diff::{Pairing, Version, changelog, diff, render, to_json};
use chatbotkit_description::ir::Api;
use chatbotkit_description::load::{load, load_dir};
use chatbotkit_description::resolve::resolve;

use crate::arguments::{self, Arguments, Spec};
use crate::color;
use crate::project;
use crate::revision;
use crate::usage_error;

const USAGE: &str = "\
Shows what changed between two descriptions, whom it breaks, and which version is next.

Usage: cargo xtask diff OLD [NEW] [--changelog | --json] [--deny breaking] [--schema DIR] [--version X.Y.Z]

OLD and NEW are folders with a description, or git revisions. Without NEW it is the description in the working tree.

Options:
  --changelog      Print the entry for CHANGELOG.md instead.
  --json           Print it for programs instead.
  --deny breaking  Exit with 1 if anything breaks, be it today's SDK against the new service or callers.
  --schema DIR     Where the description is within a revision or the working tree. Default: schema
  --version X.Y.Z  The version that the changes follow. Default: that of the workspace, in OLD if it is a revision
  --help           Show this.

Examples:
  cargo xtask diff HEAD
  cargo xtask diff v0.1.0 HEAD --deny breaking

Exit codes: 0 done, 1 a description has errors or something breaks that must not, 2 wrong arguments.
";

const SPEC: Spec = Spec {
    name: "diff",
    usage: USAGE,
    switches: &["--changelog", "--json"],
    options: &[("--deny", "a value"), ("--schema", "a folder"), ("--version", "a value")],
    positional: true,
};

/// What the arguments say.
#[derive(Debug, Default)]
struct Options {
    descriptions: Vec<String>,
    changelog: bool,
    json: bool,
    deny: Option<String>,
    schema: Option<String>,
    version: Option<String>,
}

/// Why there is nothing to compare.
enum Failure {
    /// The arguments are wrong.
    Usage(String),
    /// A description has errors, which are printed already.
    Description,
}

pub(crate) fn run(arguments: Vec<String>) -> ExitCode {
    arguments::run(arguments, &SPEC, understand, |options| match carry_out(&options) {
        Ok(code) => code,
        Err(Failure::Usage(message)) => usage_error(&message, SPEC.name),
        Err(Failure::Description) => ExitCode::FAILURE,
    })
}

fn understand(mut given: Arguments) -> Result<Options, String> {
    let options = Options {
        changelog: given.has("--changelog"),
        json: given.has("--json"),
        deny: given.take("--deny"),
        schema: given.take("--schema"),
        version: given.take("--version"),
        descriptions: given.positional,
    };
    check(&options).map(|()| options)
}

fn check(options: &Options) -> Result<(), String> {
    match options.descriptions.as_slice() {
        [_] | [_, _] => {}
        [] => return Err("there is nothing to compare with: name a folder or a revision".into()),
        [_, _, third, ..] => {
            return Err(format!("two descriptions are compared, and `{third}` is one more"));
        }
    }
    if let Some(denied) = options.deny.as_ref().filter(|denied| *denied != "breaking") {
        return Err(format!("`--deny {denied}` means nothing: what can be denied is `breaking`"));
    }
    if options.changelog && options.json {
        return Err("`--changelog` and `--json` exclude each other".into());
    }
    Ok(())
}

fn carry_out(options: &Options) -> Result<ExitCode, Failure> {
    let schema = options.schema.as_deref().unwrap_or("schema");
    let (old, new) = match options.descriptions.as_slice() {
        [old, new] => (api(old, schema)?, api(new, schema)?),
        [old, ..] => (api(old, schema)?, api_in(&project::root().join(schema))?),
        [] => return Err(Failure::Usage("there is nothing to compare with".into())),
    };
    let version = version(options)?;
    let found = diff(&old, &new, &Pairing::by_name(&old, &new));
    let text = match (options.changelog, options.json) {
        (true, _) => changelog(&found, version),
        (_, true) => format!("{:#}\n", to_json(&found, version)),
        _ => render(&found, version, color::wanted(&io::stdout())),
    };
    project::say(&text);
    let denied = options.deny.is_some() && found.changes.iter().any(|change| change.breaks());
    Ok(if denied { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The version that the changes follow: the one that is given, that of the old revision, or today's.
fn version(options: &Options) -> Result<Version, Failure> {
    let old = options.descriptions.first();
    let of_old = || {
        let old = old.filter(|old| !Path::new(old).is_dir())?;
        revision::version(&project::root(), old)
    };
    let version = options.version.clone().or_else(of_old);
    let version = version.unwrap_or_else(|| env!("CARGO_PKG_VERSION").to_owned());
    Version::parse(&version).ok_or_else(|| {
        Failure::Usage(format!(
            "`{version}` is not a version such as 1.2.3, which `--version` could give"
        ))
    })
}

/// The description in a folder or, where there is none of that name, of a revision.
fn api(name: &str, schema: &str) -> Result<Api, Failure> {
    match Path::new(name) {
        folder if folder.is_dir() => api_in(folder),
        _ => {
            let sources = revision::read(&project::root(), name, schema).map_err(Failure::Usage)?;
            resolved(load(sources))
        }
    }
}

fn api_in(folder: &Path) -> Result<Api, Failure> {
    resolved(load_dir(folder))
}

type Loaded =
    (Option<chatbotkit_description::load::Description>, chatbotkit_description::report::Report);

fn resolved((description, mut report): Loaded) -> Result<Api, Failure> {
    let api = description.and_then(|description| resolve(&description, &mut report));
    api.filter(|_| !report.has_errors()).ok_or_else(|| {
        eprint!("{}", report.render(color::wanted(&io::stderr())));
        Failure::Description
    })
}
