//! Where the parts of a JSON text begin and end, without decoding them.
//!
//! Nothing here fails: on text that is not JSON, or that was cut, the parts are whatever can be made
//! out.

use std::borrow::Cow;

use memchr::memchr2;

/// The end of the string that begins at `start`, after its closing quote.
pub(crate) fn string_end(text: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(found) = text.get(at..).and_then(|rest| memchr2(b'"', b'\\', rest)) {
        at += found + 1;
        if text[at - 1] == b'"' {
            return at;
        }
        // Whatever is escaped is a part of the string.
        at += 1;
    }
    text.len()
}

/// The end of the value that `text` begins with.
fn value_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => at = string_end(bytes, at) - 1,
            b'{' | b'[' => depth += 1,
            b'}' | b']' | b',' | b' ' | b'\t' | b'\n' | b'\r' if depth == 0 => return at,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 && matches!(byte, b'"' | b'}' | b']') {
            return at;
        }
    }
    text.len()
}

/// The keys and values of the object that a string begins with.
pub(crate) struct Members<'a> {
    rest: &'a str,
}

/// The keys and values of an object. `None` if the text does not begin with one.
pub(crate) fn members(text: &str) -> Option<Members<'_>> {
    let rest = text.trim_ascii_start().strip_prefix('{')?;
    Some(Members { rest })
}

impl<'a> Members<'a> {
    /// The next key. Its value comes next.
    pub(crate) fn key(&mut self) -> Option<Cow<'a, str>> {
        let text = self.rest.trim_ascii_start();
        let text = text.strip_prefix(',').unwrap_or(text).trim_ascii_start();
        if !text.starts_with('"') {
            return None;
        }
        let (key, rest) = text.split_at_checked(string_end(text.as_bytes(), 0))?;
        let rest = rest.trim_ascii_start().strip_prefix(':')?;
        self.rest = rest.trim_ascii_start();
        Some(unescape(key))
    }

    /// The value that is next, as long as `length` says of the text that it begins.
    pub(crate) fn value(&mut self, length: impl FnOnce(&'a str) -> usize) -> Option<&'a str> {
        let (value, rest) = self.rest.split_at_checked(length(self.rest))?;
        self.rest = rest;
        Some(value)
    }
}

impl<'a> Iterator for Members<'a> {
    type Item = (Cow<'a, str>, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        Some((self.key()?, self.value(value_end)?))
    }
}

/// The content of a string, quotes included. Half of a surrogate pair, which JavaScript writes where
/// it cuts a character in two, becomes U+FFFD.
pub(crate) fn unescape(string: &str) -> Cow<'_, str> {
    let string = string.strip_prefix('"').unwrap_or(string);
    let string = string.strip_suffix('"').unwrap_or(string);
    if !string.contains('\\') {
        return Cow::Borrowed(string);
    }
    let mut text = String::with_capacity(string.len());
    let mut rest = string;
    while let Some((before, escaped)) = rest.split_once('\\') {
        text.push_str(before);
        let mut characters = escaped.chars();
        let character = match characters.next() {
            Some('u') => {
                let (character, after) = unicode(&escaped[1..]);
                rest = after;
                text.push(character);
                continue;
            }
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some(other) => other,
            None => char::REPLACEMENT_CHARACTER,
        };
        text.push(character);
        rest = characters.as_str();
    }
    text.push_str(rest);
    Cow::Owned(text)
}

/// The character whose hexadecimal digits come first, and what comes after it.
fn unicode(text: &str) -> (char, &str) {
    let digits = |text: &str| {
        let digits = text.get(..4)?;
        u32::from_str_radix(digits, 16).ok()
    };
    let Some(first) = digits(text) else {
        return (char::REPLACEMENT_CHARACTER, text);
    };
    let after = &text[4..];
    let low = after.strip_prefix("\\u").and_then(digits);
    match (first, low) {
        (0xd800..0xdc00, Some(second @ 0xdc00..0xe000)) => {
            let point = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
            let character = char::from_u32(point);
            (character.unwrap_or(char::REPLACEMENT_CHARACTER), &after[6..])
        }
        _ => {
            let character = char::from_u32(first);
            (character.unwrap_or(char::REPLACEMENT_CHARACTER), after)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{members, unescape};

    #[test]
    fn strings_are_read_as_javascript_reads_them() {
        for (written, text) in [
            (r#""plain é""#, "plain é"),
            (r#""\"\\\/\b\f\n\r\t\u00e9""#, "\"\\/\u{8}\u{c}\n\r\té"),
            (r#""\ud83d\ude00!""#, "\u{1f600}!"),
            (r#""x \ud83d""#, "x \u{fffd}"),
            (r#""\ud83d\ud83d\ude00""#, "\u{fffd}\u{1f600}"),
            (r#""\ude00\u0041""#, "\u{fffd}A"),
            (r#""\ud83d\n\uzz""#, "\u{fffd}\n\u{fffd}zz"),
        ] {
            assert_eq!(unescape(written), text, "{written}");
        }
    }

    #[test]
    fn members_are_found_in_whatever_is_left_of_an_object() {
        let found = |text: &str| -> Vec<(String, String)> {
            let members = members(text).into_iter().flatten();
            members.map(|(key, value)| (key.into_owned(), value.to_owned())).collect()
        };
        let deep = format!(r#"{{"a":{}{},"b":1}}"#, "[".repeat(500), "]".repeat(500));
        assert_eq!(found(&deep).len(), 2);
        for (text, keys) in [
            (r#" { "a" : 1e999 , "b" : "x,}" } more"#, &["1e999", r#""x,}""#][..]),
            (r#"{"a":{"b":[1,"]"]},"c":null}"#, &[r#"{"b":[1,"]"]}"#, "null"]),
            (r#"{"a":"x","b":"cut"#, &[r#""x""#, r#""cut"#]),
            (r#"{"a":"x","b"#, &[r#""x""#]),
            (r#"{"a":1 "b":2}"#, &["1", "2"]),
            ("[1]", &[]),
            ("", &[]),
        ] {
            let values: Vec<_> = found(text).into_iter().map(|(_, value)| value).collect();
            assert_eq!(values, keys, "{text}");
        }
    }
}
