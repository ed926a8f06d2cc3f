//! The JSON Schemas for editors accept what the loader accepts, and nothing else.

use chatbotkit_description::load::json_schema::json_schemas;
use chatbotkit_description::load::{Sources, load};
use chatbotkit_description::resolve::resolve;
use regex::Regex;
use serde_json::{Value, json};

#[test]
fn modules_look_the_same_to_both() {
    let parts = ["a", "space-page", "_", "-", "/", "v", "1", "/v1", "é", "A", " "];
    let pattern = pattern("module", "/properties/module/pattern");
    compare(&pattern, &parts, &["conversation/v1", "a/v12", "1a/v1"], |text| {
        let (api, mut module) = description();
        module["module"] = text.into();
        accepts(&api, &module, "bad-module")
    });
}

#[test]
fn paths_look_the_same_to_both() {
    let parts = [
        "/", "a", ".", "{id}", "{+id}", "{", "}", "?", "#", " ", "\t", "\\", "%", "é", "\u{7f}",
        "/a", "/..",
    ];
    let pattern = pattern("module", "/definitions/Operation/properties/get/pattern");
    compare(&pattern, &parts, &["/a\tb", "/a/./b", "/a/..{id}/...", "/a//b/"], |text| {
        let (api, mut module) = description();
        module["operations"]["get"]["get"] = text.into();
        accepts(&api, &module, "bad-path")
    });
}

#[test]
fn types_look_the_same_to_both() {
    let parts =
        ["string", "Thing", "thing", "map", "<", ">", "map<", "[", "]", "[]", "|", "null", " "];
    let more = [
        "string|null",
        "map < string >",
        "map<string | null>[] | null",
        "map<map<map<Thing[]>>>[][]",
        "map<string>>",
        "string | integer",
        "string -",
    ];
    let pattern = pattern("module", "/definitions/Long/properties/type/pattern");
    compare(&pattern, &parts, &more, |text| {
        let (api, mut module) = description();
        module["types"]["Thing"]["fields"]["part?"]["type"] = text.into();
        accepts(&api, &module, "bad-type")
    });
}

#[test]
fn short_forms_look_the_same_to_both() {
    let parts = ["string", "Thing[]", " -- ", "--", " ", "\n", "It. ", "|", "null"];
    let pattern = pattern("module", "/definitions/Shape/anyOf/0/pattern");
    compare(&pattern, &parts, &["string -- It\nis.", "map<any> -- a -- b"], |text| {
        let (api, mut module) = description();
        module["types"]["Thing"]["fields"]["part?"] = text.into();
        accepts(&api, &module, "bad-type")
    });
}

#[test]
fn durations_look_the_same_to_both() {
    let parts = [
        "0", "1", "5", "23", "24", "86399", "86400", "1439", "1440", "s", "m", "h", " ", "never",
        ".", "-",
    ];
    let pattern = pattern("api", "/definitions/Streams/properties/idle/pattern");
    compare(&pattern, &parts, &["90s", "5min", "５m"], |text| {
        let (mut api, module) = description();
        api["streams"]["idle"] = text.into();
        accepts(&api, &module, "bad-duration")
    });
}

/// The pattern in a schema.
fn pattern(schema: &str, pointer: &str) -> Regex {
    let path = format!("json-schema/{schema}.json");
    let (_, text) = json_schemas().into_iter().find(|(name, _)| *name == path).expect("it exists");
    let schema: Value = serde_json::from_str(&text).expect("the schema is JSON");
    let pattern = schema.pointer(pointer).and_then(Value::as_str).expect("there is a pattern");
    Regex::new(pattern).expect("the pattern is one")
}

/// Compares the two over everything that is made of up to three parts, and more.
#[track_caller]
fn compare(pattern: &Regex, parts: &[&str], more: &[&str], accepts: impl Fn(&str) -> bool) {
    let mut texts = vec![String::new()];
    for length in 0..3 {
        let shorter = texts.len() - parts.len().pow(length);
        let longer: Vec<_> = texts[shorter..]
            .iter()
            .flat_map(|text| parts.iter().map(move |part| format!("{text}{part}")))
            .collect();
        texts.extend(longer);
    }
    texts.extend(more.iter().map(|text| (*text).to_owned()));
    texts.sort();
    texts.dedup();
    let differ = texts.iter().filter(|text| pattern.is_match(text) != accepts(text));
    let differ: Vec<_> = differ.map(|text| (text, pattern.is_match(text))).collect();
    assert!(
        differ.is_empty(),
        "{} differ, such as {:?}",
        differ.len(),
        &differ[..differ.len().min(20)]
    );
}

/// A service and a module without faults.
fn description() -> (Value, Value) {
    let api = json!({
        "name": "Example",
        "doc": "A service.",
        "base_url": { "default": "https://api.example.com", "env": "EXAMPLE_BASE_URL" },
        "auth": { "bearer": "EXAMPLE_SECRET" },
        "requests": { "maps_in_query": "dotted", "without_fields": "empty_object" },
        "errors": { "shapes": [{ "message": "message", "code": "code" }] },
        "streams": { "media_type": "application/jsonl", "tag": "type", "content": "data", "error": "error" },
        "modules": ["thing.json"],
    });
    let module = json!({
        "module": "thing/v1",
        "doc": "Things.",
        "path": { "id": "string -- The id of the thing." },
        "types": { "Thing": { "doc": "A thing.", "fields": { "part?": { "type": "any", "doc": "It." } } } },
        "operations": {
            "get": { "doc": "Fetches one.", "get": "/thing/{id}", "method": "fetch", "response": "Thing" },
        },
    });
    (api, module)
}

/// Whether the loader finds no fault of this kind. An unknown type is no fault of its expression, unless it could not
/// have been described.
fn accepts(api: &Value, module: &Value, id: &str) -> bool {
    let files = [("api.json", api), ("thing.json", module)];
    let files = files.map(|(name, value)| (name.to_owned(), value.to_string()));
    let (description, mut report) = load(Sources { folder: String::new(), files: files.to_vec() });
    if let Some(description) = description {
        resolve(&description, &mut report);
    }
    report.diagnostics().iter().all(|found| {
        let unknown = found.message.split("unknown type `").nth(1).unwrap_or_default();
        let undescribable = unknown.starts_with(char::is_lowercase);
        ![id, "nothing-written", "yaml-syntax"].contains(&found.id) && !undescribable
    })
}
