//! The documentation as a table: reads `fixtures/documented.txt` and turns it into facts.
//!
//! The legend at the head of that file explains the rows. The table says nothing about Rust.

use std::collections::BTreeSet;

use super::facts::{Facts, one_of};

/// The table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Its types and functions, in their order.
    pub entries: Vec<Entry>,
}

/// A type or a function.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Which of the two.
    pub kind: EntryKind,
    /// Its documented name.
    pub name: String,
    /// What it is.
    pub rows: Vec<Row>,
}

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// A type alias.
    Type,
    /// A function.
    Function,
}

/// One line under a type or a function.
#[derive(Debug, Clone, PartialEq)]
pub enum Row {
    /// A field, a parameter, or what a function returns or streams.
    Field {
        /// Its name; for a field of an inline object the path to it.
        name: String,
        /// Whether it may be left out.
        optional: bool,
        /// The documented type.
        ty: String,
        /// What the description says instead.
        ours: Option<String>,
    },
    /// One of the texts of a type, in its quotes.
    Text(String),
    /// One of the types of a union.
    Variant(String),
    /// A type whose fields this one has as well.
    With(String),
    /// Fields of which one has to be there.
    AnyOf(Vec<String>),
    /// A type of the runtime.
    Runtime(String),
}

impl Table {
    /// Reads the table.
    #[track_caller]
    pub fn parse(text: &str) -> Self {
        let mut entries: Vec<Entry> = Vec::new();
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let entry = |kind, name: &str| Entry { kind, name: name.to_owned(), rows: Vec::new() };
            if let Some(name) = line.strip_prefix("type ") {
                entries.push(entry(EntryKind::Type, name));
            } else if let Some(name) = line.strip_prefix("function ") {
                entries.push(entry(EntryKind::Function, name));
            } else {
                let row = line
                    .strip_prefix("  ")
                    .map(Row::parse)
                    .unwrap_or_else(|| panic!("no row: {line:?}"));
                entries.last_mut().expect("rows stand under an entry").rows.push(row);
            }
        }
        Self { entries }
    }

    /// How many types, or functions, it has.
    pub fn count(&self, kind: EntryKind) -> usize {
        self.entries.iter().filter(|entry| entry.kind == kind).count()
    }

    /// The names of all types and functions. What the table does not name is not held to it.
    pub fn names(&self) -> BTreeSet<String> {
        self.entries.iter().map(|entry| entry.name.clone()).collect()
    }

    /// The type of that name.
    pub fn ty(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.kind == EntryKind::Type && entry.name == name)
    }

    /// What it says, as facts.
    pub fn facts(&self) -> Facts {
        let mut facts = Facts::default();
        for entry in &self.entries {
            match entry.kind {
                EntryKind::Type => self.add_type(entry, &mut facts),
                EntryKind::Function => self.add_function(entry, &mut facts),
            }
        }
        facts
    }

    fn add_type(&self, entry: &Entry, facts: &mut Facts) {
        let what = match entry.rows.first() {
            Some(Row::Text(_) | Row::Variant(_)) => one_of(entry.rows.iter().map(Row::as_choice)),
            Some(Row::Runtime(name)) => name.clone(),
            _ => "object".to_owned(),
        };
        facts.add(&entry.name, what);
        self.add_fields(&entry.name, entry, &|_| false, facts);
    }

    /// Adds the fields of `entry`, and those of the types that it takes in, as fields of `owner`.
    fn add_fields(
        &self,
        owner: &str,
        entry: &Entry,
        is_replaced: &dyn Fn(&str) -> bool,
        facts: &mut Facts,
    ) {
        for row in &entry.rows {
            match row {
                Row::Field { name, optional, .. } if !is_replaced(name) => {
                    facts.add_field(format!("{owner}.{name}"), *optional, &row.ours());
                }
                Row::AnyOf(names) => {
                    facts.add(format!("{owner} has any of"), one_of(names.iter().cloned()))
                }
                Row::With(name) => match self.ty(name) {
                    Some(with) => {
                        let is_replaced = |name: &str| is_replaced(name) || entry.has_field(name);
                        self.add_fields(owner, with, &is_replaced, facts);
                    }
                    None => facts.add(format!("{owner} has the fields of"), name),
                },
                Row::Field { .. } | Row::Text(_) | Row::Variant(_) | Row::Runtime(_) => {}
            }
        }
    }

    fn add_function(&self, entry: &Entry, facts: &mut Facts) {
        let mut parameters = Vec::new();
        for row in &entry.rows {
            match row {
                Row::Field { name, ty, .. } if name == "returns" => {
                    facts.add(format!("{} returns", entry.name), ty);
                }
                Row::Field { name, ty, .. } if name == "streams" => {
                    facts.add(format!("{} streams", entry.name), self.events(ty));
                }
                Row::Field { name, optional, ty, .. } => {
                    parameters.push(name.as_str());
                    facts.add_field(format!("{}({name})", entry.name), *optional, ty);
                }
                other => panic!("{other:?} is no row of a function"),
            }
        }
        facts.add(&entry.name, parameters.join(", "));
    }

    /// The types that a stream consists of: those of a union, or the one that is documented.
    fn events(&self, ty: &str) -> String {
        match self.ty(ty).map(|entry| entry.rows.as_slice()) {
            Some(rows @ [Row::Variant(_), ..]) => one_of(rows.iter().map(Row::as_choice)),
            _ => ty.to_owned(),
        }
    }
}

impl Entry {
    fn has_field(&self, wanted: &str) -> bool {
        self.rows.iter().any(|row| matches!(row, Row::Field { name, .. } if name == wanted))
    }
}

impl Row {
    #[track_caller]
    fn parse(text: &str) -> Self {
        if text.starts_with('"') {
            return Self::Text(text.to_owned());
        }
        let (first, rest) = text.split_once(' ').unwrap_or_else(|| panic!("no row: {text:?}"));
        let rest = rest.trim_start();
        match first {
            "|" => Self::Variant(rest.to_owned()),
            "&" => Self::With(rest.to_owned()),
            "=" => Self::Runtime(rest.to_owned()),
            "any" => {
                let names = rest.strip_prefix("of ").expect("`any` is followed by `of`");
                Self::AnyOf(names.split(", ").map(str::to_owned).collect())
            }
            _ => {
                let (ty, ours) = match rest.split_once(" as ") {
                    Some((ty, ours)) => (ty, Some(ours.to_owned())),
                    None => (rest, None),
                };
                let name = first.strip_suffix('?').unwrap_or(first);
                Self::Field {
                    name: name.to_owned(),
                    optional: name != first,
                    ty: ty.to_owned(),
                    ours,
                }
            }
        }
    }

    /// The type that a field is compared by.
    fn ours(&self) -> String {
        match self {
            Self::Field { ty, ours: Some(ours), .. } => match (ty.as_str(), ours.as_str()) {
                ("number", "integer" | "timestamp") | ("model/v1", "Model") => ours.clone(),
                _ => format!("{ty} as {ours}"),
            },
            Self::Field { ty, .. } if ty.starts_with('"') => {
                one_of(ty.split(" | ").map(str::to_owned))
            }
            Self::Field { ty, .. } => ty.clone(),
            other => panic!("{other:?} has no type"),
        }
    }

    #[track_caller]
    fn as_choice(&self) -> String {
        match self {
            Self::Text(choice) | Self::Variant(choice) => choice.clone(),
            other => panic!("{other:?} does not stand beside texts and variants"),
        }
    }
}
