//! What a schema says about itself: its documentation, made to end like a sentence, whether it holds a secret, and
//! whether it goes one way only.

use std::collections::BTreeSet;

use super::document::{Document, Value};
use super::types::{About, OneWay};

/// The longest limit, pattern or default that is worth words.
const SHORT: usize = 40;

/// Why something is deprecated, where the document does not say.
pub(super) const NO_REASON: &str = "The service's document says so without a reason.";

/// More schemas than any property consists of.
const MANY: usize = 100;

/// Whether a property goes one way only: it says so, or what it refers to does.
pub(super) fn one_way(document: &Document<'_>, property: Value<'_>) -> Option<OneWay> {
    let target = document.pointed_at(property);
    let says = |key: &str| {
        let mut places = [Some(property), target].into_iter().flatten();
        places.any(|value| value.is_true_at(key))
    };
    match (says("readOnly"), says("writeOnly")) {
        (true, false) => Some(OneWay::Read),
        (false, true) => Some(OneWay::Write),
        _ => None,
    }
}

/// Whether a schema, what it refers to, or a part of what it consists of has the format of a password.
pub(super) fn is_secret<'a>(document: &Document<'a>, schema: Value<'a>) -> bool {
    let mut pending = vec![schema];
    let mut seen = BTreeSet::new();
    while let Some(schema) = pending.pop().filter(|_| seen.len() < MANY) {
        let Some(target) = document.pointed_at(schema) else {
            continue;
        };
        if [schema, target].iter().any(|it| it.text_at("format") == Some("password")) {
            return true;
        }
        if seen.insert(target.start()) {
            pending.extend(target.branches());
            let inner = ["items", "additionalProperties"].into_iter();
            pending.extend(inner.filter_map(|key| target.get(key)));
        }
    }
    false
}

/// What a schema, a parameter or a response says about itself.
pub(super) fn about(value: Value<'_>) -> About {
    let written = ["description", "title"].iter().find_map(|key| {
        let text = value.get(key)?.text()?.trim();
        (!text.is_empty()).then_some(text)
    });
    let doc = written.map(sentence).unwrap_or_default();
    let limits: Vec<_> = limits(value).into_iter().chain(default(value, &doc)).collect();
    About {
        limits: limits.join(" "),
        doc,
        deprecated: value.is_true_at("deprecated"),
        ..About::default()
    }
}

/// The same without a change.
pub(super) fn as_written(value: Value<'_>) -> About {
    let text = |key: &str| value.text_at(key);
    About {
        doc: text("description").or_else(|| text("summary")).unwrap_or_default().to_owned(),
        deprecated: value.is_true_at("deprecated"),
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

/// Documentation, if there is any.
pub(super) fn written(doc: &str) -> Option<&str> {
    (!doc.is_empty()).then_some(doc)
}

fn short(value: Value<'_>, key: &str) -> Option<String> {
    let text = value.get(key)?.text()?;
    let fits = text.len() <= SHORT && !text.contains(['`', '\n']) && !text.is_empty();
    fits.then(|| text.to_owned())
}

/// What a value is held to, as far as JSON Schema has words for it.
fn limits(value: Value<'_>) -> Vec<String> {
    let mut said = Vec::new();
    said.extend(values(value));
    said.extend(bounds(value));
    said.extend(short(value, "multipleOf").map(|of| format!("A multiple of {of}.")));
    for (least, most, one, many) in [
        ("minLength", "maxLength", "character", "characters"),
        ("minItems", "maxItems", "item", "items"),
        ("minProperties", "maxProperties", "key", "keys"),
    ] {
        let least = short(value, least).filter(|least| least != "0");
        said.extend(size(least, short(value, most), one, many));
    }
    said.extend(short(value, "pattern").map(|pattern| format!("Matches `{pattern}`.")));
    said
}

/// The values that a number or a truth can have: those of a string are an enum.
fn values(value: Value<'_>) -> Option<String> {
    if let Some(only) = value.get("const") {
        return Some(format!("Always {}.", plain(only)?));
    }
    let values = value.get("enum")?.items()?;
    let values: Option<Vec<_>> = values.filter(|one| !one.is_null()).map(plain).collect();
    match values?.as_slice() {
        [] => None,
        [only] => Some(format!("Always {only}.")),
        values => {
            let values = values.join(", ");
            let fits = values.len() <= 2 * SHORT;
            fits.then(|| format!("One of {values}."))
        }
    }
}

fn plain(value: Value<'_>) -> Option<&str> {
    let plain = value.plain().filter(|_| !value.is_string());
    plain.filter(|text| !text.is_empty() && text.len() <= SHORT)
}

/// Between which numbers a number is. Whether a bound itself counts is a truth in 3.0 and a bound of its own in 3.1.
fn bounds(value: Value<'_>) -> Option<String> {
    let open = |key: &str| value.is_true_at(key);
    let bound = |key: &str| short(value, key).filter(|text| text != "true" && text != "false");
    let (least, most) = (bound("minimum"), bound("maximum"));
    let (open_least, open_most) = (open("exclusiveMinimum"), open("exclusiveMaximum"));
    if let (Some(least), Some(most), false, false) = (&least, &most, open_least, open_most)
        && bound("exclusiveMinimum").is_none()
        && bound("exclusiveMaximum").is_none()
    {
        return Some(format!("From {least} to {most}."));
    }
    let word = |open: bool, opened: &'static str, closed: &'static str| match open {
        true => opened,
        false => closed,
    };
    let said = [
        (word(open_least, "more than", "at least"), least),
        ("more than", bound("exclusiveMinimum")),
        (word(open_most, "less than", "at most"), most),
        ("less than", bound("exclusiveMaximum")),
    ];
    let said = said.into_iter().filter_map(|(word, bound)| Some(format!("{word} {}", bound?)));
    let said = said.collect::<Vec<_>>().join(" and ");
    let first = said.get(..1)?.to_ascii_uppercase();
    Some(format!("{first}{}.", said.get(1..)?))
}

/// How much there can be of something.
fn size(least: Option<String>, most: Option<String>, one: &str, many: &str) -> Option<String> {
    let of = |count: &str| if count == "1" { one } else { many }.to_owned();
    match (least, most) {
        (Some(least), Some(most)) if least == most => {
            Some(format!("Exactly {least} {}.", of(&least)))
        }
        (Some(least), Some(most)) => Some(format!("From {least} to {most} {}.", of(&most))),
        (Some(least), None) => Some(format!("At least {least} {}.", of(&least))),
        (None, Some(most)) => Some(format!("At most {most} {}.", of(&most))),
        (None, None) => None,
    }
}

/// Whether documentation of a time speaks of milliseconds, and of no seconds.
pub(super) fn is_in_ms(doc: &str) -> bool {
    let words = || doc.split(|c: char| !c.is_alphanumeric()).map(str::to_ascii_lowercase);
    let ms = ["ms", "millis", "millisecond", "milliseconds"];
    words().any(|word| ms.contains(&word.as_str()))
        && words().all(|word| word != "second" && word != "seconds")
}

/// What the service assumes, unless the text says it.
fn default(value: Value<'_>, doc: &str) -> Option<String> {
    let default = short(value, "default")?;
    let said = doc.to_ascii_lowercase().contains("default");
    (!said).then(|| format!("The default is `{default}`."))
}
