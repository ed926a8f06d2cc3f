//! The description language as its reference, its JSON Schemas and its JSON form present it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use chatbotkit_description::ir::Api;
use chatbotkit_description::load::json_schema::json_schemas;
use chatbotkit_description::load::keys::Key;
use chatbotkit_description::load::module::{Module, Operation};
use chatbotkit_description::load::service::Service;
use chatbotkit_description::load::shape::Long;
use chatbotkit_description::load::{Description, Sources, load, load_dir};
use chatbotkit_description::report::Report;
use chatbotkit_description::resolve::resolve;
use expect_test::expect_file;
use serde_json::Value;

use crate::diagnostics::ids;
use crate::support::json::Json;

#[test]
fn the_json_schemas_are_fresh() {
    for (path, text) in json_schemas() {
        expect_file![schema().join(path)].assert_eq(&text);
    }
}

#[test]
fn the_json_schemas_offer_no_null() {
    for (_, text) in json_schemas() {
        assert!(!text.contains("null\""), "{text}");
    }
}

/// The tables of the reference have a row for each key that is declared, and no others.
#[test]
fn the_tables_of_the_reference_have_the_keys() {
    let reference = reference();
    let sections: [(&str, &[Key]); 4] = [
        ("## `api.yaml`", Service::KEYS),
        ("## Modules", Module::KEYS),
        ("## Operations", Operation::KEYS),
        ("### Short and long form", Long::KEYS),
    ];
    for (section, keys) in sections {
        let (_, rest) = reference.split_once(&format!("\n{section}\n")).expect("it is there");
        let section = rest.split("\n## ").next().and_then(|text| text.split("\n### ").next());
        let rows = section.unwrap_or_default().lines().filter_map(|row| row.strip_prefix("| `"));
        let cells = rows.filter_map(|row| row.split(" | ").next());
        let names = cells.flat_map(|cell| cell.split(", ").map(|name| name.trim_matches('`')));
        let names: BTreeSet<_> =
            names.filter(|name| !["read", "idempotent", "create"].contains(name)).collect();
        let keys = keys.iter().map(|key| key.name).filter(|name| *name != "$schema");
        assert_eq!(names, keys.collect(), "{rest:.30}");
    }
}

#[test]
fn the_reference_has_every_key() {
    let reference = reference();
    for (_, text) in json_schemas() {
        let schema: Value = serde_json::from_str(&text).expect("the schema is JSON");
        for key in keys(&schema) {
            let quoted = [format!("`{key}`"), format!("`{key}: "), format!("`\"{key}\"`")];
            let is_there = quoted.iter().any(|key| reference.contains(key));
            assert!(is_there, "schema/README.md has no {key}");
        }
    }
}

/// The source reports what the reference lists, and nothing else.
#[test]
fn the_reference_has_every_diagnostic() {
    let source = source(&root().join("../codegen/description/src"));
    let ids = ids();
    assert!(ids.is_sorted(), "the list is not in order");
    for id in &ids {
        assert!(source.contains(&format!("\"{id}\"")), "nothing reports {id}");
    }
    for call in ["error(", "warning("] {
        let arguments = source.split(call).skip(1);
        let first = arguments.filter_map(|text| text.trim_start().strip_prefix('"'));
        for id in first.filter_map(|text| text.split('"').next()) {
            assert!(ids.iter().any(|known| known == id), "the list has no {id}");
        }
    }
}

/// The source in a folder and below, without its tests.
fn source(folder: &Path) -> String {
    let entries = fs::read_dir(folder).expect("the source is there");
    let paths = entries.map(|entry| entry.expect("the source can be listed").path());
    let texts = paths.map(|path| if path.is_dir() { source(&path) } else { read(path) });
    texts.map(|text| text.split("#[cfg(test)]").next().unwrap_or("").to_owned()).collect()
}

#[test]
fn the_example_of_the_reference_has_no_fault() {
    let reference = reference();
    let (_, after) = reference.split_once("`book.yaml`:\n\n```yaml\n").expect("it is there");
    let (example, _) = after.split_once("```").expect("it ends");
    let service = root().join("fixtures/diagnostics/api.yaml");
    let files = [("api.yaml", read(service)), ("schema.yaml", example.to_owned())];
    let (api, report) = resolved(load(Sources {
        folder: String::new(),
        files: files.map(|(name, text)| (name.to_owned(), text)).to_vec(),
    }));
    assert_eq!(report.render(false), "");
    assert_eq!(api.expect("it resolves").modules[0].operations.len(), 2);
}

