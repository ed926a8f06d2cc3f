//! How serde gets at the nodes of a tree.

use serde::Deserializer;
use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess, Visitor};

use super::faults::{Stop, listed};
use super::{Reader, is_null, is_number};
use crate::load::place::AT;
use crate::load::shape::EITHER;
use crate::load::tree::{Content, Node};

impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = Stop;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        let read = match (&self.node.content, self.scalar()) {
            (_, Some((text, true))) if is_null(text) => visitor.visit_unit(),
            (_, Some(("true", true))) => visitor.visit_bool(true),
            (_, Some(("false", true))) => visitor.visit_bool(false),
            (_, Some((text, true))) if is_number(text) => match (text.parse(), text.parse()) {
                (Ok(whole), _) => visitor.visit_i64(whole),
                (_, Ok(number)) => visitor.visit_f64(number),
                _ => visitor.visit_borrowed_str(text),
            },
            (_, Some((text, _))) => visitor.visit_borrowed_str(text),
            (Content::Mapping { .. }, _) => visitor.visit_map(self.entries()?),
            (Content::List(items), _) => {
                visitor.visit_seq(Items { list: self, items: items.iter() })
            }
            _ => Err(Stop::Reported),
        };
        self.place(read)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        match self.scalar() {
            Some(("true", true)) => visitor.visit_bool(true),
            Some(("false", true)) => visitor.visit_bool(false),
            _ => Err(self.wrong_kind("`true` or `false`")),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        visitor.visit_borrowed_str(self.text()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        self.deserialize_str(visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        match &self.node.content {
            Content::List(items) => {
                let items = Items { list: self, items: items.iter() };
                self.place(visitor.visit_seq(items))
            }
            _ => Err(self.wrong_kind("a list such as `[a, b]`")),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        self.place(visitor.visit_map(self.entries()?))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        keys: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Stop> {
        let (entries, meant) = self.known_entries(keys)?;
        match visitor.visit_map(entries) {
            Err(Stop::Missing(key)) if meant.contains(&key) => Err(Stop::Reported),
            read => self.place(read),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        values: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Stop> {
        match self.scalar() {
            Some((text, _)) if values.contains(&text) => {
                let value: StrDeserializer<'_, Stop> = text.into_deserializer();
                visitor.visit_enum(value)
            }
            _ => Err(self.wrong_kind(&listed(values, "or"))),
        }
    }

    /// The long form is a mapping with known keys, the short one anything else.
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Stop> {
        match self.node.content {
            Content::Mapping { .. } if name == EITHER => visitor.visit_newtype_struct(self),
            _ => self.deserialize_any(visitor),
        }
    }

    /// A value with its place is read as three values: from where, to where, and what.
    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Stop> {
        debug_assert_eq!(name, AT);
        visitor.visit_seq(Placed { reader: self, step: 0 })
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf option unit unit_struct tuple
        ignored_any
    }
}

/// The items of a list.
struct Items<'a> {
    list: Reader<'a>,
    items: std::slice::Iter<'a, Node>,
}

impl<'a> SeqAccess<'a> for Items<'a> {
    type Error = Stop;

    fn next_element_seed<T: DeserializeSeed<'a>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Stop> {
        let item = self.items.next().map(|node| Reader {
            node,
            key: None,
            item_of: self.list.key,
            ..self.list
        });
        item.map(|reader| seed.deserialize(reader)).transpose()
    }
}

/// The entries of a mapping.
struct Entries<'a> {
    mapping: Reader<'a>,
    entries: Vec<&'a (Node, Node)>,
    next: usize,
}

impl<'a> MapAccess<'a> for Entries<'a> {
    type Error = Stop;

    fn next_key_seed<K: DeserializeSeed<'a>>(&mut self, seed: K) -> Result<Option<K::Value>, Stop> {
        let Some((key, _)) = self.entries.get(self.next) else {
            return Ok(None);
        };
        self.next += 1;
        let reader = Reader { node: key, key: Some(key), ..self.mapping };
        seed.deserialize(reader).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'a>>(&mut self, seed: V) -> Result<V::Value, Stop> {
        match self.next.checked_sub(1).and_then(|last| self.entries.get(last)) {
            Some((key, value)) => seed.deserialize(self.mapping.behind(key, value)),
            None => Err(Stop::Other("a value without a key".to_owned())),
        }
    }
}

/// A value with its place.
struct Placed<'a> {
    reader: Reader<'a>,
    step: usize,
}

impl<'a> SeqAccess<'a> for Placed<'a> {
    type Error = Stop;

    fn next_element_seed<T: DeserializeSeed<'a>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Stop> {
        self.step += 1;
        let bytes = &self.reader.node.bytes;
        match self.step {
            1 => seed.deserialize(bytes.start.into_deserializer()),
            2 => seed.deserialize(bytes.end.into_deserializer()),
            _ => seed.deserialize(self.reader),
        }
        .map(Some)
    }
}

impl<'a> Reader<'a> {
    fn text(self) -> Result<&'a str, Stop> {
        let key = self.is_key();
        match self.scalar() {
            Some((text, _)) if key && !text.is_empty() => Ok(text),
            Some((text, false)) if !key => Ok(text),
            Some((text, _)) if !key && !is_null(text) => Ok(text),
            _ => Err(self.wrong_kind(if key { "a name" } else { "a text" })),
        }
    }

    fn entries(self) -> Result<Entries<'a>, Stop> {
        match &self.node.content {
            Content::Mapping { entries, .. } => {
                Ok(Entries { mapping: self, entries: entries.iter().collect(), next: 0 })
            }
            _ => Err(self.wrong_kind("a mapping")),
        }
    }

    /// The entries whose keys are known, each once. The others are reported, and what they may have
    /// been meant for is returned: that is not missing, only misspelt.
    fn known_entries(
        self,
        known: &'static [&'static str],
    ) -> Result<(Entries<'a>, Vec<&'static str>), Stop> {
        let json = self.file.name.ends_with(".json");
        let is_known = |name: &str| known.contains(&name) && (json || name != "$schema");
        let mut all = self.entries()?;
        let mut meant = Vec::new();
        let mut kept: Vec<&(Node, Node)> = Vec::new();
        for entry in all.entries {
            let (key, value) = entry;
            if !key.text().is_some_and(is_known) {
                meant.extend(self.unknown_key(key, value, known));
            } else if let Some((first, _)) =
                kept.iter().find(|(first, _)| first.text() == key.text())
            {
                self.repeated_key(key, first);
            } else {
                kept.push(entry);
            }
        }
        all.entries = kept;
        Ok((all, meant))
    }
}
