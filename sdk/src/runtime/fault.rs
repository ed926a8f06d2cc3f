//! What is wrong with a JSON value, said without saying what the value is.
//!
//! Serde hands over the values that are refused, and its messages end up in logs. So what is kept of
//! a value is its kind: the path and what was expected come from the code.

use std::fmt;

use serde::de::{Error, Expected, Unexpected};

use super::shown::Shown;

/// Why a value does not decode, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The path from the outermost value, such as `items[3].id`. Empty for that value itself.
    pub(crate) path: String,
    /// What is wrong there.
    pub(crate) what: String,
}

impl Fault {
    /// `what` is shown as it is, so nothing of the value may be in it.
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self { path: String::new(), what: what.into() }
    }

    /// The same fault, seen from the value that holds this one under `key`.
    pub(crate) fn inside(mut self, key: &str) -> Self {
        let key = Shown(key);
        self.path = match self.path.as_str() {
            "" => key.to_string(),
            path if path.starts_with('[') => format!("{key}{path}"),
            path => format!("{key}.{path}"),
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

impl std::error::Error for Fault {}

impl Error for Fault {
    /// A message of a type, which may quote the value. Only that of a union, which is a fault again,
    /// is known not to.
    fn custom<T: fmt::Display>(message: T) -> Self {
        let message = message.to_string();
        let parts = message.strip_prefix(CARRIED).and_then(|rest| rest.split_once(CARRIED));
        match parts {
            Some((path, what)) => Self { path: path.to_owned(), what: what.to_owned() },
            None => Self::new("the type refuses the value"),
        }
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format!("expected {}, found {}", Wanted(expected), kind(&found)))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let found = match found {
            Unexpected::Unsigned(_) | Unexpected::Signed(_) => "an integer out of range",
            Unexpected::Float(_) => "a number with a fraction or out of range",
            _ => {
                return Self::new(format!(
                    "expected {}, found {} of another form",
                    Wanted(expected),
                    kind(&found)
                ));
            }
        };
        Self::new(format!("expected {}, found {found}", Wanted(expected)))
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        Self::new(format!("expected {}, found {length} items", Wanted(expected)))
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self::new("the value is not one of those that the type knows")
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self::new("there is a field that the type does not know")
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new("the field is missing").inside(field)
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::new("the field is there twice").inside(field)
    }
}

/// Stands around the parts of a fault that travels as text, which is all that errors of serde carry.
const CARRIED: char = '\u{1}';

/// A fault on its way through an error of serde that becomes a [`Fault`] again.
pub(crate) struct Carried(pub(crate) Fault);

impl fmt::Display for Carried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{CARRIED}{}{CARRIED}{}", self.0.path, self.0.what)
    }
}

/// What serde expected, in words that do not name Rust types.
struct Wanted<'a>(&'a dyn Expected);

impl fmt::Display for Wanted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let expected = self.0.to_string();
        f.write_str(match expected.split(' ').next() {
            _ if expected == "a map" => "an object",
            _ if expected == "a sequence" => "an array",
            Some("struct") => "an object",
            Some("tuple") => "an array",
            Some("enum" | "variant") => "a known value",
            Some("i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" | "usize") => {
                return write!(f, "an integer of type {expected}");
            }
            Some("f32" | "f64") => "a number",
            _ => &expected,
        })
    }
}

fn kind(found: &Unexpected<'_>) -> &'static str {
    match found {
        Unexpected::Str(_) | Unexpected::Char(_) | Unexpected::Bytes(_) => "a string",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) => "an integer",
        Unexpected::Float(_) => "a number",
        Unexpected::Bool(_) => "a boolean",
        Unexpected::Unit | Unexpected::Option => "null",
        Unexpected::Seq => "an array",
        Unexpected::Map => "an object",
        _ => "something else",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::super::careful::read;

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only how it fails is of interest")]
    struct Sample {
        small: u8,
        map: BTreeMap<String, Vec<String>>,
        choice: Choice,
        whole: crate::Timestamp,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Choice {
        Left,
    }

    #[derive(Debug, Deserialize)]
    #[serde(try_from = "String")]
    struct Picky;

    impl TryFrom<String> for Picky {
        type Error = String;

        fn try_from(text: String) -> Result<Self, String> {
            Err(format!("no luck with {text}"))
        }
    }

    #[test]
    fn values_do_not_show() {
        let sample = |small: &str, map: &str, choice: &str, whole: &str| {
            format!(r#"{{"small":{small},"map":{map},"choice":{choice},"whole":{whole}}}"#)
        };
        for (json, fault) in [
            (
                sample(r#""s3cret""#, "{}", "", "").replace(",\"choice\":,\"whole\":", ""),
                "at `small`: expected an integer of type u8, found a string",
            ),
            (
                sample("777", "{}", r#""left""#, "1"),
                "at `small`: expected an integer of type u8, found an integer out of range",
            ),
            (
                sample("7", r#"{"a":["x",{"s3cret":1}]}"#, r#""left""#, "1"),
                "at `map.a[1]`: expected a string, found an object",
            ),
            (sample("7", "[]", r#""left""#, "1"), "at `map`: expected an object, found an array"),
            (
                sample("7", "{}", r#""s3cret""#, "1"),
                "at `choice`: the value is not one of those that the type knows",
            ),
            (
                sample("7", "{}", r#""left""#, "9223372036854775808"),
                "at `whole`: expected an integer of 64 bits, found an integer out of range",
            ),
            (
                sample("7", "{}", r#""left""#, "1.5"),
                "at `whole`: expected an integer of 64 bits, found a number with a fraction or out of range",
            ),
            (sample("7", "{}", r#""left""#, "1e999"), "at `whole`: the number is out of range"),
            (r#"{"small":1,"small":2}"#.to_owned(), "at `small`: the field is there twice"),
            (r#"{"small":1}"#.to_owned(), "at `map`: the field is missing"),
            ("[7,{}]".to_owned(), "expected an object, found an array"),
            ("7".to_owned(), "expected an object, found an integer"),
            (r#"{"small":s3cret}"#.to_owned(), "not JSON: expected value at line 1 column 10"),
        ] {
            let found = read::<Sample>(&json).expect_err("it is wrong");
            assert_eq!(found.to_string(), fault, "{json}");
        }
        let found = read::<Vec<Picky>>(r#"["s3cret"]"#).expect_err("it is wrong");
        assert_eq!(found.to_string(), "at `[0]`: the type refuses the value");
    }
}
