//! Writes a description as one would by hand: short lines, long documentation in blocks, no quotes without need.
//!
//! A file is a tree of keys and what stands under each. How a key is laid out depends on its name and on what it
//! holds, so this is the one place that knows: whoever makes a description only makes the tree.

mod json;
mod scalar;
mod tree;

pub use crate::keys;
pub use json::json;
pub use scalar::scalar;
use scalar::{doc, list_item, short_list};
pub use tree::{Keys, Tree, list, mapping};

/// The widest line.
const WIDTH: usize = 110;

/// Keys that begin a part of a file, after a blank line.
const PARTS: &[&str] =
    &["headers", "requests", "errors", "streams", "modules", "path", "types", "operations"];

/// Keys of a file whose entries are long, with blank lines between them.
const SPACED: &[&str] = &["types", "operations"];

/// Keys whose mapping stands on one line.
const IN_BRACES: &[&str] = &["as_string", "auth", "pages"];

/// Keys whose list has a line for each item.
const LINES: &[&str] = &["modules", "require_any"];

/// A whole file.
pub fn file(keys: &Keys) -> String {
    let mut out = String::new();
    for (name, value) in keys.iter() {
        if PARTS.contains(&name) {
            out.push('\n');
        }
        match value {
            Tree::Mapping(entries) if SPACED.contains(&name) => {
                out.push_str(&format!("{name}:\n"));
                for (index, (name, value)) in entries.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { "\n" });
                    entry(&mut out, 2, name, value);
                }
            }
            value => entry(&mut out, 0, name, value),
        }
    }
    out
}

fn entry(out: &mut String, indent: usize, name: &str, value: &Tree) {
    let margin = " ".repeat(indent);
    let name = scalar(name);
    if let Some(line) = line(&name, value, indent) {
        out.push_str(&format!("{margin}{name}: {line}\n"));
        return;
    }
    match value {
        Tree::String(text) if name == "doc" => out.push_str(&doc(indent, text)),
        Tree::String(text) => out.push_str(&format!("{margin}{name}: {}\n", scalar(text))),
        Tree::Plain(text) => out.push_str(&format!("{margin}{name}: {text}\n")),
        Tree::Nothing => {}
        Tree::List(items) => {
            out.push_str(&format!("{margin}{name}:\n"));
            for item in items {
                self::item(out, indent + 2, item);
            }
        }
        Tree::Mapping(keys) => {
            out.push_str(&format!("{margin}{name}:\n"));
            for (key, value) in keys.iter() {
                match value.text() {
                    // Statuses are numbers; elsewhere, such a name is a string that looks like one.
                    Some(text) if name == "empty_on" => {
                        out.push_str(&format!("{margin}  {key}: {}\n", scalar(text)));
                    }
                    _ => entry(out, indent + 2, key, value),
                }
            }
        }
    }
}

/// What stands after a key, where that is one line.
fn line(name: &str, value: &Tree, indent: usize) -> Option<String> {
    match value {
        Tree::List(items) if !LINES.contains(&name) => {
            items.iter().map(Tree::text).collect::<Option<Vec<_>>>().map(|items| short_list(&items))
        }
        Tree::Mapping(keys) => {
            let line = mapping_line(name, keys)?;
            let width = indent + name.chars().count() + 2 + line.chars().count();
            (width < WIDTH).then_some(line)
        }
        _ => None,
    }
}

/// A mapping on one line: a type and what it is, or braces.
fn mapping_line(name: &str, keys: &Keys) -> Option<String> {
    match keys.entries() {
        [] => Some("{}".to_owned()),
        [(ty, Tree::String(text))] if ty == "type" => Some(scalar(text)),
        [(ty, Tree::String(text)), (doc, Tree::String(says))]
            if ty == "type" && doc == "doc" && !says.contains('\n') =>
        {
            Some(scalar(&format!("{text} -- {says}")))
        }
        [(rust, _)] if rust == "rust" => in_braces(keys),
        _ if IN_BRACES.contains(&name) => in_braces(keys),
        _ => None,
    }
}

