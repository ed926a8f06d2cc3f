//! Text that came from outside, made fit for one line of a log or a terminal.

use std::fmt::{self, Write as _};

/// Shows text of the server: in one line, of bounded length, and without characters that a terminal
/// acts on or that change the order in which text is read.
pub(crate) struct Shown<'a>(pub(crate) &'a str);

/// The length from which on text is cut, in characters.
const LONGEST: usize = 300;

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, character) in self.0.chars().enumerate() {
            if index == LONGEST {
                return f.write_char('…');
            }
            f.write_char(if acts(character) { ' ' } else { character })?;
        }
        Ok(())
    }
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_string(), f)
    }
}

/// Control characters, separators of lines, and invisible or directional formatting.
fn acts(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::Shown;

    #[test]
    fn text_of_the_server_stays_in_its_line() {
        for (text, shown) in [
            ("plain é \u{1f600}", "plain é \u{1f600}"),
            ("a\nb\r\u{1b}[31m", "a b  [31m"),
            ("a\u{202e}b\u{2028}c\u{2066}d\u{200f}", "a b c d "),
        ] {
            assert_eq!(Shown(text).to_string(), shown);
            assert_eq!(format!("{:?}", Shown(text)), format!("{shown:?}"));
        }
        let long = Shown(&"x".repeat(1 << 20)).to_string();
        assert_eq!((long.chars().count(), long.ends_with('…')), (301, true));
    }
}
