//! Where the Rust name has to be said, because the wire name makes none or makes one that is taken.

use std::collections::BTreeSet;

use super::routes::unique;
use super::types::{Field, Use};
use chatbotkit_description::names::{self, NoName};

/// The Rust names to be said of fields.
pub(super) fn fields(fields: &[Field]) -> Vec<Option<String>> {
    let mut taken = BTreeSet::from(["new".to_owned(), "default".to_owned()]);
    // A field that can be cleared has a second setter, and one of which any is enough a constructor.
    for field in fields {
        if !field.required && matches!(field.ty, Use::Nullable(_)) {
            let rust = names::field_name(&field.name);
            let rust = rust.unwrap_or_else(|_| names::snake(&field.name));
            taken.insert(format!("clear_{}", rust.trim_start_matches("r#")));
        }
        if field.any {
            let rust = names::snake(&field.name);
            taken.insert(format!("from_{rust}"));
        }
    }
    let one = |field: &Field| {
        let made = names::snake(&field.name);
        one(&mut taken, &field.name, names::field_name, &made)
    };
    fields.iter().map(one).collect()
}

/// The Rust names to be said of values, variants and events.
pub(super) fn values(values: &[String]) -> Vec<Option<String>> {
    let mut taken = BTreeSet::from(["Unknown".to_owned()]);
    let one = |value: &String| one(&mut taken, value, names::variant_name, &names::pascal(value));
    values.iter().map(one).collect()
}

/// The Rust name to be said of one thing: none where the rule makes one that is free.
pub(super) fn one(
    taken: &mut BTreeSet<String>,
    wire: &str,
    rule: fn(&str) -> Result<String, NoName>,
    made: &str,
) -> Option<String> {
    match rule(wire) {
        Ok(rust) if taken.insert(rust.clone()) => None,
        _ => Some(unique(taken, made)),
    }
}
