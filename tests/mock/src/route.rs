//! Finds the operation that a request is for. It looks at the verb and the path, at nothing else.

use std::collections::BTreeMap;

use chatbotkit_description::ir::{Api, Verb};
use percent_encoding::percent_decode_str;

use crate::refusal::Refusal;

/// The place of an operation: its module, and which of its operations it is.
pub(crate) type Place = (usize, usize);

/// All routes.
pub(crate) struct Routes {
    /// What stands in front of every path: the path of the base address.
    pub base: String,
    /// Verbs, paths and where their operations are, the more literal paths first.
    routes: Vec<(Verb, String, Place)>,
}

/// A route that fits, and what stands in its placeholders.
#[derive(Debug)]
pub(crate) struct Found {
    pub place: Place,
    pub path: BTreeMap<String, String>,
}

impl Routes {
    pub fn new(api: &Api) -> Self {
        let mut routes = Vec::new();
        for (index, module) in api.modules.iter().enumerate() {
            for (number, operation) in module.operations.iter().enumerate() {
                routes.push((operation.verb, operation.path.clone(), (index, number)));
            }
        }
        // This way a brace comes after all that a path is usually made of, and `{+` after `{`.
        routes.sort_by_cached_key(|(_, path, _)| {
            path.replace("{+", "\u{fffe}").replace('{', "\u{fffd}")
        });
        let base = api.service.base_url.splitn(4, '/').nth(3);
        let base = base.map_or(String::new(), |base| format!("/{base}"));
        Self { base, routes }
    }

    /// The operation at a verb and a path, with or without the prefix that self-hosted servers have.
    pub fn find(&self, asked: &str, path: &str) -> Result<Found, Refusal> {
        let whole = path.strip_prefix("/api").unwrap_or(path);
        let path = whole.strip_prefix(&self.base).unwrap_or_default();
        let mut refusal = Refusal::new(404, "there is nothing under this address");
        for (known, pattern, place) in &self.routes {
            let mut values = BTreeMap::new();
            if !fits(pattern, path, &mut values) {
                continue;
            }
            if known.on_the_wire() == asked {
                let (place, path) = (*place, values);
                return Ok(Found { place, path });
            }
            refusal = Refusal::new(405, format!("{asked} is not allowed here"));
        }
        Err(refusal)
    }
}

/// Whether `path` is one of `pattern`, whose placeholders are put into `values`.
fn fits(pattern: &str, path: &str, values: &mut BTreeMap<String, String>) -> bool {
    let Some((literal, rest)) = pattern.split_once('{') else {
        return pattern == path;
    };
    let (Some(path), Some((name, rest))) = (path.strip_prefix(literal), rest.split_once('}'))
    else {
        return false;
    };
    let slash = path.find('/').filter(|_| !name.starts_with('+'));
    for end in (1..=slash.unwrap_or(path.len())).rev() {
        if path.is_char_boundary(end) && fits(rest, &path[end..], values) {
            let value = percent_decode_str(&path[..end]).decode_utf8_lossy();
            values.insert(name.trim_start_matches('+').to_owned(), value.into_owned());
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, path: &str, expected: Option<&[(&str, &str)]>) {
        let mut values = BTreeMap::new();
        let found = fits(pattern, path, &mut values).then_some(values);
        let expected = expected.map(|pairs| {
            let pairs = pairs.iter().map(|(name, value)| (name.to_string(), value.to_string()));
            pairs.collect::<BTreeMap<_, _>>()
        });
        assert_eq!(found, expected, "{pattern} {path}");
    }

    #[test]
    fn placeholders_take_what_stands_in_their_place() {
        check("/a", "/a", Some(&[]));
        check("/a", "/a/", None);
        check("/a/{x}", "/a/1", Some(&[("x", "1")]));
        check("/a/{x}", "/a/", None);
        check("/a/{x}", "/a/1/2", None);
        check("/a/{x}/b", "/a/%2F%C3%A9/b", Some(&[("x", "/é")]));
        check("/a/{x}.{y}", "/a/1.2.3", Some(&[("x", "1.2"), ("y", "3")]));
        check("/a/{+x}", "/a/1/2", Some(&[("x", "1/2")]));
        check("/a/{+x}/b/{y}", "/a/1/b/2/b/3", Some(&[("x", "1/b/2"), ("y", "3")]));
    }
}
