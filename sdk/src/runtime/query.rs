//! Queries: the fields of a request as names and values.
//!
//! Fields of a map are written as the service reads them: `meta.colour=red` or `meta[colour]=red`.
//! What is not set or null is left out.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::Value;

use super::operation::MapsInQuery;

/// Appends the pairs of any value that serializes to an object, or to a list of pairs.
pub(crate) fn append(
    pairs: &mut Vec<(String, String)>,
    value: &(impl Serialize + ?Sized),
    maps: MapsInQuery,
) -> Result<(), String> {
    let value = serde_json::to_value(value).map_err(|error| error.to_string())?;
    match value {
        Value::Null => Ok(()),
        Value::Object(fields) => {
            fields.into_iter().try_for_each(|(name, value)| field(pairs, name, value, maps))
        }
        Value::Array(items) => items.into_iter().try_for_each(|item| match item {
            Value::Array(pair) => match <[Value; 2]>::try_from(pair) {
                Ok([Value::String(name), value]) => field(pairs, name, value, maps),
                _ => Err(no_query()),
            },
            _ => Err(no_query()),
        }),
        _ => Err(no_query()),
    }
}

fn no_query() -> String {
    "the query is neither an object nor a list of names and values".to_owned()
}

fn field(
    pairs: &mut Vec<(String, String)>,
    name: String,
    value: Value,
    maps: MapsInQuery,
) -> Result<(), String> {
    match value {
        Value::Null => {}
        Value::String(text) => pairs.push((name, text)),
        Value::Bool(value) => pairs.push((name, value.to_string())),
        Value::Number(number) => {
            // A float is written as JavaScript writes it: `1` rather than `1.0`.
            let text = match number.as_f64().filter(|_| number.is_f64()) {
                Some(float) => float.to_string(),
                None => number.to_string(),
            };
            pairs.push((name, text));
        }
        Value::Array(items) => {
            for item in items {
                field(pairs, name.clone(), item, maps)?;
            }
        }
        Value::Object(fields) => {
            for (key, value) in fields {
                let name = match maps {
                    MapsInQuery::Dotted => format!("{name}.{key}"),
                    MapsInQuery::Brackets => format!("{name}[{key}]"),
                };
                field(pairs, name, value, maps)?;
            }
        }
    }
    Ok(())
}

/// Appends the pairs to an address, form-encoded.
pub(crate) fn write(url: &mut String, pairs: &[(String, String)]) {
    let mut separator = '?';
    for (name, value) in pairs {
        let encode =
            |text: &'_ str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        // Writing to a String does not fail.
        let _ = write!(url, "{separator}{}={}", encode(name), encode(value));
        separator = '&';
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::MapsInQuery;

    #[track_caller]
    fn check(value: serde_json::Value, expected: &str) {
        check_with(MapsInQuery::Dotted, value, expected);
    }

    #[track_caller]
    fn check_with(maps: MapsInQuery, value: serde_json::Value, expected: &str) {
        let (mut pairs, mut url) = (Vec::new(), String::new());
        super::append(&mut pairs, &value, maps).expect("a query");
        super::write(&mut url, &pairs);
        assert_eq!(url, expected);
    }

    #[test]
    fn fields_become_pairs() {
        check(json!({}), "");
        check(json!({ "take": 2, "cursor": null, "order": "asc" }), "?order=asc&take=2");
        check(json!({ "meta": { "a b": "c&d", "é": 1.0 } }), "?meta.a+b=c%26d&meta.%C3%A9=1");
        check(json!([["take", 2], ["take", true]]), "?take=2&take=true");
        check(json!({ "ids": ["a", "b"] }), "?ids=a&ids=b");
    }

    #[test]
    fn maps_may_be_written_with_brackets() {
        check_with(
            MapsInQuery::Brackets,
            json!({ "meta": { "a b": "c", "d": { "e": [1, 2] } }, "take": 2 }),
            "?meta%5Ba+b%5D=c&meta%5Bd%5D%5Be%5D=1&meta%5Bd%5D%5Be%5D=2&take=2",
        );
    }
}
