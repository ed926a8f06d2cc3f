//! Documentation comments.
//!
//! What a description says is Markdown, and is made safe for rustdoc on its way in. What the generator
//! says itself is taken as it is.

use std::borrow::Cow;

use proc_macro2::TokenStream;
use quote::quote;

use chatbotkit_description::ir;

mod markdown;
mod wrap;

/// Documentation in the making: one block after the other, with an empty line between two.
#[derive(Debug, Clone, Default)]
pub(super) struct Docs {
    blocks: Vec<Block>,
}

#[derive(Debug, Clone)]
enum Block {
    /// Markdown of the description.
    Described(String),
    /// Words of the generator.
    Own(String),
    /// Lines that stay as they are.
    Lines(Vec<String>),
}

/// How wide a line of source is at most, where it can be broken.
const WIDTH: usize = 100;

impl Docs {
    /// What the description says.
    pub(super) fn described(doc: &ir::Doc) -> Self {
        let docs = Self::default().description(&doc.text).since(doc);
        match &doc.deprecated {
            Some(reason) => docs.description(&format!("**Deprecated:** {reason}")),
            None => docs,
        }
    }

    /// What the description says of something, or else its name, since every public item has documentation.
    pub(super) fn of(name: &str, doc: &ir::Doc) -> Self {
        let docs = Self::described(doc);
        if !docs.blocks.is_empty() {
            return docs;
        }
        let shown = name.replace(['`', '\n', '\r'], "'");
        docs.paragraph(format!("`{shown}`, which the service does not document."))
    }

    /// Words of the generator.
    pub(super) fn own(text: impl Into<String>) -> Self {
        Self::default().paragraph(text)
    }

    /// Adds Markdown of the description.
    pub(super) fn description(self, text: &str) -> Self {
        if text.trim().is_empty() {
            return self;
        }
        self.block(Block::Described(text.to_owned()))
    }

    /// Adds the version of the service with which something came.
    pub(super) fn since(self, doc: &ir::Doc) -> Self {
        match &doc.since {
            Some(version) => self.description(&format!("Since version {version} of the service.")),
            None => self,
        }
    }

    /// Adds a paragraph of the generator's own words.
    pub(super) fn paragraph(self, text: impl Into<String>) -> Self {
        self.block(Block::Own(text.into()))
    }

    /// Adds a list. Each item is a name of the generator, and what the description says of it.
    pub(super) fn list<'a>(self, items: impl IntoIterator<Item = (String, &'a str)>) -> Self {
        let item = |(name, text): (String, &str)| match text {
            "" => format!("- {name}"),
            text => format!("- {name}: {}", text.replace('\n', "\n  ")),
        };
        let items: Vec<String> = items.into_iter().map(item).collect();
        self.description(&items.join("\n"))
    }

    /// Adds an example that is compiled and not run. `shown` is what a reader sees of it.
    pub(super) fn example(self, before: &[String], shown: &str, after: &[&str]) -> Self {
        let hidden = |line: &str| format!("# {line}");
        let mut lines = vec!["```no_run".to_owned()];
        lines.extend(before.iter().map(|line| hidden(line)));
        lines.extend(shown.lines().map(str::to_owned));
        lines.extend(after.iter().map(|line| hidden(line)));
        lines.push("```".to_owned());
        self.block(Block::Lines(lines))
    }

    /// Adds a heading.
    pub(super) fn heading(self, heading: &str) -> Self {
        self.block(Block::Lines(vec![format!("# {heading}")]))
    }

    /// Adds a table. Its cells are the generator's own, or summaries.
    pub(super) fn table<const N: usize>(self, columns: [&str; N], rows: Vec<[String; N]>) -> Self {
        let line = |cells: [&str; N]| format!("| {} |", cells.join(" | "));
        let mut lines = vec![line(columns), format!("|{}", "---|".repeat(N))];
        lines.extend(rows.iter().map(|row| line(row.each_ref().map(String::as_str))));
        self.block(Block::Lines(lines))
    }

    /// The first paragraph of what the description says, in one line, for a cell of a table.
    pub(super) fn summary(doc: &ir::Doc) -> String {
        let first = doc.text.trim().split("\n\n").next().unwrap_or_default();
        markdown::lines(first, usize::MAX).join(" ").replace('|', "\\|")
    }

    /// The comments, at an indentation: `/// What it says.`, or `//! ..` for the module around them.
    pub(super) fn comments(&self, slashes: &str, indent: usize) -> String {
        let margin = " ".repeat(indent);
        let line = |line: Cow<str>| match line.as_ref() {
            "" => format!("{margin}{slashes}\n"),
            line => format!("{margin}{slashes} {line}\n"),
        };
        self.lines(indent).into_iter().map(line).collect()
    }

    /// As attributes, for items that are formatted: `#[doc = " What it says."]`.
    pub(super) fn attributes(&self, indent: usize) -> TokenStream {
        let line = |line: Cow<str>| {
            let line = if line.is_empty() { line } else { format!(" {line}").into() };
            quote! { #[doc = #line] }
        };
        self.lines(indent).into_iter().map(line).collect()
    }

    fn block(mut self, block: Block) -> Self {
        self.blocks.push(block);
        self
    }

    fn lines(&self, indent: usize) -> Vec<Cow<'_, str>> {
        let width = WIDTH - indent - "/// ".len();
        let mut lines = Vec::new();
        for block in &self.blocks {
            let block: Vec<Cow<str>> = match block {
                Block::Described(text) => {
                    markdown::lines(text, width).into_iter().map(Cow::Owned).collect()
                }
                Block::Own(text) => {
                    wrap::wrap(text.split(' '), width).into_iter().map(Cow::Owned).collect()
                }
                Block::Lines(lines) => lines.iter().map(|line| line.as_str().into()).collect(),
            };
            if !lines.is_empty() && !block.is_empty() {
                lines.push("".into());
            }
            lines.extend(block);
        }
        lines
    }
}

/// Another name that the documentation of the service has for something, as an attribute for rustdoc's
/// search: `#[doc(alias = "completeConversation")]`.
///
/// The search takes no notice of case and underscores, so neither does this.
pub(super) fn alias(indent: usize, documented: &str, rust: &str) -> String {
    let letters = |name: &str| {
        let letters = name.trim_start_matches("r#").chars().filter(|c| *c != '_');
        letters.collect::<String>().to_ascii_lowercase()
    };
    // rustdoc refuses an alias with quotes or white space, or with nothing in it.
    let is_allowed = !documented.is_empty() && !documented.contains(['"', '\'', ' ', '\t', '\n']);
    match is_allowed && letters(documented) != letters(rust) {
        true => format!("{}#[doc(alias = {documented:?})]\n", " ".repeat(indent)),
        false => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::alias;

    #[test]
    fn an_alias_is_a_name_that_the_search_would_not_find() {
        for (documented, rust, is_one) in [
            ("createdAt", "created_at", false),
            ("type", "r#type", false),
            ("$eq", "eq", true),
            ("completeConversation", "complete", true),
            ("a name", "name", false),
        ] {
            assert_eq!(!alias(0, documented, rust).is_empty(), is_one, "{documented}");
        }
    }
}
