//! The differences from the published document that are known and accepted: `drift.yaml` beside the description.

use std::path::Path;

pub use chatbotkit_description::load::allowlist::{Accepted, Reason};
use chatbotkit_description::load::{BESIDE, load_one, unreadable};
use chatbotkit_description::report::{Diagnostic, Report};

/// Reads the file in the folder of a description. Without such a file nothing is accepted.
pub fn load(folder: &Path) -> Result<(Accepted, Report), Report> {
    let path = folder.join(BESIDE);
    let name = path.to_string_lossy().replace('\\', "/");
    let (read, mut report) = match std::fs::read(&path) {
        Ok(bytes) => load_one::<Accepted>(&name, bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Ok((Accepted::default(), Report::default()));
        }
        Err(error) => return Err(unreadable(&name, &error)),
    };
    for reason in read.iter().flat_map(|read| read.accepted.iter()) {
        if !reason.written.faulty && reason.because.value.trim().is_empty() {
            let message = "a difference is accepted for a reason";
            let help = "say after `because` why it is not mended";
            report.push(
                Diagnostic::error("nothing-written", reason.because.span, message).help(help),
            );
        }
    }
    match read {
        Some(read) if !report.has_errors() => Ok((read, report)),
        _ => Err(report),
    }
}

/// Whether what is printed is what is accepted, where `*` stands for anything.
pub(super) fn fits(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let rest = parts.next().and_then(|first| text.strip_prefix(first));
    let last = parts.next_back();
    let rest =
        rest.and_then(|rest| parts.try_fold(rest, |rest, part| Some(rest.split_once(part)?.1)));
    match (rest, last) {
        (Some(rest), Some(last)) => rest.ends_with(last),
        (rest, _) => rest == Some(""),
    }
}
