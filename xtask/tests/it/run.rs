//! Commands that run another package: how they start it, and what it needs.

use std::process::Command;

use crate::here;

/// The process that a command becomes is the one that was started: who ends that one, ends what it runs.
#[cfg(unix)]
#[test]
fn a_command_becomes_what_it_runs() {
    use std::os::unix::fs::PermissionsExt as _;
    use std::process::Stdio;
    use std::{fs, io::Read as _};

    let scratch = crate::Scratch::new("becomes");
    let cargo = scratch.path().join("cargo");
    fs::write(&cargo, "#!/bin/sh\necho \"$$ $*\"\nexit 7\n").expect("the folder is ours");
    fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).expect("the file is ours");
    for (arguments, more) in [
        (&["mock", "--prot", "1"][..], "--package chatbotkit-mock -- --prot 1\n"),
        (&["verify-diff"], "verdicts_about_source_are_true -- --ignored --nocapture\n"),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.args(arguments).env("CARGO", &cargo).stdout(Stdio::piped());
        let mut child = command.spawn().expect("the command starts");
        let mut said = String::new();
        let output = child.stdout.as_mut().expect("its output");
        output.read_to_string(&mut said).expect("text");
        assert!(said.starts_with(&format!("{} ", child.id())), "{said}");
        assert!(said.ends_with(more), "{said}");
        assert_eq!(child.wait().expect("it ends").code(), Some(7));
    }
}

/// What `cargo xtask demo` builds is Rust alone.
#[test]
fn the_demo_needs_no_compiler_of_c() {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(here()).args(["tree", "--offline", "--prefix", "none"]);
    command.args(["--edges", "normal,dev,build", "--package", "chatbotkit-sdk"]);
    command.args(["--no-default-features", "--features", "all-resources"]);
    let output = command.output().expect("cargo can be started");
    let tree = String::from_utf8(output.stdout).expect("text");
    assert!(tree.contains("\nchatbotkit-mock v"), "{tree}");
    for name in ["cc", "cmake", "bindgen", "ring", "rustls", "aws-lc-sys", "openssl-sys"] {
        assert!(!tree.contains(&format!("\n{name} v")), "{name}");
    }
}
