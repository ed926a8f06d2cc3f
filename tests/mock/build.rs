//! Gathers the files of the description into one, to be built into the library. It reads none of them.
//! What `Debug` makes of strings is Rust, so that nothing has to be built to write them.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    // Where links cannot be checked out, `schema` is a text file and the folder is at the root.
    let folders = ["schema", "../../schema"].map(Path::new);
    let folder = folders.into_iter().find(|folder| folder.is_dir());
    let folder = folder.ok_or(io::ErrorKind::NotFound)?;
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            files.push((name.into_owned(), fs::read_to_string(&path)?));
        }
    }
    files.sort();
    let target = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    fs::write(target.join("description.rs"), format!("&{files:?}"))
}
