//! A tree of keys, in order, and what stands under each.

use crate::type_expr::Literal;

/// What stands under a key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tree {
    /// Nothing to say: the key is left out.
    Nothing,
    /// A string.
    String(String),
    /// A number or a truth, as it is written.
    Plain(String),
    /// Values in order.
    List(Vec<Tree>),
    /// Keys in order.
    Mapping(Keys),
}

/// Keys in order, each with what stands under it. No key comes twice.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Keys(Vec<(String, Tree)>);

/// Makes [`Keys`]: `"key" => value` and `[key] => value` set a key unless the value says nothing, `..keys` sets all
/// keys of others.
#[macro_export]
macro_rules! keys {
    (@ $keys:expr;) => { $keys };
    (@ $keys:expr; ..$other:expr $(, $($more:tt)*)?) => { $crate::keys!(@ $keys.join($other); $($($more)*)?) };
    (@ $keys:expr; $key:literal => $value:expr $(, $($more:tt)*)?) => {
        $crate::keys!(@ $keys.set($key, $value); $($($more)*)?)
    };
    (@ $keys:expr; [$key:expr] => $value:expr $(, $($more:tt)*)?) => {
        $crate::keys!(@ $keys.set($key, $value); $($($more)*)?)
    };
    ($($all:tt)*) => { $crate::keys!(@ $crate::print::Keys::default(); $($all)*) };
}

impl Tree {
    /// The string, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The keys, if it is a mapping.
    pub fn keys(&self) -> Option<&Keys> {
        match self {
            Self::Mapping(keys) => Some(keys),
            _ => None,
        }
    }
}

impl Keys {
    /// The same with a further key.
    #[must_use]
    pub fn set(mut self, key: impl Into<String>, value: impl Into<Tree>) -> Self {
        self.insert(key, value);
        self
    }

    /// Adds a key. One that is there already gets the value.
    pub fn insert(&mut self, key: impl Into<String>, value: impl Into<Tree>) {
        let (key, value) = (key.into(), value.into());
        match self.0.iter_mut().find(|(known, _)| *known == key) {
            _ if value == Tree::Nothing => {}
            Some((_, known)) => *known = value,
            None => self.0.push((key, value)),
        }
    }

    /// The same with the keys of others.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        other.0.into_iter().fold(self, |keys, (key, value)| keys.set(key, value))
    }

    /// The same with the keys that are to be kept.
    #[must_use]
    pub fn filter(mut self, keep: impl Fn(&str) -> bool) -> Self {
        self.0.retain(|(key, _)| keep(key));
        self
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The keys, if there are any.
    pub fn some(self) -> Option<Self> {
        (!self.is_empty()).then_some(self)
    }

    /// What stands under a key.
    pub fn get(&self, key: &str) -> Option<&Tree> {
        let found = self.iter().find(|(known, _)| *known == key);
        found.map(|(_, value)| value)
    }

    /// The keys in order, and what stands under each.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, &Tree)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    pub(super) fn entries(&self) -> &[(String, Tree)] {
        &self.0
    }
}

/// A list, if there is something in it.
pub fn list<T: Into<Tree>>(items: impl IntoIterator<Item = T>) -> Tree {
    let items: Vec<_> = items.into_iter().map(Into::into).collect();
    match items.is_empty() {
        true => Tree::Nothing,
        false => Tree::List(items),
    }
}

/// A mapping, if there is something in it. Its keys are different from one another.
pub fn mapping<K: Into<String>, V: Into<Tree>>(entries: impl IntoIterator<Item = (K, V)>) -> Tree {
    entries.into_iter().collect::<Keys>().some().into()
}

/// Keys that are different from one another, so that nobody has to look for them.
impl<K: Into<String>, V: Into<Tree>> FromIterator<(K, V)> for Keys {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let entries = entries.into_iter().map(|(key, value)| (key.into(), value.into()));
        Self(entries.filter(|(_, value)| *value != Tree::Nothing).collect())
    }
}

macro_rules! strings {
    ($($from:ty),*) => {
        $(impl From<$from> for Tree {
            fn from(text: $from) -> Self {
                Self::String(text.to_owned())
            }
        })*
    };
}
strings!(&str, &String, String);

macro_rules! plain {
    ($($from:ty),*) => {
        $(impl From<$from> for Tree {
            fn from(value: $from) -> Self {
                Self::Plain(serde_json::Value::from(value).to_string())
            }
        })*
    };
}
plain!(bool, i64, f64);

impl From<&Literal> for Tree {
    fn from(literal: &Literal) -> Self {
        match literal {
            Literal::String(text) => text.into(),
            Literal::Integer(number) => (*number).into(),
            Literal::Number(number) => (*number).into(),
            Literal::Boolean(value) => (*value).into(),
        }
    }
}

impl From<Keys> for Tree {
    fn from(keys: Keys) -> Self {
        Self::Mapping(keys)
    }
}

impl<T: Into<Self>> From<Option<T>> for Tree {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Into::into)
    }
}
