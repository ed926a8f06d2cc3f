//! The program, from outside.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Output, Stdio};

/// The running program. It ends with the test.
struct Program {
    child: Child,
    output: BufReader<std::process::ChildStdout>,
    /// What it printed when it started.
    guide: String,
}

impl Program {
    fn start(arguments: &[&str]) -> Self {
        let program = env!("CARGO_BIN_EXE_chatbotkit-mock");
        let mut command = Command::new(program);
        let command = command.args(["--port", "0"]).args(arguments).stdout(Stdio::piped());
        let mut child = command.spawn().expect("it starts");
        let mut output = BufReader::new(child.stdout.take().expect("its output"));
        let mut guide = String::new();
        while !guide.contains("Ctrl-C ends it.\n") {
            assert_ne!(output.read_line(&mut guide).expect("text"), 0, "{guide}");
        }
        Self { child, output, guide }
    }

    fn address(&self) -> &str {
        let (_, address) = self.guide.split_once("http://").expect("an address");
        address.split('/').next().expect("a host")
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chatbotkit-mock"));
    command.args(arguments).output().expect("it starts")
}

#[test]
fn it_says_what_it_plays_and_plays_it() {
    let program =
        Program::start(&["--answer", "Yes.", "--lenient", "--pace", "1000", "--fault", "crlf"]);
    let (address, guide) = (program.address(), &program.guide);
    assert!(
        guide.starts_with(&format!("The ChatBotKit API is played at http://{address}/v1\n")),
        "{guide}"
    );
    let is_row = |line: &str| {
        let expected = ["GET", "/conversation/{conversationId}/fetch", "fetchConversation"];
        line.starts_with("  ") && line.split_whitespace().eq(expected)
    };
    assert!(guide.lines().any(is_row), "{guide}");
    let curl = guide.lines().find(|line| line.starts_with("  curl -N ")).expect("a line to try");
    let body = curl.split_once(" -d '").expect("a body").1.trim_end_matches('\'');
    let mut connection = TcpStream::connect(address).expect("it listens");
    let length = body.len();
    write!(
        connection,
        "POST /v1/conversation/complete HTTP/1.1\r\nhost: mock\r\nconnection: close\r\nauthorization: Bearer any\r\n\
         accept: application/jsonl\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .expect("it reads");
    let mut text = String::new();
    connection.read_to_string(&mut text).expect("it answers");
    assert!(text.contains("{\"type\":\"token\",\"data\":{\"token\":\"Yes.\"}}\r\n"), "{text}");
}

/// What a request without a secret is answered.
fn ask(address: &str, path: &str) -> String {
    let mut connection = TcpStream::connect(address).expect("it listens");
    write!(connection, "GET {path} HTTP/1.1\r\nhost: mock\r\nconnection: close\r\n\r\n")
        .expect("it reads");
    let mut text = String::new();
    connection.read_to_string(&mut text).expect("it answers");
    text
}

#[test]
fn it_prints_a_line_for_each_request_unless_it_is_quiet() {
    let mut program = Program::start(&["--fault", "status=418@listConversations"]);
    let answer = ask(program.address(), "/v1/conversation/list?cursor=x");
    assert!(answer.starts_with("HTTP/1.1 418 "), "{answer}");
    let mut line = String::new();
    program.output.read_line(&mut line).expect("text");
    assert!(
        line.starts_with("GET /v1/conversation/list?cursor=… listConversations 418 ")
            && line.ends_with(" ms\n"),
        "{line}"
    );
    let mut quiet = Program::start(&["--quiet"]);
    ask(quiet.address(), "/v1/conversation/list");
    quiet.child.kill().expect("it runs");
    let mut rest = String::new();
    quiet.output.read_to_string(&mut rest).expect("text");
    assert_eq!(rest, "");
}

#[test]
fn nobody_has_to_read_its_lines() {
    let program = Program::start(&[]);
    let path = format!("/{}", "x".repeat(1 << 15));
    for _ in 0..16 {
        assert!(ask(program.address(), &path).starts_with("HTTP/1.1 404 "));
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_and_sigterm_end_it_cleanly() {
    for signal in ["-INT", "-TERM"] {
        let mut program = Program::start(&[]);
        let id = program.child.id().to_string();
        let sent = Command::new("kill").args([signal, &id]).status().expect("kill is there");
        assert!(sent.success());
        let ended = program.child.wait().expect("it ends");
        assert_eq!(ended.code(), Some(0), "{signal}");
        let mut rest = String::new();
        program.output.read_to_string(&mut rest).expect("text");
        assert_eq!(rest, "");
    }
}

#[test]
fn it_says_what_is_wrong() {
    for (arguments, expected) in [
        (&["--prot", "1"][..], "there is no option `--prot`: did you mean `--port`?"),
        (&["--prot=1"], "there is no option `--prot=1`: did you mean `--port`?"),
        (&["--lenient=yes"], "there is no option `--lenient=yes`: did you mean `--lenient`?"),
        (&["something-else"], "there is no option `something-else`"),
        (&["--port"], "a value is missing after `--port`"),
        (&["--port=x"], "`--port` cannot be `x`: invalid digit found in string"),
        (&["--fault", "x"], "`--fault` cannot be `x`: `x` is not a fault that x-mock-fault knows"),
    ] {
        let output = run(arguments);
        let error = String::from_utf8(output.stderr).expect("text");
        let said = format!("error: {expected}\n\nFor what can be given, try `--help`.\n");
        assert_eq!((output.status.code(), error), (Some(2), said));
    }
    let output = run(&["--schema", "no/such"]);
    let error = String::from_utf8(output.stderr).expect("text");
    assert!(error.starts_with("error: ") && output.status.code() == Some(1), "{error}");
    let help = run(&["--help"]);
    assert!(
        help.status.success() && String::from_utf8(help.stdout).expect("text").contains("Usage: ")
    );
}

#[test]
fn a_taken_port_is_named() {
    let program = Program::start(&[]);
    let (_, port) = program.address().split_once(':').expect("a port");
    let error = String::from_utf8(run(&["--port", port]).stderr).expect("text");
    assert!(error.contains(port), "{error}");
}

/// The request for an answer to a message, in a stream.
#[cfg(target_os = "linux")]
fn say(text: &str) -> String {
    let body = format!(r#"{{"messages":[{{"type":"user","text":"{text}"}}]}}"#);
    format!(
        "POST /v1/conversation/complete HTTP/1.1\r\nhost: mock\r\nconnection: close\r\nauthorization: Bearer any\r\n\
         accept: application/jsonl\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// What the memory of a program is, in KiB: `VmRSS` now, `VmHWM` at its peak.
#[cfg(target_os = "linux")]
fn memory(program: &Program, what: &str) -> u64 {
    let path = format!("/proc/{}/status", program.child.id());
    let status = std::fs::read_to_string(path).expect("its status");
    let mut lines = status.lines();
    let line = lines.find(|line| line.starts_with(what)).expect("its size");
    let size = line.split_whitespace().nth(1).expect("a size");
    size.parse().expect("a number")
}

/// How many KiB a program grows by when it answers a request a thousand times at once, with streams that stay open.
/// Each is read until there are so many events.
#[cfg(target_os = "linux")]
fn grown_by_a_thousand(program: &Program, request: &str, events: usize) -> u64 {
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile);
    let raised = rustix::process::Rlimit { current: limit.maximum, ..limit };
    rustix::process::setrlimit(rustix::process::Resource::Nofile, raised).expect("more files");
    let before = memory(program, "VmRSS");
    let open = |_| {
        let mut stream = TcpStream::connect(program.address()).expect("it listens");
        stream.write_all(request.as_bytes()).expect("it reads");
        stream
    };
    let mut streams: Vec<TcpStream> = (0..1000).map(open).collect();
    for stream in &mut streams {
        let mut text = Vec::new();
        while text.windows(6).filter(|window| window == b"\"data\"").count() < events {
            let mut bytes = [0; 1024];
            let count = stream.read(&mut bytes).expect("it goes on");
            assert_ne!(count, 0);
            text.extend_from_slice(&bytes[..count]);
        }
    }
    memory(program, "VmRSS").saturating_sub(before)
}

#[cfg(target_os = "linux")]
#[test]
fn it_holds_a_thousand_streams_in_bounded_memory() {
    let program = Program::start(&["--fault", "stall=2"]);
    let grown = grown_by_a_thousand(&program, &say(&"word ".repeat(1_000)), 2);
    assert!(grown < 48 << 10, "{grown} KiB for a thousand streams");
}

#[cfg(target_os = "linux")]
#[test]
fn it_holds_a_thousand_subscriptions_in_bounded_memory() {
    let program = Program::start(&[]);
    let post = |path: &str, body: &str| {
        format!(
            "POST /v1/channel/channel-0123456789/{path} HTTP/1.1\r\nhost: mock\r\nauthorization: Bearer any\r\n\
             accept: */*\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    for _ in 0..100 {
        let mut publisher = TcpStream::connect(program.address()).expect("it listens");
        let message = format!(r#"{{"message":{{"text":"{}"}}}}"#, "x".repeat(10_000));
        publisher.write_all(post("publish", &message).as_bytes()).expect("it reads");
        let mut reply = String::new();
        publisher.read_to_string(&mut reply).expect("it answers");
        assert!(reply.starts_with("HTTP/1.1 200 "), "{reply}");
    }
    let request = post("subscribe", r#"{"historyLength":1}"#);
    let grown = grown_by_a_thousand(&program, &request, 2);
    assert!(grown < 48 << 10, "{grown} KiB for a thousand subscriptions");
}

#[cfg(target_os = "linux")]
#[test]
fn it_plays_a_long_text_in_bounded_memory() {
    let program = Program::start(&[]);
    let before = memory(&program, "VmRSS");
    let mut stream = TcpStream::connect(program.address()).expect("it listens");
    // Each space is a token.
    let text = " ".repeat(1 << 20);
    stream.write_all(say(&text).as_bytes()).expect("it reads");
    let mut begin = Vec::new();
    let count = stream.take(4 << 20).read_to_end(&mut begin);
    assert_eq!(count.expect("it answers"), 4 << 20);
    let grown = memory(&program, "VmHWM").saturating_sub(before);
    assert!(grown < 24 << 10, "{grown} KiB for a text of a MiB");
}
