//! Open unions: one of several shapes, and what is unknown is kept.

/// An open union that replies contain.
#[doc(hidden)]
#[macro_export]
macro_rules! __open_union {
    ($($table:tt)*) => { $crate::__union! { reply $($table)* } };
}

/// An open union that only requests contain. It can be read with the feature `read-requests` alone.
#[doc(hidden)]
#[macro_export]
macro_rules! __request_union {
    ($($table:tt)*) => { $crate::__union! { request $($table)* } };
}

/// The three ways in which a variant is known: by a tag beside the content, by one among the fields of
/// the content, and without one.
#[doc(hidden)]
#[macro_export]
macro_rules! __union {
    (
        $role:ident $(#[$meta:meta])* pub enum $name:ident in $tag:literal, $content:literal
        $($table:tt)*
    ) => {
        $crate::__union_items! {
            $role tagged ($crate::runtime::Envelope::Adjacent { tag: $tag, content: $content })
            [$(#[$meta])*] (tag = $tag, content = $content) $name $($table)*
        }
    };
    ($role:ident $(#[$meta:meta])* pub enum $name:ident in $tag:literal $($table:tt)*) => {
        $crate::__union_items! {
            $role tagged ($crate::runtime::Envelope::Internal { tag: $tag })
            [$(#[$meta])*] (tag = $tag) $name $($table)*
        }
    };
    ($role:ident $(#[$meta:meta])* pub enum $name:ident $($table:tt)*) => {
        $crate::__union_items! {
            $role untagged ($crate::runtime::Envelope::Untagged)
            [$(#[$meta])*] (untagged) $name $($table)*
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __union_items {
    (
        $role:ident $tagged:ident ($envelope:expr) $meta:tt $schema:tt $name:ident
        {$(
            $(#[$doc:meta])*
            $variant:ident($($content:tt)+) = $known:tt $(with $key:literal)?
        ),* $(,)?}
        $(; from $($source:ident($($given:tt)+)),+)?
        $(; events $([text $piece:ident.$text:ident])? $([last $last:ident($reply:tt) = $tag:literal])?)?
        $(; hides $hidden:ident)?
    ) => {
        $crate::__union_type! {
            $tagged $meta $schema $name {$($(#[$doc])* $variant($($content)+) = $known),*}
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self {
                    $(Self::$variant(content) => {
                        f.debug_tuple(stringify!($variant)).field(content).finish()
                    })*
                    Self::Unknown(value) => {
                        $crate::runtime::debug_unknown(f, value, &[$(stringify!($hidden))?])
                    }
                }
            }
        }

        impl $name {
            /// The whole value as JSON, known or not.
            ///
            /// # Errors
            ///
            /// It is nested too deeply for a `Value`, or has a number that is too large for one.
            pub fn to_json(
                &self,
            ) -> ::std::result::Result<$crate::runtime::Value, $crate::runtime::Error> {
                $crate::runtime::to_json(self)
            }
        }

        $crate::__union_tag! { $tagged $name {$($variant = $known),*} }

        impl $crate::runtime::Serialize for $name {
            fn serialize<S: $crate::runtime::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(content) => $crate::runtime::write_variant(
                        serializer,
                        $envelope,
                        $crate::__tag!($tagged $known),
                        &$crate::runtime::Written(content),
                    ),)*
                    Self::Unknown(value) => value.serialize(serializer),
                }
            }
        }

        $crate::__plain_field!(write $name);

        $crate::__if_read! { $role
            impl $crate::runtime::Union for $name {
                const ENVELOPE: $crate::runtime::Envelope = $envelope;

                fn decode(
                    raw: &$crate::runtime::RawUnion<'_>,
                ) -> ::std::result::Result<Self, $crate::runtime::Fault> {
                    $crate::__union_decode! {
                        $tagged raw {$($variant = $known $(with $key)?),*}
                    }
                }
            }

            impl<'de> $crate::runtime::Deserialize<'de> for $name {
                fn deserialize<D: $crate::runtime::Deserializer<'de>>(
                    deserializer: D,
                ) -> ::std::result::Result<Self, D::Error> {
                    $crate::runtime::read_union(deserializer)
                }
            }

            $crate::__plain_field!(read $name);
        }

        $($($crate::__union_from! { $name $source $($given)+ })+)?
        $($crate::__union_events! {
            $name $([text $piece $text])? $([last $last $reply $tag])?
        })?
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __union_type {
    (
        tagged [$($meta:tt)*] ($($schema:tt)*) $name:ident
        {$($(#[$doc:meta])* $variant:ident($($content:tt)+) = $known:tt),*}
    ) => {
        $($meta)*
        #[derive(Clone, PartialEq)]
        #[cfg_attr(feature = "schemars", derive($crate::runtime::JsonSchema))]
        #[cfg_attr(feature = "schemars", schemars($($schema)*))]
        #[non_exhaustive]
        pub enum $name {
            $(
                $(#[$doc])*
                #[cfg_attr(feature = "schemars", schemars(rename = $known))]
                $variant($crate::__content!($($content)+)),
            )*
            /// A variant that this version does not know. [`tag`](Self::tag) and
            /// [`to_json`](Self::to_json) read it.
            #[cfg_attr(feature = "schemars", schemars(untagged))]
            Unknown($crate::runtime::UnknownVariant),
        }
    };
    (
        untagged [$($meta:tt)*] ($($schema:tt)*) $name:ident
        {$($(#[$doc:meta])* $variant:ident($($content:tt)+) = $known:tt),*}
    ) => {
        $($meta)*
        #[derive(Clone, PartialEq)]
        #[cfg_attr(feature = "schemars", derive($crate::runtime::JsonSchema))]
        #[cfg_attr(feature = "schemars", schemars($($schema)*))]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$doc])* $variant($crate::__content!($($content)+)),)*
            /// A variant that this version does not know. [`to_json`](Self::to_json) reads it.
            Unknown($crate::runtime::UnknownVariant),
        }
    };
}

/// What a variant contains.
#[doc(hidden)]
#[macro_export]
macro_rules! __content {
    (boxed $name:ident) => { ::std::boxed::Box<$name> };
    ($ty:tt) => { $crate::__value_type!($ty) };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __tag {
    (tagged $tag:literal) => {
        $tag
    };
    (untagged $kind:ident) => {
        ""
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __union_tag {
    (tagged $name:ident {$($variant:ident = $tag:literal),*}) => {
        impl $name {
            /// The tag on the wire, known or not.
            pub fn tag(&self) -> &str {
                match self {
                    $(Self::$variant(_) => $tag,)*
                    Self::Unknown(value) => value.tag(),
                }
            }
        }
    };
    (untagged $($rest:tt)*) => {};
}

#[doc(hidden)]
#[macro_export]
macro_rules! __union_decode {
    (tagged $raw:ident {$($variant:ident = $tag:literal),*}) => {
        ::std::result::Result::Ok(match $raw.tag() {
            $($tag => Self::$variant($raw.content()?),)*
            _ => Self::Unknown($raw.to_unknown()),
        })
    };
    (untagged $raw:ident {$($variant:ident = $kind:ident $(with $key:literal)?),*}) => {
        ::std::result::Result::Ok(match $raw.kind() {
            $($crate::runtime::JsonKind::$kind $(if $raw.has($key))? => {
                Self::$variant($raw.content()?)
            })*
            _ => Self::Unknown($raw.to_unknown()),
        })
    };
}

/// What a variant can be made of.
#[doc(hidden)]
#[macro_export]
macro_rules! __union_from {
    ($name:ident $variant:ident String) => {
        impl ::std::convert::From<::std::string::String> for $name {
            fn from(content: ::std::string::String) -> Self {
                Self::$variant(content)
            }
        }

        impl ::std::convert::From<&::std::string::String> for $name {
            fn from(content: &::std::string::String) -> Self {
                Self::$variant(content.clone())
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(content: &str) -> Self {
                Self::$variant(content.to_owned())
            }
        }
    };
    ($name:ident $variant:ident boxed $content:ident) => {
        impl ::std::convert::From<$content> for $name {
            fn from(content: $content) -> Self {
                Self::$variant(::std::boxed::Box::new(content))
            }
        }
    };
    ($name:ident $variant:ident $content:tt) => {
        impl ::std::convert::From<$crate::__value_type!($content)> for $name {
            fn from(content: $crate::__value_type!($content)) -> Self {
                Self::$variant(content)
            }
        }
    };
}

/// The events of a stream: which of them carry the pieces of a text, and which one completes it.
#[doc(hidden)]
#[macro_export]
macro_rules! __union_events {
    ($name:ident $([text $piece:ident $text:ident])? $([last $last:ident $reply:tt $tag:literal])?) => {
        #[diagnostic::do_not_recommend]
        impl $crate::runtime::Event for $name {
            const TERMINAL: ::std::option::Option<&'static str> =
                $crate::__last_tag!($($tag)?);

            $(fn text(&self) -> ::std::option::Option<&str> {
                match self {
                    Self::$piece(event) => ::std::option::Option::Some(&event.$text),
                    _ => ::std::option::Option::None,
                }
            })?
        }

        $(#[diagnostic::do_not_recommend]
        impl $crate::runtime::Terminal for $name {
            type Reply = $crate::__value_type!($reply);

            fn into_reply(self) -> ::std::option::Option<Self::Reply> {
                match self {
                    Self::$last(reply) => ::std::option::Option::Some(reply),
                    _ => ::std::option::Option::None,
                }
            }
        })?
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __last_tag {
    () => {
        ::std::option::Option::None
    };
    ($tag:literal) => {
        ::std::option::Option::Some($tag)
    };
}
