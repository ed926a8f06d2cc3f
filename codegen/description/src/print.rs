//! Writes a description as one would by hand: short lines, long documentation in blocks, no quotes without need.
//!
//! A file is a tree of keys and what stands under each. How a key is laid out depends on its name and on what it
//! holds, so this is the one place that knows: whoever makes a description only makes the tree.

mod scalar;

pub use scalar::scalar;
use scalar::{doc, list_item, short_list};

/// The widest line.
const WIDTH: usize = 110;

/// What is written under a key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Yaml {
    /// A string, in quotes where YAML needs them.
    String(String),
    /// A number or a truth, as it is written.
    Plain(String),
    /// Values in order.
    List(Vec<Yaml>),
    /// Keys in order.
    Mapping(Keys),
}

/// Keys in order, each with what stands under it.
pub type Keys = Vec<(String, Yaml)>;

/// Keys that begin a part of a file, after a blank line.
const PARTS: &[&str] =
    &["headers", "requests", "errors", "streams", "modules", "path", "types", "operations"];

/// Keys of a file whose entries are long, with blank lines between them.
const SPACED: &[&str] = &["types", "operations"];

/// Keys whose mapping stands on one line.
const IN_BRACES: &[&str] = &["as_string", "auth", "pages"];

/// Keys whose list has a line for each item.
const LINES: &[&str] = &["modules", "require_any"];

impl Yaml {
    /// A truth.
    pub fn truth(value: bool) -> Self {
        Self::Plain(value.to_string())
    }

    /// Strings in order.
    pub fn strings<S: Into<String>>(items: impl IntoIterator<Item = S>) -> Self {
        Self::List(items.into_iter().map(|item| Self::String(item.into())).collect())
    }

    /// The string, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The keys, if it is a mapping.
    pub fn keys(&self) -> Option<&Keys> {
        match self {
            Self::Mapping(keys) => Some(keys),
            _ => None,
        }
    }
}

impl<S: Into<String>> From<S> for Yaml {
    fn from(text: S) -> Self {
        Self::String(text.into())
    }
}

/// A key and what stands under it.
pub fn key(name: impl Into<String>, value: impl Into<Yaml>) -> (String, Yaml) {
    (name.into(), value.into())
}

/// What stands under a key.
pub fn find<'k>(keys: &'k Keys, name: &str) -> Option<&'k Yaml> {
    let found = keys.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value)
}

