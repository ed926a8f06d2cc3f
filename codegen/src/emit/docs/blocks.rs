//! The paragraphs, lists, headings and fences of a Markdown text, made safe for rustdoc.
//!
//! Code is never Rust here, or rustdoc would compile it. A heading is one level lower, below those that
//! the generator writes.

use super::inline;
use super::wrap::wrap;

/// The lines of a text.
pub(super) fn lines(text: &str, width: usize) -> Vec<String> {
    let mut blocks = Blocks { width, ..Blocks::default() };
    for line in clean(text).lines() {
        blocks.take(line.trim_end());
    }
    blocks.finish()
}

/// Without what neither a reader sees nor the compiler allows: control and direction characters.
fn clean(text: &str) -> String {
    let text = text
        .replace("\r\n", "\n")
        .replace(['\r', '\u{2028}', '\u{2029}'], "\n")
        .replace('\t', "    ");
    let is_seen = |c: &char| {
        let directs = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
        *c == '\n' || !(c.is_control() || directs)
    };
    text.chars().filter(is_seen).collect()
}

#[derive(Default)]
struct Blocks {
    width: usize,
    done: Vec<String>,
    paragraph: Option<Paragraph>,
    /// Where the text of the list item before stands.
    item: Option<usize>,
    /// What ends the code that is open.
    code: Option<Code>,
}

struct Paragraph {
    first: String,
    rest: String,
    text: String,
}

enum Code {
    /// Until a line of at least this.
    Fence(String),
    /// As long as lines are indented so far.
    Indented(usize),
}

impl Blocks {
    fn take(&mut self, line: &str) {
        if self.code.is_some() && self.code_goes_on(line) {
            return;
        }
        let text = line.trim_start();
        let indent = line.len() - text.len();
        if text.is_empty() {
            self.end_paragraph();
            self.blank();
        } else if let Some(fence) = opening_fence(text) {
            self.end_paragraph();
            self.done.push(format!("{}{fence}text", self.margin(indent)));
            self.code = Some(Code::Fence(fence.to_owned()));
        } else if let Some((marker, text)) = item(text) {
            self.end_paragraph();
            let margin = self.margin(indent);
            self.item = Some(margin.len() + marker.len() + 1);
            self.begin(format!("{margin}{marker} "), text);
        } else if self.paragraph.is_some() && !is_rule(text) && !ends_paragraph(text) {
            self.go_on(text);
        } else {
            self.begin_block(indent, text);
        }
    }

    /// A line that is no item and goes on with nothing.
    fn begin_block(&mut self, indent: usize, text: &str) {
        self.end_paragraph();
        let inside = self.item.filter(|item| indent > 0 && indent < item + 4);
        if self.item.is_some() && indent == 0 {
            self.item = None;
        }
        if indent >= self.item.map_or(4, |item| item + 4) {
            let margin = " ".repeat(self.item.unwrap_or(0));
            self.done.push(format!("{margin}```text"));
            self.code = Some(Code::Indented(margin.len() + 4));
            self.done.push(format!("{}{text}", " ".repeat(indent - 4)));
        } else if is_rule(text) {
            self.blank();
            self.done.push("---".to_owned());
            self.blank();
        } else if is_heading(text) {
            self.blank();
            self.done.push(format!("#{}", inline::words(text).join(" ")));
            self.blank();
        } else {
            self.keep_apart(text);
            if ends_paragraph(text) {
                self.done.push(inline::words(text).join(" "));
            } else {
                self.begin(" ".repeat(inside.unwrap_or(0)), text);
            }
        }
    }

    /// Quotes and tables end with an empty line: without one the next line would belong to them.
    fn keep_apart(&mut self, text: &str) {
        let mark = |line: &str| line.chars().next().filter(|mark| ['>', '|'].contains(mark));
        let before = self.done.last().map(|line| line.trim_start());
        if before.is_some_and(|before| mark(before) != mark(text)) {
            self.blank();
        }
    }

    fn code_goes_on(&mut self, line: &str) -> bool {
        let text = line.trim_start();
        match &self.code {
            Some(Code::Fence(fence)) => {
                let is_end =
                    text.starts_with(fence.as_str()) && text.trim_matches(['`', '~']).is_empty();
                self.done.push(line.to_owned());
                if is_end {
                    self.code = None;
                }
                true
            }
            Some(Code::Indented(depth)) if text.is_empty() || line.len() - text.len() >= *depth => {
                self.done.push(line.get(4..).unwrap_or_default().to_owned());
                true
            }
            _ => {
                self.end_code();
                false
            }
        }
    }

    fn end_code(&mut self) {
        match self.code.take() {
            Some(Code::Indented(depth)) => {
                let blanks = self.done.iter().rev().take_while(|line| line.is_empty()).count();
                self.done.truncate(self.done.len() - blanks);
                self.done.push(format!("{}```", " ".repeat(depth - 4)));
                self.blank();
            }
            Some(Code::Fence(fence)) => self.done.push(fence),
            None => {}
        }
    }

    fn begin(&mut self, first: String, text: &str) {
        self.paragraph =
            Some(Paragraph { rest: " ".repeat(first.len()), first, text: String::new() });
        self.go_on(text);
    }

