//! OpenAPI documents against the descriptions that become of them: `fixtures/import/<case>` holds a document
//! with a quirk, and `expected.txt` the description and the warnings. `UPDATE_EXPECT=1` rewrites them.

mod extensions;
mod hostile;
mod many;
mod texts;

use std::fs;
use std::path::{Path, PathBuf};

use chatbotkit_codegen::import::{Imported, import};
use chatbotkit_description::load::{Sources, load};
use chatbotkit_description::resolve::resolve;
use expect_test::expect_file;

#[test]
fn documents_become_the_expected_descriptions() {
    for case in cases() {
        let imported = import_case(&case, None);
        expect_file![case.join("expected.txt")].assert_eq(&shown(&imported));
    }
}

#[test]
fn every_description_resolves() {
    for case in cases() {
        let imported = import_case(&case, None);
        let Some(files) = imported.files else {
            assert!(!imported.errors.is_empty(), "{}", case.display());
            continue;
        };
        let (description, mut report) = load(Sources { folder: String::new(), files });
        let description = description.expect("it loads");
        assert!(
            resolve(&description, &mut report).is_some(),
            "{}:\n{}",
            case.display(),
            report.render(false)
        );
    }
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    for case in cases() {
        let once = import_case(&case, None);
        let again = import_case(&case, None);
        assert_eq!((once.files, once.warnings), (again.files, again.warnings));
    }
}

#[test]
fn json_means_the_same_as_yaml() {
    let yaml = "openapi: 3.0.0\ninfo: { title: Books API }\nservers: [{ url: https://books.example }]\n\
                paths:\n  /book/list: { get: { operationId: listBooks, responses: { 204: {} } } }\n";
    let json = r#"{"openapi": "3.0.0", "info": {"title": "Books API"},
        "servers": [{"url": "https:\/\/books.example"}],
        "paths": {"/book/list": {"get": {"operationId": "listBooks", "responses": {"204": {}}}}}}"#;
    let (yaml, json) = (import("a", yaml, None), import("a", json, None));
    assert!(yaml.files.is_some());
    assert_eq!(yaml.files, json.files);
}

#[test]
fn a_prefix_chooses_paths_and_what_they_lead_to() {
    let case = root().join("fixtures/import/shared-types");
    let imported = import_case(&case, Some("/shelf"));
    let names: Vec<_> = imported.files.iter().flatten().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["api.yaml", "shelf.yaml"]);
    assert_eq!(imported.summary.operations, 1);
    // `/shelves` would begin like it, but is another resource.
    assert_eq!(import_case(&case, Some("/she")).summary.operations, 0);
}

/// What leads back to itself is the same from wherever it is come upon first; only names depend on the place.
#[test]
fn the_order_of_the_operations_changes_no_recursive_type() {
    let schemas = r##"components: { schemas: {
        Query: { oneOf: [{ $ref: "#/components/schemas/Is" }, { $ref: "#/components/schemas/Both" }] },
        Is: { properties: { op: { enum: [is] }, field: { type: string } }, required: [op, field] },
        Both: { properties: { op: { enum: [both] }, parts: { items: { $ref: "#/components/schemas/Query" } } }, required: [op, parts] } } }"##;
    let types = |order: [&str; 3]| {
        let path = |name: &str| {
            format!(
                "  /{name}/fetch: {{ get: {{ responses: {{ 200: {{ content: {{ application/json: {{ schema: \
                 {{ $ref: '#/components/schemas/{name}' }} }} }} }} }} }} }}\n"
            )
        };
        let document = format!(
            "openapi: 3.1.0\ninfo: {{ title: Books API }}\nservers: [{{ url: https://books.example }}]\npaths:\n{}{schemas}\n",
            order.map(path).concat()
        );
        let imported = import("a", &document, None);
        assert_eq!(imported.errors, Vec::<String>::new());
        let files = imported.files.expect("it is imported");
        let lines = files.iter().flat_map(|(_, text)| text.lines());
        let fields = lines.filter(|line| line.starts_with("      "));
        let mut fields: Vec<String> = fields
            .map(|line| match line.trim().split_once(": ") {
                Some((name, _)) if !line.ends_with("Query[]") => name.to_owned(),
                _ => line.trim().to_owned(),
            })
            .collect();
        fields.sort();
        fields
    };
    let once = types(["Query", "Is", "Both"]);
    assert!(once.iter().any(|line| line == "parts: Query[]"), "{once:?}");
    assert_eq!(types(["Both", "Query", "Is"]), once);
    assert_eq!(types(["Is", "Both", "Query"]), once);
}

#[test]
fn what_cannot_be_imported_is_an_error_with_its_place() {
    let with = |schema: &str| {
        format!(
            "openapi: 3.0.0\ninfo: {{ title: Books API }}\nservers: [{{ url: https://books.example }}]\npaths:\n  \
             /book/fetch:\n    get: {{ responses: {{ 200: {{ content: {{ application/json: {{ schema: {schema} }} }} }} }} }}\n"
        )
    };
    for (document, error) in [
        ("", "a: nothing is written in it"),
        ("paths: {}", "a: this is not an OpenAPI document: it has no `openapi`"),
        ("swagger: '2.0'", "a: Swagger 2.0 cannot be imported: convert it to OpenAPI 3.x first"),
        ("openapi: 4.0.0", "a: OpenAPI 4.0.0 cannot be imported, only 3.x"),
        ("openapi: [", "a:1:10: this bracket is not closed"),
        (
            &with("{ $ref: 'other.yaml#/Book' }"),
            "GET /book/fetch, reply (line 6): `other.yaml#/Book` lies outside the document: bundle the \
             documents into one first",
        ),
        (
            &with("{ $ref: '#/components/schemas/Book' }"),
            "GET /book/fetch, reply (line 6): `#/components/schemas/Book` leads nowhere",
        ),
    ] {
        let imported = import("a", document, None);
        assert!(imported.files.is_none());
        assert_eq!(imported.errors, [error], "{document}");
    }
}

/// The description without `api.yaml`, unless the case is about it, and what was said of it.
fn shown(imported: &Imported) -> String {
    let mut text = String::new();
    for (name, content) in imported.files.iter().flatten() {
        let own = content.lines().skip(2).map(|line| format!("{line}\n"));
        text.push_str(&format!("== {name}\n{}\n", own.collect::<String>()));
    }
    text.push_str("== warnings\n");
    for line in imported.errors.iter().chain(&imported.warnings) {
        text.push_str(&format!("{line}\n"));
    }
    let summary = &imported.summary;
    text.push_str(&format!(
        "\n== summary\n{} operations, {} left out, `any`: {} lossy, {} unsaid\n",
        summary.operations, summary.left_out, summary.lossy, summary.unsaid
    ));
    for (rule, count) in &summary.rules {
        text.push_str(&format!("{count} x {rule}\n"));
    }
    text
}

fn import_case(case: &Path, only: Option<&str>) -> Imported {
    let text = fs::read_to_string(case.join("openapi.yaml")).expect("the case has a document");
    import("openapi.yaml", &text, only)
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folders of the cases, in order.
fn cases() -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join("fixtures/import")).expect("the cases are there");
    let mut cases: Vec<_> = entries.map(|entry| entry.expect("it can be listed").path()).collect();
    cases.sort();
    cases
}
