//! The manifest of the crate that holds the generated source: its features follow the description.
//!
//! Only what stands between two lines of its `[features]` is written. It looks at lines and reads no TOML.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::features::Features;
use crate::files::{about, compare, read};

/// The line after which the features stand,
const BEGIN: &str = "# resources: written by `cargo xtask codegen`";
/// and the line after them.
const END: &str = "# end of resources";

/// A manifest, as it is and as it has to be.
#[derive(Debug)]
pub struct Manifest {
    path: PathBuf,
    there: String,
    wanted: String,
}

impl Manifest {
    /// The manifest of the crate that a folder belongs to. `None` if no folder above it has one, or if it
    /// has nothing to do with resources.
    ///
    /// # Errors
    ///
    /// It cannot be read, or the features have no place in it.
    pub fn above(folder: &Path, features: &Features) -> io::Result<Option<Self>> {
        let folder = folder.canonicalize().or_else(|_| std::path::absolute(folder))?;
        let manifests = folder.ancestors().map(|folder| folder.join("Cargo.toml"));
        let Some(path) = manifests.into_iter().find(|path| path.is_file()) else {
            return Ok(None);
        };
        let there = String::from_utf8(read(&path)?.unwrap_or_default());
        let name = path.display();
        let there = there.map_err(|_| io::Error::other(format!("`{name}` is not UTF-8")))?;
        let wanted = with_features(&there, features);
        let wanted = wanted.map_err(|why| io::Error::other(format!("`{name}`: {why}")))?;
        Ok(wanted.map(|wanted| Self { path, there, wanted }))
    }

    /// How it differs from what it has to be, for people to read. `None` if it does not.
    pub fn difference(&self) -> Option<String> {
        let differs = self.there != self.wanted;
        differs.then(|| compare("Cargo.toml", &self.there, &self.wanted))
    }

    /// Makes it what it has to be, and says whether it was not.
    ///
    /// # Errors
    ///
    /// It cannot be written.
    pub fn write(&self) -> io::Result<bool> {
        if self.there == self.wanted {
            return Ok(false);
        }
        fs::write(&self.path, &self.wanted).map_err(|error| about(&self.path, &error))?;
        Ok(true)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// The features as a manifest has them, with the lines around them.
pub fn section(features: &Features) -> String {
    let mut text = format!("{BEGIN}\n");
    for (name, needs) in features {
        let needs: Vec<_> = needs.iter().map(|name| format!("\"{name}\"")).collect();
        text.push_str(&format!("{name} = [{}]\n", needs.join(", ")));
    }
    text + END + "\n"
}

/// The manifest with these features. `None` if it has no place for them and needs none.
fn with_features(manifest: &str, features: &Features) -> Result<Option<String>, String> {
    let lines: Vec<&str> = manifest.split_inclusive('\n').collect();
    let place = |wanted: &str| lines.iter().position(|line| line.trim() == wanted);
    let (begin, end) = match (place(BEGIN), place(END)) {
        (None, None) if features.is_empty() => return Ok(None),
        (Some(begin), Some(end)) if begin < end => (begin, end),
        _ => {
            let section = section(features);
            return Err(format!(
                "it has no place for the features of the resources: put this into its `[features]`\n\n{section}"
            ));
        }
    };
    let start = lines[..begin].iter().rposition(|line| line.starts_with('['));
    let own = start.filter(|start| lines[*start].trim() == "[features]");
    let Some(start) = own else {
        return Err(format!("the line `{BEGIN}` is not in `[features]`"));
    };
    let rest = lines[end..].iter().take_while(|line| !line.starts_with('['));
    for line in lines[start..begin].iter().chain(rest) {
        let name = line.split_once('=').map_or("", |(name, _)| name.trim().trim_matches('"'));
        if features.iter().any(|(feature, _)| feature == name) {
            return Err(format!(
                "`{name}` is the feature of a resource, and another feature has that name"
            ));
        }
    }
    let [before, after] = [&lines[..begin], &lines[end + 1..]].map(|lines| lines.concat());
    Ok(Some(before + &section(features) + &after))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = "\
[package]
name = \"a\"

[features]
default = [\"all-resources\"]
# resources: written by `cargo xtask codegen`
old = []
# end of resources
tls = []

[dependencies]
book = \"1\"
";

    fn features(names: &[&str]) -> Features {
        let names = names.iter().map(|name| name.to_string());
        names.map(|name| (name, vec!["shared".to_owned()])).collect()
    }

    #[test]
    fn only_what_is_between_the_lines_changes() {
        let expected = MANIFEST.replace("old = []\n", "book = [\"shared\"]\nloan = [\"shared\"]\n");
        assert_eq!(
            with_features(MANIFEST, &features(&["book", "loan"])),
            Ok(Some(expected.clone()))
        );
        assert_eq!(with_features(&expected, &features(&["book", "loan"])), Ok(Some(expected)));
        let none = MANIFEST.replace("old = []\n", "");
        assert_eq!(with_features(MANIFEST, &features(&[])), Ok(Some(none)));
    }

    #[test]
    fn a_manifest_without_the_lines_is_left_alone_or_refused() {
        let plain = "[features]\ntls = []\n";
        assert_eq!(with_features(plain, &features(&[])), Ok(None));
        let why = with_features(plain, &features(&["book"])).expect_err("there is no place");
        assert!(why.ends_with(&section(&features(&["book"]))), "{why}");
    }

    #[test]
    fn what_would_be_no_manifest_is_refused() {
        let turned =
            MANIFEST.replace(BEGIN, "x").replace(END, BEGIN).replace("x\n", &format!("{END}\n"));
        let elsewhere = MANIFEST.replace("[features]", "[lints]");
        for (manifest, name, expected) in [
            (MANIFEST, "tls", "`tls` is the feature of a resource, and another"),
            (MANIFEST, "default", "`default` is the feature of a resource, and another"),
            (&turned, "book", "it has no place"),
            (
                &elsewhere,
                "book",
                "the line `# resources: written by `cargo xtask codegen`` is not in",
            ),
        ] {
            let why = with_features(manifest, &features(&[name])).expect_err(expected);
            assert!(why.starts_with(expected), "{why}");
        }
    }
}
