//! The packages, unpacked where nothing of the project is above or beside them.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::cargo;

/// A folder outside of the project with a folder for each package. It goes when it is dropped.
pub struct Unpacked {
    folder: PathBuf,
}

impl Unpacked {
    /// Packs and unpacks them. Each is to be built with the others as they are packed, for no registry has them.
    pub fn new(packages: &[&str]) -> Self {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("verify-packages");
        let packed = target.join("package");
        if packed.exists() {
            fs::remove_dir_all(&packed).expect("it was made by a run before");
        }
        let mut arguments = vec!["package", "--no-verify", "--allow-dirty", "--target-dir"];
        arguments.push(target.to_str().expect("the path is text"));
        arguments.extend(packages.iter().flat_map(|name| ["--package", name]));
        cargo(&arguments);
        let folder = std::env::temp_dir().join(format!("packages-{}", std::process::id()));
        fs::create_dir_all(folder.join(".cargo")).expect("folders can be made");
        let unpacked = Self { folder };
        let mut patches = "[patch.crates-io]\n".to_owned();
        for name in packages {
            let stem = format!("{name}-{}", env!("CARGO_PKG_VERSION"));
            let archive = packed.join(format!("{stem}.crate"));
            let mut tar = Command::new("tar");
            tar.args([OsStr::new("-xzf"), archive.as_os_str()]).current_dir(&unpacked.folder);
            assert!(tar.status().expect("tar can be started").success(), "{name}");
            let folder = unpacked.folder.join(stem);
            fs::rename(&folder, unpacked.folder.join(name)).expect("the folder is ours");
            _ = writeln!(patches, "{name} = {{ path = {:?} }}", unpacked.folder.join(name));
        }
        let config = unpacked.folder.join(".cargo/config.toml");
        fs::write(config, patches).expect("the folder is ours");
        unpacked
    }

    /// Whether a package builds and passes its own tests.
    pub fn passes(&self, package: &str) -> bool {
        println!("{package}");
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("verify-packages/target");
        let status = Command::new(env!("CARGO"))
            .args(["test", "--quiet", "--offline"])
            .current_dir(self.folder.join(package))
            .env("CARGO_TARGET_DIR", target)
            .status();
        status.expect("cargo can be started").success()
    }
}

impl Drop for Unpacked {
    fn drop(&mut self) {
        // What is left behind lies among temporary files.
        let _ = fs::remove_dir_all(&self.folder);
    }
}