/// A whole file.
pub fn file(keys: &Keys) -> String {
    let mut out = String::new();
    for (name, value) in keys {
        if PARTS.contains(&name.as_str()) {
            out.push('\n');
        }
        match value {
            Yaml::Mapping(entries) if SPACED.contains(&name.as_str()) => {
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

fn entry(out: &mut String, indent: usize, name: &str, value: &Yaml) {
    let margin = " ".repeat(indent);
    let name = scalar(name);
    if let Some(line) = line(&name, value, indent) {
        out.push_str(&format!("{margin}{name}: {line}\n"));
        return;
    }
    match value {
        Yaml::String(text) if name == "doc" => out.push_str(&doc(indent, text)),
        Yaml::String(text) => out.push_str(&format!("{margin}{name}: {}\n", scalar(text))),
        Yaml::Plain(text) => out.push_str(&format!("{margin}{name}: {text}\n")),
        Yaml::List(items) => {
            out.push_str(&format!("{margin}{name}:\n"));
            for item in items {
                self::item(out, indent + 2, item);
            }
        }
        Yaml::Mapping(keys) => {
            out.push_str(&format!("{margin}{name}:\n"));
            for (key, value) in keys {
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
fn line(name: &str, value: &Yaml, indent: usize) -> Option<String> {
    match value {
        Yaml::List(items) if !LINES.contains(&name) => {
            items.iter().map(Yaml::text).collect::<Option<Vec<_>>>().map(|items| short_list(&items))
        }
        Yaml::Mapping(keys) => {
            let line = mapping_line(name, keys)?;
            let width = indent + name.chars().count() + 2 + line.chars().count();
            (width < WIDTH).then_some(line)
        }
        _ => None,
    }
}

/// A mapping on one line: a type and what it is, or braces.
fn mapping_line(name: &str, keys: &Keys) -> Option<String> {
    match keys.as_slice() {
        [] => Some("{}".to_owned()),
        [(ty, Yaml::String(text))] if ty == "type" => Some(scalar(text)),
        [(ty, Yaml::String(text)), (doc, Yaml::String(says))]
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
fn item(out: &mut String, indent: usize, value: &Yaml) {
    let margin = " ".repeat(indent);
    let Some(keys) = value.keys() else {
        let text = match value {
            Yaml::String(text) => scalar(text),
            Yaml::Plain(text) => text.clone(),
            // The language has no lists in lists.
            Yaml::List(_) | Yaml::Mapping(_) => "[]".to_owned(),
        };
        out.push_str(&format!("{margin}- {text}\n"));
        return;
    };
    if let Some(text) = in_braces(keys).filter(|text| indent + text.chars().count() < WIDTH) {
        out.push_str(&format!("{margin}- {text}\n"));
        return;
    }
    let mut lines = String::new();
    for (name, value) in keys {
        entry(&mut lines, indent + 2, name, value);
    }
    out.push_str(&format!("{margin}- {}", lines.trim_start()));
}

/// Keys with nothing but strings.
fn in_braces(keys: &Keys) -> Option<String> {
    let pair = |(name, value): &(String, Yaml)| {
        Some(format!("{}: {}", list_item(name), list_item(value.text()?)))
    };
    let pairs: Vec<_> = keys.iter().map(pair).collect::<Option<_>>()?;
    Some(format!("{{ {} }}", pairs.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::{Keys, Yaml, file, key};

    fn mapping(keys: impl IntoIterator<Item = (String, Yaml)>) -> (String, Yaml) {
        ("x".to_owned(), Yaml::Mapping(keys.into_iter().collect()))
    }

    #[test]
    fn what_fits_a_line_is_on_one() {
        let long = "word ".repeat(30).trim_end().to_owned();
        let cases: [(Keys, &str); 8] = [
            (vec![key("doc", "What it is.")], "doc: What it is.\n"),
            (vec![key("doc", "One: two.")], "doc: \"One: two.\"\n"),
            (vec![key("doc", "One.\n\nTwo.")], "doc: |\n  One.\n\n  Two.\n"),
            (vec![mapping([])], "x: {}\n"),
            (vec![mapping([key("type", "string"), key("doc", "It.")])], "x: string -- It.\n"),
            (vec![mapping([key("rust", "Y")])], "x: { rust: Y }\n"),
            (vec![("x".to_owned(), Yaml::strings(["a", "b, c"]))], "x: [a, \"b, c\"]\n"),
            (
                vec![("require_any".to_owned(), Yaml::strings(["a", "b"]))],
                "require_any:\n  - a\n  - b\n",
            ),
        ];
        for (keys, expected) in cases {
            assert_eq!(file(&keys), expected);
        }
        let folded = file(&vec![key("doc", long.clone())]);
        assert!(folded.starts_with("doc: >\n  word word"), "{folded}");
        let parts = mapping([key("type", "string"), key("doc", long)]);
        assert!(file(&vec![parts]).starts_with("x:\n  type: string\n  doc: >\n"));
    }

    #[test]
    fn parts_of_a_file_are_set_apart() {
        let ty = |name: &str| (name.to_owned(), Yaml::Mapping(vec![key("enum", "a")]));
        let types = ("types".to_owned(), Yaml::Mapping(vec![ty("A"), ty("B")]));
        let statuses = Yaml::Mapping(vec![key("304", "It is the same.")]);
        let keys = vec![key("module", "a/v1"), types, ("empty_on".to_owned(), statuses)];
        let expected = "module: a/v1\n\ntypes:\n  A:\n    enum: a\n\n  B:\n    enum: a\nempty_on:\n  304: It is the same.\n";
        assert_eq!(file(&keys), expected);
    }
}
