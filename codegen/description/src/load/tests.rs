//! Spans, line ends and notations: what a reader of reports and a writer of JSON rely on.

use super::keys::Written;
use super::module::Module;
use super::shape::Long;
use super::shape::Shape;
use super::span::At;
use super::{Description, Sources, load};
use crate::report::Report;
use crate::resolve::resolve;

const SERVICE: &str = r#"{
    "$schema": "json-schema/api.json",
    "name": "Example",
    "base_url": { "default": "https://api.example.com\/v1", "env": "EXAMPLE_BASE_URL" },
    "auth": { "bearer": "EXAMPLE_SECRET" },
    "requests": { "maps_in_query": "dotted", "without_fields": "empty_object" },
    "errors": { "shapes": [{ "message": "message", "code": "code" }] },
    "streams": { "media_type": "application/jsonl", "tag": "type", "content": "data", "error": "error" },
    "modules": ["MODULE"]
}"#;

/// A description with one module.
fn read(name: &str, text: &str) -> (Option<Description>, Report) {
    let api = SERVICE.replace("MODULE", name);
    load(Sources {
        folder: String::new(),
        files: vec![("api.json".into(), api), (name.into(), text.into())],
    })
}

#[track_caller]
fn module(name: &str, text: &str) -> Module {
    let (description, report) = read(name, text);
    assert!(!report.has_errors(), "{}", report.render(false));
    description.expect("it could be read").modules.remove(0).1
}

fn long(shape: &At<Shape>) -> &Long {
    match &shape.value {
        Shape::Long(long) => long,
        Shape::Short(text) => panic!("{text} is short"),
    }
}

#[track_caller]
fn assert_written<T>(text: &str, at: &At<T>, written: &str) {
    assert_eq!(&text[at.span.range()], written);
}

const YAML: &str = "module: thing/v1
doc: >
  Things of a café,
  folded.

types:
  Größe: 'string -- How big 😀 it''s.'
  Thing:
    doc: |
      A thing.

      With two paragraphs.
    fields:
      name?: { type: \"Größe[]\", doc: \"A \\u00e9.\" }
      size:   integer -- Its size.   # a comment
operations: {}
";

/// The spans of all notations, whatever ends a line and wherever several bytes make a character.
#[track_caller]
fn check_spans(text: &str) {
    let line_end = if text.contains('\r') { "\r\n" } else { "\n" };
    let module = module("thing.yaml", text);
    let doc = module.doc.expect("there is documentation");
    assert_eq!(doc.value, "Things of a café, folded.\n");
    assert_written(text, &doc, &format!("Things of a café,{line_end}  folded."));
    let [(size, short), (thing, shape)] = module.types.0.as_slice() else {
        panic!("there are two types");
    };
    assert_written(text, size, "Größe");
    assert_written(text, short, "'string -- How big 😀 it''s.'");
    assert_written(text, thing, "Thing");
    assert!(text[shape.span.range()].starts_with("doc: |"));
    assert!(text[shape.span.range()].ends_with("Its size."));
    let thing = long(shape);
    let doc = thing.doc.as_ref().expect("there is documentation");
    assert_eq!(doc.value, "A thing.\n\nWith two paragraphs.\n");
    assert!(text[doc.span.range()].ends_with("paragraphs."));
    let fields = thing.fields.as_ref().expect("there are fields");
    let [(name, braces), (_, plain)] = fields.0.as_slice() else {
        panic!("there are two fields");
    };
    assert_written(text, name, "name?");
    assert_written(text, braces, "{ type: \"Größe[]\", doc: \"A \\u00e9.\" }");
    let name = long(braces);
    assert_written(text, name.ty.as_ref().expect("there is a type"), "\"Größe[]\"");
    assert_eq!(name.doc.as_ref().expect("there is documentation").value, "A é.");
    assert_written(text, plain, "integer -- Its size.");
}

#[test]
fn spans_are_bytes_of_the_file() {
    check_spans(YAML);
    check_spans(&YAML.replace('\n', "\r\n"));
    check_spans(&format!("\u{feff}{YAML}"));
}

#[test]
fn reports_show_lines_without_their_ends() {
    for text in [YAML.to_owned(), YAML.replace('\n', "\r\n"), format!("\u{feff}{YAML}")] {
        let faulty = text.replace("module:", "modul:").replace("Größe: ", "Größe: @");
        let (description, report) = read("thing.yaml", &faulty);
        assert!(description.is_some_and(|it| !it.complete) && report.has_errors());
        let shown = report.render(false);
        assert!(shown.contains("--> thing.yaml:1:1\n"), "{shown}");
        assert!(shown.contains("1 | modul: thing/v1\n"), "{shown}");
        assert!(shown.contains("--> thing.yaml:7:10\n"), "{shown}");
        assert!(!shown.contains('\r'), "{shown}");
    }
}

#[test]
fn json_reads_the_same() {
    let yaml = "module: thing/v1
types:
  Thing:
    doc: 'One: \"two\" # three é 😀 \\ /.'
    fields:
      size?: { type: integer, client_default: -100 }
      share?: { type: number, client_default: 1.5e3 }
      text?: { type: string, client_default: '7' }
      flag?: { type: boolean, client_default: true, undocumented: false }
";
    let json = r#"{"$schema":"json-schema/module.json",
	"module":"thing/v1","types":{"Thing":{
	"doc":"One: \"two\" # three \u00e9 \ud83d\ude00 \\ \/.",
	"fields":{
		"size?":{"type":"integer","client_default":-100},
		"share?" : {"type":"number","client_default":1.5e3},
		"text?": {"type":"string","client_default":"7"},
		"flag?": {"type":"boolean","client_default":true,"undocumented":false}}}}}"#;
    assert_eq!(said(&module("m.yaml", yaml)), said(&module("m.json", json)));
}