    fn go_on(&mut self, text: &str) {
        let Some(paragraph) = &mut self.paragraph else {
            return;
        };
        paragraph.text.extend([text, " "]);
        // A backslash at the end of a line breaks it for good.
        if text.ends_with('\\') && !text.ends_with("\\\\") {
            let margin = paragraph.rest.clone();
            paragraph.text.truncate(paragraph.text.len() - 2);
            self.end_paragraph();
            if let Some(last) = self.done.last_mut() {
                last.push('\\');
            }
            self.begin(margin, "");
        }
    }

    fn end_paragraph(&mut self) {
        if let Some(Paragraph { first, rest, text }) = self.paragraph.take() {
            let words = inline::words(&text);
            let words = words.iter().map(String::as_str);
            self.done.extend(wrap(words, &first, &rest, self.width));
        }
    }

    /// Room in front: none, or what an item of a list needs.
    fn margin(&self, indent: usize) -> String {
        " ".repeat(self.item.map_or(0, |item| if indent < item + 4 { indent } else { item }))
    }

    fn blank(&mut self) {
        if self.done.last().is_some_and(|line| !line.is_empty()) {
            self.done.push(String::new());
        }
    }

    fn finish(mut self) -> Vec<String> {
        self.end_paragraph();
        self.end_code();
        while self.done.last().is_some_and(String::is_empty) {
            self.done.pop();
        }
        self.done
    }
}

/// The backticks or tildes that open code.
fn opening_fence(text: &str) -> Option<&str> {
    let fence =
        ['`', '~'].iter().map(|mark| &text[..text.len() - text.trim_start_matches(*mark).len()]);
    let is_span = |fence: &str| fence.starts_with('`') && text[fence.len()..].contains('`');
    fence.into_iter().find(|fence| fence.len() >= 3 && !is_span(fence))
}

/// The marker of a list item, and what stands behind it.
fn item(text: &str) -> Option<(&str, &str)> {
    let (marker, behind) = text.split_once(' ')?;
    let number = marker.strip_suffix(['.', ')']).filter(|digits| digits.len() < 10);
    let is_number = number.is_some_and(|digits| digits.parse::<u32>().is_ok());
    let is_item = (is_number || ["-", "*", "+"].contains(&marker)) && !is_rule(text);
    is_item.then(|| (marker, behind.trim_start()))
}

/// Three dashes or the like: a line across, or the underline of a heading.
fn is_rule(text: &str) -> bool {
    let marks = text.replace(' ', "");
    let is_all = |mark| marks.trim_matches(mark).is_empty();
    marks.len() >= 3 && ['-', '*', '_', '='].into_iter().any(is_all)
}

/// Lines that stay as they are: headings, quotes and the rows of tables.
fn ends_paragraph(text: &str) -> bool {
    is_heading(text) || text.starts_with(['>', '|'])
}

/// A heading with room for one more level.
fn is_heading(text: &str) -> bool {
    let behind = text.trim_start_matches('#');
    (1..6).contains(&(text.len() - behind.len())) && behind.starts_with(' ')
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[track_caller]
    fn becomes(text: &str, expected: &[&str]) {
        assert_eq!(lines(text, 40), expected, "{text:?}");
    }

    #[test]
    fn paragraphs_are_filled_and_kept_apart() {
        becomes("One\ntwo.\n\n\nThree.", &["One two.", "", "Three."]);
        becomes(
            "It goes on for longer than there is room for.",
            &["It goes on for longer than there is room", "for."],
        );
        becomes("One\\\ntwo.", &["One\\", "two."]);
        becomes("  \n\n", &[]);
    }

    #[test]
    fn nothing_that_is_wrapped_begins_a_block() {
        let expected =
            ["A list begins with a sign, which is a -", "or 1. or # in front of a text."];
        becomes(
            "A list begins with a sign, which is a - or 1. or # in front of a text.",
            &expected,
        );
    }

    #[test]
    fn items_hang() {
        becomes(
            "- an item that is too long for one line\n  and goes on\n  - one\n1) two",
            &["- an item that is too long for one line", "  and goes on", "  - one", "1) two"],
        );
    }

    #[test]
    fn code_is_text() {
        becomes("```rust\nlet a = [1];\n```", &["```text", "let a = [1];", "```"]);
        becomes("~~~\n```\n~~~", &["~~~text", "```", "~~~"]);
        becomes("```\nopen", &["```text", "open", "```"]);
        becomes(
            "One:\n\n    a\n\n      b\n\nTwo.",
            &["One:", "", "```text", "a", "", "  b", "```", "", "Two."],
        );
    }

    #[test]
    fn headings_are_lowered() {
        becomes("# One\nTwo.", &["## One", "", "Two."]);
        becomes("###### One", &["###### One"]);
        becomes("One\n===", &["One", "", "---"]);
        becomes("#no heading", &["#no heading"]);
    }

    #[test]
    fn tables_and_quotes_stay_and_end() {
        becomes("| a | <b> |\n|---|---|\nText.", &["| a | \\<b> |", "|---|---|", "", "Text."]);
        becomes("> said\nText.", &["> said", "", "Text."]);
    }

    #[test]
    fn unseen_characters_go() {
        becomes("a\tb\r\nc\u{202e}d\u{7}", &["a b cd"]);
    }
}
