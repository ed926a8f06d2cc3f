//! What changed between two descriptions: each edit of `fixtures/diff/edits` with the report on it. That the verdicts
//! about code of callers are true is for `verify`. After a change of words, `UPDATE_EXPECT=1` rewrites the reports.

use chatbotkit_codegen::diff::{
    Bump, Diff, Level, Pairing, Version, changelog, diff, render, to_json,
};
use chatbotkit_codegen::import::import;
use chatbotkit_description::load::Sources;
use expect_test::{expect, expect_file};

mod edits;
mod verify;

use edits::{Edit, api, base, changes, edits, folder};

const CURRENT: Version = Version(0, 1, 0);

#[test]
fn each_edit_is_reported_as_expected() {
    for edit in edits() {
        let report = render(&changes(&edit), CURRENT, false);
        let expected = folder().join("edits").join(format!("{}.txt", edit.name));
        expect_file![expected].assert_eq(&report);
    }
}

#[test]
fn no_edit_goes_unnoticed() {
    for edit in edits() {
        assert!(!changes(&edit).is_empty(), "{}", edit.name);
    }
}

#[test]
fn a_description_differs_in_nothing_from_itself() {
    for sources in edits().into_iter().map(|edit| edit.sources).chain([base()]) {
        let (old, new) = (api(sources.clone()), api(sources));
        let found = diff(&old, &new, &Pairing::by_name(&old, &new));
        assert_eq!(found, Diff::default());
        assert_eq!(render(&found, CURRENT, false), "nothing changed\n");
        assert_eq!(found.bump(), Bump::None);
    }
}

#[test]
fn what_comes_without_harm_goes_with_some() {
    let old = api(base());
    for edit in edits() {
        let new = api(edit.sources.clone());
        let there = diff(&old, &new, &Pairing::by_name(&old, &new));
        let back = diff(&new, &old, &Pairing::by_name(&new, &old));
        assert!(!back.is_empty(), "{}", edit.name);
        let added = |found: &Diff| {
            use chatbotkit_codegen::diff::Happened::Added;
            found.changes.iter().filter(|it| it.happened == Added && !it.breaks_callers()).count()
        };
        let broken =
            back.changes.iter().any(|change| change.verdicts.source.level >= Level::Breaks);
        assert!(added(&there) == 0 || broken, "{}", edit.name);
    }
}

#[test]
fn a_variant_that_gets_a_twin_is_no_longer_made_from_its_content() {
    let with = |variants: &str| {
        let mut sources = base();
        let (_, book) =
            sources.files.iter_mut().find(|(name, _)| name == "book.yaml").expect("a file");
        *book = format!(
            "{book}\n  holdBook:\n    doc: Holds a book.\n    post: /book/hold\n    method: hold\n    \
             effect: create\n    request: HoldRequest\n    response: nothing\n"
        );
        let types = "types:\n  HoldRequest:\n    doc: For whom.\n    fields:\n      by: By -- For whom.\n  By:\n    \
                     doc: For whom.\n    tag: kind\n    union:\n";
        *book = book.replacen("types:\n", &format!("{types}{variants}\n"), 1);
        api(sources)
    };
    let school = "      school: School -- A school.\n";
    let (old, new) = (with(school), with(&format!("{school}      club: School -- A club.\n")));
    let found = diff(&old, &new, &Pairing::by_name(&old, &new));
    let said: Vec<_> = found.changes.iter().map(|change| change.sentence()).collect();
    let gone = "union `By`: variant `school` has the content of another variant now";
    assert_eq!(said, ["union `By`: variant `club` added", gone]);
    assert_eq!(found.changes[1].verdicts.source.level, Level::Breaks);
}

