//! Reads a file as YAML. After a fault it goes on after the entry that has it, so that one run finds the
//! faults of all entries. How they are worded is in `explain`.

use std::borrow::Cow;
use std::ops::Range;

use granit_parser::ErrorKind;

use super::explain::{explain, is_tab};
use super::tree::{self, Fault, Node};
use crate::report::{Diagnostic, FileId, Span};

/// More than any description needs, and few enough for the stack.
const DEEPEST: usize = 48;

/// How many faults of one file are worth a reader's time.
const MOST: usize = 20;

/// What could be read of a file.
pub struct Syntax {
    /// What is written in it, the entries with faults left out.
    pub root: Option<Node>,
    /// Whether entries are left out. What is missing then may well be there.
    pub(super) partial: bool,
}

/// Reads `text`. JSON has no lines that an entry could be recognized by: there the first fault is the last.
pub(super) fn read(text: &str, json: bool, file: FileId, found: &mut Vec<Diagnostic>) -> Syntax {
    read_deep(text, json, DEEPEST, file, found)
}

/// Reads `text`, in which at most `deepest` values stand within one another.
pub fn read_deep(
    text: &str,
    json: bool,
    deepest: usize,
    file: FileId,
    found: &mut Vec<Diagnostic>,
) -> Syntax {
    let mut rest = Cow::Borrowed(text);
    let mut left_out: Vec<Range<usize>> = Vec::new();
    loop {
        let mut refusals = Vec::new();
        let parsed = tree::parse(&rest, deepest, &mut refusals);
        let fault = match parsed {
            Ok(root) => {
                found.extend(refusals.into_iter().map(|(bytes, (message, help))| {
                    Diagnostic::error("yaml-syntax", Span::new(file, bytes), message).help(help)
                }));
                return Syntax { root, partial: !left_out.is_empty() };
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
            return Syntax { root: None, partial: true };
        }
        let blank = rest[entry.clone()].replace(|c| c != '\n', " ");
        // A character of several bytes leaves as many blanks, so that the spans stay true.
        let width = entry.len() - blank.len();
        rest.to_mut().replace_range(entry.clone(), &format!("{blank}{}", " ".repeat(width)));
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

/// The fault at the position that is to blame: what is left open, say, is only missed further down.
fn blamed(text: &str, mut fault: Fault) -> Fault {
    fault.at = fault.at.min(text.len());
    let (before, after) = text.split_at(fault.at);
    let line = line_start(text, fault.at);
    match &fault.kind {
        ErrorKind::UnclosedQuotedScalar => {
            let rest = text.get(fault.after..).unwrap_or_default();
            let quote = rest.find(['"', '\'']);
            fault.at = quote.map_or(fault.at, |quote| fault.after + quote);
        }
        kind if is_tab(kind) => {
            let tab = after.find('\t').unwrap_or(0);
            fault.at = if before.ends_with('\t') { fault.at - 1 } else { fault.at + tab };
        }
        ErrorKind::MappingValueNotAllowed if !text[line..fault.at].contains(": ") => {
            fault.at -= before[line..].trim_start().len();
        }
        _ => {}
    }
    if let Some(bracket) = fault.bracket {
        let (opened, missed) = (line_start(text, bracket), line_start(text, fault.at));
        if opened < missed && indent(&text[missed..]) <= indent(&text[opened..]) {
            let open = if text[bracket..].starts_with('[') { '[' } else { '{' };
            fault.kind = ErrorKind::UnclosedFlowCollection { open };
            fault.at = bracket;
        }
    }
    fault
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// How deep a line is indented. A tab is a fault of the entry above it.
fn indent(line: &str) -> usize {
    let text = line.trim_start_matches(' ');
    if text.starts_with('\t') { usize::MAX } else { line.len() - text.len() }
}
