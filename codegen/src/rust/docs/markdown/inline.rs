//! The words of a paragraph. What must not be broken over lines is one word, spaces and all.

use std::mem;

use super::super::wrap::begins_block;

/// A link, by what stands for it.
pub(super) enum Link {
    /// `<https://..>`
    Bare(String),
    /// `[text](https://..)`
    Text(String),
    /// `![text](https://..)`
    Image(String),
}

/// The words up to here, by the lines that have to end where they do.
#[derive(Default)]
pub(super) struct Words {
    before: Vec<Vec<String>>,
    line: Vec<String>,
    word: String,
    /// The links that are open, and where in the word each of them begins.
    links: Vec<(Link, usize)>,
}

impl Words {
    pub(super) fn is_empty(&self) -> bool {
        self.before.is_empty() && self.line.is_empty() && self.word.is_empty()
    }

    /// Adds text, in which nothing means anything to Markdown.
    pub(super) fn text(&mut self, text: &str) {
        let mut before = None;
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let after = &rest[first.len_utf8()..];
            let mut taken = first.len_utf8();
            if first.is_whitespace() {
                self.end();
            } else if let Some(address) = self.address(before, rest) {
                self.word.extend(["<", address, ">"]);
                taken = address.len();
            } else {
                if is_special(before, first, after.chars().next()) {
                    self.word.push('\\');
                }
                self.word.push(first);
            }
            before = Some(first);
            rest = &rest[taken..];
        }
    }

    /// Adds a mark of Markdown.
    pub(super) fn mark(&mut self, mark: &str) {
        self.word.push_str(mark);
    }

    /// Adds code, between more backticks than are in it.
    pub(super) fn code(&mut self, code: &str) {
        let runs: Vec<usize> = code.split(|c| c != '`').map(str::len).collect();
        let fence = (1..).find(|length| !runs.contains(length)).map_or(1, |length| length);
        let ticks = "`".repeat(fence);
        let is_open = code.starts_with('`') || code.ends_with('`');
        let space = if is_open { " " } else { "" };
        self.word.extend([&ticks, space, code, space, &ticks]);
    }

    /// Ends a word, except within a link.
    pub(super) fn end(&mut self) {
        if self.links.is_empty() {
            let word = mem::take(&mut self.word);
            self.line.extend(Some(word).filter(|word| !word.is_empty()));
        } else if !self.word.ends_with(' ') {
            self.word.push(' ');
        }
    }

    /// Ends a line for good.
    pub(super) fn break_line(&mut self) {
        self.end();
        let line = mem::take(&mut self.line);
        self.before.push(line);
    }

    pub(super) fn begin_link(&mut self, link: Link) {
        self.links.push((link, self.word.len()));
    }

    /// A link to anything but an address is text: rustdoc would look for an item.
    pub(super) fn end_link(&mut self) {
        let Some((link, start)) = self.links.pop() else { return };
        let text = self.word.split_off(start);
        let (open, target) = match link {
            Link::Bare(target) => return self.word.extend(["<", &target, ">"]),
            Link::Text(target) => ("[", target),
            Link::Image(target) => ("![", target),
        };
        let is_plain = !target.contains([' ', '(', ')', '<', '>', '\\']);
        match is_address(&target) && is_plain {
            true => self.word.extend([open, &text, "](", &target, ")"]),
            false => {
                self.word.extend([&open.replace('[', "\\["), &text, "\\]("]);
                self.text(&target);
                self.word.push(')');
            }
        }
    }

    /// All words, by lines, with nothing left.
    pub(super) fn take(&mut self) -> Vec<Vec<String>> {
        self.links.clear();
        self.end();
        let mut lines = mem::take(&mut self.before);
        lines.extend(Some(mem::take(&mut self.line)).filter(|line| !line.is_empty()));
        lines.iter_mut().filter_map(|line| line.first_mut()).for_each(escape);
        lines
    }

    /// All words in one line.
    pub(super) fn take_line(&mut self) -> String {
        self.take().concat().join(" ")
    }

    /// The address that a string begins with, without the punctuation after it.
    fn address<'t>(&self, before: Option<char>, text: &'t str) -> Option<&'t str> {
        let is_inside = before.is_some_and(char::is_alphanumeric) || !self.links.is_empty();
        if is_inside || !is_address(text) {
            return None;
        }
        let ends = |c: char| c.is_whitespace() || "<>`\"".contains(c);
        let mut address = &text[..text.find(ends).unwrap_or(text.len())];
        while let Some(last) = address.chars().next_back().filter(|c| ".,;:!?'*_)]}".contains(*c)) {
            // A bracket that the address opened is its own.
            let count = |bracket| address.matches(bracket).count();
            if last == ')' && count(')') <= count('(') {
                break;
            }
            address = &address[..address.len() - 1];
        }
        Some(address).filter(|address| is_address(address) && !address.ends_with("//"))
    }
}

/// Keeps the first word of a line from beginning a block. A run of backticks that does is code.
fn escape(word: &mut String) {
    let is_number = word.starts_with(|c: char| c.is_ascii_digit());
    if begins_block(word) && !word.starts_with('`') {
        word.insert(if is_number { word.len() - 1 } else { 0 }, '\\');
    }
}

/// Whether a character means something to Markdown where it stands.
fn is_special(before: Option<char>, c: char, after: Option<char>) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let is_space = |c: Option<char>| c.is_some_and(char::is_whitespace);
    match c {
        '[' | ']' | '<' | '`' | '\\' => true,
        '*' => !(is_space(before) && is_space(after)),
        '_' => !(is_word(before) && is_word(after)),
        '~' => before == Some('~') || after == Some('~'),
        '&' => is_word(after) || after == Some('#'),
        _ => false,
    }
}

fn is_address(text: &str) -> bool {
    ["https://", "http://", "mailto:"].iter().any(|scheme| text.starts_with(scheme))
}

#[cfg(test)]
mod tests {
    use super::super::lines;

    #[test]
    fn what_rustdoc_would_misread_is_text() {
        for (text, expected) in [
            ("Vec<String>", "Vec\\<String>"),
            ("[Client] and [a][b]", "\\[Client\\] and \\[a\\]\\[b\\]"),
            ("[a](Client)", "\\[a\\](Client)"),
            ("[a](https://x.y/z)", "[a](https://x.y/z)"),
            ("see https://x.y/z.", "see <https://x.y/z>."),
            ("(https://x.y/a_(b))", "(<https://x.y/a_(b)>)"),
            ("<https://x.y>", "<https://x.y>"),
            ("<b>, 1 < 2", "\\<b>, 1 \\< 2"),
            ("`a<b>` and ``c`d``", "`a<b>` and ``c`d``"),
            ("a ` alone", "a \\` alone"),
            ("\\[a\\] C:\\x", "\\[a\\] C:\\\\x"),
            ("http:// is none", "http:// is none"),
            ("xhttps://x.y", "xhttps://x.y"),
            ("*a* _b_ **c**", "*a* *b* **c**"),
            ("2 * 3, snake_case, _x", "2 * 3, snake_case, \\_x"),
            ("&amp;lt; & more", "\\&lt; & more"),
        ] {
            assert_eq!(lines(text, 90).join("\n"), expected, "{text}");
            assert_eq!(lines(expected, 90).join("\n"), expected, "{text}");
        }
    }

    #[test]
    fn code_and_links_are_not_broken() {
        let expected = ["a", "`b  c`", "[d e](https://x.y)"];
        assert_eq!(lines("a `b  c` [d e](https://x.y)", 4), expected);
    }
}
