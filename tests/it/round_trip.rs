//! Arbitrary values of every type, drawn from the description, are read and written without loss.
//!
//! Documents come from the description and are read by the compiled types, so that neither can say
//! something that the other does not know.

pub mod canonical;
pub mod documents;
pub mod spelling;
mod ways;

use crate::compiled_types::*;
use chatbotkit_description::ir::{Api, TypeId};
use proptest::prelude::*;
use serde_json::Value;

use crate::support::{described, property};

const CASES: u32 = 150;

/// A compiled type: its name, and all the ways to read and to write it.
type Compiled = (&'static str, fn(&str) -> Result<String, String>);

macro_rules! compiled {
    ($($name:ident)*) => { &[$((stringify!($name), ways::through::<$name>)),*] };
}

const COMPILED: &[Compiled] = with_every_type!(compiled);

#[test]
fn every_value_of_every_type_is_kept() {
    let api = described();
    for (name, through) in COMPILED {
        let id = type_id(&api, name);
        let documents = (documents::documents(&api, id), any::<u64>());
        property::holds(CASES, &documents, |(document, seed)| {
            let text = spelling::spell(&document, seed);
            let written = through(&text).map_err(|what| format!("{name}: {what}\n{text}"))?;
            is_the_same(&api, id, &document, &text, &written)
                .map_err(|what| format!("{name}: {what}\n{text}\n{written}"))
        });
    }
}

/// Holds what was written against what was read.
fn is_the_same(
    api: &Api,
    id: TypeId,
    document: &Value,
    text: &str,
    written: &str,
) -> Result<(), String> {
    if canonical::is_unknown_variant(api, id, document) {
        return if written == text {
            Ok(())
        } else {
            Err("an unknown variant is not written as it was".into())
        };
    }
    let written: Value = serde_json::from_str(written).map_err(|error| error.to_string())?;
    let expected = canonical::canonical(api, id, document);
    if written == expected { Ok(()) } else { Err(format!("this was to be written: {expected}")) }
}

/// The type of that name in Rust.
#[track_caller]
pub fn type_id(api: &Api, rust: &str) -> TypeId {
    TypeId(
        api.types
            .iter()
            .position(|ty| ty.rust == rust)
            .unwrap_or_else(|| panic!("`{rust}` is not described")),
    )
}
