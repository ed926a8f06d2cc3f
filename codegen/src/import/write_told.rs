//! What a document tells in the keys of the language, as YAML.

use super::text::{WIDTH, doc_entry, entry, list, list_item, scalar};
use super::told::{Keys, Told};
use super::write::Writer;

/// What is said on one line.
const IN_BRACES: &[&str] = &["as_string", "auth", "pages"];

impl Writer<'_> {
    /// A key and what stands behind it. `key` is written as it is.
    pub(super) fn told(&self, out: &mut String, indent: usize, key: &str, told: &Told) {
        let line = |rest: &str| format!("{}{key}: {rest}\n", " ".repeat(indent));
        let said = match told {
            Told::Text(text) if key == "doc" => doc_entry(indent, text),
            Told::Text(text) => entry(indent, key, text),
            Told::Plain(text) => line(text),
            Told::Names(names) => line(&list(names)),
            Told::Use(ty) => entry(indent, key, &self.expression(ty)),
            Told::Uses(types) => {
                let names: Vec<_> = types.iter().map(|ty| self.expression(ty)).collect();
                line(&match names.as_slice() {
                    [name] => scalar(name),
                    names => list(names),
                })
            }
            Told::List(items) => {
                out.push_str(&format!("{}{key}:\n", " ".repeat(indent)));
                for keys in items {
                    self.item(out, indent + 2, keys);
                }
                return;
            }
            Told::Keys(keys) => match self.on_one_line(key, keys) {
                Some(text) if indent + key.len() + text.chars().count() < WIDTH => line(&text),
                _ => {
                    out.push_str(&format!("{}{key}:\n", " ".repeat(indent)));
                    for (key, told) in keys {
                        self.told(out, indent + 2, &scalar(key), told);
                    }
                    return;
                }
            },
        };
        out.push_str(&said);
    }

    /// An item of a list.
    fn item(&self, out: &mut String, indent: usize, keys: &Keys) {
        let margin = " ".repeat(indent);
        if let Some(text) = in_braces(keys).filter(|text| indent + text.chars().count() < WIDTH) {
            out.push_str(&format!("{margin}- {text}\n"));
            return;
        }
        let mut lines = String::new();
        for (key, told) in keys {
            self.told(&mut lines, indent + 2, &scalar(key), told);
        }
        out.push_str(&format!("{margin}- {}", lines.trim_start()));
    }

    /// The short form, or braces.
    fn on_one_line(&self, key: &str, keys: &Keys) -> Option<String> {
        let expression = |told: &Told| match told {
            Told::Use(ty) => Some(self.expression(ty)),
            Told::Text(text) => Some(text.clone()),
            _ => None,
        };
        match keys.as_slice() {
            [] => Some("{}".to_owned()),
            [(key, ty)] if key == "type" => Some(scalar(&expression(ty)?)),
            [(key, ty), (doc, Told::Text(text))]
                if key == "type" && doc == "doc" && !text.contains('\n') =>
            {
                Some(scalar(&format!("{} -- {text}", expression(ty)?)))
            }
            _ if IN_BRACES.contains(&key) => in_braces(keys),
            _ => None,
        }
    }
}

/// Keys with nothing but strings.
fn in_braces(keys: &Keys) -> Option<String> {
    let texts = keys.iter().map(|(key, told)| match told {
        Told::Text(text) => Some(format!("{}: {}", list_item(key), list_item(text))),
        _ => None,
    });
    let texts: Vec<_> = texts.collect::<Option<_>>()?;
    Some(format!("{{ {} }}", texts.join(", ")))
}
