//! What is wrong with the YAML of a file, and what to do, in words of the language.

use granit_parser::ErrorKind;

use super::tree::{ANCHOR, Fault, Refusal as Words};
use crate::report::{Diagnostic, FileId, Span};

const QUOTE: &str = "put quotes around the string, or write it after `|`";

/// The diagnostic on text that is not YAML.
pub(super) fn explain(text: &str, fault: &Fault, file: FileId) -> Diagnostic {
    let start = fault.at;
    let end = start + text[start..].chars().next().map_or(0, char::len_utf8);
    let line = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let (before, after) = (&text[line..start], &text[start..]);
    let span = Span::new(file, start..end);
    let words = in_brackets(&fault.kind, after).or_else(|| anywhere(&fault.kind, before, after));
    let diagnostic = match (words, &fault.kind) {
        (Some((message, help)), _) => Diagnostic::error("yaml-syntax", span, message).help(help),
        (None, ErrorKind::UnexpectedCharacter { character }) => {
            let message = format!("a string cannot start with `{character}`");
            Diagnostic::error("yaml-syntax", span, message).help(QUOTE)
        }
        (None, other) => Diagnostic::error("yaml-syntax", span, other.to_string()),
    };
    match fault.bracket {
        Some(bracket) if bracket < line => {
            let opened = Span::new(file, bracket..bracket + 1);
            diagnostic.note(opened, "inside this bracket")
        }
        _ => diagnostic,
    }
}

/// What is wrong inside `{ }` and `[ ]`, from the fault and from what stands there.
fn in_brackets(kind: &ErrorKind, after: &str) -> Option<Words> {
    use ErrorKind as Kind;

    Some(match kind {
        Kind::ExpectedFlowMappingSeparator | Kind::ExpectedFlowSequenceSeparator
            if after.starts_with('[') =>
        {
            let message = "`[` ends a string inside brackets";
            (message, "inside `{ }` a type with `[]` needs quotes")
        }
        Kind::ExpectedFlowMappingSeparator if after.starts_with(':') => {
            let message = "`: ` is not allowed inside a string without quotes";
            (message, "put quotes around the string")
        }
        Kind::ExpectedFlowMappingSeparator | Kind::ExpectedFlowSequenceSeparator
            if after.starts_with('"') =>
        {
            let message = "a `,` is missing before this";
            (message, "a `,` stands between the entries inside brackets")
        }
        Kind::ExpectedFlowMappingSeparator => ("a `,` or `}` is missing before this", QUOTE),
        Kind::ExpectedFlowSequenceSeparator => ("a `,` or `]` is missing before this", QUOTE),
        Kind::UnclosedFlowCollection { .. } => {
            ("this bracket is not closed", "add the closing bracket")
        }
        _ => return None,
    })
}

/// What is wrong anywhere, from the fault and from what stands before and after it.
fn anywhere(kind: &ErrorKind, before: &str, after: &str) -> Option<Words> {
    use ErrorKind as Kind;

    let twice = "an apostrophe inside single quotes is written twice";
    Some(match kind {
        Kind::MappingValueNotAllowed if before.contains(": ") => {
            ("`: ` is not allowed inside a string without quotes", QUOTE)
        }
        Kind::MappingValueNotAllowed
        | Kind::MappingKeyNotAllowed
        | Kind::ExpectedBlockMappingKey
        | Kind::InvalidIndentation
        | Kind::SimpleKeyExpected => (
            "this line does not belong to the one above",
            "check the indentation: what belongs together starts in the same column",
        ),
        kind if is_tab(kind) => ("a tab is not allowed here", "indent with spaces instead"),
        Kind::UnclosedQuotedScalar => ("this quote is not closed", twice),
        Kind::InvalidTrailingSingleQuotedScalar | Kind::InvalidTrailingDoubleQuotedScalar
            if after.starts_with('|') =>
        {
            ("a type has no strings in it", "a fixed set of strings is an `enum`")
        }
        Kind::InvalidTrailingSingleQuotedScalar | Kind::InvalidTrailingDoubleQuotedScalar => {
            ("something stands after the closing quote", twice)
        }
        Kind::UnknownQuotedScalarEscape => {
            ("this escape is not known", "single quotes leave a `\\` as it is")
        }
        Kind::UnknownAnchor => ANCHOR,
        Kind::DirectiveDisallowed => {
            ("directives are not part of the language", "leave the line out")
        }
        Kind::RecursionLimitExceeded => {
            ("this is nested too deeply", "give inner shapes names of their own under `types`")
        }
        Kind::UnexpectedCharacter { character: '`' } => {
            ("a string cannot start with a backtick", QUOTE)
        }
        Kind::UnexpectedCharacter { character } if character.is_control() => (
            "a string cannot hold a control character",
            "leave it out, or write it as an escape in double quotes",
        ),
        _ => return None,
    })
}

/// Whether a tab is what is wrong.
pub(super) fn is_tab(kind: &ErrorKind) -> bool {
    use ErrorKind as Kind;

    matches!(
        kind,
        Kind::TabNotAllowed
            | Kind::TabInBlockIndentation
            | Kind::TabInIndentation
            | Kind::TabInPlainScalar
            | Kind::TabAtBlockScalarStart
    )
}
