//! Documentation: what a schema says about itself in words, made to end like a sentence.

use super::document::Value;
use super::types::About;

/// The longest limit, pattern or default that is worth words.
const SHORT: usize = 40;

/// Why something is deprecated, where the document does not tell.
pub(super) const NO_REASON: &str = "The service's document says so without a reason.";

/// What a schema, a parameter or a response says about itself.
pub(super) fn about(value: Value<'_>) -> About {
    let written = ["description", "title"].iter().find_map(|key| {
        let text = value.get(key)?.text()?.trim();
        (!text.is_empty()).then_some(text)
    });
    let doc = written.map(sentence).unwrap_or_default();
    let limits: Vec<_> = limits(value)
        .into_iter()
        .chain(default(value, &doc))
        .collect();
    About {
        limits: limits.join(" "),
        doc,
        deprecated: value.get("deprecated").is_some_and(Value::is_true),
        ..About::default()
    }
}

/// A text with a full stop at its end.
pub(super) fn sentence(text: &str) -> String {
    // Lines that end in blanks, or with a carriage return, could not be read back from a block.
    let lines: Vec<_> = text.trim().lines().map(str::trim_end).collect();
    let text = lines.join("\n");
    if text.is_empty() || text.ends_with(['.', '!', '?']) || text.ends_with("```") {
        return text;
    }
    format!("{}.", text.trim_end_matches([':', ',', ';', ' ']))
}

fn short(value: Value<'_>, key: &str) -> Option<String> {
    let text = value.get(key)?.text()?;
    let fits = text.len() <= SHORT && !text.contains(['`', '\n']) && !text.is_empty();
    fits.then(|| text.to_owned())
}

fn limits(value: Value<'_>) -> Option<String> {
    match (short(value, "minimum"), short(value, "maximum")) {
        (Some(least), Some(most)) => Some(format!("From {least} to {most}.")),
        (Some(least), None) => Some(format!("At least {least}.")),
        (None, Some(most)) => Some(format!("At most {most}.")),
        (None, None) => None,
    }
}

/// What the service assumes, unless the text says it.
fn default(value: Value<'_>, doc: &str) -> Option<String> {
    let default = short(value, "default")?;
    let said = doc.to_ascii_lowercase().contains("default");
    (!said).then(|| format!("The default is `{default}`."))
}
