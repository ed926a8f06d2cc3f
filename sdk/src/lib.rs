//! A typed client for the ChatBotKit conversation API.

#[cfg(feature = "schemars")]
mod function_ext;
#[rustfmt::skip]
mod generated;
mod message_ext;
mod model_ext;
#[doc(hidden)]
pub mod runtime;

pub use bytes;
pub use http;
pub use reqwest;
pub use serde_json;

pub use self::{
    generated::*,
    runtime::{
        Call, Client, ClientBuilder, Effect, Error, ErrorKind, EventStream, Items, NoEvents,
        OutOfRange, Pages, Patch, Pending, Prepared, RawEvent, Response, Retry, Timestamp,
        UnknownValue, UnknownVariant,
    },
};
