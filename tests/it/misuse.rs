//! What the compiler says to whoever uses the SDK in a way that it is not meant to be used.
//!
//! Compilers differ in how they word and draw an error. What is held is the sentence that says what to
//! do, and that it is not buried in others.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    time::SystemTime,
};

use crate::support::scratch::Scratch;

struct Misuse {
    code: &'static str,
    /// What has to be said.
    said: &'static [&'static str],
    /// The most lines that it may take.
    lines: usize,
}

const MISUSES: &[Misuse] = &[
    Misuse {
        code: r#"let _ = conversations.fetch("c1").stream().await?;"#,
        said: &["this operation does not stream", "await the call itself"],
        lines: 10,
    },
    Misuse {
        code: r#"let _ = conversations.fetch("c1").items();"#,
        said: &["this operation has no pages", "await the call itself"],
        lines: 10,
    },
    Misuse {
        code: r#"let _ = conversations.fetch("c1").pages();"#,
        said: &["this operation has no pages", "await the call itself"],
        lines: 10,
    },
    // Three times the same error, for an async function has its bounds in three places.
    Misuse {
        code: "let events = conversations.list(ConversationListRequest::new()).stream().await?;
               events.finish().await?;",
        said: &["this stream has no terminal event", "over when `try_next` gives `None`"],
        lines: 30,
    },
    Misuse {
        code: r#"struct Mine;
                 let _ = conversations.fetch("c1").reply_as::<Mine>();"#,
        said: &["`Mine` cannot be read from a reply", "derive `serde::Deserialize`"],
        lines: 18,
    },
    Misuse {
        code: r#"let _: ConversationFetchResponse = conversations.fetch("c1");"#,
        said: &["found `Call<"],
        lines: 12,
    },
    Misuse { code: r#"conversations.fetch("c1")?;"#, said: &["`Call<"], lines: 10 },
    Misuse {
        code: r#"conversations.fetch("c1");"#,
        said: &["unused `Call`", "a call does nothing until it is awaited or streamed"],
        lines: 12,
    },
    Misuse {
        code: r#"conversations.create(Upload::new("text"));"#,
        said: &["expected `ConversationCreateRequest`, found `Upload`"],
        lines: 10,
    },
];

/// What is called a misuse is one: the same around code that is as it should be compiles. That takes a
/// value that is a future, too.
const USE: &str = r#"
    fn spawn<F: Future + Send + 'static>(_: F) {}
    spawn(conversations.fetch("c1").send());
    let _ = conversations.fetch("c1").reply_as::<()>().await?;"#;

#[test]
fn misuse_is_a_short_error() {
    let compiler = Compiler::new();
    assert_eq!(compiler.compile(USE), "");
    for Misuse { code, said, lines } in MISUSES {
        let error = compiler.compile(code);
        for sentence in *said {
            assert!(error.contains(sentence), "{sentence:?} is not said of {code}:\n{error}");
        }
        let count = error.lines().count();
        assert!(count <= *lines, "{count} lines are too many for {code}:\n{error}");
    }
}

/// The compiler with the SDK that this test is linked with.
struct Compiler {
    scratch: Scratch,
    dependencies: PathBuf,
    sdk: PathBuf,
}

impl Compiler {
    /// The library that was built last is made of the source as it is, for this test was built no later.
    fn new() -> Self {
        let test = env::current_exe().expect("a test is a file");
        let dependencies = test.parent().expect("it is in a folder").to_owned();
        let files = fs::read_dir(&dependencies).expect("the folder can be listed");
        let paths = files.map(|file| file.expect("the folder can be listed").path());
        let sdk = paths.filter(|path| is_sdk(path)).max_by_key(|path| built(path));
        let sdk = sdk.expect("the test depends on it");
        Self { scratch: Scratch::new("misuse"), dependencies, sdk }
    }

    /// What is said about some code within a function.
    fn compile(&self, code: &str) -> String {
        let source = self.scratch.path().join("main.rs");
        let program = format!(
            "#![allow(dead_code, unused_imports)]
             use chatbotkit_sdk::{{Client, Error, Upload, conversation::v1::*}};
             async fn run(client: Client) -> Result<(), Error> {{
             let conversations = client.conversation();
             {code}
             Ok(()) }}\n"
        );
        fs::write(&source, program).expect("the scratch folder can be written to");
        let output = Command::new("rustc")
            .args(["--edition", "2024", "--crate-type", "lib", "--emit", "metadata"])
            .args(["--color", "never", "--error-format", "human"])
            .arg("--out-dir")
            .arg(self.scratch.path())
            .arg("-L")
            .arg(format!("dependency={}", self.dependencies.display()))
            .arg("--extern")
            .arg(format!("chatbotkit_sdk={}", self.sdk.display()))
            .arg(&source)
            .output()
            .expect("the compiler can be started");
        let said = String::from_utf8_lossy(&output.stderr);
        let about = |line: &&str| {
            let summary = ["error: aborting", "For more information", "warning: 1 warning"];
            !line.is_empty() && !summary.iter().any(|start| line.starts_with(start))
        };
        said.lines().filter(about).map(|line| format!("{line}\n")).collect()
    }
}

fn is_sdk(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with("libchatbotkit_sdk-") && name.ends_with(".rlib")
}

fn built(path: &Path) -> SystemTime {
    let built = fs::metadata(path).and_then(|file| file.modified());
    built.unwrap_or(SystemTime::UNIX_EPOCH)
}
