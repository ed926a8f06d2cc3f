//! The server as a program. What it does is in the library.

use std::env;
use std::fmt::Display;
use std::io::{self, Write as _};
use std::process::ExitCode;
use std::str::FromStr;
use std::sync::mpsc;
use std::thread;

use chatbotkit_description::report::similar;
use chatbotkit_mock::{Builder, MockServer};

const USAGE: &str = "\
Plays the described API on the loopback interface, until Ctrl-C or SIGTERM.

Usage: chatbotkit-mock [OPTIONS]
       cargo xtask mock [OPTIONS]

  --port PORT      listen on this port; 0 takes one that is free [4010]
  --schema DIR     play the description in this folder instead of the one built in
  --lenient        take all that is documented, even what today's service refuses
  --secret SECRET  take this secret only
  --answer TEXT    have bots answer this, whatever is said to them
  --pace N         send N events of a stream a second
  --fault FAULT    have this go wrong with every request, or with FAULT@OPERATION for one
                   operation, with FAULT@ID for one id; may be repeated
  --quiet          print no line for each request
  --help           print this

Clients ask for faults with the header `x-mock-fault`, such as `x-mock-fault: cut-events=2`.

Example:
  cargo xtask mock --port 0 --fault status=500@completeConversation
";

/// The options with a value.
const VALUED: &[&str] = &["--port", "--schema", "--secret", "--answer", "--pace", "--fault"];

/// The options without one.
const SWITCHES: &[&str] = &["--lenient", "--quiet", "--help"];

/// How many lines wait for somebody to read them before the next ones are dropped.
const WAITING: usize = 1024;

/// The exit code for arguments that make no sense.
const USAGE_ERROR: u8 = 2;

fn main() -> ExitCode {
    let builder =
        match arguments(env::args_os().skip(1).map(|text| text.to_string_lossy().into_owned())) {
            Ok(Some(builder)) => builder,
            Ok(None) => {
                print!("{USAGE}");
                return ExitCode::SUCCESS;
            }
            Err(error) => {
                // It is the last thing that is read, so the whole usage is left to `--help`.
                eprintln!("error: {error}\n\nFor what can be given, try `--help`.");
                return ExitCode::from(USAGE_ERROR);
            }
        };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    match runtime.and_then(|runtime| runtime.block_on(run(builder))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failure(error),
    }
}

fn failure(error: impl Display) -> ExitCode {
    eprintln!("error: {error}");
    ExitCode::FAILURE
}

async fn run(builder: Builder) -> io::Result<()> {
    let server = builder.start().await?;
    // Whoever reads the last line may rely on it.
    let ended = ended()?;
    writeln!(io::stdout(), "{}\nCtrl-C ends it.", server.guide())?;
    ended.await;
    Ok(())
}

/// Waits for Ctrl-C, or for what other programs end a server with.
#[cfg(unix)]
fn ended() -> io::Result<impl Future<Output = ()>> {
    use std::{future::poll_fn, task::Poll};

    use tokio::signal::unix::{SignalKind, signal};

    let mut signals = [signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?];
    Ok(poll_fn(move |context| {
        let came = signals.iter_mut().any(|signal| signal.poll_recv(context).is_ready());
        if came { Poll::Ready(()) } else { Poll::Pending }
    }))
}

/// Waits for Ctrl-C.
#[cfg(windows)]
fn ended() -> io::Result<impl Future<Output = ()>> {
    let mut signal = tokio::signal::windows::ctrl_c()?;
    Ok(async move { drop(signal.recv().await) })
}

/// The server that is asked for; `None` where help is.
fn arguments(mut arguments: impl Iterator<Item = String>) -> Result<Option<Builder>, String> {
    let mut builder = MockServer::builder().port(4010);
    let mut quiet = false;
    while let Some(argument) = arguments.next() {
        let (name, inline) = match argument.split_once('=') {
            Some((name, value)) if VALUED.contains(&name) => (name, Some(value.to_owned())),
            _ => (argument.as_str(), None),
        };
        let value = || {
            let value = inline.or_else(|| arguments.next());
            value.ok_or_else(|| format!("a value is missing after `{name}`"))
        };
        builder = match name {
            "--port" => builder.port(parsed(name, value()?)?),
            "--schema" => builder.schema(value()?),
            "--lenient" => builder.lenient(),
            "--secret" => builder.secret(value()?),
            "--answer" => builder.answer(value()?),
            "--pace" => builder.pace(parsed(name, value()?)?),
            "--fault" => {
                let value = value()?;
                let faults = builder.faults(&value);
                faults.map_err(|error| format!("`{name}` cannot be `{value}`: {error}"))?
            }
            "--quiet" => {
                quiet = true;
                builder
            }
            "--help" | "-h" => return Ok(None),
            _ => return Err(unknown(&argument)),
        };
    }
    Ok(Some(if quiet { builder } else { builder.log(printer()) }))
}

fn unknown(argument: &str) -> String {
    let name = argument.split_once('=').map_or(argument, |(name, _)| name);
    let near = similar(name, VALUED.iter().chain(SWITCHES).copied());
    let hint = near.map_or(String::new(), |near| format!(": did you mean `{near}`?"));
    format!("there is no option `{argument}`{hint}")
}

/// Prints lines from a thread of its own: output that nobody reads must not hold up the server.
fn printer() -> impl Fn(&str) + Send + Sync + 'static {
    let (lines, waiting) = mpsc::sync_channel::<String>(WAITING);
    thread::spawn(move || {
        let printed = |line| writeln!(io::stdout(), "{line}").is_ok();
        waiting.into_iter().all(printed)
    });
    // A line that there is no room for is dropped.
    move |line| drop(lines.try_send(line.to_owned()))
}

fn parsed<T: FromStr<Err: Display>>(name: &str, value: String) -> Result<T, String> {
    value.parse().map_err(|error| format!("`{name}` cannot be `{value}`: {error}"))
}
