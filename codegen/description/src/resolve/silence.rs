//! How long a stream may be silent: durations, and promises that contradict each other.

use super::context::Context;
use crate::ir::{self, Silence, duration};
use crate::load::shape::SignsOfLife;
use crate::load::span::At;

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
    pub(super) idle: Option<&'a At<String>>,
    pub(super) signs_of_life: Option<&'a SignsOfLife>,
    pub(super) terminal: Option<&'a At<String>>,
}

/// The silence of `streams`, changed by what is said.
pub(super) fn silence(cx: &Context<'_>, streams: &ir::Streams, said: Said<'_>) -> Silence {
    let before = cx.errors();
    let mut silence = streams.silence.clone();
    if let Some(idle) = said.idle {
        silence.idle = limit(cx, idle);
    }
    if let Some(signs) = said.signs_of_life.filter(|signs| !signs.faulty) {
        silence.signs_of_life = limit(cx, &signs.every);
        silence.after = after(cx, streams, signs);
        if cx.errors() == before {
            check_promises(cx, said.terminal, signs, &silence);
        }
    }
    if cx.errors() == before {
        check_idle(cx, said, &silence);
    }
    silence
}

/// A duration; `None` where there is no limit.
fn limit(cx: &Context<'_>, text: &At<String>) -> Option<u32> {
    match text.as_str() {
        NEVER => None,
        _ => seconds(cx, text),
    }
}

fn seconds(cx: &Context<'_>, text: &At<String>) -> Option<u32> {
    let read = read_duration(text);
    if let Err(why) = read {
        let message = format!("`{}` is not a duration{why}", text.value);
        let help = "write a whole number with `s`, `m` or `h`, such as `90s` or `5m`, below a day";
        cx.error("bad-duration", text, message).help(help);
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
fn after(cx: &Context<'_>, streams: &ir::Streams, signs: &SignsOfLife) -> Vec<(String, u32)> {
    cx.repeated(signs.after.names());
    let mut after = Vec::new();
    for (tag, text) in signs.after.iter() {
        if let Some(what) = streams.own_event(tag) {
            let message = format!("`{}` is {what}, after which no promise changes", tag.value);
            cx.error("silence", tag, message);
        }
        after.extend(seconds(cx, text).map(|seconds| (tag.value.clone(), seconds)));
    }
    after
}

/// A promise after an event is a weaker one, and there are events after that one.
fn check_promises(
    cx: &Context<'_>,
    terminal: Option<&At<String>>,
    signs: &SignsOfLife,
    silence: &Silence,
) {
    if let (None, Some(tag)) = (silence.signs_of_life, signs.after.names().next()) {
        let message = "nothing is promised, so that no promise can change after an event";
        let help = "write a duration after `every`, or leave `after` out";
        cx.error("silence", &signs.every, message).note(tag, "the event").help(help);
    }
    for ((tag, text), (_, seconds)) in signs.after.iter().zip(&silence.after) {
        let name = &tag.value;
        if terminal.is_some_and(|last| last.value == *name) {
            let message = format!("`{name}` is the last event: nothing comes after it");
            cx.error("silence", tag, message);
        }
        if silence.signs_of_life.is_some_and(|every| *seconds <= every) {
            let message =
                format!("after `{name}`, signs of life would not come less often than before");
            let help = "what stands after an event is longer than `every`";
            cx.error("silence", text, message).help(help);
        }
    }
}

/// A stream that is given up before signs of life can be missing needs no promise of them.
fn check_idle(cx: &Context<'_>, said: Said<'_>, silence: &Silence) {
    let promises = silence.after.iter().map(|(_, seconds)| *seconds);
    let longest = promises.chain(silence.signs_of_life).max();
    let (Some(idle), Some(longest)) = (silence.idle, longest) else {
        return;
    };
    let at = said.idle.or(said.signs_of_life.map(|signs| &signs.every));
    let needed = longest * MISSING;
    if let Some(at) = at.filter(|_| idle < needed) {
        let idle = duration(idle);
        let message = format!(
            "a stream would be given up after {idle} without an event, before three signs of life can be missing"
        );
        let (longest, needed) = (duration(longest), duration(needed));
        let help = format!("where one comes every {longest}, `idle` is at least {needed}");
        cx.error("silence", at, message).help(help);
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