/// An item of a list.
fn item(out: &mut String, indent: usize, value: &Tree) {
    let margin = " ".repeat(indent);
    let Some(keys) = value.keys() else {
        let text = match value {
            Tree::String(text) => scalar(text),
            Tree::Plain(text) => text.clone(),
            // The language has no lists in lists.
            Tree::List(_) | Tree::Mapping(_) | Tree::Nothing => "[]".to_owned(),
        };
        out.push_str(&format!("{margin}- {text}\n"));
        return;
    };
    if let Some(text) = in_braces(keys).filter(|text| indent + text.chars().count() < WIDTH) {
        out.push_str(&format!("{margin}- {text}\n"));
        return;
    }
    let mut lines = String::new();
    for (name, value) in keys.iter() {
        entry(&mut lines, indent + 2, name, value);
    }
    out.push_str(&format!("{margin}- {}", lines.trim_start()));
}

/// Keys with nothing but strings.
fn in_braces(keys: &Keys) -> Option<String> {
    let pair = |(name, value): (&str, &Tree)| {
        Some(format!("{}: {}", list_item(name), list_item(value.text()?)))
    };
    let pairs: Vec<_> = keys.iter().map(pair).collect::<Option<_>>()?;
    Some(format!("{{ {} }}", pairs.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::{Keys, file, json, keys, list};

    #[test]
    fn what_fits_a_line_is_on_one() {
        let long = "word ".repeat(30).trim_end().to_owned();
        let cases = [
            (keys! { "doc" => "What it is." }, "doc: What it is.\n"),
            (keys! { "doc" => "One: two." }, "doc: \"One: two.\"\n"),
            (keys! { "doc" => "One.\n\nTwo." }, "doc: |\n  One.\n\n  Two.\n"),
            (keys! { "x" => Keys::default() }, "x: {}\n"),
            (keys! { "x" => keys! { "type" => "string", "doc" => "It." } }, "x: string -- It.\n"),
            (keys! { "x" => keys! { "rust" => "Y" } }, "x: { rust: Y }\n"),
            (keys! { "x" => list(["a", "b, c"]) }, "x: [a, \"b, c\"]\n"),
            (keys! { "require_any" => list(["a", "b"]) }, "require_any:\n  - a\n  - b\n"),
        ];
        for (keys, expected) in cases {
            assert_eq!(file(&keys), expected);
        }
        let folded = file(&keys! { "doc" => &long });
        assert!(folded.starts_with("doc: >\n  word word"), "{folded}");
        let parts = keys! { "x" => keys! { "type" => "string", "doc" => long } };
        assert!(file(&parts).starts_with("x:\n  type: string\n  doc: >\n"));
    }

    #[test]
    fn parts_of_a_file_are_set_apart() {
        let ty = || keys! { "enum" => "a" };
        let types = keys! { "A" => ty(), "B" => ty() };
        let statuses = keys! { "304" => "It is the same." };
        let keys = keys! { "module" => "a/v1", "types" => types, "empty_on" => statuses };
        let expected = "module: a/v1\n\ntypes:\n  A:\n    enum: a\n\n  B:\n    enum: a\nempty_on:\n  304: It is the same.\n";
        assert_eq!(file(&keys), expected);
    }

    #[test]
    fn json_is_what_others_write() {
        let keys = keys! {
            "a" => list([keys! { "b" => true, "c" => 1.5 }, Keys::default()]),
            "d" => "\"\n",
            "e" => super::Tree::List(Vec::new()),
            "f" => None::<bool>,
        };
        let text = json(&keys);
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(text, format!("{}\n", serde_json::to_string_pretty(&value).unwrap()));
        assert_eq!(value["a"][0]["c"], 1.5);
    }
}