/// What a module says, without where.
fn said(module: &Module) -> String {
    let module = Module { schema: None, written: Written::default(), ..module.clone() };
    let text = format!("{module:#?}");
    let lines = text.lines();
    lines.filter(|line| !line.trim_start().starts_with("span:")).collect()
}

#[test]
fn nothing_that_is_written_ends_in_a_panic() {
    let marks = "{}[]:,#&*!|>'\"%@`?-~\t\r\n\u{feff}\u{7}é";
    for (at, _) in YAML.char_indices() {
        let (before, after) = YAML.split_at(at);
        for text in std::iter::once(String::new()).chain(marks.chars().map(String::from)) {
            for faulty in [format!("{before}{text}"), format!("{before}{text} {after}")] {
                let (description, mut report) = read("thing.yaml", &faulty);
                let description = description.expect("the service is read");
                resolve(&description, &mut report);
                report.render(false);
            }
        }
    }
}

#[test]
fn depth_and_repetition_are_bounded() {
    let types = "module: thing/v1\ntypes:\n  A: ";
    let steps = (1..3000).map(|step| format!("\n{}items:", " ".repeat(step + 2)));
    let bomb = (1..40).map(|n| format!("\n  B{n}: &b{n} {{ items: *b{0}, values: *b{0} }}", n - 1));
    for text in [
        format!("{types}{}", "[".repeat(100_000)),
        format!("{types}{}", "{ items: ".repeat(10_000)),
        format!("{types}\n    {}", "- ".repeat(10_000)),
        format!("{types}\n    {}", "? ".repeat(10_000)),
        format!("{types}{}", steps.collect::<String>()),
        format!("{types}&b0 string{}", bomb.collect::<String>()),
        format!("{types}{}", "@\n  A: ".repeat(10_000)),
    ] {
        let (description, report) = read("thing.yaml", &text);
        assert!(description.is_some() && report.has_errors());
        assert!(report.render(false).len() < 40_000);
    }
}

#[test]
fn the_deepest_description_fits_the_stack() {
    let blocks = (1..45).map(|step| format!("\n{}items:", " ".repeat(step + 2)));
    let braces = ("{ items: ".repeat(46), " }".repeat(46));
    let text = format!(
        "module: thing/v1\ntypes:\n  A:{} {}string{}",
        blocks.collect::<String>(),
        braces.0,
        braces.1
    );
    module("thing.yaml", &text);
}