#[test]
fn what_gets_another_name_since_an_operation_is_new_breaks_nothing_on_the_wire() {
    let document = |paths: &[&str]| {
        let operation = "requestBody: { content: { application/json: { schema: { type: object, properties: { \
                         contact: { oneOf: [{ type: string }, { type: object, required: [name], \
                         properties: { name: { type: string } } }] } } } } } }, \
                         responses: { '204': { description: Done. } }";
        let paths: String =
            paths.iter().map(|path| format!("  {path}: {{ post: {{ {operation} }} }}\n")).collect();
        let text = format!(
            "openapi: 3.0.3\ninfo: {{ title: Tasks, version: '1' }}\n\
             servers: [{{ url: https://tasks.example }}]\npaths:\n{paths}"
        );
        let files = import("tasks.yaml", &text, None).files.expect("the document is sound");
        api(Sources { folder: String::new(), files })
    };
    let (old, new) = (document(&["/task/add"]), document(&["/task/add", "/task/change"]));
    let found = diff(&old, &new, &Pairing::by_name(&old, &new));
    let said: Vec<_> = found.changes.iter().map(|change| change.sentence()).collect();
    assert_eq!(
        said,
        [
            "union `TaskContact` renamed from `TaskAddContact`",
            "type `TaskContactObject` renamed from `TaskAddContactObject`",
            "operation `postTaskChange` added, with `TaskChangeRequest`"
        ]
    );
    assert!(found.changes.iter().all(|it| it.verdicts.wire.level == Level::Fine));
}

#[test]
fn a_type_that_was_replaced_is_not_renamed() {
    let mut edited = base();
    let (_, book) = edited.files.iter_mut().find(|(name, _)| name == "book.yaml").expect("a file");
    let (before, after) = book.split_once("  BookReading:\n").expect("the type is there");
    let (_, rest) = after.split_once("\n\n").expect("a type follows");
    let audio = "  Audio:\n    doc: A recording.\n    fields:\n      url: string -- Where it is.\n";
    *book = format!("{before}{audio}\n{rest}").replace("BookReading", "Audio");
    let (old, new) = (api(base()), api(edited));
    let found = diff(&old, &new, &Pairing::by_name(&old, &new));
    let said: Vec<_> = found.changes.iter().map(|change| change.sentence()).collect();
    for expected in ["type `Audio` added", "type `BookReading` removed"] {
        assert!(said.iter().any(|it| it == expected), "{said:#?}");
    }
}

#[test]
fn unions_are_compared_by_their_variants() {
    let with = |variants: &str| {
        let mut edited = base();
        let (_, book) =
            edited.files.iter_mut().find(|(name, _)| name == "book.yaml").expect("a file");
        let field = "      place?: Place -- Where it goes.\n";
        assert!(book.contains(field), "{book}");
        let union = format!("types:\n  Spot:\n    doc: Where a book goes.\n    union:\n{variants}");
        *book = book
            .replace(field, "      place?: Spot -- Where it goes.\n")
            .replacen("types:\n", &union, 1);
        let (old, new) = (api(base()), api(edited));
        let changes = diff(&old, &new, &Pairing::by_name(&old, &new)).changes;
        let mut changes = changes.into_iter().filter(|it| it.what == "is `Spot` now, was `Place`");
        changes.next().expect("the field is of another type").verdicts.wire.level
    };
    let shelf = "      shelf: Shelf -- On a shelf.\n";
    let all = format!("{shelf}      room: Room -- In a room.\n      note: string -- A note.\n\n");
    assert_eq!(with(&all), Level::Fine);
    assert_eq!(with(&format!("{shelf}      note: string -- A note.\n\n")), Level::Breaks);
}

#[test]
fn what_is_named_in_a_description_does_not_write_to_the_terminal() {
    let mut edited = base();
    let (_, book) = edited.files.iter_mut().find(|(name, _)| name == "book.yaml").expect("a file");
    let fields = "  Book:\n    doc: A book.\n    fields:\n";
    assert!(book.contains(fields), "{book}");
    let field = r#"      "\u001b[31mred\u0007?": { type: string, rust: red, doc: Its colour. }"#;
    *book = book.replace(fields, &format!("{fields}{field}\n"));
    let (old, new) = (api(base()), api(edited));
    let found = diff(&old, &new, &Pairing::by_name(&old, &new));
    for text in [render(&found, CURRENT, false), changelog(&found, CURRENT)] {
        assert!(text.contains("red"), "{text}");
        assert_eq!(text.find(|c: char| c.is_control() && c != '\n'), None, "{text:?}");
    }
}

