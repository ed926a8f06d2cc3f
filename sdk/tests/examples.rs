//! The examples, run as their readers run them: with a server in their own process, or with one of the test's.

use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use chatbotkit_mock::{Fault, MockServer};

/// An example, without what the environment of the tests may hold.
fn example(name: &str) -> Command {
    let tests = std::env::current_exe().expect("a test has a path");
    let folder = tests.ancestors().nth(2).expect("tests lie in deps").join("examples");
    let program: PathBuf = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(program.exists(), "{} is not built: run all tests of the package", program.display());
    let mut command = Command::new(program);
    for variable in ["CHATBOTKIT_API_SECRET", "CHATBOTKIT_BASE_URL"] {
        command.env_remove(variable);
    }
    command
}

#[track_caller]
fn run(name: &str) -> String {
    let output = example(name).output().expect("the example starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    stdout(&output)
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn quickstart() {
    assert_eq!(run("quickstart"), "You said: Hello!\n");
}

#[test]
fn streaming() {
    assert_eq!(run("streaming"), "You said: Tell me about streams.\n6 tokens\n");
}

#[test]
fn pagination() {
    let expected = "the first page has 2 conversations\nNumber 3\nNumber 4\nNumber 5\n";
    assert_eq!(run("pagination"), expected);
}

#[test]
fn conversation() {
    let said = run("conversation");
    let kept = "context: The traveller prefers trains.\nuser: How do I get to Bath?\nbot: You said: How do I get to Bath?\n";
    assert!(said.starts_with(kept), "{said}");
    assert!(said[kept.len()..].starts_with("the export has "), "{said}");
}

#[cfg(feature = "tools")]
#[test]
fn tools() {
    let said = run("tools");
    assert!(said.contains(r#"getWeather is called with {"town":"Bath"}"#), "{said}");
    assert!(said.contains(r#"getWeather gave {"degrees":9,"sky":"rain"}"#), "{said}");
    let failed = "getWeather failed: nothing is known about Atlantis in 0 days";
    assert!(said.contains(failed), "{said}");
}

#[cfg(feature = "tools")]
#[test]
fn agent() {
    let said = run("agent");
    assert!(said.contains(r#"deleteFile({"name":"draft.txt"}) -> null"#), "{said}");
    let refused =
        r#"deleteFile({"name":"diary.txt"}) -> error: `diary.txt` is not empty: it stays"#;
    assert!(said.contains(refused), "{said}");
    assert!(said.contains("round 2: Leave old.txt alone.\n"), "{said}");
    assert!(said.ends_with("done: One empty file is gone.\n"), "{said}");
}

#[test]
fn errors_and_retries() {
    let said = run("errors_and_retries");
    assert!(said.starts_with("not found: fetchConversation: the server answered 404"), "{said}");
    assert!(said.ends_with("it was tried 2 times\n"), "{said}");
}

#[test]
fn demo() {
    let said = run("demo");
    assert!(said.contains("bot> You said: Hello!\n"), "{said}");
    assert!(said.contains("  POST /v1/conversation/create\n"), "{said}");
    assert!(!said.contains('\x1b'), "piped, it is plain: {said}");
}

/// What a program writes about the environment that it was started in.
fn complaint(secret: &str, base_url: &str) -> String {
    let mut command = example("quickstart");
    command.env("CHATBOTKIT_API_SECRET", secret).env("CHATBOTKIT_BASE_URL", base_url);
    let output = command.output().expect("the example starts");
    assert!(!output.status.success());
    String::from_utf8(output.stderr).expect("it is text")
}

#[test]
fn a_variable_that_cannot_be_used_is_named() {
    for (secret, base_url, text) in [
        ("a b", "http://127.0.0.1:9", "`CHATBOTKIT_API_SECRET`: the secret has white space"),
        (
            "s",
            "api.example.com/v1",
            "`CHATBOTKIT_BASE_URL`: `api.example.com/v1` is not an address",
        ),
        ("s", "http://api.example.com", "`CHATBOTKIT_BASE_URL`: plain http would show the secret"),
    ] {
        let complaint = complaint(secret, base_url);
        assert!(complaint.contains(text), "{complaint}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn white_space_around_a_variable_is_no_part_of_it() {
    let mock = MockServer::builder().secret("s3").start().await.expect("there is a free port");
    let mut command = example("quickstart");
    command.env("CHATBOTKIT_API_SECRET", " s3\n");
    command.env("CHATBOTKIT_BASE_URL", format!(" {}/ \n", mock.base_url()));
    stdout(&command.output().expect("the example starts"));
    let request = &mock.requests()[0];
    assert_eq!(request.header("authorization"), Some("Bearer s3"));
}

/// Talks to an example of a chat with a server of the test's.
fn chat(mock: &MockServer, said: &str) -> String {
    let mut command = example("chat");
    command.env("CHATBOTKIT_API_SECRET", "any").env("CHATBOTKIT_BASE_URL", mock.base_url());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the example starts");
    let mut stdin = child.stdin.take().expect("it is piped");
    stdin.write_all(said.as_bytes()).expect("the chat listens");
    drop(stdin);
    stdout(&child.wait_with_output().expect("the chat ends"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chat_keeps_the_conversation() {
    let mock = MockServer::start().await.expect("there is a free port");
    let said = chat(&mock, "Hello\nAgain\n\n");
    assert!(said.contains("bot> You said: Hello\nyou> bot> You said: Again\nyou> "), "{said}");
    let paths: Vec<_> = mock.requests().iter().map(|request| request.path().to_owned()).collect();
    assert_eq!(paths.len(), 3);
    assert_eq!(paths[1], paths[2], "both belong to the conversation that was started");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chat_is_kind_about_errors_and_goes_on() {
    let mock = MockServer::builder()
        .fault(Fault::CutEvents(1))
        .start()
        .await
        .expect("there is a free port");
    let said = chat(&mock, "Hello\nAgain\n\n");
    assert_eq!(said.matches("the answer was cut: what came of it is above").count(), 2, "{said}");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_stops_an_answer_and_the_prompt_comes_back() {
    let mock = MockServer::builder().pace(1.0).start().await.expect("there is a free port");
    let mut command = example("chat");
    command.env("CHATBOTKIT_API_SECRET", "any").env("CHATBOTKIT_BASE_URL", mock.base_url());
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the example starts");
    let mut stdin = child.stdin.take().expect("it is piped");
    let mut output = child.stdout.take().expect("it is piped");
    let mut read_until = |end: &str| {
        let (mut said, mut byte) = (Vec::new(), [0]);
        while !String::from_utf8_lossy(&said).ends_with(end) {
            assert_eq!(output.read(&mut byte).expect("the chat talks"), 1, "the chat ended early");
            said.extend(byte);
        }
        String::from_utf8_lossy(&said).into_owned()
    };
    read_until("you> ");
    stdin.write_all(b"Hello, this takes a while\n").expect("the chat listens");
    // The first token is there, so the answer is under way.
    read_until("bot> Y");
    let interrupted = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(interrupted.expect("there is such a command").success());
    assert!(read_until("you> ").contains("(stopped)"));
    stdin.write_all(b"\n").expect("the chat listens");
    drop(stdin);
    assert!(child.wait().expect("it can be waited for").success());
}
