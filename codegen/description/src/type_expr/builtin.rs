//! The types of the language itself: all that is known of each in one table. How one is written in Rust is
//! for the emitter to say, how its schema looks is for OpenAPI.

use serde_json::Value;

/// The kind of a JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonKind {
    /// `true`, `false`
    Boolean,
    /// `1`
    Number,
    /// `"a"`
    String,
    /// `[]`
    Array,
    /// `{}`
    Object,
}

/// A plain value.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// A string.
    String(String),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// True or false.
    Boolean(bool),
}

impl JsonKind {
    /// The kind of a value; null has none.
    pub fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Null => None,
            Value::Bool(_) => Some(Self::Boolean),
            Value::Number(_) => Some(Self::Number),
            Value::String(_) => Some(Self::String),
            Value::Array(_) => Some(Self::Array),
            Value::Object(_) => Some(Self::Object),
        }
    }
}

impl From<Literal> for Value {
    fn from(literal: Literal) -> Self {
        match literal {
            Literal::String(text) => text.into(),
            Literal::Integer(number) => number.into(),
            Literal::Number(number) => number.into(),
            Literal::Boolean(value) => value.into(),
        }
    }
}

/// What is known of a builtin.
#[derive(Debug, Clone, Copy)]
pub struct Facts {
    /// Its name in the language.
    pub name: &'static str,
    /// What other languages call it, in lower case.
    pub elsewhere: &'static [&'static str],
    /// What it is in JSON, unless it can be anything. Whatever it is can be written in a query.
    pub json: Option<JsonKind>,
    /// Whether it is a number without a fraction.
    pub is_whole: bool,
    /// How reports call a plain value of it. Only plain values have defaults and stand in string forms.
    pub plain: Option<&'static str>,
    /// The value that examples show in the place of something with this name.
    pub example: fn(&str) -> Literal,
}

macro_rules! builtins {
    ($($(#[$doc:meta])* $builtin:ident { $($fact:ident: $value:expr),* $(,)? })*) => {
        /// A type of the language itself.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Builtin {
            $($(#[$doc])* $builtin,)*
        }

        impl Builtin {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$builtin),*];

            /// What is known of it.
            pub const fn facts(self) -> Facts {
                match self {
                    $(Self::$builtin => Facts { $($fact: $value),* },)*
                }
            }
        }
    };
}

builtins! {
    /// A string.
    String {
        name: "string",
        elsewhere: &["str", "text"],
        json: Some(JsonKind::String),
        is_whole: false,
        plain: Some("a string"),
        example: |name| Literal::String(name.to_owned()),
    }
    /// A whole number.
    Integer {
        name: "integer",
        elsewhere: &["int"],
        json: Some(JsonKind::Number),
        is_whole: true,
        plain: Some("an integer"),
        example: |_| Literal::Integer(1),
    }
    /// A number.
    Number {
        name: "number",
        elsewhere: &["double", "float"],
        json: Some(JsonKind::Number),
        is_whole: false,
        plain: Some("a number"),
        example: |_| Literal::Number(0.5),
    }
    /// True or false.
    Boolean {
        name: "boolean",
        elsewhere: &["bool"],
        json: Some(JsonKind::Boolean),
        is_whole: false,
        plain: Some("true or false"),
        example: |_| Literal::Boolean(true),
    }
    /// Any JSON value.
    Any {
        name: "any",
        elsewhere: &[],
        json: None,
        is_whole: false,
        plain: None,
        example: |name| Literal::String(name.to_owned()),
    }
    /// Milliseconds since 1970.
    Timestamp {
        name: "timestamp",
        elsewhere: &["date"],
        json: Some(JsonKind::Number),
        is_whole: true,
        plain: None,
        example: |_| Literal::Integer(1_700_000_000_000),
    }
    /// Date and time as a string of RFC 3339.
    DateTime {
        name: "datetime",
        elsewhere: &[],
        json: Some(JsonKind::String),
        is_whole: false,
        plain: None,
        example: |_| Literal::String("2024-05-01T12:00:00Z".to_owned()),
    }
}

impl Builtin {
    /// The builtin of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|builtin| builtin.facts().name == name)
    }

    /// What this language writes for a builtin of another one.
    pub fn elsewhere(name: &str) -> Option<&'static str> {
        let name = name.to_ascii_lowercase();
        if name == "object" {
            return Some("map<any>");
        }
        let mut all = Self::ALL.iter().map(|builtin| builtin.facts());
        let found = all.find(|facts| facts.elsewhere.contains(&name.as_str()));
        found.map(|facts| facts.name)
    }
}
