//! A value and where it stands in its file.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, Range};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// A value with the bytes that it was read from. It equals another by value alone.
#[derive(Debug, Clone, Default)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Where it stands; for a scalar in quotes, the quotes included.
    pub bytes: Range<usize>,
}

impl<T> Deref for At<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// What a value with its place asks its reader for: from where, to where, and the value.
pub(super) const AT: &str = "At";

impl<'de, T: Deserialize<'de>> Deserialize<'de> for At<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Parts<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Parts<T> {
            type Value = At<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value and where it stands")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<At<T>, A::Error> {
                let missing = || Error::invalid_length(0, &self);
                let start = parts.next_element()?.ok_or_else(missing)?;
                let end = parts.next_element()?.ok_or_else(missing)?;
                let value = parts.next_element()?.ok_or_else(missing)?;
                Ok(At { value, bytes: start..end })
            }
        }

        deserializer.deserialize_tuple_struct(AT, 3, Parts(PhantomData))
    }
}

impl<T: JsonSchema> JsonSchema for At<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// Where `part` of a scalar's `value` stands: the whole scalar where escapes or folds keep the two from
/// lining up.
pub fn part_of(
    source: &str,
    scalar: &Range<usize>,
    value: &str,
    part: Range<usize>,
) -> Range<usize> {
    let Some(written) = source.get(scalar.clone()) else {
        return scalar.clone();
    };
    let quote = usize::from(written.starts_with(['"', '\'']));
    match (written.get(quote..quote + part.end), value.get(..part.end)) {
        (Some(same), Some(start)) if same == start => {
            scalar.start + quote + part.start..scalar.start + quote + part.end
        }
        _ => scalar.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::part_of;

    /// Where `part` of the scalar that `written` stands for is found in it.
    #[track_caller]
    fn check(written: &str, value: &str, part: &str, found: &str) {
        let source = format!("é: {written}\r\n");
        let start = value.find(part).expect("the part is in the value");
        let scalar = 4..4 + written.len();
        let place = part_of(&source, &scalar, value, start..start + part.len());
        assert_eq!(&source[place], found);
    }

    #[test]
    fn a_part_of_a_scalar_is_found_where_it_is_written() {
        check("Message[] -- It.", "Message[] -- It.", "Message", "Message");
        check("'map<Größe>'", "map<Größe>", "Größe", "Größe");
        check("\"a 😀 b\"", "a 😀 b", "b", "b");
        check("'it''s b'", "it's b", "it", "it");
        // Behind the doubled quote the two no longer line up.
        check("'it''s b'", "it's b", "b", "'it''s b'");
        check("\"a\\tb\"", "a\tb", "b", "\"a\\tb\"");
        check("a\r\n  b", "a b", "a", "a");
        check("a\r\n  b", "a b", "b", "a\r\n  b");
    }

    #[test]
    fn what_cannot_be_a_part_is_the_whole() {
        assert_eq!(part_of("ab", &(0..2), "é", 0..1), 0..2);
        assert_eq!(part_of("ab", &(0..2), "ab", 1..9), 0..2);
        assert_eq!(part_of("ab", &(5..9), "ab", 0..1), 5..9);
    }
}
