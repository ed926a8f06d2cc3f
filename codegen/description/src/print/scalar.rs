//! Strings as YAML: without quotes where that means the same, in a block where they are long.

use super::WIDTH;

/// A string on one line, as a key or after one.
pub fn scalar(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    quoted(text)
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            c if is_printable(c) => quoted.push(c),
            c if u32::from(c) <= 0xFFFF => quoted.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => quoted.push_str(&format!("\\U{:08X}", u32::from(c))),
        }
    }
    quoted.push('"');
    quoted
}

/// Strings in a list on one line.
pub(super) fn short_list(items: &[&str]) -> String {
    let items: Vec<_> = items.iter().map(|item| list_item(item)).collect();
    format!("[{}]", items.join(", "))
}

/// A string between brackets or braces.
pub(super) fn list_item(text: &str) -> String {
    match text.contains([',', '[', ']', '{', '}']) {
        true => quoted(text),
        false => scalar(text),
    }
}

/// `doc: text`, with the text in a block below where it is long. A block ends with a line break, which
/// documentation does without.
pub(super) fn doc(indent: usize, text: &str) -> String {
    let margin = " ".repeat(indent);
    let inner = " ".repeat(indent + 2);
    let one_line = format!("{margin}doc: {}\n", scalar(text));
    let readable = text.chars().all(|c| is_printable(c) || c == '\n');
    let fits = !text.contains('\n') && one_line.chars().count() <= WIDTH;
    if fits || !readable || text.trim() != text || text.is_empty() {
        return one_line;
    }
    if text.contains('\n') {
        let lines = text.split('\n').map(|line| match line {
            "" => "\n".to_owned(),
            line => format!("{inner}{line}\n"),
        });
        return format!("{margin}doc: |\n{}", lines.collect::<String>());
    }
    match folded(text, WIDTH.saturating_sub(indent + 2)) {
        Some(lines) => {
            let lines = lines.iter().map(|line| format!("{inner}{line}\n"));
            format!("{margin}doc: >\n{}", lines.collect::<String>())
        }
        None => one_line,
    }
}

/// The string in lines that mean the same when a blank is put between them.
fn folded(text: &str, width: usize) -> Option<Vec<String>> {
    // Two blanks in a row would be read as one, or as a line that is further in.
    if text.contains("  ") {
        return None;
    }
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    Some(lines)
}

/// Whether the string means itself without quotes.
fn is_plain(text: &str) -> bool {
    let Some(first) = text.chars().next() else {
        return false;
    };
    let words = ["null", "true", "false", "yes", "no", "on", "off", "~"];
    let special = words.iter().any(|word| text.eq_ignore_ascii_case(word));
    !special
        && text.trim() == text
        && !"-?:,[]{}#&*!|>'\"%@`=<.".contains(first)
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with(':')
        && text.chars().all(is_printable)
        && text.parse::<f64>().is_err()
}

fn is_printable(c: char) -> bool {
    match c {
        ' '..='~' => true,
        '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}' => false,
        c => c >= '\u{A0}',
    }
}
