//! Changes of a description at random: names that Rust or the runtime has a meaning for, other types, documentation
//! with markup, and lines that are gone, doubled or elsewhere.

use chatbotkit_description::load::Sources;
use proptest::{prelude::Rng, test_runner::TestRng};

/// Names that mean something elsewhere, or are none.
const NAMES: &[&str] = &[
    "Box",
    "Call",
    "Client",
    "Clone",
    "Debug",
    "Default",
    "Error",
    "Event",
    "From",
    "Hash",
    "Into",
    "None",
    "Object",
    "Operation",
    "Option",
    "Page",
    "Patch",
    "Read",
    "Result",
    "Self",
    "Serialize",
    "Some",
    "String",
    "Timestamp",
    "Union",
    "Unknown",
    "UnknownVariant",
    "Value",
    "Vec",
    "Written",
    "abstract",
    "as",
    "as_str",
    "async",
    "await",
    "body",
    "bool",
    "build",
    "builder",
    "call",
    "client",
    "clone",
    "content",
    "core",
    "crate",
    "data",
    "decode",
    "default",
    "deserializer",
    "drop",
    "dyn",
    "eq",
    "fields",
    "final",
    "fmt",
    "fn",
    "from",
    "from_env",
    "from_str",
    "gen",
    "hash",
    "i64",
    "id",
    "impl",
    "in",
    "into",
    "is_absent",
    "item",
    "key",
    "macro",
    "match",
    "mod",
    "move",
    "name",
    "new",
    "of",
    "operation",
    "path",
    "prepare",
    "send_elsewhere",
    "presence",
    "query",
    "r",
    "raw",
    "read",
    "record",
    "ref",
    "refuse",
    "reply",
    "request",
    "required",
    "runtime",
    "schema",
    "self",
    "send",
    "serde",
    "serializer",
    "setting",
    "static",
    "std",
    "str",
    "stream",
    "super",
    "table",
    "tag",
    "to_string",
    "try",
    "type",
    "types",
    "union",
    "unknown",
    "unwrap",
    "use",
    "v1",
    "value",
    "var",
    "with",
    "write",
    "yield",
    "Größe",
    "snake_case",
    "kebab-case",
    "with space",
    "dotted.name",
    "x1",
    "1x",
    "_",
    "__proto__",
    "$ref",
    "@type",
    "a",
    "A",
    "ID",
    "URLParser",
];

/// What documentation can say that Markdown, YAML or Rust might take for something else.
const DOCS: &[&str] = &[
    "A [link] and [[another]].",
    "Some `code` and ``more ` code``.",
    "Ends a comment */ and begins one /*.",
    "Quotes \\\" and \\\\ backslashes \\\\n.",
    "<b>html</b> & <script>",
    "# A heading",
    "Braces {a} {{b}} and $name, $crate.",
    "1. one\\n2. two\\n\\n   with more",
    "```\\nlet x = 1;\\n```",
    "| a | b |\\n|---|---|\\n| 1 | 2 |",
    "See https://example.com/a_b_c?d=e#f.",
    "A tab\\there, and\\u00a0a space.",
    "\\u202Eturned",
    "> a quote\\n- a list\\n* another",
    "*stars* _lines_ ~~gone~~ [x](y)",
];

/// Changes the description in one to three ways, and says in which.
pub fn mutate(sources: &mut Sources, rng: &mut TestRng) -> String {
    let mut changes = Vec::new();
    let wanted = 1 + below(rng, 3);
    while changes.len() < wanted {
        let before = sources.files.clone();
        let change = one(sources, rng);
        if sources.files != before {
            changes.push(change);
        }
    }
    changes.join("\n")
}

