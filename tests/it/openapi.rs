//! The description as a document of OpenAPI: what it looks like, and whether it is one. Somebody else's reader of
//! OpenAPI judges that.
//!
//! `fixtures/openapi/<case>.json` shows what becomes of a description in `fixtures/codegen`, or in a folder of its
//! own beside it. `UPDATE_EXPECT=1` rewrites them.

use std::fs;
use std::path::{Path, PathBuf};

use chatbotkit_codegen::import::import;
use chatbotkit_codegen::openapi::{Version, openapi};
use chatbotkit_description::ir::Api;
use chatbotkit_description::load::{Sources, load, load_dir};
use chatbotkit_description::resolve::resolve;
use expect_test::expect_file;
use roas::validation::{Options, Validate};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::support::json::Json;

/// The descriptions of generated code that show something here as well.
const SHARED: &[&str] = &[
    "client_default",
    "dotted_query",
    "field_example",
    "inline_object",
    "internal_union",
    "map_and_array",
    "name_collision",
    "one_of_required",
    "open_enum",
    "paged_list",
    "secret_field",
    "silent_stream",
    "stream_with_terminal",
    "string_encoded_object",
    "tagged_union",
    "three_state_field",
    "timestamp",
    "untagged_union",
    "verbs",
];

#[test]
fn every_construct_reads_as_expected() {
    let own = folders("fixtures/openapi");
    let shared = SHARED.iter().map(|case| root().join("fixtures/codegen").join(case));
    for case in own.into_iter().chain(shared) {
        let document = openapi(&described(&case), Version::V3_1);
        let name = case.file_name().unwrap_or_default().to_string_lossy();
        let shown = match case.join("api.yaml").exists() {
            true => document,
            false => particular(&document),
        };
        expect_file![root().join(format!("fixtures/openapi/{name}.json"))].assert_eq(&shown);
    }
}

#[test]
fn every_document_is_valid_openapi() {
    for (name, api) in everything() {
        let document = openapi(&api, Version::V3_1);
        assert_valid::<roas::v3_1::spec::Spec>(&name, &document);
        let document = openapi(&api, Version::V3_2);
        assert_valid::<roas::v3_2::spec::Spec>(&name, &document);
    }
}

#[test]
fn a_faulty_document_is_found() {
    let (_, api) = everything().swap_remove(0);
    let document = openapi(&api, Version::V3_1);
    for (right, wrong) in [
        ("schemas/ConversationInstance\"", "schemas/ConversationInstanse\""),
        ("\"summary\"", "\"sumary\""),
        ("\"in\": \"path\"", "\"in\": \"track\""),
        ("\"updateConversation\"", "\"deleteConversation\""),
    ] {
        let document = document.replacen(right, wrong, 1);
        let problem = problem::<roas::v3_1::spec::Spec>(&document);
        assert!(problem.is_some(), "{wrong}");
    }
}

#[test]
fn the_versions_differ_in_their_streams_only() {
    for (name, api) in everything() {
        let (old, new) = (openapi(&api, Version::V3_1), openapi(&api, Version::V3_2));
        let mut operations = api.modules.iter().flat_map(|module| &module.operations);
        let streams = operations.any(|operation| operation.stream.is_some());
        assert_eq!(new.contains("\"itemSchema\""), streams, "{name}");
        let as_old = new.replace("\"itemSchema\"", "\"schema\"");
        assert_eq!(as_old.replacen("3.2.0", "3.1.1", 1), old, "{name}");
    }
}

#[test]
fn importing_a_document_gives_the_same_description() {
    for (name, api) in everything() {
        for version in [Version::V3_1, Version::V3_2] {
            let name = format!("{name} as {version:?}");
            let imported = import("openapi.json", &openapi(&api, version), None);
            let files = imported.files;
            let files = files.unwrap_or_else(|| panic!("{name}: {:#?}", imported.errors));
            // Nothing has to be guessed, so no rule has anything to say.
            assert_eq!(imported.summary.rules, [], "{name}");
            let (description, mut report) = load(Sources { folder: String::new(), files });
            let again = description.and_then(|description| resolve(&description, &mut report));
            let again = again.unwrap_or_else(|| panic!("{name}:\n{}", report.render(false)));
            if let Some(difference) = first_difference(&api, &again) {
                panic!("{name}: importing it gives something else\n{difference}");
            }
        }
    }
}

