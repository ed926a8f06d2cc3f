//! A JSON text that is read more than once: with an index of its objects and arrays, so that no part
//! of it is looked at again just to find out where it ends.
//!
//! A union has to look at an object before it knows what to decode. Where unions hold unions, each
//! of these looks would go through everything inside.

use std::borrow::Cow;

use super::{
    fault::Fault,
    scan::{self, string_end},
};

/// How deep objects and arrays may be nested. The parser of `serde_json` has the same limit.
const DEEPEST: usize = 128;

/// The size of an entry of the index: the length of an object or array in bytes, and the length of
/// the entries of those inside it.
const ENTRY: usize = 8;

/// A text with its index.
pub(crate) struct Document<'a> {
    text: &'a str,
    index: Vec<u8>,
}

impl<'a> Document<'a> {
    /// Takes a string that is known to be JSON.
    pub(crate) fn new(text: &'a str) -> Result<Self, Fault> {
        let text = text.trim_ascii();
        Ok(Self { text, index: index(text.as_bytes())? })
    }

    /// The value that the whole text is.
    pub(crate) fn root(&self) -> Node<'_> {
        Node::new(self.text, self.index.get(ENTRY..).unwrap_or_default())
    }
}

/// Entries come in the order in which objects and arrays begin. They are bytes, because a
/// deserializer can hand over borrowed bytes and text, but nothing else.
fn index(text: &[u8]) -> Result<Vec<u8>, Fault> {
    let (mut index, mut open, mut at) = (Vec::new(), Vec::new(), 0);
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => at = string_end(text, at) - 1,
            b'{' | b'[' => {
                if open.len() == DEEPEST {
                    return Err(Fault::new(format!("it is nested deeper than {DEEPEST} levels")));
                }
                open.push((at, index.len()));
                index.extend([0; ENTRY]);
            }
            b'}' | b']' => {
                if let Some((start, entry)) = open.pop() {
                    let inside = index.len() - entry - ENTRY;
                    let lengths = (u32::try_from(at + 1 - start), u32::try_from(inside));
                    let (Ok(length), Ok(inside)) = lengths else {
                        return Err(Fault::new("it is larger than 4 GiB"));
                    };
                    index[entry..entry + 4].copy_from_slice(&length.to_ne_bytes());
                    index[entry + 4..entry + ENTRY].copy_from_slice(&inside.to_ne_bytes());
                }
            }
            _ => {}
        }
        at += 1;
    }
    Ok(index)
}

/// One value of a document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node<'a> {
    text: &'a str,
    /// The entries of the objects and arrays inside it.
    index: &'a [u8],
}

impl<'a> Node<'a> {
    /// A value and its part of the index.
    pub(crate) fn new(text: &'a str, index: &'a [u8]) -> Self {
        Self { text, index }
    }

    /// The value as it is written.
    pub(crate) fn text(&self) -> &'a str {
        self.text
    }

    /// The part of the index that belongs to it.
    pub(crate) fn index(&self) -> &'a [u8] {
        self.index
    }

    /// The keys and values, if it is an object.
    pub(crate) fn members(&self) -> Option<Members<'a>> {
        let members = scan::members(self.text)?;
        Some(Members { members, index: self.index })
    }

    /// The values, if it is an array.
    pub(crate) fn items(&self) -> Option<Items<'a>> {
        let rest = self.text.strip_prefix('[')?;
        Some(Items { rest, index: self.index })
    }
}

/// The keys and values of an object.
pub(crate) struct Members<'a> {
    members: scan::Members<'a>,
    index: &'a [u8],
}

impl<'a> Iterator for Members<'a> {
    type Item = (Cow<'a, str>, Node<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let key = self.members.key()?;
        let mut inside: &[u8] = &[];
        let value = self.members.value(|text| {
            let length;
            (length, inside) = measure(text, &mut self.index);
            length
        })?;
        Some((key, Node::new(value, inside)))
    }
}

/// The values of an array.
pub(crate) struct Items<'a> {
    rest: &'a str,
    index: &'a [u8],
}

impl<'a> Iterator for Items<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        let text = self.rest.trim_ascii_start();
        let text = text.strip_prefix(',').unwrap_or(text).trim_ascii_start();
        if text.is_empty() || text.starts_with(']') {
            return None;
        }
        let (length, inside) = measure(text, &mut self.index);
        let (value, rest) = text.split_at_checked(length)?;
        self.rest = rest;
        Some(Node::new(value, inside))
    }
}

/// The length of the value that comes first, and its part of the index, which is taken off.
fn measure<'a>(text: &str, index: &mut &'a [u8]) -> (usize, &'a [u8]) {
    match text.as_bytes().first() {
        Some(b'{' | b'[') => {
            let Some((entry, rest)) = index.split_first_chunk::<ENTRY>() else {
                return (text.len(), &[]);
            };
            let [a, b, c, d, e, f, g, h] = *entry;
            let length = u32::from_ne_bytes([a, b, c, d]) as usize;
            let inside = u32::from_ne_bytes([e, f, g, h]) as usize;
            let (inside, rest) = rest.split_at_checked(inside).unwrap_or((rest, &[]));
            *index = rest;
            (length, inside)
        }
        Some(b'"') => (string_end(text.as_bytes(), 0), &[]),
        _ => {
            let ends =
                |byte: &u8| matches!(byte, b',' | b']' | b'}' | b' ' | b'\t' | b'\n' | b'\r');
            let end = text.as_bytes().iter().position(ends);
            (end.unwrap_or(text.len()), &[])
        }
    }
}
