//! Reads a file as YAML and says what is wrong with it in words of the language. After a fault it goes
//! on behind the entry that has it, so that one run finds the faults of all entries.

use std::borrow::Cow;
use std::ops::Range;

use granit_parser::ErrorKind;

use super::tree::{self, Fault, Node, Refusal, Refused};
use crate::report::{Diagnostic, FileId, Place};

/// How many faults of one file are worth a reader's time.
const MOST: usize = 20;

/// What could be read of a file.
pub(super) struct Syntax {
    /// What is written in it, the entries with faults left out.
    pub(super) root: Option<Node>,
    /// Whether entries are left out. What is missing then may well be there.
    pub(super) partial: bool,
}

/// Reads `text`. JSON has no lines that an entry could be told by: there the first fault is the last.
pub(super) fn read(text: &str, json: bool, file: FileId, found: &mut Vec<Diagnostic>) -> Syntax {
    let mut rest = Cow::Borrowed(text);
    let mut left_out: Vec<Range<usize>> = Vec::new();
    loop {
        let mut refusals = Vec::new();
        let parsed = tree::parse(&rest, &mut refusals);
        let fault = match parsed {
            Ok(root) => {
                found.extend(refusals.iter().map(|refusal| refused(refusal, file)));
                return Syntax {
                    root,
                    partial: !left_out.is_empty(),
                };
            }
            Err(fault) => fault,
        };
        let fault = blamed(&rest, fault);
        let start = fault.at;
        let known = left_out.iter().any(|gone| gone.contains(&start));
        if !known {
            found.push(explain(text, &fault, file));
        }
        let entry = entry_around(&rest, fault.bracket.unwrap_or(start).min(start));
        if json || known || entry.is_empty() || left_out.len() == MOST {
            return Syntax {
                root: None,
                partial: true,
            };
        }
        let blank = rest[entry.clone()].replace(|c| c != '\n', " ");
        // A character of several bytes leaves as many blanks, so that the places stay true.
        let width = entry.len() - blank.len();
        rest.to_mut()
            .replace_range(entry.clone(), &format!("{blank}{}", " ".repeat(width)));
        left_out.push(entry);
    }
}

/// The entry that `at` is in: its first line and the lines below that are indented deeper.
fn entry_around(text: &str, at: usize) -> Range<usize> {
    let says_something = |line: &str| !line.trim().is_empty() && !line.trim().starts_with('#');
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        lines.push((start, line));
        start += line.len();
    }
    let written = || lines.iter().filter(|(_, line)| says_something(line));
    // The names of types and operations are one step in.
    let step = written().map(|(_, line)| indent(line)).filter(|n| *n > 0);
    let step = step.min().unwrap_or(0);
    let first = written().rfind(|(start, line)| *start <= at && indent(line) <= step);
    let Some((first, line)) = first else {
        return 0..0;
    };
    let depth = indent(line);
    let next = written().find(|(start, line)| start > first && indent(line) <= depth);
    *first..next.map_or(text.len(), |(start, _)| *start)
}

/// The fault with the place that is to blame: what is left open is only missed further down.
fn blamed(text: &str, mut fault: Fault) -> Fault {
    fault.at = fault.at.min(text.len());
    if fault.kind == ErrorKind::UnclosedQuotedScalar {
        let behind = text.get(fault.after..).unwrap_or_default();
        if let Some(quote) = behind.find(['"', '\'']) {
            fault.at = fault.after + quote;
        }
    } else if let Some(bracket) = fault.bracket {
        let (opened, missed) = (line_start(text, bracket), line_start(text, fault.at));
        if opened < missed && indent(&text[missed..]) <= indent(&text[opened..]) {
            let open = if text[bracket..].starts_with('[') {
                '['
            } else {
                '{'
            };
            fault.kind = ErrorKind::UnclosedFlowCollection { open };
            fault.at = bracket;
        }
    }
    fault
}