/// Where two descriptions differ first: the way there, what it was, and what it is.
fn first_difference(one: &Api, other: &Api) -> Option<String> {
    let (one_text, other_text) = (format!("{one:#?}"), format!("{other:#?}"));
    let (one_lines, other_lines): (Vec<_>, Vec<_>) =
        (one_text.lines().collect(), other_text.lines().collect());
    let count = one_lines.len().max(other_lines.len());
    let differ = |index: &usize| one_lines.get(*index) != other_lines.get(*index);
    let Some(at) = (0..count).find(differ) else {
        return (one != other).then(|| "a number that is none".to_owned());
    };
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut way = Vec::new();
    let mut depth = one_lines.get(at).map_or(0, |line| indent(line));
    for (index, line) in one_lines[..at.min(one_lines.len())].iter().enumerate().rev() {
        if indent(line) < depth {
            depth = indent(line);
            // What comes first in most of them is their name.
            let first = one_lines.get(index + 1).map_or("", |line| line.trim());
            way.push(format!("{} {first}", line.trim()));
        }
    }
    way.reverse();
    let shown = |lines: &[&str]| lines.get(at).map_or("nothing", |line| line.trim()).to_owned();
    way.push(format!("was: {}", shown(&one_lines)));
    way.push(format!("now: {}", shown(&other_lines)));
    Some(way.join("\n"))
}

/// The table in `openapi/mod.rs` says where the one extension may stand, and what it may hold beside the keys that the
/// reference of the language lists.
#[test]
fn there_is_one_extension_and_it_holds_keys_that_are_listed() {
    let table = include_str!("../../codegen/src/openapi/mod.rs");
    let reference = include_str!("../../schema/README.md");
    for (name, api) in everything() {
        let document = openapi(&api, Version::V3_1);
        let extensions = document.matches("\"x-").count();
        assert_eq!(extensions, document.matches("\"x-sdk\":").count() + headers(&api), "{name}");
        let document: Value = serde_json::from_str(&document).expect("it is JSON");
        for key in keys_of_extensions(&document) {
            let key = key.trim_end_matches('?');
            let listed =
                table.contains(&format!("`{key}`")) || reference.contains(&format!("`{key}`"));
            assert!(listed, "{name}: {key}");
        }
    }
}

/// How often the document names a header that begins with `x-`: as a key, and as a name.
fn headers(api: &Api) -> usize {
    let named = api.service.headers.iter().filter(|header| header.wire.starts_with("x-"));
    let keyed = |wire: &str| wire.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
    named.map(|header| 2 + usize::from(keyed(&header.wire))).sum()
}

fn keys_of_extensions(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(keys_of_extensions).collect(),
        Value::Object(entries) => {
            let own = entries.get("x-sdk").and_then(Value::as_object);
            let own = own.into_iter().flatten().map(|(key, _)| key.clone());
            own.chain(entries.values().flat_map(keys_of_extensions)).collect()
        }
        _ => Vec::new(),
    }
}

/// Asserts that a document is one of OpenAPI.
#[track_caller]
fn assert_valid<T: DeserializeOwned + Serialize + Validate>(name: &str, document: &str) {
    let problem = problem::<T>(document);
    assert_eq!(problem, None, "{name}");
}

