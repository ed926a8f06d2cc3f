//! Lays the emitted source out: the header, line breaks, and blank lines where a hand would put them.
//!
//! It decides nothing about what the source says. The layout is that of prettyplease, a library: the
//! same bytes come out whatever is installed.

use std::fmt;

use proc_macro2::TokenStream;

use crate::emit::Source;
use crate::files::{Files, HEADER};

mod gaps;

/// Source that is no Rust. Only a fault of this crate can make it.
#[derive(Debug)]
pub struct NotRust {
    /// The file that it would have been.
    pub path: String,
    /// What is wrong with it.
    pub error: syn::Error,
}

impl fmt::Display for NotRust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, error } = self;
        write!(f, "the generator wrote something that is no Rust into `{path}`: {error}")
    }
}

impl std::error::Error for NotRust {}

/// Turns emitted tokens into files.
///
/// # Errors
///
/// When tokens are no Rust, which is a fault of the generator.
pub fn format(sources: Vec<Source>) -> Result<Files, NotRust> {
    let format_one = |source: Source| {
        let header = format!("{HEADER} from schema/{}. Do not edit.\n", source.described_in);
        match lay_out(source.tokens) {
            Ok(text) => Ok((source.path, header + &text)),
            Err(error) => Err(NotRust { path: source.path, error }),
        }
    };
    sources.into_iter().map(format_one).collect::<Result<_, _>>().map(Files)
}

/// The statements of a function's body as lines, for an example in the documentation.
pub(crate) fn statements(body: &TokenStream) -> Result<Vec<String>, syn::Error> {
    let text = lay_out(quote::quote! { fn body() { #body } })?;
    let lines = text.lines().filter(|line| line.is_empty() || line.starts_with("    "));
    Ok(lines.map(|line| line.get(4..).unwrap_or_default().to_owned()).collect())
}

fn lay_out(tokens: TokenStream) -> Result<String, syn::Error> {
    let mut file = syn::parse2(tokens)?;
    gaps::mark(&mut file);
    let text = prettyplease::unparse(&file);
    Ok(gaps::open(&text))
}