#[test]
fn a_description_in_json_reads_the_same() {
    let (yaml, report) = resolved(load_dir(&schema()));
    let Some(yaml) = yaml else {
        panic!("{}", report.render(false));
    };
    let names = ["api".to_owned()].into_iter();
    let modules = yaml.modules.iter().map(|module| module.source.replace(".yaml", ""));
    let files = names.chain(modules).map(|name| {
        let text = read(schema().join(format!("{name}.yaml")));
        let json: Json = serde_saphyr::from_str(&text).expect("the file is YAML");
        (format!("{name}.json"), json.to_string().replace(".yaml", ".json"))
    });
    let (json, report) = resolved(load(Sources { folder: String::new(), files: files.collect() }));
    let Some(mut json) = json else {
        panic!("{}", report.render(false));
    };
    for module in &mut json.modules {
        module.source = module.source.replace(".json", ".yaml");
    }
    assert_eq!(json, yaml);
}

/// Neither the stack nor the time grows with the length of a chain.
#[test]
fn long_chains_resolve() {
    const LENGTH: usize = 3_000;
    let next = |index: usize| (index + 1) % LENGTH;
    for ty in [
        "{ doc: One., extends: NEXT }",
        "{ doc: One., fields: { next: NEXT -- The next. } }",
        "NEXT -- The next.",
        "NEXT[] -- The next.",
    ] {
        let ty = |index| ty.replace("NEXT", &format!("T{}", next(index)));
        let ring: Vec<_> = (0..LENGTH).map(|at| format!("  T{at}: {}\n", ty(at))).collect();
        let end = "  T2999: { doc: One., fields: { id: string -- Its id. } }\n";
        let first = "operations:\n  list: { doc: All., get: /all, method: list, response: T0 }\n";
        let chain = ring[..LENGTH - 1].concat() + end + first;
        assert_eq!(report_on(&format!("types:\n{chain}")), "");
        let report = report_on(&format!("types:\n{}", ring.concat()));
        assert!(report.contains("back to"), "{report}");
    }
}

/// A line that is missing or odd is reported, whatever it was, and never ends in a panic.
#[test]
fn every_line_can_be_wrong() {
    let names = ["api.yaml", "conversation.yaml", "model.yaml"];
    let files = names.map(|name| (name.to_owned(), read(schema().join(name))));
    for (file, (_, text)) in files.iter().enumerate() {
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let key = line.split_once(": ").map_or("", |(key, _)| key);
            for other in ["", &line.replacen(':', "x:", 1), &format!("{key}: [a, {{ b: c }}]")] {
                let mut files = files.to_vec();
                let lines = lines.iter().enumerate();
                let lines = lines.map(|(index, line)| if index == at { other } else { line });
                files[file].1 = lines.collect::<Vec<_>>().join("\n");
                let (api, report) = resolved(load(Sources { folder: String::new(), files }));
                assert_eq!(api.is_none(), report.has_errors(), "{other}");
            }
        }
    }
}

#[test]
fn documentation_of_any_length_resolves() {
    let doc = "[".repeat(50_000);
    let text =
        format!("operations:\n  all: {{ doc: '{doc}.', get: /all, method: all, response: any }}\n");
    assert_eq!(report_on(&text), "");
}

/// The report on a module that holds nothing but this.
fn report_on(text: &str) -> String {
    let service = read(root().join("fixtures/diagnostics/api.yaml"));
    let module = format!("module: thing/v1\ndoc: Things.\n{text}");
    let files = [("api.yaml", service), ("schema.yaml", module)];
    let files = files.map(|(name, text)| (name.to_owned(), text)).to_vec();
    resolved(load(Sources { folder: String::new(), files })).1.render(false)
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn schema() -> PathBuf {
    root().join("../schema")
}

fn read(path: PathBuf) -> String {
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn reference() -> String {
    read(schema().join("README.md"))
}

fn resolved((description, mut report): (Option<Description>, Report)) -> (Option<Api>, Report) {
    let api = description.and_then(|description| resolve(&description, &mut report));
    (api, report)
}

/// The names of all properties in a JSON Schema.
fn keys(schema: &Value) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        found.extend(properties.keys().cloned());
    }
    match schema {
        Value::Object(inner) => found.extend(inner.values().flat_map(keys)),
        Value::Array(inner) => found.extend(inner.iter().flat_map(keys)),
        _ => {}
    }
    found
}
