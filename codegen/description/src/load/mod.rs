//! Reads the files of a description. It checks their shape only: whether what they say makes sense is
//! decided in `resolve`.

pub mod allowlist;
mod declare;
mod explain;
mod folder;
pub mod formats;
pub mod json_schema;
pub mod keys;
pub mod module;
pub mod read;
pub mod service;
pub mod shape;
pub mod span;
pub mod syntax;
pub mod tree;

use std::io;
use std::path::Path;

pub use self::folder::{Description, unreadable};
use self::folder::{Files, Folder};
use self::read::Read;
use crate::report::Report;

/// The name of the file that lies beside a description and says what of a published document is not in it.
pub const BESIDE: &str = "drift.yaml";

/// The files of a description, not read yet.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// How reports call the folder; with nothing, or `.`, they call the files by their names alone.
    pub folder: String,
    /// The files by their names, such as `api.yaml`, and what they say.
    pub files: Vec<(String, String)>,
}

/// Reads the description in the folder `dir`. Where the report has errors, `resolve` finds the rest of them in
/// what could be read, and makes nothing of it.
pub fn load_dir(dir: &Path) -> (Option<Description>, Report) {
    let name = dir.to_string_lossy().replace('\\', "/");
    match described_files(dir) {
        Ok(files) => Folder::new(&name, files).load(),
        Err(error) => (None, unreadable(&name, &error)),
    }
}

/// Reads a description that is in memory.
pub fn load(sources: Sources) -> (Option<Description>, Report) {
    let files = sources.files.into_iter();
    let files = files.map(|(name, text)| (name, Ok(text.into_bytes())));
    Folder::new(&sources.folder, files.collect()).load()
}

/// Reads one file that is not part of a description, but lies beside it.
pub fn load_one<T: Read>(path: &str, bytes: Vec<u8>) -> (Option<T>, Report) {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    Folder::new(folder, Files::from([(name.to_owned(), Ok(bytes))])).load_one(name)
}

/// All files of the folder that could be part of a description, by name.
fn described_files(dir: &Path) -> io::Result<Files> {
    let mut files = Files::new();
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy());
        let name = name.unwrap_or_default().into_owned();
        if [".yaml", ".yml", ".json"].iter().any(|end| name.ends_with(end)) && name != BESIDE {
            files.insert(name, std::fs::read(&path));
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests;
