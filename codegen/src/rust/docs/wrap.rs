//! Lines of a given width. It knows nothing of Markdown but what a line must not begin with.

/// Breaks words into lines.
pub(super) fn wrap<'a>(words: impl IntoIterator<Item = &'a str>, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    // Counted along, because counting a line again for each of its words takes time in its square.
    let mut columns = 0;
    for word in words.into_iter().filter(|word| !word.is_empty()) {
        let length = word.chars().count();
        match lines.last_mut() {
            Some(line) if columns + 1 + length <= width || begins_block(word) => {
                line.push(' ');
                line.push_str(word);
                columns += 1 + length;
            }
            _ => {
                lines.push(word.to_owned());
                columns = length;
            }
        }
    }
    lines
}

/// Whether a line that begins with this word would begin a list, a heading or the like.
pub(super) fn begins_block(word: &str) -> bool {
    let number = word.strip_suffix(['.', ')']).is_some_and(|digits| digits.parse::<u32>().is_ok());
    number
        || word.starts_with(['>', '|'])
        || ["```", "~~~"].iter().any(|fence| word.starts_with(fence))
        || ["#", "+", "*", "-", "=", "_"]
            .iter()
            .any(|mark| word.trim_start_matches(mark).is_empty())
}
