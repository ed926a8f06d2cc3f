//! Every small lie about the documentation: the table with one row removed, renamed, retyped or with
//! its optional mark flipped.
//!
//! A comparison is worth something only if it notices all of them.

use super::table::{Entry, Row, Table};

/// A table that lies in one place.
#[derive(Debug)]
pub struct Mutant {
    /// What was done to it, such as `Message.meta is flipped`.
    pub name: String,
    /// The table.
    pub table: Table,
}

/// Every mutant of a table.
pub fn mutants(table: &Table) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (entry_index, entry) in table.entries.iter().enumerate() {
        let mut add = |what: &str, entries: &[Entry]| {
            let mut table = table.clone();
            table.entries.splice(entry_index..=entry_index, entries.iter().cloned());
            mutants.push(Mutant { name: format!("{} {what}", entry.name), table });
        };
        add("is removed", &[]);
        add("is renamed", &[Entry { name: renamed(&entry.name), ..entry.clone() }]);
        for (row_index, row) in entry.rows.iter().enumerate() {
            for (what, changed) in changes(row) {
                let mut entry = entry.clone();
                entry.rows.splice(row_index..=row_index, changed);
                add(&format!("{} is {what}", name(row)), &[entry]);
            }
        }
        if entry.rows.is_empty() {
            let row =
                Row::Field { name: "more".into(), optional: true, ty: "string".into(), ours: None };
            add("is retyped", &[Entry { rows: vec![row], ..entry.clone() }]);
        }
    }
    mutants
}

/// What can be done to a row, and what is left of it then.
fn changes(row: &Row) -> Vec<(&'static str, Option<Row>)> {
    let mut changes = vec![("removed", None)];
    match row {
        Row::Field { name, optional, ty, ours } => {
            let field = |name: &str, optional, ty: &str, ours: &Option<String>| {
                Some(Row::Field {
                    name: name.to_owned(),
                    optional,
                    ty: ty.to_owned(),
                    ours: ours.clone(),
                })
            };
            changes.push(("renamed", field(&renamed(name), *optional, ty, ours)));
            changes.push(("retyped", field(name, *optional, another_type(ty), ours)));
            changes
                .push(("made an array, or none", field(name, *optional, &array_or_not(ty), ours)));
            if let Some(ours) = ours {
                changes.push(("not refined", field(name, *optional, ty, &None)));
                let other = if ours == "integer" { "timestamp" } else { "integer" };
                changes
                    .push(("refined otherwise", field(name, *optional, ty, &Some(other.into()))));
            }
            // Nobody documents an optional result.
            if !matches!(name.as_str(), "returns" | "streams") {
                changes.push(("flipped", field(name, !optional, ty, ours)));
            }
        }
        Row::Text(text) => changes.push(("renamed", Some(Row::Text(text.replacen('"', "\"x", 1))))),
        Row::Variant(name) => changes.push(("renamed", Some(Row::Variant(renamed(name))))),
        Row::With(name) => changes.push(("renamed", Some(Row::With(renamed(name))))),
        Row::Runtime(name) => changes.push(("renamed", Some(Row::Runtime(renamed(name))))),
        Row::AnyOf(names) => {
            let renamed = names.iter().map(|name| renamed(name)).collect();
            changes.push(("renamed", Some(Row::AnyOf(renamed))));
        }
    }
    changes
}

fn name(row: &Row) -> String {
    match row {
        Row::Field { name, .. } => name.clone(),
        Row::Text(text) => text.clone(),
        Row::Variant(name) => format!("| {name}"),
        Row::With(name) => format!("& {name}"),
        Row::Runtime(name) => format!("= {name}"),
        Row::AnyOf(names) => format!("any of {}", names.join(", ")),
    }
}

fn renamed(name: &str) -> String {
    format!("{name}X")
}

fn another_type(ty: &str) -> &'static str {
    if ty == "string" { "boolean" } else { "string" }
}

fn array_or_not(ty: &str) -> String {
    ty.strip_suffix("[]").map_or_else(|| format!("{ty}[]"), str::to_owned)
}
