//! How the keys of the language are declared: each once, with its sentence, what it holds and where it may stand. From
//! the declarations in `module`, `service` and `allowlist` come the reader, the suggestions for misspelt keys, the check
//! of misplaced ones, and the JSON Schemas for editors.

use serde_json::Value;

use super::formats::Format;
use super::json_schema::Definitions;
use super::read::Read;
use super::span::At;

/// A key of the language.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// As it is written.
    pub name: &'static str,
    /// What it says.
    pub says: &'static str,
    /// Whether it has to be there.
    pub required: bool,
    /// What editors may expect as its value.
    pub schema: fn(&mut Definitions) -> Value,
    /// What its value has to look like.
    pub format: Option<Format>,
    /// What it belongs to, among all that is described by the same keys.
    pub on: On,
}

/// What a key of a shape belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// Whatever is described.
    Everything,
    /// Whatever has a shape: all but the value of an enum.
    Shape,
    /// Whatever has a name in Rust.
    Named,
    /// A described type or a field.
    TypeOrField,
    /// A field.
    Field,
    /// A field that is optional.
    OptionalField,
    /// A variant or an event.
    VariantOrEvent,
    /// A type that is described where it is used.
    Inline,
    /// An object.
    Object,
    /// An object or the events of a stream.
    ObjectOrEvents,
    /// A union.
    Union,
    /// A union with a tag.
    TaggedUnion,
}

impl On {
    /// How a report says it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Everything => "whatever is described",
            Self::Shape => "something that has a shape, which the value of an enum has not",
            Self::Named => "something that has a name in Rust",
            Self::TypeOrField => "a type or a field",
            Self::Field => "a field of an object",
            Self::OptionalField => "an optional field of a request",
            Self::VariantOrEvent => "a variant or an event",
            Self::Inline => "an object, enum or union that is described where it is used",
            Self::Object => "an object",
            Self::ObjectOrEvents => "an object or to `events`",
            Self::Union => "a `union`",
            Self::TaggedUnion => "a `union` with a `tag`",
        }
    }
}

impl Key {
    /// A key whose value is a `T`.
    pub const fn holding<T: Read>(name: &'static str, says: &'static str) -> Self {
        Self {
            name,
            says,
            required: T::REQUIRED,
            schema: T::schema,
            format: None,
            on: On::Everything,
        }
    }

    /// The same with a format for its value.
    pub const fn format(self, format: Format) -> Self {
        Self { format: Some(format), ..self }
    }

    /// The same where it belongs to some things only.
    pub const fn on(self, on: On) -> Self {
        Self { on, ..self }
    }
}

/// What is known of a mapping beside the values of its keys.
#[derive(Debug, Clone, Default)]
pub struct Written {
    /// The keys that are there.
    pub keys: Vec<At<&'static str>>,
    /// Something is wrong with its keys, so that what seems to be missing may well be meant.
    pub faulty: bool,
}

/// Declares mappings: `field as "key": Type => more about the key;`, each key after its sentence.
macro_rules! keys {
    ($(
        $(#[doc = $doc:literal])*
        $name:ident {
            $(
                $(#[doc = $says:literal])*
                $field:ident $(as $key:literal)?: $ty:ty $(=> $($method:ident($more:expr)),+)?;
            )*
        }
    )*) => {$(
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Default)]
        pub struct $name {
            $($(#[doc = $says])* pub $field: $ty,)*
            /// What is written, whatever it says.
            pub written: $crate::load::keys::Written,
        }

        impl $name {
            /// Its keys, in the order of the reference.
            pub const KEYS: &[$crate::load::keys::Key] = &[$(
                $crate::load::keys::Key::holding::<$ty>(
                    $crate::load::keys::name!($field $($key)?),
                    concat!($($says),*),
                )$($(.$method($more))+)?
            ),*];
        }

        impl $crate::load::read::Read for $name {
            fn read(reader: $crate::load::read::Reader<'_>) -> Option<Self> {
                let mut mapping = reader.mapping(Self::KEYS)?;
                Some(Self {
                    $($field: mapping.take($crate::load::keys::name!($field $($key)?)),)*
                    written: mapping.end(),
                })
            }

            fn unreadable(_: $crate::load::read::Reader<'_>) -> Option<Self> {
                let mut this = Self::default();
                this.written.faulty = true;
                Some(this)
            }

            fn schema(definitions: &mut $crate::load::json_schema::Definitions) -> serde_json::Value {
                definitions.named(stringify!($name), concat!($($doc),*), Self::KEYS)
            }
        }
    )*};
}

/// The name of a key: that of its field, unless it says otherwise.
macro_rules! name {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $key:literal) => {
        $key
    };
}

/// Declares which words an enum is written with.
macro_rules! choices {
    ($(#[doc = $doc:literal])* $ty:ty { $($word:literal => $value:expr,)* }) => {
        impl $crate::load::read::Read for $ty {
            fn read(reader: $crate::load::read::Reader<'_>) -> Option<Self> {
                match reader.choice(&[$($word),*])? {
                    $($word => Some($value),)*
                    _ => None,
                }
            }

            fn schema(_: &mut $crate::load::json_schema::Definitions) -> serde_json::Value {
                serde_json::json!({
                    "description": concat!($($doc),*).trim(),
                    "type": "string",
                    "enum": [$($word),*],
                })
            }
        }
    };
}

pub(super) use {choices, keys, name};
