//! A description against a published document of the same service: what each says that the other does not.

use std::fs;
use std::path::{Path, PathBuf};

use chatbotkit_codegen::drift::{Accepted, Difference, Drift, Side, drift, load};
use chatbotkit_codegen::import::import;
use chatbotkit_codegen::openapi::{Version, openapi};
use chatbotkit_description::ir::Api;
use chatbotkit_description::load::{Description, Sources};
use chatbotkit_description::report::Report;
use chatbotkit_description::resolve::resolve;
use expect_test::{expect, expect_file};

use crate::support::scratch::Scratch;

#[test]
fn what_each_side_says_is_told_in_the_words_of_the_description() {
    let (accepted, _) = load(&folder().join("schema")).expect("the file is sound");
    let drift = compared(&accepted);
    expect_file![folder().join("report.txt")].assert_eq(&drift.render());
    assert_eq!(drift.accepted.len(), 2, "{:#?}", drift.accepted);
    assert_eq!(drift.stale, ["operation `POST /book/{id}/sell` added"]);
}

#[test]
fn what_is_not_accepted_is_open() {
    let all = compared(&Accepted::default());
    let (accepted, _) = load(&folder().join("schema")).expect("the file is sound");
    let rest = compared(&accepted);
    assert_eq!(all.open.len(), rest.open.len() + rest.accepted.len());
    assert!(all.accepted.is_empty() && all.stale.is_empty());
}

#[test]
fn nothing_differs_where_types_fields_and_operations_are_only_called_or_ordered_otherwise() {
    let open = compared(&Accepted::default()).open;
    for same in [
        "fetchBook",
        "getTheBook",
        "`Volume`",
        "`desk`",
        "`to`",
        "`shelf`",
        "`tags`",
        "`days`",
        "`sequel`",
    ] {
        let found = open.iter().find(|it| it.text.contains(same));
        assert_eq!(found, None, "{same} is the same on both sides");
    }
}

#[test]
fn the_own_document_of_a_description_says_what_the_description_says() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let folders =
        [fixtures.join("../../schema"), fixtures.join("diff/base"), fixtures.join("drift/schema")];
    for folder in folders {
        let ours = resolved(chatbotkit_description::load::load_dir(&folder));
        let document = openapi(&ours, Version::V3_1);
        let theirs = of_document("openapi.json", &document);
        let drift = drift(&ours, &theirs, &Accepted::default());
        assert_eq!(drift.open, [], "{}", folder.display());
    }
}

#[test]
fn what_one_of_several_types_lacks_is_not_told_of_all() {
    let text = fs::read_to_string(folder().join("openapi.yaml")).expect("the document is there");
    let lend = text.find("/book/{id}/lend").expect("it is in the document");
    let (before, after) = text.split_at(lend);
    let volume = "$ref: \"#/components/schemas/Volume\"";
    let bare = "type: object, required: [id], properties: { id: { type: string } }";
    let changed = format!("{before}{}", after.replacen(volume, bare, 1));
    let ours = resolved(chatbotkit_description::load::load_dir(&folder().join("schema")));
    let theirs = of_document("openapi.yaml", &changed);
    let found = drift(&ours, &theirs, &Accepted::default()).open;
    let told: Vec<_> = found.iter().filter(|it| it.text.contains("field `genre`")).collect();
    let expected = "type `Book (BookLendResponse)`: field `genre` removed";
    assert_eq!(told.len(), 1, "{told:#?}");
    assert_eq!(told[0].text, expected);
}

#[test]
fn what_a_document_says_does_not_write_to_the_terminal() {
    let text = "type `Book`: field `\u{1b}[31mred` added".to_owned();
    let open = vec![Difference { side: Side::Document, text }];
    let report = Drift { open, ..Drift::default() }.render();
    assert!(report.contains("red"), "{report}");
    assert_eq!(report.find(|c: char| c.is_control() && c != '\n'), None, "{report:?}");
}

#[test]
fn a_folder_without_the_file_accepts_nothing() {
    let scratch = Scratch::new("no-drift-file");
    let (accepted, _) = load(scratch.path()).expect("a missing file says nothing");
    assert!(accepted.accepted.is_empty());
}

#[test]
fn a_difference_is_accepted_for_a_reason() {
    let scratch = Scratch::new("drift-file");
    let text = "accepted:\n  - because: ''\n    differences: [a]\n  - becuase: b\n";
    fs::write(scratch.path().join("drift.yaml"), text).expect("the folder is ours");
    let report = load(scratch.path()).expect_err("the file has faults");
    let folder = scratch.path().to_string_lossy().replace('\\', "/");
    expect![[r#"
        error[missing-key]: an item of `accepted` has no `differences`
         --> schema/drift.yaml:4:5
          |
        4 |   - becuase: b
          |     ^^^^^^^

        error[unknown-key]: unknown key `becuase`
         --> schema/drift.yaml:4:5
          |
        4 |   - becuase: b
          |     ^^^^^^^
          |
          = help: a key with a similar name exists: `because`

        2 errors
    "#]]
    .assert_eq(&report.render(false).replace(&*folder, "schema"));
}

fn compared(accepted: &Accepted) -> Drift {
    let ours = resolved(chatbotkit_description::load::load_dir(&folder().join("schema")));
    let text = fs::read_to_string(folder().join("openapi.yaml")).expect("the document is there");
    let theirs = of_document("openapi.yaml", &text);
    drift(&ours, &theirs, accepted)
}

fn of_document(name: &str, text: &str) -> Api {
    let files = import(name, text, None).files;
    let sources = Sources { folder: String::new(), files: files.expect("the document is sound") };
    resolved(chatbotkit_description::load::load(sources))
}

fn resolved((description, mut report): (Option<Description>, Report)) -> Api {
    let api = description.and_then(|it| resolve(&it, &mut report));
    api.unwrap_or_else(|| panic!("{}", report.render(false)))
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/drift")
}
