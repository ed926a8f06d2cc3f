//! Whether the verdicts about code of callers are true, of each edit: its generated code is compiled, with a caller of
//! the API before the edit, and compared by cargo-semver-checks. It takes minutes and needs a tool, so it is started
//! by `cargo xtask verify-diff` and by nothing else.
//!
//! Source breaks if the caller no longer compiles, or if the tool says so: it knows what is public, and nothing of the
//! types of arguments, fields and replies, which the caller writes out. A silent break has to be one: both are content. The
//! tool looks at the way back as well, for what an edit adds.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Instant;

use chatbotkit_codegen::diff::{Level, Pairing, diff};
use chatbotkit_codegen::{Failure, generate_from};
use chatbotkit_description::load::Sources;

use super::edits::{Edit, api, base, changes, edits, folder};

/// Edits whose verdict is not what the compiler and the tool find, and why the verdict stays.
const EXCEPTIONS: &[(&str, &str)] = &[];

#[test]
#[ignore = "it takes minutes and needs cargo-semver-checks: `cargo xtask verify-diff`"]
fn verdicts_about_source_are_true() {
    let tool = Command::new("cargo-semver-checks").arg("--version").output();
    assert!(
        tool.is_ok_and(|output| output.status.success()),
        "cargo-semver-checks is not installed: `cargo install cargo-semver-checks --locked`, and have it on the PATH"
    );
    let begin = Instant::now();
    let before = Krate::write("base", base());
    assert_eq!(before.lib(), Ok(()), "base");
    assert_eq!(before.caller(), Ok(()), "base");
    let before = before.document();
    let (mut agreed, mut faults) = (0, Vec::new());
    let edits = edits();
    for edit in &edits {
        let name = &*edit.name;
        let verdict = changes(edit).changes.iter().map(|it| it.verdicts.source.level).max();
        let verdict = verdict.unwrap_or(Level::Fine);
        let after = Krate::write("edited", edit.sources.clone());
        if let Err(why) = after.lib() {
            faults.push(format!("{name}: what is generated does not compile:\n{why}"));
            continue;
        }
        let caller = after.caller();
        let after = after.document();
        let tool = compare(&before, &after);
        if compare(&after, &before).is_err() && !breaks_back(edit) {
            faults.push(format!("{name}: the way back breaks, and the verdict does not say so"));
        }
        let found = caller.and(tool);
        let agrees = (verdict == Level::Breaks) == found.is_err();
        let said = found.as_ref().map_or_else(|why| first_line(why), |()| "nothing breaks".into());
        println!("{} {name}: {verdict:?}; {said}", if agrees { "  " } else { "! " });
        let exception = EXCEPTIONS.iter().find(|(exception, _)| *exception == name);
        match (agrees, exception) {
            (true, None) => agreed += 1,
            (false, Some(_)) => {}
            (true, Some(_)) => faults.push(format!("{name}: it is no exception any more")),
            (false, None) => faults.push(format!("{name}: the verdict is {verdict:?}, but {said}")),
        }
    }
    let (all, excepted) = (edits.len(), EXCEPTIONS.len());
    let seconds = begin.elapsed().as_secs();
    println!("{agreed} of {all} verdicts agree, exceptions: {excepted}, in {seconds} s");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Whether the verdict is that source breaks when an edit is taken back.
fn breaks_back(edit: &Edit) -> bool {
    let (old, new) = (api(edit.sources.clone()), api(base()));
    let found = diff(&old, &new, &Pairing::by_name(&old, &new));
    let mut levels = found.changes.iter().map(|change| change.verdicts.source.level);
    levels.any(|level| level >= Level::Breaks)
}

/// A crate with generated code.
struct Krate(PathBuf);

impl Krate {
    /// Writes the crate. All have one name, as versions of a crate do, and share what is built for them.
    fn write(name: &str, sources: Sources) -> Self {
        let generated = match generate_from(sources) {
            Ok(generated) => generated,
            Err(Failure::Description(report)) => panic!("{}", report.render(false)),
            Err(Failure::Generator(error)) => panic!("{error}"),
        };
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("verify-diff");
        let krate = root.join(name);
        let features: Vec<_> =
            generated.api.modules.iter().map(|it| format!("{:?}", it.resource)).collect();
        let sdk = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sdk");
        let manifest = format!(
            "[package]\nname = \"library\"\nversion = \"1.0.0\"\nedition = \"2024\"\n\n\
             [features]\ndefault = [{}]\nschemars = []\n{}\n\
             [dependencies]\nchatbotkit-sdk = {{ path = {:?}, default-features = false }}\n\
             serde = {{ version = \"1\", features = [\"derive\"] }}\n\n[workspace]\n",
            features.join(", "),
            features.iter().map(|it| format!("{it} = []\n")).collect::<String>(),
            sdk,
        );
        put(&krate.join("Cargo.toml"), &manifest);
        let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
        fs::copy(lock, krate.join("Cargo.lock")).expect("the versions are known");
        for (file, place) in [("crate.rs", "src/lib.rs"), ("caller.rs", "examples/caller.rs")] {
            let text = fs::read_to_string(folder().join(file)).expect("it is there");
            put(&krate.join(place), &text);
        }
        let there = krate.join("src/generated");
        generated.files.write_to(&there).expect("it can be written");
        Self(krate)
    }

    fn lib(&self) -> Result<(), String> {
        outcome(self.cargo(&["check", "--lib"]))
    }

    fn caller(&self) -> Result<(), String> {
        outcome(self.cargo(&["check", "--example", "caller"]))
    }

    /// What is public of it, for the tool.
    fn document(&self) -> PathBuf {
        let json = ["-Zunstable-options", "--output-format=json", "--cap-lints=allow"];
        let arguments = [&["rustdoc", "--lib", "--"], &json[..]].concat();
        outcome(self.cargo(&arguments)).unwrap_or_else(|why| panic!("{why}"));
        let made = self.target().join("doc/library.json");
        let kept = self.0.join("library.json");
        fs::copy(made, &kept).expect("it was documented");
        kept
    }

    fn target(&self) -> PathBuf {
        self.0.with_file_name("target")
    }

    fn cargo(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO"))
            .args(arguments)
            .current_dir(&self.0)
            .env("CARGO_TARGET_DIR", self.target())
            .env("CARGO_NET_OFFLINE", "true")
            .env("CARGO_TERM_COLOR", "never")
            // The tool reads a form of documentation that only unstable compilers write unasked.
            .env("RUSTC_BOOTSTRAP", "1")
            .output()
            .expect("cargo can be started")
    }
}

fn compare(before: &Path, after: &Path) -> Result<(), String> {
    let output = Command::new("cargo-semver-checks")
        .args(["semver-checks", "--release-type", "minor", "--color", "never"])
        .arg("--baseline-rustdoc")
        .arg(before)
        .arg("--current-rustdoc")
        .arg(after)
        .output();
    let output = output.expect("it was there a moment ago");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    match output.status.success() {
        true => Ok(()),
        false if text.contains("--- failure ") => Err(text),
        false => panic!("{}", String::from_utf8_lossy(&output.stderr)),
    }
}

fn outcome(output: Output) -> Result<(), String> {
    match output.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

fn first_line(text: &str) -> String {
    let lines = text.lines().map(str::trim);
    let mut told =
        lines.filter(|line| line.starts_with("error") || line.starts_with("--- failure"));
    told.next().unwrap_or_default().to_owned()
}

fn put(path: &Path, text: &str) {
    let folder = path.parent().expect("it is in a folder");
    fs::create_dir_all(folder).expect("folders can be made");
    fs::write(path, text).expect("files can be written");
}
