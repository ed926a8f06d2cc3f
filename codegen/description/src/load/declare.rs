//! How the keys of the language are declared: each once, with its sentence, what it holds and where it may stand. From
//! the declarations in `service`, `module`, `shape` and `allowlist` come the reader, the suggestions for misspelt keys,
//! the check of misplaced ones, and the JSON Schemas for editors.

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
                $crate::load::keys::Key::new(
                    $crate::load::declare::name!($field $($key)?),
                    concat!($($says),*),
                    <$ty as $crate::load::read::Read>::REQUIRED,
                    <$ty as $crate::load::read::Read>::schema,
                )$($(.$method($more))+)?
            ),*];
        }

        impl $crate::load::read::Read for $name {
            fn read(reader: $crate::load::read::Reader<'_>) -> Option<Self> {
                let mut mapping = reader.mapping(Self::KEYS)?;
                Some(Self {
                    $($field: mapping.take($crate::load::declare::name!($field $($key)?)),)*
                    written: mapping.end(),
                })
            }

            fn unreadable(_: $crate::load::read::Reader<'_>) -> Option<Self> {
                let mut this = Self::default();
                this.written.faulty = true;
                Some(this)
            }

            fn schema(definitions: &mut $crate::load::keys::Definitions) -> serde_json::Value {
                definitions.refer(stringify!($name), |definitions| {
                    let mut schema = definitions.mapping(Self::KEYS.iter());
                    schema["description"] = concat!($($doc),*).trim().into();
                    schema
                })
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

/// Declares which words stand for the values of a type.
macro_rules! choices {
    ($(#[doc = $doc:literal])* $ty:ty: $words:expr) => {
        impl $crate::load::read::Read for $ty {
            fn read(reader: $crate::load::read::Reader<'_>) -> Option<Self> {
                reader.choice(&$words)
            }

            fn schema(_: &mut $crate::load::keys::Definitions) -> serde_json::Value {
                serde_json::json!({
                    "description": concat!($($doc),*).trim(),
                    "type": "string",
                    "enum": $words.map(|(word, _)| word),
                })
            }
        }
    };
}

pub(super) use {choices, keys, name};
