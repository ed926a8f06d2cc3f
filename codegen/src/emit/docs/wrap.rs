//! Lines of a given width. It knows nothing of Markdown but what a line must not begin with.

/// Breaks words into lines. `first` stands before the first line and `rest` before the others.
pub(super) fn wrap<'a>(
    words: impl IntoIterator<Item = &'a str>,
    first: &str,
    rest: &str,
    width: usize,
) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = first.to_owned();
    let mut is_begun = false;
    for word in words.into_iter().filter(|word| !word.is_empty()) {
        let length = line.chars().count() + 1 + word.chars().count();
        if is_begun && length > width && !begins_block(word) {
            lines.push(std::mem::replace(&mut line, rest.to_owned()));
        } else if is_begun {
            line.push(' ');
        }
        line.push_str(word);
        is_begun = true;
    }
    lines.extend(is_begun.then_some(line));
    lines
}

/// Whether a line that begins with this word would begin a list, a heading or the like.
fn begins_block(word: &str) -> bool {
    let number = word.strip_suffix(['.', ')']).is_some_and(|digits| digits.parse::<u32>().is_ok());
    number
        || word.starts_with(['>', '|'])
        || ["```", "~~~"].iter().any(|fence| word.starts_with(fence))
        || ["#", "+", "*", "-", "=", "_"]
            .iter()
            .any(|mark| word.trim_start_matches(mark).is_empty())
}
