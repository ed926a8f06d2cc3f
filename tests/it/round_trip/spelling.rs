//! JSON as others write it: keys in any order, blanks anywhere, escapes that need not be, numbers
//! with exponents.
//!
//! It says the same as the document that it spells.

use serde_json::Value;

/// Makes choices that look arbitrary and are the same for the same seed.
struct Choices(u64);

impl Choices {
    /// A number below `bound`.
    fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}

/// A document as text. Other seeds spell it otherwise; there is no blank around it.
pub fn spell(document: &Value, seed: u64) -> String {
    let mut text = String::new();
    write(document, &mut Choices(seed), &mut text);
    text
}

fn write(document: &Value, choices: &mut Choices, text: &mut String) {
    match document {
        Value::Null | Value::Bool(_) => *text += &document.to_string(),
        Value::Number(number) => {
            *text += &match number.as_f64().filter(|_| number.is_f64() && choices.below(2) == 0) {
                Some(number) if choices.below(2) == 0 => format!("{number:e}"),
                Some(number) => format!("{number:E}"),
                None => number.to_string(),
            };
        }
        Value::String(value) => write_text(value, choices, text),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| (None, item)).collect();
            write_items(["[", "]"], &items, choices, text);
        }
        Value::Object(entries) => {
            let mut entries: Vec<_> =
                entries.iter().map(|(key, value)| (Some(key), value)).collect();
            for index in 1..entries.len() {
                entries.swap(index, choices.below(index + 1));
            }
            write_items(["{", "}"], &entries, choices, text);
        }
    }
}

fn write_items(
    [open, close]: [&str; 2],
    items: &[(Option<&String>, &Value)],
    choices: &mut Choices,
    text: &mut String,
) {
    *text += open;
    for (index, (key, value)) in items.iter().enumerate() {
        *text += if index == 0 { "" } else { "," };
        write_blank(choices, text);
        if let Some(key) = key {
            write_text(key, choices, text);
            write_blank(choices, text);
            *text += ":";
            write_blank(choices, text);
        }
        write(value, choices, text);
        write_blank(choices, text);
    }
    *text += close;
}

fn write_blank(choices: &mut Choices, text: &mut String) {
    *text += ["", "", "", " ", "\t", "  "][choices.below(6)];
}

fn write_text(value: &str, choices: &mut Choices, text: &mut String) {
    if choices.below(3) > 0 {
        *text += &Value::from(value).to_string();
        return;
    }
    *text += "\"";
    for unit in value.encode_utf16() {
        *text += &format!("\\u{unit:04x}");
    }
    *text += "\"";
}
