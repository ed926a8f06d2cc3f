//! The tables in which types are generated, and the macros that make types of them.
//!
//! # Objects
//!
//! A row is a field: its name, a word for its presence, its type, and what else there is to say. An
//! array of `T` is written `[T]`, a map of strings to `T` as `{T}`, and what may be null inside of them
//! as `(T)`.
//!
//! | presence | |
//! |---|---|
//! | `required` | has to be there |
//! | `nullable` | has to be there, and may be null |
//! | `optional` | may be missing |
//! | `patch` | may be missing, and null clears it |
//! | `default` | the caller may leave it out, and the value in `or (..)` is sent |
//!
//! With `boxed_` before the word the value is in a box, because its type contains itself.
//!
//! | also | |
//! |---|---|
//! | `as "name"` | the name on the wire, where it is not that of the field |
//! | `clear clear_name` | the method that clears a field |
//! | `deprecated "note"` | says what to use instead |
//! | `or (value)` | the default |
//!
//! After the fields come the constructors: `new` with what is required, or, where at least one of
//! several fields is, one for each of these, which is named after a semicolon. Then, where it applies,
//! the string form (the field without a key, and what stands before a key, before a value and after it)
//! and the fields that `Debug` hides.
//!
//! # Unions and enums
//!
//! A row is a variant, what it contains, and what distinguishes it on the wire: its tag, or, in a union
//! without tags, the kind of the JSON value, and a key that only this variant requires.

mod object;
mod object_format;
mod object_schema;
mod open_enum;
mod page;
mod union;
mod words;