#[test]
fn the_changelog_speaks_to_those_who_use_the_sdk() {
    let names = [
        "reply_field_becomes_optional",
        "enum_value_added",
        "operation_deprecated",
        "operation_moved",
    ];
    let all: Vec<Edit> = edits().into_iter().filter(|edit| names.contains(&&*edit.name)).collect();
    let found = Diff {
        changes: all.iter().flat_map(|edit| changes(edit).changes).collect(),
        documentation: Vec::new(),
    };
    expect![[r#"
        ## 2.0.0

        ### Breaking

        - `Book::title` became optional, was required: the field is of type `Option<String>` now, was `String`.

        ### Added

        - `Mood::Calm`: They nod.

        ### Changed

        - `Books::close` is deprecated. Leave the doors open.

        ### Fixed

        - `Books::close` moved to `POST /library/close`, was `POST /close`: the version before asks at the old place.
    "#]].assert_eq(&changelog(&found, Version(1, 4, 2)));
}

#[test]
fn programs_read_the_same_in_json() {
    let edit = edits().into_iter().find(|edit| edit.name == "operation_moved");
    let found = changes(&edit.expect("it is there"));
    expect![[r#"
        {
          "changes": [
            {
              "behaviour": {
                "reason": "nothing acts differently",
                "verdict": "fine"
              },
              "breaks": true,
              "happened": "changed",
              "kind": "route",
              "note": null,
              "place": "operation `closeLibrary`",
              "release": "patch",
              "rust": "Books::close",
              "source": {
                "reason": "callers do not name the place",
                "verdict": "fine"
              },
              "what": "moved to `POST /library/close`, was `POST /close`",
              "wire": {
                "reason": "today's SDK asks at the old place",
                "verdict": "breaks"
              }
            }
          ],
          "documentation": [],
          "version": {
            "because": [
              "operation `closeLibrary` moved to `POST /library/close`, was `POST /close`"
            ],
            "current": "0.1.0",
            "next": "0.1.1",
            "release": "patch"
          }
        }"#]]
    .assert_eq(&format!("{:#}", to_json(&found, CURRENT)));
}

#[test]
fn versions_follow_the_rules_of_cargo() {
    let next = |text: &str| {
        let version = Version::parse(text).expect("it is one");
        [Bump::None, Bump::Patch, Bump::Minor, Bump::Major]
            .map(|bump| version.next(bump).to_string())
    };
    assert_eq!(next("1.4.2"), ["1.4.2", "1.4.3", "1.5.0", "2.0.0"]);
    assert_eq!(next("0.4.2"), ["0.4.2", "0.4.3", "0.4.3", "0.5.0"]);
    assert_eq!(next("0.0.2"), ["0.0.2", "0.0.3", "0.0.3", "0.0.3"]);
    for text in ["", "1", "1.2", "1.2.3.4", "1.2.x", "1.2.3-rc.1"] {
        assert_eq!(Version::parse(text), None, "{text}");
    }
}

#[test]
fn on_a_terminal_the_report_says_the_same_in_colour() {
    let style = regex::Regex::new("\x1b\\[[0-9;]*m").expect("it is a pattern");
    let mut red = 0;
    for edit in edits() {
        let found = changes(&edit);
        let colored = render(&found, CURRENT, true);
        assert_eq!(style.replace_all(&colored, ""), render(&found, CURRENT, false));
        red += usize::from(colored.contains("\x1b[1;91mbreaks\x1b[0m:"));
    }
    assert!(red > 0, "what breaks is red");
}
