//! What is generated from small descriptions, each of them in a folder that is named after what it shows. That the
//! expected files compile and do what they should is in `golden`.
//!
//! After a change of the generator, `UPDATE_EXPECT=1 cargo test -p chatbotkit-tests --test it --no-default-features
//! --features all-resources,read-requests,schemars codegen`
//! writes them anew, whether the old ones compile or not.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use chatbotkit_codegen::files::Files;
use chatbotkit_codegen::{Failure, generate_from};
use chatbotkit_description::load::Sources;
use expect_test::expect_file;

#[test]
fn every_case_generates_what_is_expected() {
    for case in cases() {
        let expected = case.join("expected");
        let files = module_of(&case);
        // A new case gets its files from `UPDATE_EXPECT=1`.
        fs::create_dir_all(&expected).unwrap();
        for (name, text) in &files.0 {
            expect_file![expected.join(name)].assert_eq(text);
        }
        let there: BTreeSet<_> =
            fs::read_dir(&expected).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        let wanted: BTreeSet<_> = files.0.keys().map(Into::into).collect();
        assert_eq!(there, wanted, "{}", case.display());
    }
}

#[test]
fn every_case_is_compiled() {
    let compiled = include_str!("golden/cases.rs");
    for case in cases() {
        let name = case.file_name().unwrap().to_string_lossy();
        assert!(compiled.contains(&format!("pub mod {name};")), "{name}");
    }
}

/// The folders of all cases.
fn cases() -> Vec<PathBuf> {
    let entries = fs::read_dir(fixtures()).unwrap().map(|entry| entry.unwrap().path());
    let mut cases: Vec<_> = entries.filter(|path| path.is_dir()).collect();
    cases.sort();
    cases
}

fn fixtures() -> PathBuf {
    root().join("fixtures/codegen")
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The generated files of the case's only module, by their names.
fn module_of(case: &Path) -> Files {
    let read = |path: PathBuf| fs::read_to_string(path).unwrap();
    let sources = Sources {
        folder: String::new(),
        files: vec![
            ("api.yaml".to_owned(), read(fixtures().join("api.yaml"))),
            ("schema.yaml".to_owned(), read(case.join("schema.yaml"))),
        ],
    };
    let generated = match generate_from(sources) {
        Ok(generated) => generated,
        Err(Failure::Description(report)) => {
            panic!("{}:\n{}", case.display(), report.render(false))
        }
        Err(Failure::Generator(error)) => panic!("{}: {error}", case.display()),
    };
    assert_eq!(generated.report.render(false), "", "{}", case.display());
    let files = generated.files.0.into_iter();
    let own =
        files.filter_map(|(path, text)| Some((path.strip_prefix("sample/v1/")?.to_owned(), text)));
    Files(own.collect())
}
