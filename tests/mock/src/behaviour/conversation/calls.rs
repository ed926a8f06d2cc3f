//! Functions that a message asks a bot to call: `/call getWeather {"town":"Bath"}`, as often as one likes.

use serde_json::{Deserializer, Value, json};

use crate::scripted::{Do, Step};

/// The steps of an answer to what is said, if it consists of calls and nothing else. All of them run side by side.
pub(super) fn steps(said: &str) -> Option<Vec<Step>> {
    let mut begins = Vec::new();
    let mut rest = said.trim();
    while !rest.is_empty() {
        let call = rest.strip_prefix("/call")?.strip_prefix(' ')?.trim_start();
        let end = call.find(char::is_whitespace).unwrap_or(call.len());
        let (function, after) = call.split_at(end);
        if function.is_empty() {
            return None;
        }
        let arguments;
        (arguments, rest) = read(after.trim_start())?;
        begins.push(Step::begin(function, arguments));
    }
    let ends = vec![Step(Do::EndAny); begins.len()];
    (!begins.is_empty()).then(|| begins.into_iter().chain(ends).collect())
}

/// The arguments, which may be left out, and what follows them.
fn read(text: &str) -> Option<(Value, &str)> {
    if !text.starts_with('{') {
        return Some((json!({}), text));
    }
    let mut values = Deserializer::from_str(text).into_iter();
    let arguments = values.next()?.ok()?;
    Some((arguments, text[values.byte_offset()..].trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_stand_in_a_line() {
        let said = r#" /call a {"b":{"c":[1]}} /call d  /call e {} "#;
        let steps = steps(said).expect("they are calls");
        let begin = |function: &str, arguments| Step::begin(function, arguments);
        let begins =
            [begin("a", json!({"b": {"c": [1]}})), begin("d", json!({})), begin("e", json!({}))];
        assert_eq!(steps[..3], begins);
        assert_eq!(steps.len(), 6);
    }

    #[test]
    fn anything_else_is_said() {
        let said =
            ["", "Hello", "/call", "/calls a", "/call a {", "/call a {} and more", "a /call b"];
        assert_eq!(said.map(steps), [const { None }; 7]);
    }
}
