//! What is wrong with a JSON value, said without saying what the value is.
//!
//! Serde quotes the values that it refuses, and its messages end up in logs. So they are taken
//! apart here: the path and what was expected come from the code and stay, what was found is named
//! by its kind only.

use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::error::Category;

use super::JsonError;

/// Why a value does not decode, and where.
///
/// Its text travels through the errors of other deserializers, since a text is all that these
/// carry; [`of_text`] reads it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The path from the outermost value, such as `items[3].id`. Empty for that value itself.
    pub(crate) path: String,
    /// What is wrong there.
    pub(crate) what: String,
}

impl Fault {
    /// The same fault, seen from the value that holds this one behind `key`.
    pub(crate) fn inside(mut self, key: &str) -> Self {
        self.path = match (key, self.path.as_str()) {
            (_, "") => key.to_owned(),
            ("", _) => self.path,
            (_, path) if path.starts_with('[') => format!("{key}{path}"),
            (_, path) => format!("{key}.{path}"),
        };
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "at `{}`: ", self.path)?;
        }
        f.write_str(&self.what)
    }
}

/// What is wrong, with the path to it: decodes once more and keeps track this time.
#[cold]
pub(crate) fn locate<T: DeserializeOwned>(json: &[u8], error: &JsonError) -> Fault {
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    match serde_path_to_error::deserialize::<_, T>(&mut deserializer) {
        // Decoding went well, so what is wrong comes after the value.
        Ok(_) => of(error),
        Err(error) => {
            let mut path = String::new();
            if error.path().iter().next().is_some() {
                path = error.path().to_string();
                // The keys of a map are the server's, and a path is shown in one line.
                path = path.replace(char::is_control, " ");
            }
            of(error.inner()).inside(&path)
        }
    }
}

/// What is wrong, as far as the error tells.
pub(crate) fn of(error: &JsonError) -> Fault {
    match error.classify() {
        Category::Data => of_text(&error.to_string()),
        // The messages of the parser quote nothing.
        Category::Syntax | Category::Eof | Category::Io => Fault {
            path: String::new(),
            what: format!("no JSON: {error}"),
        },
    }
}

/// What is wrong, from the message of any serde error.
pub(crate) fn of_text(message: &str) -> Fault {
    let message = message
        .rfind(" at line ")
        .map_or(message, |end| &message[..end]);
    if let Some((path, what)) = message
        .strip_prefix("at `")
        .and_then(|rest| rest.split_once("`: "))
    {
        return Fault {
            path: path.to_owned(),
            what: what.to_owned(),
        };
    }
    if let Some(field) = message
        .strip_prefix("missing field `")
        .and_then(|rest| rest.strip_suffix('`'))
    {
        return Fault {
            path: field.to_owned(),
            what: "the field is missing".to_owned(),
        };
    }
    if let Some(field) = message
        .strip_prefix("duplicate field `")
        .and_then(|rest| rest.strip_suffix('`'))
    {
        return Fault {
            path: field.to_owned(),
            what: "the field is there twice".to_owned(),
        };
    }
    // A quoted value may itself say "expected", so the last one counts: nothing quoted comes after
    // it.
    let what = match message.rsplit_once(", expected ") {
        Some((found, expected)) => format!("expected {expected}, found {}", kind(found)),
        None => "the type refuses the value".to_owned(),
    };
    Fault {
        path: String::new(),
        what,
    }
}

/// The kind of the value that a message of serde begins with.
fn kind(found: &str) -> &'static str {
    const KINDS: [(&str, &str); 8] = [
        ("string", "a string"),
        ("integer", "an integer"),
        ("floating point", "a number"),
        ("boolean", "a boolean"),
        ("null", "null"),
        ("unit", "null"),
        ("sequence", "an array"),
        ("map", "an object"),
    ];
    let Some(found) = found
        .strip_prefix("invalid type: ")
        .or_else(|| found.strip_prefix("invalid value: "))
    else {
        return "something else";
    };
    KINDS
        .iter()
        .find(|(start, _)| found.starts_with(start))
        .map_or("something else", |(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::of_text;

    #[test]
    fn values_do_not_survive() {
        for (message, fault) in [
            (
                "invalid type: string \"s3cret\", expected i64 at line 1 column 9",
                "expected i64, found a string",
            ),
            (
                "invalid value: integer `77`, expected u8",
                "expected u8, found an integer",
            ),
            (
                "invalid type: string \"x, expected s3cret\", expected a map",
                "expected a map, found a string",
            ),
            (
                "unknown field `s3cret`, expected `a` or `b`",
                "expected `a` or `b`, found something else",
            ),
            (
                "missing field `id` at line 3 column 1",
                "at `id`: the field is missing",
            ),
            ("no luck with s3cret", "the type refuses the value"),
            (
                "at `a.b`: expected null, found a string at line 1 column 2",
                "at `a.b`: expected null, found a string",
            ),
        ] {
            assert_eq!(of_text(message).to_string(), fault, "{message}");
        }
    }
}
