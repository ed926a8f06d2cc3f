//! Objects: struct, constructors and setters, and how they are read and written.

/// An object that only replies contain.
#[doc(hidden)]
#[macro_export]
macro_rules! __reply {
    ($($table:tt)*) => { $crate::__object! { pub reply $($table)* } };
}

/// An object that both requests and replies contain.
#[doc(hidden)]
#[macro_export]
macro_rules! __record {
    ($($table:tt)*) => { $crate::__object! { pub record $($table)* } };
}

/// An object that only requests contain. It can be read with the feature `read-requests` alone.
#[doc(hidden)]
#[macro_export]
macro_rules! __request {
    ($($table:tt)*) => { $crate::__object! { request $($table)* } };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __object {
    (
        $visible:vis $role:ident
        $(#[$($meta:tt)*])*
        pub struct $name:ident $rows:tt
        $($constructor:ident $parameters:tt)*
        $(; string $form:tt)?
        $(; hides [$($secret:ident),*])?
    ) => {
        $crate::__object_type! {
            [$visible] $role [$(#[$($meta)*])*] $name $rows [$($(stringify!($secret)),*)?]
        }
        $crate::__object_format! { $role $name $rows $($form)? }
        #[cfg(feature = "schemars")]
        $crate::__object_schema! { [$(#[$($meta)*])*] $name $rows $($form)? }
        $($crate::__constructor! { $role $name $constructor $parameters $rows })*
    };
}

/// The struct, its `Debug`, and its setters.
#[doc(hidden)]
#[macro_export]
macro_rules! __object_type {
    (
        [$visible:vis] $role:ident [$($meta:tt)*] $name:ident
        {$(
            $(#[$($doc:tt)*])*
            $field:ident: $presence:ident $ty:tt $($word:ident $value:tt)*
        ),* $(,)?}
        $secrets:tt
    ) => {
        $($meta)*
        #[derive(Clone, PartialEq)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$($doc)*])* $visible $field: $crate::__field_type!($presence $ty),)*
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                let fields: &[(&str, &dyn ::std::fmt::Debug)] =
                    &[$((stringify!($field), &self.$field)),*];
                $crate::runtime::debug_object(f, stringify!($name), fields, &$secrets)
            }
        }

        impl $name {
            $($crate::__setter! {
                $role [$(#[$($doc)*])*] $field $presence $ty $($word $value)*
            })*
        }
    };
}

/// The type of a value.
#[doc(hidden)]
#[macro_export]
macro_rules! __value_type {
    ([$item:tt]) => { ::std::vec::Vec<$crate::__value_type!($item)> };
    ({$value:tt}) => {
        ::std::collections::BTreeMap<::std::string::String, $crate::__value_type!($value)>
    };
    (($inner:tt)) => { ::std::option::Option<$crate::__value_type!($inner)> };
    ($name:ident) => { $name };
}

/// The type of a field.
#[doc(hidden)]
#[macro_export]
macro_rules! __field_type {
    (required $ty:tt) => { $crate::__value_type!($ty) };
    (default $ty:tt) => { $crate::__value_type!($ty) };
    (optional $ty:tt) => { ::std::option::Option<$crate::__value_type!($ty)> };
    (nullable $ty:tt) => { ::std::option::Option<$crate::__value_type!($ty)> };
    (patch $ty:tt) => { $crate::runtime::Patch<$crate::__value_type!($ty)> };
    (boxed_required $ty:tt) => { ::std::boxed::Box<$ty> };
    (boxed_optional $ty:tt) => { ::std::option::Option<::std::boxed::Box<$ty>> };
    (boxed_nullable $ty:tt) => { ::std::option::Option<::std::boxed::Box<$ty>> };
    (boxed_patch $ty:tt) => { $crate::runtime::Patch<::std::boxed::Box<$ty>> };
}

/// What a caller gives for a value: whatever turns into it.
#[doc(hidden)]
#[macro_export]
macro_rules! __argument {
    (bool) => { bool };
    ([$item:tt]) => { impl ::std::iter::IntoIterator<Item = $crate::__element!($item)> };
    ({$value:tt}) => {
        impl ::std::iter::IntoIterator<
            Item = (impl ::std::convert::Into<::std::string::String>, $crate::__element!($value)),
        >
    };
    ($ty:tt) => { impl ::std::convert::Into<$crate::__value_type!($ty)> };
}

/// What a caller gives for an element of an array or a map.
#[doc(hidden)]
#[macro_export]
macro_rules! __element {
    ([$item:tt]) => { $crate::__argument!([$item]) };
    ({$value:tt}) => { $crate::__argument!({$value}) };
    ($ty:tt) => { impl ::std::convert::Into<$crate::__value_type!($ty)> };
}

/// The value that a caller gave.
#[doc(hidden)]
#[macro_export]
macro_rules! __given {
    (bool $given:ident) => {
        $given
    };
    ([[$item:tt]] $given:ident) => {
        $crate::__given!(each [$item] $given)
    };
    ([{$value:tt}] $given:ident) => {
        $crate::__given!(each {$value} $given)
    };
    ({[$item:tt]} $given:ident) => {
        $crate::__given!(each_value [$item] $given)
    };
    ({{$value:tt}} $given:ident) => {
        $crate::__given!(each_value {$value} $given)
    };
    (each $element:tt $given:ident) => {
        $given.into_iter().map(|element| $crate::__given!($element element)).collect()
    };
    (each_value $element:tt $given:ident) => {
        $given
            .into_iter()
            .map(|(key, element)| (key.into(), $crate::__given!($element element)))
            .collect()
    };
    ([$item:tt] $given:ident) => {
        $crate::runtime::array($given)
    };
    ({$value:tt} $given:ident) => {
        $crate::runtime::map($given)
    };
    ($ty:tt $given:ident) => {
        $given.into()
    };
}

/// What a field holds that was given a value.
#[doc(hidden)]
#[macro_export]
macro_rules! __present {
    (optional $ty:tt $given:ident) => {
        ::std::option::Option::Some($crate::__given!($ty $given))
    };
    (patch $ty:tt $given:ident) => { $crate::runtime::Patch::Value($crate::__given!($ty $given)) };
    (nullable $ty:tt $given:ident) => { $given.into() };
    (boxed_required $ty:tt $given:ident) => { ::std::boxed::Box::new($given.into()) };
    (boxed_optional $ty:tt $given:ident) => {
        ::std::option::Option::Some(::std::boxed::Box::new($given.into()))
    };
    (boxed_nullable $ty:tt $given:ident) => { $given.into().map(::std::boxed::Box::new) };
    (boxed_patch $ty:tt $given:ident) => {
        $crate::runtime::Patch::Value(::std::boxed::Box::new($given.into()))
    };
    ($required_or_default:ident $ty:tt $given:ident) => { $crate::__given!($ty $given) };
}

/// The setter of a field that does not have to be there.
#[doc(hidden)]
#[macro_export]
macro_rules! __setter {
    (reply $($row:tt)*) => {};
    ($role:ident $docs:tt $field:ident required $($rest:tt)*) => {};
    ($role:ident $docs:tt $field:ident nullable $($rest:tt)*) => {};
    ($role:ident $docs:tt $field:ident boxed_required $($rest:tt)*) => {};
    ($role:ident $docs:tt $field:ident boxed_nullable $($rest:tt)*) => {};
    (
        $role:ident [$($docs:tt)*] $field:ident $presence:ident $ty:tt
        $(as $wire:tt)? $(clear $clear:ident)? $(deprecated $note:literal)? $(or $default:tt)?
    ) => {
        $($docs)*
        $(#[deprecated(note = $note)])?
        pub fn $field(mut self, $field: $crate::__argument!($ty)) -> Self {
            self.$field = $crate::__present!($presence $ty $field);
            self
        }

        $crate::__clear! { [$($clear)?] $field [$(deprecated(note = $note))?] }
    };
}

/// The method that clears a field.
#[doc(hidden)]
#[macro_export]
macro_rules! __clear {
    ([] $($rest:tt)*) => {};
    ([$clear:ident] $field:ident [$($deprecated:meta)?]) => {
        #[doc = concat!("Clears `", stringify!($field), "`.")]
        $(#[$deprecated])?
        pub fn $clear(mut self) -> Self {
            self.$field = $crate::runtime::Patch::Null;
            self
        }
    };
}

/// A constructor. An object that can be empty has a default besides.
#[doc(hidden)]
#[macro_export]
macro_rules! __constructor {
    (
        $role:ident $name:ident $constructor:ident
        ($($given:ident: $given_ty:tt),* $(; $chosen:ident)?)
        {$(
            $(#[$($doc:tt)*])*
            $field:ident: $presence:ident $ty:tt $($word:ident $value:tt)*
        ),* $(,)?}
    ) => {
        impl $name {
            #[doc = $crate::__constructor_doc!($role [$($given)*] $($chosen)?)]
            #[allow(deprecated)]
            pub fn $constructor($($given: $crate::__argument!($given_ty)),*) -> Self {
                let object = Self {
                    $($field: $crate::__initial!($presence $ty $field $($word $value)*),)*
                };
                $(let object = object.$chosen($chosen);)?
                object
            }
        }

        $crate::__object_default! { $name $constructor [$($given)*] }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __constructor_doc {
    (request []) => {
        "Creates an empty request."
    };
    ($role:ident []) => {
        "Creates an empty value."
    };
    ($role:ident [$($required:ident)*]) => {
        "Creates a value from its required fields."
    };
    ($role:ident [$given:ident] $chosen:ident) => {
        concat!(
            "Creates a value from [`",
            stringify!($chosen),
            "`](Self::",
            stringify!($chosen),
            ")."
        )
    };
    ($role:ident [$($given:ident)*] $chosen:ident) => {
        concat!(
            "Creates a value from its required fields and [`",
            stringify!($chosen),
            "`](Self::",
            stringify!($chosen),
            ")."
        )
    };
}

/// What a field holds in the beginning. What has to be there is an argument of its name.
#[doc(hidden)]
#[macro_export]
macro_rules! __initial {
    (optional $ty:tt $field:ident $($rest:tt)*) => { ::std::option::Option::None };
    (boxed_optional $ty:tt $field:ident $($rest:tt)*) => { ::std::option::Option::None };
    (patch $ty:tt $field:ident $($rest:tt)*) => { $crate::runtime::Patch::Absent };
    (boxed_patch $ty:tt $field:ident $($rest:tt)*) => { $crate::runtime::Patch::Absent };
    (
        default $ty:tt $field:ident
        $(as $wire:tt)? $(deprecated $note:literal)? or ($default:expr)
    ) => {
        $default
    };
    ($presence:ident $ty:tt $field:ident $($rest:tt)*) => {
        $crate::__present!($presence $ty $field)
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __object_default {
    ($name:ident new []) => {
        impl ::std::default::Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }
    };
    ($name:ident $($other:tt)*) => {};
}
