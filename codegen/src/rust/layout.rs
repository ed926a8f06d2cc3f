//! Layout: what is emitted as tokens, printed by prettyplease, with an empty line between two items.

use proc_macro2::TokenStream;

/// Items in source.
pub(super) fn items(tokens: TokenStream) -> syn::Result<String> {
    Ok(apart(&prettyplease::unparse(&syn::parse2(tokens)?)))
}

/// Statements in source, without what is around them.
pub(super) fn statements(tokens: TokenStream) -> syn::Result<String> {
    let text = items(quote::quote! { fn statements() { #tokens } })?;
    let lines = text.lines().skip(1);
    let lines = lines.map(|line| line.strip_prefix("    ").unwrap_or(line));
    let lines: Vec<&str> = lines.collect();
    let inner = lines.split_last().map_or(&[][..], |(_, inner)| inner);
    Ok(inner.join("\n"))
}

/// Puts an empty line after each item that ends in a line of its own, unless its container ends there.
fn apart(text: &str) -> String {
    let mut apart = String::with_capacity(text.len() + text.len() / 16);
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        apart.extend([line, "\n"]);
        let indent = line.len() - line.trim_start().len();
        let ends = indent <= 4 && matches!(line.trim_start(), "}" | "};");
        if ends && lines.peek().is_some_and(|next| next.trim_start() != "}") {
            apart.push('\n');
        }
    }
    apart
}
