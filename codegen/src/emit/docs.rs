//! Documentation: the only place that makes a `#[doc]`.
//!
//! What a description says is made safe for rustdoc on the way in. What the generator says itself is
//! taken as it is.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use chatbotkit_description::ir;

mod blocks;
mod inline;
mod wrap;

/// How long a line of documentation is: 100 columns, less an indentation and `/// `.
const WIDTH: usize = 92;

/// Documentation in the making, a paragraph after the other. As tokens it is `#[doc]` attributes.
#[derive(Debug, Clone, Default)]
pub(super) struct Docs {
    lines: Vec<String>,
}

impl Docs {
    /// What the description says.
    pub(super) fn described(doc: &ir::Doc) -> Self {
        let docs = Self::default().description(&doc.text).since(doc);
        match &doc.deprecated {
            Some(reason) => docs.description(&format!("**Deprecated:** {reason}")),
            None => docs,
        }
    }

    /// What the description says of something; its name where that is nothing, since Rust wants to be told.
    pub(super) fn of(name: &str, doc: &ir::Doc) -> Self {
        let docs = Self::described(doc);
        if !docs.lines.is_empty() {
            return docs;
        }
        let shown = name.replace(['`', '\n', '\r'], "'");
        docs.paragraph(&format!("`{shown}`, which the service does not document."))
    }

    /// The generator's own words.
    pub(super) fn own(text: &str) -> Self {
        Self::default().paragraph(text)
    }

    /// Adds Markdown of the description.
    pub(super) fn description(self, text: &str) -> Self {
        self.block(blocks::lines(text, WIDTH))
    }

    /// Adds since when there is something.
    pub(super) fn since(self, doc: &ir::Doc) -> Self {
        match &doc.since {
            Some(version) => self.description(&format!("Since version {version} of the service.")),
            None => self,
        }
    }

    /// Adds a paragraph of the generator's own words.
    pub(super) fn paragraph(self, text: &str) -> Self {
        self.block(wrap::wrap(text.split(' '), "", "", WIDTH))
    }

    /// Adds a heading.
    pub(super) fn heading(self, heading: &str) -> Self {
        self.block(vec![format!("# {heading}")])
    }

    /// Adds a list. Each item is a name of the generator and what the description says of it.
    pub(super) fn list<'a>(self, items: impl IntoIterator<Item = (String, &'a str)>) -> Self {
        let item = |(name, text): (String, &str)| match text {
            "" => format!("- {name}"),
            text => format!("- {name}: {}", text.replace('\n', "\n  ")),
        };
        let text: Vec<String> = items.into_iter().map(item).collect();
        self.block(blocks::lines(&text.join("\n"), WIDTH))
    }

    /// Adds an example that is compiled and not run. `shown` is what a reader sees of it.
    pub(super) fn example(self, before: &[&str], shown: &TokenStream, after: &[&str]) -> Self {
        // What is no Rust is shown as it is: the test of the documentation finds it.
        let shown = crate::format::statements(shown).unwrap_or_else(|_| vec![shown.to_string()]);
        let hide =
            |lines: &[&str]| lines.iter().map(|line| format!("# {line}")).collect::<Vec<_>>();
        let fence = |text: &str| vec![text.to_owned()];
        self.block([fence("```no_run"), hide(before), shown, hide(after), fence("```")].concat())
    }

    /// As `#![doc]`, for the module that the tokens begin.
    pub(super) fn inner(&self) -> TokenStream {
        self.lines.iter().map(|line| quote! { #![doc = #line] }).collect()
    }

    fn block(mut self, lines: Vec<String>) -> Self {
        if !self.lines.is_empty() && !lines.is_empty() {
            self.lines.push(String::new());
        }
        // A space behind the slashes, as a hand would put it.
        let spaced = |line: String| {
            if line.is_empty() { line } else { format!(" {line}") }
        };
        self.lines.extend(lines.into_iter().map(spaced));
        self
    }
}

impl ToTokens for Docs {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.lines.iter().map(|line| quote! { #[doc = #line] }));
    }
}

/// Another name that the documentation of the service knows something by, for rustdoc's search.
///
/// The search takes no notice of case and underscores, so neither does this.
pub(super) fn alias(documented: &str, rust: &str) -> Option<TokenStream> {
    let letters = |name: &str| {
        let letters = name.trim_start_matches("r#").chars().filter(|c| *c != '_');
        letters.collect::<String>().to_ascii_lowercase()
    };
    // rustdoc refuses an alias with quotes or white space, or with nothing in it.
    let is_allowed = !documented.is_empty() && !documented.contains(['"', '\'', ' ', '\t', '\n']);
    (is_allowed && letters(documented) != letters(rust))
        .then(|| quote! { #[doc(alias = #documented)] })
}

/// A sentence behind a colon: `What it says.` becomes `what it says.`, and `IANA name.` stays.
pub(super) fn behind_colon(text: &str) -> String {
    let word = text.split_whitespace().next().unwrap_or_default();
    let mut letters = word.chars();
    match letters.next() {
        Some(first)
            if letters.as_str().chars().all(|c| c.is_lowercase() || c == '\'' || c == ',') =>
        {
            first.to_lowercase().chain(text.chars().skip(1)).collect()
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{alias, behind_colon};

    #[test]
    fn a_sentence_behind_a_colon_begins_small() {
        for (text, expected) in [
            ("What it says.", "what it says."),
            ("A name.", "a name."),
            ("API key.", "API key."),
            ("`desc` or not.", "`desc` or not."),
            ("1 to 100.", "1 to 100."),
            ("", ""),
        ] {
            assert_eq!(behind_colon(text), expected);
        }
    }

    #[test]
    fn an_alias_is_a_name_that_the_search_would_not_find() {
        for (documented, rust, is_one) in [
            ("createdAt", "created_at", false),
            ("type", "r#type", false),
            ("$eq", "eq", true),
            ("completeConversation", "complete", true),
            ("a name", "name", false),
        ] {
            assert_eq!(alias(documented, rust).is_some(), is_one, "{documented}");
        }
    }
}
