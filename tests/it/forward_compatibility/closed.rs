//! The same documents, read by types that are not open.
//!
//! They are what one would write by hand for today's description, and it shows that the documents are
//! wider than that.

use chatbotkit_sdk::conversation::v1::{self, ConversationCompleteStreamType};
use proptest::prelude::*;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::{documents, reads, spelling, type_id, widen};
use crate::support::{described, property};

const CASES: u32 = 60;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(dead_code, reason = "it is only read")]
struct Message {
    r#type: MessageType,
    text: String,
    meta: Option<Map<String, Value>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
enum MessageType {
    User,
    Bot,
    Reasoning,
    Context,
    Instruction,
    Backstory,
    Activity,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it is only read")]
struct Usage {
    token: i64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it is only read")]
struct Token {
    token: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it is only read")]
struct Reply {
    text: String,
    usage: Usage,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "camelCase", deny_unknown_fields)]
#[expect(dead_code, reason = "it is only read")]
enum Event {
    Result(Reply),
    Token(Token),
    Message(Message),
}

/// What is said today, once for each shape.
const TODAY: [&str; 3] = [
    r#"{"type":"message","data":{"type":"user","text":"a","meta":{"b":null}}}"#,
    r#"{"type":"token","data":{"token":"a"}}"#,
    r#"{"data":{"usage":{"token":12},"text":"a"},"type":"result"}"#,
];

/// One addition each.
const TOMORROW: [(&str, &str); 7] = [
    ("a variant", r#"{"type":"added","data":{"token":"a"}}"#),
    ("an enum value", r#"{"type":"message","data":{"type":"added","text":"a"}}"#),
    ("a field", r#"{"type":"token","data":{"token":"a","added":null}}"#),
    (
        "a field further in",
        r#"{"type":"result","data":{"text":"a","usage":{"token":12,"added":[{}]}}}"#,
    ),
    ("a field beside the tag", r#"{"type":"token","added":{"type":"token"},"data":{"token":"a"}}"#),
    (
        "a whole number with a point",
        r#"{"type":"result","data":{"text":"a","usage":{"token":12.0}}}"#,
    ),
    (
        "a whole number with an exponent",
        r#"{"type":"result","data":{"text":"a","usage":{"token":1.2e1}}}"#,
    ),
];

#[test]
fn closed_types_read_what_is_said_today() {
    for text in TODAY {
        assert!(reads::<Event>(text), "{text}");
        assert!(reads::<ConversationCompleteStreamType>(text), "{text}");
    }
}

#[test]
fn closed_types_refuse_every_kind_of_addition() {
    for (addition, text) in TOMORROW {
        assert!(!reads::<Event>(text), "{addition}: {text}");
        assert!(reads::<ConversationCompleteStreamType>(text), "{addition}: {text}");
    }
}

#[test]
fn closed_types_refuse_every_wide_document() {
    refused::<Message, v1::Message>("Message");
    refused::<Event, ConversationCompleteStreamType>("ConversationCompleteStreamType");
}

/// Holds that each wide document of a type is read by the open one and refused by the closed one.
fn refused<Closed: DeserializeOwned, Open: DeserializeOwned>(name: &str) {
    let narrow = described();
    let wide = widen::widened(&narrow);
    let documents = documents::documents(&wide, type_id(&narrow, name));
    property::holds(CASES, &(documents, any::<u64>()), |(document, seed)| {
        let text = spelling::spell(&document, seed);
        match (reads::<Open>(&text), reads::<Closed>(&text)) {
            (true, false) => Ok(()),
            (true, true) => Err(format!("nothing was added: {text}")),
            (false, _) => Err(format!("this does not read: {text}")),
        }
    });
}
