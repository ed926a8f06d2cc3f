//! What strings have to look like, once for editors, as a pattern, and once for `resolve`, as a function where the
//! pattern alone would not say what is wrong. A test holds the two to each other.

use crate::type_expr::Builtin;

/// What the value of a key has to look like.
#[derive(Debug, Clone, Copy)]
pub enum Format {
    /// A string that matches a pattern.
    String(fn() -> Pattern),
    /// A mapping whose values are such strings.
    Values(fn() -> Pattern),
    /// A list with at least one item.
    NotEmpty,
}

/// A regular expression, and what an editor says about strings that do not match it.
#[derive(Debug)]
pub struct Pattern {
    /// The expression.
    pub expression: String,
    /// What it stands for.
    pub says: String,
}

/// A type expression.
pub fn ty() -> Pattern {
    type_before("")
}

/// A type expression, followed by what it is, over several lines if it is long.
pub fn type_and_doc() -> Pattern {
    type_before(r"(?: -- [\s\S]*)?")
}

/// How deep maps nest is for `resolve` to check, beyond the first few.
fn type_before(end: &str) -> Pattern {
    let builtins: Vec<_> = Builtin::ALL.iter().map(|builtin| builtin.facts().name).collect();
    let word = format!(r"{}|\p{{Lu}}[\p{{L}}\p{{N}}_]*", builtins.join("|"));
    let mut inner = ".+".to_owned();
    for _ in 0..3 {
        inner = format!(r"\s*(?:{word}|map\s*<{inner}>)(?:\s*\[\s*\])*(?:\s*\|\s*null)?\s*");
    }
    let says = format!("A type is {}, a Name, T[], map<T> or T | null.", builtins.join(", "));
    Pattern { expression: format!("^{inner}{end}$"), says }
}

/// The resource and its version.
pub fn module() -> Pattern {
    let says = "A module is a resource and its version, such as conversation/v1.".to_owned();
    Pattern { expression: r"^[a-z][a-z0-9_-]*/v[0-9]+$".to_owned(), says }
}

/// A path that is appended to the base address. No step of it is empty, `.` or `..`.
pub fn path() -> Pattern {
    let part =
        |but: &str| format!(r"(?:[^{but}/?#%\\{{}}\s\p{{Cc}}]|\{{[^{{}}/?#%\\\s\p{{Cc}}]*\}})");
    let (first, any) = (part("."), part(""));
    let step = format!(r"(?:{first}|\.{first}|\.\.{any}){any}*");
    let says =
        r"A path begins with / and has no ?, #, %, \ or space, and no step that is empty, . or ...";
    Pattern { expression: format!("^/(?:{step}(?:/{step})*/?)?$"), says: says.to_owned() }
}

/// A duration below a day.
pub fn duration() -> Pattern {
    let hours = "(?:[1-9]|1[0-9]|2[0-3])h";
    let minutes = "(?:[1-9][0-9]{0,2}|1[0-3][0-9]{2}|14[0-3][0-9])m";
    let seconds = "(?:[1-9][0-9]{0,3}|[1-7][0-9]{4}|8[0-5][0-9]{3}|86[0-3][0-9]{2})s";
    let says = "A duration is a whole number with s, m or h, such as 90s or 5m, below a day.";
    Pattern { expression: format!("^0*(?:{hours}|{minutes}|{seconds})$"), says: says.to_owned() }
}

/// A duration, or no limit at all.
pub fn duration_or_never() -> Pattern {
    let Pattern { expression, says } = duration();
    Pattern { expression: format!("{expression}|^never$"), says }
}

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
