//! How a report looks to a reader: on a terminal, in a log and in the expectation of a test.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Level as Severity, Report, Span};

/// Longer lines are cut around what they are shown for.
const WIDTH: usize = 120;

/// More at once is no help.
const MOST: usize = 100;

impl Report {
    /// All that was found, in the order of the spans, and a line that counts it; nothing if nothing was found.
    pub fn render(&self, color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
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
        let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.id);
        let mut first = title.element(self.shown(diagnostic.span));
        if let Some(help) = &diagnostic.help {
            first = first.element(Level::HELP.message(visible(help)));
        }
        let notes = diagnostic.notes.iter().map(|(span, text)| {
            let title = Level::NOTE.secondary_title(visible(text));
            title.element(self.shown(*span))
        });
        std::iter::once(first).chain(notes).collect()
    }

    /// The line in which a span starts; of a file without text, the path alone.
    fn shown(&self, span: Span) -> Element<'_> {
        let Some(file) = self.files.get(span.file.0) else {
            return Origin::path("?").into();
        };
        if file.text.is_empty() {
            return Origin::path(file.path.as_str()).into();
        }
        let line = line_of(&file.text, span.bytes.0);
        let text = &file.text[line.clone()];
        let start = within(text, span.bytes.0.saturating_sub(line.start));
        let end = within(text, span.bytes.1.saturating_sub(line.start));
        Snippet::source(text)
            .line_start(1 + file.text[..line.start].matches('\n').count())
            .path(file.path.as_str())
            .annotation(AnnotationKind::Primary.span(start..end.max(start)))
            .into()
    }
}

/// The line that `at` is in, without its end. A mark of the byte order is not part of a line.
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

/// The nearest position at or before `at` that is between two characters.
fn within(line: &str, at: usize) -> usize {
    let at = at.min(line.len());
    let mut steps = (0..=at).rev();
    steps.find(|at| line.is_char_boundary(*at)).unwrap_or(0)
}

/// The text with its control characters shown: a description must not write to the terminal, nor must a document.
pub fn visible(text: &str) -> String {
    annotate_snippets::normalize_untrusted_str(text)
}

fn count(number: usize, what: &str) -> Option<String> {
    match number {
        0 => None,
        1 => Some(format!("1 {what}")),
        _ => Some(format!("{number} {what}s")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Diagnostic, FileId, Report, SourceFile, Span};

    fn report(text: &str) -> Report {
        let file =
            |path: &str, text: &str| SourceFile { path: path.to_owned(), text: text.to_owned() };
        Report { files: vec![file("a.yaml", text), file("b.yaml", "")], ..Report::default() }
    }

    fn span(start: usize, end: usize) -> Span {
        Span::new(FileId(0), start..end)
    }

    #[test]
    fn nothing_found_is_nothing_said() {
        assert_eq!(report("").render(false), "");
        assert_eq!(report("").render(true), "");
    }

    #[test]
    fn all_is_shown_in_the_order_of_the_spans() {
        let mut report = report("one: 1\ntwo: 2\n");
        let other = Span::new(FileId(1), 3..9);
        report.push(Diagnostic::warning("later", span(7, 10), "second").note(other, "over there"));
        report.push(Diagnostic::error("sooner", span(5, 6), "first").help("think\u{7}"));
        let expected = "\
error[sooner]: first
 --> a.yaml:1:6
  |
1 | one: 1
  |      ^
  |
  = help: think␇

warning[later]: second
 --> a.yaml:2:1
  |
2 | two: 2
  | ^^^
  |
note: over there
 --> b.yaml

1 error, 1 warning
";
        assert_eq!(report.render(false), expected);
        let plain = report.render(false);
        let colored = report.render(true);
        assert!(colored.contains("\u{1b}[") && !plain.contains('\u{1b}'));
    }

    #[test]
    fn long_lines_and_long_lists_are_cut() {
        let mut report = report(&format!("{}x{}", "é".repeat(5000), "y".repeat(5000)));
        report.push(Diagnostic::error("long", span(10_000, 15_001), "long"));
        assert!(report.render(false).len() < 1000);
        (0..200).for_each(|at| report.push(Diagnostic::error("many", span(at, at), "many")));
        let shown = report.render(false);
        assert_eq!(shown.matches("error[").count(), 100);
        assert!(shown.ends_with("\n201 errors; the first 100 are shown\n"));
    }

    #[test]
    fn spans_outside_of_a_file_are_shown_somewhere() {
        for (start, end) in [(0, 99), (50, 99), (4, 5), (9, 3), (2, 9)] {
            let mut report = report("é: ü\n\nö");
            report.push(Diagnostic::error("odd", span(start, end), "odd"));
            assert!(report.render(false).contains("--> a.yaml:"));
        }
    }
}
