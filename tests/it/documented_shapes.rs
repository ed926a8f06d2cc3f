//! The description and the compiled types have the documented shapes: all of them, and no others.
//!
//! The documentation is a table written by hand, `fixtures/documented.txt`. It is held against the
//! description, which knows every word of it, and against the compiled types, which are what counts.

mod compiled;
mod described;
mod facts;
mod mutations;
mod signatures;
mod table;

use std::{fs, path::Path};

use serde_json::Value;

use self::{
    facts::Facts,
    mutations::mutants,
    table::{EntryKind, Table},
};
use crate::{compiled_types::*, support};

/// How lies end that the compiled types cannot notice, and why.
const UNNOTICED: [(&str, &[&str]); 4] = [
    (
        "no schema shows that one of several fields has to be there; the constructors keep it",
        &[" any of text, messages is removed", " any of text, messages is renamed"],
    ),
    (
        "a request that may be left out is an argument of the method all the same",
        &[" request is flipped"],
    ),
    (
        "a model travels as a string, and so does the field that it replaces",
        &[
            "ConversationCreateRequest model is removed",
            "ConversationUpdateRequest model is removed",
        ],
    ),
    ("a time and an integer are one thing in JSON Schema", &[" is refined otherwise"]),
];

#[test]
fn the_table_is_complete() {
    let table = documented();
    assert_eq!(table.count(EntryKind::Type), 45 + 17 + 2 + 2);
    assert_eq!(table.count(EntryKind::Function), 12 + 7 + 1 + 1 + 1);
}

#[test]
fn the_description_has_the_documented_shapes() {
    assert_same(&documented().facts(), &described_facts());
}

#[test]
fn the_compiled_types_have_the_documented_shapes() {
    assert_same(&compiled::knowable(documented().facts()), &compiled_facts());
}

#[test]
fn every_small_lie_is_noticed_by_the_description() {
    let described = described_facts();
    let unnoticed = unnoticed(|mutant| mutant.facts().differences(&described).is_empty());
    assert_eq!(unnoticed, [""; 0]);
}

#[test]
fn every_small_lie_is_noticed_by_the_compiled_types() {
    let compiled = compiled_facts();
    let mut unnoticed =
        unnoticed(|mutant| compiled::knowable(mutant.facts()).differences(&compiled).is_empty());
    unnoticed.sort();
    let ends = || UNNOTICED.iter().flat_map(|(_, ends)| ends.iter());
    let mut expected: Vec<_> =
        mutants(&documented()).into_iter().map(|mutant| mutant.name).collect();
    // What is documented as text and is a model is noticed: it is no number.
    let is_model = |name: &str| name.ends_with(" model is refined otherwise");
    expected.retain(|name| ends().any(|end| name.ends_with(end)) && !is_model(name));
    expected.sort();
    assert_eq!(unnoticed, expected);
}

#[test]
fn what_is_to_come_has_room_in_the_schemas() {
    for (name, schema) in compiled::definitions() {
        let Some(choices) = schema["anyOf"].as_array().or_else(|| schema["oneOf"].as_array())
        else {
            continue;
        };
        let is_open = |choice: &Value| choice["const"].is_null() && choice["properties"].is_null();
        assert!(
            choices.iter().any(is_open),
            "`{name}` has no room for what is unknown: {schema:#}"
        );
    }
}

#[test]
fn every_documented_name_is_found_in_rustdoc() {
    macro_rules! names {
        ($($name:ident)*) => { [$(stringify!($name)),*] };
    }
    let types = with_every_type!(names);
    let source = source_of_the_sdk();
    for entry in documented().entries {
        let alias = format!("#[doc(alias = \"{}\")]", entry.name);
        assert!(
            types.contains(&entry.name.as_str()) || source.contains(&alias),
            "`{}` is neither a type nor a `doc(alias)`",
            entry.name
        );
    }
}

fn documented() -> Table {
    Table::parse(include_str!("../fixtures/documented.txt"))
}

fn described_facts() -> Facts {
    with_what_is_written_by_hand(described::facts(&support::described()))
}

fn compiled_facts() -> Facts {
    with_what_is_written_by_hand(compiled::facts(&support::described()))
}

fn with_what_is_written_by_hand(described: Facts) -> Facts {
    let mut facts = described.without(signatures::BY_HAND);
    signatures::add_by_hand(&mut facts);
    facts.about(&documented().names())
}

/// The names of the mutants that nobody notices.
fn unnoticed(is_unnoticed: impl Fn(&Table) -> bool) -> Vec<String> {
    let table = documented();
    assert_eq!(table.facts().differences(&table.facts()), [""; 0]);
    let mutants = mutants(&table);
    let rows: usize = table.entries.iter().map(|entry| 1 + entry.rows.len()).sum();
    assert!(mutants.len() > 2 * rows, "{} mutants of {rows} rows are too few", mutants.len());
    mutants
        .into_iter()
        .filter(|mutant| is_unnoticed(&mutant.table))
        .map(|mutant| mutant.name)
        .collect()
}

#[track_caller]
fn assert_same(documented: &Facts, other: &Facts) {
    let differences = documented.differences(other);
    assert!(differences.is_empty(), "documented is\n{}", differences.join("\n"));
}

fn source_of_the_sdk() -> String {
    fn read(folder: &Path, source: &mut String) {
        for entry in fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("it can be read").path();
            match path.is_dir() {
                true => read(&path, source),
                false => *source += &fs::read_to_string(&path).expect("source is text"),
            }
        }
    }
    let mut source = String::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../sdk/src"), &mut source);
    source
}
