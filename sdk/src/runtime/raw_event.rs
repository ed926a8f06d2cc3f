//! The event of a stream that nothing is known about.

use serde_json::Value;

use super::{
    error::Error,
    fault::Fault,
    raw_union::{Envelope, RawUnion},
    union::{Event, Union, to_json},
    unknown::UnknownVariant,
};

/// An event of an endpoint that has no method here. Its stream ends without a terminal event.
#[derive(Debug, Clone, PartialEq)]
pub struct RawEvent(UnknownVariant);

impl RawEvent {
    /// The tag on the wire.
    pub fn tag(&self) -> &str {
        self.0.tag()
    }

    /// The whole event as JSON.
    ///
    /// # Errors
    ///
    /// It is nested too deeply for a [`Value`], or has a number that is too large for one.
    pub fn to_json(&self) -> Result<Value, Error> {
        to_json(&self.0)
    }
}

impl Union for RawEvent {
    const ENVELOPE: Envelope = Envelope::Untagged;

    fn decode(raw: &RawUnion<'_>) -> Result<Self, Fault> {
        Ok(Self(raw.to_unknown()))
    }
}

#[diagnostic::do_not_recommend]
impl Event for RawEvent {
    const TERMINAL: Option<&'static str> = None;
}
