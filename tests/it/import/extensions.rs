//! What a document states in `x-sdk` is laid over what the rules make, key by key. Where that makes no description, all
//! of it is left out with a warning. That a document of a description gives the description again is in `openapi`.

use chatbotkit_codegen::import::{Imported, import};

/// A document by other hands, with what `operation`, `reply` and `tag` hold beside.
fn document(operation: &str, reply: &str, tag: &str) -> String {
    format!(
        "openapi: 3.1.0
info: {{ title: Books }}
servers: [{{ url: https://books.example }}]
tags:
  - {{ name: lending, {tag} }}
paths:
  /loan/end:
    post:
      operationId: endLoan
      tags: [lending]
      {operation}
      requestBody:
        content: {{ application/json: {{ schema: {{ properties: {{ id: {{ type: string }} }} }} }} }}
      responses:
        200: {{ content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/Loan' }} }} }} }}
components:
  schemas:
    Loan:
      type: object
      {reply}
"
    )
}

const FIELDS: &str = "properties: { id: { type: string }, at: { type: integer } }";

#[track_caller]
fn imported(text: &str) -> Imported {
    let imported = import("books.yaml", text, None);
    assert_eq!(imported.errors, Vec::<String>::new());
    imported
}

fn whole(imported: &Imported) -> String {
    let files = imported.files.iter().flatten();
    files.map(|(name, text)| format!("== {name}\n{text}")).collect()
}

#[test]
fn each_key_counts_by_itself() {
    for (operation, reply, tag, written) in [
        ("x-sdk: { effect: idempotent }", FIELDS, "", "    effect: idempotent\n"),
        ("x-sdk: { method: give_back }", FIELDS, "", "    method: give_back\n"),
        ("x-sdk: { name: returnBook }", FIELDS, "", "  returnBook:\n"),
        ("x-sdk: { method: end, since: '2.0' }", FIELDS, "", "    since: \"2.0\"\n"),
        ("x-sdk: { empty_on: { 304: Nothing new. } }", FIELDS, "", "      304: Nothing new.\n"),
        ("", FIELDS, "x-sdk: { module: desk/v2 }", "== desk.yaml\n"),
        ("", FIELDS, "x-sdk: { module: desk/v2 }", "module: desk/v2\n"),
        ("x-sdk: { response: nothing }", FIELDS, "", "    response: nothing\n"),
        ("x-sdk: { response: image/png }", FIELDS, "", "    response: image/png\n"),
        (
            "x-sdk: { also: { list_table: text/csv } }",
            FIELDS,
            "",
            "    also:\n      list_table: text/csv\n",
        ),
        (
            "",
            "properties: { at: { type: integer, x-sdk: { type: timestamp } } }",
            "",
            "      at?: timestamp\n",
        ),
        (
            "",
            "properties: { at: { type: integer, x-sdk: { doc: When it ended. } } }",
            "",
            "      at?: integer -- When it ended.\n",
        ),
        (
            "",
            "properties: { at: { x-sdk: { fields: { hour: integer, day?: integer } } } }",
            "",
            "      at?:\n        fields:\n          hour: integer\n          day?: integer\n",
        ),
        (
            "",
            "x-sdk: { module: desk/v2 }\n      properties: { at: { type: integer, x-sdk: { rust: moment } } }",
            "",
            "      at?:\n        type: integer\n        rust: moment\n",
        ),
        (
            "",
            "properties: { at: { type: integer, x-sdk: { secret: true } } }",
            "",
            "      at?:\n        type: integer\n        secret: true\n",
        ),
        (
            "",
            "properties: { at: { type: string, format: password, x-sdk: { secret: false } } }",
            "",
            "      at?:\n        type: string\n        secret: false\n",
        ),
        (
            "",
            "x-sdk: { module: desk/v2 }\n      properties: { kind: { type: string, enum: [long, short] } }",
            "",
            "      kind?: LoanKind\n\n  LoanKind:\n",
        ),
        (
            "",
            "x-sdk: { module: desk/v2, name: Lending }\n      properties: { at: { type: integer } }",
            "",
            "  Lending:\n    fields:\n      at?: integer\n",
        ),
    ] {
        let imported = imported(&document(operation, reply, tag));
        let text = whole(&imported);
        assert!(text.contains(written), "{operation} {reply} {tag}:\n{text}");
        let about = |warning: &&String| warning.contains("x-sdk");
        assert_eq!(imported.warnings.iter().find(about), None);
    }
}

#[test]
fn what_holds_no_keys_is_left_out_with_its_place() {
    let plain = whole(&imported(&document("", FIELDS, "")));
    for (operation, tag, warning) in [
        (
            "x-sdk: items",
            "",
            "POST /loan/end (line 11): `x-sdk` does not hold keys of the language: it is left out",
        ),
        (
            "x-sdk: { pages: [null] }",
            "",
            "POST /loan/end (line 11): `x-sdk` does not hold keys of the language: it is left out",
        ),
        (
            "",
            "x-sdk: { module: Desk }",
            "the document (line 5): `Desk` is not a module such as `book/v1`: it is left out",
        ),
    ] {
        let imported = imported(&document(operation, FIELDS, tag));
        assert!(
            imported.warnings.iter().any(|it| it == warning),
            "{warning}: {:#?}",
            imported.warnings
        );
        assert_eq!(whole(&imported), plain, "{operation} {tag}");
    }
}

#[test]
fn keys_that_make_no_description_are_left_out() {
    let plain = whole(&imported(&document("", FIELDS, "")));
    for operation in [
        "effect: often",
        "method: give back",
        "method: [a]",
        "post: \"/loan/{id}/end\"",
        "pages: items",
        "pages: { items: a, next: b, send_as: c }",
        "also: { new: nothing }",
        "stream: { terminal: a }",
        "stream: { events: Loans, open_ended: true }",
        "method: new, response: Loans",
        "methods: end",
    ] {
        let imported = imported(&document(&format!("x-sdk: {{ {operation} }}"), FIELDS, ""));
        let warning = imported.warnings.first().map_or("", String::as_str);
        let expected = "`x-sdk` is left out everywhere, for with it there is an error: loan.yaml:";
        assert!(warning.starts_with(expected), "{operation}: {warning}");
        assert_eq!(whole(&imported), plain, "{operation}");
    }
}

#[test]
fn a_source_outside_the_folder_is_no_file() {
    for source in ["../desk.yaml", "/desk.yaml", "api.yaml", ".yaml", "desk.rs"] {
        let tag = format!("x-sdk: {{ module: desk/v1, source: {source} }}");
        let imported = imported(&document("", FIELDS, &tag));
        let files = imported.files.iter().flatten();
        let names: Vec<_> = files.map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["api.yaml", "desk.yaml"]);
        let warning = format!("`{source}` cannot be the name of a file here: it gets another one");
        assert!(imported.warnings.iter().any(|it| it.ends_with(&warning)));
    }
}

#[test]
fn a_part_of_the_document_brings_the_types_that_it_extends() {
    let text = document(
        "",
        "x-sdk: { module: desk/v1, extends: Deal, fields: { at?: integer } }
      properties: { by: { type: string }, at: { type: integer } }
    Deal:
      type: object
      x-sdk: { module: desk/v1 }
      properties: { by: { type: string } }
    Other:
      type: object
      x-sdk: { module: attic/v1 }
      properties: { by: { type: string } }",
        "x-sdk: { module: desk/v1 }",
    );
    let names = |imported: Imported| -> Vec<String> {
        let files = imported.files.into_iter().flatten();
        files.map(|(name, _)| name).collect()
    };
    let part = import("books.yaml", &text, Some("/loan"));
    let written = whole(&part);
    assert!(written.contains("    extends: Deal\n    fields:\n      at?: integer\n"), "{written}");
    assert_eq!(names(part), ["api.yaml", "desk.yaml"]);
    assert_eq!(names(imported(&text)), ["api.yaml", "desk.yaml", "attic.yaml"]);
}
