//! What strings have to look like, once for editors, as a pattern, and once for `resolve`, as a function where the
//! pattern alone would not say what is wrong. A test holds the two to each other.

/// What the value of a key has to look like.
#[derive(Debug, Clone, Copy)]
pub enum Format {
    /// A string that matches a pattern, and what an editor says about others.
    Pattern(&'static str, &'static str),
    /// The same for the values of a mapping.
    PatternOfValues(&'static str, &'static str),
    /// A list with at least one item.
    NotEmpty,
}

/// Begins the pattern of a type that a module describes, or of a builtin.
macro_rules! word {
    () => {
        r"(?:string|integer|number|boolean|any|timestamp|datetime|\p{Lu}[\p{L}\p{N}_]*)"
    };
}

/// Ends the pattern of a type: arrays of it, and null in its place.
macro_rules! suffix {
    () => {
        r"(?:\s*\[\s*\])*(?:\s*\|\s*null)?"
    };
}

/// Maps within maps; how types within those nest is for `resolve` to check.
macro_rules! type_pattern {
    ($end:literal) => {
        concat!(
            r"^\s*(?:",
            word!(),
            r"|map\s*<\s*(?:",
            word!(),
            r"|map\s*<\s*(?:",
            word!(),
            r"|map\s*<.+>)",
            suffix!(),
            r"\s*>)",
            suffix!(),
            r"\s*>)",
            suffix!(),
            r"\s*",
            $end
        )
    };
}

const NO_TYPE: &str = "A type is string, integer, number, boolean, any, timestamp, datetime, a Name, T[], \
                       map<T> or T | null.";

const NO_DURATION: &str =
    "A duration is a whole number with s, m or h, such as 90s or 5m, below a day.";

/// A type expression. How deep its brackets nest is for `resolve` to check.
pub const TYPE: Format = Format::Pattern(type_pattern!("$"), NO_TYPE);

/// The same, followed by what it is, over several lines if it is long.
pub const TYPE_AND_DOC: Format = Format::Pattern(type_pattern!(r"(?: -- [\s\S]*)?$"), NO_TYPE);

/// The resource and its version.
pub const MODULE: Format = Format::Pattern(
    r"^[a-z][a-z0-9_-]*/v[0-9]+$",
    "A module is a resource and its version, such as conversation/v1.",
);

/// Begins the pattern of what a step of a path is made of: a character, not in this set, or a placeholder.
macro_rules! part {
    ($but:literal) => {
        concat!("(?:[^", $but, r"/?#%\\{}\s\p{Cc}]|\{[^{}/?#%\\\s\p{Cc}]*\})")
    };
}

/// A step of a path that is neither empty nor `.` nor `..`.
macro_rules! step {
    () => {
        concat!("(?:", part!("."), "|\\.", part!("."), "|\\.\\.", part!(""), ")", part!(""), "*")
    };
}

/// A path that is appended to the base address.
pub const PATH: Format = Format::Pattern(
    concat!("^/(?:", step!(), "(?:/", step!(), ")*/?)?$"),
    r"A path begins with / and has no ?, #, %, \ or space, and no step that is empty, . or ...",
);

macro_rules! duration {
    () => {
        concat!(
            r"0*(?:(?:[1-9]|1[0-9]|2[0-3])h|(?:[1-9][0-9]{0,2}|1[0-3][0-9]{2}|14[0-3][0-9])m",
            r"|(?:[1-9][0-9]{0,3}|[1-7][0-9]{4}|8[0-5][0-9]{3}|86[0-3][0-9]{2})s)"
        )
    };
}

/// A duration, or no limit at all.
pub const DURATION_OR_NEVER: Format =
    Format::Pattern(concat!("^(?:", duration!(), "|never)$"), NO_DURATION);

/// Durations by names.
pub const DURATIONS: Format = Format::PatternOfValues(concat!("^", duration!(), "$"), NO_DURATION);

/// A list with at least one item.
pub const NOT_EMPTY: Format = Format::NotEmpty;

/// What is wrong with a path, and where. Its placeholders are for `resolve` to look up.
pub fn path_faults(path: &str) -> Vec<(std::ops::Range<usize>, &'static str)> {
    let mut faults = Vec::new();
    if !path.starts_with('/') {
        faults.push((0..path.len(), "a path begins with `/`"));
    }
    let bad = |c: char| "?#%\\".contains(c) || c.is_whitespace() || c.is_control();
    if let Some((at, found)) = path.char_indices().find(|(_, c)| bad(*c)) {
        let message = "a path holds no `?`, `#`, `%`, `\\`, space or control character";
        faults.push((at..at + found.len_utf8(), message));
    }
    let mut start = 0;
    for (index, step) in path.split('/').enumerate() {
        let end = start + step.len();
        let message = match step {
            "" if index > 0 && end < path.len() => Some("a step of the path is empty"),
            "." | ".." => Some("a client takes `.` and `..` out of a path before it is sent"),
            _ => None,
        };
        faults.extend(message.map(|message| (start.saturating_sub(1)..end, message)));
        start = end + 1;
    }
    faults
}

/// Whether a string is a media type, or a range of them.
pub fn is_media_type(text: &str) -> bool {
    let token = |part: &str| {
        let fits = |c: char| c.is_ascii_alphanumeric() || "!#$&-^_.+*".contains(c);
        !part.is_empty() && part.chars().all(fits)
    };
    text.split_once('/').is_some_and(|(kind, name)| token(kind) && token(name))
}
