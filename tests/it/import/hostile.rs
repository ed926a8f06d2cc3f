//! No document makes the import panic, hang or fill the memory, however wrong it is.

use std::fs;
use std::sync::LazyLock;

use chatbotkit_codegen::import::import;
use chatbotkit_codegen::openapi::{Version, openapi};
use proptest::prelude::*;
use serde_json::{Value, json};

/// A change to one value of a document.
#[derive(Debug, Clone)]
enum Change {
    Remove,
    Replace(Value),
    /// By the value that stands at another index.
    Swap(usize),
}

fn changes() -> impl Strategy<Value = Change> {
    let values = [
        json!(null),
        json!(true),
        json!(-1),
        json!(""),
        json!("text"),
        json!("#/components/schemas/Shelf"),
        json!("#/paths"),
        json!({}),
        json!([]),
        json!([{}]),
        json!({ "$ref": "#" }),
        json!({ "$ref": "#/components/schemas/Board" }),
        json!({ "oneOf": [{ "$ref": "#/components/schemas/Shelf" }, { "$ref": "#/components/schemas/Board" }] }),
        json!({ "allOf": [{ "$ref": "#/components/schemas/Shelf" }] }),
    ];
    prop_oneof![
        Just(Change::Remove),
        proptest::sample::select(values.to_vec()).prop_map(Change::Replace),
        any::<usize>().prop_map(Change::Swap),
    ]
}

/// The documents of all cases as JSON, and those that are written of descriptions, extensions and all.
static DOCUMENTS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let read = |case: &std::path::PathBuf| {
        let text = fs::read_to_string(case.join("openapi.yaml")).expect("the case has a document");
        serde_saphyr::from_str(&text).ok()
    };
    let written = crate::openapi::cases().into_iter().map(|(_, api)| {
        let document = openapi(&api, Version::V3_1);
        serde_json::from_str(&document).expect("it is JSON")
    });
    let cases = super::cases();
    cases.iter().filter_map(read).chain(written).collect()
});

fn all_values(value: &Value, into: &mut Vec<Value>) {
    into.push(value.clone());
    match value {
        Value::Array(items) => items.iter().for_each(|item| all_values(item, into)),
        Value::Object(entries) => entries.values().for_each(|value| all_values(value, into)),
        _ => {}
    }
}

/// Changes the value that comes as number `at`.
fn change(value: &mut Value, at: &mut usize, change_to: &Change, all: &[Value]) {
    if *at == 0 {
        *value = match change_to {
            Change::Remove => Value::Null,
            Change::Replace(other) => other.clone(),
            Change::Swap(index) => all[index % all.len()].clone(),
        };
    }
    *at = at.wrapping_sub(1);
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| change(item, at, change_to, all)),
        Value::Object(entries) => {
            entries.values_mut().for_each(|value| change(value, at, change_to, all))
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_documents_are_imported_or_refused(
        which in any::<usize>(),
        made in proptest::collection::vec((any::<usize>(), changes()), 1..6),
    ) {
        let mut document = DOCUMENTS[which % DOCUMENTS.len()].clone();
        for (at, to) in made {
            let mut all = Vec::new();
            all_values(&document, &mut all);
            change(&mut document, &mut (at % all.len()), &to, &all);
        }
        let imported = import("changed.json", &document.to_string(), None);
        prop_assert!(imported.files.is_some() || !imported.errors.is_empty());
        // What is at fault is the document, never the description that is made of it.
        let ours = imported.errors.iter().find(|error| error.split(':').next().is_some_and(|file| file.ends_with(".yaml")));
        prop_assert_eq!(ours, None, "{}", document);
    }

    #[test]
    fn text_that_is_no_document_is_refused(text in any::<String>()) {
        let imported = import("text", &text, None);
        prop_assert!(imported.files.is_none() && !imported.errors.is_empty());
    }
}

fn with_components(schemas: &str) -> String {
    format!(
        r##"{{ "openapi": "3.1.0", "info": {{ "title": "A" }}, "servers": [{{ "url": "https://a.example" }}],
        "paths": {{ "/a/b": {{ "get": {{ "responses": {{ "200": {{ "content": {{ "application/json": {{
        "schema": {{ "$ref": "#/components/schemas/A0" }} }} }} }} }} }} }} }},
        "components": {{ "schemas": {{ {schemas} }} }} }}"##
    )
}

#[test]
fn deep_nesting_is_an_error_and_no_overflow() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let text = format!("{{\"openapi\": {}1{}}}", open.repeat(100_000), close.repeat(100_000));
        assert!(import("deep", &text, None).files.is_none());
    }
}

#[test]
fn a_long_chain_of_refs_is_followed_to_its_end() {
    let link = |n: usize| {
        format!(
            r##""A{n}": {{ "properties": {{ "next": {{ "$ref": "#/components/schemas/A{}" }} }} }}"##,
            n + 1
        )
    };
    let links: Vec<_> = (0..5_000).map(link).collect();
    let text =
        with_components(&format!("{}, \"A5000\": {{ \"type\": \"string\" }}", links.join(", ")));
    let imported = import("chain", &text, None);
    assert_eq!(imported.errors, Vec::<String>::new());
    assert_eq!((imported.summary.lossy, imported.summary.unsaid), (0, 0));
    assert_eq!(imported.summary.types, 5_000);
}

