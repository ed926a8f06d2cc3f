//! Arguments of a command, read by what it declares: switches, options with a value, and the rest by position.
//! What a value means is for the command.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use chatbotkit_description::report::similar;

use crate::usage_error;

/// What a command takes.
pub(crate) struct Spec {
    /// The name of the command.
    pub(crate) name: &'static str,
    /// What `--help` prints.
    pub(crate) usage: &'static str,
    /// Options without a value.
    pub(crate) switches: &'static [&'static str],
    /// Options with a value, and what that is, such as `a folder`.
    pub(crate) options: &'static [(&'static str, &'static str)],
    /// Whether there are arguments that are not options.
    pub(crate) positional: bool,
}

/// What a command is given.
#[derive(Debug, Default)]
pub(crate) struct Arguments {
    /// The arguments that are not options, in order.
    pub(crate) positional: Vec<String>,
    options: BTreeMap<&'static str, String>,
    switches: Vec<&'static str>,
}

impl Arguments {
    /// Whether a switch is given.
    pub(crate) fn has(&self, switch: &str) -> bool {
        self.switches.contains(&switch)
    }

    /// The value of an option.
    pub(crate) fn take(&mut self, option: &str) -> Option<String> {
        self.options.remove(option)
    }

    /// The value of an option that is a file or a folder.
    pub(crate) fn path(&mut self, option: &str) -> Option<PathBuf> {
        self.take(option).map(PathBuf::from)
    }
}

/// Reads the arguments and carries the command out. A wrong argument is refused.
pub(crate) fn run<T>(
    arguments: Vec<String>,
    spec: &Spec,
    understand: impl FnOnce(Arguments) -> Result<T, String>,
    carry_out: impl FnOnce(T) -> ExitCode,
) -> ExitCode {
    if arguments.iter().any(|it| it == "--help" || it == "-h") {
        print!("{}", spec.usage);
        return ExitCode::SUCCESS;
    }
    match parse(arguments, spec).and_then(understand) {
        Ok(understood) => carry_out(understood),
        Err(message) => usage_error(&message, spec.name),
    }
}

fn parse(arguments: Vec<String>, spec: &Spec) -> Result<Arguments, String> {
    let mut read = Arguments::default();
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        if spec.positional && !argument.starts_with('-') {
            read.positional.push(argument);
            continue;
        }
        let (flag, inline) = match argument.split_once('=') {
            Some((flag, value)) => (flag, Some(value.to_owned())),
            None => (argument.as_str(), None),
        };
        let switch = spec.switches.iter().find(|it| **it == flag);
        if let Some(switch) = switch.filter(|_| inline.is_none()) {
            read.switches.push(switch);
            continue;
        }
        let Some((option, what)) = spec.options.iter().find(|(option, _)| *option == flag) else {
            return Err(unknown(&argument, flag, spec));
        };
        let value = inline.or_else(|| arguments.next()).filter(|value| !value.is_empty());
        let value = value.ok_or_else(|| format!("`{flag}` needs {what}"))?;
        if read.options.insert(option, value).is_some() {
            return Err(format!("`{flag}` is given twice"));
        }
    }
    Ok(read)
}

fn unknown(argument: &str, flag: &str, spec: &Spec) -> String {
    let options = spec.options.iter().map(|(option, _)| *option);
    let known = spec.switches.iter().copied().chain(options);
    let near = similar(flag, known.chain(["--help"]));
    let hint = near.map_or(String::new(), |near| format!(": did you mean `{near}`?"));
    let what = match argument.starts_with('-') {
        true => "option",
        false => "argument",
    };
    format!("`{argument}` is not an {what} of this command{hint}")
}
