//! What others get: the packages that are published, as `cargo package` makes them.

mod unpacked;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use self::unpacked::Unpacked;

/// The packages that are published, each after those that it depends on.
const PUBLISHED: [&str; 4] =
    ["chatbotkit-description", "chatbotkit-codegen", "chatbotkit-mock", "chatbotkit-sdk"];

#[test]
fn what_is_published_says_what_it_is() {
    let packages = packages();
    let published: Vec<_> = packages.iter().filter(|(_, it)| it["publish"].is_null()).collect();
    let mut expected = PUBLISHED;
    expected.sort_unstable();
    assert!(published.iter().map(|(name, _)| *name).eq(expected), "{published:?}");
    for (name, package) in published {
        for field in ["description", "license", "repository", "rust_version", "readme"] {
            assert!(package[field].is_string(), "{name}: {field}");
        }
        assert_eq!(package["readme"], "README.md", "{name}");
        let all = package["metadata"]["docs"]["rs"]["all-features"].as_bool();
        assert_eq!(all, Some(true), "{name}");
        let words = |field: &str| package[field].as_array().expect("a list").clone();
        // What crates.io takes.
        for field in ["keywords", "categories"] {
            assert!((1..=5).contains(&words(field).len()), "{name}: {field}");
        }
        for keyword in words("keywords") {
            let keyword = keyword.as_str().expect("a text");
            let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            assert!(keyword.len() <= 20 && keyword.chars().all(is_plain), "{name}: {keyword}");
        }
    }
}

#[test]
fn packages_hold_what_belongs_to_them() {
    for name in PUBLISHED {
        let files = files(name);
        let has = |file: &str| files.iter().any(|it| it == file);
        for file in ["LICENSE-APACHE", "LICENSE-MIT", "README.md", "src/lib.rs"] {
            assert!(has(file), "{name}: {file}");
        }
    }
    let sdk = files("chatbotkit-sdk");
    // They need the mock server, which the published package does not ask for.
    let left_out =
        sdk.iter().find(|file| file.starts_with("examples") || file.starts_with("tests"));
    assert_eq!(left_out, None);
    assert!(sdk.iter().any(|file| file == "src/generated/mod.rs"));
    let mock = files("chatbotkit-mock");
    assert!(mock.iter().any(|file| file == "schema/api.yaml"));
    assert!(mock.iter().any(|file| file == "tests/main.rs"));
}

/// The front page of a package is read by itself, where a path within the project leads nowhere.
#[test]
fn front_pages_stand_on_their_own() {
    for (name, package) in packages() {
        let Some(readme) = package["readme"].as_str() else { continue };
        let manifest = package["manifest_path"].as_str().expect("a path");
        let page = Path::new(manifest).with_file_name(readme);
        let text = std::fs::read_to_string(page).expect("it is there");
        assert!(text.starts_with(&format!("# {name}\n")), "{name}");
        assert!(text.contains("```rust"), "{name}");
        for (_, link) in text.match_indices("](").map(|(at, _)| text.split_at(at + 2)) {
            assert!(link.starts_with("https://"), "{name}: {link}");
        }
    }
}

#[test]
#[ignore = "it takes minutes: `cargo xtask verify-packages`"]
fn packages_pass_their_own_tests() {
    let unpacked = Unpacked::new(&PUBLISHED);
    let failed = PUBLISHED.iter().filter(|name| !unpacked.passes(name));
    assert_eq!(failed.collect::<Vec<_>>(), Vec::<&&str>::new());
}

/// What cargo knows of the packages of the workspace that are published.
fn packages() -> BTreeMap<String, Value> {
    let output = cargo(&["metadata", "--format-version", "1", "--no-deps"]);
    let metadata: Value = serde_json::from_str(&output).expect("it is JSON");
    let packages = metadata["packages"].as_array().expect("a list").clone();
    let name = |package: &Value| package["name"].as_str().expect("a name").to_owned();
    packages.into_iter().map(|package| (name(&package), package)).collect()
}

/// The files that a package would have.
fn files(package: &str) -> Vec<String> {
    let list = cargo(&["package", "--list", "--allow-dirty", "--package", package]);
    // The separator is that of the platform.
    list.lines().map(|line| line.replace('\\', "/")).collect()
}

/// What cargo prints, in the folder of the project.
fn cargo(arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO"));
    command.args(arguments).arg("--offline").current_dir(root());
    let output = command.output().expect("cargo can be started");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    String::from_utf8(output.stdout).expect("text")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
