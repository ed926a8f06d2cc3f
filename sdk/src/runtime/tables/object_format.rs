//! How objects are read and written: as JSON objects, or in their string forms.

/// serde for an object.
#[doc(hidden)]
#[macro_export]
macro_rules! __object_format {
    (
        $role:ident $name:ident
        {$(
            $(#[$($doc:tt)*])*
            $field:ident: $presence:ident $ty:tt $($word:ident $value:tt)*
        ),* $(,)?}
    ) => {
        impl $crate::runtime::Serialize for $name {
            fn serialize<S: $crate::runtime::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                use $crate::runtime::SerializeStruct as _;

                let length = 0 $(+ usize::from($crate::__is_sent!($presence self.$field)))*;
                #[allow(unused_mut)]
                let mut object = serializer.serialize_struct(stringify!($name), length)?;
                $(if $crate::__is_sent!($presence self.$field) {
                    object.serialize_field(
                        $crate::__wire!($field $($word $value)*),
                        &$crate::runtime::Written(&self.$field),
                    )?;
                })*
                object.end()
            }
        }

        $crate::__plain_field!(write $name);

        $crate::__if_read! { $role
            impl $crate::runtime::Object for $name {
                const NAME: &'static str = stringify!($name);
                const KEYS: &'static [&'static str] =
                    &[$($crate::__wire!($field $($word $value)*)),*];

                #[allow(unused_mut)]
                fn read_members<'de, A: $crate::runtime::MapAccess<'de>>(
                    mut members: A,
                ) -> ::std::result::Result<Self, A::Error> {
                    $(let mut $field = ::std::option::Option::None;)*
                    while let ::std::option::Option::Some($crate::runtime::Key(key)) =
                        members.next_key()?
                    {
                        match &*key {
                            $($crate::__wire!($field $($word $value)*) => {
                                $crate::runtime::read_once(
                                    &mut members,
                                    &mut $field,
                                    $crate::__wire!($field $($word $value)*),
                                )?;
                            })*
                            _ => $crate::runtime::skip(&mut members)?,
                        }
                    }
                    ::std::result::Result::Ok(Self {
                        $($field: $crate::__read!($presence $field $($word $value)*),)*
                    })
                }
            }

            impl<'de> $crate::runtime::Deserialize<'de> for $name {
                fn deserialize<D: $crate::runtime::Deserializer<'de>>(
                    deserializer: D,
                ) -> ::std::result::Result<Self, D::Error> {
                    $crate::runtime::read_object(deserializer)
                }
            }

            $crate::__plain_field!(read $name);
        }
    };
    (
        $role:ident $name:ident
        {$(
            $(#[$($doc:tt)*])*
            $field:ident: $presence:ident $ty:tt $($word:ident $value:tt)*
        ),* $(,)?}
        ($first:literal, $before_key:literal, $before_value:literal, $after_value:literal)
    ) => {
        impl $name {
            const FORM: $crate::runtime::StringForm = $crate::runtime::StringForm {
                first: $first,
                before_key: $before_key,
                before_value: $before_value,
                after_value: $after_value,
                keys: &[$($crate::__wire!($field $($word $value)*)),*],
            };
        }

        impl $crate::runtime::Serialize for $name {
            fn serialize<S: $crate::runtime::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                Self::FORM.write(
                    serializer,
                    &[$(($crate::__wire!($field $($word $value)*), &self.$field)),*],
                )
            }
        }

        impl<'de> $crate::runtime::Deserialize<'de> for $name {
            fn deserialize<D: $crate::runtime::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                let parts = Self::FORM.read(deserializer)?;
                ::std::result::Result::Ok(Self {
                    $($field: parts.field($crate::__wire!($field $($word $value)*))?,)*
                })
            }
        }

        $crate::__plain_field!($name);
    };
}
