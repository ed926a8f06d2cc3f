//! A tree of keys as JSON, with a line for each key and each item.

use serde_json::Value;

use super::Keys;
use super::tree::Tree;

/// A whole document, with a line feed at its end.
pub fn json(keys: &Keys) -> String {
    let mut out = String::new();
    mapping(&mut out, keys, 0);
    out + "\n"
}

fn value(out: &mut String, value: &Tree, indent: usize) {
    match value {
        Tree::Nothing => out.push_str("null"),
        Tree::Plain(text) => out.push_str(text),
        Tree::String(text) => out.push_str(&string(text)),
        Tree::Mapping(keys) => mapping(out, keys, indent),
        Tree::List(items) => lines(out, "[]", indent, items, |out, item| {
            self::value(out, item, indent + 2);
        }),
    }
}

fn mapping(out: &mut String, keys: &Keys, indent: usize) {
    lines(out, "{}", indent, keys.entries(), |out, (key, it)| {
        out.push_str(&format!("{}: ", string(key)));
        value(out, it, indent + 2);
    });
}

/// Writes each item on a line of its own, between two brackets.
fn lines<T>(
    out: &mut String,
    brackets: &str,
    indent: usize,
    items: &[T],
    write: impl Fn(&mut String, &T),
) {
    out.push_str(&brackets[..1]);
    for (index, item) in items.iter().enumerate() {
        let before = if index == 0 { "" } else { "," };
        out.push_str(&format!("{before}\n{:1$}", "", indent + 2));
        write(out, item);
    }
    if !items.is_empty() {
        out.push_str(&format!("\n{:indent$}", ""));
    }
    out.push_str(&brackets[1..]);
}

fn string(text: &str) -> String {
    Value::from(text).to_string()
}
