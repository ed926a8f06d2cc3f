//! Packages as a registry shows them.

use std::process::Command;

use serde_json::Value;

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .output()
        .expect("cargo starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("it is text")
}

#[test]
fn a_package_has_what_a_registry_shows_and_the_licences() {
    let metadata = cargo(&["metadata", "--no-deps", "--offline", "--format-version", "1"]);
    let metadata: Value = serde_json::from_str(&metadata).expect("it is JSON");
    let packages = metadata["packages"].as_array().expect("there are packages");
    // Those of which the list of registries is not empty.
    let published: Vec<&Value> = packages.iter().filter(|it| it["publish"].is_null()).collect();
    assert!(published.len() >= 4, "packages are published");
    for package in published {
        let name = package["name"].as_str().expect("it has a name");
        for field in ["description", "license", "readme", "repository"] {
            assert!(package[field].is_string(), "{name} has no `{field}`");
        }
        for field in ["categories", "keywords"] {
            let count = package[field].as_array().map_or(0, Vec::len);
            assert!((1..=5).contains(&count), "{name}: {count} of `{field}`");
        }
        assert_eq!(package["metadata"]["docs"]["rs"]["all-features"], true, "{name}");
        let files = cargo(&["package", "--list", "--offline", "--allow-dirty", "--package", name]);
        let files: Vec<&str> = files.lines().collect();
        for file in ["Cargo.toml", "LICENSE-APACHE", "LICENSE-MIT", "README.md", "src/lib.rs"] {
            assert!(files.contains(&file), "{name} has no {file}");
        }
    }
}
