//! Markdown of a description, made safe for rustdoc: read by the parser that rustdoc has, and written
//! again, with what rustdoc would misread as text.
//!
//! HTML and links that are not addresses are text, addresses are links, code is never Rust, or rustdoc
//! would compile it, and a heading is one level lower, below those of the generator.

use pulldown_cmark::{Alignment, Event, LinkType, Options, Parser, Tag, TagEnd, TextMergeStream};

use super::wrap::wrap;
use inline::{Link, Words};

mod inline;

/// The lines of a string.
pub(super) fn lines(text: &str, width: usize) -> Vec<String> {
    let text = clean(text);
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut writer = Writer { width, ..Writer::default() };
    for event in TextMergeStream::new(Parser::new_ext(&text, options)) {
        writer.take(event);
    }
    writer.end_paragraph();
    writer.lines
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
struct Writer {
    width: usize,
    lines: Vec<String>,
    /// What stands before each line: room for the quotes and lists around it.
    margin: String,
    /// How long the margin was before each of them.
    margins: Vec<usize>,
    /// What stands before the next line in the place of the margin, where that line begins an item.
    marker: Option<String>,
    /// Whether the next block is the first one inside what is around it.
    is_first: bool,
    lists: Vec<List>,
    words: Words,
    /// The text of the code that is open.
    code: Option<String>,
    row: String,
    alignments: Vec<Alignment>,
}

struct List {
    number: Option<u64>,
    /// Whether its items consist of paragraphs, with empty lines between them.
    is_loose: bool,
}

impl Writer {
    fn take(&mut self, event: Event) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.code {
                Some(code) => code.push_str(&text),
                None => self.words.text(&text),
            },
            Event::Html(text) | Event::InlineHtml(text) => self.words.text(&text),
            Event::Code(code) => self.words.code(&code),
            Event::SoftBreak => self.words.end(),
            Event::HardBreak => self.words.break_line(),
            Event::Rule => {
                self.begin_block();
                self.line("---");
            }
            Event::TaskListMarker(is_done) => {
                self.words.mark(if is_done { "[x]" } else { "[ ]" });
                self.words.end();
            }
            Event::FootnoteReference(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: Tag) {
        match tag {
            Tag::Paragraph => {
                let list = self.lists.last_mut().filter(|_| self.marker.is_some());
                if let Some(list) = list {
                    list.is_loose = true;
                }
                self.begin_block();
            }
            Tag::Heading { .. } | Tag::HtmlBlock => self.begin_block(),
            Tag::BlockQuote(_) => {
                self.begin_block();
                self.open("> ", "> ");
            }
            Tag::CodeBlock(_) => {
                self.begin_block();
                self.code = Some(String::new());
            }
            Tag::List(number) => {
                // In an item that is not a paragraph, the list inside comes right after its words.
                match self.words.is_empty() {
                    true => self.begin_block(),
                    false => self.end_paragraph(),
                }
                self.lists.push(List { number, is_loose: false });
            }
            Tag::Item => self.begin_item(),
            Tag::Table(alignments) => {
                self.begin_block();
                self.alignments = alignments;
            }
            Tag::TableHead | Tag::TableRow => self.row = "|".to_owned(),
            Tag::Emphasis => self.words.mark("*"),
            Tag::Strong => self.words.mark("**"),
            Tag::Strikethrough => self.words.mark("~~"),
            Tag::Link { link_type: LinkType::Autolink | LinkType::Email, dest_url, .. } => {
                self.words.begin_link(Link::Bare(dest_url.into_string()));
            }
            Tag::Link { dest_url, .. } => {
                self.words.begin_link(Link::Text(dest_url.into_string()));
            }
            Tag::Image { dest_url, .. } => {
                self.words.begin_link(Link::Image(dest_url.into_string()));
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::HtmlBlock => self.end_paragraph(),
            TagEnd::Heading(level) => {
                let level = (level as usize + 1).min(6);
                let heading = self.words.take_line();
                self.line(&format!("{} {heading}", "#".repeat(level)));
            }
            TagEnd::BlockQuote(_) => {
                self.end_paragraph();
                self.close();
            }
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::Item => {
                self.end_paragraph();
                if self.marker.is_some() {
                    self.line("");
                }
                self.close();
            }
            TagEnd::TableCell => {
                let cell = self.words.take_line().replace('|', "\\|");
                self.row.extend([" ", &cell, " |"]);
            }
            TagEnd::TableRow => self.end_row(),
            TagEnd::TableHead => {
                self.end_row();
                let rule = |alignment: &Alignment| match alignment {
                    Alignment::None => "---|",
                    Alignment::Left => ":---|",
                    Alignment::Center => ":---:|",
                    Alignment::Right => "---:|",
                };
                self.row = format!("|{}", self.alignments.iter().map(rule).collect::<String>());
                self.end_row();
            }
            TagEnd::Emphasis => self.words.mark("*"),
            TagEnd::Strong => self.words.mark("**"),
            TagEnd::Strikethrough => self.words.mark("~~"),
            TagEnd::Link | TagEnd::Image => self.words.end_link(),
            _ => {}
        }
    }

    /// What is inside of half a line's width of quotes and lists stands beside what is around it.
    fn open(&mut self, marker: &str, margin: &str) {
        self.margins.push(self.margin.len());
        if self.margin.len() < self.width / 2 {
            self.marker.get_or_insert_with(|| self.margin.clone()).push_str(marker);
            self.margin.push_str(margin);
            self.is_first = true;
        }
    }

    fn close(&mut self) {
        let margin = self.margins.pop().unwrap_or_default();
        self.margin.truncate(margin);
    }

    fn begin_item(&mut self) {
        let Some(list) = self.lists.last_mut() else { return };
        let marker = match &mut list.number {
            Some(number) => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
            None => "- ".to_owned(),
        };
        if list.is_loose {
            self.begin_block();
        }
        self.open(&marker, &" ".repeat(marker.len()));
    }

    /// Keeps a block apart from the one before it.
    fn begin_block(&mut self) {
        self.end_paragraph();
        if !self.is_first && !self.lines.is_empty() {
            self.lines.push(self.margin.trim_end().to_owned());
        }
    }

    fn end_paragraph(&mut self) {
        let width = self.width - self.margin.len().min(self.width / 2);
        let segments = self.words.take();
        let last = segments.len().saturating_sub(1);
        for (index, words) in segments.iter().enumerate() {
            let mut lines = wrap(words.iter().map(String::as_str), width);
            if let Some(line) = lines.last_mut().filter(|_| index < last) {
                line.push('\\');
            }
            for line in lines {
                self.line(&line);
            }
        }
    }

    fn end_code(&mut self) {
        let code = self.code.take().unwrap_or_default();
        let runs = code.split(|c| c != '`').map(str::len);
        let fence = "`".repeat(runs.max().map_or(3, |longest| (longest + 1).max(3)));
        self.line(&format!("{fence}text"));
        for line in code.lines() {
            self.line(line.trim_end());
        }
        self.line(&fence);
    }

    fn end_row(&mut self) {
        let row = std::mem::take(&mut self.row);
        self.line(&row);
    }

    fn line(&mut self, line: &str) {
        let mut whole = self.marker.take().unwrap_or_else(|| self.margin.clone());
        whole.push_str(line);
        whole.truncate(whole.trim_end().len());
        self.lines.push(whole);
        self.is_first = false;
    }
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[track_caller]
    fn becomes(text: &str, expected: &[&str]) {
        assert_eq!(lines(text, 40), expected, "{text:?}");
        // What was written is read as it was meant. Headings are lowered each time.
        if !text.contains(['#', '=']) {
            assert_eq!(lines(&expected.join("\n"), 40), expected, "{text:?}");
        }
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
        becomes("\\# no heading\n\n1\\. no item", &["\\# no heading", "", "1\\. no item"]);
    }

    #[test]
    fn items_hang() {
        becomes(
            "- an item that is too long for one line\n  and goes on\n  - one\n\n1) two",
            &["- an item that is too long for one line", "  and goes on", "  - one", "", "1. two"],
        );
        becomes("* a\n\n  b\n* c", &["- a", "", "  b", "", "- c"]);
        becomes("- - a\n- [x] b", &["- - a", "- [x] b"]);
        becomes("- a\n-", &["- a", "-"]);
    }

    #[test]
    fn code_is_text() {
        becomes("```rust\nlet a = [1];\n```", &["```text", "let a = [1];", "```"]);
        becomes("~~~\n```\n~~~", &["````text", "```", "````"]);
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
        becomes("One\n===", &["## One"]);
        becomes("#no heading", &["#no heading"]);
    }

    #[test]
    fn tables_and_quotes_stay_and_end() {
        becomes(
            "| a | <b> |\n|---|:-:|\n| `c\\|d` | e |\n\nText.",
            &["| a | \\<b> |", "|---|:---:|", "| `c\\|d` | e |", "", "Text."],
        );
        becomes("> said\n> - twice\n\nText.", &["> said", ">", "> - twice", "", "Text."]);
    }

    #[test]
    fn unseen_characters_go() {
        becomes("a\tb\r\nc\u{202e}d\u{7}", &["a b cd"]);
    }

    #[test]
    fn what_is_hostile_takes_time_in_proportion() {
        for part in ["[", "- ", "> ", "*a ", "`", "<a ", "![", "1. ", "| ", "https://a "] {
            let text = part.repeat(50_000);
            let length: usize = lines(&text, 90).iter().map(String::len).sum();
            assert!(length < 8 * text.len(), "{part}: {length}");
        }
    }
}
