//! The description in `schema/`, as it is and with every operation and type several times.

use std::{collections::BTreeSet, fs, path::Path};

use chatbotkit_description::load::Sources;

/// The file that has operations.
const MODULE: &str = "conversation.yaml";

/// The description with `times` as many operations in its module, each with types of its own.
pub fn description(times: usize) -> Sources {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema");
    let files = ["api.yaml", "model.yaml", MODULE].map(|name| {
        let text = fs::read_to_string(folder.join(name)).expect("a description");
        let text = if name == MODULE { multiplied(&text, times) } else { text };
        (name.to_owned(), text)
    });
    Sources { folder: String::new(), files: files.into() }
}

/// A module whose types and operations are there again under other names.
fn multiplied(module: &str, times: usize) -> String {
    let (head, rest) = module.split_once("\ntypes:\n").expect("types");
    let (types, operations) = rest.split_once("\noperations:\n").expect("operations");
    let names = declared(types).chain(declared(operations)).collect();
    let copies = |section: &str| -> String {
        let copy = |number| match number {
            0 => section.to_owned(),
            _ => renamed(section, &names, number),
        };
        (0..times).map(copy).collect()
    };
    let (types, operations) = (copies(types), copies(operations));
    format!("{head}\ntypes:\n{types}\noperations:\n{operations}")
}

/// The names that a section declares: its keys, and what is named where it is used.
fn declared(section: &str) -> impl Iterator<Item = &str> {
    section.lines().filter_map(|line| {
        let key = line.strip_prefix("  ").filter(|key| !key.starts_with([' ', '#']));
        let inline = line.trim_start().strip_prefix("name: ");
        let alias = line.trim_start().strip_prefix("documented_as: ");
        let name = key.and_then(|key| key.split(':').next());
        name.or(inline.filter(|name| name.starts_with(char::is_uppercase))).or(alias)
    })
}

/// A section with these names, and its paths and methods, made different by a number.
fn renamed(section: &str, names: &BTreeSet<&str>, number: usize) -> String {
    let mut text = String::new();
    for line in section.lines() {
        text.push('\n');
        let start = line.trim_start();
        if start.starts_with("method: ") {
            text += &format!("{line}_{number}");
        } else if start.starts_with("get: ") || start.starts_with("post: ") {
            text += &line.replace("/conversation/", &format!("/conversation{number}/"));
        } else {
            for word in line.split_inclusive(|mark: char| !mark.is_alphanumeric()) {
                let name = word.trim_end_matches(|mark: char| !mark.is_alphanumeric());
                text += name;
                if names.contains(name) {
                    text += &format!("V{number}");
                }
                text += &word[name.len()..];
            }
        }
    }
    text
}
