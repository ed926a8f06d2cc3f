//! How long a stream may be silent: durations, and promises that contradict each other.

use super::context::{self, Owner};
use crate::ir::{self, Silence, duration};
use crate::load::description::Stream;
use crate::load::place::At;
use crate::load::service::Streams;
use crate::load::silence::SignsOfLife;
use crate::report::Report;

/// What holds where a service says nothing: five minutes without an event, and no promise.
pub(super) const UNSAID: Silence =
    Silence { idle: Some(5 * 60), signs_of_life: None, after: Vec::new() };

/// As many signs of life in a row are missing before a connection counts as dead.
const MISSING: u32 = 3;

const DAY: u32 = 24 * 60 * 60;

/// What is written instead of a duration where there is none.
const NEVER: &str = "never";

/// What a description says of the silence of all streams, or of one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said<'a> {
    idle: Option<&'a At<String>>,
    signs_of_life: Option<&'a SignsOfLife>,
    terminal: Option<&'a At<String>>,
}

impl<'a> From<&'a Streams> for Said<'a> {
    fn from(streams: &'a Streams) -> Self {
        Self {
            idle: streams.idle.as_ref(),
            signs_of_life: streams.signs_of_life.as_ref(),
            terminal: None,
        }
    }
}

impl<'a> From<&'a Stream> for Said<'a> {
    fn from(stream: &'a Stream) -> Self {
        Self {
            idle: stream.idle.as_ref(),
            signs_of_life: stream.signs_of_life.as_ref(),
            terminal: stream.terminal.as_ref(),
        }
    }
}

/// The silence of `streams`, changed by what is said.
pub(super) fn silence(
    report: &mut Report,
    owner: &Owner,
    streams: &ir::Streams,
    said: Said<'_>,
) -> Silence {
    let before = report.counts().0;
    let mut silence = streams.silence.clone();
    if let Some(idle) = said.idle {
        silence.idle = limit(report, owner, idle);
    }
    if let Some(signs) = said.signs_of_life {
        silence.signs_of_life = limit(report, owner, &signs.every);
        silence.after = after(report, owner, streams, signs);
    }
    if report.counts().0 == before {
        check_promises(report, owner, said, &silence);
        check_idle(report, owner, said, &silence);
    }
    silence
}

/// A duration; `None` where there is no limit.
fn limit(report: &mut Report, owner: &Owner, text: &At<String>) -> Option<u32> {
    match text.as_str() {
        NEVER => None,
        _ => seconds(report, owner, text),
    }
}

fn seconds(report: &mut Report, owner: &Owner, text: &At<String>) -> Option<u32> {
    let read = read_duration(text);
    if let Err(why) = read {
        let message = format!("`{}` is not a duration{why}", text.value);
        let help = "write a whole number with `s`, `m` or `h`, such as `90s` or `5m`, below a day";
        let diagnostic = owner.error("bad-duration", owner.place(text), message);
        report.push(diagnostic.help(help));
    }
    read.ok()
}

fn read_duration(text: &str) -> Result<u32, &'static str> {
    let units = [('s', 1), ('m', 60), ('h', 60 * 60)];
    let split = |(unit, seconds)| Some((text.strip_suffix(unit)?, seconds));
    let (digits, seconds) = units.into_iter().find_map(split).ok_or("")?;
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err("");
    }
    let whole = digits.parse::<u32>().ok();
    let whole = whole.and_then(|number| number.checked_mul(seconds));
    match whole.filter(|seconds| *seconds < DAY) {
        Some(0) => Err(": it is zero"),
        Some(seconds) => Ok(seconds),
        None => Err(": it is a day or longer"),
    }
}

/// What holds after an event: those that the service describes itself change nothing.
fn after(
    report: &mut Report,
    owner: &Owner,
    streams: &ir::Streams,
    signs: &SignsOfLife,
) -> Vec<(String, u32)> {
    context::repeated(report, owner, signs.after.iter().map(|(tag, _)| tag));
    let mut after = Vec::new();
    for (tag, text) in signs.after.iter() {
        let what = match () {
            () if streams.error == tag.value => Some("the service's error event"),
            () if streams.keep_alive.contains(&tag.value) => Some("a keep-alive of the service"),
            () => None,
        };
        if let Some(what) = what {
            let message = format!("`{}` is {what}, after which no promise changes", tag.value);
            report.push(owner.error("silence", owner.place(tag), message));
        }
        after.extend(seconds(report, owner, text).map(|seconds| (tag.value.clone(), seconds)));
    }
    after
}

/// A promise after an event is a weaker one, and there are events after that one.
fn check_promises(report: &mut Report, owner: &Owner, said: Said<'_>, silence: &Silence) {
    let Some(signs) = said.signs_of_life else {
        return;
    };
    if let (None, Some((tag, _))) = (silence.signs_of_life, signs.after.iter().next()) {
        let message = "nothing is promised, so that no promise can change after an event";
        let help = "write a duration after `every`, or leave `after` out";
        let diagnostic = owner.error("silence", owner.place(&signs.every), message);
        let diagnostic = diagnostic.note(owner.place(tag), "the event");
        report.push(diagnostic.help(help));
    }
    for ((tag, text), (_, seconds)) in signs.after.iter().zip(&silence.after) {
        if said.terminal.is_some_and(|last| last.value == tag.value) {
            let message = format!("`{}` is the last event: nothing comes after it", tag.value);
            report.push(owner.error("silence", owner.place(tag), message));
        }
        if silence.signs_of_life.is_some_and(|every| *seconds <= every) {
            let message = format!(
                "after `{}`, signs of life would not come less often than before",
                tag.value
            );
            let help = "what stands after an event is longer than `every`";
            let diagnostic = owner.error("silence", owner.place(text), message);
            report.push(diagnostic.help(help));
        }
    }
}

/// A stream that is given up before signs of life can be missing needs no promise of them.
fn check_idle(report: &mut Report, owner: &Owner, said: Said<'_>, silence: &Silence) {
    let promises = silence.after.iter().map(|(_, seconds)| *seconds);
    let longest = promises.chain(silence.signs_of_life).max();
    let (Some(idle), Some(longest)) = (silence.idle, longest) else {
        return;
    };
    let said = said.idle.or(said.signs_of_life.map(|signs| &signs.every));
    let needed = longest * MISSING;
    if let Some(said) = said.filter(|_| idle < needed) {
        let message = format!(
            "a stream would be given up after {} without an event, before three signs of life can be missing",
            duration(idle)
        );
        let help = format!(
            "where one comes every {}, `idle` is at least {}",
            duration(longest),
            duration(needed)
        );
        let diagnostic = owner.error("silence", owner.place(said), message);
        report.push(diagnostic.help(help));
    }
}

#[cfg(test)]
mod tests {
    use super::read_duration;

    #[test]
    fn a_duration_is_a_whole_number_with_a_unit() {
        for (text, seconds) in [("1s", 1), ("90s", 90), ("5m", 300), ("23h", 82_800)] {
            assert_eq!(read_duration(text), Ok(seconds), "{text}");
        }
        for text in ["", "5", "m", "5 m", "5min", "1.5m", "-5m", "+5m", "５m", "never", "1m30s"] {
            assert_eq!(read_duration(text), Err(""), "{text}");
        }
        for (text, why) in [
            ("0s", ": it is zero"),
            ("00h", ": it is zero"),
            ("24h", ": it is a day or longer"),
            ("86400s", ": it is a day or longer"),
            ("99999999999m", ": it is a day or longer"),
        ] {
            assert_eq!(read_duration(text), Err(why), "{text}");
        }
    }
}
