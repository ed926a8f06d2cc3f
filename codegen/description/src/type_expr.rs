//! Uses of types: a builtin, a described type, or several of one. How a described type is named is open: by
//! the words of a description, by an id once it is resolved, or by whatever else a reader has.

mod builtin;
mod parse;

pub use builtin::{Builtin, Facts, JsonKind, Literal};
pub use parse::{BadType, Name, is_name, parse};

/// A use of a type. It has one name or builtin at its core, with any number of layers around it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TypeExpr<N> {
    /// A type of the language itself.
    Builtin(Builtin),
    /// A described type.
    Named(N),
    /// Many of them.
    Array(Box<Self>),
    /// Many of them, by string keys.
    Map(Box<Self>),
    /// One of them, or null.
    Nullable(Box<Self>),
}

impl<N> TypeExpr<N> {
    /// Any JSON value.
    pub const ANY: Self = Self::Builtin(Builtin::Any);

    /// A string.
    pub const STRING: Self = Self::Builtin(Builtin::String);

    /// An array of these.
    #[must_use]
    pub fn array(self) -> Self {
        Self::Array(Box::new(self))
    }

    /// A map of these.
    #[must_use]
    pub fn map(self) -> Self {
        Self::Map(Box::new(self))
    }

    /// One of these, or null.
    #[must_use]
    pub fn nullable(self) -> Self {
        Self::Nullable(Box::new(self))
    }

    /// What an array, a map or a null is around.
    pub fn inner(&self) -> Option<&Self> {
        match self {
            Self::Array(inner) | Self::Map(inner) | Self::Nullable(inner) => Some(inner),
            Self::Builtin(_) | Self::Named(_) => None,
        }
    }

    /// The builtin or the name at its core.
    pub fn core(&self) -> &Self {
        std::iter::successors(Some(self), |ty| ty.inner()).last().unwrap_or(self)
    }

    /// The builtin that it is.
    pub fn builtin(&self) -> Option<Builtin> {
        match self {
            Self::Builtin(builtin) => Some(*builtin),
            _ => None,
        }
    }

    /// The described type at its core.
    pub fn name(&self) -> Option<&N> {
        match self.core() {
            Self::Named(name) => Some(name),
            _ => None,
        }
    }

    /// The described type that a value of it contains by value: neither in an array nor in a map.
    pub fn name_by_value(&self) -> Option<&N> {
        match self {
            Self::Named(name) => Some(name),
            Self::Nullable(inner) => inner.name_by_value(),
            Self::Builtin(_) | Self::Array(_) | Self::Map(_) => None,
        }
    }

    /// The same with something else instead of the name at its core.
    pub fn replace_name<M>(&self, with: impl FnOnce(&N) -> TypeExpr<M>) -> TypeExpr<M> {
        match self {
            Self::Builtin(builtin) => TypeExpr::Builtin(*builtin),
            Self::Named(name) => with(name),
            Self::Array(inner) => inner.replace_name(with).array(),
            Self::Map(inner) => inner.replace_name(with).map(),
            Self::Nullable(inner) => inner.replace_name(with).nullable(),
        }
    }

    /// As descriptions write it: `map<Message[]>`.
    pub fn text(&self, name: impl FnOnce(&N) -> String) -> String {
        match self {
            Self::Builtin(builtin) => builtin.facts().name.to_owned(),
            Self::Named(named) => name(named),
            Self::Array(inner) => format!("{}[]", inner.text(name)),
            Self::Map(inner) => format!("map<{}>", inner.text(name)),
            Self::Nullable(inner) => format!("{} | null", inner.text(name)),
        }
    }

    /// Whether the language can write it: an array of what may be null has no expression.
    pub fn has_text(&self) -> bool {
        let is_nullable_item =
            matches!(self, Self::Array(item) if matches!(**item, Self::Nullable(_)));
        !is_nullable_item && self.inner().is_none_or(Self::has_text)
    }
}
