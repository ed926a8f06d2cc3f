//! Which requests a fault is for: all of them, those of one operation, or those for one id.

use std::collections::BTreeMap;
use std::str::FromStr;

use crate::fault::{Fault, UnknownFault};

/// A fault, and the operation or the id that it is for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Aimed {
    pub fault: Fault,
    /// Without it the fault is for every request.
    pub at: Option<String>,
}

/// What a request is for, as far as it is known.
#[derive(Debug, Clone, Default)]
pub(crate) struct Target {
    /// The operation; nothing where the address is not one of an operation.
    pub operation: Option<String>,
    /// What stands in the placeholders of its path.
    pub path: BTreeMap<String, String>,
}

impl FromStr for Aimed {
    type Err = UnknownFault;

    /// A fault as the header has it, such as `status=500` or `status=500@completeConversation`.
    fn from_str(text: &str) -> Result<Self, UnknownFault> {
        let Some((fault, at)) = text.rsplit_once('@') else {
            return Ok(Self { fault: text.parse()?, at: None });
        };
        let at = at.trim();
        if at.is_empty() {
            return Err(UnknownFault::new(text));
        }
        Ok(Self { fault: fault.parse()?, at: Some(at.to_owned()) })
    }
}

impl Aimed {
    /// Whether it is for a request.
    pub fn hits(&self, target: &Target) -> bool {
        self.at.as_ref().is_none_or(|at| {
            target.operation.as_ref() == Some(at) || target.path.values().any(|id| id == at)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_the_last_at_sign_is_what_a_fault_is_for() {
        for (text, fault, at) in [
            ("crlf", Fault::Crlf, None),
            (" crlf @ c1 ", Fault::Crlf, Some("c1")),
            ("error-code=a@b@c", Fault::ErrorCode("a@b".to_owned()), Some("c")),
        ] {
            let expected = Aimed { fault, at: at.map(str::to_owned) };
            assert_eq!(text.parse(), Ok(expected));
        }
        for text in ["crlf@", "@c1", "@"] {
            assert!(text.parse::<Aimed>().is_err(), "{text}");
        }
    }
}
