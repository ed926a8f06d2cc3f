//! A description as a git revision has it, read into memory. Nothing is checked out.

use std::path::{Path, PathBuf};
use std::process::Command;

use chatbotkit_codegen::load::Sources;

/// The project's folder.
pub(crate) fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    root.canonicalize().unwrap_or(root)
}

/// The files of the description in the folder `schema` of a revision.
pub(crate) fn read(revision: &str, schema: &str) -> Result<Sources, String> {
    let commit = format!("{revision}^{{commit}}");
    let commit = git(&[
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        &commit,
    ])?
    .ok_or_else(|| format!("`{revision}` is neither a folder nor a git revision"))?;
    let commit = String::from_utf8_lossy(&commit).trim().to_owned();
    let schema = schema.trim_end_matches('/');
    let folder = format!("{commit}:./{schema}");
    let listing = git(&["ls-tree", "-z", &folder])?.ok_or_else(|| {
        format!("the revision `{revision}` has no folder `{schema}`: `--schema` names another one")
    })?;
    let mut files = Vec::new();
    for name in String::from_utf8_lossy(&listing)
        .split('\0')
        .filter_map(described_file)
    {
        let text = git(&["cat-file", "blob", &format!("{folder}/{name}")])?
            .and_then(|text| String::from_utf8(text).ok())
            .ok_or_else(|| {
                format!("`{name}` of the revision `{revision}` cannot be read as UTF-8")
            })?;
        files.push((name.to_owned(), text));
    }
    Ok(Sources {
        folder: format!("{revision}:{schema}"),
        files,
    })
}

/// The name in a line of the listing, where it is that of a file that could be part of a description.
fn described_file(line: &str) -> Option<&str> {
    let (facts, name) = line.split_once('\t')?;
    let is_described = [".yaml", ".yml", ".json"]
        .iter()
        .any(|end| name.ends_with(end));
    (facts.contains(" blob ") && is_described).then_some(name)
}

/// What git says; nothing where it refuses.
fn git(arguments: &[&str]) -> Result<Option<Vec<u8>>, String> {
    let output = Command::new("git")
        .arg("-C")
        .arg(root())
        .args(arguments)
        .output();
    let output = output
        .map_err(|error| format!("git, which reads revisions, cannot be started: {error}"))?;
    Ok(output.status.success().then_some(output.stdout))
}
