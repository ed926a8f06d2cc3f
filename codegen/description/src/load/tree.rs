//! A file as a tree: YAML without its notations, every node with its span. What the nodes mean is for
//! `read` to say.
//!
//! Of YAML it takes what JSON can say. Anchors, aliases, tags and directives are refused: they would be
//! a second way to say what types and `extends` say, and one that has no name in the generated code.

use std::ops::Range;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, Span, StructureStyle, Tag};

/// A value and where it stands.
#[derive(Debug, Clone)]
pub struct Node {
    /// From its first byte to its last; of a mapping or list without brackets, of what is in it.
    pub bytes: Range<usize>,
    /// What it consists of.
    pub content: Content,
}

impl Node {
    /// What a scalar says.
    pub fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The name in `[name]`.
    pub(super) fn only_name(&self) -> Option<&str> {
        match &self.content {
            Content::List(items) if items.len() == 1 => items[0].text(),
            _ => None,
        }
        .filter(|text| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric()))
    }
}

/// What a value consists of.
#[derive(Debug, Clone)]
pub enum Content {
    /// A string.
    Scalar {
        /// What it says.
        text: String,
        /// Whether it is written without quotes, so that it may mean a number or nothing.
        plain: bool,
    },
    /// Values in order.
    List(Vec<Node>),
    /// Keys and values in order.
    Mapping {
        /// The keys and values.
        entries: Vec<(Node, Node)>,
        /// Whether it is written with braces.
        braces: bool,
    },
    /// Something that is not part of the language. It is among the `Refusal`s.
    Refused,
}

/// Why YAML is not part of the language, and what to write instead.
pub(super) type Refusal = (&'static str, &'static str);

pub(super) const ANCHOR: Refusal = (
    "anchors and aliases are not part of the language",
    "give the shape a name under `types`; put quotes around a string that starts with `&` or `*`",
);

const TAG: Refusal =
    ("tags are not part of the language", "put quotes around a string that starts with `!`");

const SECOND_DOCUMENT: Refusal =
    ("a file holds one document", "move what follows to a file of its own");

/// Text that is not YAML.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) kind: ErrorKind,
    pub(super) at: usize,
    /// Where the innermost bracket was opened that is not closed yet.
    pub(super) bracket: Option<usize>,
    /// Where the last thing ended that could be read.
    pub(super) after: usize,
}

/// The tree of a file, at most `deepest` values within one another: `None` if nothing is written in it.
pub(super) fn parse(
    text: &str,
    deepest: usize,
    refusals: &mut Vec<(Range<usize>, Refusal)>,
) -> Result<Option<Node>, Fault> {
    let mut options = granit_parser::options! {
        disallow_directives: true,
        emit_anchor_events: true,
        flow_nesting_limit: deepest,
        block_nesting_limit: deepest,
    };
    options.set_emit_comments(false);
    let mut tree = Tree { text, refusals, open: Vec::new(), root: None, after: 0 };
    for event in Parser::new_from_str_with_options(text, options) {
        match event {
            Ok((Event::DocumentStart(..), span)) if tree.root.is_some() => {
                tree.refuse(SECOND_DOCUMENT, range(&span));
                break;
            }
            Ok((event, span)) => tree.take(event, &span),
            Err(error) => {
                return Err(Fault {
                    kind: error.kind().clone(),
                    at: error.marker().byte_offset().unwrap_or(tree.after),
                    bracket: tree.bracket(),
                    after: tree.after,
                });
            }
        }
    }
    Ok(tree.root)
}

/// The tree while it grows.
struct Tree<'t> {
    text: &'t str,
    refusals: &'t mut Vec<(Range<usize>, Refusal)>,
    open: Vec<Open>,
    root: Option<Node>,
    after: usize,
}

/// A list or mapping whose end has not been seen.
struct Open {
    start: usize,
    brackets: bool,
    mapping: bool,
    /// The children; those of a mapping are keys and values in turn.
    children: Vec<Node>,
}

impl Tree<'_> {
    fn take(&mut self, event: Event<'_>, span: &Span) {
        let bytes = range(span);
        match event {
            Event::Scalar(text, style, _, tag) => {
                self.refuse_tag(tag.as_deref(), span);
                let node = self.scalar(text.into_owned(), style, bytes.clone());
                self.add(node);
            }
            Event::Anchor(..) => self.refuse(ANCHOR, bytes.clone()),
            Event::Alias(_) => self.add(Node { bytes: bytes.clone(), content: Content::Refused }),
            Event::SequenceStart(style, _, tag) => {
                self.refuse_tag(tag.as_deref(), span);
                self.start(bytes.start, style, false);
            }
            Event::MappingStart(style, _, tag) => {
                self.refuse_tag(tag.as_deref(), span);
                self.start(bytes.start, style, true);
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(bytes.end),
            _ => return,
        }
        self.after = self.after.max(bytes.end);
    }

    fn scalar(&self, text: String, style: ScalarStyle, mut bytes: Range<usize>) -> Node {
        // The parser counts the line breaks and the indentation after a block to its text.
        if matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) {
            let written = self.text.get(bytes.clone()).unwrap_or_default();
            bytes.end = bytes.start + written.trim_end().len();
        }
        let plain = style == ScalarStyle::Plain;
        // After a key without a value the parser sees a `~`.
        let text = if plain && bytes.is_empty() { String::new() } else { text };
        Node { bytes, content: Content::Scalar { text, plain } }
    }

    fn start(&mut self, start: usize, style: StructureStyle, mapping: bool) {
        self.open.push(Open {
            start,
            brackets: style == StructureStyle::Flow,
            mapping,
            children: Vec::new(),
        });
    }

    fn end(&mut self, end: usize) {
        let Some(closed) = self.open.pop() else {
            return;
        };
        let last = closed.children.last().map(|child| child.bytes.end);
        let end = match last {
            Some(last) if !closed.brackets => last,
            _ => end.max(closed.start),
        };
        let content = if closed.mapping {
            Content::Mapping { entries: pairs(closed.children), braces: closed.brackets }
        } else {
            Content::List(closed.children)
        };
        self.add(Node { bytes: closed.start..end, content });
    }

    fn add(&mut self, node: Node) {
        match self.open.last_mut() {
            Some(parent) => parent.children.push(node),
            None => self.root = Some(node),
        }
    }

    fn bracket(&self) -> Option<usize> {
        let written = |start: usize| self.text[start..].starts_with(['[', '{']);
        let mut open = self.open.iter().filter(|open| open.brackets);
        open.rfind(|open| written(open.start)).map(|open| open.start)
    }

    fn refuse_tag(&mut self, tag: Option<&Tag>, span: &Span) {
        if tag.is_some() {
            let bytes = span.tag_span().unwrap_or(*span);
            self.refuse(TAG, range(&bytes));
        }
    }

    fn refuse(&mut self, why: Refusal, bytes: Range<usize>) {
        self.refusals.push((bytes, why));
    }
}

fn pairs(children: Vec<Node>) -> Vec<(Node, Node)> {
    let mut children = children.into_iter();
    std::iter::from_fn(|| Some((children.next()?, children.next()?))).collect()
}

/// Parsers of a `&str` always know the bytes.
fn range(span: &Span) -> Range<usize> {
    span.byte_range().unwrap_or_default()
}
