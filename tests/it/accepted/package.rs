//! What is generated from several descriptions as one crate, over the runtime of the SDK.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use chatbotkit_codegen::Generated;

/// What the examples need besides, and what nobody uses of generated code but the real client.
const EXAMPLES: &str = "
#[cfg(test)]
#[allow(unused_imports)]
use chatbotkit_sdk::{Error, Upload};

#[cfg(test)]
mod examples;

#[allow(dead_code)]
static SERVICE: &runtime::Service = &generated::service::SERVICE;
";

/// A crate with a module for each description.
pub struct Package<'a> {
    folder: PathBuf,
    /// What was changed, by module.
    descriptions: &'a [(String, Generated)],
}

impl<'a> Package<'a> {
    /// Writes the crate in the place of the one before.
    pub fn write(descriptions: &'a [(String, Generated)]) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("verify-accepted");
        let source = folder.join("src");
        if source.exists() {
            fs::remove_dir_all(&source).expect("it was made by a run before");
        }
        let shell = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/diff/crate.rs");
        let shell = fs::read_to_string(shell).expect("it is there");
        let (mut root, mut features) = ("#![deny(warnings)]\n".to_owned(), Vec::new());
        for (index, (_, generated)) in descriptions.iter().enumerate() {
            let module = format!("d{index}");
            let _ = writeln!(root, "pub mod {module};");
            features.extend(generated.features.iter().map(|(feature, _)| feature.clone()));
            let krate = format!("{}::", generated.api.service.crate_name);
            let mut examples = "#![allow(unused, deprecated)]\n".to_owned();
            for (path, text) in &generated.files.0 {
                let text = text.replace("crate::", &format!("crate::{module}::"));
                put(&source.join(&module).join("generated").join(path), &text);
                for example in examples_of(&text) {
                    let example = example.replace(&krate, &format!("crate::{module}::"));
                    let _ = writeln!(examples, "const _: () = {{\n{example}}};");
                }
            }
            let shell =
                shell.replace("//!", "//").replace("crate::", &format!("crate::{module}::"));
            let shell = shell + EXAMPLES;
            put(&source.join(&module).join("mod.rs"), &shell);
            put(&source.join(&module).join("examples.rs"), &examples);
        }
        put(&source.join("lib.rs"), &root);
        features.sort();
        features.dedup();
        put(&folder.join("Cargo.toml"), &manifest(&features));
        let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
        fs::copy(lock, folder.join("Cargo.lock")).expect("the versions are known");
        Self { folder, descriptions }
    }

    /// Compiles it with its examples. What is wrong is said with the changes that led to it.
    pub fn check(&self) -> Vec<String> {
        let output = Command::new(env!("CARGO"))
            .args(["check", "--lib", "--profile", "test", "--message-format", "short"])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", self.folder.with_file_name("verify-diff").join("target"))
            .env("CARGO_NET_OFFLINE", "true")
            .env("CARGO_TERM_COLOR", "never")
            .output()
            .expect("cargo can be started");
        if output.status.success() {
            return Vec::new();
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let mut faults = Vec::new();
        for (index, (changes, _)) in self.descriptions.iter().enumerate() {
            let path = format!("src/d{index}/");
            let own: Vec<_> = said.lines().filter(|line| line.starts_with(&path)).collect();
            if !own.is_empty() {
                faults.push(format!("{changes}\n{}", own.join("\n")));
            }
        }
        if faults.is_empty() { vec![said.into_owned()] } else { faults }
    }
}

fn manifest(features: &[String]) -> String {
    let sdk = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sdk");
    let quoted: Vec<_> = features.iter().map(|it| format!("{it:?}")).collect();
    format!(
        "[package]\nname = \"accepted\"\nversion = \"1.0.0\"\nedition = \"2024\"\n\n\
         [features]\ndefault = [{}]\nschemars = []\nread-requests = []\n{}\n\
         [dependencies]\nchatbotkit-sdk = {{ path = {sdk:?}, default-features = false }}\n\
         serde = {{ version = \"1\", features = [\"derive\"] }}\n\n[workspace]\n",
        quoted.join(", "),
        features.iter().map(|it| format!("{it} = []\n")).collect::<String>(),
    )
}

/// The examples in the documentation of generated code, with the lines that only the compiler sees.
fn examples_of(text: &str) -> Vec<String> {
    let mut examples = Vec::new();
    let mut open: Option<String> = None;
    for line in text.lines().map(str::trim_start) {
        let Some(line) = line.strip_prefix("///") else { continue };
        let line = line.strip_prefix(' ').unwrap_or(line);
        match &mut open {
            None if line == "```no_run" => open = Some(String::new()),
            None => {}
            Some(_) if line == "```" => examples.extend(open.take()),
            Some(example) => {
                let line = if line == "#" { "" } else { line.strip_prefix("# ").unwrap_or(line) };
                let _ = writeln!(example, "{line}");
            }
        }
    }
    examples
}

fn put(path: &Path, text: &str) {
    let folder = path.parent().expect("it is in a folder");
    fs::create_dir_all(folder).expect("folders can be made");
    fs::write(path, text).expect("files can be written");
}
