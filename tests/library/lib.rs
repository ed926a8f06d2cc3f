//! An SDK made of the description in `fixtures/library`, with the runtime of our own. The examples in its
//! documentation are compiled along with the other tests.
//!
//! It is for descriptions that are larger than the one we have: here each resource is a feature.

#[rustfmt::skip]
#[path = "../fixtures/library/expected/mod.rs"]
mod generated;

#[path = "../../sdk/src"]
mod sdk {
    pub mod runtime;
}

pub use reqwest;

pub use self::{
    generated::*,
    sdk::runtime::{
        self, Client, Content, DateTime, Effect, Error, ErrorKind, Retry, Timestamp, Upload,
    },
};

/// The example of the project's front page, which no package of the SDK contains.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct FrontPage;
