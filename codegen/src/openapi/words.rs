//! Names and documentation: what OpenAPI has a key for, and beside it what only the description language says.

use std::collections::BTreeSet;

use chatbotkit_description::ir::Doc;
use chatbotkit_description::names::NoName;
use chatbotkit_description::print::{Keys, keys, list};

/// Keys for names under `components`, each another one, of the letters that are allowed there.
pub(super) fn unique_keys<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let key = |name: &str| {
        let fits = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        let mut key = name.replace(|c: char| !fits(c), "_");
        while !taken.insert(key.clone()) {
            key.push('_');
        }
        key
    };
    names.into_iter().map(key).collect()
}

/// The Rust name as its author wrote it, where the wire name makes another one.
pub(super) fn rust_name(rust: &str, made: Result<String, NoName>) -> Option<&str> {
    (made.as_deref() != Ok(rust)).then(|| plain(rust))
}

/// A Rust name as its author wrote it.
pub(super) fn plain(rust: &str) -> &str {
    rust.trim_start_matches("r#")
}

/// An object of OpenAPI with its documentation.
pub(super) fn described(doc: &Doc, body: Keys) -> Keys {
    keys! { ..shown(doc), ..body }
}

/// The part of the documentation that OpenAPI has keys for.
pub(super) fn shown(doc: &Doc) -> Keys {
    let text = (!doc.text.is_empty()).then_some(&doc.text);
    keys! { "description" => text, "deprecated" => doc.deprecated.as_ref().map(|_| true) }
}

/// The text, as the description language has it.
pub(super) fn said(doc: &Doc) -> Keys {
    keys! { "doc" => (!doc.text.is_empty()).then_some(&doc.text) }
}

/// The part that only the description language says.
pub(super) fn facts(doc: &Doc) -> Keys {
    keys! {
        "since" => doc.since.as_ref(),
        "deprecated" => doc.deprecated.as_ref(),
        "was" => list(&doc.was),
    }
}

/// The first sentence of documentation, on one line.
pub(super) fn summary(text: &str) -> String {
    let paragraph = text.split("\n\n").next().unwrap_or_default();
    let line = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
    // A small letter goes on with the sentence, as after `e.g.`.
    let ends = |at: &usize| {
        let next = line[*at..].strip_prefix(' ').and_then(|rest| rest.chars().next());
        next.is_some_and(|c| !c.is_lowercase())
    };
    let mut stops = line.match_indices(['.', '!', '?']).map(|(at, _)| at + 1);
    let end = stops.find(ends).unwrap_or(line.len());
    line[..end].to_owned()
}

#[cfg(test)]
mod tests {
    use super::{summary, unique_keys};

    #[test]
    fn a_summary_is_the_first_sentence() {
        for (text, expected) in [
            ("One. Two.", "One."),
            ("One, e.g. this one. Two.", "One, e.g. this one."),
            ("Version 1.5 of\nit! `Two`.", "Version 1.5 of it!"),
            ("No stop\n\nTwo.", "No stop"),
            ("", ""),
        ] {
            assert_eq!(summary(text), expected);
        }
    }

    #[test]
    fn no_two_names_have_one_key() {
        assert_eq!(unique_keys(["a", "Größe", "Gr__e", "a"]), ["a", "Gr__e", "Gr__e_", "a_"]);
    }
}
