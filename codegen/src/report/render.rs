//! How a report looks to a reader: on a terminal, in a log and in the expectation of a test.

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Level as Severity, Place, Report};

/// Longer lines are cut around what they are shown for.
const WIDTH: usize = 120;

/// More at once is no help.
const MOST: usize = 100;

impl Report {
    /// All that was found, by place, and a line that counts it; nothing if nothing was found.
    pub fn render(&self, color: bool) -> String {
        let renderer = if color {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        let renderer = renderer.term_width(WIDTH);
        let mut text = String::new();
        let diagnostics = self.diagnostics();
        for diagnostic in diagnostics.iter().take(MOST) {
            text += &renderer.render(&self.groups(diagnostic));
            text += "\n\n";
        }
        let (errors, warnings) = self.counts();
        let counts = [count(errors, "error"), count(warnings, "warning")];
        let counts: Vec<_> = counts.into_iter().flatten().collect();
        if !counts.is_empty() {
            text += &counts.join(", ");
            if diagnostics.len() > MOST {
                text += &format!("; the first {MOST} are shown");
            }
            text.push('\n');
        }
        text
    }

    fn groups<'a>(&'a self, diagnostic: &'a Diagnostic) -> Vec<Group<'a>> {
        let level = match diagnostic.level {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let title = level
            .primary_title(diagnostic.message.as_str())
            .id(diagnostic.id);
        let mut first = title.element(self.shown(&diagnostic.place));
        if let Some(help) = &diagnostic.help {
            first = first.element(Level::HELP.message(visible(help)));
        }
        let notes = diagnostic.notes.iter().map(|(place, text)| {
            let title = Level::NOTE.secondary_title(visible(text));
            title.element(self.shown(place))
        });
        std::iter::once(first).chain(notes).collect()
    }

    /// The line in which a place starts; of a file without text, the path alone.
    fn shown(&self, place: &Place) -> Element<'_> {
        let Some(file) = self.files.get(place.file.0) else {
            return Origin::path("?").into();
        };
        if file.text.is_empty() {
            return Origin::path(file.path.as_str()).into();
        }
        let line = line_of(&file.text, place.bytes.0);
        let end = place.bytes.1.clamp(place.bytes.0, line.end);
        let within = |at: usize| at.clamp(line.start, line.end) - line.start;
        let bytes = within(place.bytes.0)..within(end);
        Snippet::source(&file.text[line.clone()])
            .line_start(1 + file.text[..line.start].matches('\n').count())
            .path(file.path.as_str())
            .annotation(AnnotationKind::Primary.span(bytes))
            .into()
    }
}

/// The line that `at` is in, without its end. A mark of the byte order is no part of a line.
fn line_of(text: &str, at: usize) -> Range<usize> {
    let at = at.min(text.len());
    let before = &text.as_bytes()[..at];
    let start = before.iter().rposition(|byte| *byte == b'\n');
    let start = start.map_or(0, |newline| newline + 1);
    let line = text[start..].split('\n').next().unwrap_or_default();
    let end = start + line.trim_end_matches('\r').len();
    let mark = line.len() - line.trim_start_matches('\u{feff}').len();
    start + mark..end
}

/// The text with its control characters shown: a description must not write to the terminal.
fn visible(text: &str) -> Cow<'_, str> {
    annotate_snippets::normalize_untrusted_str(text).into()
}

fn count(number: usize, what: &str) -> Option<String> {
    match number {
        0 => None,
        1 => Some(format!("1 {what}")),
        _ => Some(format!("{number} {what}s")),
    }
}
