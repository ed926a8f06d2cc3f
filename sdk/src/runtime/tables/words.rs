//! What the words in a row of a table of fields mean to serde.

/// The name on the wire.
#[doc(hidden)]
#[macro_export]
macro_rules! __wire {
    ($field:ident as $wire:literal $($rest:tt)*) => {
        $wire
    };
    ($field:ident $($rest:tt)*) => {
        stringify!($field)
    };
}

/// Whether a field is sent.
#[doc(hidden)]
#[macro_export]
macro_rules! __is_sent {
    (optional $field:expr) => {
        !$crate::runtime::WriteField::is_absent(&$field)
    };
    (patch $field:expr) => {
        !$crate::runtime::WriteField::is_absent(&$field)
    };
    (boxed_optional $field:expr) => {
        !$crate::runtime::WriteField::is_absent(&$field)
    };
    (boxed_patch $field:expr) => {
        !$crate::runtime::WriteField::is_absent(&$field)
    };
    ($always:ident $field:expr) => {
        true
    };
}

/// Whether a field has to be there.
#[doc(hidden)]
#[macro_export]
macro_rules! __is_required {
    (required) => {
        true
    };
    (boxed_required) => {
        true
    };
    ($other:ident) => {
        false
    };
}

/// The value of a field that was read, or that was missing.
#[doc(hidden)]
#[macro_export]
macro_rules! __read {
    (required $field:ident $($rest:tt)*) => {
        $crate::runtime::required($field, $crate::__wire!($field $($rest)*))?
    };
    (boxed_required $field:ident $($rest:tt)*) => {
        $crate::runtime::required($field, $crate::__wire!($field $($rest)*))?
    };
    (default $field:ident $($rest:tt)*) => {
        match $field {
            ::std::option::Option::Some(value) => value,
            ::std::option::Option::None => $crate::__initial!(default _ $field $($rest)*),
        }
    };
    ($other:ident $field:ident $($rest:tt)*) => { $field.unwrap_or_default() };
}

/// What is compiled with the feature `read-requests` alone.
#[doc(hidden)]
#[macro_export]
macro_rules! __if_read {
    (request $($item:item)*) => { $(#[cfg(feature = "read-requests")] $item)* };
    ($other:ident $($item:item)*) => { $($item)* };
}

/// The documentation in attributes, line by line.
#[doc(hidden)]
#[macro_export]
macro_rules! __doc_lines {
    ([$(#[$($attribute:tt)*])*]) => { &[$($crate::__doc_line!($($attribute)*)),*] };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __doc_line {
    (doc = $line:literal) => {
        $line
    };
    ($($other:tt)*) => {
        ""
    };
}