/// What is wrong with a document.
fn problem<T: DeserializeOwned + Serialize + Validate>(document: &str) -> Option<String> {
    let spec: T = match serde_json::from_str(document) {
        Ok(spec) => spec,
        Err(error) => return Some(error.to_string()),
    };
    // What only a query is made of no body refers to, and a module may have no operation.
    let fine = Options::IgnoreUnusedSchemas | Options::IgnoreUnusedTags;
    if let Err(error) = spec.validate(fine, None) {
        return Some(error.to_string());
    }
    // The reader passes over keys that it does not know, so what it kept has to be everything.
    let written: Value = serde_json::from_str(document).expect("it was read already");
    let kept = serde_json::to_value(&spec).expect("it can be written");
    difference("#", &written, &kept)
}

/// The first place at which something is lost.
fn difference(at: &str, written: &Value, kept: &Value) -> Option<String> {
    match (written, kept) {
        (Value::Object(written), Value::Object(kept)) => {
            written.iter().find_map(|(key, value)| match kept.get(key) {
                Some(kept) => difference(&format!("{at}/{key}"), value, kept),
                None => Some(format!("{at}/{key}: no such key")),
            })
        }
        (Value::Array(written), Value::Array(kept)) if written.len() == kept.len() => {
            let pairs = written.iter().zip(kept).enumerate();
            pairs
                .map(|(index, (written, kept))| difference(&format!("{at}/{index}"), written, kept))
                .find_map(|found| found)
        }
        _ if written == kept => None,
        _ => Some(format!("{at}: {written} was read as {kept}")),
    }
}

/// The part of a document that is not the same for every description.
fn particular(document: &str) -> String {
    let document: Json = serde_json::from_str(document).expect("it is JSON");
    let kept = entries(document).into_iter().filter_map(|(key, value)| match key.as_str() {
        "tags" | "paths" => Some((key, value)),
        "components" => {
            let (key, schemas) = entries(value).pop().expect("schemas are the last of them");
            let mut schemas = entries(schemas);
            schemas.retain(|(_, schema)| schema.to_string().contains("\"x-sdk\""));
            Some((key, Json::Mapping(schemas)))
        }
        _ => None,
    });
    let kept = Json::Mapping(kept.collect());
    serde_json::to_string_pretty(&kept).expect("it is JSON") + "\n"
}

fn entries(json: Json) -> Vec<(String, Json)> {
    match json {
        Json::Mapping(entries) => entries,
        other => panic!("{other} has no keys"),
    }
}

/// Every description that there is, by its name. The one of the project comes first.
fn everything() -> Vec<(String, Api)> {
    let folders = ["../schema", "fixtures/library"].into_iter();
    folders
        .map(|folder| (folder.to_owned(), in_folder(&root().join(folder))))
        .chain(cases())
        .collect()
}

/// The small descriptions, by their names.
pub(crate) fn cases() -> Vec<(String, Api)> {
    let cases = ["fixtures/openapi", "fixtures/codegen"].into_iter();
    cases.flat_map(folders).map(|case| (case.display().to_string(), described(&case))).collect()
}

/// What the description in a folder of its own says.
fn in_folder(folder: &Path) -> Api {
    let (description, mut report) = load_dir(folder);
    let api = description.and_then(|description| resolve(&description, &mut report));
    api.unwrap_or_else(|| panic!("{}", report.render(false)))
}

/// What the description in the folder of a case says, with the service that all cases share unless it has its own.
fn described(case: &Path) -> Api {
    let service = match case.join("api.yaml") {
        own if own.exists() => own,
        _ => root().join("fixtures/codegen/api.yaml"),
    };
    let read = |path: PathBuf| fs::read_to_string(path).expect("it can be read");
    let files = [("api.yaml", read(service)), ("schema.yaml", read(case.join("schema.yaml")))];
    let (description, mut report) = load(Sources {
        folder: String::new(),
        files: files.map(|(name, text)| (name.to_owned(), text)).to_vec(),
    });
    let api = description.and_then(|description| resolve(&description, &mut report));
    api.unwrap_or_else(|| panic!("{}:\n{}", case.display(), report.render(false)))
}

/// The folders in a folder.
fn folders(of: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join(of)).expect("it is there");
    let paths = entries.map(|entry| entry.expect("it can be read").path());
    let mut folders: Vec<_> = paths.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
