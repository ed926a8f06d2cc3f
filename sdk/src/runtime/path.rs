//! Paths, put together from a template and values.
//!
//! A value never gets to be anything but a value: every byte that could end it is encoded, and what
//! no encoding protects from the URL standard (the dots, which mean "here" and "one up" however
//! they are encoded) is refused.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but the unreserved characters of RFC 3986.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// The same for a value of several segments.
const SEGMENTS: &AsciiSet = &VALUE.remove(b'/');

/// A path whose placeholders are filled from left to right.
#[derive(Debug, Clone)]
pub(crate) struct Path {
    /// Template and values; what lies before `filled` is final.
    text: String,
    filled: usize,
}

impl Path {
    pub(crate) fn new(template: &str) -> Self {
        Self { text: template.to_owned(), filled: 0 }
    }

    /// Fills the next placeholder. `{name}` takes one segment, `{+name}` any number.
    pub(crate) fn fill(&mut self, value: &str) -> Result<(), String> {
        let Some((start, end)) = self.placeholder() else {
            return Err("there are more path parameters than placeholders".to_owned());
        };
        let name = &self.text[start + 1..end];
        let (name, set, refused) = match name.strip_prefix('+') {
            Some(name) => (name, SEGMENTS, value.split('/').any(is_dots)),
            None => (name, VALUE, is_dots(value)),
        };
        if value.is_empty() {
            return Err(format!("the path parameter `{name}` is empty"));
        }
        if refused {
            return Err(format!(
                "the path parameter `{name}` is `.` or `..`, which would change the path"
            ));
        }
        let encoded = utf8_percent_encode(value, set).to_string();
        self.text.replace_range(start..=end, &encoded);
        self.filled = start + encoded.len();
        Ok(())
    }

    /// The whole path, once every placeholder is filled.
    pub(crate) fn finished(&self) -> Result<&str, String> {
        match self.placeholder() {
            None => Ok(&self.text),
            Some((start, end)) => {
                Err(format!("the path parameter `{}` is missing", &self.text[start + 1..end]))
            }
        }
    }

    fn placeholder(&self) -> Option<(usize, usize)> {
        let start = self.filled + self.text[self.filled..].find('{')?;
        Some((start, start + self.text[start..].find('}')?))
    }
}

fn is_dots(segment: &str) -> bool {
    segment == "." || segment == ".."
}

#[cfg(test)]
mod tests {
    use super::Path;

    #[track_caller]
    fn check(template: &str, values: &[&str], expected: Result<&str, &str>) {
        let mut path = Path::new(template);
        let filled = values.iter().try_for_each(|value| path.fill(value));
        let finished = filled.and_then(|()| path.finished().map(str::to_owned));
        assert_eq!(finished.as_deref().map_err(String::as_str), expected);
    }

    #[test]
    fn values_stay_values() {
        check("/a/{id}/b", &["x-1._~"], Ok("/a/x-1._~/b"));
        check("/a/{id}/b", &["../bot/list?x=1#"], Ok("/a/..%2Fbot%2Flist%3Fx%3D1%23/b"));
        check("/a/{id}/{other}", &["{other}", "é %2E"], Ok("/a/%7Bother%7D/%C3%A9%20%252E"));
        check("/a/{+file}", &["b/c d/..."], Ok("/a/b/c%20d/..."));
        check("/a/{id}", &["a\\b\t\n\0"], Ok("/a/a%5Cb%09%0A%00"));
    }

    #[test]
    fn what_cannot_be_encoded_is_refused() {
        let dots = Err("the path parameter `id` is `.` or `..`, which would change the path");
        check("/a/{id}", &[""], Err("the path parameter `id` is empty"));
        check("/a/{id}", &["."], dots);
        check("/a/{id}", &[".."], dots);
        check("/a/{+id}", &["b/../c"], dots);
        check("/a/{id}", &[], Err("the path parameter `id` is missing"));
        check("/a/{id}", &["1", "2"], Err("there are more path parameters than placeholders"));
    }
}
