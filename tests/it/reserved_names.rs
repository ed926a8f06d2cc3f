//! The names that a description cannot use, held to the source that has them already.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use chatbotkit_description::names::is_reserved_type;
use chatbotkit_description::resolve::{
    CLIENT_METHODS, CRATE_MODULES, HANDWRITTEN, OWN_SETTINGS, SERVICE_TYPES,
};

/// Methods of traits that are in scope everywhere. The runtime calls them on the client and its builder, where a method
/// of the same name would come first.
const TRAIT_METHODS: [&str; 12] = [
    "borrow",
    "borrow_mut",
    "clone",
    "clone_from",
    "clone_into",
    "fmt",
    "from",
    "into",
    "to_owned",
    "try_from",
    "try_into",
    "type_id",
];

#[test]
fn methods_of_the_client_are_reserved() {
    let own = functions(&blocks("impl Client {"));
    assert_eq!(with_traits(own), names(CLIENT_METHODS));
}

#[test]
fn what_the_builder_is_made_of_is_reserved() {
    let own = blocks("impl ClientBuilder {") + &blocks("macro_rules! limit_setters {");
    assert_eq!(with_traits(functions(&own)), names(OWN_SETTINGS));
}

#[test]
fn modules_at_the_root_are_reserved() {
    let root = read(&sdk().join("lib.rs"));
    let generated = read(&sdk().join("generated/mod.rs"));
    let lines = root.lines().chain(generated.lines().filter(|line| line.starts_with("pub(crate)")));
    let own = lines.filter_map(|line| {
        let word = line.rsplit_once(' ')?.1.strip_suffix(';')?;
        let declares = ["mod ", "pub mod ", "pub(crate) mod ", "pub use "];
        declares.iter().any(|start| line == format!("{start}{word};")).then_some(word)
    });
    let own = own.filter(|name| !name.ends_with(HANDWRITTEN) && !name.contains("::"));
    let own: BTreeSet<_> = own.collect();
    assert_eq!(own, names(CRATE_MODULES).iter().map(String::as_str).collect());
}

#[test]
fn types_that_generated_code_imports_are_reserved() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let generated = [sdk().join("generated"), fixtures.join("codegen"), fixtures.join("library")];
    let files = generated.iter().flat_map(|folder| sources(folder));
    // The file that describes the service has no types of the description in it.
    let imported = imported(files.filter(|path| !path.ends_with("service.rs")));
    assert!(imported.contains("Call"), "nothing was found");
    let free: Vec<_> = imported.iter().filter(|name| !is_reserved_type(name)).collect();
    assert!(free.is_empty(), "a type could be called {free:?}");
}

#[test]
fn types_that_describe_the_service_are_reserved() {
    assert_eq!(imported([sdk().join("generated/service.rs")]), names(SERVICE_TYPES));
}

/// The types of the runtime that files import.
fn imported(files: impl IntoIterator<Item = PathBuf>) -> BTreeSet<String> {
    let mut imported = BTreeSet::new();
    for text in files.into_iter().map(|path| read(&path)) {
        for import in text.split("use crate::runtime::").skip(1) {
            let import = import.split(';').next().unwrap_or_default();
            let words = import.split(|c: char| !c.is_alphanumeric() && c != '_');
            let types = words.filter(|word| word.starts_with(|c: char| c.is_ascii_uppercase()));
            imported.extend(types.map(str::to_owned));
        }
    }
    imported
}

fn sdk() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../sdk/src")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The files of Rust source in a folder and below.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder:?}: {error}"));
    let paths = entries.map(|entry| entry.expect("the source can be listed").path());
    let files = paths.flat_map(|path| match path.is_dir() {
        true => sources(&path),
        false => vec![path],
    });
    files.filter(|path| path.extension().is_some_and(|end| end == "rs")).collect()
}

/// The blocks of the runtime that begin with this line.
fn blocks(first: &str) -> String {
    let files = sources(&sdk().join("runtime")).into_iter().map(|path| read(&path));
    let first = format!("\n{first}\n");
    let blocks = files.map(|text| {
        let blocks = text.split(&first).skip(1);
        blocks.filter_map(|rest| rest.split("\n}\n").next()).collect::<String>()
    });
    blocks.collect()
}

/// The names of the functions in a block, not those in its documentation.
fn functions(block: &str) -> BTreeSet<String> {
    let lines = block.lines().filter(|line| !line.trim_start().starts_with("//"));
    let names = lines.filter_map(|line| {
        let (before, name) = line.split_once("fn ")?;
        let is_declared = before.trim().is_empty() || before.trim_start().starts_with("pub");
        let end = name.find(|c: char| !c.is_alphanumeric() && c != '_')?;
        is_declared.then(|| name[..end].to_owned())
    });
    names.collect()
}

fn with_traits(own: BTreeSet<String>) -> BTreeSet<String> {
    own.into_iter().chain(names(&TRAIT_METHODS)).collect()
}

fn names(list: &[&str]) -> BTreeSet<String> {
    list.iter().map(|name| (*name).to_owned()).collect()
}
