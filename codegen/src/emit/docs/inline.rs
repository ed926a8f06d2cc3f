//! The inside of a paragraph, made safe for rustdoc: what looks like a link to an item or like HTML is
//! text, and an address is a link. Code, links to addresses and emphasis stay.

/// The words of a paragraph. What must not be broken over lines is one word, spaces and all.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = Words::default();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let taken = match first {
            '`' => words.code(rest),
            '\\' => words.escape(rest),
            '<' => words.autolink(rest),
            '[' => words.link(rest),
            ']' => words.push("\\]", 1),
            'h' if words.word.chars().next_back().is_none_or(|c| !c.is_alphanumeric()) => {
                words.address(rest)
            }
            c if c.is_whitespace() => words.end(c),
            c => words.push(&rest[..c.len_utf8()], c.len_utf8()),
        };
        rest = &rest[taken..];
    }
    words.end(' ');
    words.done
}

#[derive(Default)]
struct Words {
    done: Vec<String>,
    word: String,
}

impl Words {
    fn push(&mut self, written: &str, taken: usize) -> usize {
        self.word.push_str(written);
        taken
    }

    fn end(&mut self, space: char) -> usize {
        if !self.word.is_empty() {
            self.done.push(std::mem::take(&mut self.word));
        }
        space.len_utf8()
    }

    /// Text between as many backticks as before it; a backtick that nothing closes is text.
    fn code(&mut self, rest: &str) -> usize {
        let ticks = rest.len() - rest.trim_start_matches('`').len();
        match closing_ticks(&rest[ticks..], ticks) {
            Some(length) => self.push(&rest[..length + 2 * ticks], length + 2 * ticks),
            None => self.push(&"\\`".repeat(ticks), ticks),
        }
    }

    fn escape(&mut self, rest: &str) -> usize {
        match rest.chars().nth(1) {
            Some(c) if c.is_ascii_punctuation() => self.push(&rest[..2], 2),
            _ => self.push("\\\\", 1),
        }
    }

    /// `<https://..>` stays; any other `<` is text.
    fn autolink(&mut self, rest: &str) -> usize {
        match rest[1..].find(['>', ' ', '\n', '<']) {
            Some(end) if is_address(&rest[1..=end]) && rest[1 + end..].starts_with('>') => {
                self.push(&rest[..end + 2], end + 2)
            }
            _ => self.push("\\<", 1),
        }
    }

    /// `[text](https://..)` stays; any other bracket is text, so that it leads to no item.
    fn link(&mut self, rest: &str) -> usize {
        let link = rest.split_once("](").and_then(|(text, behind)| {
            let (address, _) = behind.split_once(')')?;
            let is_plain = !text[1..].contains(['[', ']', '<', '`']) && !address.contains(' ');
            (is_plain && is_address(address)).then_some(text.len() + address.len() + 3)
        });
        match link {
            Some(length) => self.push(&rest[..length], length),
            None => self.push("\\[", 1),
        }
    }

    /// `https://..` becomes `<https://..>`, without the punctuation behind it.
    fn address(&mut self, rest: &str) -> usize {
        let end =
            rest.find(|c: char| c.is_whitespace() || "<>`\"".contains(c)).unwrap_or(rest.len());
        let mut address = &rest[..end];
        while let Some(last) = address.chars().next_back().filter(|c| ".,;:!?'*_)]}".contains(*c)) {
            // A bracket that the address opened is its own.
            let opened = address.matches('(').count();
            if last == ')' && address.matches(')').count() <= opened {
                break;
            }
            address = &address[..address.len() - 1];
        }
        if is_address(address) && !address.ends_with("//") {
            self.push(&format!("<{address}>"), address.len())
        } else {
            self.push("h", 1)
        }
    }
}

/// How far it is to a run of exactly so many backticks.
fn closing_ticks(text: &str, ticks: usize) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = text[from..].find('`') {
        let start = from + found;
        let run = text.len() - start - text[start..].trim_start_matches('`').len();
        if run == ticks {
            return Some(start);
        }
        from = start + run;
    }
    None
}

fn is_address(text: &str) -> bool {
    ["https://", "http://", "mailto:"].iter().any(|scheme| text.starts_with(scheme))
}

#[cfg(test)]
mod tests {
    use super::words;

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
            ("*a* _b_", "*a* _b_"),
        ] {
            assert_eq!(words(text).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn code_and_links_are_one_word() {
        assert_eq!(words("a `b  c` [d e](https://x.y)"), ["a", "`b  c`", "[d e](https://x.y)"]);
    }
}
