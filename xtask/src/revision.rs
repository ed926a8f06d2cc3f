//! A description as a git revision has it, read into memory. Nothing is checked out.

use std::path::Path;
use std::process::Command;

use chatbotkit_description::load::Sources;

/// The files of the description in the folder `schema` of a revision, seen from the folder `root`.
pub(crate) fn read(root: &Path, revision: &str, schema: &str) -> Result<Sources, String> {
    let commit = format!("{revision}^{{commit}}");
    let commit = git(root, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])?
        .ok_or_else(|| format!("`{revision}` is neither a folder nor a git revision"))?;
    let commit = String::from_utf8_lossy(&commit).trim().to_owned();
    let schema = schema.trim_end_matches('/');
    let folder = format!("{commit}:./{schema}");
    let listing = git(root, &["ls-tree", "--full-tree", "-z", &folder])?.ok_or_else(|| {
        format!("the revision `{revision}` has no folder `{schema}`: `--schema` names another one")
    })?;
    let mut files = Vec::new();
    for name in String::from_utf8_lossy(&listing).split('\0').filter_map(described_file) {
        let text = git(root, &["cat-file", "blob", &format!("{folder}/{name}")])?
            .and_then(|text| String::from_utf8(text).ok())
            .ok_or_else(|| {
                format!("`{name}` of the revision `{revision}` cannot be read as UTF-8")
            })?;
        files.push((name.to_owned(), text));
    }
    Ok(Sources { folder: format!("{revision}:{schema}"), files })
}

/// The name in a line of the listing, where it is that of a file that could be part of a description.
fn described_file(line: &str) -> Option<&str> {
    let (facts, name) = line.split_once('\t')?;
    let is_described = [".yaml", ".yml", ".json"].iter().any(|end| name.ends_with(end));
    (facts.contains(" blob ") && is_described).then_some(name)
}

/// The version that the workspace has in a revision.
pub(crate) fn version(root: &Path, revision: &str) -> Option<String> {
    let manifest = git(root, &["cat-file", "blob", &format!("{revision}:./Cargo.toml")]);
    let manifest = String::from_utf8(manifest.ok()??).ok()?;
    let (_, package) = manifest.split_once("[workspace.package]")?;
    let line = package.lines().find(|line| line.starts_with("version"))?;
    line.split('"').nth(1).map(str::to_owned)
}

/// What git says; nothing where it knows of no such thing.
fn git(root: &Path, arguments: &[&str]) -> Result<Option<Vec<u8>>, String> {
    let output = Command::new("git").arg("-C").arg(root).args(arguments).output();
    let output = output
        .map_err(|error| format!("git, which reads revisions, cannot be started: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    // No repository, or one of somebody else's: git knows better what to do about it.
    let refused = ["not a git repository", "dubious ownership"];
    if refused.iter().any(|why| said.contains(why)) {
        return Err(format!("git says: {}", said.trim()));
    }
    Ok(output.status.success().then_some(output.stdout))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use std::path::PathBuf;

    use super::*;

    /// A repository of its own, with a description in its only commit and none in the working tree.
    fn repository() -> PathBuf {
        let root = std::env::temp_dir().join(format!("revision-{}", std::process::id()));
        let schema = root.join("api/schema");
        fs::create_dir_all(schema.join("json-schema")).expect("folders can be made");
        for file in ["api.yaml", "notes.md", "json-schema/api.json"] {
            fs::write(schema.join(file), file).expect("files can be written");
        }
        let me =
            ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
        let commit = [&me[..], &["commit", "--quiet", "--message", "a"]].concat();
        for arguments in [&["init", "--quiet"][..], &["add", "--all"], &commit] {
            assert!(git(&root, arguments).is_ok_and(|done| done.is_some()), "{arguments:?}");
        }
        fs::remove_dir_all(&schema).expect("it is there");
        root
    }

    #[test]
    fn a_description_is_read_from_a_commit() {
        let root = repository();
        let sources = read(&root, "HEAD", "api/schema/").expect("it is there");
        assert_eq!(sources.folder, "HEAD:api/schema");
        assert_eq!(sources.files, [("api.yaml".to_owned(), "api.yaml".to_owned())]);
        let inside =
            read(&root.join("api"), "HEAD", "schema").expect("it is there from inside, too");
        assert_eq!(inside.files, sources.files);
        let refused =
            |revision, schema| read(&root, revision, schema).expect_err("it is not there");
        assert_eq!(
            refused("HEAD~9", "api/schema"),
            "`HEAD~9` is neither a folder nor a git revision"
        );
        assert_eq!(
            refused("--all", "api/schema"),
            "`--all` is neither a folder nor a git revision"
        );
        let missing = "the revision `HEAD` has no folder `schema`: `--schema` names another one";
        assert_eq!(refused("HEAD", "schema"), missing);
        fs::remove_dir_all(root).expect("the folder is ours");
    }
}