#[test]
fn a_long_chain_of_merges_or_layers_has_an_end() {
    for (link, lossy) in [
        (r#""allOf": [NEXT, { "properties": { "f": { "type": "string" } } }]"#, true),
        (
            r#""oneOf": [NEXT, { "required": ["f"], "properties": { "f": { "type": "string" } } }]"#,
            true,
        ),
        (r#""type": "array", "items": NEXT"#, true),
        (r#""allOf": [NEXT]"#, false),
    ] {
        let link = |n: usize| {
            let next = format!(r##"{{ "$ref": "#/components/schemas/A{}" }}"##, n + 1);
            format!(r#""A{n}": {{ {} }}"#, link.replace("NEXT", &next))
        };
        let links: Vec<_> = (0..5_000).map(link).collect();
        let last = r#""A5000": { "properties": { "a": { "type": "string" } } }"#;
        let imported =
            import("chain", &with_components(&format!("{}, {last}", links.join(", "))), None);
        assert_eq!(imported.errors, Vec::<String>::new());
        assert_eq!(imported.summary.lossy > 0, lossy, "{}", link(0));
    }
}

#[test]
fn many_types_that_lead_to_each_other_are_all_there() {
    let schema = |n: usize| {
        let to = |by: usize| {
            format!(r##""r{by}": {{ "$ref": "#/components/schemas/A{}" }}"##, (n * by + by) % 300)
        };
        format!(r##""A{n}": {{ "properties": {{ {}, {}, {} }} }}"##, to(1), to(7), to(31))
    };
    let schemas: Vec<_> = (0..300).map(schema).collect();
    let imported = import("web", &with_components(&schemas.join(", ")), None);
    assert_eq!(imported.errors, Vec::<String>::new());
    assert_eq!(imported.warnings, Vec::<String>::new());
    assert_eq!((imported.summary.types, imported.summary.unsaid), (300, 0));
}

#[test]
fn what_is_all_of_itself_is_reported() {
    let text = with_components(
        r##""A0": { "allOf": [{ "$ref": "#/components/schemas/B" }, { "properties": { "a": { "type": "string" } } }] },
        "B": { "allOf": [{ "$ref": "#/components/schemas/A0" }, { "properties": { "b": { "type": "string" } } }] }"##,
    );
    let imported = import("circle", &text, None);
    assert_eq!(imported.errors, Vec::<String>::new());
    assert_eq!(imported.summary.lossy, 1);
}

#[test]
fn many_ways_through_refs_are_gone_once() {
    let link = |n: usize| {
        let next = format!(r##"{{ "$ref": "#/components/schemas/A{}" }}"##, n + 1);
        format!(
            r##""A{n}": {{ "properties": {{ "a": {next}, "b": {next}, "c": {{ "oneOf": [{next}, {next}] }} }} }}"##
        )
    };
    let links: Vec<_> = (0..60).map(link).collect();
    let text =
        with_components(&format!("{}, \"A60\": {{ \"type\": \"string\" }}", links.join(", ")));
    let imported = import("ways", &text, None);
    assert_eq!(imported.errors, Vec::<String>::new());
    assert_eq!(imported.summary.types, 60);
}

#[test]
fn a_kind_that_is_named_twice_is_read_once() {
    let open = r#"{ "type": ["object", "object"], "properties": { "a": "#.repeat(40);
    let text =
        with_components(&format!(r#""A0": {open}{{ "type": "string" }}{}"#, "} }".repeat(40)));
    let imported = import("twice", &text, None);
    assert_eq!(imported.errors, Vec::<String>::new());
    assert_eq!(imported.summary.types, 40);
}

#[test]
fn branches_that_hold_themselves_are_merged_once() {
    let held = |name: &str| {
        format!(
            r##""{name}": {{ "properties": {{ "next": {{ "$ref": "#/components/schemas/{name}" }}, "{name}": {{ "type": "string" }} }} }}"##
        )
    };
    let text = with_components(&format!(
        r##""A0": {{ "properties": {{ "either": {{ "oneOf": [{{ "$ref": "#/components/schemas/B" }}, {{ "$ref": "#/components/schemas/C" }}] }} }} }}, {}, {}"##,
        held("B"),
        held("C")
    ));
    let imported = import("merged", &text, None);
    assert_eq!(imported.errors, Vec::<String>::new());
}

#[test]
fn a_type_that_is_nothing_but_itself_is_any() {
    let text = with_components(
        r##""A0": { "type": "array", "items": { "$ref": "#/components/schemas/A0" } }"##,
    );
    let imported = import("itself", &text, None);
    assert_eq!(imported.errors, Vec::<String>::new());
    assert_eq!(imported.summary.lossy, 1);
}

#[test]
fn null_in_one_branch_is_null_for_the_whole() {
    let text = with_components(
        r##""A0": { "properties": { "either": { "oneOf": [{ "type": ["string", "null"] }, { "type": "number" }] } } }"##,
    );
    let imported = import("null", &text, None);
    assert_eq!(imported.errors, Vec::<String>::new());
    let written = imported.files.iter().flatten().any(|(_, text)| {
        text.contains("either?: A0Either | null\n") && text.contains("text: string\n")
    });
    assert!(written, "{:?}", imported.files);
}

#[test]
fn what_rust_has_no_name_for_gets_another() {
    let text = with_components(
        r##""A0": { "properties": { "who": { "enum": ["self", "super", "1"] } } }"##,
    );
    let imported = import("names", &text, None);
    assert_eq!(imported.errors, Vec::<String>::new());
}
