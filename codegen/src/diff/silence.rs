//! How long streams may be silent: in general, and where an operation says otherwise.

use super::verdicts::*;
use super::walk::{Place, Walk};
use chatbotkit_description::ir::{Operation, Silence, duration};

impl Walk<'_> {
    pub(super) fn silence_of_service(&mut self) {
        let (old, new) = (&self.old.service.streams, &self.new.service.streams);
        let place = |key: &str| Place::new(format!("service: `{key}` of streams"), "EventStream");
        self.silence(place, &old.silence, &new.silence);
    }

    /// Compares what an operation says itself. What it takes over from the service is compared there.
    pub(super) fn silence_of_stream(&mut self, at: &Place, old: &Operation, new: &Operation) {
        if old.silence.is_some() || new.silence.is_some() {
            let (was, is) = (&self.old.service.streams, &self.new.service.streams);
            let was = old.silence.as_ref().unwrap_or(&was.silence);
            let is = new.silence.as_ref().unwrap_or(&is.silence);
            self.silence(|key| at.about(&format!("`{key}` of its stream")), was, is);
        }
    }

    fn silence(&mut self, place: impl Fn(&str) -> Place, old: &Silence, new: &Silence) {
        let row = |is_longer| if is_longer { SILENCE_LONGER } else { SILENCE_SHORTER };
        let limits = (limit(old.idle), limit(new.idle));
        if limits.0 != limits.1 {
            let row = row(is_longer(old.idle, new.idle));
            self.became(&place("idle"), row, &limits.0, &limits.1);
        }
        let (was, is) = (promise(old), promise(new));
        if was != is {
            let tags = old.after.iter().chain(&new.after).map(|(tag, _)| tag);
            let mut both = tags.map(|tag| (after(old, tag), after(new, tag)));
            let is_longer = is_longer(old.signs_of_life, new.signs_of_life)
                || both.any(|(was, is)| is_longer(was, is));
            self.became(&place("signs_of_life"), row(is_longer), &was, &is);
        }
    }
}

/// Whether there is more time now. No limit is the most.
fn is_longer(old: Option<u32>, new: Option<u32>) -> bool {
    new.unwrap_or(u32::MAX) > old.unwrap_or(u32::MAX)
}

/// What is promised once an event with the tag has arrived.
fn after(silence: &Silence, tag: &str) -> Option<u32> {
    let mut after = silence.after.iter();
    let own = after.find(|(known, _)| known == tag);
    own.map_or(silence.signs_of_life, |(_, seconds)| Some(*seconds))
}

fn limit(limit: Option<u32>) -> String {
    format!("`{}`", limit.map_or("never".to_owned(), duration))
}

fn promise(silence: &Silence) -> String {
    let after = silence.after.iter();
    let after = after.map(|(tag, seconds)| format!(", `{}` after `{tag}`", duration(*seconds)));
    format!("{}{}", limit(silence.signs_of_life), after.collect::<String>())
}
