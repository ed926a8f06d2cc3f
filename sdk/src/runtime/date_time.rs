//! Dates and times as strings.
//!
//! The string is kept as it came. It is read by whoever needs a point in time, with a calendar of
//! their own or with `jiff`.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A date and time as the service writes it, such as `2024-05-01T12:00:00Z`: a string in the form of RFC 3339.
///
/// It is not taken apart when it is read, so that an odd one is no error where nobody looks at it.
/// For the same reason it has no order: two strings may say the same time. With the feature `jiff` it
/// converts to and from `jiff::Timestamp`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DateTime(String);

impl DateTime {
    /// The text, as it came.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for DateTime {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for DateTime {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// Written in UTC, as exactly as the timestamp is.
#[cfg(feature = "jiff")]
impl From<jiff::Timestamp> for DateTime {
    fn from(timestamp: jiff::Timestamp) -> Self {
        Self(timestamp.to_string())
    }
}

/// Fails if the string is not a date and time with an offset, or one that the other clock cannot say.
#[cfg(feature = "jiff")]
impl TryFrom<&DateTime> for jiff::Timestamp {
    type Error = jiff::Error;

    fn try_from(text: &DateTime) -> Result<Self, jiff::Error> {
        text.0.parse()
    }
}

/// The same for an owned string.
#[cfg(feature = "jiff")]
impl TryFrom<DateTime> for jiff::Timestamp {
    type Error = jiff::Error;

    fn try_from(text: DateTime) -> Result<Self, jiff::Error> {
        Self::try_from(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::DateTime;

    #[test]
    fn a_text_is_kept_as_it_came() {
        for text in ["2024-05-01T14:00:00.500+02:00", "yesterday", ""] {
            let json = serde_json::json!(text);
            let read: DateTime = serde_json::from_value(json.clone()).expect("any text is read");
            assert_eq!((read.as_str(), read.to_string()), (text, text.to_owned()));
            assert_eq!(serde_json::to_value(&read).expect("a string"), json);
        }
        assert!(serde_json::from_str::<DateTime>("1714557600").is_err());
    }

    #[cfg(feature = "jiff")]
    #[test]
    fn a_text_is_a_point_in_time_for_jiff() {
        let noon = jiff::Timestamp::from_second(1_714_564_800).expect("a time");
        let read = |text| jiff::Timestamp::try_from(DateTime::from(text)).ok();
        assert_eq!(read("2024-05-01T14:00:00+02:00"), Some(noon));
        assert_eq!(read("2024-05-01T14:00:00"), None);
        assert_eq!(DateTime::from(noon).as_str(), "2024-05-01T12:00:00Z");
    }
}
