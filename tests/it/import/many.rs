//! What a document has thousands of: each is still distinguished, and reported once.

use chatbotkit_codegen::import::import;

fn with_paths(paths: &str) -> String {
    format!(
        r#"{{ "openapi": "3.1.0", "info": {{ "title": "A" }}, "servers": [{{ "url": "https://a.example" }}],
        "paths": {{ {paths} }} }}"#
    )
}

#[test]
fn operations_of_one_name_get_numbers_without_a_gap() {
    let path = |n: usize| {
        format!(
            r#""/book/{n}": {{ "get": {{ "operationId": "read", "responses": {{ "204": {{}} }} }} }}"#
        )
    };
    let paths: Vec<_> = (0..5_000).map(path).collect();
    let imported = import("many", &with_paths(&paths.join(", ")), None);
    assert_eq!(imported.errors, Vec::<String>::new());
    let text: String = imported.files.iter().flatten().map(|(_, text)| text.as_str()).collect();
    for name in ["read", "read2", "read3", "read2500", "read4999", "read5000"] {
        assert!(text.contains(&format!("\n  {name}:\n")), "{name}");
    }
    assert!(!text.contains("read5001"));
}

#[test]
fn a_warning_is_given_once_for_one_place() {
    let parameter = r#"{ "name": "id", "in": "cookie" }"#;
    let operation = |id: &str| {
        format!(
            r#""/book/{id}": {{ "get": {{ "parameters": [{parameter}, {parameter}], "responses": {{ "204": {{}} }} }} }}"#
        )
    };
    let text = with_paths(&format!("{}, {}", operation("a"), operation("b")));
    let warnings = import("twice", &text, None).warnings;
    let found: Vec<_> = warnings.iter().filter(|warning| warning.contains("`cookie`")).collect();
    assert_eq!(found.len(), 2, "{warnings:#?}");
}
