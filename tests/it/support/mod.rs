//! What the tests share: a loopback server that records requests and plays scripted replies, the
//! description, and properties.
//!
//! The server knows HTTP just well enough for a client under test, and nothing of the API.

mod description;
pub mod json;
pub mod property;
mod reply;
mod request;
pub mod scratch;
mod server;

pub use self::{description::described, reply::Reply, request::Request, server::Server};
