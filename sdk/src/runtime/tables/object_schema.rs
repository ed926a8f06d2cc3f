//! The JSON Schemas of objects.

/// The JSON Schema of an object, or of its string form.
#[doc(hidden)]
#[macro_export]
macro_rules! __object_schema {
    (
        $docs:tt $name:ident
        {$(
            $(#[$($doc:tt)*])*
            $field:ident: $presence:ident $ty:tt $($word:ident $value:tt)*
        ),* $(,)?}
    ) => {
        impl $crate::runtime::JsonSchema for $name {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            #[allow(unused_variables, unused_mut)]
            fn json_schema(
                generator: &mut $crate::runtime::SchemaGenerator,
            ) -> $crate::runtime::Schema {
                let mut object = $crate::runtime::ObjectSchema::new($crate::__doc_lines!($docs));
                $(object.add(
                    $crate::__wire!($field $($word $value)*),
                    $crate::__is_required!($presence),
                    $crate::__doc_lines!([$(#[$($doc)*])*]),
                    generator.subschema_for::<$crate::__field_type!($presence $ty)>(),
                );)*
                object.finish()
            }
        }
    };
    ($docs:tt $name:ident $rows:tt $form:tt) => {
        impl $crate::runtime::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                ::std::string::String::schema_name()
            }

            fn json_schema(
                generator: &mut $crate::runtime::SchemaGenerator,
            ) -> $crate::runtime::Schema {
                ::std::string::String::json_schema(generator)
            }
        }
    };
}
