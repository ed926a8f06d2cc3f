//! Where the project is, whatever folder the command is run in, and what is said to whoever runs it.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The project's folder.
pub(crate) fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    root.canonicalize().unwrap_or(root)
}

/// A folder of the project, seen from where the command runs if that is the project's root.
pub(crate) fn within(folder: &str) -> PathBuf {
    let root = root();
    match std::env::current_dir().and_then(|here| here.canonicalize()) {
        Ok(here) if here == root => PathBuf::from(folder),
        _ => root.join(folder),
    }
}

/// Prints a text. A reader who has seen enough is no failure.
pub(crate) fn say(text: &str) {
    let _ = io::stdout().write_all(text.as_bytes());
}