fn one(sources: &mut Sources, rng: &mut TestRng) -> String {
    let file = below(rng, sources.files.len());
    let lines: Vec<String> = sources.files[file].1.lines().map(str::to_owned).collect();
    let says = |line: &&usize| !matches!(lines[**line].trim().chars().next(), None | Some('#'));
    let saying: Vec<_> = (0..lines.len()).collect();
    let saying: Vec<_> = saying.iter().filter(says).copied().collect();
    let at = *pick(rng, &saying);
    let said = format!("{}:{}: `{}`", sources.files[file].0, at + 1, lines[at].trim());
    let (what, changed) = match below(rng, 8) {
        0..3 => {
            let Some((_, key, _)) = parts(&lines[at]) else { return format!("{said}: nothing") };
            let (old, new) = (key.trim_end_matches('?').to_owned(), *pick(rng, NAMES));
            for (_, text) in &mut sources.files {
                *text = renamed(text, &old, new);
            }
            return format!("{said}: `{old}` is `{new}`");
        }
        3 => ("another type", with_type(lines, at, rng)),
        4 => ("the other presence", with_presence(lines, at)),
        5 => ("other documentation", with_doc(lines, at, rng)),
        6 => ("gone", moved(lines, at, None)),
        _ => {
            let to = below(rng, lines.len());
            ("doubled or elsewhere", moved(lines, at, Some(to)))
        }
    };
    sources.files[file].1 = changed.join("\n") + "\n";
    let after = changed.get(at).map_or("", |line| line.trim());
    format!("{said}: {what}: `{after}`")
}

/// The indentation, key and value of a line.
fn parts(line: &str) -> Option<(&str, &str, &str)> {
    let indent = line.len() - line.trim_start().len();
    let (key, value) = line[indent..].split_once(':')?;
    let is_word = |c: char| c.is_alphanumeric() || "_-.?$".contains(c);
    (!key.is_empty() && key.chars().all(is_word)).then_some((&line[..indent], key, value))
}

/// The text with another word in the place of this one, wherever it stands.
fn renamed(text: &str, old: &str, new: &str) -> String {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut out = String::new();
    let mut rest = text;
    while let Some(found) = rest.find(old) {
        let (before, after) = (&rest[..found], &rest[found + old.len()..]);
        let is_whole = !before.ends_with(is_word) && !after.starts_with(is_word);
        out.push_str(before);
        out.push_str(if is_whole { new } else { old });
        rest = after;
    }
    out + rest
}

fn with_type(mut lines: Vec<String>, at: usize, rng: &mut TestRng) -> Vec<String> {
    let named = lines.iter().filter_map(|line| parts(line)).map(|(_, key, _)| key);
    let named: Vec<_> = named.filter(|key| key.starts_with(char::is_uppercase)).collect();
    let builtins = ["string", "integer", "number", "boolean", "any", "timestamp", "datetime"];
    let mut ty = match below(rng, 2) {
        0 if !named.is_empty() => (*pick(rng, &named)).to_owned(),
        _ => (*pick(rng, &builtins)).to_owned(),
    };
    for _ in 0..below(rng, 3) {
        ty = match below(rng, 3) {
            0 => format!("{ty}[]"),
            1 => format!("map<{ty}>"),
            _ => format!("{ty} | null"),
        };
    }
    if let Some((indent, key, value)) = parts(&lines[at])
        && let Some((_, doc)) = value.split_once(" -- ")
    {
        lines[at] = format!("{indent}{key}: {ty} -- {doc}");
    }
    lines
}

fn with_presence(mut lines: Vec<String>, at: usize) -> Vec<String> {
    if let Some((indent, key, value)) = parts(&lines[at]) {
        lines[at] = match key.strip_suffix('?') {
            Some(key) => format!("{indent}{key}:{value}"),
            None => format!("{indent}{key}?:{value}"),
        };
    }
    lines
}

fn with_doc(mut lines: Vec<String>, at: usize, rng: &mut TestRng) -> Vec<String> {
    let doc = *pick(rng, DOCS);
    let Some((indent, key, value)) = parts(&lines[at]) else { return lines };
    if let Some((ty, _)) = value.split_once(" -- ") {
        lines[at] = format!("{indent}{key}: \"{} -- {doc}\"", ty.trim());
    } else if key == "doc" && !value.trim_start().starts_with(['>', '|']) {
        lines[at] = format!("{indent}doc: \"{doc}\"");
    }
    lines
}

/// The lines without one of them, which stands elsewhere as well or instead.
fn moved(mut lines: Vec<String>, at: usize, to: Option<usize>) -> Vec<String> {
    let line = match to {
        Some(to) if to % 2 == 0 => lines[at].clone(),
        _ => lines.remove(at),
    };
    if let Some(to) = to {
        lines.insert(to.min(lines.len()), line);
    }
    lines
}

fn pick<'a, T>(rng: &mut TestRng, all: &'a [T]) -> &'a T {
    &all[below(rng, all.len())]
}

fn below(rng: &mut TestRng, end: usize) -> usize {
    rng.next_u32() as usize % end
}
