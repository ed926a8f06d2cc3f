//! What a wider description says is read by the types of today's.
//!
//! The wider description is made of the one in `schema/`: each object has more fields, each enum more
//! values, each union more variants. Documents are drawn from it. What today's description knows of such a
//! document has to be read as if nothing else were in it, and what it does not know may not do any harm.
//!
//! That today's documents are read and written is tested with the round trips.

mod closed;
mod malformed;
mod streams;
mod widen;

use chatbotkit_description::ir::{Api, TypeId};
use proptest::prelude::*;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    compiled_types::*,
    round_trip::{canonical, documents, spelling, type_id},
    support::{described, property},
};

const CASES: u32 = 60;

/// A compiled type by its name, and what is to be known of it.
struct Compiled {
    name: &'static str,
    /// Reads a wide document and a narrow one, which have to be the same, and writes what was read.
    read: fn(&str, &str) -> Result<String, String>,
    /// Whether it reads this at all.
    reads: fn(&str) -> bool,
}

macro_rules! compiled {
    ($($name:ident)*) => {
        &[$(Compiled { name: stringify!($name), read: read::<$name>, reads: reads::<$name> }),*]
    };
}

const COMPILED: &[Compiled] = with_every_type!(compiled);

fn read<T: Serialize + DeserializeOwned + PartialEq>(
    wide: &str,
    narrow: &str,
) -> Result<String, String> {
    let parse = |text: &str| serde_json::from_str::<T>(text).map_err(|error| error.to_string());
    let value = parse(wide).map_err(|error| format!("the wide one does not read: {error}"))?;
    let known = parse(narrow).map_err(|error| format!("the narrow one does not read: {error}"))?;
    if value != known {
        return Err("what was added changes what was there".into());
    }
    serde_json::to_string(&value).map_err(|error| error.to_string())
}

fn reads<T: DeserializeOwned>(text: &str) -> bool {
    serde_json::from_str::<T>(text).is_ok()
}

#[test]
fn what_was_added_changes_nothing() {
    let narrow = described();
    let wide = widen::widened(&narrow);
    for compiled in COMPILED {
        let id = type_id(&narrow, compiled.name);
        let documents = (documents::documents(&wide, id), any::<u64>());
        property::holds(CASES, &documents, |(document, seed)| {
            let text = spelling::spell(&document, seed);
            let known = canonical::canonical(&narrow, id, &document);
            (compiled.read)(&text, &known.to_string())
                .and_then(|written| is_kept(&narrow, id, &document, &text, &written))
                .map_err(|what| format!("{}: {what}\n{text}", compiled.name))
        });
    }
}

/// What is known is written as today's description has it, and what is not, as it came.
fn is_kept(
    narrow: &Api,
    id: TypeId,
    document: &Value,
    text: &str,
    written: &str,
) -> Result<(), String> {
    if canonical::is_unknown_variant(narrow, id, document) {
        return if written == text {
            Ok(())
        } else {
            Err(format!("it does not come out as it came: {written}"))
        };
    }
    let json: Value = serde_json::from_str(written).map_err(|error| error.to_string())?;
    if json == canonical::canonical(narrow, id, document) {
        Ok(())
    } else {
        Err(format!("it comes out as something else: {written}"))
    }
}

/// To be open is not to be lenient: what is known has to be right, whatever is beside it.
#[test]
fn what_is_known_and_malformed_is_an_error() {
    let narrow = described();
    let wide = widen::widened(&narrow);
    for compiled in COMPILED {
        let id = type_id(&narrow, compiled.name);
        let documents = (documents::documents(&wide, id), any::<u64>(), any::<usize>());
        property::holds(CASES, &documents, |(document, seed, choice)| {
            let Some((place, broken)) = malformed::broken(&narrow, id, &document, choice) else {
                return Ok(());
            };
            let text = spelling::spell(&broken, seed);
            if (compiled.reads)(&text) {
                return Err(format!("{} is read, malformed at `{place}`\n{text}", compiled.name));
            }
            Ok(())
        });
    }
}

/// Whoever waits for a value that has no variant yet can name it, and is right when it gets one.
#[test]
fn an_enum_is_what_its_string_is() {
    for text in ["bot", "narrator", "Bot", ""] {
        let value: MessageType = serde_json::from_str(&format!("{text:?}")).expect("a string");
        assert_eq!(value, text);
        assert_eq!(value == *"bot", text == "bot");
    }
    assert_eq!(MessageType::Bot, "bot");
    assert_ne!(MessageType::Bot, "user");
    assert!(Some(MessageType::Bot).is_some_and(|kind| kind == "bot"));
}
