//! Each union's decoder by itself: lines that are almost events, and lines that never were any.

use chatbotkit_sdk::RawEvent;
use chatbotkit_sdk::conversation::v1::*;
use chatbotkit_sdk::runtime::{Envelope, RawUnion, Union};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::golden::cases::internal_union::Sender;
use crate::golden::cases::tagged_union::Shape;
use crate::golden::cases::untagged_union::Contact;
use crate::runtime_lines::cases;

/// Lines to begin with. What is wrong with them afterwards is up to chance.
const LINES: &[&str] = &[
    r#"{"type":"token","data":{"token":"\u00e9 x"}}"#,
    r#"{"type":"result","data":{"id":"m1","text":"hi","usage":{"token":12.0},"entities":[]}}"#,
    r#"{"type":"message","data":{"type":"bot","text":"hi","meta":{"a":[1,null]}},"createdAt":1}"#,
    r#"{"type":"item","data":{"id":"c1","createdAt":1.7e12,"updatedAt":0,"name":null}}"#,
    r#"{"data":{"token":"later"},"type":"token"}"#,
    r#"{"type":"usage","data":{"token":3}}"#,
    r#"{"shape":"Circle","of":{"radius":1}}"#,
    r#"{"kind":"machine","port":80}"#,
    r#"[{"email":"e"}]"#,
    r#""c1""#,
];

/// Values of every kind.
const VALUES: &[&str] = &[
    r#"{"a":[1,-2,3.5e-7,-0,0.0,1e21,18446744073709551615,-9223372036854775808],"b":{"c":null}}"#,
    r#" [ true , false , "\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00 \u{1f600}" , [ ] , { } ] "#,
    r#"{"":{"\u0061":1},"a":{"a":2},"x":"}],","y":"{[\\"}"#,
    "12345678901234567890123",
    r#""text""#,
];

/// What is put in, in the middle of a line.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    " ",
    "null",
    "1",
    "-",
    "e9",
    "\"type\":",
    "\"data\":",
    "\"kind\":",
    "\u{e9}",
    "\u{0}",
    "{}",
    "[[[[",
    "\\ud800",
    "1e999",
];

/// A change of a line: where, how many characters go, and what comes.
type Change = (prop::sample::Index, usize, Option<usize>);

fn change(line: &mut String, (place, gone, piece): &Change) {
    let characters: Vec<char> = line.chars().collect();
    let start = place.index(characters.len() + 1);
    let end = (start + gone).min(characters.len());
    let come = piece.map_or("", |piece| PIECES[piece]);
    *line = characters[..start]
        .iter()
        .chain(&come.chars().collect::<Vec<_>>())
        .chain(&characters[end..])
        .collect();
}

/// Reading a line and reading through serde is one and the same, and what was read can be written.
fn same<U>(line: &str) -> Result<(), TestCaseError>
where
    U: Union + Serialize + DeserializeOwned + PartialEq + std::fmt::Debug,
{
    let as_a_line = RawUnion::decode::<U>(line, U::ENVELOPE).and_then(|decoded| decoded.value);
    let by_serde = serde_json::from_str::<U>(line);
    match (as_a_line, by_serde) {
        (Ok(value), Ok(second)) => {
            prop_assert_eq!(&value, &second);
            let written = serde_json::to_string(&value)
                .map_err(|error| TestCaseError::fail(error.to_string()))?;
            let again = serde_json::from_str::<U>(&written);
            prop_assert_eq!(again.ok(), Some(value));
        }
        (Err(_), Err(_)) => {}
        other => {
            return Err(TestCaseError::fail(format!("{line} is not the same: {other:?}")));
        }
    }
    Ok(())
}

macro_rules! unions {
    ($($name:ident: $union:ty,)*) => {
        proptest! {
            // `PROPTEST_CASES=10000000` makes it a long run.
            #![proptest_config(ProptestConfig {
                cases: cases(100_000), failure_persistence: None, ..ProptestConfig::default()
            })]
            $(
                #[test]
                fn $name(
                    line in prop::sample::select(LINES),
                    changes in prop::collection::vec(
                        (any::<prop::sample::Index>(), 0_usize..3, prop::option::of(0..PIECES.len())), 0..4
                    ),
                ) {
                    let mut line = line.to_owned();
                    changes.iter().for_each(|it| change(&mut line, it));
                    same::<$union>(&line)?;
                }
            )*
        }
    };
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: cases(100_000), failure_persistence: None, ..ProptestConfig::default()
    })]

    /// Any value that `serde_json` reads is the same value for the runtime's own reader.
    #[test]
    fn any_value_is_what_others_read(
        line in prop::sample::select(VALUES),
        changes in prop::collection::vec(
            (any::<prop::sample::Index>(), 0_usize..3, prop::option::of(0..PIECES.len())), 0..4
        ),
    ) {
        let mut line = line.to_owned();
        changes.iter().for_each(|it| change(&mut line, it));
        let line = format!(r#"{{"type":"unheard-of","data":{line}}}"#);
        let envelope = Envelope::Adjacent { tag: "type", content: "data" };
        let event = RawUnion::decode::<RawEvent>(&line, envelope).and_then(|decoded| decoded.value);
        let read = event.ok().and_then(|event| event.to_json().ok());
        match serde_json::from_str::<Value>(&line) {
            // An event has its tag and its content once; a `Value` has the last of each key.
            Ok(value) => prop_assert!(
                read == Some(value) || ["\"type\"", "\"data\""].iter().any(|key| line.matches(key).count() > 1),
                "{line}"
            ),
            // Nothing else is read but what JavaScript takes for text.
            Err(_) => prop_assert!(read.is_none() || line.contains("\\ud"), "{line}"),
        }
    }
}

unions! {
    events_of_a_list: ConversationListStreamType,
    events_of_an_answer: ConversationCompleteStreamType,
    events_of_an_answer_in_a_conversation: ConversationCompleteMessageStreamType,
    events_of_a_message_sent: ConversationSendMessageStreamType,
    events_of_an_answer_received: ConversationReceiveMessageStreamType,
    with_tag_and_content: Shape,
    with_the_tag_inside: Sender,
    without_a_tag: Contact,
}
