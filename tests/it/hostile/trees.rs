//! Unions that hold themselves: no description of ours has any, but any description may.

use std::cell::Cell;

use chatbotkit_sdk::runtime::{
    Deserialize, Deserializer, Envelope, Fault, JsonKind, RawUnion, ReadField, Union,
    UnknownVariant, read_union,
};

thread_local! {
    /// How many unions were decoded, and how many bytes of text were kept.
    static WORK: Cell<(usize, usize)> = const { Cell::new((0, 0)) };
}

/// A tree whose nodes are told apart in one of three ways.
macro_rules! tree {
    ($name:ident, $envelope:expr, |$raw:ident| $decode:expr) => {
        #[derive(Debug)]
        #[expect(dead_code, reason = "what counts is how it is read")]
        enum $name {
            Leaf(i64),
            Node(Branch<$name>),
            Unknown(UnknownVariant),
        }

        impl Union for $name {
            const ENVELOPE: Envelope = $envelope;

            fn decode($raw: &RawUnion<'_>) -> Result<Self, Fault> {
                let (unions, bytes) = WORK.get();
                WORK.set((unions + 1, bytes));
                $decode
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                read_union(deserializer)
            }
        }
    };
}

#[derive(Debug, serde::Deserialize)]
#[expect(dead_code, reason = "what counts is how it is read")]
struct Branch<T> {
    children: Vec<T>,
}

impl<T: for<'de> Deserialize<'de>> ReadField for Branch<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }
}

const ADJACENT: Envelope = Envelope::Adjacent { tag: "t", content: "c" };

tree!(Tagged, ADJACENT, |raw| match raw.tag() {
    "leaf" => raw.content().map(Self::Leaf),
    "node" => raw.content().map(Self::Node),
    _ => Ok(Self::Unknown(raw.to_unknown())),
});
tree!(Inside, Envelope::Internal { tag: "t" }, |raw| match raw.tag() {
    "node" => raw.content().map(Self::Node),
    _ => Ok(Self::Unknown(raw.to_unknown())),
});
tree!(Untagged, Envelope::Untagged, |raw| match raw.kind() {
    JsonKind::Number => raw.content().map(Self::Leaf),
    JsonKind::Object if raw.has("children") => raw.content().map(Self::Node),
    _ => Ok(Self::Unknown(raw.to_unknown())),
});

/// A tree of this depth, with `width` leaves at each level beside the next, and one leaf at the end.
fn tree(
    node: impl Fn(&str) -> String,
    leaf: &str,
    depth: usize,
    width: usize,
    last: &str,
) -> String {
    let leaves = vec![leaf; width].join(",");
    (0..depth).fold(last.to_owned(), |inner, _| node(&format!("[{leaves},{inner}]")))
}

fn tagged(children: &str) -> String {
    format!(r#"{{"t":"node","c":{{"children":{children}}}}}"#)
}

/// The content before the tag, so that it has to be looked at twice.
fn tagged_late(children: &str) -> String {
    format!(r#"{{"c":{{"children":{children}}},"t":"node"}}"#)
}

fn inside(children: &str) -> String {
    format!(r#"{{"children":{children},"t":"node"}}"#)
}

fn untagged(children: &str) -> String {
    format!(r#"{{"children":{children}}}"#)
}

/// How many unions are decoded for a text, and the error if it is one.
fn work<T: for<'de> Deserialize<'de>>(text: &str) -> (usize, Option<String>) {
    WORK.set((0, 0));
    let read = serde_json::from_str::<T>(text).err().map(|error| error.to_string());
    (WORK.get().0, read)
}

/// A malformed leaf at the far end: each union on the way to it is decoded once, and not twice at each
/// level.
#[test]
fn a_malformed_leaf_deep_in_a_tree_is_found_in_linear_time() {
    for depth in [1, 5, 20, 40] {
        for (text, (unions, error)) in [
            ("children", {
                let text =
                    tree(tagged, r#"{"t":"leaf","c":1}"#, depth, 1, r#"{"t":"leaf","c":"x"}"#);
                work::<Tagged>(&text)
            }),
            ("children", {
                let text =
                    tree(tagged_late, r#"{"c":1,"t":"leaf"}"#, depth, 1, r#"{"c":"x","t":"leaf"}"#);
                work::<Tagged>(&text)
            }),
            ("children", work::<Untagged>(&tree(untagged, "1", depth, 1, "7.7"))),
            ("children", {
                let last = r#"{"t":"node","children":7}"#;
                work::<Inside>(&tree(inside, r#"{"t":"leaf"}"#, depth, 1, last))
            }),
        ] {
            assert_eq!(unions, 2 * depth + 1, "at depth {depth}");
            let error = error.expect("the last leaf is malformed");
            assert!(error.contains(text) && error.contains("expected"), "{error}");
            assert_eq!(
                error.matches("children").count(),
                depth + usize::from(error.contains("an array"))
            );
        }
    }
}

#[test]
fn a_tree_that_is_too_deep_is_an_error() {
    // Each level has two or three objects and arrays.
    for (text, read) in [
        (tree(tagged, r#"{"t":"leaf","c":1}"#, 5000, 1, "{}"), work::<Tagged> as fn(&str) -> _),
        (tree(tagged_late, r#"{"t":"leaf","c":1}"#, 5000, 1, "{}"), work::<Tagged>),
        (tree(inside, r#"{"t":"leaf"}"#, 5000, 1, "{}"), work::<Inside>),
        (tree(untagged, "1", 5000, 1, "1"), work::<Untagged>),
    ] {
        let (unions, error): (usize, Option<String>) = read(&text);
        let error = error.expect("it is too deep");
        assert!(error.starts_with("it is nested deeper than 128 levels"), "{error}");
        assert_eq!(unions, 0);
    }
    // Up to the limit it is read.
    for (text, read) in [
        (
            tree(tagged, r#"{"t":"leaf","c":1}"#, 42, 1, r#"{"t":"x"}"#),
            work::<Tagged> as fn(&str) -> _,
        ),
        (tree(inside, r#"{"t":"leaf"}"#, 63, 1, r#"{"t":"x"}"#), work::<Inside>),
        (tree(untagged, "1", 63, 1, "1"), work::<Untagged>),
    ] {
        let (unions, error): (usize, Option<String>) = read(&text);
        assert_eq!(error, None);
        assert!(unions > 80, "{unions}");
    }
}