fn explain(text: &str, fault: &Fault, file: FileId) -> Diagnostic {
    let start = fault.at;
    let end = start + text[start..].chars().next().map_or(0, char::len_utf8);
    let line = line_start(text, start);
    let (message, help) = words(&fault.kind, &text[line..start], &text[start..]);
    let place = Place::new(file, start..end);
    let diagnostic = Diagnostic::error("yaml-syntax", place, message).maybe_help(help);
    match fault.bracket {
        Some(bracket) if bracket < line => {
            let opened = Place::new(file, bracket..bracket + 1);
            diagnostic.note(opened, "inside this bracket")
        }
        _ => diagnostic,
    }
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// What is wrong and what to do, from the fault and from what stands before and behind it in its line.
fn words(kind: &ErrorKind, before: &str, behind: &str) -> (String, Option<String>) {
    use ErrorKind as Kind;

    let quote = "quote the text, or write it behind `|`";
    let indentation = "check the indentation: what belongs together starts in the same column";
    let (message, help) = match kind {
        Kind::ExpectedFlowMappingSeparator | Kind::ExpectedFlowSequenceSeparator
            if behind.starts_with('[') =>
        {
            (
                "`[` ends a text inside brackets",
                "a type with `[]` has to be quoted inside `{ }`",
            )
        }
        Kind::ExpectedFlowMappingSeparator if behind.starts_with(':') => (
            "`: ` is not allowed inside a text without quotes",
            "quote the text",
        ),
        Kind::ExpectedFlowMappingSeparator => ("a `,` or `}` is missing before this", quote),
        Kind::ExpectedFlowSequenceSeparator => ("a `,` or `]` is missing before this", quote),
        Kind::MappingValueNotAllowed if before.contains(": ") => {
            ("`: ` is not allowed inside a text without quotes", quote)
        }
        Kind::MappingValueNotAllowed
        | Kind::MappingKeyNotAllowed
        | Kind::ExpectedBlockMappingKey
        | Kind::InvalidIndentation
        | Kind::SimpleKeyExpected => ("this line does not belong to the one above", indentation),
        Kind::TabNotAllowed
        | Kind::TabInBlockIndentation
        | Kind::TabInIndentation
        | Kind::TabInPlainScalar
        | Kind::TabAtBlockScalarStart => {
            ("a tab is not allowed here", "indent with spaces instead")
        }
        Kind::UnclosedQuotedScalar => (
            "this quote is not closed",
            "an apostrophe inside single quotes is written twice",
        ),
        Kind::InvalidTrailingSingleQuotedScalar | Kind::InvalidTrailingDoubleQuotedScalar => (
            "text stands behind the closing quote",
            "quote the whole text; an apostrophe inside single quotes is written twice",
        ),
        Kind::UnknownQuotedScalarEscape => (
            "this escape is not known",
            "single quotes leave a `\\` as it is",
        ),
        Kind::UnclosedFlowCollection { .. } => {
            ("this bracket is not closed", "add the closing bracket")
        }
        Kind::UnknownAnchor => return refused_words(Refused::Anchor),
        Kind::DirectiveDisallowed => (
            "directives are no part of the language",
            "leave the line out",
        ),
        Kind::RecursionLimitExceeded => (
            "this is nested too deeply",
            "give inner shapes names of their own under `types`",
        ),
        Kind::UnexpectedCharacter { character } if character.is_control() => (
            "a text cannot hold a control character",
            "leave it out, or write it as an escape in double quotes",
        ),
        Kind::UnexpectedCharacter { character } => {
            let message = format!("a text cannot start with `{character}`");
            return (message, Some(quote.to_owned()));
        }
        other => return (other.to_string(), None),
    };
    (message.to_owned(), Some(help.to_owned()))
}

fn refused(refusal: &Refusal, file: FileId) -> Diagnostic {
    let (message, help) = refused_words(refusal.what);
    let place = Place::new(file, refusal.bytes.clone());
    Diagnostic::error("yaml-syntax", place, message).maybe_help(help)
}

fn refused_words(what: Refused) -> (String, Option<String>) {
    let (message, help) = match what {
        Refused::Anchor => (
            "anchors and aliases are no part of the language",
            "give the shape a name under `types`; quote a text that starts with `&` or `*`",
        ),
        Refused::Tag => (
            "tags are no part of the language",
            "quote a text that starts with `!`",
        ),
        Refused::SecondDocument => (
            "a file holds one document",
            "move what follows to a file of its own",
        ),
    };
    (message.to_owned(), Some(help.to_owned()))
}
