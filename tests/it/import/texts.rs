//! Any text that a document holds comes through YAML as it was.

use chatbotkit_codegen::import::import;
use chatbotkit_description::ir::Kind;
use chatbotkit_description::load::{Sources, load};
use chatbotkit_description::resolve::resolve;
use proptest::prelude::*;
use serde_json::json;

/// Texts in which YAML sees something: its indicators, blanks, breaks, and characters that it cannot show.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just(" "),
        Just("  "),
        Just(": "),
        Just(":"),
        Just(" #"),
        Just("#"),
        Just("- "),
        Just(" -- "),
        Just("\n"),
        Just("\n\n"),
        Just("\""),
        Just("'"),
        Just("\\"),
        Just("`"),
        Just("|"),
        Just(">"),
        Just("&a"),
        Just("*a"),
        Just("!t"),
        Just("%"),
        Just("@"),
        Just("{"),
        Just("}"),
        Just("["),
        Just("]"),
        Just(","),
        Just("?"),
        Just("null"),
        Just("true"),
        Just("3.5"),
        Just("---"),
        Just("..."),
        Just("\t"),
        Just("\u{7}"),
        Just("\u{85}"),
        Just("\u{2028}"),
        Just("\u{FEFF}"),
        Just("é"),
        Just("🦀"),
        Just("word"),
        Just("A sentence that is long enough to be broken into lines, if there are several of it."),
    ];
    prop_oneof![
        proptest::collection::vec(piece, 1..12).prop_map(|pieces| pieces.concat()),
        any::<String>(),
    ]
}

/// What becomes of a documentation: a text with a full stop, whose lines have no blanks at their ends.
fn documented(text: &str) -> String {
    let lines: Vec<_> = text.trim().lines().map(str::trim_end).collect();
    lines.join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn texts_come_through(doc in texts(), key in texts(), value in texts()) {
        let key = format!("k{key}");
        let value = format!("{value}v");
        let document = json!({
            "openapi": "3.0.0",
            "info": { "title": "Texts" },
            "servers": [{ "url": "https://texts.example" }],
            "paths": { "/text/fetch": { "get": { "responses": { "200": { "content": { "application/json": { "schema": {
                "type": "object",
                "description": doc,
                "properties": { &key: { "type": "string", "enum": [value], "description": doc } }
            } } } } } } } }
        });
        let imported = import("texts.json", &document.to_string(), None);
        prop_assert_eq!(&imported.errors, &Vec::<String>::new());
        let files = imported.files.unwrap_or_default();
        let shown: String = files.iter().map(|(_, text)| text.as_str()).collect();
        let (description, mut report) = load(Sources { folder: String::new(), files });
        let api = resolve(&description.expect("it loads"), &mut report).expect("it resolves");
        let object = api.types.iter().find(|ty| ty.rust == "TextFetchResponse");
        let Some(Kind::Object(object)) = object.map(|ty| &ty.kind) else {
            // A key in `?` is left out, and then nothing is left.
            prop_assert!(key.ends_with('?'));
            return Ok(());
        };
        let Some(field) = object.fields.first() else {
            prop_assert!(key.ends_with('?'));
            return Ok(());
        };
        prop_assert_eq!(&field.wire, &key, "{}", shown);
        let wanted = documented(&doc);
        let stem = wanted.trim_end_matches([':', ',', ';', ' ']);
        prop_assert!(field.doc.text.starts_with(stem), "{:?} became {:?}\n{}", doc, field.doc.text, shown);
        prop_assert!(field.doc.text.len() <= wanted.len() + 1);
        let values = api.types.iter().find_map(|ty| match &ty.kind {
            Kind::Enum(values) => Some(values.values[0].wire.clone()),
            _ => None,
        });
        prop_assert_eq!(values, Some(value), "{}", shown);
    }
}
