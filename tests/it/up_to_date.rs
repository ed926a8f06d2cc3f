//! The committed source against the description that it comes from, and what must not change it.

use std::fs;
use std::path::{Path, PathBuf};

use chatbotkit_codegen::files::{Files, HEADER};
use chatbotkit_codegen::generate;

use crate::support::json::Json;
use crate::support::scratch::Scratch;

#[test]
fn the_committed_source_is_what_the_description_says() {
    let difference = generated(&schema())
        .difference_from(&root().join("../sdk/src/generated"))
        .expect("the folder can be read");
    if let Some(difference) = difference {
        panic!("stale: run `cargo xtask codegen`\n{difference}");
    }
}

#[test]
fn the_same_description_gives_the_same_bytes() {
    assert_eq!(generated(&schema()), generated(&schema()));
}

#[test]
fn the_order_of_the_languages_own_keys_does_not_matter() {
    let expected = generated(&schema());
    for turn in [0, 1, 2, 5] {
        let scratch = Scratch::new("shuffled");
        for (name, text) in description() {
            let document: Json = serde_saphyr::from_str(&text).expect("the file is YAML");
            // What is written is JSON, which is YAML as well, so that the files keep their names.
            let shuffled = shuffled(document, turn).to_string();
            assert_ne!(shuffled, text);
            fs::write(scratch.path().join(name), shuffled).expect("the folder is ours");
        }
        assert_eq!(generated(scratch.path()), expected, "turned by {turn}");
    }
}

#[test]
fn a_stale_file_is_removed_and_an_unchanged_one_not_written() {
    let scratch = Scratch::new("written");
    let files = generated(&schema());
    let first = files.write_to(scratch.path()).expect("the folder is ours");
    assert_eq!((first.written, first.unchanged, first.removed), (files.0.len(), 0, 0));

    let stale = scratch.path().join("gone/v1/mod.rs");
    fs::create_dir_all(stale.parent().expect("it has one")).expect("the folder is ours");
    fs::write(&stale, format!("{HEADER} from schema/gone.yaml. Do not edit.\n"))
        .expect("it is ours");
    fs::write(scratch.path().join("mod.rs"), format!("{HEADER}\nchanged")).expect("it is ours");
    // A file that cannot be written shows that nobody tried, except to those who may write anything.
    let kept = scratch.path().join("service.rs");
    let before = fs::metadata(&kept).and_then(|it| it.modified()).expect("it is there");

    let difference =
        files.difference_from(scratch.path()).expect("it can be read").expect("it differs");
    assert!(difference.contains("gone/v1/mod.rs is generated no more"), "{difference}");
    assert!(difference.contains("-changed"), "{difference}");
    let second = files.write_to(scratch.path()).expect("the folder is ours");
    assert_eq!((second.written, second.unchanged, second.removed), (1, files.0.len() - 1, 1));
    assert!(!scratch.path().join("gone").exists());
    assert_eq!(fs::metadata(&kept).and_then(|it| it.modified()).expect("it is there"), before);
    assert_eq!(files.difference_from(scratch.path()).expect("it can be read"), None);
}

#[test]
fn files_that_were_not_generated_are_refused_and_nothing_is_written() {
    let files = generated(&schema());
    for name in ["notes.rs", "mod.rs", "service.rs", "conversation/v1/types.rs"] {
        let scratch = Scratch::new("foreign");
        let foreign = scratch.path().join(name);
        fs::create_dir_all(foreign.parent().expect("a folder")).expect("the folder is ours");
        fs::write(&foreign, "// Somebody's own.\n").expect("the folder is ours");
        for error in [
            files.write_to(scratch.path()).expect_err("it is in the way"),
            files.difference_from(scratch.path()).expect_err("it is in the way"),
        ] {
            assert!(error.to_string().contains(&format!("`{}`", foreign.display())), "{error}");
        }
        assert_eq!(fs::read_to_string(&foreign).expect("it is there"), "// Somebody's own.\n");
        assert!(!scratch.path().join("model").exists(), "nothing is written then");
    }
}

#[cfg(unix)]
#[test]
fn links_out_of_the_folder_are_refused_and_nothing_is_written() {
    let files = generated(&schema());
    for (name, is_there) in [("mod.rs", true), ("service.rs", false), ("conversation", true)] {
        let (scratch, elsewhere) = (Scratch::new("links"), Scratch::new("elsewhere"));
        let target = elsewhere.path().join("target");
        match (name.ends_with(".rs"), is_there) {
            (true, true) => fs::write(&target, HEADER).expect("the folder is ours"),
            (false, true) => fs::create_dir(&target).expect("the folder is ours"),
            (_, false) => {}
        }
        let link = scratch.path().join(name);
        std::os::unix::fs::symlink(&target, &link).expect("the folder is ours");
        let error = files.write_to(scratch.path()).expect_err("it leads elsewhere");
        assert!(error.to_string().contains(&format!("`{}`", link.display())), "{error}");
        assert_eq!(fs::read_dir(scratch.path()).expect("it is there").count(), 1);
        match (name.ends_with(".rs"), is_there) {
            (true, true) => assert_eq!(fs::read_to_string(&target).expect("it is there"), HEADER),
            (false, true) => assert_eq!(fs::read_dir(&target).expect("it is there").count(), 0),
            (_, false) => assert!(!target.exists()),
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn schema() -> PathBuf {
    root().join("../schema")
}

fn generated(schema: &Path) -> Files {
    generate(schema).unwrap_or_else(|failure| panic!("{failure:?}")).files
}

/// The files of the description, by their names.
fn description() -> Vec<(String, String)> {
    let entries =
        fs::read_dir(schema()).expect("it is there").map(|entry| entry.expect("it can be read"));
    let names = entries.map(|entry| entry.file_name().into_string().expect("it is UTF-8"));
    names
        .filter(|name| name.ends_with(".yaml"))
        .map(|name| {
            let text = fs::read_to_string(schema().join(&name)).expect("it can be read");
            (name, text)
        })
        .collect()
}

/// Keys after which names are declared: their order is that of the documentation.
const DECLARING: &[&str] = &[
    "empty_on",
    "enum",
    "events",
    "fields",
    "headers",
    "operations",
    "override",
    "path",
    "types",
    "union",
];

/// The same with the language's own keys in another order.
fn shuffled(document: Json, turn: usize) -> Json {
    let Json::Mapping(entries) = document else {
        return document;
    };
    let mut entries: Vec<_> = entries
        .into_iter()
        .map(|(key, value)| {
            let value = match value {
                Json::Mapping(names) if DECLARING.contains(&key.as_str()) => {
                    let names =
                        names.into_iter().map(|(name, shape)| (name, shuffled(shape, turn)));
                    Json::Mapping(names.collect())
                }
                other => shuffled(other, turn),
            };
            (key, value)
        })
        .collect();
    entries.reverse();
    if !entries.is_empty() {
        let turn = turn % entries.len();
        entries.rotate_left(turn);
    }
    Json::Mapping(entries)
}
